//! Licences, bans and sources of all dependencies, and security advisories where their database can be reached.
//! docs/decisions/0103-dependency-audit.md says why cargo-deny alone.

use anyhow::{Context, Result};

use crate::process::{answer, run, succeeds};
use crate::setup::cargo_tools::cargo_install;
use crate::setup::{Step, install_missing};
use crate::workspace::Workspace;

const CARGO_DENY_VERSION: &str = "0.20.2";

pub(crate) const CARGO_DENY: Step = Step {
    name: "cargo-deny",
    why: "It checks the dependencies. Compiling it takes about 3 minutes on 2 cores, once.",
    find: |workspace| Ok(installed(workspace)),
    install: |workspace| cargo_install(workspace, "cargo-deny", CARGO_DENY_VERSION, &[]),
};

/// Installs cargo-deny if it is missing, and checks everything.
pub(crate) fn run_audit(workspace: &Workspace) -> Result<()> {
    install_missing(workspace, &[CARGO_DENY])?;
    check(workspace)
}

/// Checks everything that can be checked here.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    run(workspace
        .command("cargo")
        .args(["deny", "check", "licenses", "bans", "sources"]))
    .context("see deny.toml for what is allowed and why")?;
    // The database is a repository of its own, which a machine that sees only a registry mirror cannot reach.
    let mut fetch = workspace.command("cargo");
    fetch
        .args(["deny", "fetch", "db"])
        .env("GIT_TERMINAL_PROMPT", "0");
    // A connection that is swallowed without an answer counts as unreachable too.
    fetch
        .env("GIT_HTTP_LOW_SPEED_LIMIT", "1000")
        .env("GIT_HTTP_LOW_SPEED_TIME", "20");
    if !succeeds(&mut fetch) {
        println!(
            "security advisories NOT checked: their database (github.com/RustSec/advisory-db) is not reachable"
        );
        return Ok(());
    }
    run(workspace.command("cargo").args(["deny", "check", "advisories"]))
        .context("a dependency has a known flaw")
}

fn installed(workspace: &Workspace) -> Option<String> {
    answer(workspace.command("cargo").args(["deny", "--version"]))
}
