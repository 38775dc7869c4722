//! When questions come: by day, weekday and hour, with growth and peak.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::estimate::{Dice, Estimate};
use crate::when::{self, When};

const HOURS: usize = 24;
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;
/// Days that the rate of today is taken from, in whole weeks.
const RECENT_WEEKS: usize = 4;
/// Days below which no growth is fitted.
const FEWEST_FOR_GROWTH: usize = 21;
/// Days below which no interval of the peak can be resampled.
const FEWEST_FOR_PEAK: usize = 3;
/// Questions below which the busiest hour is chance.
const FEWEST_QUESTIONS: f64 = 240.0;
const RESAMPLES: usize = 400;

/// Questions by day and hour, UTC.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    days: BTreeMap<i64, Day>,
    by_hour: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Day {
    questions: f64,
    hours: [f64; HOURS],
}

/// When questions come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Traffic {
    /// Days from the first to the last, without those two if there are more: they are rarely whole.
    pub whole_days: usize,
    /// Questions a day over the last weeks.
    pub per_day: Estimate,
    /// Growth a month, fitted; none for few days or many without questions.
    pub growth_monthly: Option<Estimate>,
    /// Busiest hour of the busiest weekday over the average hour; none for few questions or times without an hour.
    pub peak_factor: Option<Estimate>,
    /// Share of questions by weekday, Monday first.
    pub weekdays: [f64; 7],
    /// Share of questions by hour, UTC.
    pub hours: Option<[f64; HOURS]>,
}

impl Days {
    pub(super) fn add(&mut self, at: When, questions: f64, whole_day: bool) {
        let day = self.days.entry(at.day()).or_default();
        day.questions += questions;
        if !whole_day && let Some(hour) = day.hours.get_mut(at.hour()) {
            *hour += questions;
            self.by_hour = true;
        }
    }

    pub(super) fn ends(&self) -> Option<(i64, i64)> {
        let (first, _) = self.days.first_key_value()?;
        let (last, _) = self.days.last_key_value()?;
        Some((*first, *last))
    }

    pub(super) fn traffic(&self) -> Option<Traffic> {
        let (mut first, mut last) = self.ends()?;
        if last - first >= 2 {
            (first, last) = (first + 1, last - 1);
        }
        let all: Vec<(i64, Day)> = (first..=last)
            .map(|day| (day, self.days.get(&day).copied().unwrap_or_default()))
            .collect();
        let by_weekday = |f: &dyn Fn(usize) -> f64| std::array::from_fn(f);
        let total: f64 = all.iter().map(|(_, day)| day.questions).sum();
        let of_weekday = |weekday: usize| {
            let days = all.iter().filter(|(day, _)| when::weekday(*day) == weekday);
            days.fold(0.0, |sum, (_, day)| sum + day.questions) / total.max(1e-9)
        };
        let hours: [f64; HOURS] = std::array::from_fn(|hour| {
            let hours = all.iter().filter_map(|(_, day)| day.hours.get(hour));
            hours.fold(0.0, |sum, hour| sum + hour) / total.max(1e-9)
        });
        Some(Traffic {
            whole_days: all.len(),
            per_day: per_day(&all),
            growth_monthly: growth(&all),
            peak_factor: self.by_hour.then(|| peak(&all, total)).flatten(),
            weekdays: by_weekday(&of_weekday),
            hours: self.by_hour.then_some(hours),
        })
    }
}

/// The mean of the last whole weeks. Weekdays differ, so that the interval rests on weeks if there are some, otherwise on days.
fn per_day(all: &[(i64, Day)]) -> Estimate {
    let counts: Vec<f64> = all.iter().map(|(_, day)| day.questions).collect();
    let weeks = (counts.len() / 7).min(RECENT_WEEKS);
    let recent = if weeks > 0 { counts.len() - weeks * 7 } else { 0 };
    let counts = counts.get(recent..).unwrap_or_default();
    let n = counts.iter().sum::<f64>() as u64;
    let mean_of = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let mean = mean_of(counts);
    let blocks: Vec<f64> = if weeks >= 3 {
        counts.chunks(7).map(mean_of).collect()
    } else {
        counts.to_vec()
    };
    let freedom = blocks.len().saturating_sub(1);
    let squares: f64 = blocks.iter().map(|block| (block - mean).powi(2)).sum();
    let between = if freedom > 0 {
        squares / freedom as f64 / blocks.len() as f64
    } else {
        0.0
    };
    // Chance alone spreads counts by their root.
    let chance = mean / counts.len().max(1) as f64;
    let error = between.max(chance).sqrt();
    Estimate::normal(mean, error, freedom.max(1) as f64, n).at_least(0.0)
}

/// The slope of the logarithm of daily counts, with a level of its own for each weekday.
fn growth(all: &[(i64, Day)]) -> Option<Estimate> {
    let points: Vec<(i64, f64)> = all
        .iter()
        .filter(|(_, day)| day.questions > 0.0)
        .map(|(day, of)| (*day, of.questions.ln()))
        .collect();
    if points.len() < FEWEST_FOR_GROWTH || points.len() * 10 < all.len() * 9 {
        return None;
    }
    let first = points.first()?.0;
    let mut sums = [(0.0, 0.0, 0.0); 7];
    for (day, y) in &points {
        if let Some(sum) = sums.get_mut(when::weekday(*day)) {
            *sum = (sum.0 + 1.0, sum.1 + (day - first) as f64, sum.2 + y);
        }
    }
    let centred: Vec<(f64, f64)> = points
        .iter()
        .filter_map(|(day, y)| {
            let (n, x_sum, y_sum) = sums.get(when::weekday(*day))?;
            Some(((day - first) as f64 - x_sum / n, y - y_sum / n))
        })
        .collect();
    let xx: f64 = centred.iter().map(|(x, _)| x * x).sum();
    if xx <= 0.0 {
        return None;
    }
    let slope = centred.iter().map(|(x, y)| x * y).sum::<f64>() / xx;
    let residual: f64 = centred.iter().map(|(x, y)| (y - slope * x).powi(2)).sum();
    let weekdays = sums.iter().filter(|(n, ..)| *n > 0.0).count() as f64;
    let freedom = points.len() as f64 - weekdays - 1.0;
    let error = (residual / freedom / xx).sqrt();
    let of_day = Estimate::normal(slope, error, freedom, points.len() as u64);
    Some(of_day.map(|slope| (slope * DAYS_PER_MONTH).exp_m1()))
}

/// The busiest weekday's share of an average day, times the busiest hour's of an average hour: with 31 levels in place of 168, chance
/// makes less of a peak.
fn peak(all: &[(i64, Day)], total: f64) -> Option<Estimate> {
    if total < FEWEST_QUESTIONS {
        return None;
    }
    let factor = |days: &[(i64, Day)]| -> f64 {
        let mean = days.iter().map(|(_, day)| day.questions).sum::<f64>() / days.len().max(1) as f64;
        let weekday = if all.len() >= 14 {
            (0..7)
                .filter_map(|weekday| {
                    let own = days.iter().filter(|(day, _)| when::weekday(*day) == weekday);
                    let (n, sum) = own.fold((0.0, 0.0), |(n, sum), (_, day)| (n + 1.0, sum + day.questions));
                    (n > 0.0).then(|| sum / n / mean)
                })
                .fold(1.0, f64::max)
        } else {
            1.0
        };
        let hours: [f64; HOURS] =
            std::array::from_fn(|hour| days.iter().filter_map(|(_, day)| day.hours.get(hour)).sum());
        let sum: f64 = hours.iter().sum();
        weekday * hours.iter().copied().fold(0.0, f64::max) * HOURS as f64 / sum
    };
    let value = factor(all);
    if !value.is_finite() {
        return None;
    }
    let n = total as u64;
    if all.len() < FEWEST_FOR_PEAK {
        return Some(Estimate {
            low: 1.0,
            ..Estimate::exact(value, n)
        });
    }
    let mut dice = Dice::new();
    let samples = (0..RESAMPLES).map(|_| {
        let drawn: Vec<(i64, Day)> = (0..all.len())
            .filter_map(|_| all.get(dice.below(all.len())).copied())
            .collect();
        factor(&drawn)
    });
    Some(Estimate::resampled(value, samples.collect(), n))
}
