//! What could not be read: counted, the first three with place and reason, and too many of them end the reading.

use std::io;

use serde::Serialize;

use crate::text;

/// How many problems are shown.
const SHOWN: usize = 3;
/// Share of bad records above which reading ends.
pub const MOST_BAD: f64 = 0.05;
/// Records after which too many bad ones end the reading before the file does.
const SOON: u64 = 10_000;

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line on which the record begins, from 1.
    pub line: u64,
    /// What was wrong. It quotes nothing of the record.
    pub reason: String,
}

/// The records that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// Records, good and bad.
    pub records: u64,
    /// Those that could not be read.
    pub bad: u64,
    /// The first of them.
    pub first: Vec<Problem>,
}

/// Why nothing was observed.
#[derive(Debug)]
pub enum ObserveError {
    /// The stream broke.
    Io {
        /// The file.
        file: String,
        /// What the system says.
        error: io::Error,
    },
    /// More than 5% of the records are bad.
    TooManyBad(Problems),
    /// No record is of a known format.
    UnknownFormat {
        /// The file.
        file: String,
        /// The nearest known format.
        nearest: &'static str,
        /// The fields of it that were missed.
        missed: Vec<&'static str>,
    },
    /// The file is not UTF-8.
    NotUtf8 {
        /// The file.
        file: String,
    },
    /// The file holds no record.
    Empty {
        /// The file.
        file: String,
    },
    /// Amounts are in several currencies.
    MixedCurrencies(Vec<String>),
    /// A column of a mapping is not in the header, or a mapping lacks a field.
    Mapping(String),
}

impl ObserveError {
    /// No record of the file is of a known format; the nearest one misses these fields.
    pub(crate) fn unknown_format(file: &str, nearest: &'static str, missed: Vec<&'static str>) -> Self {
        Self::UnknownFormat {
            file: file.to_owned(),
            nearest,
            missed,
        }
    }

    /// That the stream of a file broke.
    pub(crate) fn io(file: &str, error: io::Error) -> Self {
        Self::Io {
            file: file.to_owned(),
            error,
        }
    }
}

impl std::fmt::Display for ObserveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Io { file, error } => text::broken(file, error),
            Self::TooManyBad(problems) => text::too_many_bad(problems),
            Self::UnknownFormat {
                file,
                nearest,
                missed,
            } => text::unknown_format(file, nearest, missed),
            Self::NotUtf8 { file } => text::not_utf8(file),
            Self::Empty { file } => text::empty(file),
            Self::MixedCurrencies(currencies) => text::mixed_currencies(currencies),
            Self::Mapping(message) => message.clone(),
        })
    }
}

impl std::error::Error for ObserveError {}

impl Problems {
    /// Counts a record that was read.
    pub const fn good(&mut self) {
        self.records += 1;
    }

    /// Counts a record that was not.
    ///
    /// # Errors
    /// That too many are bad.
    pub fn bad(&mut self, file: &str, line: u64, reason: String) -> Result<(), ObserveError> {
        self.records += 1;
        self.bad += 1;
        if self.first.len() < SHOWN {
            self.first.push(Problem {
                file: file.to_owned(),
                line,
                reason,
            });
        }
        if self.records >= SOON {
            self.check()
        } else {
            Ok(())
        }
    }

    /// Whether few enough are bad.
    ///
    /// # Errors
    /// That too many are.
    pub fn check(&self) -> Result<(), ObserveError> {
        if self.bad as f64 > MOST_BAD * self.records as f64 {
            return Err(ObserveError::TooManyBad(self.clone()));
        }
        Ok(())
    }
}

/// Why a record is not JSON, without a word of it.
pub(crate) fn json_reason(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Eof => text::CUT_OFF.to_owned(),
        Category::Syntax | Category::Io => text::not_json(error.column()),
        Category::Data => text::wrong_type(error.column()),
    }
}
