//! The criteria: each a value from 0 to 1 by a documented function, and their weights.

use super::assess::Figures;
use super::parts::MEDIANS;
pub use super::parts::{cost, latency, weights};
use crate::cost::people;
use crate::math::{Bounds as _, exp};
use crate::order;
use crate::report::{CRITERIA, Criterion, Quality};
use crate::scenario::Scenario;
use crate::strategy::{STRATEGIES, Strategy};

/// Value of each criterion, 0 to 1, in the order of [`Criterion::ALL`], at the likely values.
#[must_use]
pub fn values(s: &Scenario, a: &Figures, yardstick_usd: f64) -> [f64; CRITERIA] {
    values_with(s, s, a, &a.quality, a.ttft_p95_ms, yardstick_usd)
}

/// The same in a simulation that drew that quality and time. The limit on the first token is the one that the team set.
#[must_use]
pub(super) fn values_with(
    set: &Scenario,
    drawn: &Scenario,
    a: &Figures,
    quality: &Quality,
    ttft_p95_ms: f64,
    yardstick_usd: f64,
) -> [f64; CRITERIA] {
    let profile = a.strategy.profile();
    let mut values = [0.0; CRITERIA];
    values[Criterion::Quality as usize] = quality.p_correct;
    values[Criterion::Cost as usize] = cost(a.total_usd, yardstick_usd);
    values[Criterion::Latency as usize] = latency(set, ttft_p95_ms);
    values[Criterion::Freshness as usize] = quality.fresh;
    values[Criterion::Traceability as usize] = profile.traceability;
    values[Criterion::TimeToValue as usize] = time_to_value(people::weeks_to_live(drawn, a.strategy));
    values[Criterion::Simplicity as usize] = f64::midpoint(profile.few_parts, profile.portability);
    values
}

/// The yardstick of the cost criterion, USD over the horizon: twice the median of what the basic approaches cost, so that a further
/// technique moves no score. Where a right answer has a
/// worth and costs are small beside it, the amount at which a dollar of cost weighs as much as a dollar's worth of right answers.
#[must_use]
pub fn yardstick_usd(s: &Scenario, total_usd: [f64; STRATEGIES], horizon_queries: f64) -> f64 {
    let median = MEDIANS * median_of_basic(total_usd);
    match s.right_answer_usd {
        Some(worth) if s.weight_quality > 0.0 => {
            median.at_least(worth * horizon_queries * s.weight_cost / s.weight_quality)
        }
        Some(_) | None => median,
    }
}

/// The median over the approaches that refine no other.
#[must_use]
pub fn median_of_basic(mut of: [f64; STRATEGIES]) -> f64 {
    let mut count = 0;
    for (i, strategy) in Strategy::ALL.into_iter().enumerate() {
        if strategy.profile().basic {
            of[count] = of[i];
            count += 1;
        }
    }
    order::select(&mut of[..count], count / 2)
}

/// e^(−weeks / 12): a quarter of a year costs about two thirds.
#[must_use]
pub fn time_to_value(weeks: f64) -> f64 {
    exp(-weeks / 12.0)
}

/// What the score of an approach that both retrieves and tunes is lowered by, for having both to run.
#[must_use]
pub const fn handicap(s: &Scenario, strategy: Strategy) -> f64 {
    if strategy.combines() { s.hybrid_margin } else { 0.0 }
}
