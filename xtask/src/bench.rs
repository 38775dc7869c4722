//! `cargo xtask bench`: the figures of the README, measured here and now.
//!
//! A measuring script (tests/browser/measure/*.mjs) prints what it likes; a line of the form
//! `measured<TAB>what<TAB>value<TAB>budget` becomes a row of the table. It exits with an error when over budget.

mod table;

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::run_seen;
use crate::program::{Profile, build};
use crate::server::Server;
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
    let mut serve = Command::new(&program);
    serve
        .args(["serve", "--port", "0", "--dist"])
        .arg(workspace.dist());
    let server = Server::start(&mut serve)?;
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
