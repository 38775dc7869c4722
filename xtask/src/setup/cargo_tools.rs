//! Programs installed with cargo: Trunk, wasm-bindgen's command line in the version of the library, and wasm-split-cli.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Step;
use crate::lockfile::locked_version;
use crate::process::{answer, run, succeeds};
use crate::workspace::Workspace;

const TRUNK_VERSION: &str = "0.21.14";
/// Trunk is only ever run offline: without its TLS and update check it compiles in three quarters of the time.
const TRUNK_WITHOUT_NETWORK: [&str; 1] = ["--no-default-features"];

pub(crate) const TRUNK: Step = Step {
    name: "trunk",
    why: "It bundles the page. Compiling it takes about 5 minutes on 2 cores, once.",
    find: |workspace| Ok(installed(workspace, "trunk", TRUNK_VERSION)),
    install: |workspace| cargo_install(workspace, "trunk", TRUNK_VERSION, &TRUNK_WITHOUT_NETWORK),
};

pub(crate) const WASM_BINDGEN: Step = Step {
    name: "wasm-bindgen",
    why: "It writes the page's JavaScript glue. Compiling it takes about 2 minutes on 2 cores, once per version.",
    find: |workspace| {
        Ok(installed(
            workspace,
            "wasm-bindgen",
            &locked_version(workspace, "wasm-bindgen")?,
        ))
    },
    install: |workspace| {
        cargo_install(
            workspace,
            "wasm-bindgen-cli",
            &locked_version(workspace, "wasm-bindgen")?,
            &[],
        )
    },
};

/// Pinned, because xtask/src/page/split.mjs changes its output.
const WASM_SPLIT_VERSION: &str = "0.2.4";

pub(crate) const WASM_SPLIT: Step = Step {
    name: "wasm-split-cli",
    why: "It moves the code of the page's modules into a chunk. Compiling it takes about 2 minutes on 2 cores, once.",
    find: |workspace| {
        let runs = succeeds(workspace.command("wasm-split-cli").arg("--help"));
        Ok(listed(workspace, WASM_SPLIT_PACKAGE, WASM_SPLIT_VERSION).filter(|_| runs))
    },
    install: |workspace| {
        cargo_install(
            workspace,
            WASM_SPLIT_PACKAGE,
            WASM_SPLIT_VERSION,
            &["--features", "build-binary"],
        )
    },
};
const WASM_SPLIT_PACKAGE: &str = "wasm_split_cli_support";

/// Installs a program from the crates registry into the cache, in exactly this version.
pub(crate) fn cargo_install(
    workspace: &Workspace,
    package: &str,
    version: &str,
    options: &[&str],
) -> Result<()> {
    let install = |locked: &[&str]| {
        let mut command = workspace.command("cargo");
        command.args([
            "install",
            package,
            "--version",
            &format!("={version}"),
            "--force",
            "--root",
        ]);
        command.arg(workspace.tools()).args(options).args(locked);
        // Kept between the tools and over an interruption, so that no dependency is compiled twice.
        command.env("CARGO_TARGET_DIR", build_directory(workspace));
        // Each runs for seconds, and optimising it takes minutes. Trunk's own profile optimises all its crates at once.
        for (setting, value) in [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16")] {
            command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        run(&mut command)
    };
    install(&["--locked"])
        .or_else(|error| {
            // A lock file can name a version that the registry no longer serves; that shows within seconds.
            println!("  {error:#}; trying again without {package}'s own lock file");
            install(&[])
        })
        .with_context(|| format!("`{package}` {version} could not be compiled: see cargo's message above"))
}

/// Frees the space that compiling the tools took.
pub(crate) fn drop_build_directory(workspace: &Workspace) {
    // Failing to tidy up harms nothing.
    let _ = std::fs::remove_dir_all(build_directory(workspace));
}

fn build_directory(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("tools-build")
}

/// The answer to `--version` of the program in the cache, if it is of this version.
fn installed(workspace: &Workspace, program: &str, version: &str) -> Option<String> {
    let path = workspace.tools().join("bin").join(program);
    let text = answer(workspace.command(path.to_str()?).arg("--version"))?;
    (text.split_whitespace().nth(1) == Some(version)).then(|| version.to_owned())
}

/// The version of an installed package according to cargo, if it is the wanted one. For programs that do not print their version.
fn listed(workspace: &Workspace, package: &str, version: &str) -> Option<String> {
    let mut cargo = workspace.command("cargo");
    let list = answer(cargo.args(["install", "--list", "--root"]).arg(workspace.tools()))?;
    let wanted = format!("{package} v{version}:");
    list.lines()
        .any(|line| line == wanted)
        .then(|| version.to_owned())
}
