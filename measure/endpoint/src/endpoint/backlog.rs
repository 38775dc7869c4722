//! When an open loop sends more than the server answers.

/// Most unanswered requests, however they came about: what one process can hold open.
const MOST: u64 = 4096;
/// Fewest unanswered requests that count as too many.
const FEWEST: f64 = 64.0;
/// How many times the requests that would be on their way if every answer took no longer than the fastest one.
const TIMES: f64 = 4.0;
/// Looks in a row at which the backlog must have grown,
const LOOKS: u32 = 3;
/// each time by this share of the arrivals since the last one.
const GROWTH: f64 = 0.1;

/// Unanswered requests over the arrivals. The server does not keep up when there are more than the bound, four times what the
/// fastest answer would leave on its way and at least 64, and their number has grown at each of the last three looks, which
/// are half a bound of arrivals apart.
#[derive(Debug)]
pub(crate) struct Backlog {
    rate_per_s: f64,
    fastest_s: f64,
    arrivals: u64,
    looked_at: u64,
    seen: u64,
    grown: u32,
}

impl Backlog {
    /// For so many arrivals a second.
    pub(crate) const fn new(rate_per_s: f64) -> Self {
        Self {
            rate_per_s,
            fastest_s: f64::INFINITY,
            arrivals: 0,
            looked_at: 0,
            seen: 0,
            grown: 0,
        }
    }

    /// An answer took so long.
    pub(crate) const fn answered(&mut self, seconds: f64) {
        self.fastest_s = self.fastest_s.min(seconds);
    }

    /// The bound, as far as it is known.
    fn bound(&self) -> u64 {
        ((TIMES * self.rate_per_s * self.fastest_s).max(FEWEST) as u64).min(MOST)
    }

    /// A request arrived, after which so many are unanswered. Whether it should be the last.
    pub(crate) fn grows_past_bound(&mut self, unanswered: u64) -> bool {
        self.arrivals += 1;
        if unanswered >= MOST {
            return true;
        }
        let bound = self.bound();
        let since = self.arrivals - self.looked_at;
        if since >= bound / 2 {
            let growth = unanswered as f64 - self.seen as f64;
            self.grown = if growth > GROWTH * since as f64 {
                self.grown + 1
            } else {
                0
            };
            self.looked_at = self.arrivals;
            self.seen = unanswered;
        }
        unanswered > bound && self.grown >= LOOKS
    }
}
