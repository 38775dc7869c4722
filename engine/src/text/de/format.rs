//! Numbers as people read them in German: a decimal comma, points between thousands, and a space before a unit.

use crate::calendar::{DAYS_PER_MONTH, DAYS_PER_YEAR};
use crate::catalog::Catalog;
use crate::params::{Kind, Options, Param, Unit, Value, tidy};
use crate::scenario::Scenario;

/// Digits grouped by thousands: 12.000. Rounded to a whole number.
#[must_use]
pub fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value <= -0.5 {
        grouped.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// At most three significant digits, without zeros behind the comma.
fn short(value: f64) -> String {
    let rounded = tidy(value, 3);
    if rounded.abs() >= 1000.0 {
        count(rounded)
    } else {
        exactly(rounded)
    }
}

/// A large number with its power of thousand in words: 950, 12.000, 5 Mio., 1,2 Mrd.
fn scaled(value: f64) -> (String, &'static str) {
    let size = tidy(value.abs(), 3);
    let (unit, word) = match size {
        x if x >= 1e9 => (1e9, "\u{a0}Mrd."),
        x if x >= 1e6 => (1e6, "\u{a0}Mio."),
        _ => (1.0, ""),
    };
    (short(value / unit), word)
}

/// US dollars: 0,0031 $, 4,20 $, 4.200 $, 1,25 Mio. $.
#[must_use]
pub fn usd(value: f64) -> String {
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let size = value.abs();
    match size {
        0.0 => "0\u{a0}$".to_owned(),
        x if x < 0.1 => format!("{sign}{}\u{a0}$", exactly(tidy(x, 2))),
        x if x < 100.0 => format!("{sign}{}\u{a0}$", decimal(x, 2)),
        x if x < 999_999.5 => format!("{sign}{}\u{a0}$", count(tidy(x, 4))),
        x => {
            let (number, word) = scaled(x);
            format!("{sign}{number}{word}\u{a0}$")
        }
    }
}

/// US dollars for an axis or a narrow cell: 950 $, 4.000 $, 1,2 Mio. $.
#[must_use]
pub fn usd_short(value: f64) -> String {
    let (number, word) = scaled(tidy(value, 2));
    format!("{number}{word}\u{a0}$")
}

/// A time: 640 ms, 2,4 s, 3,5 min.
#[must_use]
pub fn ms(value: f64) -> String {
    match value {
        x if x < 0.95 => format!("{}\u{a0}ms", exactly(tidy(x, 1))),
        x if x < 1000.0 => format!("{x:.0}\u{a0}ms"),
        x if x < 120_000.0 => format!("{}\u{a0}s", exactly(tidy(x / 1e3, 2))),
        x => format!("{}\u{a0}min", exactly(tidy(x / 6e4, 2))),
    }
}

/// Two values as texts that differ where the values do: as usual, or with as many digits as it takes. `exact` writes a value with so many
/// significant digits.
#[must_use]
pub fn apart(
    (a, b): (f64, f64),
    usual: fn(f64) -> String,
    exact: fn(f64, i32) -> String,
) -> (String, String) {
    let (mut x, mut y) = (usual(a), usual(b));
    let mut digits = 3;
    while x == y && a != b && digits <= 12 {
        (x, y) = (exact(a, digits), exact(b, digits));
        digits += 1;
    }
    (x, y)
}

/// Two times, told apart.
#[must_use]
pub fn ms_apart(a: f64, b: f64) -> (String, String) {
    apart((a, b), ms, |x, digits| {
        if a_minute(x) {
            format!("{}\u{a0}min", exactly(tidy(x / 6e4, digits)))
        } else if x >= 1000.0 {
            format!("{}\u{a0}s", exactly(tidy(x / 1e3, digits)))
        } else {
            format!("{}\u{a0}ms", exactly(tidy(x, digits)))
        }
    })
}

fn a_minute(ms: f64) -> bool {
    ms >= 120_000.0
}

/// Two amounts, told apart.
#[must_use]
pub fn usd_apart(a: f64, b: f64) -> (String, String) {
    apart((a, b), usd, |x, digits| {
        let sign = if x < 0.0 { "\u{2212}" } else { "" };
        let x = tidy(x.abs(), digits);
        if x >= 1000.0 && x.fract() == 0.0 {
            format!("{sign}{}\u{a0}$", count(x))
        } else {
            format!("{sign}{}\u{a0}$", exactly(x))
        }
    })
}

/// Two shares, told apart.
#[must_use]
pub fn share_apart(a: f64, b: f64) -> (String, String) {
    apart((a, b), share, |x, digits| {
        format!("{}\u{a0}%", exactly(tidy(x * 100.0, digits)))
    })
}

/// A share in percent: 83 %, 0,4 %.
#[must_use]
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    if percent != 0.0 && percent.abs() < 1.0 || percent > 99.0 && percent < 100.0 {
        format!(
            "{}\u{a0}%",
            exactly(tidy(percent, if percent > 1.0 { 3 } else { 1 }))
        )
    } else {
        format!("{percent:.0}\u{a0}%")
    }
}

/// Tokens: 500, 24.000, 5 Mio., 1,2 Mrd..
#[must_use]
pub fn tokens(value: f64) -> String {
    let (number, letter) = scaled(value);
    format!("{number}{letter}")
}

/// An interval past which it is taken that nothing happens.
pub const NEVER_DAYS: f64 = 3650.0;
/// What such an interval is called.
pub const NEVER: &str = "nie";

/// An interval: 15 Minuten, 6 Stunden, 9 Tage, 5 Wochen, 2 Jahre, nie.
#[must_use]
pub fn interval_days(days: f64) -> String {
    let (value, unit) = in_unit(days);
    match value {
        None => NEVER.to_owned(),
        Some(1.0) => format!("1\u{a0}{}", unit.one),
        Some(value) => format!("{}\u{a0}{}", exactly(value), unit.many),
    }
}

/// The same as it reads after "ändern sich": jeden Tag, alle 9 Tage.
#[must_use]
pub fn every_days(days: f64) -> String {
    let (value, unit) = in_unit(days);
    match value {
        Some(1.0) => unit.every.to_owned(),
        Some(_) => format!("alle {}", interval_days(days)),
        None => NEVER.to_owned(),
    }
}

/// The words of a unit of time.
#[derive(Clone, Copy)]
struct Words {
    one: &'static str,
    many: &'static str,
    every: &'static str,
}

const fn words(one: &'static str, many: &'static str, every: &'static str) -> Words {
    Words { one, many, every }
}

const MINUTES: Words = words("Minute", "Minuten", "jede Minute");
const HOURS: Words = words("Stunde", "Stunden", "jede Stunde");
const DAYS: Words = words("Tag", "Tage", "jeden Tag");
const MONTHS: Words = words("Monat", "Monate", "jeden Monat");
const YEARS: Words = words("Jahr", "Jahre", "jedes Jahr");

/// An interval in the unit that people would choose; none for never.
fn in_unit(days: f64) -> (Option<f64>, Words) {
    let some = |value: f64, unit| (Some(tidy(value, 2)), unit);
    match days {
        d if d >= NEVER_DAYS => (None, DAYS),
        d if d < 1.0 / 24.0 => some((d * 24.0 * 60.0).max(1.0).round(), MINUTES),
        d if d < 1.0 => some(d * 24.0, HOURS),
        d if d < 60.0 => some(d, DAYS),
        d if d < 730.0 => some(d / DAYS_PER_MONTH, MONTHS),
        d => some(d / DAYS_PER_YEAR, YEARS),
    }
}

/// A month of the path: "jetzt" or "Monat 5".
#[must_use]
pub fn month(value: f64) -> String {
    if value < 0.05 {
        "jetzt".to_owned()
    } else {
        format!("Monat {}", months(value))
    }
}

/// A number of that input, with its unit.
#[must_use]
pub fn number_value(param: &Param, value: f64) -> String {
    let plural = |one: &str, many: &str| {
        if value == 1.0 {
            one.to_owned()
        } else {
            many.to_owned()
        }
    };
    if value == 0.0
        && let Some(unset) = param.unset
        && !unset.zero_is_a_value()
    {
        return unset.label().to_owned();
    }
    match param.unit {
        Unit::Interval => interval_days(value),
        Unit::Days => format!("{}\u{a0}{}", short(value), plural("Tag", "Tage")),
        Unit::Months => format!("{}\u{a0}{}", short(value), plural("Monat", "Monate")),
        Unit::Milliseconds => ms(value),
        Unit::Usd => usd(value),
        Unit::UsdPerMonth => usd(value),
        Unit::UsdPerHour => format!("{}/h", usd_whole(value)),
        Unit::Tokens => format!("{} Token", tokens(value)),
        Unit::UsdPerMTokens => format!("{}/Mio.", usd(value)),
        Unit::TokensPerSecond => format!("{} Token/s", tokens(value)),
        Unit::QueriesPerDay | Unit::Examples => count(value),
        Unit::Share => share(value),
        Unit::Ratio => decimal(value, 2),
        Unit::Hours => format!("{}\u{a0}h", short(value)),
        Unit::HoursPerMonth => format!("{}\u{a0}h/Monat", short(value)),
        Unit::ExamplesPerMonth => format!("{} pro Monat", count(value)),
        Unit::Minutes => format!("{} Minuten", short(value)),
        Unit::Place => place(value),
        Unit::Count | Unit::Factor | Unit::Choice => short(value),
    }
}

/// The words for an input that is unset.
#[must_use]
pub fn unset_value(param: &Param) -> String {
    param
        .unset
        .map_or_else(String::new, |unset| unset.label().to_owned())
}

fn usd_whole(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{}\u{a0}$", count(value))
    } else {
        usd(value)
    }
}

/// The value of that input in the scenario, with its unit; for a choice, the label of the option.
#[must_use]
pub fn value(param: &Param, s: &Scenario, catalog: &Catalog) -> String {
    if let Some(unset) = param.unset
        && !param.is_set(s)
    {
        return unset.label().to_owned();
    }
    match (param.get)(s) {
        Value::Number(x) => number_value(param, x),
        Value::Choice(i) => option_label(param, i, catalog),
        Value::Unset => unset_value(param),
    }
}

/// Two values of an input, told apart: with as many digits as that takes, in the unit of the first look. The same text twice if no digits
/// tell them apart.
#[must_use]
pub fn number_apart(param: &Param, a: f64, b: f64) -> (String, String) {
    let mut digits = 3;
    loop {
        let texts = (exact(param, a, digits), exact(param, b, digits));
        if texts.0 != texts.1 || a == b || digits >= MOST_DIGITS {
            return texts;
        }
        digits += 1;
    }
}

/// Beyond these digits nobody would tell two values apart.
const MOST_DIGITS: i32 = 5;

/// A value of an input with so many significant digits; three are the usual form.
fn exact(param: &Param, value: f64, digits: i32) -> String {
    if digits <= 3 {
        return number_value(param, tidy(value, 3));
    }
    let number = |x: f64| {
        let x = tidy(x, digits);
        if x >= 1000.0 && x.fract() == 0.0 {
            count(x)
        } else {
            exactly(x)
        }
    };
    match param.unit {
        Unit::Interval | Unit::Days => format!("{} Tage", number(value)),
        Unit::Months => format!("{} Monate", number(value)),
        Unit::Milliseconds if value >= 1000.0 => format!("{}\u{a0}s", number(value / 1e3)),
        Unit::Milliseconds => format!("{}\u{a0}ms", number(value)),
        Unit::Usd | Unit::UsdPerMonth => format!("{}\u{a0}$", number(value)),
        Unit::UsdPerHour => format!("{}\u{a0}$/h", number(value)),
        Unit::UsdPerMTokens => format!("{}\u{a0}$/Mio.", number(value)),
        Unit::Tokens => format!("{} Token", number(value)),
        Unit::TokensPerSecond => format!("{} Token/s", number(value)),
        Unit::Share => format!("{}\u{a0}%", exactly(tidy(value * 100.0, digits - 1))),
        Unit::Ratio => exactly(tidy(value, digits)),
        Unit::Hours => format!("{}\u{a0}h", number(value)),
        Unit::HoursPerMonth => format!("{}\u{a0}h/Monat", number(value)),
        Unit::ExamplesPerMonth => format!("{} pro Monat", number(value)),
        Unit::Minutes => format!("{} Minuten", number(value)),
        Unit::Place => place(value),
        Unit::QueriesPerDay | Unit::Examples | Unit::Count | Unit::Factor | Unit::Choice => number(value),
    }
}

/// A place in a range, -1 to 1, in words.
#[must_use]
pub fn place(value: f64) -> String {
    let way = (value.clamp(-1.0, 1.0) * 100.0).round();
    if way <= -100.0 {
        "unteres Ende".to_owned()
    } else if way >= 100.0 {
        "oberes Ende".to_owned()
    } else if way == 0.0 {
        "wahrscheinlicher Wert".to_owned()
    } else if way < 0.0 {
        format!("{}\u{a0}% des Wegs zum unteren Ende", -way)
    } else {
        format!("{way}\u{a0}% des Wegs zum oberen Ende")
    }
}

/// The label of an option.
#[must_use]
pub fn option_label(param: &Param, index: u16, catalog: &Catalog) -> String {
    if let Kind::Choice {
        options: Options::Fixed(list),
        ..
    } = param.kind
    {
        return list
            .get(usize::from(index))
            .map_or_else(String::new, |(_, label)| (*label).to_owned());
    }
    let options = param.options(catalog);
    let found = options.iter().find(|(i, _, _)| *i == index).or(options.last());
    found.map_or_else(String::new, |(_, _, label)| (*label).to_owned())
}

/// A number of months, to a tenth below ten.
#[must_use]
pub fn months(value: f64) -> String {
    if value < 10.0 {
        exactly((value * 10.0).round() / 10.0)
    } else {
        count(value)
    }
}

/// A number with so many decimals: 1,50.
#[must_use]
pub fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

/// A number with all its digits, as a field shows it while it is edited: 1234,5.
#[must_use]
pub fn exactly(value: f64) -> String {
    value.to_string().replace('.', ",")
}

/// A cell of a table whose numbers are written for programs, as people read it.
#[must_use]
pub fn cell(text: &str) -> String {
    let is_number = text.contains('.') && crate::number::parse(text.trim_end_matches('%')).is_some();
    if is_number {
        text.replace('.', ",")
    } else {
        text.to_owned()
    }
}
