//! Percent-encoding, for a fragment that people read.

use std::borrow::Cow;

/// Whether the byte can stand in a fragment as it is and separates nothing there.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/')
}

/// Appends `text`, with every byte encoded that would not survive in a link.
pub(super) fn push(link: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if is_plain(byte) {
            link.push(char::from(byte));
        } else {
            link.push('%');
            for digit in [byte >> 4, byte & 15] {
                link.push(HEX.get(usize::from(digit)).map_or('0', |hex| char::from(*hex)));
            }
        }
    }
}

/// The text behind percent signs. A percent sign without two hexadecimal digits stays as it is, and what is no UTF-8
/// becomes U+FFFD, as a pasted link may be cut anywhere.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, beyond @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = beyond;
                }
                _ => bytes.push(first),
            },
            _ => bytes.push(first),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
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
