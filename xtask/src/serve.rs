//! `cargo xtask serve`: from nothing to the playground at a printed URL.

use anyhow::Result;

use crate::page;
use crate::process::run;
use crate::program::{Profile, build};
use crate::workspace::Workspace;

/// Sets up, builds and serves until interrupted; `arguments` go to `forkcast serve`.
pub(crate) fn run_server(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let dist = page::build_after_setup(workspace)?;
    println!("server: cargo build");
    let program = build(workspace, Profile::Native)?;
    let mut server = workspace.command(&program.to_string_lossy());
    server.args(["serve", "--dist"]).arg(&dist);
    server.args(arguments.iter().skip_while(|argument| *argument == "--"));
    run(&mut server)
}
