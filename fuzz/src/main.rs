//! `forkcast-fuzz TARGET MINUTES [SEED]`: mutates seeds and feeds them to a parser, or to `all` one after the other. A panic ends the program and prints the text.
//!
//! It runs on stable Rust. New kinds of outcome (how the message of the error begins, or how much was read) join the corpus in memory,
//! which stands in for the coverage that a nightly fuzzer would have.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]
// Sources of other crates that it compiles bring tests that need more than is here. They are tested where they belong.
#![cfg(not(test))]

mod endpoint;
mod mutate;
mod observe;
mod server;
mod targets;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::Random;
use targets::{TARGETS, Target};

/// Most texts that are kept, so that memory stays bounded.
const KEPT: usize = 4_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = arguments.first().map_or("", String::as_str);
    let targets: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| wanted == target.name || wanted == "all")
        .collect();
    let minutes = arguments.get(1).and_then(|minutes| minutes.parse::<f64>().ok());
    let minutes = minutes.filter(|minutes| minutes.is_finite() && (0.0..=1e6).contains(minutes));
    let (false, Some(minutes)) = (targets.is_empty(), minutes) else {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!(
            "forkcast-fuzz TARGET MINUTES [SEED]; targets: all, {}",
            names.join(", ")
        );
        return ExitCode::FAILURE;
    };
    let seed = arguments.get(2).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    if targets.into_iter().all(|target| holds(target, minutes, seed)) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether the target stood so many minutes.
fn holds(target: &Target, minutes: f64, seed: u64) -> bool {
    let mut random = Random::new(seed);
    let mut corpus = (target.seeds)();
    let (mut seen, mut runs) = (HashSet::new(), 0_u64);
    let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    while Instant::now() < end {
        let text = mutate::mutate(&mut random, &corpus);
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| (target.parse)(&text)));
        let Ok(outcome) = outcome else {
            eprintln!("{} panicked after {runs} texts on:\n{text:?}", target.name);
            return false;
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
    true
}
