//! Reading decimal numbers.
//!
//! The standard library's reader brings ten kilobytes of powers of five that do not compress, a twentieth of the page. This one reads
//! whatever [`f64`]'s own `Display` writes back to the same number, and any number of up to fifteen digits exactly; see the tests.

mod typed;

pub use typed::{Typed, typed};

/// Greatest power of ten that a double holds exactly.
const EXACT_POWER: i32 = 22;
/// Whole numbers up to this are exact in a double.
const EXACT_WHOLE: u64 = 1 << 53;
/// How far from the first guess the right double can lie, in steps from double to double: a rounding for each factor of 10^22.
const REACH: i64 = 48;

/// The number that a text says: digits with an optional sign, point and exponent. None for anything else, `inf` and `NaN` among it.
///
/// A number beyond the range of doubles is infinite, as in the standard library.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?.clamp(-9999, 9999)),
        None => (unsigned, 0),
    };
    let (whole, power) = read_digits(digits)?;
    let value = value(whole, power.saturating_add(exponent), digits, exponent);
    Some(if text.starts_with('-') { -value } else { value })
}

/// The first nineteen digits as a whole number, and the power of ten it is multiplied with.
fn read_digits(text: &str) -> Option<(u64, i32)> {
    let (mut whole, mut power, mut digits, mut behind_point) = (0u64, 0i32, 0usize, false);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if whole < 1_000_000_000_000_000_000 {
                    whole = whole * 10 + u64::from(byte - b'0');
                    power -= i32::from(behind_point);
                } else {
                    // Digits past the nineteenth move the point, no more: a double holds seventeen.
                    power += i32::from(!behind_point);
                }
            }
            b'.' if !behind_point => behind_point = true,
            _ => return None,
        }
    }
    (digits > 0).then_some((whole, power))
}

fn value(whole: u64, power: i32, digits: &str, exponent: i32) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    if whole <= EXACT_WHOLE && power.abs() <= EXACT_POWER {
        // Both are exact, so there is one rounding: the right one (W. Clinger, PLDI 1990).
        return scaled(whole as f64, power);
    }
    let guess = scaled(whole as f64, power);
    if !guess.is_finite() {
        return guess;
    }
    // What `Display` writes is the shortest text of one double: among those near the guess, the one that writes these digits.
    let wanted = plain(digits, exponent);
    let bits = guess.to_bits() as i64;
    for step in 0..=2 * REACH {
        // 0, 1, −1, 2, −2, …
        let away = if step % 2 == 0 { -step / 2 } else { (step + 1) / 2 };
        let near = f64::from_bits(bits.saturating_add(away).max(0) as u64);
        if near.to_string() == wanted {
            return near;
        }
    }
    guess
}

/// `value` × 10^`power`, by exact powers of ten at a time.
fn scaled(mut value: f64, mut power: i32) -> f64 {
    while power != 0 && value != 0.0 && value.is_finite() {
        let part = power.clamp(-EXACT_POWER, EXACT_POWER);
        let factor = 10f64.powi(part.abs());
        value = if part < 0 { value / factor } else { value * factor };
        power -= part;
    }
    value
}

/// The digits as `Display` would write them: without an exponent, and without zeros that say nothing.
fn plain(digits: &str, exponent: i32) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all: String = whole.chars().chain(fraction.chars()).collect();
    // Where the point stands among all digits; zeros fill up to it on either side.
    let point = whole.len() as i32 + exponent;
    let before = "0".repeat((1 - point).max(0) as usize);
    let after = "0".repeat((point - all.len() as i32).max(0) as usize);
    let all = before + &all + &after;
    let (whole, fraction) = all.split_at(point.max(1) as usize);
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

        #[test]
        fn whatever_display_writes_comes_back(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(parse(&value.to_string()), Some(value));
            prop_assert_eq!(parse(&format!("{value:e}")), Some(value));
        }

        #[test]
        fn short_numbers_are_exact(whole in 0u64..1_000_000_000_000_000, point in 0usize..16, negative: bool) {
            let digits = format!("{whole:016}");
            let text = format!("{}{}.{}", if negative { "-" } else { "" }, &digits[..point], &digits[point..]);
            prop_assert_eq!(parse(&text), text.parse().ok());
        }

        #[test]
        fn agrees_with_the_standard_library_on_what_is_a_number(text in "[-+]?[0-9.eE]{0,12}") {
            prop_assert_eq!(parse(&text).is_some(), text.parse::<f64>().is_ok(), "{}", text);
        }

        #[test]
        fn any_text_is_read_without_panic(text: String) {
            let _ = parse(&text);
        }
    }

    #[test]
    fn edges() {
        for text in [
            "1e400",
            "1e-400",
            "0",
            "-0.0",
            "5e3",
            "1.",
            ".5",
            "9007199254740993",
            "1e22",
            "123456789012345678901234567890",
        ] {
            let (ours, std) = (parse(text), text.parse::<f64>().ok());
            let close = ours
                .zip(std)
                .is_some_and(|(a, b)| a == b || (a - b).abs() <= 2.0 * f64::EPSILON * b.abs());
            assert!(close, "{text}: {ours:?} {std:?}");
        }
        for text in [
            "", ".", "-", "e5", "1e", "inf", "NaN", "1_000", "0x10", "1..2", " 1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
