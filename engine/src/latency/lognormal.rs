//! The distribution every stage is held as: log-normal, given by its median and 95th percentile.

/// The standard normal's 95th percentile.
const Z95: f64 = 1.644_853_626_951_472_2;

/// A log-normal distribution of milliseconds, or nothing at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
    /// Mean, kept as it is what sums.
    mean: f64,
}

impl LogNormal {
    /// A stage that takes no time.
    pub const ZERO: Self = Self {
        mu: f64::NEG_INFINITY,
        sigma: 0.0,
        mean: 0.0,
    };

    /// The distribution with that median and 95th percentile (ms). A median of zero or less is [`LogNormal::ZERO`]; a 95th
    /// percentile below the median counts as the median.
    #[must_use]
    pub fn from_percentiles(p50_ms: f64, p95_ms: f64) -> Self {
        if p50_ms <= 0.0 {
            return Self::ZERO;
        }
        let mu = p50_ms.ln();
        let sigma = (p95_ms.max(p50_ms) / p50_ms).ln() / Z95;
        Self {
            mu,
            sigma,
            mean: (mu + sigma * sigma / 2.0).exp(),
        }
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
            variance += part.variance();
        }
        if mean <= 0.0 {
            return Self::ZERO;
        }
        let sigma2 = (variance / (mean * mean)).ln_1p();
        Self {
            mu: mean.ln() - sigma2 / 2.0,
            sigma: sigma2.sqrt(),
            mean,
        }
    }

    fn variance(&self) -> f64 {
        (self.sigma * self.sigma).exp_m1() * self.mean * self.mean
    }

    /// Median, ms.
    #[must_use]
    pub fn p50(&self) -> f64 {
        if self.mean > 0.0 { self.mu.exp() } else { 0.0 }
    }

    /// 95th percentile, ms.
    #[must_use]
    pub fn p95(&self) -> f64 {
        if self.mean > 0.0 {
            (self.mu + Z95 * self.sigma).exp()
        } else {
            0.0
        }
    }

    /// Mean, ms.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }
}
