//! A field of a run that people fill in: one row.
//!
//! The rows stand beside the run's type, in `spec/`. From a row follow the range check, the argument of `forkcast measure`, the field of
//! the page's form and the range in the API's schema, with one default for all of them: two measurements made by the defaults can be
//! compared, wherever they were asked for.

use serde_json::{Value, json};

use super::error::SpecError;
use crate::text::measure as text;

/// Most numbers of a list.
pub const MOST_VALUES: usize = 8;

/// The numbers that a field accepts. A list accepts one to [`MOST_VALUES`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A whole number.
    Whole {
        /// Least.
        min: u32,
        /// Greatest.
        max: u32,
        /// Value when nothing is given.
        default: u32,
    },
    /// A number.
    Real {
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
        /// Value when nothing is given.
        default: f64,
    },
    /// Whole numbers.
    Wholes {
        /// Least.
        min: u32,
        /// Greatest.
        max: u32,
        /// Value when nothing is given.
        default: &'static [u32],
    },
    /// Yes or no; no when nothing is given.
    Flag,
}

impl Amount {
    /// The default as people would type it; empty for no.
    #[must_use]
    pub fn default(self) -> String {
        match self {
            Self::Whole { default, .. } => default.to_string(),
            Self::Real { default, .. } => forkcast_engine::format::exactly(default),
            Self::Wholes { default, .. } => {
                let each: Vec<String> = default.iter().map(u32::to_string).collect();
                each.join(", ")
            }
            Self::Flag => String::new(),
        }
    }

    /// The default as JSON.
    #[must_use]
    pub fn json(self) -> Value {
        match self {
            Self::Whole { default, .. } => json!(default),
            Self::Real { default, .. } => json!(default),
            Self::Wholes { default, .. } => json!(default),
            Self::Flag => json!(false),
        }
    }

    /// Least and greatest number; of a list, of each.
    #[must_use]
    pub fn range(self) -> Option<(f64, f64)> {
        match self {
            Self::Whole { min, max, .. } | Self::Wholes { min, max, .. } => {
                Some((f64::from(min), f64::from(max)))
            }
            Self::Real { min, max, .. } => Some((min, max)),
            Self::Flag => None,
        }
    }
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunField {
    /// Its name in forms, one of its kind.
    pub name: &'static str,
    /// Its name in the specification, if it differs.
    pub key: &'static str,
    /// The part of the specification that holds it: `load`, `task`, or none.
    pub within: Option<&'static str>,
    /// The choice that must be made for the field to count: name and value.
    pub when: Option<(&'static str, &'static str)>,
    /// Its label in a form.
    pub label: &'static str,
    /// Its help on the command line.
    pub help: &'static str,
    /// Its name on the command line without dashes, if it has one.
    pub argument: Option<&'static str>,
    /// The numbers that it accepts.
    pub amount: Amount,
}

impl RunField {
    const fn new(name: &'static str, label: &'static str, amount: Amount) -> Self {
        Self {
            name,
            key: name,
            within: None,
            when: None,
            label: crate::text::field(label),
            help: label,
            argument: Some(name),
            amount,
        }
    }

    /// A whole number.
    pub(super) const fn whole(
        name: &'static str,
        label: &'static str,
        (min, max): (u32, u32),
        default: u32,
    ) -> Self {
        Self::new(name, label, Amount::Whole { min, max, default })
    }

    /// A number.
    pub(super) const fn real(
        name: &'static str,
        label: &'static str,
        (min, max): (f64, f64),
        default: f64,
    ) -> Self {
        Self::new(name, label, Amount::Real { min, max, default })
    }

    /// Whole numbers.
    pub(super) const fn wholes(
        name: &'static str,
        label: &'static str,
        (min, max): (u32, u32),
        default: &'static [u32],
    ) -> Self {
        Self::new(name, label, Amount::Wholes { min, max, default })
    }

    /// Yes or no.
    pub(super) const fn flag(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Amount::Flag)
    }

    /// Sets a longer help for the command line.
    pub(super) const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// In a part of the specification, under that name, if that choice was made.
    pub(super) const fn within(
        mut self,
        part: &'static str,
        key: &'static str,
        when: (&'static str, &'static str),
    ) -> Self {
        self.within = Some(part);
        self.key = key;
        self.when = Some(when);
        self
    }

    /// Under another name on the command line, or none.
    pub(super) const fn argument(mut self, argument: Option<&'static str>) -> Self {
        self.argument = argument;
        self
    }

    /// Reads typed text as JSON.
    ///
    /// # Errors
    /// The reason why it is not such a number.
    pub fn read(&self, typed: &str) -> Result<Value, String> {
        let whole = |typed: &str| -> Result<Value, String> {
            // Thousands are often set apart.
            number(typed)
                .filter(|x| x.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(x))
                .map(|x| json!(x as u32))
                .ok_or_else(|| text::not_a_whole_number(typed.trim()))
        };
        match self.amount {
            Amount::Flag => Ok(json!(!typed.is_empty())),
            Amount::Real { .. } => number(typed)
                .filter(|x| x.is_finite())
                .map(|x| json!(x))
                .ok_or_else(|| text::not_a_number(typed.trim())),
            Amount::Whole { .. } => whole(typed),
            Amount::Wholes { .. } => {
                let each = typed.split([',', ';']).filter(|t| !t.trim().is_empty());
                Ok(Value::Array(each.map(whole).collect::<Result<_, _>>()?))
            }
        }
    }

    /// Whether the field counts in that specification, and its value there.
    fn value<'v>(&self, spec: &'v Value) -> Option<&'v Value> {
        let part = self.within.map_or(Some(spec), |part| spec.get(part))?;
        if let Some((choice, value)) = self.when
            && part.get(choice)?.as_str() != Some(value)
        {
            return None;
        }
        part.get(self.key)
    }

    fn check(&self, spec: &Value) -> Result<(), SpecError> {
        let (Some(value), Some((min, max))) = (self.value(spec), self.amount.range()) else {
            return Ok(());
        };
        let within = |value: &Value| {
            let value = value.as_f64().unwrap_or(f64::NAN);
            if value >= min && value <= max {
                return Ok(());
            }
            Err(SpecError {
                field: self.key,
                found: value.to_string(),
                accepted: text::range(min, max),
            })
        };
        let Value::Array(values) = value else {
            return within(value);
        };
        if values.is_empty() || values.len() > MOST_VALUES {
            return Err(SpecError {
                field: self.key,
                found: text::values(values.len()),
                accepted: text::value_count(),
            });
        }
        values.iter().try_for_each(within)
    }
}

/// The number that a typed text says, if it says just one and no unit.
fn number(text: &str) -> Option<f64> {
    let typed = forkcast_engine::number::typed(text);
    match typed.numbers.as_slice() {
        [only] if typed.unit.is_empty() => Some(*only),
        _ => None,
    }
}

/// The first of the fields that is out of its range in a run.
pub(super) fn check(fields: &[RunField], spec: &impl serde::Serialize) -> Result<(), SpecError> {
    // Through text: runs leave and come back as text anyway, and a second way would be code of its own in the page.
    let json = serde_json::to_string(spec).unwrap_or_default();
    let spec: Value = serde_json::from_str(&json).unwrap_or_default();
    fields.iter().try_for_each(|field| field.check(&spec))
}
