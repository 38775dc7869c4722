//! What is wrong with a JSON text or the specification of a run, and what is accepted.

use std::fmt;

use forkcast_engine::presets::PRESETS;
use serde_json::Value;

use crate::json::ReadError;
use crate::measure::SpecError;

/// What `preset` takes.
pub(crate) const PRESET_ID: &str = "the id of a preset";
/// What the name of a target, a store or a shape is.
pub(crate) const NAME: &str = "a name of up to 64 letters, digits, dots, dashes and underscores";
/// What a list of numbers takes.
pub(crate) const ONE_TO_EIGHT: &str = "one to eight values";
/// What a list of training methods takes.
pub(crate) const METHODS: &str = "one to three of full, lora, qlora";

pub(crate) fn number(min: f64, max: f64) -> String {
    format!("a number from {min} to {max}")
}

pub(crate) fn one_of(accepted: &[&str]) -> String {
    format!("a text, one of {}", accepted.join(", "))
}

/// The kind of a JSON value.
pub(crate) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax {
                line,
                column,
                message,
            } => {
                write!(f, "this is not JSON: line {line}, column {column}: {message}")
            }
            Self::NotAnObject { found, within } => {
                let what = if *within { "“scenario”" } else { "a scenario" };
                write!(
                    f,
                    "{what} is an object such as {{\"change_days\": 7}}, not {found}"
                )
            }
            Self::WrongType { key, expected, found } => write!(f, "{key} takes {expected}, not {found}"),
            Self::UnknownPreset { id } => {
                let known: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
                write!(f, "there is no preset “{id}”; there are {}", known.join(", "))
            }
            Self::Input(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} takes {}, not {}", self.field, self.accepted, self.found)
    }
}
