//! Why a price list cannot be read.

use std::fmt;

use crate::{Source, text};

/// Why a price list cannot be read. Its `Display` says what was wrong, where, and what is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The text is too long.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The text is not what it seems to be.
    Syntax {
        /// What it seems to be.
        format: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What was wrong.
        message: String,
    },
    /// It can be read and is no such list.
    Shape {
        /// What it was read as.
        source: Source,
        /// What is accepted.
        expected: &'static str,
    },
    /// A field of a CSV.
    Field {
        /// Line, from 1.
        line: usize,
        /// Column of the table, from 1.
        column: usize,
        /// What was wrong and what is accepted.
        message: String,
    },
    /// No row has a price.
    Empty {
        /// What it was read as.
        source: Source,
        /// Rows left out.
        skipped: usize,
        /// The first of them and why.
        first: Option<(String, String)>,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::error(self, f)
    }
}

impl std::error::Error for Error {}
