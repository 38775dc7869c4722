//! Parts of the score that need no more than numbers: the weights, the value of a cost, and what using more than a limit costs.

use crate::report::CRITERIA;
use crate::scenario::{Audit, Scenario};

/// How far beyond a limit the score falls by half.
const HALF_BEYOND: f64 = 0.5;

/// What an approach keeps of its score beyond a limit: 1 up to it, then 1 / (1 + (2 × excess)²), so that a tenth too much costs 4% of
/// the score, a half too much half of it.
#[must_use]
pub fn kept(used: &[f64]) -> f64 {
    let mut kept = 1.0;
    for used in used {
        if *used > 1.0 {
            let x = (used - 1.0) / HALF_BEYOND;
            kept /= 1.0 + x * x;
        }
    }
    kept
}

/// Weights of the criteria, in the order of [`crate::report::Criterion::ALL`], summing to 1.
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

/// Medians of what the approaches cost that lower the value of the cost criterion to a half: so a team gives up a tenth of the score
/// for the usual difference between the cheapest and the median approach. A judgement.
pub(super) const MEDIANS: f64 = 2.0;

/// 1 / (1 + r), r being all that is spent over the horizon by the yardstick: 1 for nothing, ½ at the yardstick.
#[must_use]
pub fn cost(total_usd: f64, yardstick_usd: f64) -> f64 {
    if yardstick_usd > 0.0 {
        1.0 / (1.0 + total_usd / yardstick_usd)
    } else {
        1.0
    }
}

/// 1 / (1 + r²), r being the 95th percentile of the time to first token by the limit: ½ at the limit. Answers that can wait are never late, so the mean over
/// all lies nearer to 1.
#[must_use]
pub fn latency(s: &Scenario, ttft_p95_ms: f64) -> f64 {
    let r = ttft_p95_ms / s.ttft_p95_ms;
    s.batch_share + (1.0 - s.batch_share) / (1.0 + r * r)
}
