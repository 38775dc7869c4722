//! The native half of a comparison: `data` prints what the copy in JavaScript computes with, `sums N` what the engine makes of it,
//! `time` the milliseconds of the fixed loop and of 10,000 simulations of that part, `whole` those of the whole rule on all cores. All as JSON.

use std::cell::Cell;
use std::hint::black_box;
use std::time::Instant;

use forkcast_engine::assumptions::ASSUMPTIONS;
use forkcast_engine::params::SpreadBy;
use forkcast_engine::simulation::{FEW, dimension, estimates};
use forkcast_engine::uncertainty::futures;
use forkcast_engine::{Catalog, Scenario, decide};
use forkcast_speed::{calibration, rule};
use serde_json::{Value, json};

const SIMULATIONS: usize = 10_000;
const PASSES: u32 = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let printed = match words[..] {
        ["data"] => data(),
        ["sums", simulations] => match simulations.parse() {
            Ok(simulations) => json!(rule::simulated(simulations).all()),
            Err(_) => refuse(),
        },
        ["time"] => json!({
            "calibration_ms": milliseconds(PASSES, turned),
            "simulations_ms": milliseconds(PASSES, || { black_box(rule::simulated(SIMULATIONS)); }),
        }),
        ["whole"] => whole(),
        _ => refuse(),
    };
    println!("{printed}");
}

fn turned() {
    black_box(calibration::turned(black_box(calibration::TURNS)));
}

fn refuse() -> ! {
    eprintln!("forkcast-speed takes `data`, `sums NUMBER`, `time` or `whole`");
    std::process::exit(2);
}

/// Milliseconds of one of some passes on this thread, without those in which other programs had the core.
fn milliseconds(passes: u32, work: impl Fn()) -> f64 {
    let start = (cpu_ms(), Instant::now());
    for _ in 0..passes {
        work();
    }
    let elapsed_ms = start.1.elapsed().as_secs_f64() * 1_000.0;
    let worked_ms = start.0.zip(cpu_ms()).map(|(before, after)| after - before);
    worked_ms.unwrap_or(elapsed_ms) / f64::from(passes)
}

/// How long this thread has had a core, as Linux counts it: to a tick of its clock, some 4 ms. `None` on other systems.
fn cpu_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e6)
}

/// What all cores make of rows that differ in volume: decisions by few simulations, as a sweep has them without further options, and by many. The
/// least time of some rounds.
fn whole() -> Value {
    const ROUNDS: usize = 5;
    const ROWS: u32 = 1_000;
    const ROWS_BY_MANY: u32 = 4;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // The mean over the cores of the time of one row, while all are at work.
    let on_all_cores = |rows: u32, work: fn(&Scenario)| {
        let all: f64 = std::thread::scope(|threads| {
            let each: Vec<_> = (0..cores)
                .map(|_| {
                    threads.spawn(move || {
                        let row = Cell::new(0.0);
                        milliseconds(rows, || {
                            row.set(row.get() + 1.0);
                            work(&Scenario {
                                queries_per_day: 100.0 * row.get(),
                                ..Scenario::default()
                            });
                        })
                    })
                })
                .collect();
            each.into_iter().filter_map(|thread| thread.join().ok()).sum()
        });
        all / cores as f64
    };
    let (mut few_ms, mut many_ms, mut loop_ms) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        few_ms = few_ms.min(on_all_cores(ROWS, |s| {
            black_box(decide(s, Catalog::builtin()));
        }));
        many_ms = many_ms.min(on_all_cores(ROWS_BY_MANY, |s| {
            black_box(futures(s, Catalog::builtin(), SIMULATIONS));
        }));
        loop_ms = loop_ms.min(on_all_cores(PASSES, |_| turned()));
    }
    let rates = |simulations: usize, row_ms: f64| {
        let per_second = simulations as f64 / row_ms * 1_000.0 * cores as f64;
        json!({ "simulations": simulations, "row_ms": row_ms, "per_second": per_second })
    };
    json!({ "cores": cores, "few": rates(FEW, few_ms), "many": rates(SIMULATIONS, many_ms), "loop_ms": loop_ms })
}

/// The tables that the copy reads, so that it has no figure of its own.
fn data() -> Value {
    let (s, catalog) = (Scenario::default(), Catalog::builtin());
    let likely = catalog.calibration.to_array();
    let assumptions: Vec<Value> = ASSUMPTIONS
        .iter()
        .zip(likely)
        .map(|(a, likely)| json!({ "key": a.key, "low": a.low, "likely": likely, "high": a.high }))
        .collect();
    let estimated: Vec<Value> = estimates()
        .enumerate()
        .map(|(draw, (param, spread))| {
            let is_drawn = param.is_set(&s) && param.interval(&s).is_none();
            let by = match spread.of(&s) {
                SpreadBy::Factor(factor) if is_drawn => json!({ "factor": factor }),
                SpreadBy::Shift(shift) if is_drawn => json!({ "shift": shift }),
                SpreadBy::Factor(_) | SpreadBy::Shift(_) | SpreadBy::AsObserved => Value::Null,
            };
            json!({ "key": param.key, "dimension": dimension(draw), "by": by, "range": param.range() })
        })
        .collect();
    let embedder = catalog.embedder(s.embedder_index);
    json!({
        "assumptions": assumptions,
        "estimates": estimated,
        "errors_from": dimension(16) + 1,
        "scenario": {
            "change_days": s.change_days, "queries_per_day": s.queries_per_day, "strictness": s.strictness, "examples": s.examples,
            "corpus_tokens": s.corpus_tokens, "new_facts_share": s.new_facts_share, "label_quality": s.label_quality, "recall": s.recall,
            "right_answer_usd": s.right_answer_usd, "wrong_answer_usd": s.wrong_answer_usd,
            "chunks": s.chunks, "chunk_tokens": s.chunk_tokens, "rerank_candidates": s.rerank_candidates, "languages": s.languages,
            "hops_share": s.hops_share, "behaviour_penalty": s.behaviour_penalty, "ttft_p95_ms": s.ttft_p95_ms,
        },
        "embedder": { "misses": embedder.misses, "window_tokens": embedder.window_tokens },
        "reranker": { "misses": catalog.reranker(s.reranker_index).misses },
        "own": { "passage_use": rule::PASSAGE_USE, "prior": rule::PRIOR, "declines": rule::DECLINES, "behaviour": rule::BEHAVIOUR,
            "search_ms": rule::SEARCH_MS, "prompt_tokens": rule::PROMPT_TOKENS },
    })
}
