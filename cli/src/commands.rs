//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use forkcast_engine::{Catalog, MODEL_VERSION};
use forkcast_protocol::measure::Shard;

use crate::check::expected::Expected;
use crate::observe::ObserveArgs;
use crate::quality::QualityArgs;
use crate::run_fields::{EndpointFields, RagCostFields, ReferenceFields, RetrievalFields};
use crate::serve::page_files::PAGE_INSIDE;
use crate::text;

/// Recommends prompting, retrieval, fine-tuning or a combination, with the cost of each and the changes that would alter the result.
#[derive(Debug, Parser)]
#[command(name = "forkcast", after_help = text::EXAMPLES)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Decide on a scenario: the verdict, its reasons, and the cost of every approach
    Decide(DecideArgs),
    /// Decide again on a decision record and list the differences: exit code 0 if there are none, otherwise 1
    Verify {
        /// The record's JSON
        #[arg(value_name = "FILE.json")]
        file: PathBuf,
    },
    /// List the scenarios to start from
    Presets(ListArgs),
    /// List every input with its range, default and meaning
    Inputs(ListArgs),
    /// Serve the page on this machine, and run its measurements
    Serve(ServeArgs),
    /// Measure on this machine or at configured targets, without a browser
    Measure(MeasureArgs),
    /// Check scenarios against what is expected of them: exit code 0 if everything is met, 1 if not, 2 if a scenario cannot be read
    Check(CheckArgs),
    /// Compare the decisions on two scenarios in words
    Diff(DiffArgs),
    /// Print the response headers of the built page, as `forkcast serve` sends them, in the form that another host reads
    Headers(HeadersArgs),
    /// Ask a server on this machine whether it answers: exit code 0 if it does, otherwise 1
    Health(HealthArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// Write the page of every command into this folder instead
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Observe inputs in what you have: examples for training, logs, documents. Nothing leaves this machine
    Observe(ObserveArgs),
    /// Execute one run of the reference engine for a server: reads a specification, writes updates
    #[command(hide = true)]
    Worker,
}

/// The targets: from a file, or named here.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// Configuration in TOML; without it $FORKCAST_CONFIG, or forkcast.toml in the working folder, which may not name secrets or programs
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// An OpenAI-compatible endpoint, such as local=http://127.0.0.1:8080/v1, or NAME=env:VARIABLE or NAME=file:PATH that holds its
    /// address; may be given many times
    #[arg(long, value_name = "NAME=URL")]
    pub endpoint: Vec<String>,
    /// A vector store: docs=env:DOCS_DATABASE or docs=file:PATH that holds postgres://…, or docs=http://127.0.0.1:6333 for Qdrant; the
    /// configuration file also takes its kind; may be given many times. For `quality` it is searched, the last one if there are several, and
    /// NAME alone is one of the configuration. Other users can read an address that is given here in the
    /// list of processes
    #[arg(long, value_name = "NAME=URL")]
    pub store: Vec<String>,
    /// Folder with MiniLM's model.safetensors, tokenizer.json and config.json
    #[arg(long, value_name = "DIR")]
    pub embedder: Option<PathBuf>,
}

/// Arguments of `measure`.
#[derive(Debug, Args)]
pub struct MeasureArgs {
    /// The kind of run
    #[command(subcommand)]
    pub what: What,
    /// Write the measurement to a file instead of standard output
    #[arg(long, short, value_name = "FILE", global = true)]
    pub output: Option<PathBuf>,
}

/// The kind of run.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Time to first token by prompt length, and time per output token, of an endpoint
    Endpoint(EndpointArgs),
    /// Search in a store with its recall, and embedding of a question
    Retrieval(RetrievalArgs),
    /// The time that retrieval adds to an answer, in pairs on one endpoint
    RagCost(RagCostArgs),
    /// A transformer of a named shape with random weights: prefill, decode or a training step
    Reference(ReferenceArgs),
    /// What a model knows, uses, obeys and withholds, and what retrieval finds for it: your questions over arms and endpoints
    Quality(Box<QualityArgs>),
    /// A run described in JSON, as the page and the API accept it
    Run(RunArgs),
    /// The shards of an endpoint run, measured by several programs, as one measurement
    Merge(MergeArgs),
}

/// Arguments of `measure endpoint`.
#[derive(Debug, Args)]
pub struct EndpointArgs {
    /// Name of the endpoint; not needed if there is only one
    pub target: Option<String>,
    /// The targets
    #[command(flatten)]
    pub targets: TargetArgs,
    /// Requests per second at random times, whatever the server does
    #[arg(long, value_name = "PER_SECOND", conflicts_with = "concurrency")]
    pub rate: Option<f64>,
    /// Its fields
    #[command(flatten)]
    pub fields: EndpointFields,
    /// Make one part of the run, counted from 0: 0/4, 1/4, 2/4 and 3/4 on four machines at once send together what one program would;
    /// `forkcast measure merge` puts their results together
    #[arg(long, value_name = "INDEX/OF")]
    pub shard: Option<Shard>,
    /// Service level: time to first token, ms
    #[arg(long, value_name = "MS", requires = "e2e_ms")]
    pub ttft_ms: Option<f64>,
    /// Service level: time to last token, ms
    #[arg(long, value_name = "MS", requires = "ttft_ms")]
    pub e2e_ms: Option<f64>,
}

/// Arguments of `measure retrieval`.
#[derive(Debug, Args)]
pub struct RetrievalArgs {
    /// Name of the store
    #[arg(default_value = "embedded")]
    pub store_name: String,
    /// The targets
    #[command(flatten)]
    pub targets: TargetArgs,
    /// Its fields
    #[command(flatten)]
    pub fields: RetrievalFields,
}

/// Arguments of `measure rag-cost`.
#[derive(Debug, Args)]
pub struct RagCostArgs {
    /// Name of the endpoint; not needed if there is only one
    pub target: Option<String>,
    /// The targets
    #[command(flatten)]
    pub targets: TargetArgs,
    /// Name of the store
    #[arg(long, value_name = "NAME", default_value = "embedded")]
    pub search_in: String,
    /// Its fields
    #[command(flatten)]
    pub fields: RagCostFields,
}

/// Arguments of `measure reference`.
#[derive(Debug, Args)]
pub struct ReferenceArgs {
    /// prefill, decode or train
    pub task: ReferenceTask,
    /// Shape: tiny, smollm2-135m, llama-3.2-1b or llama-3-8b
    #[arg(long, value_name = "ID", default_value = "smollm2-135m")]
    pub shape: String,
    /// Run on an NVIDIA GPU
    #[arg(long)]
    pub gpu: bool,
    /// Its fields
    #[command(flatten)]
    pub fields: ReferenceFields,
}

/// The task of the reference engine.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum ReferenceTask {
    /// Reading a prompt
    Prefill,
    /// One more token
    Decode,
    /// One optimizer step: full, LoRA and QLoRA
    Train,
}

/// Arguments of `measure run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// File with the specification, or - for standard input
    pub file: PathBuf,
    /// The targets
    #[command(flatten)]
    pub targets: TargetArgs,
}

/// Arguments of `measure merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The measurements of all shards, in any order
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// A scenario from a preset or a link, and the inputs that are set in it. The arguments also stand behind a subcommand.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// Start from a preset (see `forkcast presets`)
    #[arg(long, value_name = "ID", global = true, conflicts_with = "url")]
    pub preset: Option<String>,
    /// Take the scenario from a link that was copied from the page
    #[arg(long, value_name = "LINK", global = true)]
    pub url: Option<String>,
    /// Set an input on top (see `forkcast inputs`); may be given many times
    #[arg(long, value_name = "KEY=VALUE", global = true)]
    pub set: Vec<String>,
}

/// The scenario that observed inputs are set in.
#[derive(Debug, Args)]
pub struct BaseArgs {
    /// The scenario that the observed inputs are set in: a JSON file; without any source, the defaults
    #[arg(long, value_name = "FILE", global = true, conflicts_with_all = ["preset", "url"])]
    pub scenario: Option<PathBuf>,
    /// The same without a file
    #[command(flatten)]
    pub start: StartArgs,
}

/// Arguments of `decide`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// A JSON file with a scenario, or - for standard input; without any source, the defaults
    #[arg(value_name = "FILE", conflicts_with_all = ["preset", "url"])]
    pub file: Option<PathBuf>,
    /// The scenario without a file
    #[command(flatten)]
    pub start: StartArgs,
    /// Print the whole decision as JSON
    #[arg(long)]
    pub json: bool,
    /// Print only the scenario's short link, to be put behind the page's address
    #[arg(long, conflicts_with_all = ["json", "record"])]
    pub short_link: bool,
    /// Also write the decision record, with everything needed to reproduce the verdict: .md, .html or .json
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// JSON files with a scenario, links that were copied from the page or files that hold one, - for standard input, or
    /// forkcast.check.toml for every scenario that it names; without any, ./forkcast.check.toml
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// What is expected of all of them; it counts before what a file says
    #[command(flatten)]
    pub expected: Expected,
    /// File of expectations for all scenarios, instead of the forkcast.check.toml beside each
    #[arg(long, value_name = "FILE.toml")]
    pub expectations: Option<PathBuf>,
    /// Form of the report
    #[arg(long, value_name = "FORM", value_enum, default_value_t = ReportForm::Text)]
    pub format: ReportForm,
    /// Write the report to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of a report on checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportForm {
    /// Lines for people
    Text,
    /// JSON
    Json,
    /// XML of JUnit, as build servers read it
    Junit,
    /// SARIF 2.1.0, as code scanning reads it
    Sarif,
    /// A table in Markdown, such as for the summary of a build
    Markdown,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The scenario before: a JSON file, a link or a file that holds one, or - for standard input
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The scenario after
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Print the differences as JSON
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// Print them as Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Exit with 1 if the recommendation differs; without it the exit code is 0 whatever differs
    #[arg(long)]
    pub exit_code: bool,
}

/// Arguments of `headers`.
#[derive(Debug, Args)]
pub struct HeadersArgs {
    /// The host
    pub host: StaticHost,
    /// Folder of the built page
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
}

/// A host of static files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum StaticHost {
    /// `_headers` of Netlify
    Netlify,
    /// `_headers` of Cloudflare Pages
    CloudflarePages,
    /// A server block of nginx
    Nginx,
    /// A Caddyfile
    Caddy,
}

/// Arguments of `health`.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// Address that it listens on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", value_parser = address)]
    pub host: IpAddr,
    /// Port of the server
    #[arg(long, value_name = "N", default_value_t = crate::serve::PORT)]
    pub port: u16,
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
    /// Folder of the built page; without it the page inside the program if it holds one, otherwise dist
    #[arg(long, value_name = "DIR")]
    pub dist: Option<PathBuf>,
    /// Further host name of the server, besides loopback names and ADDR; may be given many times
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// The targets
    #[command(flatten)]
    pub targets: TargetArgs,
    /// Origin of a page elsewhere that may measure here, such as https://docs.example.org; may be given many times
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// File for results; without it forkcast/runs.sqlite in the user's data folder
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
    /// Keep results in memory only: they are lost when the server ends
    #[arg(long, conflicts_with = "database")]
    pub keep_in_memory: bool,
}

/// The parser, which knows the program's version and those of the model and of the prices.
#[must_use]
pub fn parser() -> clap::Command {
    let prices = &Catalog::builtin().version;
    let version = text::version(env!("CARGO_PKG_VERSION"), MODEL_VERSION, prices, PAGE_INSIDE);
    Cli::command().version(version).propagate_version(true)
}

fn address(given: &str) -> Result<IpAddr, String> {
    if given == "localhost" {
        return Ok(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));
    }
    given
        .trim_matches(['[', ']'])
        .parse()
        .map_err(|_| text::ADDRESS.to_owned())
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
