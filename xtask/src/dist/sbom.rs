//! Lists of the crates of the program and of the page inside it (CycloneDX).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Target;
use crate::process::run;
use crate::workspace::Workspace;

/// The tool writes a file of this name into every crate of the workspace, whichever is asked for.
const SCRATCH: &str = "forkcast-dist-sbom";

/// Writes both lists into the folder. All targets of the program have the same crates.
pub(super) fn write(
    workspace: &Workspace,
    target: Target,
    version: &str,
    epoch: u64,
    folder: &Path,
) -> Result<()> {
    let lists = [
        ("cli", "page-inside", target.triple(), "forkcast"),
        ("app", "split", "wasm32-unknown-unknown", "forkcast-page"),
    ];
    for (package, features, triple, name) in lists {
        let listed = list(workspace, (package, features, triple), epoch);
        let text = fs::read_to_string(workspace.root().join(package).join(format!("{SCRATCH}.json")));
        remove_scratch(workspace)?;
        listed?;
        let text = without_place(&text.context("cargo-cyclonedx wrote no list")?, workspace.root());
        fs::write(folder.join(format!("{name}-{version}.cdx.json")), text)?;
    }
    Ok(())
}

fn list(workspace: &Workspace, (package, features, triple): (&str, &str, &str), epoch: u64) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    cargo.args([
        "cyclonedx",
        "--quiet",
        "--format",
        "json",
        "--spec-version",
        "1.5",
    ]);
    cargo.args(["--no-build-deps", "--override-filename", SCRATCH]);
    cargo.args(["--features", features, "--target", triple, "--manifest-path"]);
    cargo.arg(format!("{package}/Cargo.toml"));
    run(cargo.env("SOURCE_DATE_EPOCH", epoch.to_string()))
}

fn remove_scratch(workspace: &Workspace) -> Result<()> {
    let manifest = fs::read_to_string(workspace.root().join("Cargo.toml"))?;
    for member in members(&manifest) {
        // Some are left out by the tool.
        let _ = fs::remove_file(workspace.root().join(member).join(format!("{SCRATCH}.json")));
    }
    Ok(())
}

fn members(manifest: &str) -> Vec<&str> {
    let line = manifest.lines().find_map(|line| line.strip_prefix("members = "));
    line.into_iter()
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}

/// The text with the clone's place on this machine left out.
fn without_place(text: &str, root: &Path) -> String {
    text.replace(
        &format!("path+file://{}", root.display()),
        "path+file:///forkcast",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_is_tidied_up() {
        assert_eq!(
            members("[workspace]\nmembers = [\"engine\", \"cli/config\"]\n"),
            ["engine", "cli/config"]
        );
    }

    #[test]
    fn the_list_does_not_say_where_the_clone_is() {
        let text = "\"path+file:///home/me/clone/cli#forkcast-cli@0.1.0\"";
        assert_eq!(
            without_place(text, Path::new("/home/me/clone")),
            "\"path+file:///forkcast/cli#forkcast-cli@0.1.0\""
        );
    }
}
