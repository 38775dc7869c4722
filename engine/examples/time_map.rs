//! The whole default map, 96 × 64: timed from outside, in wasm, by `tests/browser/measure/wasm.mjs`.

use forkcast_engine::explore::map;
use forkcast_engine::params::PARAMS;
use forkcast_engine::{Catalog, Scenario};
use std::hint::black_box;

fn main() {
    let of = |key| PARAMS.iter().find(|p| p.key == key).unwrap_or(&PARAMS[0]);
    let (x, y) = (of("change_days"), of("strictness"));
    let s = Scenario::default();
    black_box(map(black_box(&s), Catalog::builtin(), x, y, 96, 64));
}
