//! Building the page: Trunk, compression, budgets. Nothing is done when no input has changed.

mod fingerprint;
mod first_load;
mod split;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::lockfile::locked_version;
use crate::process::{answer, hold_lock, run};
use crate::setup;
use crate::setup::chromium::browser;
use crate::setup::wasm_target;
use crate::workspace::Workspace;

/// All that the built page depends on, besides the tools. This folder is one of them: it says how to compress.
const INPUTS: [&str; 12] = [
    "app",
    "charts",
    "engine",
    "observe",
    "prices",
    "protocol",
    "public",
    "style",
    "xtask/src/page",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
];

/// The form of the page's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The modules are a chunk that is downloaded when needed.
    Split,
    /// One WebAssembly module, as Trunk makes it: for development, and a fallback if the split step fails.
    Eager,
}

impl Form {
    /// The eager form if FORKCAST_EAGER is set and not empty.
    fn chosen() -> Self {
        let asked = std::env::var_os("FORKCAST_EAGER").is_some_and(|value| !value.is_empty());
        if asked { Self::Eager } else { Self::Split }
    }
}

/// Sets up, then builds the page.
pub(crate) fn build_after_setup(workspace: &Workspace) -> Result<PathBuf> {
    setup::for_page(workspace)?;
    build(workspace)
}

/// Builds the page into `dist/` if an input has changed, and holds it to its budgets.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let dist = workspace.dist();
    let stamp = workspace.stamp("page");
    fs::create_dir_all(stamp.parent().context("the stamp has no directory")?)?;
    let _held = hold_lock(&stamp.with_extension("lock"))?;
    let form = Form::chosen();
    let inputs = inputs(workspace, form)?;
    let seen = fs::read_to_string(&stamp).unwrap_or_default();
    if dist.join("index.html").is_file() && seen == stamp_text(&inputs, &dist)? {
        println!("page: unchanged, {} is kept", dist.display());
    } else {
        let made = compile(workspace, form, &dist)?;
        minify(workspace, &dist, made.as_deref())?;
        finish(workspace, &dist)?;
        compress(workspace, &dist)?;
        fs::write(&stamp, stamp_text(&inputs, &dist)?)?;
    }
    first_load::hold_to_budget(form, &dist)?;
    Ok(dist)
}

/// Checks the built page without a browser: what a server or an embed would trip over.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let script = workspace.root().join("xtask/src/page/check.mjs");
    run(workspace.command("node").arg(script).arg(workspace.dist()))
}

/// Draws the pictures that other programs show of the page.
pub(crate) fn draw_pictures(workspace: &Workspace) -> Result<()> {
    let script = workspace.root().join("xtask/src/pictures.mjs");
    let mut node = workspace.command("node");
    node.arg(script)
        .arg(workspace.root())
        .arg(workspace.node_packages()?);
    run(node.env("CHROME_PATH", browser()?))
}

/// Compiles the page into `dist`; returns the output folder of the split step.
fn compile(workspace: &Workspace, form: Form, dist: &Path) -> Result<Option<PathBuf>> {
    let toolchain =
        wasm_target::toolchain(workspace).context("no compiler for the page: `cargo xtask setup`")?;
    println!("page: trunk build --release ({})", toolchain.describe(workspace));
    // Trunk is kept off the network, so that it takes the tools of the set-up and downloads none of its own; then
    // cargo below it is offline too and must have its crates.
    let mut fetch = workspace.command("cargo");
    toolchain.apply(&mut fetch);
    run(fetch.args(["fetch", "--quiet"]))?;
    let mut trunk = workspace.command("trunk");
    toolchain.apply(&mut trunk);
    trunk.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        rustflags(workspace),
    );
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk takes only `true` and `false`, where the convention is any value.
        trunk.env("NO_COLOR", "true");
    }
    trunk
        .args(["build", "--release", "--offline", "--dist"])
        .arg(dist);
    match form {
        Form::Eager => run(&mut trunk).map(|()| None),
        Form::Split => {
            // Clones that share the cache also share the folder of the compiled module.
            let _held = hold_lock(&workspace.target().join("page.lock"))?;
            run(trunk.args(["--features", "split"]))?;
            split::split(workspace, toolchain, dist).map(Some)
        }
    }
}

/// Flags of the page's compiler.
///
/// Leptos gives every view a type of its own; with them erased the page's code is a good deal smaller. The split step needs the relocations;
/// wasm-bindgen drops them. With vector instructions simulations take a twelfth less time. The eager form has them too, so that a change of the form recompiles only the page's own crate.
fn rustflags(workspace: &Workspace) -> String {
    format!(
        "--cfg=erase_components -Ctarget-feature=+simd128 -Clink-args=--emit-relocs {}",
        remapped(workspace)
    )
}

/// Flags by which a panic's place is named by its crate, not by where this machine keeps it: shorter, and nobody's business.
pub(crate) fn remapped(workspace: &Workspace) -> String {
    let mut flags = format!("--remap-path-prefix={}=.", workspace.root().display());
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|h| h.join(".cargo")));
    let sources = home
        .map(|home| home.join("registry/src"))
        .and_then(|src| fs::read_dir(src).ok());
    for registry in sources.into_iter().flatten().flatten() {
        flags.push_str(&format!(
            " --remap-path-prefix={}=crates",
            registry.path().display()
        ));
    }
    flags
}

fn minify(workspace: &Workspace, dist: &Path, made: Option<&Path>) -> Result<()> {
    let script = workspace.root().join("xtask/src/page/minify.mjs");
    let packages = workspace.node_packages()?;
    run(workspace
        .command("node")
        .arg(script)
        .arg(dist)
        .arg(packages)
        .args(made))
}

/// The address under which the page will be published, if it is known: addresses in previews of links must be absolute.
fn public_address() -> String {
    std::env::var("FORKCAST_PUBLIC_URL").unwrap_or_default()
}

/// Writes the files that follow from the others: the page for frames, and the worker with its list.
fn finish(workspace: &Workspace, dist: &Path) -> Result<()> {
    let script = workspace.root().join("xtask/src/page/finish.mjs");
    run(workspace
        .command("node")
        .arg(script)
        .arg(dist)
        .arg(public_address()))
}

fn compress(workspace: &Workspace, dist: &Path) -> Result<()> {
    let script = workspace.root().join("xtask/src/page/precompress.mjs");
    run(workspace.command("node").arg(script).arg(dist))
}

/// A text that changes when the page would.
fn inputs(workspace: &Workspace, form: Form) -> Result<String> {
    let toolchain =
        wasm_target::toolchain(workspace).context("no compiler for the page: `cargo xtask setup`")?;
    let wasm_opt = answer(workspace.command("wasm-opt").arg("--version")).unwrap_or_default();
    let bindgen = locked_version(workspace, "wasm-bindgen")?;
    let sources = fingerprint::of_contents(workspace.root(), &INPUTS)?;
    Ok(format!(
        "{sources:016x} {form:?} {} {bindgen} {wasm_opt} {}",
        toolchain.describe(workspace),
        public_address()
    ))
}

/// The inputs and what was made of them: a `dist/` that was touched by hand is built again.
fn stamp_text(inputs: &str, dist: &Path) -> Result<String> {
    Ok(format!(
        "{inputs} {:016x}\n",
        fingerprint::of_contents(dist, &["."])?
    ))
}
