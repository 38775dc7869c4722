//! Published times to the first token on own GPUs beside the engine's.
//!
//! How many requests a server reads before the first token of one of them follows from how the load was sent: callers that send together are read one
//! after the other, callers that do not wait as in the engine's queue, and of a burst most wait for room.

use crate::facts;
use crate::pattern_search::minimise;
use crate::serving::{Case, Fit, case};
use forkcast_engine::latency::roofline::{Capacity, Overheads};

/// How the requests of a run were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// One caller: the time of a request in the server is fitted on those of Qwen3 8B.
    Alone,
    /// Callers whose prompts and answers have the same length, so that they end together and are sent again together (vLLM's own load): the 95th
    /// percentile is the time of the last, the mean that of the middle.
    Together,
    /// Callers that send when their answer has come, at no common time, as the lengths of answers differ.
    Steady,
    /// All at once.
    Burst,
}

impl Load {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Alone, Self::Together, Self::Steady, Self::Burst];
}

/// A published time beside its prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstToken {
    /// Model, GPUs, number format and engine.
    pub what: String,
    /// Tokens in and out, and how many requests at once.
    pub sent: String,
    /// How they were sent.
    pub load: Load,
    /// Whether more requests were sent at once than the engine finds room for.
    pub is_beyond_room: bool,
    /// Whether the server was SGLang.
    pub by_sglang: bool,
    /// Published, ms.
    pub published_ms: f64,
    /// The engine's, ms.
    pub predicted_ms: f64,
}

impl FirstToken {
    /// Predicted over published, or the other way round: 1 or more.
    #[must_use]
    pub fn off_by(&self) -> f64 {
        let ratio = self.predicted_ms / self.published_ms;
        ratio.max(1.0 / ratio)
    }
}

/// Every published time that the engine can predict, in the order of the runs.
#[must_use]
pub fn rows() -> Vec<FirstToken> {
    rows_by(&Fit::committed())
}

fn rows_by(fit: &Fit) -> Vec<FirstToken> {
    published()
        .filter_map(|(f, case)| row(&f, &case.ok()?, fit))
        .collect()
}

/// The time of a request in the server beside the GPU's work, s, fitted on the nine runs of Qwen3 8B at one caller by least squares of the logarithm.
#[must_use]
pub fn fitted_request_s() -> f64 {
    let committed = Fit::committed();
    let loss = |x: &[f64; 1]| {
        let fit = Fit {
            overheads: Overheads {
                request_s: x[0],
                ..committed.overheads
            },
            ..committed
        };
        let alone = |row: &FirstToken| row.load == Load::Alone && row.what.starts_with("Qwen3 8B");
        let rows = rows_by(&fit);
        let off = rows.iter().filter(|row| alone(row)).map(|row| row.off_by().ln());
        off.map(|x| x * x).sum()
    };
    minimise([(0.0, 0.05)], loss)[0]
}

/// Why times are left out, and how many for each reason.
#[must_use]
pub fn excluded() -> Vec<(&'static str, usize)> {
    let mut reasons: Vec<(&'static str, usize)> = Vec::new();
    for why in published().filter_map(|(_, case)| case.err()) {
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((why, 1)),
        }
    }
    reasons
}

/// The runs with a published time to the first token.
fn published() -> impl Iterator<Item = (Vec<String>, Result<Case, &'static str>)> {
    let runs = facts::serving().into_iter();
    runs.filter(|f| f[TTFT].parse::<f64>().is_ok()).map(|f| {
        let case = case(&f);
        (f, case)
    })
}

const TTFT: usize = 10;
const STATISTIC: usize = 11;

fn row(f: &[String], case: &Case, fit: &Fit) -> Option<FirstToken> {
    let load = if f[9].starts_with("all") {
        Load::Burst
    } else if case.requests <= 1.0 {
        Load::Alone
    } else if f[4].starts_with("vLLM") {
        Load::Together
    } else {
        Load::Steady
    };
    let (capacity, room) = fit.capacity(case);
    Some(FirstToken {
        what: format!("{}, {} x {}, {}, {}", f[0], f[2], f[1], f[3], f[4]),
        sent: format!("{} in, {} out, {} at once", f[7], f[8], f[9]),
        load,
        is_beyond_room: case.requests > room,
        by_sglang: f[4].starts_with("SGLang"),
        published_ms: f[TTFT].parse().ok()?,
        predicted_ms: 1e3 * first_token_s(load, f[STATISTIC] == "p95", &capacity, case.requests, room),
    })
}

/// The time that a caller waits for the first token, s.
fn first_token_s(load: Load, is_of_the_last: bool, capacity: &Capacity, requests: f64, room: f64) -> f64 {
    let held = requests.min(room);
    let rate = capacity.rate(held);
    // Who finds no room waits until an answer has ended for each that came before.
    let beyond = (requests - room).max(0.0);
    match load {
        Load::Alone => capacity.first_token_s(0.0),
        Load::Together if is_of_the_last => capacity.first_token_s(held - 1.0) + beyond / rate,
        Load::Together => capacity.first_token_s((held - 1.0) / 2.0) + beyond / rate,
        Load::Steady => capacity.first_token_s(0.0) + capacity.serve(rate, 1.0).wait_s + beyond / rate,
        // The mean over those with room, and over the others.
        Load::Burst => capacity.first_token_s((held - 1.0) / 2.0) + beyond * beyond / (2.0 * requests * rate),
    }
}

/// How near some times are predicted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// How many.
    pub rows: usize,
    /// How many of them within a factor of 1.35.
    pub near: usize,
    /// How many of them within a factor of two.
    pub within_two: usize,
    /// The median factor.
    pub median: f64,
    /// The largest.
    pub worst: f64,
}

/// How near the times are predicted that are of such a load.
#[must_use]
pub fn accuracy(of: impl Fn(&FirstToken) -> bool) -> Accuracy {
    let mut off: Vec<f64> = rows()
        .iter()
        .filter(|row| of(row))
        .map(FirstToken::off_by)
        .collect();
    off.sort_by(f64::total_cmp);
    let within = |factor: f64| off.iter().filter(|x| **x <= factor).count();
    Accuracy {
        rows: off.len(),
        near: within(1.35),
        within_two: within(2.0),
        median: off.get(off.len() / 2).copied().unwrap_or(1.0),
        worst: off.last().copied().unwrap_or(1.0),
    }
}
