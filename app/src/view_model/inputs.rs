//! Parsing of fields, and their messages.

use crate::text::inputs as texts;
use forkcast_engine::number::typed;
use forkcast_engine::params::{Misread, Param, ParamError, Unit, Value};
use forkcast_engine::text::errors::misread_as;
use forkcast_engine::{Catalog, Scenario, format};

/// Reads a number as people write it, in either locale: `12,000`, `0,15`, `1 500`, `5 M`, `24k`, `$8,500`, `83%`, `1,5 s`. Units of the input
/// may follow. The command line reads the same (`Param::typed`).
///
/// # Errors
/// Why the text is not taken.
pub fn parse(param: &'static Param, text: &str) -> Result<f64, Misread> {
    // The words that a field shows in place of a number are read back.
    if param.unit == Unit::Interval && text.trim().eq_ignore_ascii_case(format::NEVER) {
        return Ok(format::NEVER_DAYS);
    }
    if says_unset(param, text) {
        return Ok(0.0);
    }
    param.typed(text)
}

/// Reads a number as [`parse`] does; one without a unit has that on display, unless only the unit of the input brings it into the range.
fn parse_beside(param: &'static Param, text: &str, unit: &str) -> Result<f64, Misread> {
    let holds = |value: f64| {
        param
            .range()
            .is_some_and(|(min, max)| (min..=max).contains(&value))
    };
    if unit.is_empty() || !typed(text).unit.is_empty() {
        return parse(param, text);
    }
    match parse(param, &format!("{text} {unit}")) {
        Ok(value) if holds(value) => Ok(value),
        Err(Misread::TwoWays(first, second)) if holds(first) => Err(Misread::TwoWays(first, second)),
        beside => match parse(param, text) {
            Ok(value) if holds(value) => Ok(value),
            Ok(_) | Err(_) => beside,
        },
    }
}

/// Whether it is a time in one of several units, by its length.
const fn is_shown_with_its_unit(param: &Param) -> bool {
    matches!(param.unit, Unit::Milliseconds | Unit::Interval)
}

/// The unit on display in a field of a time, which people choose by its length; empty for any other input.
fn unit_on_display(param: &Param, scenario: &Scenario) -> String {
    if !is_shown_with_its_unit(param) {
        return String::new();
    }
    let edited = typed(&edited(param, scenario));
    if edited.numbers.is_empty() {
        String::new()
    } else {
        edited.unit
    }
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
    // Whatever a field shows while it is edited is its value, even where it could be read in two ways.
    let value = if text.trim() == raw(param, scenario) || text.trim() == edited(param, scenario) {
        return Taken::Value(next);
    } else {
        match parse_beside(param, text, &unit_on_display(param, scenario)) {
            Ok(value) => value,
            Err(misread) => return Taken::Refused(refusal(param, text, &misread)),
        }
    };
    match param.set_number(&mut next, value) {
        Ok(()) => Taken::Value(next),
        Err(ParamError::OutOfRange { value, clamped, .. }) => {
            let typed = format::number_value(param, value);
            if param.unit == Unit::Share && (1.0..=100.0).contains(&value) && !text.contains('%') {
                // 83 is most likely 83%, but nobody knows.
                return Taken::Refused(texts::per_cent(param, text.trim()));
            }
            match param.set_number(&mut next, clamped) {
                Ok(()) => Taken::Clamped(
                    next,
                    texts::set_to_nearest(param, &typed, &format::number_value(param, clamped)),
                ),
                Err(error) => Taken::Refused(error.to_string()),
            }
        }
        Err(_) => Taken::Refused(texts::enter_a_number(param)),
    }
}

/// Why a text is refused, and what is accepted.
fn refusal(param: &Param, text: &str, misread: &Misread) -> String {
    match misread {
        Misread::NotANumber => texts::enter_a_number(param),
        Misread::TwoWays(..) | Misread::Currency | Misread::Unit(_) => {
            format!("{}. {}", misread_as(text, misread), texts::enter_a_number(param))
        }
    }
}

/// The value as a field shows it while it is edited: a time with its unit, so that a number typed in its place has the same.
#[must_use]
pub fn edited(param: &Param, scenario: &Scenario) -> String {
    let raw = raw(param, scenario);
    if !is_shown_with_its_unit(param) || !param.is_set(scenario) || typed(&raw).numbers.is_empty() {
        return raw;
    }
    let shown = shown(param, scenario, Catalog::builtin());
    // What the field shows is rounded, or a word.
    if param.typed(&shown) == Ok(param.number(scenario)) {
        shown
    } else {
        format!("{raw} {}", param.unit.label())
    }
}

/// The number as one would type it, or the words for none.
#[must_use]
pub fn raw(param: &Param, scenario: &Scenario) -> String {
    match (param.get)(scenario) {
        Value::Unset => format::unset_value(param),
        Value::Number(_) | Value::Choice(_) => format::exactly(param.number(scenario)),
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
            let value = parse(param, &text).unwrap_or_else(|e| panic!("{}: {text}: {e:?}", param.key));
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
        let Taken::Refused(said) = take(&s, recall, "7") else {
            panic!("7 can be 7%")
        };
        assert!(said.contains("7%") && said.contains("0% to 100%"), "{said}");
        let Taken::Clamped(next, said) = take(&s, recall, "150%") else {
            panic!("clamped")
        };
        assert_eq!(next.recall, 1.0);
        assert_eq!(said, "Must be 0% to 100%: 150% was set to 100%.");
        assert_eq!(
            take(&s, recall, "0.9"),
            Taken::Value(Scenario { recall: 0.9, ..s })
        );
    }

    /// Texts that were once read as another number, or without a word: the value that each sets, or a part of the reason why it sets none.
    #[test]
    fn no_text_is_read_as_another_number_in_silence() {
        let cases: [(&str, &str, Result<f64, &str>); 55] = [
            ("own_input_usd", "0,15", Ok(0.15)),
            ("own_input_usd", "3,75", Ok(3.75)),
            ("own_input_usd", "1.125", Ok(1.125)),
            ("own_input_usd", "1.500", Ok(1.5)),
            ("own_input_usd", "$0.15/M", Ok(0.15)),
            ("curation_usd", "4,50", Ok(4.5)),
            ("wrong_answer_usd", "0,25", Ok(0.25)),
            ("growth_monthly", "2,5 %", Ok(0.025)),
            ("growth_monthly", "-2,5%", Ok(-0.025)),
            ("ttft_p95_ms", "1,5 s", Ok(1_500.0)),
            ("ttft_p95_ms", "1.500", Ok(1_500.0)),
            ("ttft_p95_ms", "1,500 ms", Ok(1_500.0)),
            ("ttft_p95_ms", "0,5 min", Ok(30_000.0)),
            ("ttft_p95_ms", "2 h", Err("\u{201c}h\u{201d}")),
            ("ttft_p95_ms", "2 m", Err("not accepted")),
            ("ttft_p95_ms", "2 %", Err("not accepted")),
            ("ttft_p95_ms", "$1500", Err("Enter a number")),
            ("change_days", "0,5", Ok(0.5)),
            ("change_days", "1,5 weeks", Ok(10.5)),
            ("change_days", "1.500", Err("1.5 or 1500")),
            ("change_days", "5 m", Err("not accepted")),
            ("measured_embed_p50_ms", "12,5", Ok(12.5)),
            ("strictness", "0,5", Ok(0.5)),
            ("strictness", "50 %", Ok(0.5)),
            ("recall", "83,5 %", Ok(0.835)),
            ("recall", "0,835", Ok(0.835)),
            ("recall", "83", Err("83%")),
            ("examples", "1.500", Err("type 1.5 or 1500")),
            ("examples", "1500", Ok(1_500.0)),
            ("examples", "1,500", Ok(1_500.0)),
            ("examples", "50%", Err("not accepted")),
            ("queries_per_day", "12.000", Err("type 12.0 or 12000")),
            ("queries_per_day", "12.0", Ok(12.0)),
            ("queries_per_day", "8 500", Ok(8_500.0)),
            ("queries_per_day", "8\u{202f}500", Ok(8_500.0)),
            ("queries_per_day", "8'500", Ok(8_500.0)),
            ("queries_per_day", "8 50", Err("Enter a number")),
            ("queries_per_day", "1.234.567", Ok(1_234_567.0)),
            ("queries_per_day", "12,34", Ok(12.34)),
            ("queries_per_day", "1,2,3", Err("Enter a number")),
            ("budget_monthly_usd", "\u{20ac}8,500", Err("Enter a number")),
            ("budget_monthly_usd", "8 500 \u{20ac}", Err("US dollars")),
            ("budget_monthly_usd", "8500 USD", Ok(8_500.0)),
            ("budget_monthly_usd", "1.234,50", Ok(1_234.5)),
            ("budget_monthly_usd", "8,5k", Ok(8_500.0)),
            ("budget_monthly_usd", "8.500", Ok(8_500.0)),
            ("queries_per_day", "12,5k", Ok(12_500.0)),
            ("ttft_p95_ms", "0,8s", Ok(800.0)),
            ("change_days", "1,5 days", Ok(1.5)),
            ("recall", "0,7", Ok(0.7)),
            // The field shows 1.5 s.
            ("ttft_p95_ms", "2", Ok(2_000.0)),
            ("ttft_p95_ms", "0,8", Ok(800.0)),
            ("ttft_p95_ms", "1800", Ok(1_800.0)),
            ("corpus_tokens", "2,5 M", Ok(2_500_000.0)),
            ("corpus_tokens", "1e6", Ok(1_000_000.0)),
        ];
        let s = Scenario::default();
        for (key, text, want) in cases {
            let param = find(key).expect("an input");
            match (take(&s, param, text), want) {
                (Taken::Value(next), Ok(value)) => assert_eq!(param.number(&next), value, "{key} {text}"),
                (Taken::Refused(said), Err(part)) => assert!(said.contains(part), "{key} {text}: {said}"),
                (taken, want) => panic!("{key} {text}: {taken:?} where {want:?} is right"),
            }
        }
    }

    #[test]
    fn a_time_is_edited_with_its_unit_which_a_bare_number_takes() {
        let (ttft, every) = (
            find("ttft_p95_ms").expect("an input"),
            find("change_days").expect("an input"),
        );
        let cases: [(&'static Param, f64, &str, &str, f64); 9] = [
            (ttft, 1_500.0, "1.5 s", "2", 2_000.0),
            (ttft, 640.0, "640 ms", "700", 700.0),
            (ttft, 1_234.5, "1234.5 ms", "700", 700.0),
            (every, 30.0, "30 days", "14", 14.0),
            (every, 0.125, "3 hours", "6", 0.25),
            (every, 100.0, "100 days", "90", 90.0),
            (every, 1_461.0, "4 years", "3", 1_095.75),
            (every, 1_461.0, "4 years", "500", 500.0),
            (every, 3_650.0, "3650 days", "7", 7.0),
        ];
        for (param, value, shown, text, want) in cases {
            let mut s = Scenario::default();
            param.set_number(&mut s, value).expect("in range");
            assert_eq!(edited(param, &s), shown, "{value}");
            assert_eq!(take(&s, param, shown), Taken::Value(s), "it is kept");
            let Taken::Value(next) = take(&s, param, text) else {
                panic!("{shown}: {text}")
            };
            assert_eq!(param.number(&next), want, "{shown}: {text}");
        }
    }

    #[test]
    fn what_an_edited_field_shows_is_kept_however_it_could_be_read() {
        let examples = find("examples").expect("an input");
        let s = Scenario {
            examples: 1.125,
            ..Scenario::default()
        };
        assert_eq!(take(&s, examples, "1.125"), Taken::Value(s));
    }
}
