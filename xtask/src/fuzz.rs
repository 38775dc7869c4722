//! `cargo xtask fuzz`: mutated texts for every parser. docs/fuzzing.md holds the outcome.

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;

/// Fuzzes a target, or all of them one after the other, each for so many minutes (ten unless said).
pub(crate) fn run_fuzz(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let target = arguments.first().map_or("all", String::as_str);
    let minutes = arguments.get(1).map_or("10", String::as_str);
    let mut cargo = workspace.command("cargo");
    cargo.args([
        "run",
        "--profile",
        "native",
        "--package",
        "forkcast-fuzz",
        "--",
        target,
        minutes,
    ]);
    run(cargo.args(arguments.iter().skip(2)))
}
