//! Parsing of fields, and their messages.

use crate::text::inputs as texts;
use forkcast_engine::params::{Param, ParamError, Unit, Value};
use forkcast_engine::{Catalog, Scenario, calendar, format};

/// Reads a number as people write it: `12,000`, `1 500`, `5 M`, `24k`, `$8,500`, `83%`, `2 s`. Units of the input may follow.
///
/// # Errors
/// The accepted form, if the text is not a number.
pub fn parse(param: &'static Param, text: &str) -> Result<f64, ParamError> {
    let error = || ParamError::NotANumber {
        param,
        text: text.trim().to_owned(),
    };
    let cleaned: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '$' | '_'))
        .collect();
    // The words that a field shows in place of a number are read back.
    if param.unit == Unit::Interval && cleaned.eq_ignore_ascii_case(format::NEVER) {
        return Ok(format::NEVER_DAYS);
    }
    if says_unset(param, text) {
        return Ok(0.0);
    }
    let split = cleaned
        .char_indices()
        .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || (*i == 0 && matches!(c, '-' | '+'))))
        .map_or(cleaned.len(), |(i, _)| i);
    let (number, unit) = cleaned.split_at(split);
    let number = forkcast_engine::number::parse(number).ok_or_else(error)?;
    let unit = unit.to_ascii_lowercase();
    let unit = unit
        .trim_end_matches("/s")
        .trim_end_matches("tokens")
        .trim_end_matches("token");
    let factor = match (unit, param.unit) {
        ("ms", Unit::Milliseconds) => 1.0,
        ("s" | "sec" | "seconds", Unit::Milliseconds) => 1e3,
        ("min" | "minutes", Unit::Milliseconds) => 6e4,
        ("min" | "minute" | "minutes", Unit::Days | Unit::Interval) => 1.0 / 1440.0,
        ("h" | "hour" | "hours", Unit::Days | Unit::Interval) => 1.0 / 24.0,
        ("week" | "weeks", Unit::Days | Unit::Interval) => 7.0,
        ("month" | "months", Unit::Days | Unit::Interval) => calendar::DAYS_PER_MONTH,
        ("year" | "years", Unit::Days | Unit::Interval) => calendar::DAYS_PER_YEAR,
        ("/m", Unit::UsdPerMTokens) => 1.0,
        ("k", _) => 1e3,
        ("m", _) => 1e6,
        ("b", _) => 1e9,
        ("%", _) => 0.01,
        ("" | "d" | "day" | "days" | "h" | "/h" | "h/month" | "month" | "months" | "amonth" | "aday", _) => {
            1.0
        }
        _ => return Err(error()),
    };
    // 83% is 0.83, not 0.8300000000000001.
    Ok(forkcast_engine::params::tidy(number * factor, 12))
}

/// Whether the text is the words that a field shows while its input is unset.
fn says_unset(param: &Param, text: &str) -> bool {
    let unset = format::unset_value(param);
    !unset.is_empty() && text.trim().eq_ignore_ascii_case(&unset)
}

/// How sure the team is of an input, beside its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// In a sign: = as it is, ± about right, ≈ a rough guess.
    pub sign: &'static str,
    /// In words.
    pub title: String,
}

/// How sure the team is, by the input that says so.
#[must_use]
pub fn sureness(sure: &'static Param, s: &Scenario) -> Shown {
    let option = sure.number(s);
    let signs = ["=", "\u{b1}", "\u{2248}"];
    Shown {
        sign: signs[(option as usize).min(signs.len() - 1)],
        title: texts::sureness(
            sure.label,
            &format::option_label(sure, option as u16, Catalog::builtin()),
        ),
    }
}

/// The result of a field's input.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// The scenario with the new value.
    Value(Scenario),
    /// The nearest value in range, and a message.
    Clamped(Scenario, String),
    /// Nothing was changed, and why.
    Refused(String),
}

/// Takes a field's text.
#[must_use]
pub fn take(scenario: &Scenario, param: &'static Param, text: &str) -> Taken {
    let mut next = *scenario;
    if says_unset(param, text) {
        param.clear(&mut next);
        return Taken::Value(next);
    }
    match parse(param, text).and_then(|value| param.set_number(&mut next, value)) {
        Ok(()) => Taken::Value(next),
        Err(ParamError::OutOfRange { clamped, .. }) => match param.set_number(&mut next, clamped) {
            Ok(()) => Taken::Clamped(next, texts::set_to_nearest(param)),
            Err(error) => Taken::Refused(error.to_string()),
        },
        Err(_) => Taken::Refused(texts::enter_a_number(param)),
    }
}

/// The number as one would type it, or the words for none.
#[must_use]
pub fn raw(param: &Param, scenario: &Scenario) -> String {
    match (param.get)(scenario) {
        Value::Unset => format::unset_value(param),
        Value::Number(_) | Value::Choice(_) => param.number(scenario).to_string(),
    }
}

/// The value as an unfocused field shows it.
#[must_use]
pub fn shown(param: &Param, scenario: &Scenario, catalog: &Catalog) -> String {
    format::value(param, scenario, catalog)
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::params::{PARAMS, find};

    #[test]
    fn fields_read_what_they_show() {
        let catalog = Catalog::builtin();
        let s = Scenario::defaults(catalog);
        for param in PARAMS.iter().filter(|p| p.range().is_some()) {
            let text = shown(param, &s, catalog);
            let value = parse(param, &text).unwrap_or_else(|e| panic!("{}: {text}: {e}", param.key));
            let want = param.number(&s);
            assert!(
                (value - want).abs() <= 0.006 * want.abs().max(1e-9),
                "{}: {text} read as {value}",
                param.key
            );
            assert_eq!(parse(param, &raw(param, &s)), Ok(want));
        }
    }

    #[test]
    fn people_write_numbers_in_many_ways() {
        let read = |key: &str, text: &str| parse(find(key).expect("an input"), text).ok();
        assert_eq!(read("corpus_tokens", "24 M"), Some(24e6));
        assert_eq!(read("corpus_tokens", "5 M tokens"), Some(5e6));
        assert_eq!(read("queries_per_day", "12,000"), Some(12_000.0));
        assert_eq!(read("budget_monthly_usd", "$8.5k"), Some(8_500.0));
        assert_eq!(read("ttft_p95_ms", "1.5 s"), Some(1_500.0));
        assert_eq!(read("ttft_p95_ms", "640 ms"), Some(640.0));
        assert_eq!(read("change_days", "never"), Some(3650.0));
        assert_eq!(read("change_days", "2 weeks"), Some(14.0));
        assert_eq!(read("recall", "83 %"), Some(0.83));
        assert_eq!(read("recall", "lots"), None);
        assert_eq!(read("recall", ""), None);
    }

    #[test]
    fn bad_text_changes_nothing_and_says_what_is_accepted() {
        let s = Scenario::default();
        let recall = find("recall").expect("an input");
        assert_eq!(
            take(&s, recall, "abc"),
            Taken::Refused("Enter a number from 0% to 100%.".to_owned())
        );
        let Taken::Clamped(next, said) = take(&s, recall, "7") else {
            panic!("clamped")
        };
        assert_eq!(next.recall, 1.0);
        assert!(said.contains("0% to 100%"));
        assert_eq!(
            take(&s, recall, "0.9"),
            Taken::Value(Scenario { recall: 0.9, ..s })
        );
    }
}
