//! From your own files: examples, logs and documents that the reader drops or chooses set the inputs that they show.
//!
//! A module of the page. [`work`] reads the files in a worker, with the crate `observe`, slice by slice; [`read`] and [`model`] are plain
//! Rust and tested natively; [`panel`] puts them into elements. Nothing is sent anywhere.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod model;
pub mod panel;
pub mod read;
mod text;
pub mod work;
