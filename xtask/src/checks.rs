//! Format and lints.

use anyhow::{Context, Result};

use crate::process::run;
use crate::workspace::Workspace;

/// Formats the sources.
pub(crate) fn format(workspace: &Workspace) -> Result<()> {
    run(workspace.command("cargo").args(["fmt", "--all"]))
        .context("`rustup component add rustfmt` installs it")
}

/// Fails if a source is not formatted.
pub(crate) fn format_check(workspace: &Workspace) -> Result<()> {
    run(workspace.command("cargo").args(["fmt", "--all", "--check"])).context(
        "`cargo xtask fmt` formats the sources (`rustup component add rustfmt` if it is not installed)",
    )
}

/// Fails on any warning. The page's crate is looked at as native code too: its view models are tested there.
pub(crate) fn lints(workspace: &Workspace) -> Result<()> {
    run(workspace
        .command("cargo")
        .args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    .context("see the warnings above (`rustup component add clippy` if clippy is not installed)")
}
