//! What a slider movement costs: `cargo bench -p forkcast-engine`.

use divan::{Bencher, black_box};
use forkcast_engine::explore::{self, Cell, flips, map, ribbon};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario, Strategy, decide, evaluate, params, uncertainty};

#[global_allocator]
static ALLOC: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

fn scenarios() -> Vec<Scenario> {
    let catalog = Catalog::builtin();
    let mut all: Vec<Scenario> = PRESETS.iter().map(|p| p.scenario(catalog)).collect();
    all.push(Scenario::default());
    all
}

#[divan::bench]
fn evaluate_default(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    bencher.bench_local(|| evaluate(black_box(&s), Catalog::builtin()));
}

#[divan::bench]
fn decide_default(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    bencher.bench_local(|| decide(black_box(&s), Catalog::builtin()));
}

#[divan::bench]
fn decide_every_preset(bencher: Bencher<'_, '_>) {
    let all = scenarios();
    bencher.counter(all.len()).bench_local(|| {
        for s in &all {
            black_box(decide(black_box(s), Catalog::builtin()));
        }
    });
}

#[divan::bench]
fn decide_own_gpus(bencher: Bencher<'_, '_>) {
    let s = Scenario {
        supply: forkcast_engine::scenario::Supply::OwnGpus,
        ..Scenario::default()
    };
    bencher.bench_local(|| decide(black_box(&s), Catalog::builtin()));
}

#[divan::bench]
fn eight_ribbons(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    let mut cells = [Cell {
        winner: Strategy::Rag,
        feasible: true,
    }; 64];
    bencher.bench_local(|| {
        for param in params::main_params() {
            ribbon(black_box(&s), Catalog::builtin(), param, &mut cells);
        }
    });
}

#[divan::bench]
fn map_96x64(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    let mut main = params::main_params();
    if let (Some(x), Some(y)) = (main.next(), main.next()) {
        bencher.bench_local(|| map(black_box(&s), Catalog::builtin(), x, y, 96, 64));
    }
}

#[divan::bench]
fn all_flips(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    bencher.bench_local(|| flips(black_box(&s), Catalog::builtin()));
}

#[divan::bench]
fn volume_sweep(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    bencher.bench_local(|| explore::volume::sweep(black_box(&s), Catalog::builtin(), 61));
}

#[divan::bench(sample_count = 10)]
fn ten_thousand_futures(bencher: Bencher<'_, '_>) {
    let s = Scenario::default();
    bencher.bench_local(|| uncertainty::futures(black_box(&s), Catalog::builtin(), 10_000));
}
