//! Compiles the static program so that the same sources give the same bytes wherever they lie.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Target;
use crate::page::remapped;
use crate::process::run;
use crate::setup::dist_tools::{sysroot, zig};
use crate::workspace::Workspace;

/// Compiles the program into that target folder, and returns its path.
pub(super) fn program(
    workspace: &Workspace,
    target: Target,
    page: &Path,
    epoch: u64,
    compiled: &Path,
) -> Result<PathBuf> {
    let triple = target.triple();
    let mut cargo = workspace.command("cargo");
    cargo.args(["zigbuild", "--locked", "--profile", "dist", "--target", triple]);
    cargo.args([
        "--package",
        "forkcast-cli",
        "--bin",
        "forkcast",
        "--features",
        "page-inside",
    ]);
    let flags = format!(
        "{} --remap-path-prefix={}=target --remap-path-prefix={}=rust",
        remapped(workspace),
        compiled.display(),
        sysroot(workspace)?.display()
    );
    // C names the file that an assertion stands in.
    let c_flags = flags.replace("--remap-path-prefix", "-ffile-prefix-map");
    let underscored = triple.replace('-', "_");
    cargo
        .env("CARGO_TARGET_DIR", compiled)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.replace(' ', "\x1f"))
        .env_remove("RUSTFLAGS")
        .env(format!("CFLAGS_{underscored}"), &c_flags)
        .env(format!("CXXFLAGS_{underscored}"), &c_flags)
        .env("CARGO_ZIGBUILD_ZIG_PATH", zig(workspace))
        .env("ZIG_GLOBAL_CACHE_DIR", workspace.cache().join("zig-cache"))
        .env("FORKCAST_PAGE", page)
        .env("SOURCE_DATE_EPOCH", epoch.to_string());
    run(&mut cargo)?;
    Ok(compiled.join(triple).join("dist/forkcast"))
}
