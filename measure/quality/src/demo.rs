//! The demonstration: Forkcast's own documents, and questions about them with the sections that hold the answers.

/// The questions, in the format of every evaluation set.
pub const QUESTIONS: &str = include_str!("../demo/questions.jsonl");

/// The name that the set goes by.
pub const NAME: &str = "demo/questions.jsonl";

macro_rules! documents {
    ($($path:literal,)*) => {
        /// Paths and texts of the documents.
        pub const DOCUMENTS: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../../", $path))),)*];
    };
}

documents! {
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/deploy.md",
    "docs/fuzzing.md",
    "docs/glossary.md",
    "docs/mutants.md",
    "docs/observe.md",
    "docs/pipelines.md",
    "docs/security.md",
    "docs/decisions/0001-the-model.md",
    "docs/decisions/0002-data-in-toml.md",
    "docs/decisions/0100-xtask-and-its-cache.md",
    "docs/decisions/0101-wasm-target-two-ways.md",
    "docs/decisions/0102-page-tools.md",
    "docs/decisions/0103-dependency-audit.md",
    "docs/decisions/0104-cli-and-measure.md",
    "docs/decisions/0105-libraries.md",
    "docs/decisions/0106-words-in-one-place.md",
    "docs/decisions/0200-charts.md",
    "docs/decisions/0201-drawing.md",
    "docs/decisions/0300-links.md",
    "docs/decisions/0301-serve.md",
    "docs/decisions/0302-command-line-refuses.md",
    "docs/decisions/0303-dependencies-of-the-program.md",
    "docs/decisions/0400-bytes-of-the-page.md",
    "docs/decisions/0401-updates-while-dragging.md",
    "docs/decisions/0402-one-page-split.md",
    "docs/decisions/0403-off-the-pages-thread.md",
    "docs/decisions/0500-reference-engine.md",
    "docs/decisions/0501-gpu-kernels.md",
    "docs/decisions/0510-load.md",
    "docs/decisions/0520-retrieval.md",
    "docs/decisions/0530-measuring-api.md",
    "docs/decisions/0531-contract.md",
    "docs/decisions/0540-test-servers.md",
    "docs/decisions/0550-workbench.md",
    "docs/decisions/0600-how-sure.md",
    "docs/decisions/0601-fit.md",
    "docs/decisions/0602-insight.md",
    "docs/decisions/0610-prices.md",
    "docs/decisions/0611-record.md",
    "docs/decisions/0612-scheduled-prices.md",
    "docs/decisions/0613-cached-or-read-whole.md",
    "docs/decisions/0614-models-that-end.md",
    "docs/decisions/0615-own-gpus.md",
    "docs/decisions/0616-serving-and-retrieval-bills.md",
    "docs/decisions/0617-evaluation-monitoring-batches.md",
    "docs/decisions/0618-ability-and-data.md",
    "docs/decisions/0619-recall-as-a-result.md",
    "docs/decisions/0620-one-rule.md",
    "docs/decisions/0621-more-approaches.md",
    "docs/decisions/0622-orders-and-own-error.md",
    "docs/decisions/0623-more-methods.md",
    "docs/decisions/0624-tokens-by-language.md",
    "docs/decisions/0630-hazard.md",
    "docs/decisions/0631-thinking-and-speeds.md",
    "docs/decisions/0700-observe.md",
    "docs/decisions/0710-pipelines.md",
    "docs/decisions/0730-endpoints-as-they-are.md",
    "docs/decisions/0731-postgres-tls.md",
    "docs/decisions/README.md",
}
