//! Tests over several crates, and, in `browser/`, the page in a real browser. They share their helpers with the engine's tests.

#[path = "../../engine/tests/common/mod.rs"]
pub mod common;
