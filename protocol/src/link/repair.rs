//! Undoes what clients do to a link: it is encoded, wrapped, quoted, broken into lines, sent through an address that redirects, and put into prose.
//!
//! Nothing here decides: each way to read the text is tried, and the reader takes the first without a fault (`decode.rs`).

use super::percent;

/// Most rounds of percent signs that are undone: once for a client, once for the address that redirects, and once more.
const ROUNDS: usize = 3;

/// Most pairs behind the end of a link that are looked for before it.
const MAX_REPEATED: usize = 64;

/// Most readings of a text but that as it stands.
pub(super) const MAX_READINGS: usize = 24;

/// Stands for a line break that was taken out of a link, so that a number in two pieces is not read as one in silence.
pub(super) const BREAK: char = '\u{1}';

/// A way to read a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    /// The pairs.
    pub(super) pairs: String,
    /// Whether nothing was left out that could be a part of the link. If something was, the check value must agree.
    pub(super) whole: bool,
}

impl Reading {
    const fn whole(pairs: String) -> Self {
        Self { pairs, whole: true }
    }
}

/// The reading of a text to which nothing was done.
pub(super) fn as_it_stands(text: &str) -> Reading {
    Reading::whole(pairs_of(text))
}

/// Every other way to read a text, the likeliest first.
pub(super) fn others(text: &str) -> Vec<Reading> {
    let mut found: Vec<Reading> = vec![as_it_stands(text)];
    let mut add = |reading: Reading| {
        let is_known = |known: &Reading| known.pairs == reading.pairs && known.whole >= reading.whole;
        if found.len() <= MAX_READINGS && !found.iter().any(is_known) {
            found.push(reading);
        }
    };
    let mut round = plain(text);
    for _ in 0..=ROUNDS {
        if let Some(inner) = proofpoint(&round) {
            round = inner;
        }
        let address = round.contains("://");
        let pairs = pairs_of(&round);
        let printable = pairs.contains("=3D");
        let joined = joined(&pairs, printable);
        for text in [&pairs, &joined] {
            add(Reading::whole(text.clone()));
            add(Reading::whole(trimmed(text).to_owned()));
            // Dots may stand for what was cut.
            add(Reading {
                pairs: text.trim_end_matches(is_behind).to_owned(),
                whole: false,
            });
            if let Some(reading) = cut(text, address) {
                let end = trimmed(&reading.pairs).to_owned();
                add(reading.clone());
                add(Reading {
                    pairs: end,
                    ..reading
                });
            }
        }
        // A short link has no sign of its own that would tell a line end of quoted-printable text from one behind `audit=`.
        if !printable && (pairs.contains("=\n") || pairs.contains("=\r")) {
            add(Reading {
                pairs: trimmed(&self::joined(&pairs, true)).to_owned(),
                whole: false,
            });
        }
        let next = plain(&percent::decode(&round));
        if next == round {
            break;
        }
        round = next;
    }
    found.remove(0);
    found
}

/// Whether it is punctuation or dots at the end.
fn is_behind(c: char) -> bool {
    is_punctuation(c) || c == '\u{2026}'
}

/// The pairs of a link: behind the mark of its version, else behind `#`, else behind `?`, else all of it unless it is a plain address.
fn pairs_of(link: &str) -> String {
    let marked = link.match_indices(['#', '?']).find_map(|(place, _)| {
        let rest = link.get(place + 1..)?.trim_start_matches(['/', '!']);
        is_marked(rest).then_some(rest)
    });
    if let Some(pairs) = marked {
        // Behind `?` an empty fragment may follow.
        return pairs.trim_end_matches('#').to_owned();
    }
    // A question mark behind the first pair is part of a value.
    let query = |address: &str| match address.split_once('?') {
        Some((before, query)) if !before.contains(['&', '=']) => Some(query.to_owned()),
        _ => None,
    };
    match link.split_once('#') {
        Some((_, fragment)) if !fragment.is_empty() => fragment.to_owned(),
        Some((address, _)) => query(address).unwrap_or_default(),
        None => query(link).unwrap_or_else(|| {
            if link.contains("://") {
                String::new()
            } else {
                link.to_owned()
            }
        }),
    }
}

/// Whether a link of pairs or a short link begins here. Only the mark is looked at: a text can have thousands of them.
fn is_marked(text: &str) -> bool {
    let mut bytes = text.bytes();
    let first = bytes.next();
    let mut digits = 0;
    let behind = bytes.find(|byte| {
        digits += usize::from(byte.is_ascii_digit());
        !byte.is_ascii_digit()
    });
    digits > 0
        && match first {
            Some(b'v') => matches!(behind, None | Some(b'&' | b'%')),
            Some(b's') => behind == Some(b'.'),
            _ => false,
        }
}

/// The text without characters that nobody sees, and with the characters that HTML writes as entities.
fn plain(text: &str) -> String {
    let mut text: String = text
        .chars()
        .filter(|c| {
            !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
        })
        .collect();
    // Text of HTML may have been made HTML again.
    for _ in 0..ROUNDS {
        if !(text.contains('&') && text.contains(';')) {
            break;
        }
        for (entity, c) in [
            ("&amp;", "&"),
            ("&#38;", "&"),
            ("&#x26;", "&"),
            ("&#61;", "="),
            ("&#x3D;", "="),
            ("&#x3d;", "="),
            ("&equals;", "="),
            ("&#35;", "#"),
            ("&#x23;", "#"),
            ("&num;", "#"),
            ("&#37;", "%"),
            ("&percnt;", "%"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&apos;", "'"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&nbsp;", " "),
            ("&#10;", "\n"),
        ] {
            if text.contains(entity) {
                text = text.replace(entity, c);
            }
        }
    }
    text
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}'
    )
}

/// The text with its lines joined, as mail breaks them: with the mark of a quotation, with spaces, and where it is quoted-printable with `=` at the
/// end of a line and `=3D` for `=`.
fn joined(text: &str, printable: bool) -> String {
    if !text.contains(|c| is_line_end(c) || c == ' ' || c == '\u{a0}') && !printable {
        return text.to_owned();
    }
    let lines: Vec<&str> = text
        .split(is_line_end)
        .map(|line| line.trim_matches([' ', '\u{a0}', '>', '|']))
        .filter(|line| !line.is_empty())
        .collect();
    let mut all = String::new();
    // A line of quoted-printable text that ends in `=` is continued as it was before.
    let mut continued = true;
    for line in lines {
        if !continued {
            all.push(BREAK);
        }
        let rest = line.strip_suffix('=').filter(|_| printable);
        continued = rest.is_some();
        all.push_str(rest.unwrap_or(line));
    }
    let all: String = all
        .chars()
        .map(|c| if c == ' ' || c == '\u{a0}' { BREAK } else { c })
        .collect();
    if printable { all.replace("=3D", "=") } else { all }
}

/// What stands around a link in prose, a quotation or mark-up, and is in no link as it is written.
fn surrounds_a_link(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '>'
            | '"'
            | '\''
            | '`'
            | '*'
            | '|'
            | '\\'
            | ' '
            | '\u{201c}'
            | '\u{201d}'
            | '\u{201e}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{ab}'
            | '\u{bb}'
            | '\u{3002}'
            | '\u{ff0c}'
            | BREAK
    ) || is_line_end(c)
}

/// What may end a sentence, a quotation or a mark-up behind a link and ends no link.
fn is_punctuation(c: char) -> bool {
    surrounds_a_link(c)
        || matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '_' | '~' | '=' | '/' | '&' | '\u{300d}' | '\u{ff09}'
        )
}

/// The text without punctuation at its end. A text that ends in dots was cut, and stays so.
fn trimmed(text: &str) -> &str {
    let end = text.trim_end_matches([')', ']', '}', '>', '"', '\'', '\u{201d}', '\u{bb}', ' ']);
    if end.ends_with("..") || end.ends_with('\u{2026}') {
        return text;
    }
    text.trim_end_matches(is_punctuation)
}

/// Characters that no link has as they are, so that it ends before them.
fn ends_a_link(c: char) -> bool {
    surrounds_a_link(c) || matches!(c, '<' | '{' | '[' | '(' | '\u{a0}')
}

/// The text up to a character that ends a link; none if there is none. It is whole if what is left out is no part of the link.
fn cut(text: &str, address: bool) -> Option<Reading> {
    let (place, end) = text.char_indices().find(|(_, c)| ends_a_link(*c))?;
    let (kept, rest) = text.split_at_checked(place)?;
    let behind = rest.chars().nth(1);
    let is_space = matches!(end, ' ' | '\u{a0}' | BREAK) || is_line_end(end);
    // Prose follows a space behind an address; behind pairs alone it can be the unit of a number or the rest of it.
    let broken = if is_space {
        let value = kept.rsplit(['=', '&']).next().unwrap_or_default();
        let is_number = value.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let continued = rest.trim_start_matches(ends_a_link).chars().next();
        is_number && (!address || continued.is_some_and(|c| c.is_ascii_digit()))
    } else {
        !matches!(end, '<' | '|') && behind.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.')
    };
    // Pairs behind it are left out only if they stand before it too, as where a link is its own label.
    let behind_it = rest.split('&').skip(1);
    let repeated = behind_it.clone().count() <= MAX_REPEATED
        && behind_it.clone().all(|pair| {
            let pair = pair.split(ends_a_link).next().unwrap_or_default();
            !pair.contains('=')
                || kept
                    .split('&')
                    .any(|known| known == pair.trim_end_matches(is_punctuation))
        });
    Some(Reading {
        pairs: kept.to_owned(),
        whole: !broken && repeated,
    })
}

/// The address within one that Proofpoint's URL Defense made, versions 2 and 3.
fn proofpoint(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("urldefense")?;
    if let Some((_, inner)) = rest.split_once("/v3/__") {
        let (inner, replaced) = inner.split_once("__;")?;
        // The first character that it replaces by a star in a link is its `#`; the others stay encoded.
        return replaced.starts_with("Iw").then(|| inner.replacen('*', "#", 1));
    }
    let (_, inner) = rest.split_once("/v2/")?;
    let (_, inner) = inner.split_once("u=")?;
    let inner = inner.split('&').next().unwrap_or_default();
    Some(percent::decode(&inner.replace('-', "%").replace('_', "/")).into_owned())
}
