//! Building the page: Trunk, compression, budgets. Nothing is done when no input has changed.

mod fingerprint;
mod first_load;
mod split;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::lockfile::locked_version;
use crate::process::{answer, hold_lock, run};
use crate::setup;
use crate::setup::chromium::browser;
use crate::setup::wasm_target::{self, Toolchain};
use crate::workspace::Workspace;

/// The name of the stamp of the built page; other languages have their code after it.
const STAMP: &str = "page";

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

/// A language of the page besides English: its code, which names its folder in `dist/` and its `app/index.….html`, and its feature of the crates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Language {
    pub(crate) code: &'static str,
    pub(crate) feature: &'static str,
}

/// The languages besides English.
pub(crate) const LANGUAGES: [Language; 1] = [Language {
    code: "de",
    feature: "german",
}];

/// The languages to build: none besides English if FORKCAST_ENGLISH is set and not empty, for development.
fn languages() -> &'static [Language] {
    let english = std::env::var_os("FORKCAST_ENGLISH").is_some_and(|value| !value.is_empty());
    if english { &[] } else { &LANGUAGES }
}

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

/// Sets up, then builds the page in every language.
pub(crate) fn build_after_setup(workspace: &Workspace) -> Result<PathBuf> {
    setup::for_page(workspace)?;
    build(workspace)
}

/// Sets up, then builds the page in English: for whoever waits for the first look at it.
pub(crate) fn build_in_english_after_setup(workspace: &Workspace) -> Result<PathBuf> {
    setup::for_page(workspace)?;
    let _held = hold(workspace)?;
    let form = Form::chosen();
    build_in_english(workspace, form, &inputs(workspace, form)?)
}

/// Whether `dist/` has the page in every language as its inputs stand.
pub(crate) fn is_whole(workspace: &Workspace) -> Result<bool> {
    let dist = workspace.dist();
    let inputs = inputs(workspace, Form::chosen())?;
    let is_placed = |language: &Language| dist.join(language.code).join("index.html").is_file();
    Ok(is_current(&workspace.stamp(STAMP), &inputs, &dist)? && languages().iter().all(is_placed))
}

/// Builds the page into `dist/` if an input has changed, and holds it to its budgets. Other languages come to lie in folders of it.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let _held = hold(workspace)?;
    let form = Form::chosen();
    let inputs = inputs(workspace, form)?;
    let dist = build_in_english(workspace, form, &inputs)?;
    build_in_others(workspace, form, &inputs, &dist)?;
    Ok(dist)
}

/// Nobody else builds the page of this clone meanwhile.
fn hold(workspace: &Workspace) -> Result<File> {
    let stamp = workspace.stamp(STAMP);
    fs::create_dir_all(stamp.parent().context("the stamp has no directory")?)?;
    hold_lock(&stamp.with_extension("lock"))
}

fn build_in_english(workspace: &Workspace, form: Form, inputs: &str) -> Result<PathBuf> {
    let (dist, stamp) = (workspace.dist(), workspace.stamp(STAMP));
    if is_current(&stamp, inputs, &dist)? {
        println!("page: unchanged, {} is kept", dist.display());
    } else {
        let made = compile(workspace, form, None, &dist)?;
        minify(workspace, &dist, made.as_deref())?;
        finish(workspace, &dist)?;
        compress(workspace, &dist)?;
        fs::write(&stamp, stamp_text(inputs, &dist)?)?;
    }
    first_load::hold_to_budget(form, &dist)?;
    Ok(dist)
}

/// Builds the page in the other languages beside the English one, and puts them into folders of it once they are whole.
fn build_in_others(workspace: &Workspace, form: Form, inputs: &str, dist: &Path) -> Result<()> {
    let stamp = |language: &Language| workspace.stamp(&format!("{STAMP}-{}", language.code));
    let aside = |language: &Language| stamp(language).with_extension("dist");
    let mut is_placed = true;
    for language in languages() {
        let (stamp, aside) = (stamp(language), aside(language));
        if !is_current(&stamp, inputs, &aside)? {
            let made = compile(workspace, form, Some(*language), &aside)?;
            minify(workspace, &aside, made.as_deref())?;
            fs::write(&stamp, stamp_text(inputs, &aside)?)?;
            is_placed = false;
        }
        is_placed &= dist.join(language.code).join("index.html").is_file();
    }
    if !is_placed {
        for language in languages() {
            let place = dist.join(language.code);
            if place.is_dir() {
                fs::remove_dir_all(&place).with_context(|| format!("cannot empty {}", place.display()))?;
            }
            copy(&aside(language), &place)?;
        }
        finish(workspace, dist)?;
        for language in languages() {
            finish(workspace, &dist.join(language.code))?;
        }
        compress(workspace, dist)?;
        fs::write(workspace.stamp(STAMP), stamp_text(inputs, dist)?)?;
    }
    for language in languages() {
        first_load::hold_to_budget(form, &dist.join(language.code))?;
    }
    Ok(())
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

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let (from, to) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    Ok(())
}

/// Compiles the page of a language, English where none is named, into `dist`; returns the output folder of the split step.
fn compile(
    workspace: &Workspace,
    form: Form,
    language: Option<Language>,
    dist: &Path,
) -> Result<Option<PathBuf>> {
    let toolchain =
        wasm_target::toolchain(workspace).context("no compiler for the page: `cargo xtask setup`")?;
    println!("page: trunk build --release ({})", toolchain.describe(workspace));
    fetch(workspace, toolchain)?;
    let mut trunk = trunk(workspace, toolchain);
    trunk.arg("build");
    if let Some(language) = language {
        trunk.arg(workspace.root().join(format!("app/index.{}.html", language.code)));
    }
    trunk.args(["--release", "--offline", "--dist"]).arg(dist);
    let mut features: Vec<&str> = language.map(|language| language.feature).into_iter().collect();
    if form == Form::Split {
        features.push("split");
    }
    if !features.is_empty() {
        trunk.args(["--features", &features.join(",")]);
    }
    match form {
        Form::Eager => run(&mut trunk).map(|()| None),
        Form::Split => {
            // Clones that share the cache also share the folder of the compiled module.
            let _held = hold_lock(&workspace.target().join("page.lock"))?;
            run(&mut trunk)?;
            split::split(workspace, toolchain, dist).map(Some)
        }
    }
}

/// Trunk is kept off the network, so that it takes the tools of the set-up and downloads none of its own; then cargo below it is offline too and
/// must have its crates.
fn fetch(workspace: &Workspace, toolchain: Toolchain) -> Result<()> {
    let mut fetch = workspace.command("cargo");
    toolchain.apply(&mut fetch);
    run(fetch.args(["fetch", "--quiet"]))
}

/// Trunk with the compiler of the page.
fn trunk(workspace: &Workspace, toolchain: Toolchain) -> Command {
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
}

/// Sets up, then builds the page without optimisation and serves it, again whenever a source changes; open pages load it again. `arguments` go to `trunk serve`.
pub(crate) fn develop(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    setup::for_page(workspace)?;
    let toolchain =
        wasm_target::toolchain(workspace).context("no compiler for the page: `cargo xtask setup`")?;
    fetch(workspace, toolchain)?;
    let dist = workspace.stamp("dev").with_extension("dist");
    fs::create_dir_all(&dist)?;
    println!(
        "page: unoptimised, in English, in one module; Trunk says where. There is no backend: that is `cargo xtask serve`"
    );
    let mut trunk = trunk(workspace, toolchain);
    // Names of functions are enough for a panic's stack; lines take the linker and wasm-bindgen half as long again.
    trunk.env("CARGO_PROFILE_DEV_DEBUG", "false");
    trunk.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "--cfg=erase_components",
    );
    trunk.args(["serve", "--offline", "--dist"]).arg(dist);
    for folder in INPUTS
        .iter()
        .filter(|input| workspace.root().join(input).is_dir())
    {
        trunk.arg("--watch").arg(workspace.root().join(folder));
    }
    trunk.args(arguments.iter().skip_while(|argument| *argument == "--"));
    run(&mut trunk)
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
        "{sources:016x} {form:?} {} {bindgen} {wasm_opt} {} {:?}",
        toolchain.describe(workspace),
        public_address(),
        languages()
            .iter()
            .map(|language| language.code)
            .collect::<Vec<_>>()
    ))
}

/// Whether the page there is what the inputs make.
fn is_current(stamp: &Path, inputs: &str, dist: &Path) -> Result<bool> {
    let seen = fs::read_to_string(stamp).unwrap_or_default();
    Ok(dist.join("index.html").is_file() && seen == stamp_text(inputs, dist)?)
}

/// The inputs and what was made of them: a `dist/` that was touched by hand is built again.
fn stamp_text(inputs: &str, dist: &Path) -> Result<String> {
    Ok(format!(
        "{inputs} {:016x}\n",
        fingerprint::of_contents(dist, &["."])?
    ))
}
