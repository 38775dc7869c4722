//! Tests over the whole product: golden scenarios and properties of the engine, and, in `browser/`, the page in a real browser.

use forkcast_engine::{Catalog, Scenario, params};

/// The scenario with inputs set as on the command line: `key=value`, parted by spaces.
///
/// # Panics
/// An input that does not exist, or a value that it does not take.
#[must_use]
pub fn with(mut s: Scenario, set: &str) -> Scenario {
    for pair in set.split_whitespace() {
        let (key, value) = pair.split_once('=').expect("key=value");
        params::find(key)
            .and_then(|p| p.set_text(&mut s, value, Catalog::builtin()))
            .expect("a valid input");
    }
    s
}
