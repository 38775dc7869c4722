//! The arguments of `forkcast measure quality`.

use std::path::PathBuf;

use clap::Args;
use forkcast_quality::plan::Arm;
use forkcast_quality::search::Search;

use super::sources::Wanted;
use crate::commands::{BaseArgs, TargetArgs};
use crate::run_fields::QualityFields;

/// Arguments of `measure quality`.
#[derive(Debug, Args)]
pub struct QualityArgs {
    /// The evaluation set: JSON Lines or CSV, gzip too, or - for standard input (docs/quality.md describes it)
    #[arg(value_name = "SET")]
    pub questions: Option<PathBuf>,
    /// Use Forkcast's own documents and questions about them; with SET, the documents alone
    #[arg(long)]
    pub demo: bool,
    /// The set is CSV with the columns question, answers (set apart by |), number, tolerance, regex, schema, expected, documents and id; CSV is
    /// also told by its header
    #[arg(long)]
    pub from_csv: bool,
    /// Folder of the documents that questions may rest on; without any endpoint, only what retrieval finds is measured
    #[arg(long, value_name = "DIR", conflicts_with = "demo")]
    pub corpus: Option<PathBuf>,
    /// Read only files with these endings: md,html,txt
    #[arg(long, value_name = "EXT,…", value_delimiter = ',')]
    pub ext: Vec<String>,
    /// The targets
    #[command(flatten)]
    pub targets: TargetArgs,
    /// Endpoints to ask; the first one sets the inputs, the others are compared with it. Without it, those of --endpoint, or the only one
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub on: Vec<String>,
    /// Endpoint that judges the answers to questions with "match": "judge"; it is checked on the labelled answers of the set first
    #[arg(long, value_name = "NAME")]
    pub judge: Option<String>,
    /// Ways of asking; without it closed-book, and with documents rag and wrong-passages
    #[arg(long, value_name = "ARM,…", value_delimiter = ',', value_enum)]
    pub arms: Vec<ArmName>,
    /// The search whose passages go into prompts; without it fused where there is an embedder, else lexical
    #[arg(long, value_name = "KIND", value_enum)]
    pub search: Option<SearchKind>,
    /// Endpoint that makes the vectors in place of MiniLM, by POST /embeddings as OpenAI's
    #[arg(long, value_name = "NAME", conflicts_with = "embedder")]
    pub embeddings: Option<String>,
    /// Endpoint that puts the first --candidates passages into another order, by POST /rerank as llama.cpp, vLLM, Jina, Cohere, Voyage and
    /// text-embeddings-inference have it
    #[arg(long, value_name = "NAME")]
    pub reranker: Option<String>,
    /// Its numbers
    #[command(flatten)]
    pub fields: QualityFields,
    /// Prompts in TOML in place of the usual ones
    #[arg(long, value_name = "FILE")]
    pub prompts: Option<PathBuf>,
    /// Print the prompts and ask nothing
    #[arg(long)]
    pub show_prompts: bool,
    /// Price of an endpoint, USD per million tokens of prompts and of answers: base=0.15,0.60; without it the catalog's price of its model;
    /// may be given many times
    #[arg(long, value_name = "NAME=IN,OUT")]
    pub price: Vec<String>,
    /// Print what the run will use and ask nothing
    #[arg(long)]
    pub plan: bool,
    /// Start without asking, whatever it costs
    #[arg(long)]
    pub yes: bool,
    /// Keep the grade of each answer in this file as it comes, so that the same command goes on after it was stopped; it holds grades and hashes
    /// alone
    #[arg(long, value_name = "FILE")]
    pub keep: Option<PathBuf>,
    /// Keep the answers in it as well
    #[arg(long, requires = "keep")]
    pub keep_answers: bool,
    /// Print everything as JSON (docs/quality.md describes it)
    #[arg(long)]
    pub json: bool,
    /// Print only the link of the page with the observed inputs set
    #[arg(long, conflicts_with = "json")]
    pub link: bool,
    /// Also write the scenario with the observed inputs set, as `forkcast decide` reads it
    #[arg(long, value_name = "FILE")]
    pub apply: Option<PathBuf>,
    /// The scenario that the observed inputs are set in
    #[command(flatten)]
    pub base: BaseArgs,
}

impl QualityArgs {
    /// What retrieval shall ask: a store is one of the configuration (`--store NAME`) or one that is given here (`--store NAME=URL`).
    pub(super) fn wanted(&self) -> Wanted<'_> {
        let store = self.targets.store.last();
        Wanted {
            embeddings: self.embeddings.as_deref(),
            reranker: self.reranker.as_deref(),
            store: store.map(|given| given.split_once('=').map_or(given.as_str(), |(name, _)| name)),
        }
    }

    /// The targets without the stores that are only named.
    pub(super) fn stores_apart(&self) -> TargetArgs {
        let TargetArgs {
            config,
            endpoint,
            store,
            embedder,
        } = &self.targets;
        TargetArgs {
            config: config.clone(),
            endpoint: endpoint.clone(),
            store: store
                .iter()
                .filter(|given| given.contains('='))
                .cloned()
                .collect(),
            embedder: embedder.clone(),
        }
    }
}

/// A way of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ArmName {
    /// The question alone
    ClosedBook,
    /// With the passages that retrieval finds
    Rag,
    /// With passages that do not hold the answer
    WrongPassages,
    /// With whole documents up to --context-tokens, the right ones among them
    LongContext,
    /// With the server holding the answer to a JSON Schema, and with passages if there are any
    Structured,
}

impl ArmName {
    pub(super) const fn arm(self) -> Arm {
        match self {
            Self::ClosedBook => Arm::ClosedBook,
            Self::Rag => Arm::Rag,
            Self::WrongPassages => Arm::WrongPassages,
            Self::LongContext => Arm::LongContext,
            Self::Structured => Arm::Structured,
        }
    }
}

/// A kind of search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum SearchKind {
    /// By the vectors of the embedder
    Dense,
    /// By words (BM25)
    Lexical,
    /// By both, with their results fused
    Fused,
}

impl SearchKind {
    pub(super) const fn search(self) -> Search {
        match self {
            Self::Dense => Search::Dense,
            Self::Lexical => Search::Lexical,
            Self::Fused => Search::Fused,
        }
    }
}
