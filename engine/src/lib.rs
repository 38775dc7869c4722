//! The decision framework and the cost, latency and quality model of Forkcast.
//!
//! [`evaluate`] takes a [`Scenario`] and a [`Catalog`] and returns the cost, latency and quality of each of the seven approaches, and
//! which one to choose. It is pure, total and deterministic: no I/O, no clock, no randomness, and any scenario
//! gets a result. Caveats are returned in [`Report::warnings`].
//!
//! ```
//! use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};
//!
//! let catalog = Catalog::builtin();
//! let report = evaluate(&Scenario::default(), catalog);
//! assert_eq!(report.verdict.winner, Strategy::Rag);
//! assert!(report.verdict.feasible);
//!
//! // At ten times the traffic, retrieved passages cost more than they are worth.
//! let busy = Scenario { queries_per_day: 50_000.0, ..Scenario::default() };
//! let report = evaluate(&busy, catalog);
//! assert_eq!(report.verdict.winner, Strategy::Lora);
//! let cost = |strategy| report.of(strategy).cost.monthly_usd;
//! assert!(cost(Strategy::Lora) < cost(Strategy::Rag));
//! ```
//!
//! The model in brief: [`cost`], [`latency`] and [`quality`] each turn a scenario into figures for every approach, without
//! allocating; [`decision`] checks constraints, weighs criteria and picks the winner; [`report`] holds the result in full.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
#![allow(
    clippy::indexing_slicing,
    reason = "arrays are indexed by enums whose ALL tables have the same length"
)]

pub mod assumptions;
pub mod catalog;
pub mod claims;
pub mod cost;
pub mod decision;
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub mod fit;
pub mod format;
pub mod latency;
pub mod number;
pub mod order;
pub mod params;
pub mod presets;
pub mod quality;
pub mod report;
pub mod scenario;
pub mod strategy;
pub mod uncertainty;
pub mod words;

pub use catalog::Catalog;
pub use decision::{Decision, decide, evaluate};
pub use report::Report;
pub use scenario::Scenario;
pub use strategy::Strategy;

/// Version of the model: it changes whenever the same scenario and catalog can give other figures.
pub const MODEL_VERSION: &str = "2";
