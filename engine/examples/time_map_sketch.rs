//! The first look of the default map, 96 × 64: timed from outside, in wasm, by `tests/browser/measure/wasm.mjs`.

use forkcast_engine::explore::map_sketch;
use forkcast_engine::params::PARAMS;
use forkcast_engine::{Catalog, Scenario};
use std::hint::black_box;

fn main() {
    let of = |key| PARAMS.iter().find(|p| p.key == key).unwrap_or(&PARAMS[0]);
    let axes = (of("change_days"), of("strictness"));
    let s = Scenario::default();
    black_box(map_sketch(black_box(&s), Catalog::builtin(), axes, (96, 64)));
}
