//! `forkcast-fuzz TARGET MINUTES [SEED]`: mutates seeds and feeds them to a parser. A panic ends the program and prints the text.
//!
//! It runs on stable Rust. New kinds of outcome (how the message of the error begins, or how much was read) join the corpus in memory,
//! which stands in for the coverage that a nightly fuzzer would have.

mod mutate;
mod targets;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::Random;
use targets::TARGETS;

/// Most texts that are kept, so that memory stays bounded.
const KEPT: usize = 4_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    let found = TARGETS
        .iter()
        .find(|target| arguments.first().is_some_and(|name| name == target.name));
    let minutes = arguments.get(1).and_then(|minutes| minutes.parse::<f64>().ok());
    let minutes = minutes.filter(|minutes| minutes.is_finite() && (0.0..=1e6).contains(minutes));
    let (Some(target), Some(minutes)) = (found, minutes) else {
        eprintln!(
            "forkcast-fuzz TARGET MINUTES [SEED]; targets: {}",
            names.join(", ")
        );
        return ExitCode::FAILURE;
    };
    let mut random = Random::new(arguments.get(2).and_then(|seed| seed.parse().ok()).unwrap_or(1));
    let mut corpus = (target.seeds)();
    let (mut seen, mut runs) = (HashSet::new(), 0_u64);
    let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    while Instant::now() < end {
        let text = mutate::mutate(&mut random, &corpus);
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| (target.parse)(&text)));
        let Ok(outcome) = outcome else {
            eprintln!("{} panicked after {runs} texts on:\n{text:?}", target.name);
            return ExitCode::FAILURE;
        };
        runs += 1;
        let mut hasher = DefaultHasher::new();
        let kind: String = outcome.chars().filter(|c| !c.is_ascii_digit()).take(60).collect();
        kind.hash(&mut hasher);
        if seen.insert(hasher.finish()) && corpus.len() < KEPT && text.len() < 20_000 {
            corpus.push(text);
        }
    }
    println!(
        "{}: {runs} texts in {minutes} minutes, {} kinds of outcome, no panic",
        target.name,
        seen.len()
    );
    ExitCode::SUCCESS
}
