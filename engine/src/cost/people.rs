//! People's hours.

use crate::scenario::Scenario;
use crate::strategy::Strategy;

/// Hours a person works in a month.
pub const WORK_HOURS_PER_MONTH: f64 = 160.0;

/// Hours until the strategy is live.
#[must_use]
pub const fn build_hours(s: &Scenario, strategy: Strategy) -> f64 {
    let of = strategy.profile().build;
    of.prompting * s.build_hours_prompt + of.retrieval * s.build_hours_rag + of.tuning * s.build_hours_ft
}

/// Hours a month to keep it in order.
#[must_use]
pub const fn upkeep_hours(s: &Scenario, strategy: Strategy) -> f64 {
    let of = strategy.profile().upkeep;
    of.prompting * s.upkeep_hours_prompt + of.retrieval * s.upkeep_hours_rag + of.tuning * s.upkeep_hours_ft
}

/// Weeks until it is live, for one person at it full time.
#[must_use]
pub const fn weeks_to_live(s: &Scenario, strategy: Strategy) -> f64 {
    build_hours(s, strategy) / (WORK_HOURS_PER_MONTH * 12.0 / 52.0)
}
