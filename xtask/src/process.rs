//! Running other programs, and saying in full what failed when one does.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs the command with its output shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs the command with its output shown, and hands every line of its standard output to `see` as well.
pub(crate) fn run_seen(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    command.stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    let stdout = child.stdout.take().context("standard output was not captured")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        see(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// The standard output of a command that must succeed.
pub(crate) fn run_printed(command: &mut Command) -> Result<String> {
    let mut printed = String::new();
    run_seen(command, |line| {
        printed.push_str(line);
        printed.push('\n');
    })?;
    Ok(printed)
}

/// The trimmed standard output of a command that succeeds; `None` when it is missing or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether the command succeeds; its output is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    answer(command).is_some()
}

/// The first of these programs that PATH knows.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| {
        directories
            .iter()
            .map(|directory| directory.join(name))
            .find(|file| file.is_file())
    })
}

/// Waits until no other process holds this lock, and holds it until the answer is dropped.
pub(crate) fn hold_lock(path: &Path) -> Result<File> {
    // On a fresh machine nothing has been compiled yet, and the folder is not there.
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    if file.try_lock().is_err() {
        println!("waiting: another `cargo xtask` holds {}", path.display());
        file.lock()?;
    }
    Ok(file)
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let mut text = format!("`{}", command.get_program().to_string_lossy());
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text.push('`');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_in_a_folder_that_is_not_there_yet() {
        let root = env::temp_dir().join(format!("forkcast-xtask-lock-{}", std::process::id()));
        let path = root.join("target/page.lock");
        let held = hold_lock(&path);
        let other = File::open(&path).map(|file| file.try_lock().is_err());
        fs::remove_dir_all(&root).expect("the folder was made");
        held.expect("the lock is free");
        assert!(
            other.expect("the lock is a file"),
            "nobody else gets it meanwhile"
        );
    }
}
