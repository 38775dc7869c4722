//! What builds the wheel and tests it, installed with pip from python/requirements.txt.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Step;
use super::test_servers::{finish, pip_install};
use crate::process::answer;
use crate::workspace::Workspace;

pub(crate) const STEP: Step = Step {
    name: "python packages",
    why: "maturin builds the wheel; Polars, pandas and pyarrow are what its tests sweep: 120 MB to fetch, 480 MB unpacked.",
    find,
    install,
};

/// The folder of the packages: of each set of versions and each version of Python one.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("python-packages")
}

/// The path of a command of the tree, with the programs of these packages first.
pub(crate) fn path(workspace: &Workspace) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let first = [folder(workspace).join("bin"), workspace.tools().join("bin")];
    Ok(env::join_paths(first.into_iter().chain(env::split_paths(&path)))?)
}

/// Python with these packages, and their programs on its path.
pub(crate) fn python(workspace: &Workspace, also: &[&Path]) -> Result<Command> {
    let packages = folder(workspace);
    let mut command = workspace.command("python3");
    let modules = env::join_paths(also.iter().copied().chain([packages.as_path()]))?;
    command
        .env("PATH", path(workspace)?)
        .env("PYTHONPATH", modules)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root().join("python/requirements.txt")
}

/// What must be installed: the requirements, and the Python that they are compiled for.
fn wanted(workspace: &Workspace) -> Result<String> {
    let file = requirements(workspace);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let python = answer(Command::new("python3").arg("--version")).unwrap_or_default();
    Ok(format!("{text}# {python}\n"))
}

fn find(workspace: &Workspace) -> Result<Option<String>> {
    let wanted = wanted(workspace)?;
    if fs::read_to_string(folder(workspace).join("requirements.txt")).ok() != Some(wanted) {
        return Ok(None);
    }
    let maturin = answer(Command::new(folder(workspace).join("bin/maturin")).arg("--version"));
    let script = "import pandas, polars, pyarrow; print(f'pandas {pandas.__version__}, polars {polars.__version__}, pyarrow {pyarrow.__version__}')";
    let tables = answer(python(workspace, &[])?.args(["-c", script]));
    Ok(maturin
        .zip(tables)
        .map(|(maturin, tables)| format!("{maturin}, {tables}")))
}

fn install(workspace: &Workspace) -> Result<()> {
    let new_enough = "import sys; sys.exit(sys.version_info < (3, 11))";
    if answer(Command::new("python3").args(["-c", new_enough])).is_none() {
        bail!("the wheel is for Python 3.11 or newer: install it with pip, so that `python3 -m pip` works");
    }
    let folder = folder(workspace);
    let unfinished = pip_install(workspace, &folder, &requirements(workspace), &["--quiet"])
        .context("pip could not install python/requirements.txt: is a package index reachable?")?;
    fs::write(unfinished.join("requirements.txt"), wanted(workspace)?)?;
    finish(&unfinished, &folder)
}
