//! Tests over the whole product: golden scenarios and properties of the engine, and, in `browser/`, the page in a real browser.

use forkcast_engine::params::{Kind, PARAMS, Param, Value};
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

/// The scenario with those inputs set that `chosen` names: a number to a position on its slider, a choice to an option, both from 0 to 1
/// in the order of the engine's table.
#[must_use]
pub fn at_positions(positions: &[f64], chosen: impl Fn(&Param) -> bool) -> Scenario {
    let mut s = Scenario::default();
    for (param, position) in PARAMS.iter().zip(positions).filter(|(param, _)| chosen(param)) {
        let value = match param.kind {
            Kind::Number { .. } => Value::Number(param.raw_at(*position)),
            Kind::Choice { .. } => {
                let options = param.options(Catalog::builtin());
                let i = ((position * options.len() as f64) as usize).min(options.len() - 1);
                Value::Choice(options[i].0)
            }
        };
        (param.set)(&mut s, value);
    }
    s
}
