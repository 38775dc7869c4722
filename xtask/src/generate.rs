//! `cargo xtask generate`, `cargo xtask fit` and `cargo xtask agree`: programs of the crate `forkcast-evidence`, which this one does not link, so that the first
//! command on a fresh machine compiles little.

use anyhow::Result;

use crate::page::LANGUAGES;
use crate::process::run as run_command;
use crate::workspace::Workspace;

/// Writes the generated files that are served, and the snapshots of charts. Tests only compare them.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    evidence(workspace, "generate", None)?;
    for language in LANGUAGES {
        evidence(workspace, "generate", Some(language.feature))?;
    }
    types(workspace)?;
    for package in ["forkcast-charts", "forkcast-app"] {
        let mut cargo = workspace.command("cargo");
        cargo.args(["test", "--quiet", "-p", package, "charts_are_drawn_as_before"]);
        run_command(cargo.env("UPDATE_EXPECT", "1"))?;
    }
    println!("Read the diff before you commit it: each changed figure needs a reason.");
    Ok(())
}

/// Fits the model's parameters and prints the results.
pub(crate) fn fit(workspace: &Workspace) -> Result<()> {
    evidence(workspace, "fit", None)
}

/// Judges the verdicts of random scenarios by many simulations, or searches the few that decide while a hand moves. Built for speed: it
/// simulates some fifty million times.
pub(crate) fn agree(workspace: &Workspace, rest: &[String]) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--profile",
        "native",
        "-p",
        "forkcast-evidence",
        "--bin",
        "agree",
        "--",
    ]);
    run_command(cargo.args(rest))
}

fn evidence(workspace: &Workspace, program: &str, feature: Option<&str>) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    cargo.args(["run", "--quiet", "-p", "forkcast-evidence", "--bin", program]);
    if let Some(feature) = feature {
        cargo.args(["--features", feature]);
    }
    run_command(&mut cargo)
}

/// The types of the packages.
fn types(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    run_command(cargo.args(["run", "--quiet", "-p", "forkcast-types"]))
}
