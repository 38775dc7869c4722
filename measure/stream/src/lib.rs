//! Reads the streamed answers of OpenAI-compatible endpoints, whoever received the bytes: without the HTTP client, so that fuzzing needs
//! nothing else.

// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

mod answer;
mod error;
mod events;

pub use answer::{Answer, Timing, error_of_object};
pub use error::{AnswerError, is_no_credit, is_of_context};
