//! The error of a run that is not accepted.

use crate::text::measure as text;

/// The error of a run that is not accepted: the field, its value and the accepted values.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} takes {accepted}, not {found}")]
pub struct SpecError {
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub found: String,
    /// The accepted values.
    pub accepted: String,
}

/// Longest name, characters.
pub const NAME_LENGTH: usize = 64;

/// Checks that a name can be one of the operator's configuration.
pub(super) fn check_name(field: &'static str, name: &str) -> Result<(), SpecError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && name.len() <= NAME_LENGTH && name.chars().all(plain) {
        return Ok(());
    }
    Err(SpecError {
        field,
        found: text::quoted(&name.chars().take(NAME_LENGTH).collect::<String>()),
        accepted: text::a_name(),
    })
}
