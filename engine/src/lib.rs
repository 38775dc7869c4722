//! The decision framework and the cost, latency and quality model of Forkcast.
//!
//! [`evaluate`] takes a [`Scenario`] and a [`Catalog`] and returns the cost, latency and quality of each approach, and
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
//! The modules form layers, each using only those below it: [`strategy`] (the approaches), [`catalog`], [`params`] (the inputs) and
//! [`scenario`]; [`report`] (what comes out); [`prompt`], [`latency`], [`quality`] and [`cost`], which turn a scenario into figures
//! without allocating; [`decision`], which checks constraints, weighs criteria and picks the winner; [`uncertainty`] and [`explore`],
//! which ask for many decisions; [`text`], the words for all of it.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]
#![allow(
    clippy::indexing_slicing,
    reason = "arrays are indexed by enums whose ALL tables have the same length"
)]

pub mod assumptions;
pub mod calendar;
pub mod catalog;
pub mod choices;
pub mod cost;
pub mod decision;
pub mod explore;
pub mod language;
pub mod latency;
mod math;
pub mod measuring;
pub mod number;
pub mod order;
pub mod params;
pub mod presets;
pub mod prompt;
pub mod quality;
pub mod report;
pub mod scenario;
pub mod simulation;
pub mod strategy;
pub mod text;
pub mod tiers;
pub mod uncertainty;
pub mod unit;

pub use catalog::Catalog;
pub use decision::{Decision, Judge, decide, evaluate};
pub use report::Report;
pub use scenario::Scenario;
pub use strategy::Strategy;
pub use text::{format, sentences as words};

/// Version of the model: it changes whenever the same scenario and catalog can give other figures.
pub const MODEL_VERSION: &str = "7";
