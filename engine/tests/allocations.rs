//! Deciding takes nothing from the heap, so that a hand on a slider never waits for it.

use allocation_counter::measure;
use forkcast_engine::params::{Kind, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario, decide, evaluate};
use std::hint::black_box;

#[test]
fn deciding_allocates_nothing() {
    let catalog = Catalog::builtin();
    let mut scenarios: Vec<Scenario> = PRESETS.iter().map(|p| p.scenario(catalog)).collect();
    scenarios.push(Scenario::default());
    // Both ends and every option of every input too, measured ones among them.
    for param in &PARAMS {
        let values = match param.kind {
            Kind::Number { min, max, .. } => vec![Value::Number(min), Value::Number(max)],
            Kind::Choice { .. } => param
                .options(catalog)
                .iter()
                .map(|o| Value::Choice(o.0))
                .collect(),
        };
        for value in values {
            let mut s = Scenario::default();
            (param.set)(&mut s, value);
            scenarios.push(s);
        }
    }
    let counted = measure(|| {
        for s in &scenarios {
            black_box(decide(black_box(s), catalog));
        }
    });
    assert_eq!(
        (counted.count_total, counted.bytes_total),
        (0, 0),
        "over {} scenarios",
        scenarios.len()
    );
    // The count is one that would be noticed: a report has lists, and they are counted.
    let report = measure(|| {
        black_box(evaluate(&scenarios[0], catalog));
    });
    assert!(report.count_total > 0);
}
