//! Numbers as people type them, with signs for thousands and decimals as either locale writes them.

use super::parse;
use crate::language::THOUSANDS;

/// The sign of comma and point that parts decimals.
const DECIMALS: char = if THOUSANDS == ',' { '.' } else { ',' };

/// Signs that part thousands, once every kind of space is one and every apostrophe is another.
const PARTING: [char; 5] = [',', '.', ' ', '\'', '_'];

/// A typed text: the numbers that it can stand for, and the unit behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The numbers, each another one; none where the text is no number, two where a sign can part thousands or decimals. The one with
    /// decimals comes first.
    pub numbers: Vec<f64>,
    /// The rest of the text, in lower case and without spaces.
    pub unit: String,
}

/// Reads a typed text. A comma parts thousands where exactly three digits follow it, as on a page in English, and decimals anywhere else; a
/// point between one to three digits and exactly three can be either. In a build for another language the signs are that language's.
///
/// ```
/// use forkcast_engine::number::typed;
///
/// assert_eq!(typed("12,000").numbers, [12_000.0]);
/// assert_eq!(typed("0,15").numbers, [0.15]);
/// assert_eq!(typed("1.234,5 s").unit, "s");
/// assert_eq!(typed("1.500").numbers, [1.5, 1500.0]);
/// ```
#[must_use]
pub fn typed(text: &str) -> Typed {
    let text: String = text.trim().chars().filter_map(plain).collect();
    let is_of_number = |(i, c): (usize, char)| {
        c.is_ascii_digit() || PARTING.contains(&c) || i == 0 && matches!(c, '-' | '+')
    };
    let mut end = text
        .char_indices()
        .find(|&place| !is_of_number(place))
        .map_or(text.len(), |(i, _)| i);
    end += exponent(&text, end);
    let (number, unit) = text.split_at_checked(end).unwrap_or((&text, ""));
    let unit: String = unit.chars().filter(|c| *c != ' ').collect();
    Typed {
        numbers: numbers(number.trim_end_matches(' ')),
        unit: unit.to_ascii_lowercase(),
    }
}

/// The character as this reader knows it; none for one that nobody sees.
fn plain(c: char) -> Option<char> {
    match c {
        // Spaces without a break, narrow or of the width of a digit.
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\t' => Some(' '),
        '\u{2019}' | '\u{2018}' | '\u{2bc}' | '`' => Some('\''),
        '\u{2212}' => Some('-'),
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

/// Length of the exponent at a place, 0 for none.
fn exponent(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let behind_digit = text
        .get(..at)
        .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let Some(power) = rest.strip_prefix(['e', 'E']).filter(|_| behind_digit) else {
        return 0;
    };
    let digits = power.strip_prefix(['-', '+']).unwrap_or(power);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return 0;
    }
    rest.len() - digits.len() + count
}

/// The numbers that a text of digits and signs can stand for.
fn numbers(text: &str) -> Vec<f64> {
    let grouped = PARTING.iter().find_map(|parting| grouped(text, *parting));
    let is_of_thousands = grouped.is_some() && !text.contains([DECIMALS, ' ', '\'', '_']);
    let decimal = match text.matches([',', '.']).count() {
        _ if text.contains([' ', '\'', '_']) => None,
        0 => parse(text),
        1 if !is_of_thousands && !text.ends_with(THOUSANDS) => parse(&text.replace(',', ".")),
        _ => None,
    };
    let mut found: Vec<f64> = decimal.into_iter().collect();
    if let Some(grouped) = grouped
        && !found.contains(&grouped)
    {
        found.push(grouped);
    }
    found
}

/// The number, if that sign parts its thousands.
fn grouped(text: &str, parting: char) -> Option<f64> {
    if !text.contains(parting) {
        return None;
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    // The decimals stand behind the last comma or point that does not part thousands.
    let (whole, decimals) = match digits.rsplit_once(|c| c != parting && matches!(c, ',' | '.')) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.is_some_and(|decimals| !all_digits(decimals)) {
        return None;
    }
    let mut groups = whole.split(parting);
    let first = groups.next()?;
    let mut rest = groups.clone();
    if !all_digits(first) || first.len() > 3 || first.starts_with('0') || rest.next().is_none() {
        return None;
    }
    if !groups.clone().all(|group| group.len() == 3 && all_digits(group)) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole: String = whole.chars().filter(|c| *c != parting).collect();
    parse(&format!("{sign}{whole}.{}", decimals.unwrap_or("0")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_locale_is_read_and_what_can_be_either_has_both_readings() {
        for (text, numbers) in [
            ("12000", &[12_000.0] as &[f64]),
            ("12,000", &[12_000.0]),
            ("12.000", &[12.0, 12_000.0]),
            ("1.500", &[1.5, 1_500.0]),
            ("1,500", &[1_500.0]),
            ("1.5", &[1.5]),
            ("1,5", &[1.5]),
            ("0,15", &[0.15]),
            ("0,150", &[0.15]),
            ("0.150", &[0.15]),
            ("0.125", &[0.125]),
            ("1.2345", &[1.2345]),
            ("1234.567", &[1_234.567]),
            ("1,234.5", &[1_234.5]),
            ("1.234,5", &[1_234.5]),
            ("1.234.567", &[1_234_567.0]),
            ("1,234,567", &[1_234_567.0]),
            ("1.234.567,8", &[1_234_567.8]),
            ("8 500", &[8_500.0]),
            ("8\u{202f}500,25", &[8_500.25]),
            ("8\u{2019}500", &[8_500.0]),
            ("8_500.5", &[8_500.5]),
            ("-1,5", &[-1.5]),
            ("\u{2212}1.5", &[-1.5]),
            ("-1,500", &[-1_500.0]),
            ("1e6", &[1e6]),
            ("1.5e-7", &[1.5e-7]),
            (".5", &[0.5]),
            (",5", &[0.5]),
            ("5.", &[5.0]),
            // Signs that part neither.
            ("5,", &[]),
            ("8 50", &[]),
            ("8 5000", &[]),
            ("12,34,567", &[]),
            ("1.2.3", &[]),
            ("1,23,4", &[]),
            ("1,234.567,8", &[]),
            ("1 500'000", &[]),
            ("0 500", &[]),
            ("1,,500", &[]),
            ("--1", &[]),
            ("", &[]),
            (",", &[]),
            ("abc", &[]),
        ] {
            assert_eq!(typed(text).numbers, numbers, "{text:?}");
        }
    }

    #[test]
    fn the_unit_is_what_stands_behind() {
        for (text, number, unit) in [
            ("24 M tokens", 24.0, "mtokens"),
            ("1,5 s", 1.5, "s"),
            ("2,5 %", 2.5, "%"),
            ("8 500 \u{20ac}", 8_500.0, "\u{20ac}"),
            ("1e3 ms", 1_000.0, "ms"),
            ("5 eur", 5.0, "eur"),
            ("5e", 5.0, "e"),
        ] {
            let read = typed(text);
            assert_eq!(
                (read.numbers.as_slice(), &*read.unit),
                (&[number] as &[f64], unit),
                "{text:?}"
            );
        }
        assert_eq!(typed("$5").unit, "$5");
    }
}
