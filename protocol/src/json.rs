//! JSON: a decision, written and read, and scenarios read from what people keep in their repositories.
//!
//! The shape is stable under [`SCHEMA_VERSION`]: fields may be added, none changes its meaning or goes. Figures are rounded to nine
//! significant digits, which is more than any of them means and less than where the page and the command line might differ.

mod decision;
mod keyed;
mod made;
mod read;
mod tables;

pub use decision::{
    Confidence, Cost, CrossoverRow, Decision, FlipRow, GateRow, ItemCost, Latency, PathRow, Quality,
    ReasonRow, Side, SignalRow, StageRow, StrategyRow, Verdict, VolumeCrossoverRow, WarningRow,
};
pub use keyed::{InputValue, Keyed};
pub use read::{ReadError, read_scenario};
pub use tables::{InputRow, OptionRow, PresetRow};

/// Version of the shape of [`Decision`].
pub const SCHEMA_VERSION: u32 = 1;

/// How many futures the confidence rests on.
pub const FUTURES: usize = 2000;

#[cfg(test)]
mod tests;
