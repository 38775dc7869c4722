//! Decides a few scenarios again and again: for a profile.

use forkcast_engine::{Catalog, Judge, Scenario};
use std::hint::black_box;

fn main() {
    let mut judge = Judge::new(Catalog::builtin());
    let s = Scenario::default();
    for _ in 0..5_000 {
        black_box(judge.decide(black_box(&s)));
    }
}
