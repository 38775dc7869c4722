//! Numbers in answers, whichever way they are written. A decimal comma is understood, and a number that can be read in two ways has both
//! readings.

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its readings; more than one where a separator may be of thousands or of decimals, or a percent sign may count.
    pub(crate) readings: Vec<f64>,
    /// Whether a separator can be read in two ways.
    pub(crate) is_ambiguous: bool,
}

/// The only number of a text; `None` if it has none, or several that differ.
pub(crate) fn only(text: &str) -> Option<Number> {
    let mut found: Option<Number> = None;
    for piece in pieces(text) {
        let number = read(&piece)?;
        match &found {
            Some(other) if other.readings.first() != number.readings.first() => return None,
            Some(_) | None => found = Some(number),
        }
    }
    found
}

/// The parts of a text that look like numbers: signs, digits with separators, an exponent, a percent sign.
fn pieces(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().map(plain).collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or(' ');
    let is_separator = |c: char| matches!(c, '.' | ',' | '\'' | ' ' | '_');
    let mut pieces = Vec::new();
    let mut place = 0;
    while place < letters.len() {
        if !at(place).is_ascii_digit() {
            place += 1;
            continue;
        }
        let before = place.checked_sub(1).map_or(' ', at);
        // "B12" and "v2" are names.
        let is_name = before.is_alphabetic();
        let mut piece = String::new();
        if before == '-' && !place.checked_sub(2).map_or(' ', at).is_alphanumeric() {
            piece.push('-');
        } else if before == '.' || before == ',' {
            piece.push_str("0.");
        }
        while at(place).is_ascii_digit()
            || is_separator(at(place)) && groups(&letters, place)
            || at(place) == 'e' && exponent(&letters, place)
            || matches!(at(place), '-' | '+') && place > 0 && at(place - 1) == 'e'
        {
            piece.push(at(place));
            place += 1;
        }
        let mut after = place;
        while at(after) == ' ' && after < letters.len() {
            after += 1;
        }
        if at(after) == '%' {
            piece.push('%');
        }
        if !is_name {
            pieces.push(piece);
        }
    }
    pieces
}

/// Signs and spaces in one form.
const fn plain(c: char) -> char {
    match c {
        '\u{2212}' | '\u{2013}' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '\u{2019}' => '\'',
        'E' => 'e',
        _ => c,
    }
}

/// Whether a separator stands within a number: a digit follows, and after a space or an apostrophe exactly three.
fn groups(letters: &[char], place: usize) -> bool {
    let digits = letters
        .iter()
        .skip(place + 1)
        .take_while(|c| c.is_ascii_digit())
        .count();
    match letters.get(place) {
        Some('.' | ',') => digits > 0,
        Some(_) => digits == 3,
        None => false,
    }
}

fn exponent(letters: &[char], place: usize) -> bool {
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    let signed = matches!(letters.get(place + 1), Some('-' | '+'));
    is_digit(place.wrapping_sub(1)) && (is_digit(place + 1) || signed && is_digit(place + 2))
}

fn read(piece: &str) -> Option<Number> {
    let (digits, percent) = match piece.strip_suffix('%') {
        Some(digits) => (digits, true),
        None => (piece, false),
    };
    let digits: String = digits
        .chars()
        .filter(|c| !matches!(c, ' ' | '\'' | '_'))
        .collect();
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let (mantissa, exponent) = digits.split_at(digits.find('e').unwrap_or(digits.len()));
    let without = |of: char| {
        // Thousands are set apart by threes.
        let whole = mantissa
            .split(|c: char| c != of && !c.is_ascii_digit() && c != '-')
            .next()?;
        let threes = whole.split(of).skip(1).all(|group| group.len() == 3);
        threes.then(|| digits.replace(of, ""))
    };
    let decimal = |text: &str| text.replace(',', ".");
    let last = mantissa.rfind([',', '.']).map_or(0, |at| mantissa.len() - at - 1);
    let starts_with_0 = mantissa.trim_start_matches('-').starts_with('0');
    let either = last == 3 && !starts_with_0 && exponent.is_empty();
    let is_comma_last = mantissa.rfind(',') > mantissa.rfind('.');
    let (first, second) = match (commas, points) {
        (0, 0) => (digits.clone(), None),
        (1, 0) if either => (without(',')?, Some(decimal(&digits))),
        (0, 1) if either => (digits.clone(), without('.')),
        (1, 0) => (decimal(&digits), None),
        (0, 1) => (digits.clone(), None),
        (_, 0) => (without(',')?, None),
        (0, _) => (without('.')?, None),
        // The separator that comes last is that of decimals.
        (1, _) if is_comma_last => (decimal(&without('.')?), None),
        (_, 1) if !is_comma_last => (without(',')?, None),
        (_, _) => return None,
    };
    let is_ambiguous = second.is_some();
    let mut readings = Vec::new();
    for text in [Some(first), second].into_iter().flatten() {
        let value: f64 = text.parse().ok()?;
        if !value.is_finite() {
            return None;
        }
        readings.push(value);
        if percent {
            readings.push(value / 100.0);
        }
    }
    Some(Number {
        readings,
        is_ambiguous,
    })
}

/// Reads a number of a set, which must not be ambiguous.
pub(crate) fn exact(text: &str) -> Option<f64> {
    let number = only(text).filter(|number| !number.is_ambiguous)?;
    number.readings.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<f64> {
        only(text).map(|number| number.readings).unwrap_or_default()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in [
            ("30", 30.0),
            ("It takes 30 days.", 30.0),
            ("0,5", 0.5),
            ("1.234,56 €", 1234.56),
            ("$1,234.56", 1234.56),
            ("1 234 567", 1_234_567.0),
            ("1'234'567", 1_234_567.0),
            ("1,234,567", 1_234_567.0),
            ("-3.5", -3.5),
            ("−3,5 °C", -3.5),
            ("2.5e3", 2500.0),
            ("from 7 to 7", 7.0),
            ("B12 holds 40", 40.0),
            ("1234", 1234.0),
        ] {
            assert_eq!(readings(text), [value], "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_has_both_readings() {
        assert_eq!(readings("1,234"), [1234.0, 1.234]);
        assert_eq!(readings("1.234"), [1.234, 1234.0]);
        assert_eq!(readings("79%"), [79.0, 0.79]);
        assert_eq!(readings("0,125"), [0.125]);
        assert!(exact("1,234").is_none() && exact("1234") == Some(1234.0));
    }

    #[test]
    fn several_numbers_or_none_are_no_number() {
        for text in [
            "between 3 and 5",
            "none",
            "",
            "v2",
            "1,2.3,4",
            "1,2,3",
            "1,23,456",
        ] {
            assert_eq!(only(text), None, "{text}");
        }
    }
}
