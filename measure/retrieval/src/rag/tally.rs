//! The results of the pairs: the stages, both answers, and the differences.

use forkcast_endpoint::{RunError, Samples};
use forkcast_protocol::measure::{RagSpec, Series, SeriesKind};

use super::pair::{Outcome, Retrieving};
use super::prompts::Prompts;
use crate::search;
use crate::text::warning::{self, Token};
use crate::text::{Prompt, label, prompts_cut};
use forkcast_endpoint::endpoint::Timing;

/// Consecutive failures that end a run.
const GIVE_UP: u32 = 10;
/// Largest difference between the tokens that the server counts and those intended, as a share.
const TOLERANCE: f64 = 0.15;

/// Samples of every stage.
#[derive(Default)]
pub(crate) struct Tally {
    embed: Samples,
    search: search::Tally,
    plain: Answers,
    retrieving: Answers,
    added_ttft: Differences,
    added_e2e: Differences,
    pairs: u64,
    failures: u32,
    last: Option<RunError>,
}

/// Answers of one way.
#[derive(Default)]
struct Answers {
    ttft: Samples,
    e2e: Samples,
    tokens: f64,
    counted: u32,
}

/// Differences within pairs, with the signed sum: a negative one is a sample of 0 ms.
#[derive(Default)]
struct Differences {
    samples: Samples,
    negative: u64,
    sum: f64,
}

impl Answers {
    fn add(&mut self, answer: &Timing) {
        self.ttft.record(answer.ttft_ms);
        self.e2e.record(answer.e2e_ms);
        if let Some(tokens) = answer.prompt_tokens {
            self.tokens += f64::from(tokens);
            self.counted += 1;
        }
    }

    fn fail(&mut self) {
        self.ttft.error();
        self.e2e.error();
    }

    /// Mean tokens of a prompt, as the server counts.
    fn mean_tokens(&self) -> Option<f64> {
        (self.counted > 0).then(|| self.tokens / f64::from(self.counted))
    }
}

impl Differences {
    fn add(&mut self, ms: f64) {
        self.sum += ms;
        self.negative += u64::from(ms < 0.0);
        self.samples.record(ms.max(0.0));
    }

    fn warning(&self, token: Token) -> Option<String> {
        let n = self.samples.len();
        (self.negative > 0)
            .then(|| warning::negative_differences(token, self.negative, n, self.sum / n as f64))
    }
}

impl Tally {
    /// Adds a pair and returns whether the run must end.
    pub(crate) fn add(&mut self, outcome: Outcome) -> bool {
        let Outcome { plain, retrieving } = outcome;
        self.pairs += 1;
        if let (Ok(plain), Ok(retrieving)) = (&plain, &retrieving) {
            self.added_ttft.add(retrieving.answer.ttft_ms - plain.ttft_ms);
            self.added_e2e.add(retrieving.answer.e2e_ms - plain.e2e_ms);
            self.failures = 0;
        } else {
            self.failures += 1;
        }
        match plain {
            Ok(answer) => self.plain.add(&answer),
            Err(error) => {
                self.plain.fail();
                self.last = Some(error);
            }
        }
        match retrieving {
            Ok(Retrieving {
                embed_ms,
                search_ms,
                found,
                exact,
                answer,
            }) => {
                self.embed.record(embed_ms);
                self.search.answer(search_ms, &found, exact.as_ref());
                self.retrieving.add(&answer);
            }
            Err(error) => {
                self.retrieving.fail();
                self.last = Some(error);
            }
        }
        self.failures >= GIVE_UP
    }

    /// Pairs so far, complete or not.
    pub(crate) const fn pairs(&self) -> u64 {
        self.pairs
    }

    /// The last error, if too many requests have failed.
    pub(crate) fn given_up(&mut self) -> Option<RunError> {
        (self.failures >= GIVE_UP).then(|| self.last.take()).flatten()
    }

    /// Every series that has a sample.
    pub(crate) fn series(&self, spec: &RagSpec, store: &str, embedder: &str) -> Vec<Series> {
        let tokens = |answers: &Answers| answers.mean_tokens().map(|tokens| tokens.round() as u32);
        let (plain, retrieving) = (tokens(&self.plain), tokens(&self.retrieving));
        let rows = [
            (
                &self.plain.ttft,
                "plain-ttft",
                label::PLAIN_TTFT.to_owned(),
                SeriesKind::Ttft,
                plain,
            ),
            (
                &self.retrieving.ttft,
                "rag-ttft",
                label::rag_ttft(spec.chunks),
                SeriesKind::Ttft,
                retrieving,
            ),
            (
                &self.plain.e2e,
                "plain-e2e",
                label::PLAIN_E2E.to_owned(),
                SeriesKind::E2e,
                plain,
            ),
            (
                &self.retrieving.e2e,
                "rag-e2e",
                label::rag_e2e(spec.chunks),
                SeriesKind::E2e,
                retrieving,
            ),
            (
                &self.added_ttft.samples,
                "added-ttft",
                label::ADDED_TTFT.to_owned(),
                SeriesKind::Added,
                retrieving,
            ),
            (
                &self.added_e2e.samples,
                "added-e2e",
                label::ADDED_E2E.to_owned(),
                SeriesKind::Added,
                retrieving,
            ),
        ];
        let mut all = Vec::new();
        if let Some(mut series) = self.embed.series("embed", label::EMBEDDING, SeriesKind::Embed) {
            series.path = Some(embedder.to_owned());
            series.batch = Some(spec.concurrency);
            all.push(series);
        }
        let label = label::search_passages(spec.chunks, spec.vectors);
        all.extend(self.search.series(&label, store, spec.concurrency));
        for (samples, key, label, kind, tokens) in rows {
            if let Some(mut series) = samples.series(key, &label, kind) {
                series.prompt_tokens = tokens;
                series.batch = Some(spec.concurrency);
                all.push(series);
            }
        }
        all
    }

    /// Warnings about failed pairs and negative differences.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let failed = self.last.as_ref().map(|error| {
            warning::some_pairs_failed(self.pairs - self.added_ttft.samples.len(), self.pairs, error)
        });
        [
            failed,
            self.added_ttft.warning(Token::First),
            self.added_e2e.warning(Token::Last),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Checks that prompts were as long as intended: some servers truncate them without an error.
    pub(crate) fn check_lengths(&self, prompts: &Prompts) -> Result<(), RunError> {
        if !prompts.counted {
            return Ok(());
        }
        for (answers, intended, prompt) in [
            (&self.plain, prompts.plain_tokens, Prompt::Plain),
            (&self.retrieving, prompts.retrieving_tokens, Prompt::WithPassages),
        ] {
            let intended = f64::from(intended);
            if let Some(mean) = answers.mean_tokens()
                && (mean / intended - 1.0).abs() > TOLERANCE
            {
                return Err(prompts_cut(prompt, mean, intended));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_difference_counts_as_0_ms_and_its_warning_has_the_signed_mean() {
        let mut differences = Differences::default();
        for ms in [10.0, -4.0, 6.0, 8.0] {
            differences.add(ms);
        }
        assert_eq!(differences.samples.len(), 4);
        let series = differences
            .samples
            .series("added-ttft", "", SeriesKind::Added)
            .expect("samples");
        assert_eq!((series.min, series.max, series.errors), (0.0, 10.0, 0));
        assert!((series.mean.value - 6.0).abs() < 1e-9);
        let text = differences.warning(Token::First).expect("one is negative");
        assert!(
            text.contains("In 1 of 4 pairs (25%)") && text.contains("is 5.000 ms"),
            "{text}"
        );
        assert_eq!(Differences::default().warning(Token::First), None);
    }
}
