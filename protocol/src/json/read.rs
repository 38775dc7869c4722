//! Reading a scenario from JSON.

use forkcast_engine::params::{self, Kind, Param, ParamError};
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, Scenario};
use serde_json::{Map, Value};

use crate::text::errors;

/// Why no scenario could be read. Its `Display` says what was wrong and what is accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadError {
    /// The text is no JSON.
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// The JSON, or its `scenario`, is no object.
    NotAnObject {
        /// What it is instead.
        found: &'static str,
        /// Whether it is the `scenario` within.
        within: bool,
    },
    /// A value has the wrong type.
    WrongType {
        /// Its key.
        key: String,
        /// What is accepted.
        expected: String,
        /// What was found.
        found: &'static str,
    },
    /// No preset has that id.
    UnknownPreset {
        /// The id.
        id: String,
    },
    /// An unknown key, a number out of range or an unknown option.
    Input(ParamError),
}

impl std::error::Error for ReadError {}

impl From<ParamError> for ReadError {
    fn from(error: ParamError) -> Self {
        Self::Input(error)
    }
}

/// The scenario in a JSON text. Three shapes are read: the inputs that differ from the defaults (`{"change_days": 7}`), the same
/// beside a preset to start from (`{"preset": "legal-research", "scenario": {"recall": 0.7}}`, or in one object), and a whole
/// decision as Forkcast writes it, of which only the scenario is read.
///
/// # Errors
/// The first thing that is wrong. Unlike a link, a file is written on purpose, so nothing is clamped or passed over.
pub fn read_scenario(text: &str, catalog: &Catalog) -> Result<Scenario, ReadError> {
    // Some editors begin a file with a byte-order mark.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| syntax(&error))?;
    let object = object(&value, false)?;
    let mut scenario = match object.get("preset") {
        None => Scenario::defaults(catalog),
        Some(Value::String(id)) => match Preset::find(id) {
            Some(preset) => preset.scenario(catalog),
            None => return Err(ReadError::UnknownPreset { id: id.clone() }),
        },
        Some(other) => {
            return Err(ReadError::WrongType {
                key: "preset".to_owned(),
                expected: errors::PRESET_ID.to_owned(),
                found: errors::kind(other),
            });
        }
    };
    let is_decision = object.contains_key("schema_version");
    if !is_decision {
        set_all(&mut scenario, object, catalog)?;
    }
    if let Some(inner) = object.get("scenario") {
        set_all(&mut scenario, self::object(inner, true)?, catalog)?;
    }
    Ok(scenario)
}

/// Sets every input of the object; `preset` and `scenario` are for the caller.
fn set_all(scenario: &mut Scenario, object: &Map<String, Value>, catalog: &Catalog) -> Result<(), ReadError> {
    for (key, value) in object
        .iter()
        .filter(|(key, _)| *key != "preset" && *key != "scenario")
    {
        set(params::find(key)?, scenario, value, catalog)?;
    }
    Ok(())
}

fn set(
    param: &'static Param,
    scenario: &mut Scenario,
    value: &Value,
    catalog: &Catalog,
) -> Result<(), ReadError> {
    match (param.kind, value) {
        (Kind::Number { .. }, Value::Number(number)) => {
            // Without arbitrary precision every JSON number has a double.
            Ok(param.set_number(scenario, number.as_f64().unwrap_or(f64::NAN))?)
        }
        // An optional input may be unset by name; 0 has always done the same.
        (Kind::Number { .. }, Value::Null) if param.unset.is_some() => Ok(param.set_number(scenario, 0.0)?),
        (Kind::Choice { .. }, Value::String(id)) => Ok(param.set_text(scenario, id, catalog)?),
        (Kind::Number { min, max, .. }, other) => Err(ReadError::WrongType {
            key: param.key.to_owned(),
            expected: errors::number(min, max),
            found: errors::kind(other),
        }),
        (Kind::Choice { .. }, other) => {
            let accepted: Vec<&str> = param.options(catalog).into_iter().map(|(_, id, _)| id).collect();
            Err(ReadError::WrongType {
                key: param.key.to_owned(),
                expected: errors::one_of(&accepted),
                found: errors::kind(other),
            })
        }
    }
}

fn object(value: &Value, within: bool) -> Result<&Map<String, Value>, ReadError> {
    value.as_object().ok_or(ReadError::NotAnObject {
        found: errors::kind(value),
        within,
    })
}

/// The place of a syntax error, and what the parser says without it.
pub(crate) fn syntax(error: &serde_json::Error) -> ReadError {
    let message = error.to_string();
    // The place is given apart.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    ReadError::Syntax {
        line: error.line(),
        column: error.column(),
        message,
    }
}
