//! What builds the wheel and tests it, installed with pip from python/requirements.txt.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Step;
use crate::process::{answer, run};
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

/// Python with these packages, and their programs on its path.
pub(crate) fn python(workspace: &Workspace, also: &[&Path]) -> Result<Command> {
    let packages = folder(workspace);
    let mut command = workspace.command("python3");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(
        [workspace.tools().join("bin"), packages.join("bin")]
            .into_iter()
            .chain(env::split_paths(&path)),
    )?;
    let modules = env::join_paths(also.iter().copied().chain([packages.as_path()]))?;
    command
        .env("PATH", path)
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
    let unfinished = folder.with_extension("unfinished");
    let _ = fs::remove_dir_all(&unfinished);
    let options = [
        "--no-deps",
        "--only-binary=:all:",
        "--no-compile",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--quiet",
    ];
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "install", "--target"])
        .arg(&unfinished)
        .args(options)
        .arg("--requirement")
        .arg(requirements(workspace))
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .env("PIP_USER", "0");
    run(&mut pip).context("pip could not install python/requirements.txt: is a package index reachable?")?;
    fs::write(unfinished.join("requirements.txt"), wanted(workspace)?)?;
    // Renamed only when complete: an interrupted install is never taken for a finished one.
    let _ = fs::remove_dir_all(&folder);
    fs::rename(&unfinished, &folder).with_context(|| format!("cannot make {}", folder.display()))
}
