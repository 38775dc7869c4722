//! `cargo xtask serve`: from nothing to the playground at a printed URL.

use std::env;
use std::fs::File;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use crate::page;
use crate::process::run;
use crate::program::{Profile, build};
use crate::workspace::Workspace;

/// Sets up, builds and serves until interrupted; `arguments` go to `forkcast serve`.
pub(crate) fn run_server(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let dist = page::build_in_english_after_setup(workspace)?;
    println!("server: cargo build");
    let program = build(workspace, Profile::Native)?;
    if !page::is_whole(workspace)? {
        build_the_rest(workspace)?;
    }
    let mut server = workspace.command(&program.to_string_lossy());
    server.args(["serve", "--dist"]).arg(&dist);
    server.args(arguments.iter().skip_while(|argument| *argument == "--"));
    run(&mut server)
}

/// Builds the page in the other languages while the English one is served, which follows its files.
fn build_the_rest(workspace: &Workspace) -> Result<()> {
    let log = workspace.stamp("languages").with_extension("log");
    let out = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let mut command = Command::new(env::current_exe()?);
    command.arg("build").stdout(out.try_clone()?).stderr(out);
    let mut builder = command
        .spawn()
        .context("cannot build the page in other languages")?;
    println!("page: the other languages follow while this one is served");
    thread::spawn(move || match builder.wait() {
        Ok(status) if status.success() => println!("page: now there in every language"),
        _ => eprintln!(
            "page: the other languages could not be built; see {}",
            log.display()
        ),
    });
    Ok(())
}
