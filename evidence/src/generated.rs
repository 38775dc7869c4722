//! The served files that are generated: `public/method.html`, and in `app/index.html` the verdict on the defaults and the texts of inputs.
//!
//! The page's code goes without these texts, which are smaller in the HTML. `cargo xtask generate` writes the files; a test checks that
//! they are current.

use askama::Template;
use forkcast_engine::decision::{Verdicts, evaluate_as};
use forkcast_engine::language::CODE;
use forkcast_engine::params::PARAMS;
use forkcast_engine::report::Signal;
use forkcast_engine::tiers::{self, Quantity};
use forkcast_engine::{Catalog, Scenario, uncertainty, words};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Error};
use std::path::Path;

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Its path within the repository.
    pub path: &'static str,
    /// What the file should contain.
    pub text: String,
    /// Whether it does.
    pub current: bool,
}

/// Every generated file of the repository at `root`.
///
/// # Errors
/// A file that is generated in part cannot be read, or lacks the marks around that part.
pub fn all(root: &Path) -> io::Result<Vec<Generated>> {
    let read = |path: &'static str| fs::read_to_string(root.join(path));
    let method = crate::method::page(Catalog::builtin());
    let index = read("app/index.html")?;
    if CODE != "en" {
        // In a build for another language: the page of that language alone, made of the English one.
        let (path, words) = (PAGE, fs::read_to_string(root.join(WORDS))?);
        let text = translated(&index_html(&index)?, &words)?;
        return Ok(vec![Generated {
            path,
            current: read(path).is_ok_and(|there| there == text),
            text,
        }]);
    }
    let filled = index_html(&index)?;
    Ok(vec![
        Generated {
            path: "public/method.html",
            current: read("public/method.html").is_ok_and(|there| there == method),
            text: method,
        },
        Generated {
            path: "app/index.html",
            current: index == filled,
            text: filled,
        },
    ])
}

/// The page in the language of the build, where that is not English.
const PAGE: &str = if cfg!(feature = "german") {
    "app/index.de.html"
} else {
    "app/index.html"
};
/// The words of its HTML: pairs of lines, the English text and its translation.
const WORDS: &str = if cfg!(feature = "german") {
    "app/index.de.txt"
} else {
    ""
};

/// The page with the pairs' English texts replaced. Each must be there.
fn translated(html: &str, words: &str) -> io::Result<String> {
    let mut html = html.to_owned();
    let mut lines = words
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "));
    while let (Some(english), Some(translation)) = (lines.next(), lines.next()) {
        if !html.contains(english) {
            return Err(Error::other(format!(
                "app/index.html has no `{english}`, which {WORDS} translates"
            )));
        }
        html = html.replace(english, translation);
    }
    Ok(html)
}

/// Simulations behind the verdict in the page's HTML: as many as the page makes at rest.
const SIMULATIONS: usize = 10_000;

/// `index.html` with its generated parts filled in.
fn index_html(html: &str) -> io::Result<String> {
    // The verdict that the page comes to at rest, so that the first words a reader sees stay.
    let (s, catalog) = (Scenario::default(), Catalog::builtin());
    let many = uncertainty::futures(&s, catalog, SIMULATIONS).by_many();
    let verdicts = Verdicts {
        of_this: Some(&many),
        before: None,
    };
    let headline = words::headline(&evaluate_as(&s, catalog, verdicts));
    let verdict = Verdict {
        headline: headline.text(),
        subtitle: headline.subtitle,
    };
    let html = filled(
        html,
        "<main class=\"shell\">\n",
        "        <p class=\"shell-note\"",
        &render(&verdict)?,
    )?;
    filled(
        &html,
        "<div id=\"texts\" hidden>\n",
        "    </div>",
        &render(&texts())?,
    )
}

/// What a reader without scripts sees.
#[derive(Template)]
#[template(
    source = "        <h1>{{ headline }}</h1>\n        <p>{{ subtitle }}</p>\n",
    ext = "html"
)]
struct Verdict {
    headline: String,
    subtitle: String,
}

/// Meaning and source of every input, source and date of every choice of the catalog, and the article's sentence behind every signal.
#[derive(Template)]
#[template(path = "texts.html")]
struct Texts {
    inputs: Vec<(&'static str, &'static str, String)>,
    figures: Vec<(String, String, String)>,
    /// Sources of how able models are, by quantity, and by model where figures of its own are published.
    abilities: Vec<(String, &'static str)>,
    signals: Vec<(u8, &'static str)>,
}

fn texts() -> Texts {
    let catalog = Catalog::builtin();
    // Inputs that choose from one list share its rows.
    let mut told = BTreeSet::new();
    let mut figures = Vec::new();
    for param in &PARAMS {
        let Some(list) = param.catalog_list() else {
            continue;
        };
        for (index, id, _) in param.options(catalog) {
            let id = format!("{list}-{id}");
            if let Some(from) = param.provenance(index)
                && told.insert(id.clone())
            {
                figures.push((id, from.source.to_string(), from.as_of.to_string()));
            }
        }
    }
    Texts {
        inputs: PARAMS
            .iter()
            .map(|p| (p.key, p.doc, words::input_source(p)))
            .collect(),
        figures,
        abilities: abilities(),
        signals: Signal::ALL
            .iter()
            .map(|s| (*s as u8, words::signal_sentence(*s)))
            .collect(),
    }
}

fn abilities() -> Vec<(String, &'static str)> {
    let by_quantity = Quantity::ALL
        .iter()
        .zip(&tiers::NOTES)
        .map(|(of, note)| (of.id().to_owned(), note.source));
    let by_model = tiers::OWN_SOURCES
        .iter()
        .map(|(id, source)| (format!("of-{id}"), *source));
    by_quantity.chain(by_model).collect()
}

fn render(template: &impl Template) -> io::Result<String> {
    template.render().map_err(Error::other)
}

/// The text with another middle between `start` and the `end` that follows it.
fn filled(text: &str, start: &str, end: &str, middle: &str) -> io::Result<String> {
    let missing = |mark: &str| Error::other(format!("app/index.html has no `{}`", mark.trim()));
    let (before, rest) = text.split_once(start).ok_or_else(|| missing(start))?;
    let at = rest.find(end).ok_or_else(|| missing(end))?;
    Ok([before, start, middle, &rest[at..]].concat())
}
