//! A part of the rule of which `tests/speed/rule.mjs` is a copy in JavaScript.
//!
//! In each simulation of the default scenario: the draw of every assumption, estimate and error; the recall of the pipeline; the share of
//! answers that are right with passages, with the model's error in it; and the first token of four stages beside the limit. Then their sums. Left out are
//! costs, tokens, the other approaches and the score.

use forkcast_engine::latency::lognormal::LogNormal;
use forkcast_engine::quality::{knowledge, retrieval};
use forkcast_engine::report::Quality;
use forkcast_engine::simulation::{Draws, Estimates};
use forkcast_engine::{Catalog, Scenario, Strategy};

/// What the model does of itself: constants here, as its ability is not copied.
pub const PASSAGE_USE: f64 = 0.85;
/// The same of questions that need new facts.
pub const PRIOR: f64 = 0.1;
/// Share of wrong answers that it withholds.
pub const DECLINES: f64 = 0.3;
/// Share of strict answers whose form it keeps.
pub const BEHAVIOUR: f64 = 0.9;
/// Median of the search, ms.
pub const SEARCH_MS: f64 = 20.0;
/// Tokens of a prompt beside its passages.
pub const PROMPT_TOKENS: f64 = 600.0;

/// Sums over the simulations.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Shares of questions for which retrieval finds all that they need.
    pub found: f64,
    /// Shares of answers that are right.
    pub right: f64,
    /// Shares of answers that are wrong with nothing to show it.
    pub silent: f64,
    /// 95th percentiles of the time to the first token, ms.
    pub first_token_ms: f64,
    /// Simulations in which that is within the limit.
    pub in_time: f64,
}

impl Sums {
    /// All of them, in order.
    #[must_use]
    pub const fn all(&self) -> [f64; 5] {
        [
            self.found,
            self.right,
            self.silent,
            self.first_token_ms,
            self.in_time,
        ]
    }
}

/// The sums over so many simulations of the default scenario.
#[must_use]
pub fn simulated(simulations: usize) -> Sums {
    let set = Scenario::default();
    let mut world = Catalog::builtin().clone();
    let draws = Draws::about(&world.calibration);
    let estimates = Estimates::of(&set);
    let mut sums = Sums::default();
    for n in 1..=simulations {
        let draw = draws.nth(n);
        let c = draw.calibration;
        world.calibration = c;
        let s = estimates.drawn(&draw);

        let retrieved = retrieval::Retrieved::of(&s, &world);
        let distraction = retrieval::crowded_distraction(&c, retrieved.crowding);
        let used = retrieval::crowded_use(PASSAGE_USE, retrieved.crowding);
        let right = knowledge::with_passages(retrieved.found, used, PRIOR, distraction);
        let silent = knowledge::silent_with_passages(
            retrieved.found,
            used,
            PRIOR,
            DECLINES,
            distraction,
            c.caught_by_citation,
        );
        let quality = draw.errors.applied(
            &s,
            Strategy::Rag,
            &Quality {
                p_correct: right * BEHAVIOUR,
                knowledge: right,
                behaviour: BEHAVIOUR,
                silent_failure: silent,
                fresh: 1.0,
            },
        );

        let prefill_ms = (PROMPT_TOKENS + s.chunks * s.chunk_tokens) / c.hosted_prefill_tps * 1_000.0;
        let first_token = LogNormal::sum(&[
            LogNormal::from_percentiles(c.network_ms, c.network_p95_ms),
            LogNormal::from_percentiles(c.hosted_queue_ms, c.hosted_queue_p95_ms),
            LogNormal::from_percentiles(SEARCH_MS, 2.0 * SEARCH_MS),
            LogNormal::from_percentiles(prefill_ms, 1.2 * prefill_ms),
        ]);
        let p95_ms = first_token.p95() * draw.times.0;

        sums.found += retrieved.found;
        sums.right += quality.p_correct;
        sums.silent += quality.silent_failure;
        sums.first_token_ms += p95_ms;
        sums.in_time += f64::from(u8::from(p95_ms <= set.ttft_p95_ms));
    }
    sums
}
