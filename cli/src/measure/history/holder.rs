//! Which process has a file of results open: told by a file beside it, which that process keeps locked.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::HistoryError;

/// Longest number of a process that is read, bytes.
const LONGEST: u64 = 20;

/// A lock on a file of results, held while this lives. The system takes it back from a program that is killed.
#[derive(Debug)]
pub(super) struct Holder {
    _file: File,
}

impl Holder {
    /// Takes the lock for this process.
    ///
    /// # Errors
    /// [`HistoryError::Held`] where another process has it; a file that cannot be written.
    pub(super) fn take(results: &Path) -> Result<Self, HistoryError> {
        let path = beside(results);
        let unusable = |error: std::io::Error| HistoryError::Unusable(format!("{}: {error}", path.display()));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {
                // Only said to people: a full disk must not keep the results from being read.
                let _ = file
                    .set_len(0)
                    .and_then(|()| file.rewind())
                    .and_then(|()| write!(file, "{}", std::process::id()));
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _ = (&file).take(LONGEST).read_to_string(&mut text);
                Err(HistoryError::Held {
                    file: results.to_owned(),
                    holder: text.trim().parse().ok(),
                })
            }
            // A file system without locks: SQLite has its own.
            Err(TryLockError::Error(_)) => Ok(Self { _file: file }),
        }
    }
}

fn beside(results: &Path) -> PathBuf {
    let mut path = results.as_os_str().to_owned();
    path.push(".lock");
    PathBuf::from(path)
}
