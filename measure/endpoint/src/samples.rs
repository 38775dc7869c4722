//! Samples of one thing under one condition, and the series made of them.

use forkcast_protocol::measure::{Interval, P95_SAMPLES, P99_SAMPLES, Series, SeriesKind, Unit};
use hdrhistogram::Histogram;

/// The resolution of times, and the unit of the histogram: a tenth of a microsecond.
const TICKS_PER_MS: f64 = 10_000.0;
/// A longer time than this, about eleven days, counts as this.
const MOST_TICKS: f64 = 1e13;
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

/// A series whose histogram holds other samples than it says it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSamples;

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
        let ticks = (ms * TICKS_PER_MS).round().clamp(1.0, MOST_TICKS) as u64;
        if self.histogram.record(ticks).is_err() {
            // Only where there is no memory left to widen the histogram.
            self.errors += 1;
            return;
        }
        self.sum += ms;
        self.squares += ms * ms;
        self.min = self.min.min(ms);
        self.max = self.max.max(ms);
    }

    /// Adds the samples of a series that was made of some before. Its histogram has the buckets of this one, so percentiles are those of all
    /// samples together; mean and interval are so to rounding.
    ///
    /// # Errors
    /// A series that does not hold what it says it does.
    pub fn add_series(&mut self, series: &Series) -> Result<(), NotSamples> {
        let n = series.n;
        let counted = series
            .histogram
            .iter()
            .try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count));
        if counted != Some(n) || n == 0 {
            return Err(NotSamples);
        }
        for (edge_ms, count) in &series.histogram {
            let ticks = (edge_ms * TICKS_PER_MS).round();
            if !(1.0..=MOST_TICKS * 1.001).contains(&ticks) {
                return Err(NotSamples);
            }
            self.histogram
                .record_n(ticks as u64, *count)
                .map_err(|_| NotSamples)?;
        }
        let (count, mean) = (n as f64, series.mean.value);
        let half = series.mean.high - mean;
        let variance = half * half / (Z * Z) * count;
        self.sum += count * mean;
        self.squares += variance * (count - 1.0) + count * mean * mean;
        self.min = self.min.min(series.min);
        self.max = self.max.max(series.max);
        self.errors += series.errors;
        Ok(())
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
            compared: Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = f64>) -> Samples {
        let mut samples = Samples::new();
        for value in values {
            samples.record(value);
        }
        samples
    }

    fn series(samples: &Samples) -> Series {
        samples
            .series("x", "X", SeriesKind::E2e)
            .expect("there are samples")
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_samples() {
        let s = series(&of((1..=2000).map(|i| f64::from(i) * 0.37)));
        for (found, rank) in [
            (s.p50, 1000.0),
            (s.p95.expect("95"), 1900.0),
            (s.p99.expect("99"), 1980.0),
        ] {
            let want = rank * 0.37;
            assert!(
                (found.value / want - 1.0).abs() < 0.002,
                "{} for {want}",
                found.value
            );
            assert!(found.low < want && want < found.high, "{found:?}");
        }
        assert_eq!((s.n, s.min), (2000, 0.37));
        assert!((s.max - 740.0).abs() < 1e-9 && (s.mean.value - 370.185).abs() < 1e-6);
        assert_eq!(s.histogram.iter().map(|b| b.1).sum::<u64>(), 2000);
        assert!(s.histogram.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn series_merge_into_the_series_of_all_their_samples() {
        let times: Vec<f64> = (1..=4000u32)
            .map(|i| 0.05 * f64::from(i.wrapping_mul(2_654_435_761) >> 12).powf(0.7))
            .collect();
        let whole = series(&of(times.iter().copied()));
        let mut merged = Samples::new();
        for shard in times.chunks(1300) {
            merged.add_series(&series(&of(shard.iter().copied()))).unwrap();
        }
        let merged = series(&merged);
        assert_eq!(merged.histogram, whole.histogram);
        assert_eq!(
            (
                merged.p50, merged.p95, merged.p99, merged.n, merged.min, merged.max
            ),
            (whole.p50, whole.p95, whole.p99, whole.n, whole.min, whole.max)
        );
        for (a, b) in [
            (merged.mean.value, whole.mean.value),
            (merged.mean.low, whole.mean.low),
            (merged.mean.high, whole.mean.high),
        ] {
            assert!((a / b - 1.0).abs() < 1e-9, "{a} for {b}");
        }
    }

    #[test]
    fn a_series_that_does_not_hold_its_samples_is_refused() {
        let good = series(&of([1.0, 2.0, 3.0]));
        let mut too_few = good.clone();
        too_few.histogram.pop();
        let mut no_time = good.clone();
        no_time.histogram[0].0 = f64::NAN;
        let mut overflowing = good;
        overflowing.histogram[0].1 = u64::MAX;
        for wrong in [too_few, no_time, overflowing] {
            assert_eq!(Samples::new().add_series(&wrong), Err(NotSamples));
        }
    }

    #[test]
    fn microseconds_and_hours_are_distinguished() {
        let s = series(&of([0.001, 3_600_000.0, 0.002]));
        assert!((s.p50.value - 0.002).abs() < 1e-4, "{:?}", s.p50);
        assert!((s.max - 3_600_000.0).abs() < 1.0);
    }

    #[test]
    fn percentiles_that_few_samples_cannot_give_are_left_out() {
        assert_eq!(series(&of((1..20).map(f64::from))).p95, None);
        assert!(series(&of((1..=20).map(f64::from))).p95.is_some());
        assert_eq!(series(&of((1..1000).map(f64::from))).p99, None);
        assert!(series(&of((1..=1000).map(f64::from))).p99.is_some());
        assert!(of([]).series("x", "X", SeriesKind::E2e).is_none());
    }

    #[test]
    fn what_is_no_time_is_an_error_and_no_sample() {
        let mut samples = of([1.0, f64::NAN, -1.0, f64::INFINITY]);
        samples.error();
        let s = series(&samples);
        assert_eq!((s.n, s.errors, s.max), (1, 4, 1.0));
    }

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
        let mut rng = StdRng::seed_from_u64(7);
        let (mut mean, mut median) = (0, 0);
        for _ in 0..400 {
            // Exponential with mean 10: median 10 ln 2.
            let s = series(&of((0..200).map(|_| -10.0 * (1.0 - rng.random::<f64>()).ln())));
            mean += u32::from(s.mean.low <= 10.0 && 10.0 <= s.mean.high);
            let truth = 10.0 * std::f64::consts::LN_2;
            median += u32::from(s.p50.low <= truth && truth <= s.p50.high);
        }
        assert!((365..=400).contains(&mean), "{mean} of 400");
        assert!((365..=400).contains(&median), "{median} of 400");
    }
}
