//! Observes what a team has lying about: examples for training ([`examples`]), logs of a model ([`logs`]) and documents ([`corpus`]).
//!
//! Each observer takes a stream ([`std::io::BufRead`]) and gives a summary of values, each with its 95% interval and the number of
//! observations behind it. Nothing here opens a file, runs a program or knows the time, so that the page does the same in a worker;
//! [`report`] is what both give. A summary holds aggregates, names of models and places in files, and never a text of a prompt, an answer or a document.
//!
//! ```
//! use forkcast_observe::{examples::Examples, tokens::ByBytes};
//!
//! let file = r#"{"prompt": "Is it open on Sunday?", "completion": "No"}
//! {"prompt": "is it open on sunday", "completion": "Yes"}"#;
//! let mut examples = Examples::new(&ByBytes, None);
//! examples.read("train.jsonl", file.as_bytes()).unwrap();
//! let summary = examples.finish();
//! assert_eq!(summary.read, 2);
//! assert_eq!(summary.contradictions.examples, 2);
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
pub mod estimate;
pub mod examples;
pub mod finding;
mod hash;
pub mod kind;
pub mod logs;
pub mod problems;
pub mod reading;
pub mod records;
pub mod report;
pub mod sketch;
mod text;
pub mod tokens;
pub mod unpack;
pub mod when;

pub use estimate::Estimate;
pub use finding::{Bound, Finding};
pub use kind::Kind;
pub use problems::{ObserveError, Problem, Problems};
