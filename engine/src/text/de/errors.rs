//! What is wrong with a value, and what is accepted.

use std::fmt;

use super::format::exactly;
use crate::params::{Misread, ParamError};

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key, nearest } => {
                write!(f, "es gibt keine Eingabe „{key}“; am nächsten kommt „{nearest}“")
            }
            Self::NotANumber { param, text } => {
                let (min, max) = param.range().unwrap_or_default();
                let (min, max) = (exactly(min), exactly(max));
                write!(
                    f,
                    "{} nimmt eine Zahl von {min} bis {max} ({}), nicht „{text}“",
                    param.key, param.label
                )
            }
            Self::OutOfRange { param, value, .. } => {
                let (min, max) = param.range().unwrap_or_default();
                let (min, max) = (exactly(min), exactly(max));
                write!(
                    f,
                    "{} nimmt {min} bis {max}, nicht {}",
                    param.key,
                    exactly(*value)
                )
            }
            Self::UnknownOption {
                param,
                text,
                accepted,
            } => {
                write!(
                    f,
                    "{} nimmt eines von {}, nicht „{text}“",
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
        Misread::NotANumber => format!("„{text}“ ist keine Zahl"),
        Misread::TwoWays(first, second) => {
            format!(
                "„{text}“ kann {} oder {} sein: Tippen Sie {} oder {}",
                exactly(*first),
                exactly(*second),
                with_comma(*first),
                exactly(*second)
            )
        }
        Misread::Currency => {
            format!("„{text}“ ist nicht in US-Dollar: Rechnen Sie um und tippen Sie nur die Zahl")
        }
        Misread::Unit(unit) => format!("„{text}“ hat eine Einheit, die hier nicht gilt, „{unit}“"),
    }
}

/// The number so that its comma cannot part thousands.
fn with_comma(number: f64) -> String {
    let text = exactly(number);
    let text = if text.contains(',') { text } else { text + ",0" };
    let decimals = text.rsplit_once(',').map_or(0, |(_, decimals)| decimals.len());
    if decimals == 3 { text + "0" } else { text }
}
