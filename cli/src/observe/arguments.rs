//! The arguments of `forkcast observe`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::commands::BaseArgs;

/// Arguments of `observe`.
#[derive(Debug, Args)]
pub struct ObserveArgs {
    /// What to observe
    #[command(subcommand)]
    pub what: What,
    /// Print everything as JSON (docs/observe.md describes it)
    #[arg(long, global = true)]
    pub json: bool,
    /// Print only the link of the page with the observed inputs set
    #[arg(long, global = true, conflicts_with = "json")]
    pub link: bool,
    /// Also write the scenario with the observed inputs set, as `forkcast decide` reads it
    #[arg(long, short, value_name = "FILE", global = true)]
    pub output: Option<PathBuf>,
    /// The scenario that the observed inputs are set in
    #[command(flatten)]
    pub base: BaseArgs,
}

/// What to observe.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Examples for training: count, copies, lengths, contradictions, leaks between splits, and what training costs
    Examples(ExamplesArgs),
    /// Logs of a model: questions a day, growth, peak, lengths, errors, latency, and the bill paid beside the bill predicted
    Logs(LogsArgs),
    /// Documents: count, tokens, copies, and how fast they change
    Corpus(CorpusArgs),
}

/// How tokens are counted.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// Count tokens with this tokenizer.json instead of estimating them as bytes / 4
    #[arg(long, value_name = "FILE")]
    pub tokenizer: Option<PathBuf>,
}

/// Arguments of `observe examples`.
#[derive(Debug, Args)]
pub struct ExamplesArgs {
    /// JSON Lines or JSON arrays, gzip too; each file is a split. OpenAI (chat, DPO), Together, Fireworks, Alpaca, ShareGPT, prompt and
    /// completion; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Check each answer against this JSON Schema
    #[arg(long, value_name = "FILE")]
    pub schema: Option<PathBuf>,
    /// How tokens are counted
    #[command(flatten)]
    pub tokens: TokenArgs,
}

/// Arguments of `observe logs`.
#[derive(Debug, Args)]
pub struct LogsArgs {
    /// JSON Lines, JSON or CSV, gzip too: responses of OpenAI, Anthropic and Gemini, spend logs of LiteLLM, exports of Langfuse and
    /// Helicone, OTLP JSON with gen_ai attributes, usage CSV of OpenAI, or any CSV; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Columns of a CSV: time=when,input=prompt_tokens,…; fields are time, end, model, input, cached, written, output, thinking,
    /// requests, cost, currency, latency_ms, first_token_ms, status and batch
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub map: Option<String>,
    /// The bill of the same days: USD in all, or a CSV with an amount, and a model if there is one
    #[arg(long, value_name = "USD|FILE")]
    pub bill: Option<String>,
}

/// Arguments of `observe corpus`.
#[derive(Debug, Args)]
pub struct CorpusArgs {
    /// A folder (its git history is used if there is one), a sitemap.xml, or a CSV with the columns bytes and modified
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Count only files with these endings: md,html,txt
    #[arg(long, value_name = "EXT,…", value_delimiter = ',')]
    pub ext: Vec<String>,
    /// How tokens are counted
    #[command(flatten)]
    pub tokens: TokenArgs,
}
