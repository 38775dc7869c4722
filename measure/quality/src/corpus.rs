//! Documents, split into passages along their headings.

use std::collections::HashMap;

use crate::words::normal;

/// Bytes for a token, by the rule of thumb for English.
const BYTES_PER_TOKEN: usize = 4;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The document's path below the folder.
    pub document: String,
    /// The section that it lies in: `path#heading`, or the path before the first heading.
    pub section: String,
    /// Its text, after the headings above it.
    pub text: String,
    /// Its words in one form.
    pub(crate) words: Vec<String>,
}

/// The documents.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Most bytes of a passage.
    bytes: usize,
    /// Their passages in order.
    pub passages: Vec<Passage>,
    /// Path and text of each.
    pub documents: Vec<(String, String)>,
}

/// Tokens of a text, estimated by its bytes.
#[must_use]
pub fn tokens(text: &str) -> f64 {
    text.len() as f64 / BYTES_PER_TOKEN as f64
}

impl Corpus {
    /// No documents yet; passages shall have at most so many tokens, estimated by bytes.
    #[must_use]
    pub const fn new(passage_tokens: u32) -> Self {
        Self {
            bytes: passage_tokens as usize * BYTES_PER_TOKEN,
            passages: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// Takes in a document.
    pub fn add(&mut self, path: &str, text: &str) {
        let text = text
            .strip_prefix('\u{feff}')
            .unwrap_or(text)
            .replace("\r\n", "\n");
        for section in sections(&text) {
            let id = if section.slug.is_empty() {
                path.to_owned()
            } else {
                format!("{path}#{}", section.slug)
            };
            for piece in pieces(&section.body, self.bytes) {
                let text = if section.title.is_empty() {
                    piece
                } else {
                    format!("{}\n{piece}", section.title)
                };
                self.passages.push(Passage {
                    document: path.to_owned(),
                    section: id.clone(),
                    words: normal(&text),
                    text,
                });
            }
        }
        self.documents.push((path.to_owned(), text));
    }

    /// Mean tokens of a passage.
    #[must_use]
    pub fn passage_tokens(&self) -> f64 {
        let all: f64 = self.passages.iter().map(|passage| tokens(&passage.text)).sum();
        all / self.passages.len().max(1) as f64
    }

    /// Tokens of all documents.
    #[must_use]
    pub fn tokens(&self) -> f64 {
        self.documents.iter().map(|(_, text)| tokens(text)).sum()
    }

    /// The words of a passage in the form in which answers are looked for.
    #[must_use]
    pub fn words_of(passage: &Passage) -> &[String] {
        &passage.words
    }

    /// Whether the passage lies in that document or section.
    #[must_use]
    pub fn is_of(passage: &Passage, document: &str) -> bool {
        let document = document.trim_start_matches("./");
        passage.section == document || passage.document == document
    }
}

/// A section of a document.
#[derive(Default)]
struct Section {
    slug: String,
    title: String,
    body: String,
}

/// The sections of a text in Markdown; a text without headings is one.
fn sections(text: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let level = line.bytes().take_while(|b| *b == b'#').count();
        let title = line.get(level..).and_then(|rest| rest.strip_prefix(' '));
        if let (false, 1..=6, Some(title)) = (fenced, level, title) {
            above.retain(|(own, _)| *own < level);
            above.push((level, title.trim().to_owned()));
            let slug = slug(title);
            let before = seen.entry(slug.clone()).or_default();
            let unique = if *before == 0 {
                slug
            } else {
                format!("{slug}-{before}")
            };
            *before += 1;
            let titles: Vec<&str> = above.iter().map(|(_, title)| title.as_str()).collect();
            all.push(Section {
                slug: unique,
                title: titles.join(" > "),
                body: String::new(),
            });
            continue;
        }
        if let Some(section) = all.last_mut() {
            section.body.push_str(line);
            section.body.push('\n');
        }
    }
    all.retain(|section| !section.body.trim().is_empty());
    all
}

/// The name of a heading in an address, as the usual hosts of Markdown make it.
fn slug(title: &str) -> String {
    let lower = title.trim().to_lowercase();
    lower
        .chars()
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

/// A text in pieces of at most so many bytes: cut at paragraphs, else at lines, else at words, else anywhere.
pub(crate) fn pieces(text: &str, most: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut piece = String::new();
    for part in split(text.trim(), most, &["\n\n", "\n", " "]) {
        if !piece.is_empty() && piece.len() + part.len() > most {
            all.push(piece.trim().to_owned());
            piece.clear();
        }
        piece.push_str(part);
    }
    if !piece.trim().is_empty() {
        all.push(piece.trim().to_owned());
    }
    all
}

/// Parts of a text that are each short enough, with the separators at their ends.
fn split<'t>(text: &'t str, most: usize, separators: &[&str]) -> Vec<&'t str> {
    let Some((first, rest)) = separators.split_first() else {
        let mut parts = Vec::new();
        let mut left = text;
        while left.len() > most {
            let cut = (1..=most).rev().find(|at| left.is_char_boundary(*at));
            let (part, after) = left.split_at(cut.unwrap_or(left.len()));
            parts.push(part);
            left = after;
        }
        parts.push(left);
        return parts;
    };
    if text.len() <= most {
        return vec![text];
    }
    text.split_inclusive(first)
        .flat_map(|part| {
            if part.len() > most {
                split(part, most, rest)
            } else {
                vec![part]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_the_names_of_their_headings() {
        let mut corpus = Corpus::new(100);
        corpus.add(
            "a.md",
            "Before.\n\n# Title\n\nUnder it.\n\n## What it's for\n\n```\n# no heading\n```\n\n## Same\n\none\n\n## Same\n\ntwo\n\n## Empty\n",
        );
        let ids: Vec<&str> = corpus.passages.iter().map(|p| p.section.as_str()).collect();
        assert_eq!(
            ids,
            [
                "a.md",
                "a.md#title",
                "a.md#what-its-for",
                "a.md#same",
                "a.md#same-1"
            ]
        );
        assert!(corpus.passages[2].text.starts_with("Title > What it's for\n"));
        assert!(
            Corpus::is_of(&corpus.passages[3], "a.md#same") && Corpus::is_of(&corpus.passages[3], "./a.md")
        );
        assert!(!Corpus::is_of(&corpus.passages[4], "a.md#same"));
    }

    #[test]
    fn no_passage_is_too_long_and_no_word_is_lost() {
        let text: String = (0..400)
            .map(|i| format!("word{i} {}", if i % 40 == 39 { "\n\n" } else { "" }))
            .collect();
        let long = format!("{text}{}", "é".repeat(1000));
        let mut corpus = Corpus::new(50);
        corpus.add("a.txt", &long);
        assert!(corpus.passages.iter().all(|passage| passage.text.len() <= 200));
        let all: String = corpus
            .passages
            .iter()
            .map(|passage| format!("{} ", passage.text))
            .collect();
        assert!((0..400).all(|i| all.contains(&format!("word{i} "))));
        assert_eq!(all.matches('é').count(), 1000);
    }
}
