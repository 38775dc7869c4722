//! Scenarios that the browser keeps: their names, and the file that holds them.

use forkcast_engine::Catalog;
use forkcast_protocol::link::{self, NAME_CHARS, Theme, View};
use forkcast_protocol::visible::plain;

/// Most scenarios that are kept.
pub const MOST: usize = 200;

/// Longest file that is read, bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// A scenario under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// Its link, without `#`.
    pub link: String,
}

/// The view as it is kept: the whole page, in whatever colours the reader has then.
#[must_use]
pub fn kept(view: &View, catalog: &Catalog) -> String {
    let whole = View {
        embed: Vec::new(),
        theme: Theme::Auto,
        ..view.clone()
    };
    link::encode(&whole, catalog)
}

/// A name as it is kept: one line, not too long.
#[must_use]
pub fn name(text: &str) -> String {
    let line = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars()
        .take(NAME_CHARS)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The name, or that with a number behind where another scenario has it.
#[must_use]
pub fn free(wanted: &str, taken: &[Saved]) -> String {
    let is_free = |name: &str| taken.iter().all(|saved| saved.name != name);
    if is_free(wanted) {
        return wanted.to_owned();
    }
    let numbered = (2..).map(|n: usize| {
        let number = format!(" ({n})");
        let room = NAME_CHARS.saturating_sub(number.len());
        wanted.chars().take(room).collect::<String>() + &number
    });
    numbered
        .into_iter()
        .find(|name| is_free(name))
        .unwrap_or_default()
}

/// The file: a line for each, the name and the address behind a tab. `address` makes one of a link.
#[must_use]
pub fn file(all: &[Saved], address: impl Fn(&str) -> String) -> String {
    let line = |saved: &Saved| format!("{}\t{}\n", saved.name, address(&saved.link));
    all.iter().map(line).collect()
}

/// The scenarios of such a file, and the lines that hold none.
#[must_use]
pub fn read(text: &str, catalog: &Catalog) -> (Vec<Saved>, Vec<usize>) {
    let (mut all, mut refused) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let parts = line.rsplit_once('\t');
        let named = parts.map(|(text, address)| (name(text), address.trim()));
        let fragment = named.as_ref().and_then(|(_, address)| address.split_once('#'));
        let decoded = fragment.map(|(_, fragment)| link::decode(fragment, catalog));
        match (named, decoded) {
            (Some((name, _)), Some(decoded)) if !name.is_empty() && decoded.recognised => all.push(Saved {
                name,
                link: kept(&decoded.view, catalog),
            }),
            _ => refused.push(number),
        }
    }
    (all, refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(questions: f64) -> View {
        let mut view = View::default();
        view.scenario.queries_per_day = questions;
        view.note = "agreed".to_owned();
        view
    }

    #[test]
    fn a_file_gives_back_what_was_saved_and_names_the_lines_it_cannot_read() {
        let catalog = Catalog::builtin();
        let all = [("Today", 5_000.0), ("10\u{d7} traffic, #2", 50_000.0)].map(|(name, questions)| Saved {
            name: name.to_owned(),
            link: kept(&view(questions), catalog),
        });
        let text = file(&all, |link| format!("https://your.host/#{link}"));
        assert_eq!(read(&text, catalog), (all.to_vec(), vec![]));
        let foreign = format!("no address\n\n{text}Else\thttps://your.host/#tea\n\tname missing");
        assert_eq!(read(&foreign, catalog), (all.to_vec(), vec![1, 5, 6]));
    }

    #[test]
    fn names_are_one_short_line_and_no_two_alike() {
        assert_eq!(name("  a\tb\n c\u{7} "), "a b c");
        assert_eq!(name(&"é".repeat(100)).chars().count(), NAME_CHARS);
        let long = "n".repeat(NAME_CHARS);
        let taken = [&long, "Today", "Today (2)"].map(|name| Saved {
            name: name.to_owned(),
            link: String::new(),
        });
        assert_eq!(free("Today", &taken), "Today (3)");
        assert_eq!(free("New", &taken), "New");
        assert_eq!(free(&long, &taken).chars().count(), NAME_CHARS);
    }

    #[test]
    fn what_is_kept_is_the_whole_page_with_its_note() {
        let catalog = Catalog::builtin();
        let mut shown = view(10.0);
        shown.theme = Theme::Dark;
        shown.embed = vec![link::Part::Cost];
        assert_eq!(link::decode(&kept(&shown, catalog), catalog).view, view(10.0));
    }
}
