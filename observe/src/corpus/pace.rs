//! How fast documents change: a share of them at one pace, and the rest never, as the model has it.
//!
//! Each document that changes does so as a Poisson process, the renewal process whose gaps forget the past. From histories the likelihood
//! is that of counts with too many zeros; from ages since the last change it is that of gaps that are cut off by today, where what never
//! changes has stood since any day alike. Both are fitted by expectation and maximisation, with intervals by resampling documents.

use serde::Serialize;

use crate::estimate::{Dice, Estimate};
use crate::text::corpus as words;

const STEPS: usize = 200;
const CLOSE: f64 = 1e-7;
const RESAMPLES: usize = 200;
/// Documents of which a resample is made at the most; the interval of more is scaled.
const MOST_RESAMPLED: usize = 20_000;
/// Documents below which nothing is fitted.
const FEWEST: usize = 5;
/// Days below which a document was not watched.
const SHORTEST: f64 = 0.5;

/// A document that was watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    /// Days from its beginning until the end.
    pub days: f64,
    /// Days on which it was changed after it was written.
    pub changes: f64,
}

/// Where a pace comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The history of a repository.
    History,
    /// Days since the last change of each.
    Ages,
}

impl Source {
    /// What a reader must know of it.
    #[must_use]
    pub const fn note(self) -> &'static str {
        match self {
            Self::History => words::BY_HISTORY,
            Self::Ages => words::BY_AGES,
        }
    }
}

/// How fast documents change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pace {
    /// Where it comes from.
    pub source: Source,
    /// Mean days between changes of a document that changes; none if nothing ever did.
    pub change_days: Option<Estimate>,
    /// Share of documents that change.
    pub change_share: Estimate,
    /// Share of documents that were never changed while they were watched.
    pub never_touched: Estimate,
    /// Changes in all.
    pub changes: f64,
    /// Share of the changes in the tenth of the documents that change most; 0.1 if all change alike.
    pub top_tenth: Option<f64>,
    /// Commits that were left out because each touched most documents at once.
    pub bulk: u64,
}

/// A share and a rate per day.
#[derive(Clone, Copy)]
struct Fit {
    share: f64,
    rate: f64,
}

impl Pace {
    /// The pace of documents that were watched.
    #[must_use]
    pub fn of_histories(watched: &[Watched], bulk: u64) -> Option<Self> {
        let watched: Vec<Watched> = watched
            .iter()
            .copied()
            .filter(|one| one.days >= SHORTEST)
            .collect();
        if watched.len() < FEWEST {
            return None;
        }
        let n = watched.len() as u64;
        let untouched = watched.iter().filter(|one| one.changes == 0.0).count() as f64;
        let changes: f64 = watched.iter().map(|one| one.changes).sum();
        let fit = fit_counts(&watched);
        let (share, days) = with_intervals(&watched, fit, fit_counts);
        let mut counts: Vec<f64> = watched.iter().map(|one| one.changes).collect();
        counts.sort_by(|a, b| b.total_cmp(a));
        let tenth: f64 = counts.iter().take(counts.len().div_ceil(10)).sum();
        Some(Self {
            source: Source::History,
            change_days: (changes > 0.0).then_some(days),
            change_share: share,
            never_touched: Estimate::share(untouched, n),
            changes,
            top_tenth: (changes > 0.0).then(|| tenth / changes),
            bulk,
        })
    }

    /// The pace of documents of which only the days since the last change are known.
    #[must_use]
    pub fn of_ages(ages: &[f64]) -> Option<Self> {
        let ages: Vec<f64> = ages
            .iter()
            .map(|age| age.max(0.0))
            .filter(|age| age.is_finite())
            .collect();
        let oldest = ages.iter().copied().fold(0.0, f64::max);
        if ages.len() < FEWEST || oldest < SHORTEST {
            return None;
        }
        let fit = move |ages: &[f64]| fit_ages(ages, oldest);
        let (share, days) = with_intervals(&ages, fit(&ages), fit);
        Some(Self {
            source: Source::Ages,
            change_days: (share.value > 0.0).then_some(days),
            change_share: share,
            never_touched: share.map(|share| 1.0 - share),
            changes: 0.0,
            top_tenth: None,
            bulk: 0,
        })
    }
}

/// The share that changes and its rate, from counts of changes.
fn fit_counts(watched: &[Watched]) -> Fit {
    let changes: f64 = watched.iter().map(|one| one.changes).sum();
    let touched = watched.iter().filter(|one| one.changes > 0.0).count() as f64;
    if changes == 0.0 {
        return Fit {
            share: 0.0,
            rate: 0.0,
        };
    }
    let n = watched.len() as f64;
    let exposed: f64 = watched
        .iter()
        .filter(|one| one.changes > 0.0)
        .map(|one| one.days)
        .sum();
    let mut fit = Fit {
        share: touched / n,
        rate: changes / exposed,
    };
    for _ in 0..STEPS {
        let (mut changing, mut days) = (0.0, 0.0);
        for one in watched {
            let chance = if one.changes > 0.0 {
                1.0
            } else {
                let silent = fit.share * (-fit.rate * one.days).exp();
                silent / (silent + 1.0 - fit.share).max(1e-300)
            };
            changing += chance;
            days += chance * one.days;
        }
        let next = Fit {
            share: changing / n,
            rate: changes / days,
        };
        let close = (next.share - fit.share).abs() < CLOSE && (next.rate / fit.rate - 1.0).abs() < CLOSE;
        fit = next;
        if close {
            break;
        }
    }
    // A day counts once, however often a document changed on it.
    let on_a_day = fit.rate.min(0.99);
    Fit {
        rate: -(-on_a_day).ln_1p(),
        ..fit
    }
}

/// The same from ages: exponential for what changes, even up to the oldest for what does not.
fn fit_ages(ages: &[f64], oldest: f64) -> Fit {
    let n = ages.len() as f64;
    let mut sorted = ages.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(oldest);
    let mut fit = Fit {
        share: 0.5,
        rate: 1.0 / median.clamp(oldest / 1e4, oldest).max(1e-3),
    };
    for _ in 0..STEPS {
        // An age beyond the oldest cannot be seen.
        let seen = 1.0 - (-fit.rate * oldest).exp();
        let (mut changing, mut days) = (0.0, 0.0);
        for age in ages {
            let changes = fit.share * fit.rate * (-fit.rate * age).exp() / seen;
            let rests = (1.0 - fit.share) / oldest;
            let chance = changes / (changes + rests).max(1e-300);
            changing += chance;
            days += chance * age;
        }
        // The mean of an exponential that is cut off at the oldest: one step towards its rate.
        let cut = oldest * (-fit.rate * oldest).exp() / seen;
        let next = Fit {
            share: changing / n,
            rate: if days > 0.0 {
                changing / (days + changing * cut)
            } else {
                1.0 / SHORTEST
            },
        };
        let close = (next.share - fit.share).abs() < CLOSE && (next.rate / fit.rate - 1.0).abs() < CLOSE;
        fit = next;
        if close {
            break;
        }
    }
    fit
}

fn with_intervals<T: Copy>(all: &[T], fit: Fit, again: impl Fn(&[T]) -> Fit) -> (Estimate, Estimate) {
    let n = all.len() as u64;
    let size = all.len().min(MOST_RESAMPLED);
    // Fewer documents spread more.
    let scale = (size as f64 / all.len() as f64).sqrt();
    let mut dice = Dice::new();
    let (mut shares, mut days) = (Vec::new(), Vec::new());
    for _ in 0..RESAMPLES {
        let drawn: Vec<T> = (0..size)
            .filter_map(|_| all.get(dice.below(all.len())).copied())
            .collect();
        let one = again(&drawn);
        shares.push(fit.share + (one.share - fit.share) * scale);
        if one.rate > 0.0 && fit.rate > 0.0 {
            days.push((fit.rate / one.rate).powf(scale) / fit.rate);
        }
    }
    let mut share = Estimate::resampled(fit.share, shares, n);
    // A resample of none has none: the interval of a share of 0 or 1 is Wilson's.
    let wilson = Estimate::share(fit.share * all.len() as f64, n);
    share.low = share.low.min(wilson.low).clamp(0.0, 1.0);
    share.high = share.high.max(wilson.high).clamp(0.0, 1.0);
    (share, Estimate::resampled(1.0 / fit.rate.max(1e-9), days, n))
}
