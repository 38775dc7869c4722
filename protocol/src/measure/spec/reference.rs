//! A run of the reference engine.

use serde::{Deserialize, Serialize};

use crate::measure::error::{SpecError, check_name};
use crate::measure::field::{self, RunField};
use crate::text::measure as text;

/// What the reference engine runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// The processor.
    Cpu,
    /// An NVIDIA GPU.
    Cuda,
}

/// The reference engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReferenceSpec {
    /// Id of a shape of the engine's list (`forkcast_engine::latency::shapes`), such as `tiny` or `llama-3-8b`.
    pub shape: String,
    /// What it runs on.
    pub device: Device,
    /// What is timed.
    pub task: Task,
    /// Repeats counted of each row, 3 to 10,000.
    pub repeats: u32,
    /// Repeats before them that are not counted.
    pub warmup: u32,
}

/// What the reference engine is timed at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "task", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Task {
    /// Reading a prompt, for each length.
    Prefill {
        /// Lengths, tokens, 1 to 131,072, up to eight.
        prompt_tokens: Vec<u32>,
    },
    /// One more token for each answer of a batch, with the keys and values of what went before.
    Decode {
        /// Batch sizes, 1 to 1,024, up to eight.
        batch: Vec<u32>,
        /// Tokens already there, 1 to 131,072.
        context_tokens: u32,
    },
    /// One optimiser step: forward, backward, update.
    Train {
        /// Methods, each timed by itself.
        methods: Vec<Method>,
        /// Sequences in a step, 1 to 256.
        batch: u32,
        /// Tokens of a sequence, 2 to 32,768.
        sequence_tokens: u32,
        /// Rank of the adapters, 1 to 256.
        rank: u32,
    },
}

/// How a step trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Every weight.
    Full,
    /// Low-rank adapters beside frozen weights.
    Lora,
    /// Low-rank adapters beside frozen four-bit weights.
    Qlora,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::Full, Self::Lora, Self::Qlora];

    /// Name in JSON and in the keys of series.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Lora => "lora",
            Self::Qlora => "qlora",
        }
    }
}

/// Its fields.
pub(in crate::measure) static FIELDS: [RunField; 8] = [
    RunField::wholes(
        "prompt_lengths",
        "Prompt lengths, tokens",
        (1, 131_072),
        &[64, 256],
    )
    .help("Prompt lengths of prefill, tokens")
    .within("task", "prompt_tokens", ("task", "prefill"))
    .argument(Some("prompt_tokens")),
    RunField::wholes("batches", "Concurrent answers", (1, 1024), &[1, 8])
        .help("Batch sizes of decode; train uses the first")
        .within("task", "batch", ("task", "decode"))
        .argument(Some("batch")),
    RunField::whole(
        "context_tokens",
        "Tokens already in the context",
        (1, 131_072),
        256,
    )
    .help("Tokens already in the context when decoding")
    .within("task", "context_tokens", ("task", "decode")),
    RunField::whole("batch", "Sequences in a step", (1, 256), 2)
        .within("task", "batch", ("task", "train"))
        .argument(None),
    RunField::whole("sequence_tokens", "Tokens of a sequence", (2, 32_768), 64)
        .help("Tokens of a training sequence")
        .within("task", "sequence_tokens", ("task", "train")),
    RunField::whole("rank", "Rank of the adapters", (1, 256), 16).within("task", "rank", ("task", "train")),
    RunField::whole("repeats", "Repeats", (3, 10_000), 30).help("Repeats counted"),
    RunField::whole("warmup", "Warm-up repeats", (0, 1000), 3).help("Repeats before the counted ones"),
];

impl ReferenceSpec {
    pub(super) fn check(&self) -> Result<(), SpecError> {
        check_name("shape", &self.shape)?;
        field::check(&FIELDS, self)?;
        match &self.task {
            Task::Train { methods, .. } if methods.is_empty() || methods.len() > Method::ALL.len() => {
                Err(SpecError {
                    field: "methods",
                    found: text::methods(methods.len()),
                    accepted: text::method_count(),
                })
            }
            Task::Prefill { .. } | Task::Decode { .. } | Task::Train { .. } => Ok(()),
        }
    }
}
