//! Samples of one thing under one condition, and the series made of them.

use forkcast_protocol::measure::{Interval, P99_SAMPLES, Series, SeriesKind, Unit};
use hdrhistogram::Histogram;

/// Smallest time told apart, and the unit that the histogram counts in: a tenth of a microsecond.
const TICKS_PER_MS: f64 = 10_000.0;
/// Fewest samples from which a 95th percentile is given.
const P95_SAMPLES: u64 = 20;
/// Two-sided 95 % of a standard normal.
const Z: f64 = 1.959_963_985;

/// Samples in milliseconds, kept in a histogram of three significant digits.
#[derive(Clone, Debug)]
pub struct Samples {
    histogram: Histogram<u64>,
    sum: f64,
    squares: f64,
    min: f64,
    max: f64,
    errors: u64,
}

impl Default for Samples {
    fn default() -> Self {
        Self::new()
    }
}

impl Samples {
    /// No samples yet.
    ///
    /// # Panics
    /// Never: three digits are within what a histogram keeps.
    #[must_use]
    pub fn new() -> Self {
        Self {
            histogram: Histogram::new(3).expect("three digits are allowed"),
            sum: 0.0,
            squares: 0.0,
            min: f64::INFINITY,
            max: 0.0,
            errors: 0,
        }
    }

    /// Adds a sample, ms. What is no time (negative or not finite) counts as an error.
    pub fn record(&mut self, ms: f64) {
        if !ms.is_finite() || ms < 0.0 {
            self.errors += 1;
            return;
        }
        self.histogram
            .saturating_record((ms * TICKS_PER_MS).round().max(1.0) as u64);
        self.sum += ms;
        self.squares += ms * ms;
        self.min = self.min.min(ms);
        self.max = self.max.max(ms);
    }

    /// Counts a request that failed.
    pub fn error(&mut self) {
        self.errors += 1;
    }

    /// Samples so far.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.histogram.len()
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The series, with 95 % confidence intervals; none without a sample.
    ///
    /// The mean's interval is the normal one; a percentile's is given by the ranks between which the true one lies with 95 %
    /// confidence (binomial, no assumption about the distribution).
    #[must_use]
    pub fn series(&self, key: &str, label: &str, kind: SeriesKind) -> Option<Series> {
        let n = self.len();
        if n == 0 {
            return None;
        }
        let count = n as f64;
        let mean = self.sum / count;
        let variance = if n > 1 {
            ((self.squares - count * mean * mean) / (count - 1.0)).max(0.0)
        } else {
            0.0
        };
        let half = Z * (variance / count).sqrt();
        Some(Series {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
            unit: Unit::Ms,
            prompt_tokens: None,
            batch: None,
            n,
            errors: self.errors,
            mean: Interval {
                value: mean,
                low: (mean - half).max(0.0),
                high: mean + half,
            },
            min: self.min,
            max: self.max,
            p50: self.quantile(0.5),
            p95: (n >= P95_SAMPLES).then(|| self.quantile(0.95)),
            p99: (n >= P99_SAMPLES).then(|| self.quantile(0.99)),
            histogram: self
                .histogram
                .iter_recorded()
                .map(|bucket| {
                    (
                        bucket.value_iterated_to() as f64 / TICKS_PER_MS,
                        bucket.count_since_last_iteration(),
                    )
                })
                .collect(),
            recall: None,
            goodput_per_s: None,
            good_share: None,
            throughput_per_s: None,
            predicted_ms: None,
            compared: None,
            path: None,
        })
    }

    fn quantile(&self, q: f64) -> Interval {
        let n = self.len() as f64;
        let spread = Z * (n * q * (1.0 - q)).sqrt();
        let at = |rank: f64| {
            let share = (rank / n).clamp(0.0, 1.0);
            let value = self.histogram.value_at_quantile(share) as f64 / TICKS_PER_MS;
            value.clamp(self.min, self.max)
        };
        Interval {
            value: at(n * q),
            low: at(n * q - spread),
            high: at(n * q + spread + 1.0),
        }
    }
}
