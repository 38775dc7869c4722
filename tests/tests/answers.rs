//! Restructuring changes no answer: the JSON of 2,000 seeded scenarios and of every preset, against recorded digests.
//!
//! One line for each scenario: its link, the digest of its figures and ids, and the digest of its words. `UPDATE_EXPECT=1` writes the
//! words anew and refuses to if a figure differs, so that a change of wording cannot hide a change of an answer. The file is removed when
//! the model's version changes.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

use std::fmt::Write;

use forkcast_engine::params::{Kind, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::json::Decision;
use forkcast_protocol::link::{self, View};
use serde_json::Value as Json;

/// Scenarios drawn, besides the presets.
const DRAWN: u64 = 2_000;
/// Futures of each answer, and steps of the search for flips: few, so that 2,000 answers take seconds.
const DEPTH: (usize, u32) = (8, 2);
/// The same for presets, of which there are few.
const PRESET_DEPTH: (usize, u32) = (200, 20);
/// Fields of the answer that hold words for people.
const WORDS: [&str; 8] = [
    "text", "headline", "subtitle", "reason", "opens", "label", "unit", "sentence",
];

/// A number from 0 to 1 that depends on the seed and the key alone, so that an input added later moves no other.
fn draw(seed: u64, key: &str) -> f64 {
    // FNV-1a over the key, then the finaliser of SplitMix64.
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in key.bytes() {
        x = (x ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Every third scenario draws all inputs; the others are a preset or the defaults with some inputs drawn. One draw in ten is an end of
/// the range.
fn scenario(seed: u64, catalog: &Catalog) -> Scenario {
    let start = (seed / 3) as usize % (PRESETS.len() + 1);
    let mut s = PRESETS
        .get(start)
        .map_or_else(Scenario::default, |preset| preset.scenario(catalog));
    for param in &PARAMS {
        if !seed.is_multiple_of(3) && draw(seed, &format!("{} drawn", param.key)) > 0.15 {
            continue;
        }
        let position = match draw(seed, &format!("{} end", param.key)) {
            end if end < 0.05 => 0.0,
            end if end < 0.1 => 1.0,
            _ => draw(seed, param.key),
        };
        let value = match param.kind {
            Kind::Number { .. } => Value::Number(param.at(position)),
            Kind::Choice { .. } => {
                let options = param.options(catalog);
                let i = ((position * options.len() as f64) as usize).min(options.len() - 1);
                Value::Choice(options[i].0)
            }
        };
        (param.set)(&mut s, value);
    }
    s
}

/// Digests of figures and of words.
#[derive(Clone, Copy)]
struct Digest {
    figures: u64,
    words: u64,
}

fn mix(into: &mut u64, text: &str) {
    for byte in text.bytes().chain([0]) {
        *into = (*into ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
}

impl Digest {
    fn of(value: &Json) -> Self {
        const START: u64 = 0xcbf2_9ce4_8422_2325;
        let mut digest = Self {
            figures: START,
            words: START,
        };
        digest.take("", value);
        digest
    }

    fn take(&mut self, key: &str, value: &Json) {
        match value {
            Json::Object(fields) => fields.iter().for_each(|(key, value)| {
                // The link stands for the inputs: it leaves out those that have their default.
                if key != "scenario" {
                    mix(&mut self.figures, key);
                    self.take(key, value);
                }
            }),
            Json::Array(items) => items.iter().for_each(|item| self.take(key, item)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
                let into = if WORDS.contains(&key) {
                    &mut self.words
                } else {
                    &mut self.figures
                };
                mix(into, &value.to_string());
            }
        }
    }
}

fn line(s: &Scenario, catalog: &Catalog, (futures, steps): (usize, u32)) -> String {
    let decision = Decision::at_depth(s, catalog, futures, steps);
    let digest = Digest::of(&serde_json::to_value(decision).expect("a decision is JSON"));
    let link = link::encode(&View::of(*s), catalog);
    let mut inputs = 0;
    mix(&mut inputs, &link);
    format!("{inputs:016x} {:016x} {:016x}", digest.figures, digest.words)
}

fn answers() -> Vec<String> {
    let catalog = Catalog::builtin();
    let presets = PRESETS
        .iter()
        .map(|preset| line(&preset.scenario(catalog), catalog, PRESET_DEPTH));
    let mut lines: Vec<String> = presets.collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let drawn = std::thread::scope(|scope| {
        let part = |thread: u64| {
            (thread * DRAWN / threads..(thread + 1) * DRAWN / threads)
                .map(|seed| line(&scenario(seed, catalog), catalog, DEPTH))
                .collect::<Vec<String>>()
        };
        let parts: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || part(thread)))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("no thread panics"))
            .collect::<Vec<String>>()
    });
    lines.extend(drawn);
    lines
}

#[test]
fn answers_are_those_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/answers.txt");
    let recorded = std::fs::read_to_string(path).unwrap_or_default();
    let answers = answers();
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    if recorded.is_empty() && update {
        std::fs::write(path, answers.join("\n") + "\n").expect("the fixture is written");
        return;
    }
    let recorded: Vec<&str> = recorded.lines().collect();
    assert_eq!(
        answers.len(),
        recorded.len(),
        "as many scenarios as were recorded"
    );
    let (mut wrong, mut reworded) = (String::new(), String::new());
    for (i, (now, then)) in answers.iter().zip(&recorded).enumerate() {
        let figures = |line: &str| line.rsplit_once(' ').map(|(figures, _)| figures.to_owned());
        if figures(now) != figures(then) {
            writeln!(wrong, "{i}: {then} became {now}").expect("a string takes text");
        } else if now != then {
            writeln!(reworded, "{i}: {then} became {now}").expect("a string takes text");
        }
    }
    assert!(wrong.is_empty(), "figures or ids changed:\n{wrong}");
    if update {
        std::fs::write(path, answers.join("\n") + "\n").expect("the fixture is written");
    } else {
        assert!(reworded.is_empty(), "words changed:\n{reworded}");
    }
}
