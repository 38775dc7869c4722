//! The module's state and logic, without a browser.

pub mod models;
pub mod next;
pub mod offers;
pub mod snapshot;
pub mod swings;

/// A number of a range, to three significant digits; more would be false precision.
#[must_use]
pub fn amount(value: f64) -> String {
    let kept = forkcast_engine::params::tidy(value, 3);
    if kept.abs() >= 10_000.0 {
        forkcast_engine::format::count(kept)
    } else {
        kept.to_string()
    }
}
