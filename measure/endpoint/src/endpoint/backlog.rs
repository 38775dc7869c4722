//! When an open loop sends more than the server answers.

/// Most unanswered requests: the number that one process can hold open.
const MOST: u64 = 4096;
/// Fewest unanswered requests that count as too many.
const FEWEST: f64 = 64.0;
/// Multiple of the requests that would be in flight if each answer took as long as the fastest one.
const TIMES: f64 = 4.0;
/// Consecutive checks at which the backlog must have grown.
const CHECKS: u32 = 3;
/// Growth that counts, as a share of the arrivals since the last check.
const GROWTH: f64 = 0.1;

/// Unanswered requests over the arrivals. The server does not keep up when there are more than the bound, four times what the
/// fastest answer would leave in flight and at least 64, and their number has grown at each of the last three checks, which
/// are half a bound of arrivals apart.
#[derive(Debug)]
pub(crate) struct Backlog {
    rate_per_s: f64,
    fastest_s: f64,
    arrivals: u64,
    checked_at: u64,
    seen: u64,
    grown: u32,
}

impl Backlog {
    /// The backlog of arrivals at that rate.
    pub(crate) const fn new(rate_per_s: f64) -> Self {
        Self {
            rate_per_s,
            fastest_s: f64::INFINITY,
            arrivals: 0,
            checked_at: 0,
            seen: 0,
            grown: 0,
        }
    }

    /// Notes the time of an answer.
    pub(crate) const fn answered(&mut self, seconds: f64) {
        self.fastest_s = self.fastest_s.min(seconds);
    }

    /// The bound, as far as it is known.
    fn bound(&self) -> u64 {
        ((TIMES * self.rate_per_s * self.fastest_s).max(FEWEST) as u64).min(MOST)
    }

    /// Counts an arrival, after which `unanswered` requests are open. Returns whether it should be the last.
    pub(crate) fn grows_past_bound(&mut self, unanswered: u64) -> bool {
        self.arrivals += 1;
        if unanswered >= MOST {
            return true;
        }
        let bound = self.bound();
        let since = self.arrivals - self.checked_at;
        if since >= bound / 2 {
            let growth = unanswered as f64 - self.seen as f64;
            self.grown = if growth > GROWTH * since as f64 {
                self.grown + 1
            } else {
                0
            };
            self.checked_at = self.arrivals;
            self.seen = unanswered;
        }
        unanswered > bound && self.grown >= CHECKS
    }
}
