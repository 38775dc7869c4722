//! What is wrong with a value, and what is accepted.

use std::fmt;

use crate::params::ParamError;

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
        }
    }
}
