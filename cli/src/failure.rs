//! The failures of a command.

use std::io;
use std::process::ExitCode;

use crate::measure::ConfigError;
use crate::measure::history::HistoryError;
use crate::serve::ServeError;
use crate::source::SourceError;
use crate::text::failure as text;

/// The reason why a command gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The scenario cannot be read or is wrong.
    #[error("{0}")]
    Source(#[from] SourceError),
    /// The server could not be started.
    #[error("{0}")]
    Serve(#[from] ServeError),
    /// The configuration of the targets is wrong.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// Results cannot be kept.
    #[error("{}", text::history(.0))]
    History(#[from] HistoryError),
    /// A run is not accepted; the text says what is.
    #[error("{0}")]
    Run(String),
    /// No server answers.
    #[error("{0}")]
    NoServer(String),
    /// The answer could not be written.
    #[error("{}", text::output(.0))]
    Output(io::Error),
}

impl Failure {
    /// 2 if the user can correct it, 1 if the machine refused.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Source(_) | Self::Serve(_) | Self::Config(_) | Self::Run(_) => ExitCode::from(2),
            // Another file can be named, or the other program ended.
            Self::History(HistoryError::Held { .. }) => ExitCode::from(2),
            Self::History(_) => ExitCode::FAILURE,
            Self::NoServer(_) | Self::Output(_) => ExitCode::FAILURE,
        }
    }
}
