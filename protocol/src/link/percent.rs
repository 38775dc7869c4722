//! Percent-encoding, for a fragment that people read.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What cannot be in a fragment as it is, or separates something there.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',')
    .remove(b':')
    .remove(b'/');

/// Appends `text`, with every byte encoded that would not survive in a link.
pub(super) fn push(link: &mut String, text: &str) {
    link.extend(utf8_percent_encode(text, ENCODED));
}

/// The text behind percent signs. A percent sign without two hexadecimal digits stays as it is, and bytes that are not UTF-8
/// become U+FFFD, as a pasted link may be cut anywhere.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_is_encoded_and_comes_back() {
        let mut link = String::new();
        push(&mut link, "a&b=c#d%é 7.5");
        assert_eq!(link, "a%26b%3Dc%23d%25%C3%A9%207.5");
        assert_eq!(decode(&link), "a&b=c#d%é 7.5");
    }

    #[test]
    fn cut_and_broken_sequences_stay() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%4"), "%4");
        assert_eq!(decode("%zz%41"), "%zzA");
        assert_eq!(decode("%+1"), "%+1");
        assert_eq!(decode("%FF"), "\u{FFFD}");
    }
}
