//! The figures of this version of the model, as recorded in `recorded.txt`. A link names its version, and whoever opens it later relies on seeing the
//! figures that its sender saw.
//!
//! Where they change on purpose, the version rises, or the change mends a fault and the changelog says so. `UPDATE_EXPECT=1 cargo test -p
//! forkcast-engine --test engine recorded::` then writes them anew.

use std::fmt::Write as _;

use crate::common::{Random, catalog, put, scenario};
use expect_test::expect_file;
use forkcast_engine::params::PARAMS;
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::CostItem;
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::{Judge, MODEL_VERSION, Scenario, decide, evaluate, uncertainty};

/// Scenarios besides the defaults and the presets.
const RANDOM: u64 = 39;
/// Share of the inputs that differ from a preset's in each of them.
const MOVED: f64 = 0.25;
/// As many as a correction needs.
const SIMULATIONS: usize = 1024;

/// The defaults, the presets, and scenarios of which a share of the inputs lies anywhere.
fn scenarios() -> Vec<(String, Scenario)> {
    let preset = |n: usize| {
        PRESETS
            .get(n)
            .map_or_else(Scenario::default, |p| p.scenario(catalog()))
    };
    let mut all: Vec<(String, Scenario)> = PRESETS
        .iter()
        .map(|p| (p.id.to_owned(), p.scenario(catalog())))
        .collect();
    all.push(("the defaults".to_owned(), scenario("")));
    let mut random = Random(0x5eed);
    for n in 0..RANDOM {
        let mut s = preset(n as usize % (PRESETS.len() + 1));
        let mut moved = Vec::new();
        for param in &PARAMS {
            let (chosen, to) = (random.draw(), random.draw());
            if chosen > MOVED {
                continue;
            }
            put(&mut s, param, to);
            moved.push(param.key);
        }
        // Every third asks what answers are worth.
        if n % 3 == 0 {
            s.judge_by = JudgeBy::NetValue;
            s.right_answer_usd = Some(0.02 + random.draw());
        }
        all.push((format!("random {n}: {}", moved.join(" ")), s));
    }
    all
}

/// Five digits, so that no rounding of another machine's library counts.
fn rounded(x: f64) -> f64 {
    let rounded: f64 = format!("{x:.4e}").parse().expect("a number");
    rounded + 0.0
}

/// The same of every number with a fraction in a text.
fn rounded_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..start]);
        let number = &rest[start..];
        let is_part = |(i, c): (usize, char)| {
            !(c.is_ascii_digit() || c == '.' || c == 'e' || c == '-' && number[..i].ends_with('e'))
        };
        let end = number
            .char_indices()
            .find(|&part| is_part(part))
            .map_or(number.len(), |(i, _)| i);
        match number[..end].parse::<f64>() {
            Ok(x) if number[..end].contains(['.', 'e']) => {
                let _ = write!(out, "{}", rounded(x));
            }
            Ok(_) | Err(_) => out.push_str(&number[..end]),
        }
        rest = &number[end..];
    }
    out.push_str(rest);
    out
}

/// FNV-1a, 64 bits: stands for all that is too long to record.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The main figures of a scenario, and what stands for everything else that is said of it.
fn figures(s: &Scenario) -> String {
    let report = evaluate(s, catalog());
    let futures = uncertainty::futures(s, catalog(), SIMULATIONS);
    let mut judge = Judge::new(catalog()).corrected(futures.correction);
    let mut out = String::new();
    let v = &report.verdict;
    let _ = writeln!(
        out,
        "  {:?}, then {:?}: {:?}, {} ahead",
        v.winner,
        v.runner_up,
        v.strength,
        rounded(v.margin)
    );
    for x in &report.strategies {
        let usd: Vec<String> = CostItem::ALL
            .into_iter()
            .map(|item| (item, x.cost.items[item as usize]))
            .filter(|(_, usd)| usd.upfront_usd != 0.0 || usd.monthly_usd != 0.0)
            .map(|(item, usd)| {
                format!(
                    "{item:?} {}+{}",
                    rounded(usd.upfront_usd),
                    rounded(usd.monthly_usd)
                )
            })
            .collect();
        let _ = writeln!(
            out,
            "    {:?} chance {} score {} right {} first {} ms whole {} ms: {}",
            x.strategy,
            rounded(x.chance),
            rounded(x.utility),
            rounded(x.quality.p_correct),
            rounded(x.latency.ttft_p95_ms),
            rounded(x.latency.e2e_p95_ms),
            usd.join(", ")
        );
    }
    for (what, text) in [
        ("report", format!("{report:?}")),
        ("sixteen", format!("{:?}", decide(s, catalog()))),
        ("corrected", format!("{:?}", judge.decide(s))),
        ("simulations", format!("{futures:?}")),
    ] {
        let _ = writeln!(out, "    {what} {:016x}", hash(&rounded_text(&text)));
    }
    out
}

#[test]
fn figures_of_this_version_of_the_model_are_those_recorded() {
    let mut found = format!("Model {MODEL_VERSION}\n");
    for (name, s) in scenarios() {
        found.push_str(&name);
        found.push('\n');
        found.push_str(&figures(&s.in_range()));
    }
    expect_file!["recorded.txt"].assert_eq(&found);
}

#[test]
fn numbers_in_texts_are_rounded_to_five_digits() {
    assert_eq!(
        rounded_text("[1, 0.123456789, -2.00000049, 1e-7, 1.25e3, NaN, x86]"),
        "[1, 0.12346, -2, 0.0000001, 1250, NaN, x86]"
    );
}
