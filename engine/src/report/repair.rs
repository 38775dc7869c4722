//! A change of the retrieval pipeline that comes before anything else.

use crate::strategy::Strategy;

/// What to change of retrieval first, with its gain and its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The changes, the one that gains most first.
    pub changes: Vec<Change>,
    /// Share of questions for which the pipeline finds a passage, as it is and changed.
    pub recall: [f64; 2],
    /// The approach recommended with the changes; it retrieves.
    pub strategy: Strategy,
    /// Whether that is another approach than the one recommended without.
    pub turns_verdict: bool,
    /// Share of right answers of the approach recommended as it is, and of that one with the changes.
    pub right: [f64; 2],
    /// What the changes cost once, people's time included, USD.
    pub once_usd: f64,
    /// What they add to the average month of that approach, USD.
    pub monthly_usd: f64,
    /// What they add to its median time to first token, ms.
    pub ttft_p50_ms: f64,
}

/// One input of retrieval and the value it should have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Key of the input.
    pub key: &'static str,
    /// Its value. For a choice, the index of the option.
    pub to: f64,
}
