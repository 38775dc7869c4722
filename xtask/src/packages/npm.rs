//! The package for JavaScript, in `npm/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::page::remapped;
use crate::process::{answer, run};
use crate::setup;
use crate::setup::wasm_target;
use crate::workspace::Workspace;

/// The crate, as cargo names its module.
const MODULE: &str = "forkcast_js.wasm";
/// The module's most bytes after Brotli.
const BUDGET: u64 = 150_000;
/// As the page's module is optimised (`xtask/src/page/minify.mjs`).
const OPTIMISED: [&str; 8] = [
    "--flatten",
    "--rereloop",
    "-O2",
    "-O2",
    "--one-caller-inline-max-function-size=20",
    "--strip-producers",
    "--strip-target-features",
    "-o",
];

/// Sets up, then builds the package.
pub(crate) fn build_after_setup(workspace: &Workspace) -> Result<()> {
    setup::for_page(workspace)?;
    build(workspace).map(drop)
}

/// Builds the package and holds its module to the budget; returns its folder.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root().join("npm");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let toolchain =
        wasm_target::toolchain(workspace).context("no compiler for WebAssembly: `cargo xtask setup`")?;
    println!("npm: cargo build --profile npm, some two minutes the first time");
    let mut cargo = workspace.command("cargo");
    toolchain.apply(&mut cargo);
    cargo.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        remapped(workspace),
    );
    cargo.args(["build", "--profile", "npm", "--target", "wasm32-unknown-unknown"]);
    run(cargo.args(["--package", "forkcast-js"]))?;
    let compiled = workspace.target().join("wasm32-unknown-unknown/npm").join(MODULE);
    let mut bindgen = workspace.command("wasm-bindgen");
    toolchain.apply(&mut bindgen);
    bindgen.args(["--target", "web", "--no-typescript", "--omit-default-module-path"]);
    bindgen.args(["--out-name", "forkcast", "--out-dir"]);
    run(bindgen.arg(&folder).arg(compiled))?;
    let module = folder.join("forkcast_bg.wasm");
    run(workspace
        .command("wasm-opt")
        .arg(&module)
        .args(OPTIMISED)
        .arg(&module))?;
    copy(workspace.root(), &folder)?;
    let bytes = compressed(workspace, &module)?;
    println!(
        "npm: {} with a module of {bytes} bytes after Brotli (at most {BUDGET})",
        folder.display()
    );
    if bytes > BUDGET {
        bail!("the module has {bytes} bytes after Brotli, and the budget is {BUDGET}");
    }
    Ok(folder)
}

/// Adds what is written by hand, and the licences.
fn copy(root: &Path, folder: &Path) -> Result<()> {
    let source = root.join("js/package");
    for entry in fs::read_dir(&source).with_context(|| format!("cannot list {}", source.display()))? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    if !fs::read_to_string(folder.join("package.json"))?.contains(&version) {
        bail!("js/package/package.json must have the version of Cargo.toml: {version}");
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root.join(licence), folder.join(licence))?;
    }
    Ok(())
}

/// The bytes of a file after Brotli, by the codec of Node.
fn compressed(workspace: &Workspace, file: &Path) -> Result<u64> {
    const SCRIPT: &str = "const { brotliCompressSync, constants: c } = require('node:zlib');\
        const bytes = require('node:fs').readFileSync(process.argv[1]);\
        console.log(brotliCompressSync(bytes, { params: { [c.BROTLI_PARAM_LGWIN]: 24, [c.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length)";
    let printed = answer(workspace.command("node").args(["-e", SCRIPT]).arg(file));
    printed
        .and_then(|text| text.parse().ok())
        .context("node could not compress the module")
}
