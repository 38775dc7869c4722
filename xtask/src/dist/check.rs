//! Tests an archive as its user meets it: unpacked elsewhere, and run.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::Target;
use super::contents::{places, runner};
use super::elf::hold_to_static;
use crate::process::{answer, run as run_command};
use crate::server::Server;

/// Unpacks the archive into a folder of its own and runs what is in it.
pub(super) fn run(archives: &Path, name: &str, target: Target, page: &Path) -> Result<()> {
    println!("dist: testing {name}, some ten seconds, in an emulator a minute");
    let folder = std::env::temp_dir().join(format!("forkcast-dist-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = try_out(
        &folder,
        &archives.join(format!("{name}.tar.gz")),
        name,
        target,
        page,
    );
    fs::remove_dir_all(&folder)?;
    outcome.with_context(|| format!("{name} is not fit to be published"))
}

fn try_out(folder: &Path, archive: &Path, name: &str, target: Target, page: &Path) -> Result<()> {
    run_command(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder))?;
    let unpacked = folder.join(name);
    for place in places() {
        let file = unpacked.join(place);
        if fs::metadata(&file).map_or(0, |file| file.len()) == 0 {
            bail!("{place} is missing or empty");
        }
    }
    let before = list(folder)?;
    let program = unpacked.join("bin/forkcast");
    hold_to_static(&fs::read(&program)?, target)?;
    let start = || -> Result<Command> {
        let mut command = runner(target, &program)?;
        // Nothing of the machine or of the clone is at hand.
        command.current_dir(folder).env_clear();
        Ok(command)
    };
    let version = answer(start()?.arg("--version")).context("`forkcast --version` failed")?;
    if !version.contains("page inside") {
        bail!("it holds no page: {version}");
    }
    let decided = answer(start()?.arg("decide"));
    if decided.is_none_or(|decided| decided.is_empty()) {
        bail!("`forkcast decide` failed");
    }
    let mut serve = start()?;
    serve.args(["serve", "--port", "0", "--keep-in-memory"]);
    let server = Server::start(serve.stderr(Stdio::null()))?;
    let address = server.url.trim_start_matches("http://").trim_end_matches('/');
    let port = address.rsplit(':').next().unwrap_or_default();
    run_command(start()?.args(["health", "--port", port]).stdout(Stdio::null()))?;
    let files = list(page)?;
    for file in &files {
        let path = file.strip_prefix(page)?.to_string_lossy();
        if fetched(address, &path)? != fs::read(file)? {
            bail!("/{path} is not the file of {}", page.display());
        }
    }
    drop(server);
    if list(folder)? != before {
        bail!("it wrote files into the folder that it was started in");
    }
    println!(
        "dist: {version}: static, decides, is healthy, and serves {} files as they are",
        files.len()
    );
    Ok(())
}

/// All files below the folder but hidden ones, in order.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What the server sends of a path.
fn fetched(address: &str, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let body = answer.split_off(end.context("the server sent no answer")? + 4);
    if !answer.starts_with(b"HTTP/1.1 200") {
        bail!(
            "/{path}: {}",
            String::from_utf8_lossy(&answer)
                .lines()
                .next()
                .unwrap_or_default()
        );
    }
    Ok(body)
}
