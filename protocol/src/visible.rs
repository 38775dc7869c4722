//! Text from outside, made safe to show: on a terminal, in a record, in the history of runs.
//!
//! A name may hold characters that are obeyed rather than shown. Control characters move a terminal's cursor, set its title or clear
//! it; bidirectional ones turn the order of what follows around, so that a text reads as another. Both are written out as `\u{…}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Longest run of characters without a space that is shown: names of files and addresses are shorter.
const LONGEST_RUN: usize = 200;
/// Longest text that is shown, characters.
const LONGEST: usize = 4_000;

/// Whether the character is obeyed rather than shown: C0 and C1 controls, line and paragraph separators, bidirectional controls, and
/// the byte order mark.
#[must_use]
pub const fn is_obeyed(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// The text on one line, with a space for what would be obeyed.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_obeyed(c) { ' ' } else { c }).collect()
}

/// The text on one line, with what would be obeyed written out, runs without a space cut to 200 characters, and the whole to 4,000.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_fine = text.len() <= LONGEST
        && !text.chars().any(is_obeyed)
        && text.split(' ').all(|run| run.len() <= LONGEST_RUN);
    if is_fine {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let (mut run, mut shown) = (0, 0);
    for c in text.chars() {
        if shown >= LONGEST {
            out.push('…');
            break;
        }
        run = if c == ' ' { 0 } else { run + 1 };
        shown += usize::from(run <= LONGEST_RUN);
        match run {
            0..=LONGEST_RUN if is_obeyed(c) => {
                let _ = write!(out, "{}", c.escape_unicode());
            }
            0..=LONGEST_RUN => out.push(c),
            _ if run == LONGEST_RUN + 1 => out.push('…'),
            _ => {}
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_is_written_out_and_the_rest_stays() {
        assert!(matches!(visible("Ærø – 日本 “x” 🙂"), Cow::Borrowed(_)));
        assert_eq!(
            visible("a\u{1b}]0;PWNED\u{7}\u{1b}[2J b\u{202e}c\u{9b}1m\nd\u{7f}"),
            "a\\u{1b}]0;PWNED\\u{7}\\u{1b}[2J b\\u{202e}c\\u{9b}1m\\u{a}d\\u{7f}"
        );
        for c in [
            '\u{200e}', '\u{2066}', '\u{2069}', '\u{61c}', '\u{2028}', '\u{feff}', '\0',
        ] {
            assert!(!visible(&format!("x{c}y")).contains(c), "{c:?}");
        }
    }

    #[test]
    fn long_names_are_cut_and_what_follows_them_is_kept() {
        let text = visible(&format!("the key {} is unknown", "k".repeat(900_000))).into_owned();
        assert_eq!(text, format!("the key {}… is unknown", "k".repeat(LONGEST_RUN)));
        let text = visible(&"word ".repeat(100_000)).into_owned();
        assert_eq!(text.chars().count(), LONGEST + 1);
    }
}
