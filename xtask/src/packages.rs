//! The engine in other languages: `cargo xtask npm` and `cargo xtask wheel` (docs/javascript.md, docs/python.md).

pub(crate) mod npm;
pub(crate) mod wheel;

use anyhow::Result;

use crate::process::run_seen;
use crate::program::{Profile, build};
use crate::setup::python_packages;
use crate::test::files_ending;
use crate::test_counts::TestCounts;
use crate::workspace::Workspace;

/// Builds the npm package and runs its tests.
pub(crate) fn test_npm(workspace: &Workspace, counts: &mut TestCounts) -> Result<()> {
    let mut node = workspace.command("node");
    node.args(["--test", "--test-reporter=spec"])
        .args(files_ending(&workspace.root().join("js/tests"), ".test.mjs")?)
        .env("FORKCAST_NPM", npm::build(workspace)?)
        .env("FORKCAST_BIN", build(workspace, Profile::Dev)?)
        .env("FORKCAST_NODE", workspace.node_packages()?.join("node_modules"));
    run_seen(&mut node, |line| counts.see(line))
}

/// Builds the wheel and runs its tests.
pub(crate) fn test_wheel(workspace: &Workspace, counts: &mut TestCounts) -> Result<()> {
    let installed = wheel::install(workspace)?;
    let mut python = python_packages::python(workspace, &[&installed])?;
    python
        .arg(workspace.root().join("python/tests/test_package.py"))
        .env("FORKCAST_BIN", build(workspace, Profile::Dev)?);
    run_seen(&mut python, |line| counts.see(line))
}
