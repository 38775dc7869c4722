//! Shares, means and their intervals.

use forkcast_observe::Estimate;

use crate::plan::Dice;

/// Resamples of an interval.
const RESAMPLES: usize = 2000;

pub(super) fn share(flags: impl Iterator<Item = bool>) -> Estimate {
    let (mut hits, mut n) = (0.0, 0);
    for flag in flags {
        hits += f64::from(u8::from(flag));
        n += 1;
    }
    Estimate::share(hits, n)
}

pub(super) fn mean(values: &[f64]) -> Option<Estimate> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let estimate = Estimate::of_mean(mean, variance(values, mean), values.len() as u64);
    Some(Estimate {
        low: estimate.low.max(0.0),
        high: estimate.high.min(1.0),
        ..estimate
    })
}

pub(super) fn variance(values: &[f64], mean: f64) -> f64 {
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    squares / (values.len() as f64 - 1.0).max(1.0)
}

/// A value with the interval of its resamples, always the same for a seed.
pub(super) fn resampled(seed: u32, n: usize, value: f64, of: impl Fn(&[usize]) -> f64) -> Estimate {
    let mut dice = Dice::new(u64::from(seed));
    let mut places = vec![0; n];
    let samples = (0..RESAMPLES)
        .map(|_| {
            places.fill_with(|| dice.below(n));
            of(&places)
        })
        .collect();
    Estimate::resampled(value, samples, n as u64)
}
