//! Reading a scenario from JSON.

use forkcast_engine::decision::former;
use forkcast_engine::params::{self, Kind, Param, ParamError, Unset};
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, Scenario};
use serde_json::{Map, Value};

use crate::text::json as text;

/// The reason why no scenario could be read. Its `Display` names the accepted values.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// The text is not JSON.
    #[error("this is not JSON: line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// The JSON, or its `scenario`, is not an object.
    #[error("{}", text::not_an_object(found, *within))]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
        /// Whether it is the `scenario` within.
        within: bool,
    },
    /// A value has the wrong type.
    #[error("{key} takes {expected}, not {found}")]
    WrongType {
        /// Its key.
        key: String,
        /// What is accepted.
        expected: String,
        /// What was found.
        found: &'static str,
    },
    /// No preset has that id.
    #[error("{}", text::unknown_preset(id))]
    UnknownPreset {
        /// The id.
        id: String,
    },
    /// An unknown key, a number out of range or an unknown option.
    #[error("{0}")]
    Input(#[from] ParamError),
}

/// The scenario in a JSON text. Three shapes are read: the inputs that differ from the defaults (`{"change_days": 7}`), the same
/// beside a preset to start from (`{"preset": "legal-research", "scenario": {"recall": 0.7}}`, or in one object), and a whole
/// decision or observation as Forkcast writes it, of which only the scenario and what was observed are read.
///
/// # Errors
/// The first thing that is wrong. Unlike a link, a file is written on purpose, so nothing is clamped or passed over.
pub fn read_scenario(text: &str, catalog: &Catalog) -> Result<Scenario, ReadError> {
    // Some editors begin a file with a byte-order mark.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| syntax(&error))?;
    read_value(&value, catalog)
}

/// The same of JSON that has been read already.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_value(value: &Value, catalog: &Catalog) -> Result<Scenario, ReadError> {
    let object = object(value, false)?;
    let mut scenario = match object.get("preset") {
        None => Scenario::defaults(catalog),
        Some(Value::String(id)) => match Preset::find(id) {
            Some(preset) => preset.scenario(catalog),
            None => return Err(ReadError::UnknownPreset { id: id.clone() }),
        },
        Some(other) => {
            return Err(ReadError::WrongType {
                key: "preset".to_owned(),
                expected: text::A_PRESET.to_owned(),
                found: kind(other),
            });
        }
    };
    let is_observation = object.contains_key("observation_version");
    let is_decision = object.contains_key("schema_version") || is_observation;
    // What a decision does not hold is the default of the version that wrote it.
    if is_decision && let Some(version) = object.get("model_version").and_then(Value::as_str) {
        former::set_defaults(&mut scenario, catalog, version);
    }
    if !is_decision {
        set_all(&mut scenario, object, catalog)?;
    }
    if let Some(inner) = object.get("scenario") {
        set_all(&mut scenario, self::object(inner, true)?, catalog)?;
    }
    let within = |rows: &Value| observed(rows, &mut scenario);
    object.get("observed").map(within).transpose()?;
    if is_decision && wrote_0_for_unset(object) {
        for param in &params::PARAMS {
            let was_unset = param.unset.is_some_and(|unset| unset != Unset::ByModel);
            if was_unset && param.number(&scenario) == 0.0 {
                param.clear(&mut scenario);
            }
        }
    }
    Ok(scenario)
}

/// Where the figures of a scenario in a JSON text come from, as a link has it (`measured`); empty if it does not say.
#[must_use]
pub fn read_origin(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let value: Option<Value> = serde_json::from_str(text).ok();
    let origin = value.as_ref().and_then(|value| value.get("measured")?.as_str());
    let shown = origin.unwrap_or_default().chars().filter(|c| !c.is_control());
    shown.take(crate::link::MEASURED_CHARS).collect()
}

/// The note on a scenario in a JSON text, as a link has it (`note`); empty if there is none.
#[must_use]
pub fn read_note(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let value: Option<Value> = serde_json::from_str(text).ok();
    let note = value.as_ref().and_then(|value| value.get("note")?.as_str());
    crate::link::note(note.unwrap_or_default())
}

/// Sets the intervals of the inputs that were observed and have the value that was set then. Rows that set nothing, or only bound a value,
/// have none.
fn observed(rows: &Value, scenario: &mut Scenario) -> Result<(), ReadError> {
    let wrong = |key: String, expected: &str, found: &Value| ReadError::WrongType {
        key,
        expected: expected.to_owned(),
        found: kind(found),
    };
    let list = rows.as_array();
    let list = list.ok_or_else(|| wrong("observed".to_owned(), text::LIST, rows))?;
    for (place, row) in list.iter().enumerate() {
        let at = |key: &str| format!("observed[{place}]{key}");
        let row = row.as_object().ok_or_else(|| wrong(at(""), text::OBJECT, row))?;
        let bounds = row
            .get("bound")
            .is_some_and(|bound| bound.as_str() != Some("value"));
        let (Some(input), Some(set), false) = (row.get("input"), row.get("set"), bounds) else {
            continue;
        };
        let key = input.as_str();
        let param = params::find(key.ok_or_else(|| wrong(at(".input"), text::TEXT, input))?)?;
        let number = |key: &str| {
            let found = row.get(key).unwrap_or(&Value::Null);
            found
                .as_f64()
                .ok_or_else(|| wrong(at(&format!(".{key}")), text::NUMBER, found))
        };
        let n = row.get("n").unwrap_or(&Value::Null);
        let n = n.as_u64().ok_or_else(|| wrong(at(".n"), text::WHOLE_NUMBER, n))?;
        let (low, high) = (number("low")?, number("high")?);
        if low > high {
            return Err(wrong(at(""), text::INTERVAL, &Value::Object(row.clone())));
        }
        if set.as_f64() == Some(param.number(scenario)) {
            let n = u32::try_from(n).unwrap_or(u32::MAX);
            let _ = param.observe(scenario, low, high, n);
        }
    }
    Ok(())
}

/// Whether a decision was written by a version that wrote 0 for prices that were unset: those of the models 1 to 3.
fn wrote_0_for_unset(decision: &Map<String, Value>) -> bool {
    let version = decision.get("model_version").and_then(Value::as_str);
    matches!(version, Some("1" | "2" | "3"))
}

/// Sets every input of the object; `preset` and `scenario` are for the caller, `measured` and `observed` say where inputs come from, and `note` is the reader's.
fn set_all(scenario: &mut Scenario, object: &Map<String, Value>, catalog: &Catalog) -> Result<(), ReadError> {
    for (key, value) in object
        .iter()
        .filter(|(key, _)| !matches!(&***key, "preset" | "scenario" | "measured" | "note" | "observed"))
    {
        set(params::find(key)?, scenario, value.into(), catalog)?;
    }
    Ok(())
}

/// A value that is offered for an input, wherever it was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Offered<'v> {
    /// A number.
    Number(f64),
    /// The id of an option.
    Text(&'v str),
    /// None: unsets an input that may be unset.
    Nothing,
    /// Something that no input takes, by its name.
    Other(&'static str),
}

impl<'v> From<&'v Value> for Offered<'v> {
    fn from(value: &'v Value) -> Self {
        match value {
            // Without arbitrary precision every JSON number has a double.
            Value::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(id) => Self::Text(id),
            Value::Null => Self::Nothing,
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => Self::Other(kind(value)),
        }
    }
}

/// Sets an input to a value.
///
/// # Errors
/// A value that the input does not take, with those that it takes.
pub fn set(
    param: &'static Param,
    scenario: &mut Scenario,
    value: Offered<'_>,
    catalog: &Catalog,
) -> Result<(), ReadError> {
    let found = match (param.kind, value) {
        (Kind::Number { .. }, Offered::Number(number)) => {
            return Ok(param.set_number(scenario, number)?);
        }
        // An optional input may be unset by name; of all but prices 0 has always done the same.
        (Kind::Number { .. }, Offered::Nothing) if param.unset.is_some() => {
            param.clear(scenario);
            return Ok(());
        }
        (Kind::Choice { .. }, Offered::Text(id)) => return Ok(param.set_text(scenario, id, catalog)?),
        (Kind::Number { .. } | Kind::Choice { .. }, Offered::Nothing) => "null",
        (Kind::Number { .. }, Offered::Text(_)) => text::TEXT,
        (Kind::Choice { .. }, Offered::Number(_)) => text::NUMBER,
        (Kind::Number { .. } | Kind::Choice { .. }, Offered::Other(found)) => found,
    };
    let expected = match param.kind {
        Kind::Number { min, max, .. } => text::a_number(min, max),
        Kind::Choice { .. } => {
            let accepted: Vec<&str> = param.options(catalog).into_iter().map(|(_, id, _)| id).collect();
            text::one_of(&accepted)
        }
    };
    Err(ReadError::WrongType {
        key: param.key.to_owned(),
        expected,
        found,
    })
}

pub(super) fn object(value: &Value, within: bool) -> Result<&Map<String, Value>, ReadError> {
    value.as_object().ok_or(ReadError::NotAnObject {
        found: kind(value),
        within,
    })
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => text::BOOLEAN,
        Value::Number(_) => text::NUMBER,
        Value::String(_) => text::TEXT,
        Value::Array(_) => text::LIST,
        Value::Object(_) => text::OBJECT,
    }
}

fn syntax(error: &serde_json::Error) -> ReadError {
    let message = error.to_string();
    // The place is given apart.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    ReadError::Syntax {
        line: error.line(),
        column: error.column(),
        message,
    }
}
