//! `cargo xtask mutants`: breaks the code that decides and that works out costs in every small way, and asks whether a test notices.
//! docs/mutants.md holds the outcome.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{answer, run};
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
/// The modules of tests by hand notice most mutants within a second; only what they miss meets the others.
const QUICK: [&str; 10] = [
    "cost::",
    "criteria::",
    "flips::",
    "former::",
    "limits::",
    "path::",
    "ranking::",
    "reasons::",
    "report::",
    "signals::",
];
/// All modules but those that scan by brute force, which takes minutes without optimisation.
const ALL: [&str; 4] = ["--skip", "sensitivity::", "--skip", "uncertainty::"];
/// Property tests draw the same cases each time and write none down: else a case that fails by itself, or one found with a mutant, would
/// count against every mutant after it.
const PROPERTIES: [(&str, &str); 2] = [
    ("PROPTEST_RNG_SEED", "1"),
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

/// Mutates the files named, else all of [`FILES`], and lists what no test notices.
pub(crate) fn run_mutants(workspace: &Workspace, files: &[String]) -> Result<()> {
    install_missing(workspace, &[STEP])?;
    let all_files = files.is_empty();
    let files = if all_files {
        FILES.map(str::to_owned).to_vec()
    } else {
        files.to_vec()
    };
    // The tests must pass before a mutant can make them fail.
    let mut cargo = workspace.command("cargo");
    cargo.args(["test", "--profile", "mutants", "--package", "forkcast-engine"]);
    cargo.envs(PROPERTIES);
    run(cargo.args([PROGRAM, "--"]).args(ALL))?;
    let out = workspace.cache().join("mutants");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let first = pass(workspace, &files, &out, 20, &QUICK, &[])?;
    let survivors = if first.missed.is_empty() {
        Vec::new()
    } else {
        println!("\n{} mutants are left for the other tests", first.missed.len());
        pass(workspace, &files, &out, 120, &ALL, &["--iterate"])?.missed
    };
    let viable = first.caught + first.missed.len();
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

/// What a pass left. Mutants that do not compile are counted nowhere; one that runs for ever is caught.
struct Outcome {
    caught: usize,
    missed: Vec<String>,
}

fn pass(
    workspace: &Workspace,
    files: &[String],
    out: &Path,
    timeout_s: u32,
    tests: &[&str],
    options: &[&str],
) -> Result<Outcome> {
    let mut command = workspace.command("cargo");
    // The tests were run on unchanged code just before, so a base line would only repeat that.
    command.args(["mutants", "--baseline", "skip", "--no-shuffle", "--timeout"]);
    command.arg(timeout_s.to_string()).arg("--output").arg(out);
    for file in files {
        command.args(["--file", file]);
    }
    command.args(options).arg(format!("--cargo-arg={PROGRAM}"));
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
