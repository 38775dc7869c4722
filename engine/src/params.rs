//! The one table of inputs. Sliders, link codec, command line, JSON and docs are all made from it.

mod error;
mod kinds;
mod observed;
#[macro_use]
mod rows;
mod table;
mod typed;

pub use crate::unit::Unit;
pub use error::ParamError;
pub use kinds::{Group, Kind, Options, Scale, Spread, SpreadBy, Unset, Value};
pub use observed::{ABILITIES, INTERVALS, Interval, Intervals};
pub(crate) use observed::{ESTIMATE_COUNT, REACH};
pub use table::{PARAMS, Scenario};
pub use typed::Misread;

use crate::catalog::Catalog;
#[cfg(feature = "texts")]
use crate::catalog::Provenance;
use crate::measuring::Run;
use crate::number;

/// One input: everything that is known of it but its value.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Name in links, JSON and on the command line. Never changes once published.
    pub key: &'static str,
    /// Name shown to people.
    pub label: &'static str,
    /// Unit of the raw number.
    pub unit: Unit,
    /// Range, scale and default.
    pub kind: Kind,
    /// For an optional number, what it means that it is unset. Its value then reads as 0, and setting 0 unsets it, unless 0 is a value.
    pub unset: Option<Unset>,
    /// Fold of the page.
    pub group: Group,
    /// Whether it is one of the inputs in first view.
    pub main: bool,
    /// For an estimate, how far the truth may lie from it.
    pub spread: Option<Spread>,
    /// The benchmark run that can measure it.
    pub measured_by: Option<Run>,
    /// What it means, in a sentence or two. Not in the WebAssembly modules: the page has it in its HTML.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub doc: &'static str,
    /// Whether the default is a judgement. Not in the WebAssembly modules either.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub assumed: bool,
    /// Where the default comes from, or what the judgement was about. Not in the WebAssembly modules either.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub source: &'static str,
    /// Reads the value.
    pub get: fn(&Scenario) -> Value,
    /// Writes the value as it is; use [`Param::set_number`] or [`Param::set_text`] to check it.
    pub set: fn(&mut Scenario, Value),
}

impl PartialEq for Param {
    /// A key names one input.
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// The input of that key.
///
/// # Errors
/// [`ParamError::UnknownKey`] with the nearest known key.
pub fn find(key: &str) -> Result<&'static Param, ParamError> {
    PARAMS
        .iter()
        .find(|p| p.key == key)
        .ok_or_else(|| ParamError::UnknownKey {
            key: key.to_owned(),
            nearest: nearest_key(key),
        })
}

/// The inputs in first view, in order.
pub fn main_params() -> impl Iterator<Item = &'static Param> {
    PARAMS.iter().filter(|p| p.main)
}

fn nearest_key(key: &str) -> &'static str {
    // A pasted key can be of any length; the table's longest has less than 32 letters, so nothing past them can be near.
    let key: String = key.chars().take(32).collect();
    let length = key.chars().count();
    let mut nearest = (usize::MAX, PARAMS[0].key);
    for known in PARAMS.iter().map(|p| p.key) {
        // Words differ by at least the difference of their lengths.
        if known.len().abs_diff(length) < nearest.0 {
            let distance = strsim::levenshtein(known, &key);
            if distance < nearest.0 {
                nearest = (distance, known);
            }
        }
    }
    nearest.1
}

impl Param {
    /// Whether it says how sure the team is of another input. The key of such an input begins with `sure_`.
    #[must_use]
    pub fn asks_how_sure(&self) -> bool {
        self.key.starts_with("sure_")
    }

    /// Whether it is optional and has no value.
    #[must_use]
    pub fn is_unset(&self, scenario: &Scenario) -> bool {
        match ((self.get)(scenario), self.unset) {
            (Value::Unset, _) => true,
            (Value::Number(x), Some(_)) => x == 0.0 && !self.zero_is_a_value(),
            (Value::Number(_) | Value::Choice(_), _) => false,
        }
    }

    /// Whether it is optional and 0 is a value like any other.
    fn zero_is_a_value(&self) -> bool {
        self.unset.is_some_and(Unset::zero_is_a_value)
    }

    /// The input that says how sure the team is of this one; none if this one is no estimate.
    #[must_use]
    pub fn how_sure(&self) -> Option<&'static Self> {
        self.spread?;
        PARAMS
            .iter()
            .find(|p| p.key.strip_prefix("sure_") == Some(self.key))
    }

    /// Least and greatest value of a number.
    #[must_use]
    pub const fn range(&self) -> Option<(f64, f64)> {
        match self.kind {
            Kind::Number { min, max, .. } => Some((min, max)),
            Kind::Choice { .. } => None,
        }
    }

    /// Whether it has a value. Only an optional input can be without one.
    #[must_use]
    pub fn is_set(&self, scenario: &Scenario) -> bool {
        !self.is_unset(scenario)
    }

    /// The current value as a number; a choice gives its index, and what is unset 0.
    #[must_use]
    pub fn number(&self, scenario: &Scenario) -> f64 {
        match (self.get)(scenario) {
            Value::Number(x) => x,
            Value::Choice(i) => f64::from(i),
            Value::Unset => 0.0,
        }
    }

    /// Unsets an optional input; any other keeps its value.
    pub fn clear(&self, scenario: &mut Scenario) {
        if let Some(unset) = self.unset {
            (self.set)(scenario, unset.read(None));
        }
    }

    /// Sets a number exactly as given.
    ///
    /// # Errors
    /// [`ParamError::OutOfRange`] (the scenario is left as it was; `clamped` says what would be accepted), or
    /// [`ParamError::NotANumber`] for NaN or for a choice.
    pub fn set_number(&'static self, scenario: &mut Scenario, value: f64) -> Result<(), ParamError> {
        let Kind::Number { min, max, .. } = self.kind else {
            return Err(ParamError::NotANumber {
                param: self,
                text: value.to_string(),
            });
        };
        if value.is_nan() {
            return Err(ParamError::NotANumber {
                param: self,
                text: "NaN".to_owned(),
            });
        }
        if value < min || value > max {
            return Err(ParamError::OutOfRange {
                param: self,
                value,
                clamped: value.clamp(min, max),
            });
        }
        (self.set)(scenario, Value::Number(value));
        Ok(())
    }

    /// Sets the value from the text of a link, a command line or a file: a number, or the id of an option.
    ///
    /// # Errors
    /// What was wrong and what is accepted; the scenario is then left as it was.
    pub fn set_text(
        &'static self,
        scenario: &mut Scenario,
        text: &str,
        catalog: &Catalog,
    ) -> Result<(), ParamError> {
        match self.kind {
            Kind::Number { .. } => match number::parse(text.trim()) {
                Some(value) if value.is_finite() => self.set_number(scenario, value),
                _ => Err(ParamError::NotANumber {
                    param: self,
                    text: text.to_owned(),
                }),
            },
            Kind::Choice { .. } => {
                let found = self.options(catalog).into_iter().find(|(_, id, _)| *id == text);
                let Some((index, _, _)) = found else {
                    let accepted = self
                        .options(catalog)
                        .iter()
                        .map(|(_, id, _)| (*id).to_owned())
                        .collect();
                    return Err(ParamError::UnknownOption {
                        param: self,
                        text: text.to_owned(),
                        accepted,
                    });
                };
                (self.set)(scenario, Value::Choice(index));
                Ok(())
            }
        }
    }

    /// The value as text that [`Param::set_text`] takes back exactly; empty if it is unset.
    #[must_use]
    pub fn text(&self, scenario: &Scenario, catalog: &Catalog) -> String {
        match (self.get)(scenario) {
            Value::Number(x) => x.to_string(),
            Value::Choice(i) => self.option_id(i, catalog).to_owned(),
            Value::Unset => String::new(),
        }
    }

    /// The options of a choice as (value, id, label); empty for a number. Hosted models that are no longer sold come last: links name
    /// them.
    #[must_use]
    pub fn options<'c>(&self, catalog: &'c Catalog) -> Vec<(u16, &'c str, &'c str)> {
        fn numbered<'c>(
            items: impl Iterator<Item = (&'c str, &'c str, bool)>,
        ) -> Vec<(u16, &'c str, &'c str)> {
            (0u16..)
                .zip(items)
                .filter(|(_, item)| item.2)
                .map(|(i, (id, label, _))| (i, id, label))
                .collect()
        }
        let Kind::Choice { options, .. } = self.kind else {
            return Vec::new();
        };
        match options {
            Options::Fixed(list) => numbered(list.iter().map(|(id, label)| (*id, *label, true))),
            Options::Models => {
                let models = catalog.models.iter().map(|m| (&*m.id, m.listed(), true));
                let (sold, ended): (Vec<_>, Vec<_>) = numbered(models)
                    .into_iter()
                    .partition(|(i, _, _)| catalog.model(*i).is_sold());
                [sold, ended].concat()
            }
            Options::OpenModels => numbered(
                catalog
                    .models
                    .iter()
                    .map(|m| (&*m.id, &*m.label, m.shape.is_some())),
            ),
            Options::Sellers => numbered(catalog.sellers.iter().map(|s| (&*s.id, &*s.label, true))),
            Options::Gpus => numbered(catalog.gpus.iter().map(|g| (&*g.id, &*g.label, true))),
            Options::Embedders => numbered(catalog.embedders.iter().map(|e| (&*e.id, &*e.label, true))),
            Options::Stores => numbered(catalog.stores.iter().map(|s| (&*s.id, &*s.label, true))),
            Options::Rerankers => numbered(catalog.rerankers.iter().map(|r| (&*r.id, &*r.label, true))),
        }
    }

    /// Whether the option can be had: all but a hosted model that is no longer sold.
    #[must_use]
    pub fn is_offered(&self, index: u16, catalog: &Catalog) -> bool {
        match self.kind {
            Kind::Choice {
                options: Options::Models,
                ..
            } => catalog.model(index).is_sold(),
            Kind::Choice { .. } | Kind::Number { .. } => true,
        }
    }

    /// Whether it picks something of the catalog.
    #[must_use]
    pub const fn is_of_catalog(&self) -> bool {
        match self.kind {
            Kind::Choice { options, .. } => !matches!(options, Options::Fixed(_)),
            Kind::Number { .. } => false,
        }
    }

    /// Name of the catalog's list that this input chooses from; none for numbers and fixed lists.
    #[must_use]
    pub const fn catalog_list(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Choice { options, .. } => options.list(),
            Kind::Number { .. } => None,
        }
    }

    /// Source and date of a catalog choice's figures; none for numbers and fixed lists.
    #[cfg(feature = "texts")]
    #[must_use]
    pub fn provenance(&self, index: u16) -> Option<&'static Provenance> {
        let Kind::Choice { options, .. } = self.kind else {
            return None;
        };
        match options {
            Options::Fixed(_) => None,
            Options::Models | Options::OpenModels => Some(Catalog::model_source(index)),
            Options::Sellers => Some(Catalog::seller_source(index)),
            Options::Gpus => Some(Catalog::gpu_source(index)),
            Options::Embedders => Some(Catalog::embedder_source(index)),
            Options::Stores => Some(Catalog::store_source(index)),
            Options::Rerankers => Some(Catalog::reranker_source(index)),
        }
    }

    fn option_id<'c>(&self, index: u16, catalog: &'c Catalog) -> &'c str {
        let options = self.options(catalog);
        let last = options.iter().max_by_key(|(i, _, _)| *i);
        let found = options.iter().find(|(i, _, _)| *i == index).or(last);
        found.map_or("", |(_, id, _)| id)
    }

    /// The default value.
    #[must_use]
    pub fn default_value(&self, catalog: &Catalog) -> Value {
        match self.kind {
            Kind::Number { default, .. } => self
                .unset
                .map_or(Value::Number(default), |unset| unset.read(None)),
            Kind::Choice { default, .. } => {
                let found = self
                    .options(catalog)
                    .into_iter()
                    .find(|(_, id, _)| *id == default);
                Value::Choice(found.map_or(0, |(i, _, _)| i))
            }
        }
    }

    /// Whether the value is the default.
    #[must_use]
    pub fn is_default(&self, scenario: &Scenario, catalog: &Catalog) -> bool {
        (self.get)(scenario) == self.default_value(catalog)
    }

    /// The value at `position` of a slider, 0..=1, rounded to what a person would type.
    #[must_use]
    pub fn at(&self, position: f64) -> f64 {
        let Kind::Number { min, max, scale, .. } = self.kind else {
            return 0.0;
        };
        let raw = self.raw_at(position);
        let rounded = match scale {
            Scale::Linear { step } => tidy((raw / step).round() * step, 12),
            Scale::Log => tidy(raw, 3),
            Scale::LogFromZero { .. } => tidy(raw, 2),
        };
        rounded.clamp(min, max)
    }

    /// The value at `position` of a slider, 0..=1, as it falls.
    #[must_use]
    pub fn raw_at(&self, position: f64) -> f64 {
        let position = position.clamp(0.0, 1.0);
        let Kind::Number { min, max, scale, .. } = self.kind else {
            return 0.0;
        };
        let raw = match scale {
            Scale::Linear { .. } => min + (max - min) * position,
            Scale::Log => min * (max / min).powf(position),
            Scale::LogFromZero { pivot } => pivot * ((1.0 + max / pivot).powf(position) - 1.0),
        };
        raw.clamp(min, max)
    }

    /// The position of `value` on a slider, 0..=1: the inverse of [`Param::at`] but for its rounding.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        let Kind::Number { min, max, scale, .. } = self.kind else {
            return 0.0;
        };
        let value = value.clamp(min, max);
        match scale {
            Scale::Linear { .. } => (value - min) / (max - min),
            Scale::Log => (value / min).ln() / (max / min).ln(),
            Scale::LogFromZero { pivot } => (1.0 + value / pivot).ln() / (1.0 + max / pivot).ln(),
        }
    }
}

/// Rounds to that many significant digits.
#[must_use]
pub fn tidy(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = digits - 1 - magnitude;
    if (0..=22).contains(&decimals) {
        // Both parts are exact in a double, so the quotient is what a person's decimal would be read as.
        let unit = 10f64.powi(decimals);
        (value * unit).round() / unit
    } else if decimals > 22 {
        value
    } else {
        let unit = 10f64.powi(-decimals);
        (value / unit).round() * unit
    }
}

impl Scenario {
    /// The scenario in which every input has its default.
    #[must_use]
    pub fn defaults(catalog: &Catalog) -> Self {
        let mut scenario = table::BLANK;
        for param in &PARAMS {
            (param.set)(&mut scenario, param.default_value(catalog));
        }
        scenario
    }

    /// The scenario with every number forced into its range and every choice into its list; NaN becomes the default.
    #[must_use]
    pub fn clamped(mut self, catalog: &Catalog) -> Self {
        self = self.in_range();
        for param in &PARAMS {
            if let Value::Choice(i) = (param.get)(&self)
                && !param.options(catalog).iter().any(|(known, _, _)| *known == i)
            {
                (param.set)(&mut self, param.default_value(catalog));
            }
        }
        self
    }
}

impl Scenario {
    /// The scenario with every number forced into its range; NaN becomes the default. Allocates nothing.
    #[must_use]
    pub fn in_range(mut self) -> Self {
        for param in &PARAMS {
            if let (
                Value::Number(x),
                Kind::Number {
                    min, max, default, ..
                },
            ) = ((param.get)(&self), param.kind)
                && (!(min..=max).contains(&x) || (x == 0.0 && param.unset.is_some()))
            {
                let unset = || {
                    param
                        .unset
                        .map_or(Value::Number(default), |unset| unset.read(None))
                };
                let value = if x.is_nan() {
                    unset()
                } else {
                    Value::Number(x.clamp(min, max))
                };
                (param.set)(&mut self, value);
            }
        }
        self
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self::defaults(Catalog::builtin())
    }
}
