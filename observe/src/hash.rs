//! Hashes of texts, and MinHash: what is alike without being kept.

/// Values of a signature.
const VALUES: usize = 64;
/// Values that must agree at once for two signatures to be compared: 16 bands of 4 find pairs that are 80% alike in 99.98% of cases.
const BAND: usize = 4;
/// Share of pieces in common from which two texts are nearly the same.
pub(crate) const ALIKE: f64 = 0.8;
/// Words of a piece.
const WORDS: usize = 3;

/// Spreads the bits of a number (the finaliser of SplitMix64).
pub(crate) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A hash that is the same on every machine.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0xCBF2_9CE4_8422_2325u64 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    for byte in chunks.remainder() {
        state = (state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    mix(state)
}

/// The words of a text in lower case, without punctuation, and a hash of each.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let is_word = |c: char| c.is_alphanumeric();
    text.split(move |c| !is_word(c))
        .filter(|word| !word.is_empty())
        .map(|word| {
            if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
                hash(word.as_bytes())
            } else {
                hash(word.to_lowercase().as_bytes())
            }
        })
}

/// A hash of the words: texts that differ in case, space and punctuation alone have the same.
pub(crate) fn of_words(text: &str) -> (u64, usize) {
    let mut count = 0;
    let mut state = 0;
    for word in words(text) {
        state = mix(state ^ word).wrapping_add(word);
        count += 1;
    }
    // Signs alone are told apart by themselves.
    if count == 0 {
        (hash(text.trim().as_bytes()), 0)
    } else {
        (state, count)
    }
}

/// What a text is made of, in 128 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature([u16; VALUES]);

impl Signature {
    pub(crate) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut least = [u64::MAX; VALUES];
        let mut take = |piece: u64| {
            let mut value = piece;
            for slot in &mut least {
                value = value
                    .wrapping_mul(0xD134_2543_DE82_EF95)
                    .wrapping_add(0x2545_F491_4F6C_DD1D);
                *slot = (*slot).min(mix(value ^ piece));
            }
        };
        let mut window = [0u64; WORDS];
        let mut count = 0usize;
        for word in texts.into_iter().flat_map(words) {
            window.rotate_left(1);
            if let Some(last) = window.last_mut() {
                *last = word;
            }
            count += 1;
            if count >= WORDS {
                take(
                    window
                        .iter()
                        .fold(0, |state, word| mix(state ^ word).wrapping_add(*word)),
                );
            }
        }
        if (1..WORDS).contains(&count) {
            take(window.iter().fold(count as u64, |state, word| mix(state ^ word)));
        }
        Self(least.map(|value| value as u16))
    }

    /// Estimated share of pieces in common.
    pub(crate) fn alike(&self, other: &Self) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        same as f64 / VALUES as f64
    }
}

/// Calls with every pair of places whose signatures are nearly the same and that share a band with each other. In a band that many share
/// each is compared with the first and with the one before.
pub(crate) fn pairs<'s>(
    signatures: impl Fn(usize) -> Option<&'s Signature>,
    n: usize,
    mut found: impl FnMut(usize, usize),
) {
    let mut keys: Vec<(u64, usize)> = Vec::with_capacity(n);
    for band in 0..VALUES / BAND {
        keys.clear();
        for place in 0..n {
            if let Some(signature) = signatures(place) {
                let values = signature.0.iter().skip(band * BAND).take(BAND);
                keys.push((values.fold(0, |key, value| key << 16 | u64::from(*value)), place));
            }
        }
        keys.sort_unstable();
        let mut first = 0;
        for (at, &(key, place)) in keys.iter().enumerate() {
            let Some(&(of_first, leader)) = keys.get(first) else {
                continue;
            };
            if of_first != key {
                first = at;
                continue;
            }
            if at == first {
                continue;
            }
            let before = keys.get(at - 1).map_or(leader, |(_, before)| *before);
            for other in [Some(leader), (before != leader).then_some(before)]
                .into_iter()
                .flatten()
            {
                if let (Some(a), Some(b)) = (signatures(other), signatures(place))
                    && a.alike(b) >= ALIKE
                {
                    found(other, place);
                }
            }
        }
    }
}

/// Groups of places.
#[derive(Clone, Debug)]
pub(crate) struct Groups(Vec<usize>);

impl Groups {
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// The place that stands for a group: its first.
    pub(crate) fn find(&mut self, mut place: usize) -> usize {
        while let Some(&above) = self.0.get(place) {
            if above == place {
                break;
            }
            let grand = self.0.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.0.get_mut(place) {
                *slot = grand;
            }
            place = grand;
        }
        place
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        let (first, other) = (a.min(b), a.max(b));
        if let Some(slot) = self.0.get_mut(other) {
            *slot = first;
        }
    }

    pub(crate) fn count(&mut self) -> usize {
        (0..self.0.len())
            .filter(|place| self.find(*place) == *place)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: usize, to: usize) -> String {
        (from..to).map(|i| format!("word{i} ")).collect()
    }

    #[test]
    fn signatures_estimate_the_share_in_common() {
        // 100 pieces each, 80 in common: 80 of 120.
        let (a, b) = (text(0, 102), text(20, 122));
        let alike = Signature::of([&*a]).alike(&Signature::of([&*b]));
        assert!((alike - 80.0 / 120.0).abs() < 0.15, "{alike}");
        assert!(Signature::of([&*a]).alike(&Signature::of([&*text(500, 602)])) < 0.1);
    }

    #[test]
    fn near_copies_are_found_and_others_are_not() {
        let texts: Vec<String> = (0..200)
            .map(|i| {
                if i % 10 == 9 {
                    format!("{} extra", text((i - 1) * 50, i * 50))
                } else {
                    text(i * 50, i * 50 + 50)
                }
            })
            .collect();
        let signatures: Vec<Signature> = texts.iter().map(|text| Signature::of([&**text])).collect();
        let mut groups = Groups::new(200);
        pairs(|i| signatures.get(i), 200, |a, b| groups.join(a, b));
        assert_eq!(groups.count(), 180);
    }

    #[test]
    fn case_space_and_punctuation_do_not_count() {
        assert_eq!(of_words("Is it open?").0, of_words(" is  it OPEN").0);
        assert_ne!(of_words("3 + 4").0, of_words("3 + 5").0);
        assert_ne!(of_words("+").0, of_words("-").0);
    }
}
