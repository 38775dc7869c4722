//! Why the answer can be believed: what is worth measuring next, what one figure can turn, where prices come from, and the record.
//!
//! A part of the page, loaded once the reader has come to its place, so that the page's first load stays small. It and the rest of the
//! page share nothing but the address. [`model`] is plain Rust and tested natively; [`panel`] puts it into elements.

pub mod model;
pub mod panel;
