//! Errors about tables. All others are those of the protocol.

use std::fmt::Display;

pub(crate) fn column_type(name: &str, found: impl Display) -> String {
    format!("the column {name} holds {found}; the column of an input holds numbers or texts")
}

pub(crate) fn unreadable(error: impl Display) -> String {
    format!("the table cannot be read: {error}")
}
