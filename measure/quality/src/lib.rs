//! What a model knows, uses, obeys and withholds, and what retrieval finds for it: an evaluation set over arms, scored, with intervals.
//!
//! [`set`] reads the questions, [`corpus`] splits documents into passages, [`search`] finds them, [`retrieve`]
//! does so by endpoints and stores, [`plan`] makes the prompts of every arm and
//! prices them, [`run`] asks, [`keep`] keeps scores so that a run can go on, [`score`] grades and [`results`] counts. No text of a
//! question, an answer or a document is in a result; answers are kept only where that is asked for.
//!
//! ```
//! use forkcast_quality::{corpus::Corpus, search::{Index, Search}, set::Set};
//!
//! let set = Set::read("q.jsonl", r#"{"question": "When is it open?", "answers": ["on Sunday"], "documents": ["hours.md"]}"#.as_bytes()).unwrap();
//! let mut corpus = Corpus::new(200);
//! corpus.add("hours.md", "# Hours\n\nThe shop is open on Sunday.");
//! corpus.add("prices.md", "# Prices\n\nBread is 3 euros.");
//! let index = Index::lexical(&corpus);
//! let found = index.search("When is it open?", Search::Lexical, 1).unwrap();
//! assert_eq!(corpus.passages[found[0]].document, "hours.md");
//! assert!(set.questions[0].expected.score("On Sunday.", &[]).right);
//! ```
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod corpus;
pub mod demo;
mod embed;
pub mod find;
pub mod judge;
pub mod keep;
mod numbers;
pub mod pipeline;
pub mod plan;
pub mod prompts;
mod rerank;
pub mod results;
pub mod retrieve;
pub mod run;
pub mod score;
pub mod search;
pub mod service;
pub mod set;
mod text;
mod words;

/// Why a run over an evaluation set ended or could not begin. It holds no text of a question, an answer or a document, no address and no
/// key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityError(String);

impl QualityError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Display for QualityError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for QualityError {}
