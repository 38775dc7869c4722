//! Building the `forkcast` program.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;

/// How the program is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For people: optimised.
    Native,
    /// For tests: shares what the tests have compiled already.
    Dev,
}

/// Builds the program, unless it is up to date, and answers with its path.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let (name, directory) = match profile {
        Profile::Native => ("native", "native"),
        Profile::Dev => ("dev", "debug"),
    };
    let mut cargo = workspace.command("cargo");
    cargo.args(["build", "--profile", name, "--bin", "forkcast"]);
    match profile {
        Profile::Native => cargo.args(["--package", "forkcast-cli"]),
        // The tests compile the whole workspace: the same choice of packages gives the same features, and no
        // dependency is compiled twice.
        Profile::Dev => cargo.arg("--workspace"),
    };
    run(&mut cargo)?;
    Ok(workspace
        .target()
        .join(directory)
        .join(format!("forkcast{}", std::env::consts::EXE_SUFFIX)))
}
