//! The rule of the verdict in words: the ten lines and the worked example of its decision, which the method page shows. They have one
//! source, `docs/decisions/0620-one-rule.md`.

/// The decision that states the rule.
const DECISION: &str = include_str!("../../docs/decisions/0620-one-rule.md");

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are a term that the sentence defines.
    pub term: bool,
}

/// The ten lines, each in pieces.
#[must_use]
pub fn lines() -> Vec<Vec<Piece>> {
    section("## The rule, in ten lines")
        .lines()
        .filter_map(|line| {
            let (number, text) = line.split_once(". ")?;
            number.parse::<u8>().ok().map(|_| pieces(text))
        })
        .collect()
}

/// The paragraphs of the worked example.
#[must_use]
pub fn example() -> Vec<Vec<Piece>> {
    section("## A worked example")
        .split("\n\n")
        .map(|paragraph| pieces(&paragraph.split_whitespace().collect::<Vec<_>>().join(" ")))
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// The text between a heading and the next.
fn section(heading: &str) -> &'static str {
    let rest = DECISION.split_once(heading).map_or("", |(_, rest)| rest);
    rest.split_once("\n## ").map_or(rest, |(text, _)| text)
}

/// Asterisks stand around a term.
fn pieces(text: &str) -> Vec<Piece> {
    text.split('*')
        .enumerate()
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(i, piece)| Piece {
            text: piece.to_owned(),
            term: i % 2 == 1,
        })
        .collect()
}
