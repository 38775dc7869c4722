//! A run of an evaluation set: what a model knows, uses, obeys and withholds.
//!
//! It is none of the runs of `/api/v1/runs`: its questions and documents are those of whoever starts it, and no client may name a file of the server.

use serde::{Deserialize, Serialize};

use crate::measure::error::SpecError;
use crate::measure::field::{self, RunField};

/// The numbers of a run over an evaluation set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QualitySpec {
    /// Passages in a prompt, 1 to 50.
    pub k: u32,
    /// Passages of the search that a reranker puts into order, 1 to 200.
    #[serde(default = "candidates")]
    pub candidates: u32,
    /// Most tokens of a passage, 50 to 4,000.
    pub passage_tokens: u32,
    /// Tokens of documents in a prompt of long context, 1,000 to 1,000,000.
    pub context_tokens: u32,
    /// Most tokens of an answer, 1 to 32,000.
    pub answer_tokens: u32,
    /// Questions in flight at once, 1 to 256.
    pub concurrency: u32,
    /// Further attempts at a question that the server did not answer, 0 to 20.
    pub retries: u32,
    /// Seed of resampling and of the places of passages.
    pub seed: u32,
    /// USD above which the run asks before it starts, 0 to 100,000.
    pub limit_usd: f64,
}

impl QualitySpec {
    /// The fields that people fill in wherever a run is asked for.
    pub const FIELDS: &'static [RunField] = ROWS.split_at(8).0;
    /// These, and those that count only where endpoints take part in the search, as on the command line.
    pub const ALL_FIELDS: &'static [RunField] = &ROWS;

    /// Whether every field lies in its range.
    ///
    /// # Errors
    /// The first that does not, with what is accepted.
    pub fn check(&self) -> Result<(), SpecError> {
        field::check(&ROWS, self)
    }
}

/// Passages put into order where a specification does not say how many.
const CANDIDATES: u32 = 20;

const fn candidates() -> u32 {
    CANDIDATES
}

static ROWS: [RunField; 9] = [
    RunField::whole("k", "Passages in a prompt", (1, 50), 5),
    RunField::whole("passage_tokens", "Tokens per passage", (50, 4000), 200).help("Most tokens of a passage"),
    RunField::whole(
        "context_tokens",
        "Tokens of long context",
        (1000, 1_000_000),
        16_000,
    )
    .help("Tokens of documents in a prompt of long context"),
    RunField::whole("answer_tokens", "Tokens of an answer", (1, 32_000), 300)
        .help("Most tokens of an answer"),
    RunField::whole("concurrency", "Questions at a time", (1, 256), 4),
    RunField::whole("retries", "Retries", (0, 20), 4)
        .help("Further attempts at a question that the server did not answer"),
    RunField::whole("seed", "Seed", (0, u32::MAX), 1)
        .help("Seed of resampling and of the places of passages"),
    RunField::real("limit_usd", "Ask above, USD", (0.0, 100_000.0), 1.0)
        .help("Cost in USD above which it asks before it starts, or needs --yes"),
    RunField::whole("candidates", "Passages to rerank", (1, 200), CANDIDATES)
        .help("Passages of the search that --reranker puts into order"),
];
