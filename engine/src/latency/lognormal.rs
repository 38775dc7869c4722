//! The distribution every stage is held as: log-normal, given by its median and 95th percentile.

use crate::math::{Bounds as _, exp, exp_m1, ln, ln_1p};

/// The standard normal's 95th percentile.
const Z95: f64 = 1.644_853_626_951_472_2;

/// A log-normal distribution of milliseconds, or nothing at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    // Percentiles, where they are not to be worked out from mean and variance: then the median is `BY_MOMENTS`. Most sums are only summed
    // again, and a percentile takes a logarithm and an exponential.
    p50: f64,
    p95: f64,
    // Mean and variance, kept as they are what sums.
    mean: f64,
    variance: f64,
}

/// Stands for a median that follows from mean and variance.
const BY_MOMENTS: f64 = -1.0;

/// The shape of a log-normal: what it is at a median of one. To scale it takes no logarithm and no exponential, which are most of what a
/// distribution takes to make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    shape: LogNormal,
    /// Logarithm of the 95th percentile over the median.
    ln_ratio: f64,
}

impl Spread {
    /// The shape whose 95th percentile is `ratio` times its median; a ratio below one counts as one.
    #[must_use]
    pub fn of(ratio: f64) -> Self {
        let ratio = ratio.at_least(1.0);
        Self::with(ratio, ln(ratio))
    }

    /// The shape with that ratio, whose logarithm is known.
    fn with(ratio: f64, ln_ratio: f64) -> Self {
        let sigma = ln_ratio / Z95;
        let relative = exp_m1(sigma * sigma);
        // The mean is e^(σ²/2) medians, the variance e^(σ²) − 1 squares of the mean.
        let mean2 = 1.0 + relative;
        Self {
            shape: LogNormal {
                p50: 1.0,
                p95: ratio,
                mean: mean2.sqrt(),
                variance: relative * mean2,
            },
            ln_ratio,
        }
    }

    /// The shape of the product of two independent factors of these shapes.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let ln_ratio = (self.ln_ratio * self.ln_ratio + other.ln_ratio * other.ln_ratio).sqrt();
        Self::with(exp(ln_ratio), ln_ratio)
    }

    /// Mean over median.
    #[must_use]
    pub const fn mean_over_p50(&self) -> f64 {
        self.shape.mean
    }

    /// The distribution of this shape with that median (ms). A median of zero or less is [`LogNormal::ZERO`].
    #[must_use]
    pub fn at(&self, p50_ms: f64) -> LogNormal {
        if p50_ms <= 0.0 {
            return LogNormal::ZERO;
        }
        LogNormal {
            p50: p50_ms,
            p95: p50_ms * self.shape.p95,
            mean: p50_ms * self.shape.mean,
            variance: p50_ms * p50_ms * self.shape.variance,
        }
    }
}

impl LogNormal {
    /// A stage that takes no time.
    pub const ZERO: Self = Self {
        p50: 0.0,
        p95: 0.0,
        mean: 0.0,
        variance: 0.0,
    };

    /// The distribution with that median and 95th percentile (ms). A median of zero or less is [`LogNormal::ZERO`]; a 95th
    /// percentile below the median counts as the median.
    #[must_use]
    pub fn from_percentiles(p50_ms: f64, p95_ms: f64) -> Self {
        if p50_ms <= 0.0 {
            return Self::ZERO;
        }
        Spread::of(p95_ms / p50_ms).at(p50_ms)
    }

    /// The log-normal with the mean and variance of the sum of independent stages.
    ///
    /// Fenton and Wilkinson's moment matching (L. Fenton, IRE Trans. Commun. Syst. 8, 1960). The percentile of a sum is not the sum
    /// of percentiles: adding up 95th percentiles would say more than is true.
    #[must_use]
    pub fn sum(parts: &[Self]) -> Self {
        let mut mean = 0.0;
        let mut variance = 0.0;
        for part in parts {
            mean += part.mean;
            variance += part.variance;
        }
        Self::matching(mean, variance)
    }

    /// The log-normal with that mean and variance.
    fn matching(mean: f64, variance: f64) -> Self {
        if mean <= 0.0 {
            return Self::ZERO;
        }
        Self {
            p50: BY_MOMENTS,
            p95: BY_MOMENTS,
            mean,
            variance,
        }
    }

    /// Median and 95th percentile, ms.
    fn percentiles(&self) -> (f64, f64) {
        if self.p50 != BY_MOMENTS {
            return (self.p50, self.p95);
        }
        let relative = self.variance / (self.mean * self.mean);
        let p50 = self.mean / (1.0 + relative).sqrt();
        (p50, p50 * exp(Z95 * ln_1p(relative).sqrt()))
    }

    /// The log-normal with the mean and variance of so many independent ones like it, one after another.
    #[must_use]
    pub fn repeated(&self, times: f64) -> Self {
        if times == 1.0 || self.mean <= 0.0 {
            return *self;
        }
        Self::matching(self.mean * times, self.variance * times)
    }

    /// What comes of `self` in `share` of all cases and of `other` in the rest (0 to 1): mean, variance and both percentiles are those
    /// of the mixture, whose own form is no log-normal.
    #[must_use]
    pub fn or(&self, share: f64, other: &Self) -> Self {
        let mixed = |a: f64, b: f64| share * a + (1.0 - share) * b;
        let mean = mixed(self.mean, other.mean);
        let apart = self.mean - other.mean;
        Self {
            p50: self.quantile_or(share, other, 0.0),
            p95: self.quantile_or(share, other, Z95),
            mean,
            variance: mixed(self.variance, other.variance) + share * (1.0 - share) * apart * apart,
        }
    }

    /// The same with percentiles that are no less than the other's, as of what ends after it.
    #[must_use]
    pub fn no_sooner_than(self, other: &Self) -> Self {
        let ((p50, p95), (other_p50, other_p95)) = (self.percentiles(), other.percentiles());
        Self {
            p50: p50.at_least(other_p50),
            p95: p95.at_least(other_p95),
            ..self
        }
    }

    /// The mixture's percentile that is `z` standard deviations from the median in a normal distribution: by Newton's method on the
    /// logarithm of time, kept between the same percentile of both.
    fn quantile_or(&self, share: f64, other: &Self, z: f64) -> f64 {
        let shape = |d: &Self| {
            let (p50, p95) = d.percentiles();
            (ln(p50), (ln(p95 / p50) / Z95).at_least(1e-9))
        };
        let ((mu_a, sigma_a), (mu_b, sigma_b)) = (shape(self), shape(other));
        let ends = (mu_a + z * sigma_a, mu_b + z * sigma_b);
        let (mut low, mut high) = (ends.0.at_most(ends.1), ends.0.at_least(ends.1));
        let wanted = normal(z).0;
        // The percentile lies near that of the part in which it falls.
        let first_below = mu_a < mu_b;
        let below = if first_below { share } else { 1.0 - share };
        let mut at = if (below > wanted) == first_below {
            ends.0
        } else {
            ends.1
        };
        // Each step at worst halves the stretch, to a billionth of it at the end.
        for _ in 0..30 {
            let (below_a, dense_a) = normal((at - mu_a) / sigma_a);
            let (below_b, dense_b) = normal((at - mu_b) / sigma_b);
            let over = share * below_a + (1.0 - share) * below_b - wanted;
            if over > 0.0 {
                high = at;
            } else {
                low = at;
            }
            let step = at - over / (share * dense_a / sigma_a + (1.0 - share) * dense_b / sigma_b);
            let next = if step > low && step < high {
                step
            } else {
                f64::midpoint(low, high)
            };
            let moved = (next - at).abs();
            at = next;
            if moved < 1e-9 {
                break;
            }
        }
        exp(at)
    }

    /// Median, ms.
    #[must_use]
    pub fn p50(&self) -> f64 {
        self.percentiles().0
    }

    /// 95th percentile, ms.
    #[must_use]
    pub fn p95(&self) -> f64 {
        self.percentiles().1
    }

    /// Mean, ms.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }
}

/// Share of a standard normal distribution below `z`, to 7.5 × 10⁻⁸ (Abramowitz & Stegun 1964, 26.2.17), and its density there.
fn normal(z: f64) -> (f64, f64) {
    let density = exp(-0.5 * z * z) * 0.398_942_280_401_432_7;
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series = [
        1.330_274_429,
        -1.821_255_978,
        1.781_477_937,
        -0.356_563_782,
        0.319_381_530,
    ];
    let tail = density * series.iter().fold(0.0, |sum, term| (sum + term) * t);
    (if z > 0.0 { 1.0 - tail } else { tail }, density)
}
