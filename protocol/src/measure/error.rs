//! Why a run is not accepted.

use crate::text::errors;

/// Why a run is not accepted: which field, what it holds and what is accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecError {
    /// The field.
    pub field: &'static str,
    /// What it holds.
    pub found: String,
    /// What is accepted.
    pub accepted: String,
}

impl std::error::Error for SpecError {}

/// Whether a name can be one of the operator's configuration.
pub(super) fn named(field: &'static str, name: &str) -> Result<(), SpecError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && name.len() <= 64 && name.chars().all(plain) {
        return Ok(());
    }
    Err(SpecError {
        field,
        found: format!("“{}”", name.chars().take(64).collect::<String>()),
        accepted: errors::NAME.to_owned(),
    })
}
