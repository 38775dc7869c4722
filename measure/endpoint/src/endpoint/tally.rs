//! What the answers to one prompt length add up to.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use forkcast_protocol::measure::{Series, SeriesKind, ServiceLevel};
use tokio::time::Instant;

use super::failure::RequestError;
use super::fit::mismatch;
use super::load::Outcome;
use super::prompts::near;
use crate::{RunError, Samples, Updates};

/// Failures in a row after which the server counts as gone, if more than were on their way when they began.
const GONE: u64 = 20;
/// Lateness of this machine that is worth a warning, ms.
const LATE_MS: f64 = 10.0;

/// Figures are told twenty times for each prompt length, and at least this often while answers come.
const OFTEN: Duration = Duration::from_millis(500);

/// What is meant, and how it is named.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    /// Tokens of a prompt.
    pub(crate) prompt_tokens: u32,
    /// Tokens of an answer.
    pub(crate) output_tokens: u32,
    /// Requests.
    pub(crate) requests: u64,
    /// Answers at once, in a closed loop.
    pub(crate) concurrency: Option<u32>,
    /// How requests are sent, in words.
    pub(crate) path: String,
    /// What a request must meet.
    pub(crate) service_level: Option<ServiceLevel>,
}

/// Failures of a run by their kind.
pub(crate) type Failures = BTreeMap<RequestError, u64>;

/// Answers to prompts of one length.
pub(crate) struct Tally<'a> {
    meant: Meant,
    updates: &'a Updates,
    begun: Instant,
    told: Instant,
    ttft: Samples,
    tpot: Samples,
    e2e: Samples,
    good: u64,
    ended_early: u64,
    longer: u64,
    uncounted: u64,
    one_piece: u64,
    late: u64,
    failures: Failures,
    streak: u64,
    streak_at_most: u64,
    /// Why the run must end.
    end: Option<RunError>,
}

impl<'a> Tally<'a> {
    /// Nothing yet; time begins now.
    pub(crate) fn new(meant: Meant, updates: &'a Updates) -> Self {
        Self {
            meant,
            updates,
            begun: Instant::now(),
            told: Instant::now(),
            ttft: Samples::new(),
            tpot: Samples::new(),
            e2e: Samples::new(),
            good: 0,
            ended_early: 0,
            longer: 0,
            uncounted: 0,
            one_piece: 0,
            late: 0,
            failures: Failures::new(),
            streak: 0,
            streak_at_most: GONE,
            end: None,
        }
    }

    /// Counts an outcome while so many more requests are on their way. Breaks when the run must end.
    pub(crate) fn add(&mut self, outcome: Outcome, on_their_way: u64) -> ControlFlow<()> {
        match outcome {
            Ok(timing) => {
                self.streak = 0;
                if let Some(counted) = timing.prompt_tokens
                    && !near(self.meant.prompt_tokens, counted)
                {
                    self.end = Some(mismatch(self.meant.prompt_tokens, counted));
                    return ControlFlow::Break(());
                }
                self.ttft.record(timing.ttft_ms);
                self.e2e.record(timing.e2e_ms);
                if let Some(tpot) = timing.tpot_ms {
                    self.tpot.record(tpot);
                }
                let met =
                    |level: ServiceLevel| timing.ttft_ms <= level.ttft_ms && timing.e2e_ms <= level.e2e_ms;
                self.good += u64::from(self.meant.service_level.is_some_and(met));
                self.ended_early += u64::from(timing.ended_early);
                self.longer += u64::from(timing.completion_tokens > Some(self.meant.output_tokens));
                self.uncounted += u64::from(timing.completion_tokens.is_none());
                self.one_piece += u64::from(timing.one_piece && timing.completion_tokens > Some(1));
                self.late += u64::from(timing.late_ms > LATE_MS);
            }
            Err(failure) => {
                for samples in [&mut self.ttft, &mut self.tpot, &mut self.e2e] {
                    samples.error();
                }
                *self.failures.entry(failure).or_default() += 1;
                if self.streak == 0 {
                    // One overload fails all that is on its way at that moment; the next ones must fail as well.
                    self.streak_at_most = GONE.max(on_their_way + 1);
                }
                self.streak += 1;
                if self.streak >= self.streak_at_most {
                    self.end = Some(RunError::new(format!(
                        "{}; {} requests in a row failed, so no more were sent",
                        most_frequent(&self.failures).unwrap_or(failure),
                        self.streak
                    )));
                    return ControlFlow::Break(());
                }
            }
        }
        let done = self.done();
        if done.is_multiple_of((self.meant.requests / 20).max(5)) || self.told.elapsed() >= OFTEN {
            self.tell();
            self.told = Instant::now();
            self.progress();
        } else if done.is_multiple_of((self.meant.requests / 100).max(1)) {
            self.progress();
        }
        ControlFlow::Continue(())
    }

    fn done(&self) -> u64 {
        self.ttft.len() + self.failures.values().sum::<u64>()
    }

    fn progress(&self) {
        let phase = format!("{}-token prompts", grouped(self.meant.prompt_tokens));
        self.updates.progress(&phase, self.done(), self.meant.requests);
    }

    /// Tells the series as they are.
    fn tell(&self) {
        let seconds = self.begun.elapsed().as_secs_f64().max(1e-9);
        for (name, words, kind, samples) in [
            ("ttft", "Time to first token", SeriesKind::Ttft, &self.ttft),
            ("tpot", "Time per output token", SeriesKind::Tpot, &self.tpot),
            ("e2e", "Time to last token", SeriesKind::E2e, &self.e2e),
        ] {
            let tokens = self.meant.prompt_tokens;
            let label = format!("{words}, {}-token prompt", grouped(tokens));
            let Some(series) = samples.series(&format!("{name}-{tokens}"), &label, kind) else {
                continue;
            };
            let level = self.meant.service_level;
            self.updates
                .tell(forkcast_protocol::measure::Update::Series(Box::new(Series {
                    prompt_tokens: Some(tokens),
                    batch: self.meant.concurrency,
                    path: Some(self.meant.path.clone()),
                    throughput_per_s: Some(self.ttft.len() as f64 / seconds),
                    goodput_per_s: level.map(|_| self.good as f64 / seconds),
                    good_share: level.map(|_| self.good as f64 / self.done() as f64),
                    ..series
                })));
        }
    }

    /// Tells the last figures and what the reader should know of them, and hands out the failures.
    ///
    /// # Errors
    /// Why the run must end.
    pub(crate) fn finish(self) -> Result<Failures, RunError> {
        self.progress();
        self.tell();
        let (n, tokens) = (self.ttft.len(), grouped(self.meant.prompt_tokens));
        let warn = |count: u64, text: &str| {
            if count > 0 {
                self.updates
                    .warn(format!("{tokens}-token prompts: {count} of {n} {text}"));
            }
        };
        let asked = self.meant.output_tokens;
        warn(
            self.ended_early,
            &format!(
                "answers ended before the {asked} tokens asked for; times to last token are those of shorter answers."
            ),
        );
        warn(
            self.longer,
            &format!("answers were longer than the {asked} tokens asked for."),
        );
        warn(
            self.uncounted,
            "answers came without a count of tokens (usage), so they give no time per output token.",
        );
        warn(
            self.one_piece,
            "answers came in one piece, so they give no time per output token.",
        );
        warn(
            self.late,
            &format!(
                "requests were sent more than {LATE_MS} ms late by this machine, which the times include."
            ),
        );
        let failed: u64 = self.failures.values().sum();
        if let (Some(failure), None) = (most_frequent(&self.failures), &self.end) {
            self.updates.warn(format!(
                "{tokens}-token prompts: {failed} of {} requests failed, most often because {failure}.",
                n + failed
            ));
        }
        match self.end {
            Some(error) => Err(error),
            None => Ok(self.failures),
        }
    }

    /// Whether there is a sample.
    pub(crate) fn measured(&self) -> bool {
        !self.ttft.is_empty()
    }
}

/// The most frequent failure.
pub(crate) fn most_frequent(failures: &Failures) -> Option<RequestError> {
    let (failure, _) = failures.iter().max_by_key(|(_, count)| **count)?;
    Some(*failure)
}

/// `2048` as `2,048`.
pub(crate) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
