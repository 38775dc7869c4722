//! Distributions in a few kilobytes, however many values there are.

use serde::Serialize;

use crate::estimate::{Estimate, Z95};

/// Ratio of a bin's ends: every quantile is within 1% of the truth.
const BASE: f64 = 1.02;
/// Least value that has a bin of its own; lower ones count as 0.
const LEAST: f64 = 1e-3;
const BINS: usize = 1600;

/// Counts of values on a logarithmic scale, with their exact mean and variance.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    bins: Vec<u64>,
    zeros: u64,
    n: u64,
    mean: f64,
    squares: f64,
    least: f64,
    greatest: f64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            bins: vec![0; BINS],
            zeros: 0,
            n: 0,
            mean: 0.0,
            squares: 0.0,
            least: f64::INFINITY,
            greatest: 0.0,
        }
    }
}

/// A distribution in a summary.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Distribution {
    /// Mean with its interval.
    pub mean: Estimate,
    /// Median with its interval.
    pub p50: Estimate,
    /// 95th percentile with its interval.
    pub p95: Estimate,
    /// Greatest value.
    pub max: f64,
}

impl Sketch {
    /// Adds a value. Negative numbers and what is no number are passed over.
    pub fn add(&mut self, value: f64) {
        if !(value >= 0.0 && value.is_finite()) {
            return;
        }
        self.n += 1;
        let step = value - self.mean;
        self.mean += step / self.n as f64;
        self.squares += step * (value - self.mean);
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        if value < LEAST {
            self.zeros += 1;
            return;
        }
        let place = ((value / LEAST).ln() / BASE.ln()) as usize;
        if let Some(bin) = self.bins.get_mut(place.min(BINS - 1)) {
            *bin += 1;
        }
    }

    /// How many values there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.n
    }

    /// Their sum.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.mean * self.n as f64
    }

    /// The quantile, within 1%; 0 of none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let rank = (share.clamp(0.0, 1.0) * self.n.saturating_sub(1) as f64).round() as u64;
        let mut below = self.zeros;
        if rank < below || self.n == 0 {
            return 0.0;
        }
        for (place, bin) in (0i32..).zip(&self.bins) {
            below += bin;
            if rank < below {
                let middle = LEAST * BASE.powf(f64::from(place) + 0.5);
                return middle.clamp(self.least, self.greatest);
            }
        }
        self.greatest
    }

    /// A quantile with the interval that order statistics give it.
    #[must_use]
    pub fn quantile_estimate(&self, share: f64) -> Estimate {
        let n = self.n.max(1) as f64;
        let half = Z95 * (share * (1.0 - share) / n).sqrt();
        Estimate {
            value: self.quantile(share),
            low: self.quantile(share - half),
            high: self.quantile(share + half),
            n: self.n,
        }
    }

    /// The mean with its interval.
    #[must_use]
    pub fn mean_estimate(&self) -> Estimate {
        let variance = if self.n > 1 {
            self.squares / (self.n - 1) as f64
        } else {
            0.0
        };
        Estimate::of_mean(self.mean, variance, self.n).at_least(0.0)
    }

    /// The whole distribution; none without values.
    #[must_use]
    pub fn distribution(&self) -> Option<Distribution> {
        (self.n > 0).then(|| Distribution {
            mean: self.mean_estimate(),
            p50: self.quantile_estimate(0.5),
            p95: self.quantile_estimate(0.95),
            max: self.greatest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantiles_are_within_one_percent(values in prop::collection::vec(0.01f64..1e9, 1..400), share in 0.0f64..=1.0) {
            let mut sketch = Sketch::default();
            values.iter().for_each(|value| sketch.add(*value));
            let mut sorted = values;
            sorted.sort_by(f64::total_cmp);
            let exact = sorted[(share * (sorted.len() - 1) as f64).round() as usize];
            let found = sketch.quantile(share);
            prop_assert!((found / exact - 1.0).abs() <= 0.0101, "{found} for {exact}");
        }

        #[test]
        fn the_mean_is_exact(values in prop::collection::vec(0.0f64..1e6, 1..200)) {
            let mut sketch = Sketch::default();
            values.iter().for_each(|value| sketch.add(*value));
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert!((sketch.mean_estimate().value - mean).abs() <= 1e-9 * mean.max(1.0));
        }
    }

    #[test]
    fn nonsense_is_passed_over() {
        let mut sketch = Sketch::default();
        for value in [f64::NAN, f64::INFINITY, -1.0] {
            sketch.add(value);
        }
        assert_eq!(sketch.count(), 0);
        assert!(sketch.distribution().is_none());
        sketch.add(0.0);
        assert_eq!(sketch.quantile(0.5), 0.0);
    }
}
