//! Sweeps the volume of the default scenario: timed from outside, in wasm, by `tests/browser/measure/wasm.mjs`.

use forkcast_engine::{Catalog, Scenario, explore};
use std::hint::black_box;

fn main() {
    black_box(explore::volume::sweep(
        black_box(&Scenario::default()),
        Catalog::builtin(),
        61,
    ));
}
