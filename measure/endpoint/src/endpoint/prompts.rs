//! Prompts of a wanted number of tokens, no two beginning alike.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// What prompts are made of. Frequent words are one token each with the tokenizers in use, and equally long ones are equally
/// many tokens where a tokenizer goes by letters: so the length of a prompt does not depend on which words it holds.
const WORDS: [&str; 96] = [
    "able", "also", "area", "army", "away", "baby", "back", "ball", "band", "bank", "base", "bear", "beat",
    "best", "bill", "bird", "blue", "body", "book", "call", "card", "care", "case", "cell", "city", "club",
    "cold", "come", "cost", "dark", "data", "date", "days", "deal", "door", "down", "draw", "drop", "east",
    "edge", "face", "fact", "fall", "farm", "film", "fire", "fish", "food", "foot", "form", "game", "girl",
    "gold", "good", "hair", "half", "hall", "hand", "hard", "head", "help", "hill", "home", "hope", "hour",
    "idea", "kind", "king", "lake", "land", "last", "life", "line", "list", "long", "love", "main", "mind",
    "moon", "name", "news", "page", "part", "past", "plan", "play", "rain", "road", "room", "side", "sign",
    "song", "star", "time", "town", "wind",
];
/// One token each, everywhere: they make up what whole words leave.
const LETTERS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
/// Words at the end of a prompt with a shared prefix that are its own.
const TAIL: u32 = 8;

/// How a prompt is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Words.
    pub(crate) words: u32,
    /// Single letters among the last of them.
    pub(crate) letters: u32,
}

/// How a server counts: tokens of a prompt = added + words · per word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Count {
    /// What its chat template adds.
    pub(crate) added: f64,
    /// Tokens of one word.
    pub(crate) per_word: f64,
}

impl Count {
    /// What is assumed of a server that does not count.
    pub(crate) const ASSUMED: Self = Self {
        added: 10.0,
        per_word: 1.0,
    };

    /// From the tokens of two prompts of so many words; none if more words were not more tokens.
    pub(crate) fn measured(few: (u32, u32), many: (u32, u32)) -> Option<Self> {
        let per_word = (f64::from(many.1) - f64::from(few.1)) / (f64::from(many.0) - f64::from(few.0));
        (per_word > 0.0).then(|| Self {
            added: (f64::from(few.1) - per_word * f64::from(few.0)).max(0.0),
            per_word,
        })
    }

    /// A prompt of so many tokens; none if the server's own additions alone are as many.
    pub(crate) fn plan(self, tokens: u32) -> Option<Plan> {
        let own = f64::from(tokens) - self.added;
        if own < 0.5 {
            return None;
        }
        let words = ((own + 1e-6) / self.per_word).floor();
        let letters = (own - words * self.per_word).round().max(0.0);
        let plan = Plan {
            words: words as u32,
            letters: letters as u32,
        };
        (plan.words + plan.letters > 0).then_some(plan)
    }

    /// The plan, made longer or shorter by so many tokens.
    pub(crate) fn corrected(self, plan: Plan, by: f64) -> Plan {
        let tokens = (f64::from(plan.words) * self.per_word + f64::from(plan.letters) + by).max(1.0);
        Self { added: 0.0, ..self }
            .plan(tokens.round() as u32)
            .unwrap_or(plan)
    }
}

/// How much prompts of a run have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// Nothing: every word differs from the first on.
    Unique,
    /// All but the last words.
    Shared,
}

impl Plan {
    /// The prompt of that number within a run. `salt` makes runs differ, so that no cache knows the prompts of an earlier one.
    pub(crate) fn prompt(self, prefix: Prefix, salt: u64, number: u64) -> String {
        let own = StdRng::seed_from_u64(salt ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (mut start, shared) = match prefix {
            Prefix::Unique => (own.clone(), 0),
            Prefix::Shared => (StdRng::seed_from_u64(salt), self.words.saturating_sub(TAIL)),
        };
        let mut end = own;
        let mut text = String::with_capacity(self.words as usize * 5 + self.letters as usize * 2);
        for place in 0..self.words + self.letters {
            if !text.is_empty() {
                text.push(' ');
            }
            let random = if place < shared || prefix == Prefix::Unique {
                &mut start
            } else {
                &mut end
            };
            text.push_str(if place < self.words {
                WORDS[random.random_range(0..WORDS.len())]
            } else {
                LETTERS[random.random_range(0..LETTERS.len())]
            });
        }
        text
    }
}

/// Whether so many tokens may stand for so many.
pub(crate) fn near(meant: u32, counted: u32) -> bool {
    f64::from(meant.abs_diff(counted)) <= (f64::from(meant) * 0.02).max(2.0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_differ_and_are_equally_long() {
        assert_eq!(WORDS.iter().collect::<HashSet<_>>().len(), WORDS.len());
        assert!(WORDS.iter().all(|word| word.len() == 4));
    }

    #[test]
    fn prompts_begin_differently_unless_the_prefix_is_shared() {
        let plan = Plan {
            words: 100,
            letters: 3,
        };
        let begin = |prompt: String| prompt.split(' ').take(8).collect::<Vec<_>>().join(" ");
        let unique = |salt| (0..5000).map(move |i| begin(plan.prompt(Prefix::Unique, salt, i)));
        assert_eq!(unique(1).chain(unique(2)).collect::<HashSet<_>>().len(), 10_000);

        let shared: Vec<String> = (0..50).map(|i| plan.prompt(Prefix::Shared, 1, i)).collect();
        assert_eq!(shared.iter().collect::<HashSet<_>>().len(), 50, "the ends differ");
        let heads: HashSet<&str> = shared.iter().map(|p| &p[..92 * 5]).collect();
        assert_eq!(heads.len(), 1, "all but the last eight words are the same");
    }

    #[test]
    fn two_percent_or_two_tokens_are_near() {
        assert!(near(10, 12) && near(10, 8) && near(2048, 2088) && near(2048, 2008));
        assert!(!near(10, 13) && !near(10, 7) && !near(2048, 2089) && !near(2048, 1024));
    }

    proptest! {
        /// Whatever the server adds and however many tokens a word is.
        #[test]
        fn planned_prompts_have_the_tokens_wanted(added in 0_u32..60, per_word in 1_u32..6, tokens in 1_u32..100_000) {
            let counted = |words: u32| added + words * per_word;
            let count = Count::measured((16, counted(16)), (144, counted(144))).expect("grows");
            match count.plan(tokens) {
                None => prop_assert!(tokens <= added),
                Some(plan) => {
                    prop_assert_eq!(counted(plan.words) + plan.letters, tokens);
                    let text = plan.prompt(Prefix::Unique, 7, 7);
                    prop_assert_eq!(text.split(' ').count() as u32, plan.words + plan.letters);
                    let longer = count.corrected(plan, 5.0);
                    prop_assert_eq!(counted(longer.words) + longer.letters, tokens + 5);
                }
            }
        }
    }
}
