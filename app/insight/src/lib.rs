//! How sure the verdict is: what to measure next, the tornado chart, the sources of prices, and the record.
//!
//! A module of the page, loaded on scroll, so that the page's first load stays small. It and the rest of the
//! page share only the address. [`model`] is plain Rust and tested natively; [`panel`] puts it into elements.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod model;
pub mod panel;
mod text;
