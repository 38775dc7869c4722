//! `cargo xtask bench`: the figures of the README, measured here and now.
//!
//! A measuring script (tests/browser/measure/*.mjs) prints what it likes; a line of the form
//! `measured<TAB>what<TAB>value<TAB>budget` becomes a row of the table. It exits with an error when over budget. A line
//! `compared<TAB>id<TAB>value` is a ratio that may be at most a tenth above the one of `docs/speed.jsonl` (docs/decisions/0405).

mod speed;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::run_seen;
use crate::program::{Profile, build};
use crate::server::Server;
use crate::setup::chromium::browser;
use crate::test::files_ending;
use crate::workspace::Workspace;
use crate::{page, setup};
use speed::{Built, Compared};
use table::Table;

/// How often a script is run again whose figures are worse than those recorded: noise goes away, a regression stays.
const AGAIN: usize = 2;

/// Measures the engine, the page and its Lighthouse scores, and prints one table of them. Given `--record`, it adds the ratios to the recorded ones.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let is_recorded = match arguments {
        [] => false,
        [only] if only == "--record" => true,
        _ => bail!("bench takes `--record` or nothing"),
    };
    setup::everything(workspace)?;
    page::build(workspace)?;
    let program = build(workspace, Profile::Native)?;
    let built = Built::new(workspace)?;
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
    let mut compared = Compared::default();
    let run_script = |script: &Path, table: &mut Table, compared: &mut Compared| {
        println!(
            "\n== {}",
            script.file_name().unwrap_or_default().to_string_lossy()
        );
        let mut node = workspace.command("node");
        node.arg(script)
            .env("FORKCAST_URL", &server.url)
            .env("CHROME_PATH", browser()?);
        node.env("FORKCAST_BIN", &program)
            .env("FORKCAST_DIST", workspace.dist());
        node.env(
            "FORKCAST_NODE_MODULES",
            workspace.node_packages()?.join("node_modules"),
        );
        built.tell(&mut node);
        run_seen(&mut node, |line| {
            table.see_measured(line);
            compared.see(script, line);
        })
    };
    for script in &scripts {
        if let Err(error) = run_script(script, &mut table, &mut compared) {
            // The other figures are still worth having.
            faults.push(format!("{error:#}"));
        }
    }
    for _ in 0..AGAIN {
        let mut again: Vec<PathBuf> = compared
            .worse(workspace)?
            .into_iter()
            .map(|(script, _)| script)
            .collect();
        again.dedup();
        for script in again {
            // Its rows and its faults are there already.
            let _ = run_script(&script, &mut Table::default(), &mut compared);
        }
    }
    drop(server);

    println!("\n{table}");
    for (_, figure) in compared.worse(workspace)? {
        faults.push(format!("slower than recorded: {figure}"));
    }
    if is_recorded {
        compared.record(workspace)?;
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("; "));
    }
    Ok(())
}
