//! Numbers as people's spreadsheets write them.

use crate::text::log as words;

/// A number with a point or a decimal comma, with or without groups of thousands.
///
/// # Errors
/// That it is no number, or that its comma may mean either.
pub(crate) fn parse(text: &str) -> Result<f64, &'static str> {
    let text = text.trim().trim_start_matches(['$', '€', '£']).trim();
    let plain = |text: &str| {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or(words::NO_NUMBER)
    };
    let Some(comma) = text.rfind(',') else {
        return plain(text);
    };
    let is_grouped = |whole: &str, sign: char| {
        let mut groups = whole.trim_start_matches('-').split(sign);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
    };
    let (whole, part) = (
        text.get(..comma).unwrap_or_default(),
        text.get(comma + 1..).unwrap_or_default(),
    );
    match text.rfind('.') {
        // 1,234.56
        Some(point) if point > comma => {
            let whole = text.get(..point).unwrap_or_default();
            if is_grouped(whole, ',') {
                plain(&text.replace(',', ""))
            } else {
                Err(words::NO_NUMBER)
            }
        }
        // 1.234,56
        Some(_) => {
            if is_grouped(whole, '.') {
                plain(&format!("{}.{part}", whole.replace('.', "")))
            } else {
                Err(words::NO_NUMBER)
            }
        }
        // 1,234,567
        None if whole.contains(',') => {
            if is_grouped(text, ',') {
                plain(&text.replace(',', ""))
            } else {
                Err(words::NO_NUMBER)
            }
        }
        // 1,234 may be either; 0,125 and 1,5 cannot.
        None if part.len() == 3 && !whole.trim_start_matches('-').starts_with('0') => {
            Err(words::EITHER_COMMA)
        }
        None => plain(&format!("{whole}.{part}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_are_understood_or_refused() {
        for (text, number) in [
            ("12", 12.0),
            (" 1.5 ", 1.5),
            ("1,5", 1.5),
            ("0,125", 0.125),
            ("1,234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("$0.25", 0.25),
            ("-1,25", -1.25),
            ("1e-3", 0.001),
        ] {
            assert_eq!(parse(text), Ok(number), "{text}");
        }
        assert_eq!(parse("1,234"), Err(words::EITHER_COMMA));
        for text in ["", "x", "1,23.4", "1.2.3,4", "NaN", "inf", "1,2,3"] {
            assert_eq!(parse(text), Err(words::NO_NUMBER), "{text}");
        }
    }
}
