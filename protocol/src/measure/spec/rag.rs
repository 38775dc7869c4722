//! A run that compares answers with and without retrieval.

use serde::{Deserialize, Serialize};

use crate::measure::error::{SpecError, check_name};
use crate::measure::field::{self, RunField};

/// The cost of retrieval: requests with and without passages, in pairs, on one endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RagSpec {
    /// Name of the endpoint.
    pub target: String,
    /// Name of the store.
    pub store: String,
    /// Passages in the store, 100 to 1,000,000.
    pub vectors: u32,
    /// Passages put into the prompt, 1 to 100.
    pub chunks: u32,
    /// Tokens of a passage, 8 to 4,096.
    pub chunk_tokens: u32,
    /// Tokens of the prompt without passages.
    pub prompt_tokens: u32,
    /// Tokens of every answer.
    pub output_tokens: u32,
    /// Pairs of requests counted, 1 to 100,000.
    pub requests: u32,
    /// Pairs before them that are not counted.
    pub warmup: u32,
    /// Clients at once, 1 to 256.
    pub concurrency: u32,
}

/// Its fields.
pub(in crate::measure) static FIELDS: [RunField; 8] = [
    RunField::whole("vectors", "Passages in the store", (100, 1_000_000), 10_000),
    RunField::whole("chunks", "Passages in the prompt", (1, 100), 8).help("Passages put into the prompt"),
    RunField::whole("chunk_tokens", "Tokens of a passage", (8, 4096), 400),
    RunField::whole(
        "prompt_tokens",
        "Tokens of the prompt without passages",
        (1, 1_000_000),
        200,
    )
    .help("Tokens of the prompt without passages"),
    RunField::whole("output_tokens", "Tokens of an answer", (2, 16_384), 64),
    RunField::whole("requests", "Pairs of requests", (1, 100_000), 50).help("Pairs of requests counted"),
    RunField::whole("warmup", "Warm-up pairs", (0, 1000), 3).help("Pairs before the counted ones"),
    RunField::whole("concurrency", "Concurrent clients", (1, 256), 1),
];

impl RagSpec {
    pub(super) fn check(&self) -> Result<(), SpecError> {
        check_name("target", &self.target)?;
        check_name("store", &self.store)?;
        field::check(&FIELDS, self)
    }
}
