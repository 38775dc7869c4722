//! The distribution every stage is held as: log-normal, given by its median and 95th percentile.

/// The standard normal's 95th percentile.
const Z95: f64 = 1.644_853_626_951_472_2;

/// A log-normal distribution of milliseconds, or nothing at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    p50: f64,
    p95: f64,
    // Mean and variance, kept as they are what sums.
    mean: f64,
    variance: f64,
}

/// The shape of a log-normal: what it is at a median of one. To scale it takes no logarithm and no exponential, which are most of what a
/// distribution takes to make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread(LogNormal);

impl Spread {
    /// The shape whose 95th percentile is `ratio` times its median; a ratio below one counts as one.
    #[must_use]
    pub fn of(ratio: f64) -> Self {
        let ratio = ratio.max(1.0);
        let sigma = ratio.ln() / Z95;
        let relative = (sigma * sigma).exp_m1();
        // The mean is e^(σ²/2) medians, the variance e^(σ²) − 1 squares of the mean.
        let mean2 = 1.0 + relative;
        Self(LogNormal {
            p50: 1.0,
            p95: ratio,
            mean: mean2.sqrt(),
            variance: relative * mean2,
        })
    }

    /// The distribution of this shape with that median (ms). A median of zero or less is [`LogNormal::ZERO`].
    #[must_use]
    pub fn at(&self, p50_ms: f64) -> LogNormal {
        if p50_ms <= 0.0 {
            return LogNormal::ZERO;
        }
        LogNormal {
            p50: p50_ms,
            p95: p50_ms * self.0.p95,
            mean: p50_ms * self.0.mean,
            variance: p50_ms * p50_ms * self.0.variance,
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
        if mean <= 0.0 {
            return Self::ZERO;
        }
        let relative = variance / (mean * mean);
        let p50 = mean / (1.0 + relative).sqrt();
        Self {
            p50,
            p95: p50 * (Z95 * relative.ln_1p().sqrt()).exp(),
            mean,
            variance,
        }
    }

    /// Median, ms.
    #[must_use]
    pub const fn p50(&self) -> f64 {
        self.p50
    }

    /// 95th percentile, ms.
    #[must_use]
    pub const fn p95(&self) -> f64 {
        self.p95
    }

    /// Mean, ms.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }
}
