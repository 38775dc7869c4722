//! Prompts of a known length, made of real words, no two beginning alike.

use std::time::Instant;

use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::RagSpec;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::questions;
use crate::text::{phase, warning};
use forkcast_endpoint::endpoint::Client;

/// Words that passages and fillers are made of: frequent ones, of one token or two with most tokenizers.
const WORDS: [&str; 96] = [
    "water", "paper", "market", "river", "winter", "engine", "garden", "letter", "school", "office",
    "number", "window", "summer", "doctor", "bridge", "street", "island", "metal", "forest", "record",
    "station", "village", "animal", "building", "energy", "history", "machine", "mountain", "picture",
    "product", "question", "science", "society", "surface", "system", "teacher", "theory", "traffic",
    "weather", "worker", "about", "after", "again", "because", "before", "between", "during", "every",
    "found", "given", "known", "large", "later", "little", "making", "might", "never", "often", "other",
    "people", "place", "point", "quite", "rather", "right", "second", "several", "shall", "should", "since",
    "small", "still", "their", "there", "these", "thing", "think", "those", "three", "through", "today",
    "together", "under", "until", "upon", "usual", "value", "where", "which", "while", "white", "whole",
    "within", "without", "world", "young",
];
/// Words that begin a prompt: 96⁸ beginnings.
const OPENING: usize = 8;
/// Words of the two prompts by which tokens are counted.
const SHORT: usize = 20;
const LONG: usize = 120;
/// Tokens of a word where the server does not count: what English takes with usual tokenizers.
const USUAL: f64 = 1.3;
/// The line before the passages.
const BEFORE_PASSAGES: &str = "Answer the question from these passages.";

/// The lengths of the prompts, in words.
#[derive(Clone, Debug)]
pub(crate) struct Prompts {
    filler: usize,
    passage: usize,
    /// Tokens of a prompt without passages, by the server's count.
    pub(crate) plain_tokens: u32,
    /// Tokens of a prompt with passages.
    pub(crate) retrieving_tokens: u32,
    /// Whether the server counts tokens.
    pub(crate) counted: bool,
}

impl Prompts {
    /// Asks the endpoint how many tokens two prompts of real words have, and computes how many words are needed.
    pub(crate) async fn measured(
        client: &Client,
        spec: &RagSpec,
        updates: &Updates,
    ) -> Result<Self, RunError> {
        let mut rng = StdRng::from_os_rng();
        let mut counts = Vec::new();
        for (done, count) in [SHORT, LONG].into_iter().enumerate() {
            updates.progress(phase::COUNTING_TOKENS, done as u64, 2);
            let timing = client.time(&words(count, &mut rng), 2, Instant::now()).await?;
            counts.push(timing.prompt_tokens.map(f64::from));
        }
        updates.progress(phase::COUNTING_TOKENS, 2, 2);
        let prompts = match counts[..] {
            [Some(short), Some(long)] if long > short => {
                let per_word = (long - short) / (LONG - SHORT) as f64;
                Self::with_counts(spec, per_word, (short - per_word * SHORT as f64).max(0.0), true)
            }
            _ => {
                updates.warn(warning::TOKENS_NOT_COUNTED);
                Self::with_counts(spec, USUAL, 0.0, false)
            }
        };
        if f64::from(prompts.plain_tokens) > f64::from(spec.prompt_tokens) * 1.1 {
            updates.warn(warning::long_question(prompts.plain_tokens, spec.prompt_tokens));
        }
        Ok(prompts)
    }

    /// Computes the lengths from the tokens of a word and the tokens that the server adds to every prompt.
    fn with_counts(spec: &RagSpec, per_word: f64, added: f64, counted: bool) -> Self {
        let in_words = |tokens: f64| (tokens / per_word).round().max(0.0) as usize;
        let question: usize = (0..questions::COUNT)
            .map(|i| question_words(&questions::question(i)))
            .sum();
        let least = OPENING + (question as f64 / questions::COUNT as f64).round() as usize;
        let wanted = in_words(f64::from(spec.prompt_tokens) - added);
        let passage = in_words(f64::from(spec.chunk_tokens)).max(1);
        let plain_tokens = (wanted.max(least) as f64 * per_word + added).round() as u32;
        let heading = question_words(BEFORE_PASSAGES);
        let passages = (passage * spec.chunks as usize + heading) as f64 * per_word;
        Self {
            filler: wanted.saturating_sub(least),
            passage,
            plain_tokens,
            retrieving_tokens: plain_tokens + passages.round() as u32,
            counted,
        }
    }

    /// Words that no other prompt begins with.
    pub(crate) fn opening(&self, rng: &mut impl Rng) -> String {
        words(OPENING, rng)
    }

    /// The question without passages.
    pub(crate) fn plain(&self, question: usize, rng: &mut impl Rng) -> String {
        self.ending(question, words(OPENING, rng))
    }

    /// The question after the passages that were found.
    pub(crate) fn retrieving(&self, question: usize, opening: &str, found: &[u32]) -> String {
        let mut prompt = format!("{opening}\n{BEFORE_PASSAGES}\n");
        for id in found {
            prompt.push_str(&self.passage(*id));
            prompt.push('\n');
        }
        prompt.pop();
        self.ending(question, prompt)
    }

    /// The text of a passage: the same whenever it is found.
    fn passage(&self, id: u32) -> String {
        words(self.passage, &mut StdRng::seed_from_u64(u64::from(id)))
    }

    fn ending(&self, question: usize, mut start: String) -> String {
        if self.filler > 0 {
            start.push('\n');
            start.push_str(&words(self.filler, &mut StdRng::seed_from_u64(question as u64)));
        }
        start.push('\n');
        start.push_str(&questions::question(question));
        start
    }
}

/// Words, and marks that count as words do.
fn question_words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn words(count: usize, rng: &mut impl Rng) -> String {
    let drawn: Vec<&str> = (0..count)
        .map(|_| WORDS[rng.random_range(0..WORDS.len())])
        .collect();
    drawn.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> RagSpec {
        RagSpec {
            target: "endpoint".to_owned(),
            store: "embedded".to_owned(),
            vectors: 1000,
            chunks: 4,
            chunk_tokens: 130,
            prompt_tokens: 260,
            output_tokens: 8,
            requests: 10,
            warmup: 0,
            concurrency: 1,
        }
    }

    #[test]
    fn prompts_hold_the_words_for_the_tokens_asked() {
        let prompts = Prompts::with_counts(&spec(), 1.3, 13.0, true);
        assert!(
            prompts.plain_tokens.abs_diff(260) <= 2,
            "{}",
            prompts.plain_tokens
        );
        assert!(
            prompts.retrieving_tokens.abs_diff(260 + 4 * 130 + 8) <= 3,
            "{}",
            prompts.retrieving_tokens
        );
        let mut rng = StdRng::seed_from_u64(1);
        let tokens = |prompt: &str| question_words(prompt) as f64 * 1.3 + 13.0;
        for question in 0..questions::COUNT {
            let plain = prompts.plain(question, &mut rng);
            assert!((tokens(&plain) - 260.0).abs() < 20.0, "{}", tokens(&plain));
            let retrieving = prompts.retrieving(question, &prompts.opening(&mut rng), &[3, 1, 4, 1_000_000]);
            assert!((tokens(&retrieving) - tokens(&plain) - 4.0 * 130.0).abs() < 10.0);
            assert!(plain.ends_with(&questions::question(question)));
            assert!(retrieving.ends_with(&questions::question(question)));
        }
    }

    #[test]
    fn no_two_prompts_begin_alike_and_a_passage_is_always_the_same() {
        let prompts = Prompts::with_counts(&spec(), 1.0, 0.0, true);
        let mut rng = StdRng::seed_from_u64(2);
        let (a, b) = (prompts.plain(7, &mut rng), prompts.plain(7, &mut rng));
        let begin = |prompt: &str| prompt.lines().next().map(str::to_owned);
        assert_ne!(begin(&a), begin(&b));
        let opening = prompts.opening(&mut rng);
        let c = prompts.retrieving(7, &opening, &[5, 6]);
        assert_eq!(begin(&c), Some(opening.clone()));
        assert_eq!(c, prompts.retrieving(7, &opening, &[5, 6]));
        assert_ne!(c, prompts.retrieving(7, &opening, &[6, 5]));
    }

    #[test]
    fn a_prompt_too_short_for_a_question_is_as_long_as_a_question() {
        let short = RagSpec {
            prompt_tokens: 4,
            ..spec()
        };
        let prompts = Prompts::with_counts(&short, 1.3, 0.0, true);
        assert!(
            (20..60).contains(&prompts.plain_tokens),
            "{}",
            prompts.plain_tokens
        );
    }
}
