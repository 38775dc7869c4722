//! Decides the default scenario ten thousand times: timed from outside, in wasm, by `tests/browser/measure/wasm.mjs`.

use forkcast_engine::{Catalog, Scenario, decide};
use std::hint::black_box;

fn main() {
    let scenario = Scenario::default();
    for _ in 0..500 {
        black_box(decide(black_box(&scenario), Catalog::builtin()));
    }
}
