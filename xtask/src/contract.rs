//! `cargo xtask contract`: schemathesis, a client made of `/openapi.json` alone, asks a running server thousands of things and holds each
//! answer against the document. docs/security.md holds the outcome.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{answer, run, run_seen};
use crate::program::{Profile, build};
use crate::server::Server;
use crate::setup::test_servers::PYTHON;
use crate::setup::{Step, install_missing};
use crate::workspace::Workspace;

/// Fewest requests of a run that is worth its name.
const CASES: u64 = 5_000;
/// Requests for each route, beside those that its parameters' limits give.
const FOR_EACH_ROUTE: &str = "800";
/// The same requests each time.
const SEED: &str = "11";

const CLIENT: Step = Step {
    name: "schemathesis",
    why: "It makes requests of the API's document: 5 MB to fetch.",
    find: |workspace| Ok(installed(workspace)),
    install,
};

/// Asks a server with a folder of its own; a seed may be given in place of the usual one.
pub(crate) fn run_contract(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    install_missing(workspace, &[PYTHON, CLIENT])?;
    let seed = arguments.first().map_or(SEED, String::as_str);
    let program = match env::var_os("FORKCAST_BIN").filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => build(workspace, Profile::Dev)?,
    };
    let folder = env::temp_dir().join(format!("forkcast-contract-{}", std::process::id()));
    let outcome = ask(workspace, &program, &folder, seed);
    let _ = fs::remove_dir_all(&folder);
    outcome
}

fn ask(workspace: &Workspace, program: &Path, folder: &Path, seed: &str) -> Result<()> {
    let dist = folder.join("dist");
    fs::create_dir_all(&dist)?;
    fs::write(dist.join("index.html"), "<!doctype html><title>t</title>")?;
    let mut serve = Command::new(program);
    // Nothing answers at the endpoint, and the folder holds no model: runs of theirs begin, and fail at once.
    serve
        .current_dir(folder)
        .args([
            "serve",
            "--port",
            "0",
            "--endpoint",
            "held=http://127.0.0.1:9/v1",
            "--dist",
        ])
        .arg(&dist)
        .arg("--embedder")
        .arg(&dist)
        .arg("--database")
        .arg(folder.join("runs.sqlite"))
        .env_remove("FORKCAST_CONFIG");
    let mut server = Server::start(&mut serve)?;
    // The client looks for its files where it is started, and leaves some there.
    for file in ["schemathesis.toml", "hooks.py"] {
        let there = workspace.root().join("tests/contract").join(file);
        fs::copy(&there, folder.join(file)).with_context(|| format!("cannot read {}", there.display()))?;
    }
    let mut client = client(workspace);
    client
        .args([
            "run",
            &format!("{}openapi.json", server.url),
            "--no-color",
            "--continue-on-failure",
        ])
        .args(["--seed", seed, "--max-examples", FOR_EACH_ROUTE])
        .current_dir(folder);
    let mut cases = 0;
    let asked = run_seen(&mut client, |line| cases = cases.max(generated(line)));
    if !server.is_running() {
        bail!("the server ended while it was asked");
    }
    asked.context("the server answered otherwise than its document says: see above")?;
    if cases < CASES {
        bail!("only {cases} requests were made, and {CASES} are wanted");
    }
    println!("{cases} requests, no failure");
    Ok(())
}

/// `  5123 generated, 5123 passed` of the client's summary.
fn generated(line: &str) -> u64 {
    let (count, rest) = line.trim_start().split_once(' ').unwrap_or_default();
    if rest.starts_with("generated") {
        count.parse().unwrap_or(0)
    } else {
        0
    }
}

fn client(workspace: &Workspace) -> Command {
    let mut python = workspace.command("python3");
    python
        .args(["-c", "from schemathesis.cli import schemathesis; schemathesis()"])
        .env("PYTHONPATH", packages(workspace))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    python
}

fn packages(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("schemathesis")
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root().join("tests/contract/requirements.txt")
}

/// The version, if it is that of this tree's requirements and runs.
fn installed(workspace: &Workspace) -> Option<String> {
    let wanted = fs::read_to_string(requirements(workspace)).ok()?;
    // The copy is there only when everything is.
    let there = fs::read_to_string(packages(workspace).join("requirements.txt")).ok()?;
    (there == wanted).then(|| answer(client(workspace).arg("--version")))?
}

fn install(workspace: &Workspace) -> Result<()> {
    let folder = packages(workspace);
    let unfinished = folder.with_extension("unfinished");
    let _ = fs::remove_dir_all(&unfinished);
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "install", "--target"])
        .arg(&unfinished)
        .args(["--no-deps", "--only-binary=:all:", "--require-hashes"])
        .args([
            "--no-compile",
            "--no-cache-dir",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(requirements(workspace))
        // As variables, which a pip that does not know them passes over. A setting `user` would contradict `--target`.
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .env("PIP_USER", "0");
    run(&mut pip).context(
        "pip could not install tests/contract/requirements.txt: is a package index reachable, and is this CPython 3.11 to 3.14 on \
         Linux (x86-64 or ARM64) or macOS?",
    )?;
    fs::copy(requirements(workspace), unfinished.join("requirements.txt"))?;
    // Renamed only when complete: an interrupted install is never taken for a finished one.
    let _ = fs::remove_dir_all(&folder);
    fs::rename(&unfinished, &folder).with_context(|| format!("cannot make {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_requests_is_read_out_of_the_summary() {
        assert_eq!(generated("  5123 generated, 5123 passed"), 5_123);
        assert_eq!(generated("  1500 generated, 1 found 1 unique failure"), 1_500);
        assert_eq!(generated("Test cases:"), 0);
        assert_eq!(generated(""), 0);
    }
}
