//! What people type for an input: a number in either locale, with a unit of the input.

use super::{Kind, Param, ParamError, tidy};
use crate::calendar;
use crate::language::UNITS;
use crate::number::typed;
use crate::unit::Unit;

/// Why a typed text is not taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Misread {
    /// It is no number.
    NotANumber,
    /// It can be either of two numbers in range.
    TwoWays(f64, f64),
    /// It is an amount in another currency than US dollars.
    Currency,
    /// The input has no such unit.
    Unit(String),
}

impl Param {
    /// The number that a typed text says, in the unit of the input: `12,000`, `0,15`, `5 M`, `$8,500`, `83%`, `1,5 s`. Where a sign can part
    /// thousands or decimals, the range of the input decides; a text that is left with two numbers is refused. The number may be out of range.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn typed(&self, text: &str) -> Result<f64, Misread> {
        let is_money = matches!(
            self.unit,
            Unit::Usd | Unit::UsdPerMonth | Unit::UsdPerHour | Unit::UsdPerMTokens
        );
        let mut text = text.trim();
        if is_money {
            text = text.strip_prefix("US").unwrap_or(text);
            text = text.strip_prefix('$').unwrap_or(text).trim_start();
        }
        let read = typed(text);
        let unit = read.unit.as_str();
        let foreign = ["\u{20ac}", "\u{a3}", "\u{a5}", "eur", "gbp", "chf"];
        if is_money && foreign.iter().any(|sign| unit.contains(sign)) {
            return Err(Misread::Currency);
        }
        if read.numbers.iter().all(|number| number.is_infinite()) {
            return Err(Misread::NotANumber);
        }
        let unit = if is_money {
            unit.trim_start_matches('$')
                .trim_end_matches('$')
                .trim_end_matches("usd")
        } else {
            unit
        };
        let unit = UNITS.iter().fold(unit.to_owned(), |unit, (word, english)| {
            unit.replace(word, english)
        });
        let factor = self
            .factor(&unit)
            .ok_or_else(|| Misread::Unit(read.unit.clone()))?;
        // 83% is 0.83, not 0.8300000000000001.
        let mut values = read.numbers.iter().map(|number| {
            if factor == 1.0 {
                *number
            } else {
                tidy(number * factor, 12)
            }
        });
        let (Some(first), second) = (values.next(), values.next()) else {
            return Err(Misread::NotANumber);
        };
        let Some(second) = second else {
            return Ok(first);
        };
        match (self.holds(first), self.holds(second)) {
            (true, false) => Ok(first),
            (false, true) => Ok(second),
            (true, true) | (false, false) => Err(Misread::TwoWays(first, second)),
        }
    }

    fn holds(&self, value: f64) -> bool {
        self.range()
            .is_some_and(|(min, max)| (min..=max).contains(&value))
    }

    /// What a number in that unit is multiplied with; none if the input has no such unit.
    fn factor(&self, unit: &str) -> Option<f64> {
        if !matches!(self.kind, Kind::Number { .. }) {
            return None;
        }
        let ending = |endings: &[&str]| {
            let found = endings.iter().find_map(|ending| unit.strip_suffix(ending));
            found.unwrap_or(unit).to_owned()
        };
        // Endings that only name the unit, then the scale before them.
        let (rest, scale): (String, &[(&str, f64)]) = match self.unit {
            Unit::Days | Unit::Interval => (unit.to_owned(), &DAYS),
            Unit::Milliseconds => (unit.to_owned(), &MILLISECONDS),
            Unit::Months => (unit.to_owned(), &MONTHS),
            Unit::Minutes => (unit.to_owned(), &MINUTES),
            Unit::Hours => (unit.to_owned(), &HOURS),
            Unit::HoursPerMonth => (ending(&["/month", "amonth", "permonth"]), &HOURS),
            Unit::Share | Unit::Ratio | Unit::Factor => (unit.to_owned(), &PARTS),
            Unit::Usd => (unit.to_owned(), &LARGE),
            Unit::UsdPerMonth => (ending(&["/month", "amonth", "permonth", "month"]), &LARGE),
            Unit::UsdPerHour => (ending(&["/h", "/hour", "anhour", "perhour"]), &LARGE),
            Unit::UsdPerMTokens => (ending(&["/mtokens", "/mtok", "/m"]), &NONE),
            Unit::Tokens => (ending(&["tokens", "token"]), &LARGE),
            Unit::TokensPerSecond => (ending(&["tokens/s", "tokenspersecond", "/s"]), &LARGE),
            Unit::QueriesPerDay => (ending(&["/day", "aday", "perday"]), &LARGE),
            Unit::Examples => (ending(&["examples", "example"]), &LARGE),
            Unit::ExamplesPerMonth => (ending(&["/month", "amonth", "permonth"]), &LARGE),
            Unit::Count => (unit.to_owned(), &LARGE),
            Unit::Place | Unit::Choice => (unit.to_owned(), &NONE),
        };
        let words = |list: &[(&str, f64)]| list.iter().find(|(word, _)| *word == rest).map(|found| found.1);
        words(scale).or_else(|| words(&NONE))
    }

    /// Sets what people type: the id of an option, a number as [`Param::set_text`] takes it, or one as [`Param::typed`] reads it.
    ///
    /// # Errors
    /// What was wrong and what is accepted; the scenario is then left as it was.
    pub fn set_typed(
        &'static self,
        scenario: &mut super::Scenario,
        text: &str,
        catalog: &crate::Catalog,
    ) -> Result<(), ParamError> {
        if self.range().is_none() {
            return self.set_text(scenario, text, catalog);
        }
        match self.typed(text) {
            Ok(value) => self.set_number(scenario, value),
            Err(Misread::NotANumber | Misread::Unit(_)) => Err(ParamError::NotANumber {
                param: self,
                text: text.to_owned(),
            }),
            Err(misread @ (Misread::TwoWays(..) | Misread::Currency)) => Err(ParamError::Misread {
                param: self,
                text: text.to_owned(),
                misread,
            }),
        }
    }
}

const NONE: [(&str, f64); 1] = [("", 1.0)];
const PARTS: [(&str, f64); 2] = [("%", 0.01), ("percent", 0.01)];
const LARGE: [(&str, f64); 9] = [
    ("k", 1e3),
    ("m", 1e6),
    ("b", 1e9),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("mio", 1e6),
    ("mrd", 1e9),
    ("bn", 1e9),
];
// A bare `m` is left out of times: it can be a minute, a month or a million.
const MILLISECONDS: [(&str, f64); 10] = [
    ("ms", 1.0),
    ("s", 1e3),
    ("sec", 1e3),
    ("secs", 1e3),
    ("second", 1e3),
    ("seconds", 1e3),
    ("min", 6e4),
    ("minute", 6e4),
    ("minutes", 6e4),
    ("k", 1e3),
];
const MINUTES: [(&str, f64); 6] = [
    ("min", 1.0),
    ("minute", 1.0),
    ("minutes", 1.0),
    ("h", 60.0),
    ("hour", 60.0),
    ("hours", 60.0),
];
const HOURS: [(&str, f64); 6] = [
    ("h", 1.0),
    ("hour", 1.0),
    ("hours", 1.0),
    ("min", 1.0 / 60.0),
    ("minutes", 1.0 / 60.0),
    ("k", 1e3),
];
const MONTHS: [(&str, f64); 4] = [("month", 1.0), ("months", 1.0), ("year", 12.0), ("years", 12.0)];
const DAYS: [(&str, f64); 15] = [
    ("d", 1.0),
    ("day", 1.0),
    ("days", 1.0),
    ("min", 1.0 / 1440.0),
    ("minute", 1.0 / 1440.0),
    ("minutes", 1.0 / 1440.0),
    ("h", 1.0 / 24.0),
    ("hour", 1.0 / 24.0),
    ("hours", 1.0 / 24.0),
    ("week", 7.0),
    ("weeks", 7.0),
    ("month", calendar::DAYS_PER_MONTH),
    ("months", calendar::DAYS_PER_MONTH),
    ("year", calendar::DAYS_PER_YEAR),
    ("years", calendar::DAYS_PER_YEAR),
];
