//! From a view to its link.

use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};

use super::slots::SLOTS;
use super::view::EVERY_PART;
use super::{EMBED, MEASURED, MODEL, PRICES, Part, THEME, Theme, VERSION, View, origin, percent};

/// The link of a view, without the leading `#`. [`super::decode()`] gives the same view back for any scenario in range.
#[must_use]
pub fn encode(view: &View, catalog: &Catalog) -> String {
    let View {
        scenario,
        embed,
        theme,
        measured,
        slots,
    } = view;
    let mut link = format!("v{VERSION}");
    push(&mut link, MODEL, MODEL_VERSION);
    push(&mut link, PRICES, &catalog.version);
    for param in &PARAMS {
        if !param.is_default(scenario, catalog) {
            push(&mut link, param.key, &value_text(param, scenario, catalog));
        }
    }
    let has_origin = scenario.is_measured() || scenario.has_own_prices() || origin::is_observed(measured);
    if has_origin && !measured.is_empty() {
        push(&mut link, MEASURED, measured);
    }
    if *embed == Part::EVERY {
        push(&mut link, EMBED, EVERY_PART);
    } else if !embed.is_empty() {
        let parts: Vec<&str> = embed.iter().map(|part| part.id()).collect();
        push(&mut link, EMBED, &parts.join(","));
    }
    if *theme != Theme::Auto {
        push(&mut link, THEME, theme.id());
    }
    for (key, slot) in SLOTS.into_iter().zip(slots) {
        push(&mut link, key, &slot.text(catalog));
    }
    link
}

fn push(link: &mut String, key: &str, value: &str) {
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
