//! From a view to its link.

use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};

use super::check::{self, Sum};
use super::slots::SLOTS;
use super::view::EVERY_PART;
use super::{
    CHECK, EMBED, MEASURED, MODEL, NOTE, OBSERVED, PRICES, Part, THEME, Theme, VERSION, View, observed,
    origin, percent, short,
};

/// The link of a view, without the leading `#`. [`super::decode()`] gives the same view back for any scenario in range.
#[must_use]
pub fn encode(view: &View, catalog: &Catalog) -> String {
    let pairs = pairs(view, catalog);
    let covered = pairs.iter().filter(|(key, _)| check::covers(key));
    let sum = covered.fold(Sum::new(), |sum, (key, value)| sum.pair(key, value));
    let mut link = format!("v{VERSION}");
    // The check stands in front: a link loses its end, and the check must not be lost with it.
    push(&mut link, CHECK, &sum.text());
    for (key, value) in pairs {
        push(&mut link, key, &value);
    }
    link
}

/// The short link of a view, without the leading `#`: the same as that of [`encode`], for people who need not read it.
#[must_use]
pub fn encode_short(view: &View, catalog: &Catalog) -> String {
    short::of(&pairs(view, catalog))
}

/// The pairs of a link, its versions first.
fn pairs(view: &View, catalog: &Catalog) -> Vec<(&'static str, String)> {
    let View {
        scenario,
        embed,
        theme,
        measured,
        note,
        slots,
    } = view;
    let mut pairs = vec![
        (MODEL, MODEL_VERSION.to_owned()),
        (PRICES, catalog.version.to_string()),
    ];
    for param in &PARAMS {
        if !param.is_default(scenario, catalog) {
            pairs.push((param.key, value_text(param, scenario, catalog)));
        }
    }
    let intervals = observed::text(scenario);
    if !intervals.is_empty() {
        pairs.push((OBSERVED, intervals));
    }
    let has_origin = scenario.is_measured() || scenario.has_own_prices() || origin::is_observed(measured);
    if has_origin && !measured.is_empty() {
        pairs.push((MEASURED, measured.clone()));
    }
    if !note.is_empty() {
        pairs.push((NOTE, note.clone()));
    }
    if *embed == Part::EVERY {
        pairs.push((EMBED, EVERY_PART.to_owned()));
    } else if !embed.is_empty() {
        let parts: Vec<&str> = embed.iter().map(|part| part.id()).collect();
        pairs.push((EMBED, parts.join(",")));
    }
    if *theme != Theme::Auto {
        pairs.push((THEME, theme.id().to_owned()));
    }
    for (key, slot) in SLOTS.into_iter().zip(slots) {
        pairs.push((key, slot.text(catalog)));
    }
    pairs
}

/// Appends a pair.
pub(super) fn push(link: &mut String, key: &str, value: &str) {
    link.push('&');
    link.push_str(key);
    link.push('=');
    percent::push(link, value);
}

/// A decimal number without an exponent as one with an exponent: `1230000000000` as `1.23e12`. The standard library's `{:e}` is not used
/// because it is a kilobyte more code in the page.
fn scientific(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, part].concat();
    let figures = all.trim_start_matches('0');
    let exponent = whole.len() as i32 - 1 - (all.len() - figures.len()) as i32;
    match figures.trim_end_matches('0').split_at_checked(1) {
        None => "0".to_owned(),
        Some((first, "")) => format!("{sign}{first}e{exponent}"),
        Some((first, rest)) => format!("{sign}{first}.{rest}e{exponent}"),
    }
}

/// The value as text. Numbers are written in full, as people read them, unless that takes more than a few digits more.
pub(super) fn value_text(param: &Param, scenario: &Scenario, catalog: &Catalog) -> String {
    let plain = param.text(scenario, catalog);
    if plain.len() <= 12 {
        return plain;
    }
    match (param.get)(scenario) {
        Value::Number(number) => {
            let scientific = scientific(&number.to_string());
            if scientific.len() < plain.len() {
                scientific
            } else {
                plain
            }
        }
        Value::Choice(_) | Value::Unset => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn exponents_are_written_as_the_standard_library_writes_them(value in proptest::num::f64::NORMAL) {
            prop_assert_eq!(scientific(&value.to_string()), format!("{value:e}"));
        }
    }
}
