//! Scenarios side by side: those that are pinned and the live one, differences first; and a link that differs from the scenario last open.
//!
//! A module of the page, loaded when a scenario is pinned or such a link is opened. It and the rest of the page share only the address.
//! [`model`] is plain Rust and tested natively; [`panel`] puts it into elements.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod model;
pub mod panel;
mod text;
