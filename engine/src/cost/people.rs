//! People's hours.

use crate::scenario::Scenario;
use crate::strategy::Strategy;

/// Hours a person works in a month.
pub const WORK_HOURS_PER_MONTH: f64 = 160.0;

/// Hours until the strategy is live.
#[must_use]
pub fn build_hours(s: &Scenario, strategy: Strategy) -> f64 {
    match strategy {
        Strategy::Prompt => s.build_hours_prompt,
        // The prompt, and as much again for assembling and ordering the corpus.
        Strategy::LongContext => 2.0 * s.build_hours_prompt,
        Strategy::Rag => s.build_hours_rag,
        Strategy::FullFt | Strategy::Lora | Strategy::Qlora => s.build_hours_ft,
        Strategy::Hybrid => s.build_hours_rag + s.build_hours_ft,
    }
}

/// Hours a month to keep it in order.
#[must_use]
pub fn upkeep_hours(s: &Scenario, strategy: Strategy) -> f64 {
    match strategy {
        Strategy::Prompt | Strategy::LongContext => s.upkeep_hours_prompt,
        Strategy::Rag => s.upkeep_hours_rag,
        Strategy::FullFt | Strategy::Lora | Strategy::Qlora => s.upkeep_hours_ft,
        Strategy::Hybrid => s.upkeep_hours_rag + s.upkeep_hours_ft,
    }
}

/// Weeks until it is live, for one person at it full time.
#[must_use]
pub fn weeks_to_live(s: &Scenario, strategy: Strategy) -> f64 {
    build_hours(s, strategy) / (WORK_HOURS_PER_MONTH * 12.0 / 52.0)
}
