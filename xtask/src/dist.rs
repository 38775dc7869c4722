//! `cargo xtask dist`: archives to publish, each with one static program that has the page inside (docs/decisions/0780-dist.md).

mod archive;
mod check;
mod compile;
mod contents;
mod elf;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::process::{answer, run};
use crate::setup;
use crate::workspace::Workspace;
use crate::{page, process};

/// A machine that archives are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    X86,
    Arm,
}

impl Target {
    pub(crate) const ALL: [Self; 2] = [Self::X86, Self::Arm];

    pub(crate) const fn triple(self) -> &'static str {
        match self {
            Self::X86 => "x86_64-unknown-linux-musl",
            Self::Arm => "aarch64-unknown-linux-musl",
        }
    }

    /// The processor, as compilers and emulators name it.
    const fn processor(self) -> &'static str {
        match self {
            Self::X86 => "x86_64",
            Self::Arm => "aarch64",
        }
    }
}

/// Arguments of the command.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    targets: Vec<Target>,
    /// A folder with the built page; without it the page is built.
    page: Option<PathBuf>,
    /// Compile everything twice and compare.
    twice: bool,
}

/// Where and of what an archive is made.
struct Made {
    target: Target,
    program: PathBuf,
}

/// Builds, packs and tests the archives.
pub(crate) fn run_dist(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    if !cfg!(target_os = "linux") {
        bail!("archives are made on Linux: the programs in them are run before they are packed");
    }
    for target in &options.targets {
        // Before the minutes that compiling takes.
        contents::runner(*target, Path::new("forkcast"))?;
    }
    setup::for_dist(workspace)?;
    let page = match &options.page {
        Some(folder) => workspace.root().join(folder).canonicalize().context("--page")?,
        None => page::build_after_setup(workspace)?,
    };
    let version = locked_version(workspace)?;
    let epoch = last_commit(workspace)?;
    let folder = workspace.target().join("dist-archives");
    let _held = process::hold_lock(&folder.with_extension("lock"))?;
    let first = make(
        workspace,
        &options,
        &page,
        (&version, epoch),
        &folder,
        "dist-build",
    )?;
    if options.twice {
        println!("dist: everything once more, in another folder");
        let again = folder.with_file_name("dist-archives-again");
        let second = make(
            workspace,
            &options,
            &page,
            (&version, epoch),
            &again,
            "dist-build-again",
        )?;
        if first != second {
            bail!("two builds differ:\n{first}\n{second}");
        }
        println!("dist: two builds are equal bit for bit");
    }
    for target in &options.targets {
        check::run(&folder, &name(&version, *target), *target, &page)?;
    }
    println!("dist: {}\n{}", folder.display(), first.trim_end());
    Ok(())
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        targets: Vec::new(),
        page: None,
        twice: false,
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--twice" => options.twice = true,
            "--page" => options.page = Some(arguments.next().context("--page takes a folder")?.into()),
            "--target" => {
                let triple = arguments.next().map(String::as_str).unwrap_or_default();
                let target = Target::ALL.into_iter().find(|target| target.triple() == triple);
                let known = Target::ALL.map(Target::triple).join(" or ");
                let target = target.with_context(|| format!("--target takes {known}, not `{triple}`"))?;
                options.targets.retain(|other| *other != target);
                options.targets.push(target);
            }
            other => bail!("`{other}` is not understood: --target TRIPLE, --page FOLDER and --twice are"),
        }
    }
    if options.targets.is_empty() {
        options.targets.extend(Target::ALL);
    }
    Ok(options)
}

/// Makes all archives of `options` in the folder, and returns their sums.
fn make(
    workspace: &Workspace,
    options: &Options,
    page: &Path,
    (version, epoch): (&str, u64),
    folder: &Path,
    compiled: &str,
) -> Result<String> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    let mut made = Vec::new();
    for target in options.targets.iter().copied() {
        println!(
            "dist: compiling for {}, some twelve minutes on 2 cores the first time",
            target.triple()
        );
        let start = Instant::now();
        let program = compile::program(workspace, target, page, epoch, &workspace.target().join(compiled))?;
        let size = fs::metadata(&program)?.len();
        println!(
            "dist: {} kB after {:.0} s",
            size / 1000,
            start.elapsed().as_secs_f64()
        );
        made.push(Made { target, program });
    }
    let documents = contents::documents(&made)?;
    for Made { target, program } in &made {
        let name = name(version, *target);
        let entries = contents::entries(workspace, &name, program, &documents)?;
        archive::write(&folder.join(format!("{name}.tar.gz")), entries, epoch)?;
    }
    let target = options.targets.first().copied().context("no target")?;
    sbom::write(workspace, target, version, epoch, folder)?;
    sums(folder)
}

fn name(version: &str, target: Target) -> String {
    format!("forkcast-{version}-{}", target.triple())
}

/// The project's version.
fn locked_version(workspace: &Workspace) -> Result<String> {
    crate::lockfile::locked_version(workspace, "forkcast-cli")
}

/// Seconds since 1970 of the last commit, which everything that has a date in it takes; SOURCE_DATE_EPOCH overrides it.
fn last_commit(workspace: &Workspace) -> Result<u64> {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let seconds = given.or_else(|| answer(workspace.command("git").args(["log", "-1", "--format=%ct"])));
    let seconds =
        seconds.context("this is no clone: set SOURCE_DATE_EPOCH, the seconds since 1970 of the sources")?;
    seconds
        .parse()
        .with_context(|| format!("`{seconds}` is no number of seconds"))
}

/// Writes the file of checksums and returns it.
fn sums(folder: &Path) -> Result<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut sha = std::process::Command::new("sha256sum");
    sha.current_dir(folder).args(&names);
    let sums = answer(&mut sha).context("`sha256sum` does not run")? + "\n";
    fs::write(folder.join("SHA256SUMS"), &sums)?;
    run(std::process::Command::new("sha256sum").current_dir(folder).args([
        "--check",
        "--quiet",
        "SHA256SUMS",
    ]))?;
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Options> {
        options(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn arguments_are_read() -> Result<()> {
        assert_eq!(read("")?.targets, Target::ALL);
        let arm = read("--target aarch64-unknown-linux-musl --twice --page dist")?;
        assert_eq!(
            arm,
            Options {
                targets: vec![Target::Arm],
                page: Some("dist".into()),
                twice: true
            }
        );
        for refused in ["--target", "--target x86_64-pc-windows-msvc", "--page", "now"] {
            assert!(read(refused).is_err(), "{refused}");
        }
        Ok(())
    }
}
