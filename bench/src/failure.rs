//! What a command can fail with.

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::serve::ServeError;
use crate::source::SourceError;

/// Why a command gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// What was asked for cannot be read or is wrong.
    Source(SourceError),
    /// The server could not be started.
    Serve(ServeError),
    /// The answer could not be written.
    Output(io::Error),
}

impl Failure {
    /// 2 for what the user can put right, 1 for what the machine refused.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Source(_) | Self::Serve(_) => ExitCode::from(2),
            Self::Output(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Serve(error) => error.fmt(f),
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
