//! Measurement files, as the command line writes them and the page downloads and opens them.

use serde_json::Value;

use super::{MEASUREMENT_VERSION, Measurement, RunKind, RunSpec};
use crate::about::{About, WithAbout};

/// Longest file that is read, bytes.
pub const LONGEST: usize = 8 << 20;

/// The reason why a text is not a measurement.
#[derive(Debug)]
pub enum FileError {
    /// It has no content.
    Empty,
    /// It is longer than [`LONGEST`].
    TooLong,
    /// It is not JSON.
    NotJson(serde_json::Error),
    /// A newer program wrote it, with that version.
    Newer(u64),
    /// It has no version.
    NoVersion,
    /// It is JSON of another shape.
    NotAMeasurement(serde_json::Error),
}

/// Reads a measurement file.
///
/// # Errors
/// The reason why it is not one.
pub fn read(text: &str) -> Result<Measurement, FileError> {
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    if text.len() > LONGEST {
        return Err(FileError::TooLong);
    }
    // The version first: a newer file may be of a shape that is not known here.
    let value: Value = serde_json::from_str(text).map_err(FileError::NotJson)?;
    match value.get("schema_version").map(Value::as_u64) {
        Some(Some(version)) if version > u64::from(MEASUREMENT_VERSION) => {
            return Err(FileError::Newer(version));
        }
        Some(Some(version)) if version > 0 => {}
        _ => return Err(FileError::NoVersion),
    }
    // From the text once more: a value that was read has lost the lines.
    serde_json::from_str(text).map_err(FileError::NotAMeasurement)
}

/// A measurement with what its file says of itself.
#[must_use]
pub fn with_about(m: &Measurement) -> WithAbout<'_, Measurement> {
    let kind = match m.spec {
        RunSpec::Endpoint(_) => RunKind::Endpoint,
        RunSpec::Retrieval(_) => RunKind::Retrieval,
        RunSpec::RagCost(_) => RunKind::RagCost,
        RunSpec::Reference(_) => RunKind::Reference,
    };
    let target = m.target.as_ref().map_or("", |target| &target.name);
    let machine = m.machine.as_ref().map(|machine| machine.label.as_str());
    WithAbout {
        about: About::new(kind.id(), &m.created, target, machine),
        content: m,
    }
}

/// The file of a measurement.
#[must_use]
pub fn write(m: &Measurement) -> String {
    serde_json::to_string_pretty(&with_about(m)).unwrap_or_default() + "\n"
}
