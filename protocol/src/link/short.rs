//! The short link: the same pairs as the readable one, in bytes.
//!
//! `s1.<bytes>.<check>`: bytes in base64url, then the check value of all before it. The bytes are the versions of the model and of the prices,
//! then a record for each pair. A key and the id of an option are sixteen bits of a checksum of their text, so that no table of numbers has
//! to be kept; a test holds that no two are alike. A number is its decimal digits, so that it comes back to the last bit.

use std::fmt::Write as _;

use forkcast_engine::Catalog;
use forkcast_engine::params::{Kind, PARAMS, Param};

use super::check::Sum;
use super::slots::SLOTS;
use super::{EMBED, EVERY_PART, MEASURED, MODEL, NOTE, OBSERVED, PRICES, Part, THEME, Theme, encode};

/// Version of the short format that is written. Links of every version up to it are read for ever.
pub const SHORT_VERSION: u32 = 1;

/// Why a short link cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is cut or damaged.
    Damaged,
    /// It was made by a later version, or names an input or an option that there is not.
    Newer,
}

/// Sixteen bits that stand for a name.
fn name(text: &str) -> u16 {
    Sum::new().add(text.as_bytes()).short()
}

/// The short form of pairs of a readable link, versions first.
pub(super) fn of(pairs: &[(&'static str, String)]) -> String {
    let mut bytes = Vec::new();
    for (key, value) in pairs {
        match *key {
            MODEL => push_version(&mut bytes, value.parse().ok(), value),
            PRICES => push_version(&mut bytes, day(value), value),
            key => {
                bytes.extend(name(key).to_be_bytes());
                match PARAMS.iter().find(|param| param.key == key) {
                    Some(param) if param.range().is_some() => push_number(&mut bytes, value),
                    Some(_) => bytes.extend(name(value).to_be_bytes()),
                    None if key == EMBED => {
                        let parts: Vec<&str> = value.split(',').collect();
                        push(&mut bytes, parts.len() as u64);
                        for part in parts {
                            bytes.extend(name(part).to_be_bytes());
                        }
                    }
                    None if key == THEME => bytes.extend(name(value).to_be_bytes()),
                    None => push_text(&mut bytes, value),
                }
            }
        }
    }
    let link = format!("s{SHORT_VERSION}.{}", base64(&bytes));
    let sum = Sum::new().add(link.as_bytes()).text();
    format!("{link}.{sum}")
}

/// The number of `s1.…`; none for any other text.
pub(super) fn version(token: &str) -> Option<u32> {
    let (digits, _) = token.strip_prefix('s')?.split_once('.')?;
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// The readable pairs of a short link.
pub(super) fn pairs(token: &str, catalog: &Catalog) -> Result<String, Unread> {
    let (content, sum) = token.rsplit_once('.').ok_or(Unread::Damaged)?;
    if Sum::new().add(content.as_bytes()).text() != sum {
        return Err(Unread::Damaged);
    }
    if version(token).is_none_or(|version| version != SHORT_VERSION) {
        return Err(Unread::Newer);
    }
    let (_, bytes) = content.split_once('.').ok_or(Unread::Damaged)?;
    let bytes = unbase64(bytes).ok_or(Unread::Damaged)?;
    let mut rest = bytes.as_slice();
    // It is whole, so what cannot be read was written by a later version.
    read(&mut rest, catalog).ok_or(Unread::Newer)
}

fn read(rest: &mut &[u8], catalog: &Catalog) -> Option<String> {
    let mut link = String::new();
    let mut put = |key: &str, value: &str| {
        encode::push(&mut link, key, value);
    };
    put(MODEL, &version_text(rest, |number| Some(number.to_string()))?);
    put(PRICES, &version_text(rest, day_text)?);
    while !rest.is_empty() {
        let key = two(rest)?;
        if let Some(param) = PARAMS.iter().find(|param| name(param.key) == key) {
            put(param.key, &value_of(param, rest, catalog)?);
        } else if key == name(EMBED) {
            let count = varint(rest)?;
            let mut parts = Vec::new();
            for _ in 0..count.min(Part::ALL.len() as u64) {
                let part = two(rest)?;
                let mut known = Part::ALL.iter().map(|part| part.id()).chain([EVERY_PART]);
                parts.push(known.find(|id| name(id) == part)?);
            }
            put(EMBED, &parts.join(","));
        } else if key == name(THEME) {
            let theme = two(rest)?;
            put(
                THEME,
                Theme::ALL
                    .into_iter()
                    .find(|known| name(known.id()) == theme)?
                    .id(),
            );
        } else if let Some(known) = [MEASURED, NOTE, OBSERVED]
            .into_iter()
            .chain(SLOTS)
            .find(|known| name(known) == key)
        {
            put(known, &text(rest)?);
        } else {
            return None;
        }
    }
    Some(link)
}

/// Sixteen bits.
fn two(rest: &mut &[u8]) -> Option<u16> {
    let (first, more) = rest.split_first_chunk::<2>()?;
    *rest = more;
    Some(u16::from_be_bytes(*first))
}

fn value_of(param: &Param, rest: &mut &[u8], catalog: &Catalog) -> Option<String> {
    match param.kind {
        Kind::Number { .. } => number(rest),
        Kind::Choice { .. } => {
            let option = two(rest)?;
            let options = param.options(catalog);
            let found = options.into_iter().find(|(_, id, _)| name(id) == option)?;
            Some(found.1.to_owned())
        }
    }
}

/// A whole number, seven bits to a byte, the lowest first; the highest bit says that more follow.
fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..70).step_by(7) {
        let (byte, more) = rest.split_first()?;
        *rest = more;
        let bits = u64::from(byte & 0x7f);
        number |= bits.checked_shl(shift).filter(|n| n >> shift == bits)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push(bytes, text.len() as u64);
    bytes.extend(text.as_bytes());
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(varint(rest)?).ok()?;
    let (text, more) = rest.split_at_checked(length)?;
    *rest = more;
    String::from_utf8(text.to_vec()).ok()
}

/// A version: a number and one more, or 0 and a text.
fn push_version(bytes: &mut Vec<u8>, number: Option<u32>, text: &str) {
    match number {
        Some(number) => push(bytes, u64::from(number) + 1),
        None => {
            push(bytes, 0);
            push_text(bytes, text);
        }
    }
}

fn version_text(rest: &mut &[u8], of_number: impl Fn(u64) -> Option<String>) -> Option<String> {
    match varint(rest)? {
        0 => text(rest),
        number => of_number(number - 1),
    }
}

/// A day such as 2026-11-27 as a number; none for any other text.
fn day(text: &str) -> Option<u32> {
    let mut parts = text.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let number = (year.checked_sub(2000)? * 12 + month.checked_sub(1)?) * 31 + day.checked_sub(1)?;
    (day_text(u64::from(number)).as_deref() == Some(text)).then_some(number)
}

fn day_text(number: u64) -> Option<String> {
    let months = number / 31;
    (months < 12 * 8000).then(|| {
        format!(
            "{}-{:02}-{:02}",
            2000 + months / 12,
            months % 12 + 1,
            number % 31 + 1
        )
    })
}

/// Exponents of ten that fit in the first byte, from the least; the code after them says that the exponent follows.
const LEAST: i32 = -8;
const FOLLOWS: u64 = 15;

/// A decimal number: sign, digits without zeros at their end, and exponent of ten.
fn push_number(bytes: &mut Vec<u8>, text: &str) {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (plain, power) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let all = [whole, decimals].concat();
    let digits = all.trim_end_matches('0');
    let exponent =
        power.parse::<i32>().unwrap_or(0) - decimals.len() as i32 + (all.len() - digits.len()) as i32;
    let digits: u64 = digits.parse().unwrap_or(0);
    let exponent = if digits == 0 { 0 } else { exponent };
    let signed = digits << 1 | u64::from(text.starts_with('-'));
    // Four bits of the exponent, then the digits.
    match u64::try_from(exponent - LEAST) {
        Ok(code) if code < FOLLOWS => push_wide(bytes, signed, code),
        _ => {
            push_wide(bytes, signed, FOLLOWS);
            let zigzag = (exponent << 1 ^ exponent >> 31) as u32;
            push(bytes, u64::from(zigzag));
        }
    }
}

/// The first byte has four bits of the exponent, three of the digits, and whether more of these follow.
fn push_wide(bytes: &mut Vec<u8>, signed: u64, code: u64) {
    let more = signed >> 3;
    bytes.push((code << 4 | (signed & 7) << 1 | u64::from(more > 0)) as u8);
    if more > 0 {
        push(bytes, more);
    }
}

fn number(rest: &mut &[u8]) -> Option<String> {
    let (first, more) = rest.split_first()?;
    *rest = more;
    let (code, mut signed) = (u64::from(first >> 4), u64::from(first >> 1 & 7));
    if first & 1 == 1 {
        signed |= varint(rest)?.checked_mul(8)?;
    }
    let exponent = if code == FOLLOWS {
        let zigzag = u32::try_from(varint(rest)?).ok()?;
        (zigzag >> 1) as i32 ^ -((zigzag & 1) as i32)
    } else {
        code as i32 + LEAST
    };
    let mut text = String::new();
    let sign = if signed & 1 == 1 { "-" } else { "" };
    let _ = write!(text, "{sign}{}", signed >> 1);
    match exponent {
        0 => {}
        1..=3 => text.push_str("000".get(..exponent as usize)?),
        _ => {
            let _ = write!(text, "e{exponent}");
        }
    }
    Some(text)
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits =
            three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() as u32 {
            let letter = LETTERS.get((bits >> (18 - 6 * place) & 63) as usize);
            text.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    text
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for four in text.as_bytes().chunks(4) {
        let mut bits = 0u32;
        for letter in four {
            let place = LETTERS.iter().position(|known| known == letter)?;
            bits = bits << 6 | place as u32;
        }
        bits <<= 6 * (4 - four.len());
        let [_, first, second, third] = bits.to_be_bytes();
        let three = [first, second, third];
        bytes.extend_from_slice(three.get(..four.len().checked_sub(1).filter(|count| *count > 0)?)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::RESERVED;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_names_are_alike() {
        let keys: BTreeSet<u16> = PARAMS
            .iter()
            .map(|param| param.key)
            .chain(RESERVED)
            .map(name)
            .collect();
        assert_eq!(keys.len(), PARAMS.len() + RESERVED.len());
        let catalog = Catalog::builtin();
        for param in &PARAMS {
            let options = param.options(catalog);
            let names: BTreeSet<u16> = options.iter().map(|(_, id, _)| name(id)).collect();
            assert_eq!(names.len(), options.len(), "{}", param.key);
        }
        let parts: BTreeSet<u16> = Part::ALL
            .iter()
            .map(|part| part.id())
            .chain([EVERY_PART])
            .map(name)
            .collect();
        assert_eq!(parts.len(), Part::ALL.len() + 1);
    }

    #[test]
    fn bytes_come_back() {
        for length in 0..40u8 {
            let bytes: Vec<u8> = (0..length)
                .map(|i| i.wrapping_mul(97).wrapping_add(length))
                .collect();
            assert_eq!(unbase64(&base64(&bytes)), Some(bytes));
        }
        assert_eq!(unbase64("A"), None);
        assert_eq!(unbase64("AA=="), None);
        for number in [0, 1, 127, 128, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            push(&mut bytes, number);
            assert_eq!(varint(&mut bytes.as_slice()), Some(number));
        }
        assert_eq!(
            day("2026-11-27").and_then(|n| day_text(n.into())).as_deref(),
            Some("2026-11-27")
        );
        assert_eq!(day("2026-2-7"), None);
        assert_eq!(day("1999-12-31"), None);
    }
    proptest::proptest! {
        #[test]
        fn numbers_come_back(value in proptest::num::f64::ANY) {
            proptest::prop_assume!(value.is_finite());
            for text in [value.to_string(), format!("{value:e}")] {
                let mut bytes = Vec::new();
                push_number(&mut bytes, &text);
                let mut rest = bytes.as_slice();
                let back = number(&mut rest).expect("a number");
                proptest::prop_assert_eq!(back.parse::<f64>().ok(), Some(value), "{} {}", text, back);
                proptest::prop_assert!(rest.is_empty());
            }
        }
    }
}
