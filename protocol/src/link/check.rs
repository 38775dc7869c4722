//! The check value that a link carries, so that a cut or damaged one is noticed.

use super::slots::SLOTS;
use super::{MEASURED, MODEL, NOTE, OBSERVED, PRESET, PRICES};
use forkcast_engine::params::PARAMS;

/// Digits of a check value: letters that no client takes for punctuation, without those that are misread (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A checksum of 24 bits (that of RFC 9580), which grows with what is added.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum(u32);

impl Sum {
    /// That of nothing.
    pub(super) const fn new() -> Self {
        Self(0x00b7_04ce)
    }

    /// With these bytes behind.
    pub(super) fn add(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 ^= u32::from(*byte) << 16;
            for _ in 0..8 {
                self.0 <<= 1;
                if self.0 & 0x0100_0000 != 0 {
                    self.0 ^= 0x0186_4cfb;
                }
            }
        }
        self
    }

    /// With a pair of a readable link behind.
    pub(super) fn pair(self, key: &str, value: &str) -> Self {
        self.add(key.as_bytes()).add(b"=").add(value.as_bytes()).add(b"&")
    }

    /// The one with that text.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let value = |byte: u8| DIGITS.iter().position(|digit| *digit == byte);
        let all = text
            .bytes()
            .try_fold(0, |all, byte| Some(all << 5 | value(byte)? as u32));
        all.filter(|_| text.len() == 5).map(Self)
    }

    /// As text: five digits.
    pub(super) fn text(self) -> String {
        let digit = |place: u32| {
            DIGITS
                .get((self.0 >> (5 * place) & 31) as usize)
                .copied()
                .unwrap_or(b'0')
        };
        (0..5).rev().map(|place| char::from(digit(place))).collect()
    }

    /// Sixteen bits of it, for the name of a key or of an option.
    pub(super) const fn short(self) -> u16 {
        (self.0 & 0xffff) as u16
    }
}

/// Whether a key is under the check. How to show a scenario is not, nor what a client adds: neither changes it.
pub(super) fn covers(key: &str) -> bool {
    [MODEL, PRICES, PRESET, MEASURED, NOTE, OBSERVED].contains(&key)
        || SLOTS.contains(&key)
        || PARAMS.iter().any(|param| param.key == key)
}
