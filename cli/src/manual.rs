//! `forkcast completions` and `forkcast man`, both made from the definition of the arguments.

use std::fs;
use std::path::Path;

use crate::commands::parser;
use crate::failure::Failure;
use crate::print;

const NAME: &str = "forkcast";

/// The command line as people use it: without the commands that the program keeps for itself.
fn shown() -> clap::Command {
    let whole = parser();
    let commands = whole.get_subcommands().filter(|command| !command.is_hide_set());
    let mut shown = clap::Command::new(NAME)
        .version(whole.get_version().unwrap_or_default().to_owned())
        .propagate_version(true)
        .subcommands(commands.cloned());
    if let Some(about) = whole.get_about() {
        shown = shown.about(about.clone());
    }
    if let Some(examples) = whole.get_after_help() {
        shown = shown.after_help(examples.clone());
    }
    shown
}

/// Prints the completions for a shell.
///
/// # Errors
/// An answer that cannot be written.
pub fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut shown(), NAME, &mut script);
    print::bytes(&script)
}

/// Prints the manual page of the program, or writes the pages of all commands into a folder.
///
/// # Errors
/// A folder or an answer that cannot be written.
pub fn pages(folder: Option<&Path>) -> Result<(), Failure> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(shown())
            .render(&mut page)
            .map_err(Failure::Output)?;
        return print::bytes(&page);
    };
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(shown(), folder))
        .map_err(|error| Failure::Run(crate::text::cannot_be_written(folder, error)))
}
