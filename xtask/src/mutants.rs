//! `cargo xtask mutants`: breaks the code that decides and that works out costs in every small way, and asks whether a test notices.
//! docs/mutants.md holds the outcome.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::answer;
use crate::setup::cargo_tools::cargo_install;
use crate::setup::{Step, install_missing};
use crate::workspace::Workspace;

const VERSION: &str = "27.1.0";
/// What is mutated unless files are named.
const FILES: [&str; 4] = [
    "engine/src/cost.rs",
    "engine/src/cost/**/*.rs",
    "engine/src/decision.rs",
    "engine/src/decision/**/*.rs",
];
/// The engine's tests are one program.
const PROGRAM: &str = "--test=engine";

/// The engine with little optimisation: it takes two seconds more to compile than without any, and the tests take a tenth of the time.
const PROFILE: &str = "mutants";

/// The test program runs to its end even after a failure, so mutants meet the fast tests first, and only those left meet the next.
const ROUNDS: [&[&str]; 3] = [
    // A second or two at most each.
    &[
        "ability::",
        "answers::",
        "any_model::",
        "approaches::",
        "bills::",
        "checks::",
        "cost::",
        "criteria::",
        "former::",
        "levers::",
        "long_context::",
        "models::",
        "moves::",
        "musts::",
        "observed::",
        "own_prices::",
        "path::",
        "plans::",
        "recall::",
        "recorded::",
        "repair::",
        "report::",
        "risk::",
        "scenarios::",
        "schedule::",
        "serving::",
        "signals::",
        "waiting::",
    ],
    // Some seconds each.
    &[
        "correction::",
        "experts::",
        "laws::",
        "limits::",
        "measured::",
        "monotone::",
        "properties::",
        "ranking::",
        "reasons::",
        "refine::",
        "uncertainty::",
    ],
    // Thousands of decisions each.
    &["flips::", "map_sketch::", "review::"],
];
/// Property tests draw the same cases each time and write none down: else a case that fails by itself, or one found with a mutant, would
/// count against every mutant after it.
const PROPERTIES: [(&str, &str); 3] = [
    ("PROPTEST_RNG_SEED", "1"),
    ("PROPTEST_CASES", "16"),
    ("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1"),
];
/// Share of all mutants that must be noticed.
const GOAL: f64 = 0.9;

const STEP: Step = Step {
    name: "cargo-mutants",
    why: "It mutates the engine. Compiling it takes about 4 minutes on 2 cores, once.",
    find: |workspace| Ok(installed(workspace)),
    install: |workspace| cargo_install(workspace, "cargo-mutants", VERSION, &[]),
};

/// Mutates the files named, else all of [`FILES`], and lists what no test notices. A share such as `0/6` takes every sixth mutant.
pub(crate) fn run_mutants(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (share, files) = match arguments {
        [first, rest @ ..] if is_share(first) => (Some(first.as_str()), rest),
        _ => (None, arguments),
    };
    install_missing(workspace, &[STEP])?;
    let all_files = files.is_empty();
    let mut files = if all_files {
        FILES.map(str::to_owned).to_vec()
    } else {
        files.to_vec()
    };
    let out = workspace.cache().join("mutants");
    let _ = fs::remove_dir_all(&out);
    let mut choice: Vec<String> = share
        .iter()
        .flat_map(|share| ["--sharding", "round-robin", "--shard", share].map(str::to_owned))
        .collect();
    let mut viable = 0;
    let mut survivors: Vec<String> = Vec::new();
    for (index, round) in ROUNDS.iter().enumerate() {
        let out = out.join(format!("round-{}", index + 1));
        fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
        let found = pass(workspace, &files, &out, round, &choice)?;
        if index == 0 {
            viable = found.caught + found.missed.len();
        }
        // A choice by name also takes every mutant of its files that leaves out a field.
        let chosen = |name: &String| index == 0 || survivors.contains(name);
        survivors = found.missed.into_iter().filter(chosen).collect();
        println!(
            "\n{} mutants are left after round {} of {}",
            survivors.len(),
            index + 1,
            ROUNDS.len()
        );
        if survivors.is_empty() {
            break;
        }
        choice = survivors
            .iter()
            .flat_map(|name| ["--re".to_owned(), format!("^{}$", literal(name))])
            .collect();
        let of_survivors: BTreeSet<&str> = survivors
            .iter()
            .filter_map(|name| name.split(':').next())
            .collect();
        files = of_survivors.into_iter().map(str::to_owned).collect();
    }
    let caught = viable - survivors.len();
    let share = caught as f64 / viable.max(1) as f64;
    println!("\nsurvivors:");
    for survivor in &survivors {
        println!("  {survivor}");
    }
    println!("{caught} of {viable} mutants caught ({:.1} %)", share * 100.0);
    // In a small file the mutants that change nothing weigh too much.
    if all_files && share < GOAL {
        bail!("fewer than {:.0} % of the mutants are caught", GOAL * 100.0);
    }
    Ok(())
}

/// Whether this is `0/6` and not the name of a file.
fn is_share(argument: &str) -> bool {
    argument
        .split_once('/')
        .is_some_and(|(part, parts)| part.parse::<u32>().is_ok() && parts.parse::<u32>().is_ok())
}

/// A pattern that matches this text alone.
fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for letter in text.chars() {
        if letter.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

/// What a pass left. Mutants that do not compile are counted nowhere; one that runs for ever is caught.
struct Outcome {
    caught: usize,
    missed: Vec<String>,
}

fn pass(
    workspace: &Workspace,
    files: &[String],
    out: &Path,
    tests: &[&str],
    choice: &[String],
) -> Result<Outcome> {
    let mut command = workspace.command("cargo");
    // The tests are timed on unchanged code first: only a mutant that takes far longer is taken to run for ever.
    command.args([
        "mutants",
        "--no-shuffle",
        "--timeout-multiplier",
        "6",
        "--minimum-test-timeout",
        "30",
    ]);
    command.args(["--profile", PROFILE, "--output"]).arg(out);
    for file in files {
        command.args(["--file", file]);
    }
    command.args(choice).arg(format!("--cargo-arg={PROGRAM}"));
    // After the first `--` come arguments of `cargo test`, after the second those of the test program.
    command.args(["--", "--"]).args(tests);
    // The copy that is mutated has a place of its own each time; what it compiles of others is kept.
    command.env("CARGO_TARGET_DIR", workspace.cache().join("target-mutants"));
    command.env_remove("CARGO_INCREMENTAL").envs(PROPERTIES);
    let status = command.status().context("cannot start cargo")?;
    // Two and three say that mutants were missed or ran out of time.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        bail!("cargo mutants failed ({status})");
    }
    let lines = |name: &str| -> Result<Vec<String>> {
        let path: PathBuf = out.join("mutants.out").join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    Ok(Outcome {
        caught: lines("caught.txt")?.len() + lines("timeout.txt")?.len(),
        missed: lines("missed.txt")?,
    })
}

fn installed(workspace: &Workspace) -> Option<String> {
    let text = answer(workspace.command("cargo").args(["mutants", "--version"]))?;
    (text.split_whitespace().nth(1) == Some(VERSION)).then(|| VERSION.to_owned())
}
