//! `cargo xtask test`: everything that must hold, cheapest first. Every phase runs, whatever became of those before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::run_seen;
use crate::program::{Profile, build};
use crate::setup::chromium::browser;
use crate::test_counts::TestCounts;
use crate::workspace::Workspace;
use crate::{audit, checks, packages, page, setup};

/// A part of the test, which adds what it counted.
type Phase = (&'static str, fn(&Workspace, &mut TestCounts) -> Result<()>);

const PHASES: [Phase; 11] = [
    ("set-up", |workspace, _| setup::everything(workspace)),
    ("format", |workspace, _| checks::format_check(workspace)),
    ("lints", |workspace, _| checks::lints(workspace)),
    ("native tests", native_tests),
    ("German", german_tests),
    ("page build", |workspace, _| page::build(workspace).map(drop)),
    ("page checks", |workspace, _| page::check(workspace)),
    ("browser tests", browser_tests),
    ("npm package", packages::test_npm),
    ("wheel", packages::test_wheel),
    ("dependencies", |workspace, _| audit::check(workspace)),
];

/// Runs every phase. The last line printed is `N passed, N failed`.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut counts = TestCounts::default();
    let ended = every(workspace, &PHASES, &mut counts);
    println!("\n== summary");
    for line in summary(&ended, &counts) {
        println!("{line}");
    }
    if ended.iter().any(|phase| phase.failure.is_some()) {
        // All has been said, and the count stays the last line.
        std::process::exit(1);
    }
    Ok(())
}

/// A phase that was run.
struct Ended {
    name: &'static str,
    time: Duration,
    failure: Option<String>,
}

fn every(workspace: &Workspace, phases: &[Phase], counts: &mut TestCounts) -> Vec<Ended> {
    let mut ended = Vec::new();
    for (name, phase) in phases {
        println!("\n== {name}");
        let start = Instant::now();
        let failed_before = counts.failed;
        let failure = phase(workspace, counts).err().map(|error| format!("{error:#}"));
        if failure.is_some() && counts.failed == failed_before {
            // A phase without tests of its own, or one that died before it could count.
            counts.failed += 1;
        }
        ended.push(Ended {
            name,
            time: start.elapsed(),
            failure,
        });
    }
    ended
}

/// How each phase went, then every failure, then the count.
fn summary(ended: &[Ended], counts: &TestCounts) -> Vec<String> {
    let phase = |phase: &Ended| {
        let state = if phase.failure.is_none() { "ok" } else { "FAILED" };
        format!("  {state:<6} {:<16} {}", phase.name, minutes(phase.time))
    };
    let failure = |phase: &Ended| {
        let why = phase.failure.as_ref()?;
        Some(format!("  the phase `{}` failed: {why}", phase.name))
    };
    ended
        .iter()
        .map(phase)
        .chain(ended.iter().filter_map(failure))
        .chain(counts.names.iter().map(|name| format!("  FAILED {name}")))
        .chain([format!("{} passed, {} failed", counts.passed, counts.failed)])
        .collect()
}

fn native_tests(workspace: &Workspace, counts: &mut TestCounts) -> Result<()> {
    let program = build(workspace, Profile::Dev)?;
    let mut cargo = workspace.command("cargo");
    cargo
        .args(["test", "--workspace", "--no-fail-fast"])
        .env("FORKCAST_BIN", program)
        .env("FORKCAST_TEST_SERVERS", workspace.test_servers());
    run_seen(&mut cargo, |line| counts.see(line))
}

/// The German words, numbers and fields, and whether the German page's HTML is current: the crates are compiled once more for it.
fn german_tests(workspace: &Workspace, counts: &mut TestCounts) -> Result<()> {
    for rest in [
        ["-p", "forkcast-engine", "--test", "german"].as_slice(),
        &[
            "-p",
            "forkcast-evidence",
            "--test",
            "evidence",
            "generated_files_are_current",
        ],
    ] {
        let mut cargo = workspace.command("cargo");
        cargo.args(["test", "--features", "german"]).args(rest);
        run_seen(&mut cargo, |line| counts.see(line))?;
    }
    Ok(())
}

fn browser_tests(workspace: &Workspace, counts: &mut TestCounts) -> Result<()> {
    let tests = files_ending(&workspace.root().join("tests/browser"), ".test.mjs")?;
    if tests.is_empty() {
        bail!("tests/browser holds no *.test.mjs");
    }
    let artefacts = workspace.root().join("artefacts");
    fs::create_dir_all(&artefacts).with_context(|| format!("cannot create {}", artefacts.display()))?;
    let mut node = workspace.command("node");
    // One browser at a time: the tests also look at how long a frame takes.
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(tests);
    node.env("FORKCAST_BIN", build(workspace, Profile::Dev)?);
    node.env("FORKCAST_DIST", workspace.dist());
    node.env("FORKCAST_ARTEFACTS", artefacts);
    node.env("CHROME_PATH", browser()?);
    run_seen(&mut node, |line| counts.see(line))
}

/// The folder's own files whose name ends so, sorted; none if the folder is absent.
pub(crate) fn files_ending(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && path.to_string_lossy().ends_with(ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_runs_and_every_failure_is_listed() {
        let workspace = Workspace::locate().expect("this workspace");
        let phases: [Phase; 3] = [
            ("first", |_, _| bail!("no disk")),
            ("second", |_, counts| {
                counts.see("test a::b ... FAILED");
                counts.see("test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
                bail!("`cargo test` failed")
            }),
            ("third", |_, counts| {
                counts.passed += 1;
                Ok(())
            }),
        ];
        let mut counts = TestCounts::default();
        let ended = every(&workspace, &phases, &mut counts);
        let lines = summary(&ended, &counts);
        let states: Vec<&str> = lines
            .iter()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(states[..3], ["FAILED", "FAILED", "ok"]);
        assert_eq!(
            lines[3..],
            [
                "  the phase `first` failed: no disk",
                "  the phase `second` failed: `cargo test` failed",
                "  FAILED a::b",
                "5 passed, 2 failed",
            ]
        );
    }

    #[test]
    fn times_are_readable() {
        assert_eq!(minutes(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(minutes(Duration::from_secs(61)), "1 min 1 s");
    }
}
