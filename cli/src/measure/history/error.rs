//! Why results cannot be kept or found.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why results cannot be kept or found.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// Another program holds the file.
    #[error(
        "{} holds the results in {}: end it, or name another file with --database FILE",
        .holder.map_or_else(|| "another program".to_owned(), |id| format!("another Forkcast (process {id})")),
        .file.display()
    )]
    Held {
        /// The file.
        file: PathBuf,
        /// The process, where it is known.
        holder: Option<u32>,
    },
    /// A newer program wrote the file.
    #[error(
        "a newer Forkcast wrote this file of results, so this one leaves it alone: use the newer program, or name another file with \
         --database FILE"
    )]
    Newer,
    /// Another version of the program wrote the run.
    #[error("another version of Forkcast wrote that run, and this one cannot read it")]
    Unreadable,
    /// The file or its folder cannot be used.
    #[error("{0}")]
    Unusable(String),
    /// What SQLite says.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A value that cannot be written as JSON, or read.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

impl HistoryError {
    /// The same, of that file.
    pub(super) fn at(self, file: &Path) -> Self {
        match self {
            Self::Sqlite(error)
                if matches!(
                    error.sqlite_error_code(),
                    Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
                ) =>
            {
                Self::Held {
                    file: file.to_owned(),
                    holder: None,
                }
            }
            Self::Sqlite(error) => Self::Unusable(format!("{}: {error}", file.display())),
            other @ (Self::Held { .. }
            | Self::Newer
            | Self::Unreadable
            | Self::Unusable(_)
            | Self::Json(_)) => other,
        }
    }
}
