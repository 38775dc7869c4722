//! Draws ten thousand futures of the default scenario: timed from outside, in wasm, by `tests/browser/measure/wasm.mjs`.

use forkcast_engine::{Catalog, Scenario, uncertainty};
use std::hint::black_box;

fn main() {
    black_box(uncertainty::futures(
        black_box(&Scenario::default()),
        Catalog::builtin(),
        10_000,
    ));
}
