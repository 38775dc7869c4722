//! Packages of the operating system, on Debian and its kin.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{answer, find_program, run};

/// Whether this system installs with apt.
pub(crate) fn apt_is_here() -> bool {
    find_program(&["apt-get"]).is_some()
}

/// Installs the packages with apt, as root or through sudo.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    // Another apt may be at work, as on a machine that has just started.
    let patience = ["-o", "DPkg::Lock::Timeout=300"];
    let typed = format!("apt-get update && apt-get install -y {}", packages.join(" "));
    let install = || -> Result<()> {
        run(as_root("apt-get")?.args(["-qq", "update"]).args(patience))?;
        let options = ["-qq", "install", "-y", "--no-install-recommends"];
        run(as_root("apt-get")?.args(options).args(patience).args(packages))
    };
    install().with_context(|| format!("run this as root, then start again: {typed}"))
}

/// The version of a package that apt would install.
pub(crate) fn apt_candidate(package: &str) -> Option<String> {
    let policy = answer(Command::new("apt-cache").args(["policy", package]))?;
    let candidate = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (candidate != "(none)").then(|| candidate.to_owned())
}

/// A command that runs as root, and never asks a question.
pub(crate) fn as_root(program: &str) -> Result<Command> {
    let mut command = if answer(Command::new("id").arg("-u")).as_deref() == Some("0") {
        Command::new("env")
    } else if find_program(&["sudo"]).is_some() {
        let mut command = Command::new("sudo");
        command.arg("env");
        command
    } else {
        bail!("`{program}` needs root, and there is no sudo");
    };
    command.arg("DEBIAN_FRONTEND=noninteractive").arg(program);
    Ok(command)
}
