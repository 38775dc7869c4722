//! The results of the answers to prompts of one length.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use forkcast_protocol::measure::{Series, SeriesKind, ServiceLevel, Update};
use tokio::time::Instant;

use super::failure::RequestError;
use super::load::Outcome;
use super::prompts::near;
use crate::text::{self, Oddity};
use crate::{RunError, Samples, Updates};

/// Consecutive failures after which the server counts as gone, if they are more than the requests in flight when they began.
const GONE: u64 = 20;
/// Lateness of this machine that is worth a warning, ms.
const LATE_MS: f64 = 10.0;

/// Series are reported twenty times for each prompt length, and at least this often while answers arrive.
const OFTEN: Duration = Duration::from_millis(500);

/// The intended requests of one prompt length.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Tokens of a prompt.
    pub(crate) prompt_tokens: u32,
    /// Tokens of an answer.
    pub(crate) output_tokens: u32,
    /// Requests.
    pub(crate) requests: u64,
    /// Answers at once, in a closed loop.
    pub(crate) concurrency: Option<u32>,
    /// Whether prompts share all but their last words, which servers may leave out of their counts.
    pub(crate) shared_prefix: bool,
    /// How requests are sent, in words.
    pub(crate) path: String,
    /// What a request must meet.
    pub(crate) service_level: Option<ServiceLevel>,
}

/// Failures of a run by their kind.
pub(crate) type Failures = BTreeMap<RequestError, u64>;

/// Answers to prompts of one length.
pub(crate) struct Tally<'a> {
    plan: Plan,
    updates: &'a Updates,
    begun: Instant,
    reported: Instant,
    ttft: Samples,
    tpot: Samples,
    e2e: Samples,
    thinking: Samples,
    good: u64,
    ended_early: u64,
    longer: u64,
    uncounted: u64,
    one_piece: u64,
    late: u64,
    /// Answers after reasoning that was not sent, and its tokens.
    hidden: u64,
    hidden_tokens: u64,
    /// Prompts of which the server counted only what it had not kept.
    uncached: u64,
    failures: Failures,
    streak: u64,
    streak_at_most: u64,
    /// The reason why the run must end.
    end: Option<RunError>,
}

impl<'a> Tally<'a> {
    /// Nothing yet; time begins now.
    pub(crate) fn new(plan: Plan, updates: &'a Updates) -> Self {
        Self {
            plan,
            updates,
            begun: Instant::now(),
            reported: Instant::now(),
            ttft: Samples::new(),
            tpot: Samples::new(),
            e2e: Samples::new(),
            thinking: Samples::new(),
            good: 0,
            ended_early: 0,
            longer: 0,
            uncounted: 0,
            one_piece: 0,
            late: 0,
            hidden: 0,
            hidden_tokens: 0,
            uncached: 0,
            failures: Failures::new(),
            streak: 0,
            streak_at_most: GONE,
            end: None,
        }
    }

    /// Counts an outcome while so many more requests are on their way. Breaks when the run must end.
    pub(crate) fn add(&mut self, outcome: Outcome, in_flight: u64) -> ControlFlow<()> {
        match outcome {
            Ok(timing) => {
                self.streak = 0;
                if let Some(counted) = timing.prompt_tokens
                    && !near(self.plan.prompt_tokens, counted)
                {
                    // The length was fitted with prompts that no cache knew, so fewer tokens are those that were not kept.
                    if !self.plan.shared_prefix || counted > self.plan.prompt_tokens {
                        self.end = Some(text::mismatch(self.plan.prompt_tokens, counted));
                        return ControlFlow::Break(());
                    }
                    self.uncached += 1;
                }
                self.ttft.record(timing.ttft_ms);
                self.e2e.record(timing.e2e_ms);
                if let Some(tpot) = timing.tpot_ms {
                    self.tpot.record(tpot);
                }
                if let Some(thinking) = timing.thinking_ms {
                    self.thinking.record(thinking);
                }
                if let Some(tokens) = timing.hidden_tokens {
                    self.hidden += 1;
                    self.hidden_tokens += u64::from(tokens);
                }
                let met =
                    |level: ServiceLevel| timing.ttft_ms <= level.ttft_ms && timing.e2e_ms <= level.e2e_ms;
                self.good += u64::from(self.plan.service_level.is_some_and(met));
                self.ended_early += u64::from(timing.ended_early);
                self.longer += u64::from(timing.completion_tokens > Some(self.plan.output_tokens));
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
                    // One overload fails every request in flight; the next ones must fail as well.
                    self.streak_at_most = GONE.max(in_flight + 1);
                }
                self.streak += 1;
                if self.streak >= self.streak_at_most {
                    let failure = most_frequent(&self.failures).unwrap_or(failure);
                    self.end = Some(text::gone(failure, self.streak));
                    return ControlFlow::Break(());
                }
            }
        }
        let done = self.done();
        if done.is_multiple_of((self.plan.requests / 20).max(5)) || self.reported.elapsed() >= OFTEN {
            self.report();
            self.reported = Instant::now();
            self.progress();
        } else if done.is_multiple_of((self.plan.requests / 100).max(1)) {
            self.progress();
        }
        ControlFlow::Continue(())
    }

    fn done(&self) -> u64 {
        self.ttft.len() + self.failures.values().sum::<u64>()
    }

    fn progress(&self) {
        let phase = text::prompts(self.plan.prompt_tokens);
        self.updates.progress(&phase, self.done(), self.plan.requests);
    }

    /// Reports the current series.
    fn report(&self) {
        let seconds = self.begun.elapsed().as_secs_f64().max(1e-9);
        for (key, measure, kind, samples) in [
            ("ttft", text::TTFT, SeriesKind::Ttft, &self.ttft),
            ("tpot", text::TPOT, SeriesKind::Tpot, &self.tpot),
            ("e2e", text::E2E, SeriesKind::E2e, &self.e2e),
            ("thinking", text::THINKING, SeriesKind::Thinking, &self.thinking),
        ] {
            let tokens = self.plan.prompt_tokens;
            let label = text::series(measure, tokens);
            let Some(series) = samples.series(&format!("{key}-{tokens}"), &label, kind) else {
                continue;
            };
            let level = self.plan.service_level;
            self.updates.send(Update::Series(Box::new(Series {
                prompt_tokens: Some(tokens),
                batch: self.plan.concurrency,
                path: Some(self.plan.path.clone()),
                throughput_per_s: Some(self.ttft.len() as f64 / seconds),
                goodput_per_s: level.map(|_| self.good as f64 / seconds),
                good_share: level.map(|_| self.good as f64 / self.done() as f64),
                ..series
            })));
        }
    }

    /// Reports the final series and the warnings, and returns the failures.
    ///
    /// # Errors
    /// The reason why the run must end.
    pub(crate) fn finish(self) -> Result<Failures, RunError> {
        self.progress();
        self.report();
        let (n, tokens) = (self.ttft.len(), self.plan.prompt_tokens);
        let asked = self.plan.output_tokens;
        for (count, oddity) in [
            (self.ended_early, Oddity::EndedEarly { asked }),
            (self.longer, Oddity::Longer { asked }),
            (self.uncounted, Oddity::Uncounted),
            (self.one_piece, Oddity::OnePiece),
            (self.late, Oddity::Late { ms: LATE_MS }),
            (
                self.hidden,
                Oddity::Hidden {
                    tokens: self.hidden_tokens / self.hidden.max(1),
                },
            ),
            (self.uncached, Oddity::Uncached),
        ] {
            if count > 0 {
                self.updates.warn(text::oddity(tokens, count, n, oddity));
            }
        }
        let failed: u64 = self.failures.values().sum();
        if let (Some(failure), None) = (most_frequent(&self.failures), &self.end) {
            self.updates
                .warn(text::some_failed(tokens, failed, n + failed, failure));
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

#[cfg(test)]
mod tests;
