//! A compiler with the standard library for WebAssembly: from rustup where it can fetch one, else Debian's compiler
//! with the library built from Debian's source (docs/decisions/0101-wasm-target-two-ways.md).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Step;
use super::system_packages::{apt_candidate, apt_install, apt_is_here, as_root};
use crate::process::{answer, find_program, run, succeeds};
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
const LINKED_TOOLCHAIN: &str = "debian";
/// Links the standard library with the link-time optimisation of the page, which needs its bitcode as well.
const PROBE: &str =
    "#[unsafe(no_mangle)] pub extern \"C\" fn probe(n: u32) -> usize { n.to_string().len() }\n";

pub(crate) const STEP: Step = Step {
    name: "wasm target",
    why: "The page is compiled to WebAssembly.",
    find: |workspace| Ok(toolchain(workspace).map(|toolchain| toolchain.describe(workspace))),
    install,
};

/// A compiler that can build the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that cargo uses here anyway.
    Ambient,
    /// Debian's, linked into rustup.
    Linked,
}

impl Toolchain {
    /// Makes the command, and all that it starts, use this compiler.
    pub(crate) fn apply(self, command: &mut Command) {
        if self == Self::Linked {
            command.env("RUSTUP_TOOLCHAIN", LINKED_TOOLCHAIN);
        }
    }

    /// The compiler's name and version.
    pub(crate) fn describe(self, workspace: &Workspace) -> String {
        let mut rustc = workspace.command("rustc");
        self.apply(&mut rustc);
        answer(rustc.arg("--version")).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Whether it links a WebAssembly module here and now: installed files may be of another version's.
    fn links(self, workspace: &Workspace) -> bool {
        let directory = workspace
            .cache()
            .join(format!("wasm/probe-{}", std::process::id()));
        let source = directory.join("probe.rs");
        if fs::create_dir_all(&directory)
            .and_then(|()| fs::write(&source, PROBE))
            .is_err()
        {
            return false;
        }
        let mut rustc = workspace.command("rustc");
        self.apply(&mut rustc);
        rustc.args(["--edition", "2024", "--crate-type", "cdylib", "--target", TARGET]);
        rustc
            .args(["-O", "-Clto=fat", "-Cpanic=abort", "-o"])
            .arg(directory.join("probe.wasm"))
            .arg(source);
        let linked = succeeds(&mut rustc);
        let _ = fs::remove_dir_all(directory);
        linked
    }
}

/// The first compiler on this machine that can build the page.
pub(crate) fn toolchain(workspace: &Workspace) -> Option<Toolchain> {
    let linked = || rustup_is_here() && linked_in_rustup(workspace);
    if Toolchain::Ambient.links(workspace) {
        Some(Toolchain::Ambient)
    } else if linked() && Toolchain::Linked.links(workspace) {
        Some(Toolchain::Linked)
    } else {
        None
    }
}

fn install(workspace: &Workspace) -> Result<()> {
    if rustup_is_here() {
        println!("  asking rustup for it");
        if run(workspace.command("rustup").args(["target", "add", TARGET])).is_ok()
            && Toolchain::Ambient.links(workspace)
        {
            return Ok(());
        }
        println!("  rustup could not provide it: taking Debian's compiler and building the standard library");
    }
    if !apt_is_here() || apt_candidate("rustc-web").is_none() {
        bail!(
            "install Rust from https://rustup.rs and run `rustup target add {TARGET}`, or see docs/decisions/\
             0101-wasm-target-two-ways.md for a system whose own compiler is to be used"
        );
    }
    install_debian_compiler(workspace)?;
    let built = build_standard_library(workspace)?;
    install_standard_library(&built)?;
    // The compiler has its own copy now.
    let _ = fs::remove_dir_all(standard_library_build(workspace));
    Ok(())
}

fn rustup_is_here() -> bool {
    find_program(&["rustup"]).is_some()
}

fn linked_in_rustup(workspace: &Workspace) -> bool {
    answer(workspace.command("rustup").args(["toolchain", "list"])).is_some_and(|list| {
        list.lines()
            .any(|line| line.split_whitespace().next() == Some(LINKED_TOOLCHAIN))
    })
}

fn install_debian_compiler(workspace: &Workspace) -> Result<()> {
    apt_install(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"])?;
    // The linker is a package of its own and must be of the compiler's LLVM.
    let version = answer(Command::new("/usr/bin/rustc").arg("-vV")).context("/usr/bin/rustc does not run")?;
    let llvm = llvm_major(&version).context("/usr/bin/rustc does not say which LLVM it uses")?;
    apt_install(&[&format!("lld-{llvm}")])?;
    if rustup_is_here() && !linked_in_rustup(workspace) {
        run(workspace
            .command("rustup")
            .args(["toolchain", "link", LINKED_TOOLCHAIN, "/usr"]))?;
    }
    Ok(())
}

/// Compiles the standard library from the compiler's own source; answers with the folder of its rlibs.
fn build_standard_library(workspace: &Workspace) -> Result<PathBuf> {
    println!(
        "  building the standard library for {TARGET}: about 90 seconds on 2 cores, once per compiler version"
    );
    let directory = standard_library_build(workspace);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(directory.join("src"))?;
    fs::write(
        directory.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n",
    )?;
    fs::write(directory.join("src/lib.rs"), "")?;
    let mut cargo = workspace.command("cargo");
    if rustup_is_here() {
        Toolchain::Linked.apply(&mut cargo);
    }
    cargo
        .current_dir(&directory)
        .env("CARGO_TARGET_DIR", directory.join("target"));
    cargo.args(["build", "--release", "--target", TARGET]);
    cargo.args(["-Z", "build-std=std,panic_abort,panic_unwind,proc_macro,test"]);
    // build-std is unstable by name only for us: it runs once, here, and no build of the project uses it.
    // Without the bitcode, link-time optimisation of the page fails.
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    run(&mut cargo)?;
    Ok(directory.join("target").join(TARGET).join("release/deps"))
}

fn standard_library_build(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("wasm/std")
}

fn install_standard_library(built: &Path) -> Result<()> {
    let sysroot =
        answer(Command::new("/usr/bin/rustc").args(["--print", "sysroot"])).context("no sysroot")?;
    let library = Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib");
    let rlibs: Vec<PathBuf> = fs::read_dir(built)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(is_library_rlib)
        })
        .collect();
    // Those of an earlier compiler would be found beside the new ones.
    run(as_root("rm")?.arg("-rf").arg(&library))?;
    run(as_root("mkdir")?.arg("-p").arg(&library))?;
    run(as_root("cp")?.args(rlibs).arg(&library))
}

/// Whether the file is one of the standard library's, not the empty crate's that it was built for.
fn is_library_rlib(name: &str) -> bool {
    name.starts_with("lib") && name.ends_with(".rlib") && !name.starts_with("libempty-")
}

/// `LLVM version: 22.1.8` in the compiler's verbose version, to `22`.
fn llvm_major(verbose_version: &str) -> Option<&str> {
    let version = verbose_version
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "))?;
    version.split('.').next().filter(|major| !major.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_follows_the_compilers_llvm() {
        assert_eq!(
            llvm_major("rustc 1.96.0\nrelease: 1.96.0\nLLVM version: 22.1.8\n"),
            Some("22")
        );
        assert_eq!(llvm_major("rustc 1.96.0\n"), None);
    }

    #[test]
    fn only_the_librarys_own_rlibs_are_installed() {
        assert!(is_library_rlib("libstd-0123.rlib"));
        assert!(!is_library_rlib("libempty-0123.rlib"));
        assert!(!is_library_rlib("libstd-0123.rmeta"));
    }
}
