//! What can be typed.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use forkcast_engine::{Catalog, MODEL_VERSION};

/// Says whether to prompt, retrieve, fine-tune or combine, what each costs, and what would change the answer.
#[derive(Debug, Parser)]
#[command(name = "forkcast", after_help = AFTER_HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  forkcast serve
  forkcast decide --preset legal-research
  forkcast decide --preset support-docs --set queries_per_day=200000 --json
  forkcast decide --url 'https://example.org/#v1&change_days=7&audit=required'
  forkcast decide scenario.json";

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a scenario: the verdict, why, and what every approach costs
    Decide(DecideArgs),
    /// List the scenarios to start from
    Presets(ListArgs),
    /// List every input with its range, default and meaning
    Inputs(ListArgs),
    /// Serve the page on this machine
    Serve(ServeArgs),
}

/// Arguments of `decide`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// A JSON file with a scenario, or - for standard input; without any source, the defaults
    #[arg(value_name = "FILE", conflicts_with_all = ["preset", "url"])]
    pub file: Option<PathBuf>,
    /// Start from a preset (see `forkcast presets`)
    #[arg(long, value_name = "ID", conflicts_with = "url")]
    pub preset: Option<String>,
    /// Take the scenario from a link that was copied from the page
    #[arg(long, value_name = "LINK")]
    pub url: Option<String>,
    /// Set an input on top (see `forkcast inputs`); may be given many times
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Print the whole decision as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `presets` and `inputs`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Print the list as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port to listen on; without it 4173, or the next free one
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Address to listen on; anything but a loopback address lets other machines in
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", value_parser = address)]
    pub host: IpAddr,
    /// Folder of the built page
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// Name by which the server may be addressed besides loopback names and ADDR; may be given many times
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
}

/// The parser, which knows the program's version and those of the model and of the prices.
#[must_use]
pub fn parser() -> clap::Command {
    let prices = &Catalog::builtin().version;
    let version = format!(
        "{} (model {MODEL_VERSION}, prices of {prices})",
        env!("CARGO_PKG_VERSION")
    );
    Cli::command().version(version).propagate_version(true)
}

fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));
    }
    text.trim_matches(['[', ']'])
        .parse()
        .map_err(|_| "an IP address such as 127.0.0.1, ::1 or 0.0.0.0 is accepted".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        parser().debug_assert();
    }

    #[test]
    fn addresses_are_read_with_and_without_brackets() {
        assert_eq!(address("localhost"), Ok(IpAddr::from([127, 0, 0, 1])));
        assert_eq!(address("[::1]"), address("::1"));
        assert!(address("example.org").is_err());
    }
}
