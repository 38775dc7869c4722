//! Scenarios as numbers, to send them to the worker.

use forkcast_engine::Scenario;
use forkcast_engine::params::{PARAMS, Value};

/// The value of every input, in the order of the table; what is unset is not a number.
#[must_use]
pub fn numbers(s: &Scenario) -> Vec<f64> {
    PARAMS
        .iter()
        .map(|param| match (param.get)(s) {
            Value::Number(x) => x,
            Value::Choice(i) => f64::from(i),
            Value::Unset => f64::NAN,
        })
        .collect()
}

/// The scenario of those numbers. Inputs without a number keep their defaults.
#[must_use]
pub fn scenario(numbers: &[f64]) -> Scenario {
    let mut s = Scenario::default();
    for (param, x) in PARAMS.iter().zip(numbers) {
        let value = match (param.get)(&s) {
            _ if x.is_nan() => Value::Unset,
            Value::Number(_) | Value::Unset => Value::Number(*x),
            Value::Choice(_) => Value::Choice(*x as u16),
        };
        (param.set)(&mut s, value);
    }
    s
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::Catalog;
    use forkcast_engine::presets::PRESETS;

    #[test]
    fn every_input_comes_back_as_it_was() {
        let catalog = Catalog::builtin();
        for preset in PRESETS.iter() {
            let s = preset.scenario(catalog);
            assert_eq!(scenario(&numbers(&s)), s, "{}", preset.id);
        }
        // Each input by itself, away from its default.
        for param in &PARAMS {
            let mut s = Scenario::default();
            match (param.get)(&s) {
                Value::Number(x) => (param.set)(&mut s, Value::Number(x + 0.1)),
                Value::Choice(i) => (param.set)(&mut s, Value::Choice(u16::from(i == 0))),
                Value::Unset => (param.set)(&mut s, Value::Number(0.0)),
            }
            assert_eq!(scenario(&numbers(&s)), s, "{}", param.key);
        }
    }
}
