//! `cargo xtask bench`: the figures of the README, measured here and now.
//!
//! A measuring script (tests/browser/measure/*.mjs) prints what it likes; a line of the form
//! `measured<TAB>what<TAB>value<TAB>budget` becomes a row of the table. It exits with an error when over budget.

mod table;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::run_seen;
use crate::program::{Profile, build};
use crate::setup::chromium::browser;
use crate::test::files_ending;
use crate::workspace::Workspace;
use crate::{page, setup};
use table::Table;

/// Measures the engine, the page and its Lighthouse scores, and prints one table of them.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::everything(workspace)?;
    page::build(workspace)?;
    let program = build(workspace, Profile::Native)?;
    let mut table = Table::default();
    let mut faults = Vec::new();

    println!("\n== engine, native");
    let mut cargo = workspace.command("cargo");
    cargo.args(["bench", "--package", "forkcast-engine"]);
    run_seen(&mut cargo, |line| table.see_divan(line))?;

    let mut scripts = files_ending(&workspace.root().join("tests/browser/measure"), ".mjs")?;
    scripts.push(workspace.root().join("xtask/src/bench/lighthouse.mjs"));
    let server = Server::start(workspace, &program)?;
    for script in scripts {
        println!(
            "\n== {}",
            script.file_name().unwrap_or_default().to_string_lossy()
        );
        let mut node = workspace.command("node");
        node.arg(&script)
            .env("FORKCAST_URL", &server.url)
            .env("CHROME_PATH", browser()?);
        node.env("FORKCAST_BIN", &program)
            .env("FORKCAST_DIST", workspace.dist());
        node.env(
            "FORKCAST_NODE_MODULES",
            workspace.node_packages()?.join("node_modules"),
        );
        if let Err(error) = run_seen(&mut node, |line| table.see_measured(line)) {
            // The other figures are still worth having.
            faults.push(format!("{error:#}"));
        }
    }
    drop(server);

    println!("\n{table}");
    if !faults.is_empty() {
        bail!("{}", faults.join("; "));
    }
    Ok(())
}

/// `forkcast serve` on a free port, stopped when dropped.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(workspace: &Workspace, program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .args(["serve", "--port", "0", "--dist"])
            .arg(workspace.dist())
            .stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let stdout = child.stdout.take().context("standard output was not captured")?;
        let mut lines = BufReader::new(stdout).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| url_in(&line));
        let Some(url) = url else {
            let _ = child.kill();
            bail!("`forkcast serve` ended without printing its URL");
        };
        // Left unread, its log would fill the pipe and stop it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first URL of a line.
fn url_in(line: &str) -> Option<String> {
    let start = line.find("http://")?;
    let url = line[start..].split_whitespace().next()?;
    Some(url.trim_end_matches(['.', ',', ')']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_found_in_a_sentence() {
        assert_eq!(
            url_in("Forkcast is at http://127.0.0.1:8080/.").as_deref(),
            Some("http://127.0.0.1:8080/")
        );
        assert_eq!(url_in("loading"), None);
    }
}
