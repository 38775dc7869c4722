//! `cargo xtask generate` and `cargo xtask fit`: programs of the crate `forkcast-evidence`, which this one does not link, so that the first
//! command on a fresh machine compiles little.

use anyhow::Result;

use crate::process::run as run_command;
use crate::workspace::Workspace;

/// Writes the generated files that are served, and the snapshots of charts. Tests only compare them.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    evidence(workspace, "generate")?;
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
    evidence(workspace, "fit")
}

fn evidence(workspace: &Workspace, program: &str) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    run_command(cargo.args(["run", "--quiet", "-p", "forkcast-evidence", "--bin", program]))
}
