//! Values with 95% intervals.

use serde::Serialize;

/// Standard deviations either side of the mean that hold 95% of a normal distribution.
pub const Z95: f64 = 1.959_963_985;

/// A value, its 95% interval, and the number of observations behind it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Observations.
    pub n: u64,
}

impl Estimate {
    /// What was counted, and so is known.
    #[must_use]
    pub const fn exact(value: f64, n: u64) -> Self {
        Self {
            value,
            low: value,
            high: value,
            n,
        }
    }

    /// A value with a standard error of so many degrees of freedom.
    #[must_use]
    pub fn normal(value: f64, error: f64, freedom: f64, n: u64) -> Self {
        let half = t95(freedom) * error;
        Self {
            value,
            low: value - half,
            high: value + half,
            n,
        }
    }

    /// A mean of values of that variance.
    #[must_use]
    pub fn of_mean(mean: f64, variance: f64, n: u64) -> Self {
        let count = n.max(1) as f64;
        Self::normal(mean, (variance / count).max(0.0).sqrt(), count - 1.0, n)
    }

    /// A share of so many, by Wilson.
    #[must_use]
    pub fn share(hits: f64, n: u64) -> Self {
        let count = n.max(1) as f64;
        let share = (hits / count).clamp(0.0, 1.0);
        let z = Z95 * Z95 / count;
        let middle = (share + z / 2.0) / (1.0 + z);
        let half = Z95 * (share * (1.0 - share) / count + z / (4.0 * count)).sqrt() / (1.0 + z);
        Self {
            value: share,
            low: (middle - half).clamp(0.0, share),
            high: (middle + half).clamp(share, 1.0),
            n,
        }
    }

    /// The value with the 2.5th and 97.5th percentile of resampled ones.
    #[must_use]
    pub fn resampled(value: f64, samples: Vec<f64>, n: u64) -> Self {
        let mut samples: Vec<f64> = samples.into_iter().filter(|x| x.is_finite()).collect();
        samples.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (share * samples.len().saturating_sub(1) as f64).round() as usize;
            samples.get(place).copied().unwrap_or(value)
        };
        Self {
            value,
            low: at(0.025).min(value),
            high: at(0.975).max(value),
            n,
        }
    }

    /// The same by a function that rises or falls throughout.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let (a, b) = (f(self.low), f(self.high));
        Self {
            value: f(self.value),
            low: a.min(b),
            high: a.max(b),
            n: self.n,
        }
    }

    /// The same, nowhere below a value.
    #[must_use]
    pub const fn at_least(self, least: f64) -> Self {
        Self {
            value: self.value.max(least),
            low: self.low.max(least),
            high: self.high.max(least),
            n: self.n,
        }
    }
}

/// The 97.5th percentile of Student's distribution: exact for one and two degrees of freedom, by Cornish and Fisher's expansion above.
#[must_use]
pub fn t95(freedom: f64) -> f64 {
    if freedom < 1.5 {
        return 12.706;
    }
    if freedom < 2.5 {
        return 4.303;
    }
    let z = Z95;
    let terms = [
        (z.powi(3) + z) / 4.0,
        (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
        (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
    ];
    let mut power = 1.0;
    let mut t = z;
    for term in terms {
        power *= freedom;
        t += term / power;
    }
    t
}

/// Numbers that look random and are always the same: resampling gives one answer for one file.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// A whole number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let high = u128::from(crate::hash::mix(self.0)) * n.max(1) as u128;
        (high >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_percentiles_are_those_of_tables() {
        for (freedom, t) in [
            (1.0, 12.706),
            (2.0, 4.303),
            (3.0, 3.182),
            (5.0, 2.571),
            (10.0, 2.228),
            (30.0, 2.042),
        ] {
            assert!((t95(freedom) - t).abs() < 0.03, "{freedom}: {}", t95(freedom));
        }
        assert!((t95(1e9) - 1.96).abs() < 1e-3);
    }

    #[test]
    fn shares_have_wilsons_interval() {
        let none = Estimate::share(0.0, 20);
        assert!(
            none.value == 0.0 && none.low == 0.0 && (none.high - 0.161).abs() < 0.001,
            "{none:?}"
        );
        let half = Estimate::share(10.0, 20);
        assert!(
            (half.low - 0.299).abs() < 0.001 && (half.high - 0.701).abs() < 0.001,
            "{half:?}"
        );
    }
}
