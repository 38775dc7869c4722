//! The split step: moves the code that only the modules of the page reach into a chunk, which is downloaded when they
//! start (docs/decisions/0402-one-page-split.md). Trunk has no hook for it, so its script and module are replaced after it has run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::setup::wasm_target::Toolchain;
use crate::workspace::Workspace;

/// The page's crate, and its binary.
const CRATE: &str = "forkcast-app";

/// Whether a file of the built page is a chunk: the names of the split step's output begin with `split_` or `chunk_`.
pub(super) fn is_chunk(name: &str) -> bool {
    name.ends_with(".wasm") && (name.starts_with("split_") || name.starts_with("chunk_"))
}

/// Splits the module that cargo compiled for Trunk's page in `dist`; returns the folder of script, module and chunks.
pub(super) fn split(workspace: &Workspace, toolchain: Toolchain, dist: &Path) -> Result<PathBuf> {
    // Cargo's output, not Trunk's: wasm-bindgen, which Trunk has run, drops the relocations.
    let compiled = workspace
        .target()
        .join("wasm32-unknown-unknown/release")
        .join(format!("{CRATE}.wasm"));
    let made = workspace.stamp("split");
    let _ = fs::remove_dir_all(&made);
    fs::create_dir_all(&made).with_context(|| format!("cannot create {}", made.display()))?;
    println!("page: wasm-split-cli, wasm-bindgen");
    let mut cut = workspace.command("wasm-split-cli");
    run(cut.args(["--out-name", CRATE]).arg(compiled).arg(&made))?;
    // wasm-bindgen reads the main module and would overwrite it.
    let main = made.join("main.wasm");
    fs::rename(made.join(format!("{CRATE}.wasm")), &main).context("wasm-split-cli wrote no main module")?;
    let mut bindgen = workspace.command("wasm-bindgen");
    toolchain.apply(&mut bindgen);
    // The chunks need the function table, which is not exported otherwise.
    bindgen.args([
        "--target",
        "web",
        "--keep-lld-exports",
        "--no-typescript",
        "--omit-default-module-path",
    ]);
    bindgen.arg("--out-dir").arg(&made);
    bindgen.arg("--out-name").arg(name_of_trunk(dist)?).arg(&main);
    run(&mut bindgen)?;
    fs::remove_file(main)?;
    Ok(made)
}

/// The name that Trunk gave the page's script and module, without their endings.
fn name_of_trunk(dist: &Path) -> Result<String> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        modules.extend(name.strip_suffix("_bg.wasm").map(str::to_owned));
    }
    match <[String; 1]>::try_from(modules) {
        Ok([name]) => Ok(name),
        Err(modules) => bail!("Trunk made not just one module: {modules:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_known_by_their_names() {
        assert!(is_chunk("split_beside-0123456789abcdef.wasm"));
        assert!(is_chunk("chunk_1-0123456789abcdef.wasm"));
        assert!(!is_chunk("forkcast-app-0123456789abcdef_bg.wasm"));
        assert!(!is_chunk("split_beside-0123456789abcdef.wasm.br"));
    }

    #[test]
    fn one_module_gives_its_name_and_two_are_refused() -> Result<()> {
        let dist = std::env::temp_dir().join(format!("forkcast-split-{}", std::process::id()));
        fs::create_dir_all(&dist)?;
        fs::write(dist.join("forkcast-app-01_bg.wasm"), "")?;
        fs::write(dist.join("worker.js"), "")?;
        assert_eq!(name_of_trunk(&dist)?, "forkcast-app-01");
        fs::write(dist.join("other_bg.wasm"), "")?;
        assert!(name_of_trunk(&dist).is_err());
        fs::remove_dir_all(dist)?;
        Ok(())
    }
}
