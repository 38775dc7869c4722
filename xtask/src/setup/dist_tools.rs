//! Tools of `cargo xtask dist` alone: standard libraries for musl, zig as compiler and linker of C and C++, cargo-zigbuild and
//! cargo-cyclonedx (docs/decisions/0780-dist.md).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Step;
use super::cargo_tools::cargo_install;
use super::test_servers::{finish, pip_install};
use crate::dist::Target;
use crate::process::{answer, find_program, run};
use crate::workspace::Workspace;

const ZIGBUILD_VERSION: &str = "0.24.1";
const CYCLONEDX_VERSION: &str = "0.5.9";

pub(crate) const MUSL_TARGETS: Step = Step {
    name: "musl targets",
    why: "The program is linked with musl: 80 MB of standard libraries.",
    find: |workspace| Ok(musl_targets(workspace)),
    install: install_musl_targets,
};

pub(crate) const ZIG: Step = Step {
    name: "zig",
    why: "It compiles the C and C++ of SQLite, usearch and ring for musl: 110 MB to fetch.",
    find: find_zig,
    install: |workspace| {
        let folder = zig_folder(workspace);
        let unfinished = pip_install(
            workspace,
            &folder,
            &requirements(workspace),
            &["--require-hashes"],
        )?;
        fs::copy(requirements(workspace), unfinished.join("requirements.txt"))?;
        finish(&unfinished, &folder)
    },
};

pub(crate) const ZIGBUILD: Step = Step {
    name: "cargo-zigbuild",
    why: "It makes cargo compile and link with zig. Compiling it takes about a minute on 2 cores, once.",
    find: |workspace| {
        Ok(installed(
            workspace,
            "cargo-zigbuild",
            &["--version"],
            ZIGBUILD_VERSION,
        ))
    },
    install: |workspace| {
        cargo_install(
            workspace,
            "cargo-zigbuild",
            ZIGBUILD_VERSION,
            &["--no-default-features"],
        )
    },
};

pub(crate) const CYCLONEDX: Step = Step {
    name: "cargo-cyclonedx",
    why: "It lists the crates of the program (SBOM). Compiling it takes about 90 seconds on 2 cores, once.",
    find: |workspace| {
        Ok(installed(
            workspace,
            "cargo-cyclonedx",
            &["cyclonedx", "--version"],
            CYCLONEDX_VERSION,
        ))
    },
    install: |workspace| cargo_install(workspace, "cargo-cyclonedx", CYCLONEDX_VERSION, &[]),
};

/// The compiler of C and C++.
pub(crate) fn zig(workspace: &Workspace) -> PathBuf {
    zig_folder(workspace).join("ziglang/zig")
}

fn zig_folder(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("zig")
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root().join("xtask/src/dist/requirements.txt")
}

fn find_zig(workspace: &Workspace) -> Result<Option<String>> {
    let wanted = fs::read_to_string(requirements(workspace))?;
    if fs::read_to_string(zig_folder(workspace).join("requirements.txt")).ok() != Some(wanted) {
        return Ok(None);
    }
    let zig = zig(workspace);
    Ok(answer(workspace.command(&zig.to_string_lossy()).arg("version")))
}

/// The version of cargo's subcommand, if it is the wanted one in the folder of tools.
fn installed(workspace: &Workspace, program: &str, question: &[&str], version: &str) -> Option<String> {
    let path = workspace.tools().join("bin").join(program);
    let text = answer(workspace.command(path.to_str()?).args(question))?;
    (text.split_whitespace().last() == Some(version)).then(|| version.to_owned())
}

/// Folder of the compiler's libraries for its targets.
pub(crate) fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let path = answer(workspace.command("rustc").args(["--print", "sysroot"]));
    path.map(PathBuf::from).context("rustc does not run")
}

fn musl_targets(workspace: &Workspace) -> Option<String> {
    let libraries = sysroot(workspace).ok()?.join("lib/rustlib");
    let is_here = |target: Target| has_std(&libraries.join(target.triple()).join("lib"));
    Target::ALL
        .into_iter()
        .all(is_here)
        .then(|| Target::ALL.map(Target::triple).join(", "))
}

fn has_std(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name())
        .any(|name| name.to_string_lossy().starts_with("libstd-"))
}

fn install_musl_targets(workspace: &Workspace) -> Result<()> {
    let triples = Target::ALL.map(Target::triple);
    if find_program(&["rustup"]).is_none() {
        bail!(
            "install the standard libraries of {} for this compiler, or Rust from https://rustup.rs",
            triples.join(" and ")
        );
    }
    run(workspace.command("rustup").args(["target", "add"]).args(triples)).context(
        "rustup cannot reach its server: `cargo xtask dist` needs a machine where it can; no other way is known here",
    )
}
