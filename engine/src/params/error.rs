//! What can be wrong with a value that is offered for an input.

use super::{Misread, Param};

/// What was wrong with a value that was offered.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamError {
    /// No input has that key.
    UnknownKey {
        /// The key offered.
        key: String,
        /// The nearest known key.
        nearest: &'static str,
    },
    /// The text is no number.
    NotANumber {
        /// The input.
        param: &'static Param,
        /// The text offered.
        text: String,
    },
    /// The number lies outside of the range.
    OutOfRange {
        /// The input.
        param: &'static Param,
        /// The number offered.
        value: f64,
        /// The nearest number in range.
        clamped: f64,
    },
    /// The text names none of the options.
    UnknownOption {
        /// The input.
        param: &'static Param,
        /// The text offered.
        text: String,
        /// Ids that are accepted.
        accepted: Vec<String>,
    },
    /// The text that somebody typed is not taken.
    Misread {
        /// The input.
        param: &'static Param,
        /// The text offered.
        text: String,
        /// Why.
        misread: Misread,
    },
}

impl std::error::Error for ParamError {}
