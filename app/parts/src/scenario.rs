//! Scenarios as numbers, to send them to the worker.

use forkcast_engine::Scenario;
use forkcast_engine::params::{INTERVALS, PARAMS, Param, Value};

/// How many numbers a scenario is.
pub const LENGTH: usize = PARAMS.len() + 3 * INTERVALS;

/// The value of every input, in the order of the table, then the interval of each that can be observed; what is unset is not a number.
#[must_use]
pub fn numbers(s: &Scenario) -> Vec<f64> {
    let values = PARAMS.iter().map(|param| match (param.get)(s) {
        Value::Number(x) => x,
        Value::Choice(i) => f64::from(i),
        Value::Unset => f64::NAN,
    });
    let intervals = observable().flat_map(|param| match param.interval(s) {
        Some(interval) => [interval.low(), interval.high(), f64::from(interval.n())],
        None => [f64::NAN; 3],
    });
    values.chain(intervals).collect()
}

fn observable() -> impl Iterator<Item = &'static Param> {
    PARAMS.iter().filter(|param| param.can_be_observed())
}

/// The scenario of those numbers. Inputs without a number keep their defaults.
#[must_use]
pub fn scenario(numbers: &[f64]) -> Scenario {
    let mut s = Scenario::default();
    let (values, intervals) = numbers.split_at(PARAMS.len().min(numbers.len()));
    for (param, x) in PARAMS.iter().zip(values) {
        let value = match (param.get)(&s) {
            _ if x.is_nan() => Value::Unset,
            Value::Number(_) | Value::Unset => Value::Number(*x),
            Value::Choice(_) => Value::Choice(*x as u16),
        };
        (param.set)(&mut s, value);
    }
    for (param, interval) in observable().zip(intervals.chunks_exact(3)) {
        if let [low, high, n] = interval {
            // Three that are not numbers are no interval.
            let _ = param.observe(&mut s, *low, *high, *n as u32);
        }
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

    #[test]
    fn what_was_observed_comes_back_with_its_interval() {
        let mut s = Scenario::default();
        for param in PARAMS.iter().filter(|param| param.can_be_observed()) {
            (param.set)(&mut s, Value::Number(1.0));
            assert!(param.observe(&mut s, 0.5, 1.25, 40), "{}", param.key);
        }
        let sent = numbers(&s);
        assert_eq!(sent.len(), LENGTH);
        assert_eq!(scenario(&sent), s);
    }
}
