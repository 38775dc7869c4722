//! JSON: a decision, written and read, and scenarios read from what people keep in their repositories.
//!
//! The shape is stable under [`SCHEMA_VERSION`]: fields may be added, none changes its meaning or goes. Figures are rounded to nine
//! significant digits, which is more than any of them means and less than where the page and the command line might differ.

use forkcast_engine::{Catalog, Scenario};

mod decision;
mod evaluation;
mod keyed;
mod made;
mod read;
pub mod sweep;
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
mod tables;

pub use decision::{
    Confidence, Cost, CrossoverRow, Decision, FamilyRow, FlipRow, GateRow, ItemCost, Latency, NextRow,
    ObservedRow, PathRow, Quality, ReasonRow, ServedRow, Side, SignalRow, StageRow, StrategyRow, Verdict,
    VolumeCrossoverRow, WarningRow,
};
pub use evaluation::{Evaluation, Recommendation, Simulated};
pub use keyed::{InputValue, Keyed};
pub use read::{Offered, ReadError, read_note, read_origin, read_scenario, read_value};
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub use tables::{InputRow, OptionRow, PresetRow};

/// Version of the shape of [`Decision`].
pub const SCHEMA_VERSION: u32 = 1;

/// How many futures the confidence rests on.
pub const FUTURES: usize = 10_000;

/// The decision on a scenario, in full: the report, its flips, the crossings over volume and the futures.
#[must_use]
pub fn decision(scenario: &Scenario, catalog: &Catalog) -> DecisionJson {
    Decision::of(scenario, catalog)
}

/// The scenario in a JSON text; see [`read_scenario`].
///
/// # Errors
/// The first thing that is wrong, with what is accepted.
pub fn scenario_from_json(text: &str, catalog: &Catalog) -> Result<Scenario, JsonError> {
    read_scenario(text, catalog)
}

/// [`Decision`] under a name that tells it from [`forkcast_engine::Decision`].
pub type DecisionJson = Decision;

/// [`ReadError`] under a name that tells it from other readers' errors.
pub type JsonError = ReadError;

#[cfg(test)]
mod tests;
