//! The criteria: each a value from 0 to 1 by a documented function, and their weights.

use super::assess::Assessed;
use crate::cost::people;
use crate::report::{CRITERIA, Criterion};
use crate::scenario::{Audit, Scenario};
use crate::strategy::Strategy;

/// Weights of the criteria, in the order of [`Criterion::ALL`], summing to 1.
///
/// Where no audit trail is needed, traceability counts nothing. With every weight at zero all criteria count alike.
#[must_use]
pub fn weights(s: &Scenario) -> [f64; CRITERIA] {
    let traceability = if s.audit == Audit::None {
        0.0
    } else {
        s.weight_traceability
    };
    let raw = [
        s.weight_quality,
        s.weight_cost,
        s.weight_latency,
        s.weight_freshness,
        traceability,
        s.weight_time,
        s.weight_simplicity,
    ];
    let sum: f64 = raw.iter().sum();
    if sum <= 0.0 {
        return [1.0 / CRITERIA as f64; CRITERIA];
    }
    raw.map(|w| w / sum)
}

/// Value of each criterion, 0 to 1, in the order of [`Criterion::ALL`].
#[must_use]
pub fn values(s: &Scenario, a: &Assessed) -> [f64; CRITERIA] {
    let profile = a.strategy.profile();
    let mut values = [0.0; CRITERIA];
    values[Criterion::Quality as usize] = a.quality.p_correct;
    values[Criterion::Cost as usize] = cost(s, a.total_usd);
    values[Criterion::Latency as usize] = latency(s, a.latency.ttft.p95());
    values[Criterion::Freshness as usize] = a.quality.fresh;
    values[Criterion::Traceability as usize] = profile.traceability;
    values[Criterion::TimeToValue as usize] = time_to_value(people::weeks_to_live(s, a.strategy));
    values[Criterion::Simplicity as usize] = f64::midpoint(profile.few_parts, profile.portability);
    values
}

/// 1 / (1 + 3r), r being all that is spent over the horizon by all that may be: 1 for nothing, ¼ at the budget.
#[must_use]
pub fn cost(s: &Scenario, total_usd: f64) -> f64 {
    let allowed = s.budget_upfront_usd + s.budget_monthly_usd * s.horizon_months;
    1.0 / (1.0 + 3.0 * total_usd / allowed)
}

/// 1 / (1 + r²), r being the 95th percentile of the time to first token by the limit: ½ at the limit.
#[must_use]
pub fn latency(s: &Scenario, ttft_p95_ms: f64) -> f64 {
    let r = ttft_p95_ms / s.ttft_p95_ms;
    1.0 / (1.0 + r * r)
}

/// e^(−weeks / 12): a quarter of a year costs about two thirds.
#[must_use]
pub fn time_to_value(weeks: f64) -> f64 {
    (-weeks / 12.0).exp()
}

/// A strategy's score for ranking. One that both retrieves and tunes pays for having both to run: its score is lowered by the margin
/// that it must win by.
#[must_use]
pub const fn ranked(s: &Scenario, strategy: Strategy, utility: f64) -> f64 {
    if strategy.combines() {
        utility - s.hybrid_margin
    } else {
        utility
    }
}
