//! What is wrong with a value, and what is accepted.

use std::fmt;

use crate::params::{Misread, ParamError};

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key, nearest } => {
                write!(f, "there is no input “{key}”; the nearest one is “{nearest}”")
            }
            Self::NotANumber { param, text } => {
                let (min, max) = param.range().unwrap_or_default();
                write!(
                    f,
                    "{} takes a number from {min} to {max} ({}), not “{text}”",
                    param.key, param.label
                )
            }
            Self::OutOfRange { param, value, .. } => {
                let (min, max) = param.range().unwrap_or_default();
                write!(f, "{} takes {min} to {max}, not {value}", param.key)
            }
            Self::UnknownOption {
                param,
                text,
                accepted,
            } => {
                write!(
                    f,
                    "{} takes one of {}, not “{text}”",
                    param.key,
                    accepted.join(", ")
                )
            }
            Self::Misread { param, text, misread } => {
                write!(f, "{}: {}", param.key, misread_as(text, misread))
            }
        }
    }
}

/// Why a typed text is refused and what to type.
#[must_use]
pub fn misread_as(text: &str, misread: &Misread) -> String {
    let text: String = text.trim().chars().take(40).collect();
    match misread {
        Misread::NotANumber => format!("“{text}” is not a number"),
        Misread::TwoWays(first, second) => {
            format!(
                "“{text}” can be {first} or {second}: type {} or {second}",
                with_point(*first)
            )
        }
        Misread::Currency => format!("“{text}” is not in US dollars: convert it and type the number alone"),
        Misread::Unit(unit) => format!("“{text}” has a unit that is not accepted here, “{unit}”"),
    }
}

/// The number so that its point cannot part thousands.
fn with_point(number: f64) -> String {
    let text = number.to_string();
    let text = if text.contains('.') { text } else { text + ".0" };
    let decimals = text.rsplit_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals == 3 { text + "0" } else { text }
}
