//! What a command can fail with.

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::measure::ConfigError;
use crate::measure::history::HistoryError;
use crate::serve::ServeError;
use crate::source::SourceError;

/// Why a command gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// What was asked for cannot be read or is wrong.
    Source(SourceError),
    /// The server could not be started.
    Serve(ServeError),
    /// The configuration of what may be measured is wrong.
    Config(ConfigError),
    /// Results cannot be kept.
    History(HistoryError),
    /// A run is not accepted; the text says what is.
    Run(String),
    /// The answer could not be written.
    Output(io::Error),
}

impl Failure {
    /// 2 for what the user can put right, 1 for what the machine refused.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Source(_) | Self::Serve(_) | Self::Config(_) | Self::Run(_) => ExitCode::from(2),
            // Another file can be named, or the other program ended.
            Self::History(HistoryError::Held { .. }) => ExitCode::from(2),
            Self::History(_) => ExitCode::FAILURE,
            Self::Output(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Serve(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::History(error @ HistoryError::Held { .. }) => error.fmt(f),
            Self::History(error) => write!(f, "the results cannot be kept: {error}"),
            Self::Run(text) => f.write_str(text),
            Self::Output(error) => write!(f, "the answer could not be written: {error}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        Self::Serve(error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        Self::History(error)
    }
}
