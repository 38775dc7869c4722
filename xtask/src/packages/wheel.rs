//! The package for Python, a wheel in `wheels/`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::setup::{self, python_packages};
use crate::test::files_ending;
use crate::workspace::Workspace;

/// Sets up, then builds the wheel.
pub(crate) fn build_after_setup(workspace: &Workspace) -> Result<()> {
    setup::install_missing(workspace, &setup::WHEEL_STEPS)?;
    build(workspace).map(drop)
}

/// Builds the wheel and returns its path.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root().join("wheels");
    let _ = fs::remove_dir_all(&folder);
    println!("wheel: maturin build, some four minutes the first time");
    let mut maturin = workspace.command("maturin");
    maturin.env("PATH", python_packages::path(workspace)?);
    maturin.args([
        "build",
        "--quiet",
        "--manifest-path",
        "python/Cargo.toml",
        "--out",
    ]);
    run(maturin.arg(&folder))?;
    match <[PathBuf; 1]>::try_from(files_ending(&folder, ".whl")?) {
        Ok([wheel]) => {
            println!(
                "wheel: {} ({} kB)",
                wheel.display(),
                fs::metadata(&wheel)?.len() / 1000
            );
            Ok(wheel)
        }
        Err(wheels) => bail!("maturin made not just one wheel: {wheels:?}"),
    }
}

/// Installs the wheel for its tests alone, and returns the folder.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf> {
    let wheel = build(workspace)?;
    let folder = workspace.stamp("wheel");
    let _ = fs::remove_dir_all(&folder);
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-index"])
        .args(["--disable-pip-version-check", "--target"])
        .arg(&folder)
        .arg(&wheel)
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .env("PIP_USER", "0");
    run(&mut pip).with_context(|| format!("pip could not install {}", wheel.display()))?;
    Ok(folder)
}
