//! Why results cannot be kept or found.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::text::runs::history as text;

/// Why results cannot be kept or found.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// Another program holds the file.
    #[error("{}", text::held(file, *holder))]
    Held {
        /// The file.
        file: PathBuf,
        /// The process, where it is known.
        holder: Option<u32>,
    },
    /// A newer program wrote the file.
    #[error("{}", text::NEWER)]
    Newer,
    /// Another version of the program wrote the run.
    #[error("{}", text::UNREADABLE)]
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
