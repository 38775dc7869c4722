//! Files of an archive, besides the program: what the program writes of itself, and what lies in the clone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::archive::Entry;
use super::{Made, Target};
use crate::process::{find_program, run};
use crate::workspace::Workspace;

/// Files of the clone, and their places in an archive.
const OF_CLONE: [(&str, &str); 5] = [
    ("README.md", "README.md"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("deploy/forkcast.service", "lib/systemd/system/forkcast.service"),
];

/// Shells, and where they look for completions below a prefix such as /usr/local.
const SHELLS: [(&str, &str); 3] = [
    ("bash", "share/bash-completion/completions/forkcast"),
    ("fish", "share/fish/vendor_completions.d/forkcast.fish"),
    ("zsh", "share/zsh/site-functions/_forkcast"),
];

/// Files that the program writes of itself: places in an archive, and contents.
pub(super) type Documents = Vec<(String, Vec<u8>)>;

/// A command that runs a program of that target on this machine, in an emulator if need be.
pub(super) fn runner(target: Target, program: &Path) -> Result<Command> {
    let processor = target.processor();
    if processor == std::env::consts::ARCH {
        return Ok(Command::new(program));
    }
    let names = [format!("qemu-{processor}-static"), format!("qemu-{processor}")];
    let emulator = find_program(&names.each_ref().map(String::as_str)).with_context(|| {
        format!(
            "no archive is written untested, and programs for {processor} do not run here: install {} \
             (`apt-get install qemu-user-static`), or name another --target",
            names.join(" or ")
        )
    })?;
    let mut command = Command::new(emulator);
    command.arg(program);
    Ok(command)
}

/// Manual pages and completions, as the first of the programs writes them: they are the same for all.
pub(super) fn documents(made: &[Made]) -> Result<Documents> {
    let made = made.first().context("no target")?;
    let start = || runner(made.target, &made.program);
    let folder = std::env::temp_dir().join(format!("forkcast-manual-{}", std::process::id()));
    run(start()?.args(["man", "--dir"]).arg(&folder))?;
    let mut documents = Documents::new();
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        documents.push((format!("share/man/man1/{name}"), fs::read(entry.path())?));
    }
    fs::remove_dir_all(&folder)?;
    for (shell, place) in SHELLS {
        let output = start()?.args(["completions", shell]).output()?;
        if !output.status.success() {
            bail!("`forkcast completions {shell}` failed");
        }
        documents.push((place.to_owned(), output.stdout));
    }
    Ok(documents)
}

/// Files that a user looks for in every archive.
pub(super) fn places() -> impl Iterator<Item = &'static str> {
    let of_clone = OF_CLONE.iter().map(|(_, place)| *place);
    let of_program = SHELLS.iter().map(|(_, place)| *place);
    of_clone.chain(of_program).chain(["share/man/man1/forkcast.1"])
}

/// All files of the archive of that name.
pub(super) fn entries(
    workspace: &Workspace,
    name: &str,
    program: &Path,
    documents: &Documents,
) -> Result<Vec<Entry>> {
    let read = |path: PathBuf| fs::read(&path).with_context(|| format!("cannot read {}", path.display()));
    let entry = |place: &str, is_program, bytes| Entry {
        path: format!("{name}/{place}"),
        is_program,
        bytes,
    };
    let mut entries = vec![entry("bin/forkcast", true, read(program.to_owned())?)];
    for (file, place) in OF_CLONE {
        entries.push(entry(place, false, read(workspace.root().join(file))?));
    }
    for (place, bytes) in documents {
        entries.push(entry(place, false, bytes.clone()));
    }
    Ok(entries)
}
