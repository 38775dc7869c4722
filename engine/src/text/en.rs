//! English.

pub mod approaches;
pub mod errors;
pub mod format;
mod labels;
pub mod sentences;
