//! The map at a first look: nearly the map, for a fraction of the decisions.

use forkcast_engine::explore::{map, map_sketch};
use forkcast_engine::params::{self, PARAMS};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario};

const SIZE: (usize, usize) = (96, 64);

/// Cells of the sketch that are not what deciding says there.
fn wrong(s: &Scenario, x: &str, y: &str) -> usize {
    let catalog = Catalog::builtin();
    let axes = (params::find(x).expect(x), params::find(y).expect(y));
    let whole = map(s, catalog, axes.0, axes.1, SIZE.0, SIZE.1);
    let sketch = map_sketch(s, catalog, axes, SIZE);
    assert_eq!(sketch.len(), whole.len());
    sketch.iter().zip(&whole).filter(|(a, b)| a != b).count()
}

#[test]
fn a_first_look_is_nearly_the_map() {
    let catalog = Catalog::builtin();
    let axes = [
        ("change_days", "strictness"),
        ("queries_per_day", "examples"),
        ("budget_monthly_usd", "audit"),
        ("corpus_tokens", "ttft_p95_ms"),
    ];
    let mut sum = 0;
    for preset in &PRESETS {
        for (x, y) in axes {
            let n = wrong(&preset.scenario(catalog), x, y);
            assert!(n <= SIZE.0 * SIZE.1 / 50, "{} {x} {y}: {n}", preset.id);
            sum += n;
        }
    }
    assert!(sum <= PRESETS.len() * axes.len() * SIZE.0 * SIZE.1 / 500, "{sum}");
}

#[test]
fn any_size_is_filled() {
    let (s, catalog) = (Scenario::default(), Catalog::builtin());
    for (cols, rows) in [(1, 1), (2, 1), (1, 7), (5, 4), (9, 13), (0, 3), (3, 0)] {
        let axes = (&PARAMS[0], &PARAMS[1]);
        let sketch = map_sketch(&s, catalog, axes, (cols, rows));
        assert_eq!(sketch.len(), cols * rows);
        if cols * rows > 0 {
            let corner = map(&s, catalog, axes.0, axes.1, cols, rows);
            assert_eq!((sketch[0], sketch.last()), (corner[0], corner.last()));
        }
    }
}
