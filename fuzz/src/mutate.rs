//! Mutations of texts.

/// A small generator of random numbers (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Below `n`, which is at least one.
    pub(crate) const fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }
}

/// What parsers trip over.
const PIECES: [&str; 40] = [
    "\u{FEFF}",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    ":",
    "=",
    "&",
    "%",
    "%C3",
    "%F0%9F",
    "\n",
    "\r\n",
    "\0",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "-1",
    "1e999",
    "1e-999",
    "NaN",
    "-0",
    "99999999999999999999",
    "null",
    "true",
    "9999-12-31",
    "0000-00-00",
    "é",
    "😀",
    "\u{202E}",
    "#",
    "\\u",
    "_",
    ".",
    "$",
    "above_0k_tokens",
];

/// A text made from those of the corpus.
pub(crate) fn mutate(random: &mut Random, corpus: &[String]) -> String {
    let mut chars: Vec<char> = corpus[random.below(corpus.len())].chars().collect();
    for _ in 0..=random.below(5) {
        let at = random.below(chars.len() + 1);
        let until = (at + random.below(1 + chars.len() / 4)).min(chars.len());
        match random.below(7) {
            0 => drop(chars.drain(at..until)),
            1 => {
                let copied = chars[at..until].to_vec();
                let to = random.below(chars.len() + 1);
                chars.splice(to..to, copied);
            }
            2 | 3 => drop(chars.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
            4 => {
                let other: Vec<char> = corpus[random.below(corpus.len())].chars().collect();
                let from = random.below(other.len() + 1);
                chars.splice(at..until, other[from..].iter().copied());
            }
            5 => {
                let piece = PIECES[random.below(PIECES.len())];
                chars.splice(at..at, piece.repeat(1 + random.below(300)).chars());
            }
            _ => {
                if let Some(c) = chars.get_mut(at) {
                    *c = char::from(random.below(128) as u8);
                }
            }
        }
        chars.truncate(100_000);
    }
    chars.into_iter().collect()
}
