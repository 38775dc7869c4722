//! The playground's page.
//!
//! Data flows one way: address → scenario → report (the engine, a memo) → view model → panels. The view model is plain Rust and
//! tested natively; components know nothing of the domain; panels put the two together.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod app;
pub mod components;
pub mod mine;
pub mod panels;
pub mod resting;
pub mod ribbons;
pub mod saving;
pub mod state;
mod text;
pub mod url;
pub mod view_model;
