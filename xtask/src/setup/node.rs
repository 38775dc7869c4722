//! Node and its packages: wasm-opt for the page, and what drives the browser in tests and measurements.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Step;
use super::system_packages::{apt_candidate, apt_install, apt_is_here};
use crate::process::{answer, run};
use crate::workspace::Workspace;

/// The first version whose test runner takes `--test-concurrency`.
const OLDEST_NODE: (u32, u32) = (20, 10);

pub(crate) const RUNTIME: Step = Step {
    name: "node",
    why: "wasm-opt, the compression of the page and the browser tests run on it.",
    find: |_| Ok(found_node()),
    install: |_| install_node(),
};

pub(crate) const PACKAGES: Step = Step {
    name: "node packages",
    why: "binaryen (wasm-opt), playwright-core, axe-core, lighthouse, Vite and uPlot: about 340 MB, a few seconds to fetch.",
    find: find_packages,
    install: install_packages,
};

fn found_node() -> Option<String> {
    let version = answer(Command::new("node").arg("--version"))?;
    let npm = answer(Command::new("npm").arg("--version"))?;
    (major_minor(&version)? >= OLDEST_NODE).then(|| format!("{version}, npm {npm}"))
}

fn install_node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let new_enough = apt_candidate("nodejs").and_then(|version| major_minor(&version)) >= Some(OLDEST_NODE);
    if apt_is_here() && new_enough {
        return apt_install(&["nodejs", "npm"]);
    }
    bail!(
        "install Node {major}.{minor} or newer with npm (from your system, or https://nodejs.org), so that `node` and \
         `npm` are on PATH; then start again"
    );
}

fn find_packages(workspace: &Workspace) -> Result<Option<String>> {
    let packages = workspace.node_packages()?;
    if !packages.join("node_modules").is_dir() {
        return Ok(None);
    }
    link_packages(workspace)?;
    Ok(answer(workspace.command("wasm-opt").arg("--version")))
}

fn install_packages(workspace: &Workspace) -> Result<()> {
    let packages = workspace.node_packages()?;
    let unfinished = packages.with_extension("unfinished");
    let _ = fs::remove_dir_all(&unfinished);
    let _ = fs::remove_dir_all(&packages);
    fs::create_dir_all(&unfinished)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(
            workspace.root().join("tests/browser").join(file),
            unfinished.join(file),
        )
        .with_context(|| format!("cannot copy {file}"))?;
    }
    // No package here needs an install script, and none gets to run one.
    let options = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ];
    run(workspace.command("npm").args(options).current_dir(&unfinished)).context(
        "npm could not install the packages of tests/browser/package-lock.json: is a registry reachable?",
    )?;
    // Renamed only when complete: an interrupted install is never taken for a finished one.
    fs::rename(&unfinished, &packages)?;
    link_packages(workspace)
}

/// ES modules are looked up beside the file that imports them (NODE_PATH is ignored), hence a link in the clone.
fn link_packages(workspace: &Workspace) -> Result<()> {
    let link = workspace.root().join("tests/browser/node_modules");
    let packages = workspace.node_packages()?.join("node_modules");
    if fs::read_link(&link).is_ok_and(|there| there == packages) {
        return Ok(());
    }
    if link.is_dir() && !link.is_symlink() {
        bail!(
            "{} is a directory of its own: remove it, the packages are kept in the cache",
            link.display()
        );
    }
    let _ = fs::remove_file(&link);
    symlink(&packages, &link).with_context(|| format!("cannot link {}", link.display()))
}

#[cfg(unix)]
fn symlink(original: &std::path::Path, link: &std::path::Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(windows)]
fn symlink(original: &std::path::Path, link: &std::path::Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(original, link)
}

/// `v20.11.1` or `20.19.2+dfsg-1` to (20, 11) or (20, 19).
fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version
        .trim_start_matches('v')
        .split(|mark: char| !mark.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_and_debian_are_read() {
        assert_eq!(major_minor("v20.11.1"), Some((20, 11)));
        assert_eq!(major_minor("18.20.4+dfsg-1~deb12u1"), Some((18, 20)));
        assert_eq!(major_minor("none"), None);
    }
}
