//! Measuring from the page: connect to the benchmark backend, choose, run, read, apply.
//!
//! A module of the page, loaded on request, so that the page's first load stays small. It and the rest of the page share
//! only the address: the scenario is read from the fragment and written to it. [`model`] is plain Rust and tested natively;
//! [`panel`] puts it into elements and talks to the browser.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod model;
pub mod panel;
mod text;
