//! Parses the command line, runs one command and turns its outcome into an exit code.

use std::process::ExitCode;

use clap::FromArgMatches as _;
use forkcast_cli::commands::{Cli, Command, parser};
use forkcast_cli::{check, decide, diff, health, listing, manual, measure, observe, serve, terminal, verify};

fn main() -> ExitCode {
    let matches = parser().try_get_matches().unwrap_or_else(|error| {
        // Prints help, the version, or what was wrong with the arguments, and exits with 0 or 2. What was typed is repeated there, and
        // may have come from anywhere.
        let said = error.render().to_string();
        if error.use_stderr() && said.lines().any(|line| line.chars().any(terminal::is_obeyed)) {
            for line in said.lines() {
                eprintln!("{}", terminal::shown(line));
            }
            std::process::exit(2);
        }
        error.exit()
    });
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let outcome = match &cli.command {
        Command::Decide(arguments) => decide::run(arguments),
        Command::Verify { file } => match verify::run(file) {
            Ok(code) => return code,
            Err(failure) => Err(failure),
        },
        Command::Presets(arguments) => listing::presets(arguments),
        Command::Inputs(arguments) => listing::inputs(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Measure(arguments) => match measure::command::run(arguments) {
            Ok(code) => return code,
            Err(failure) => Err(failure),
        },
        Command::Check(arguments) => match check::run(arguments) {
            Ok(code) => return code,
            Err(failure) => Err(failure),
        },
        Command::Diff(arguments) => match diff::run(arguments) {
            Ok(code) => return code,
            Err(failure) => Err(failure),
        },
        Command::Headers(arguments) => serve::headers(arguments),
        Command::Health(arguments) => health::run(arguments),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { dir } => manual::pages(dir.as_deref()),
        Command::Observe(arguments) => observe::run(arguments),
        Command::Worker => return forkcast_reference::worker(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::say(&failure);
            failure.exit_code()
        }
    }
}
