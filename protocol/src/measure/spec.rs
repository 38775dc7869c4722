//! What to measure.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One run. Targets are names from the operator's configuration: no client can make the server call an address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RunSpec {
    /// Generation at an OpenAI-compatible endpoint: time to first token by prompt length, time per output token, by load.
    Endpoint(EndpointSpec),
    /// Embedding of a query and search in a store, with recall.
    Retrieval(RetrievalSpec),
    /// The whole path with retrieval against the plain one on the same endpoint.
    RagCost(RagSpec),
    /// The reference engine: a transformer of a named shape with random weights.
    Reference(ReferenceSpec),
}

/// Generation at an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndpointSpec {
    /// Name of the endpoint in the operator's configuration.
    pub target: String,
    /// How requests are sent.
    pub load: Load,
    /// Prompt lengths, tokens, 1 to 1,000,000, up to eight; each is measured by itself.
    pub prompt_tokens: Vec<u32>,
    /// Tokens of every answer, 2 to 16,384.
    pub output_tokens: u32,
    /// Requests counted for each prompt length, 1 to 100,000.
    pub requests: u32,
    /// Requests before them that are not counted, 0 to 1,000.
    pub warmup: u32,
    /// Whether requests share one prefix, so that a prefix cache may answer. Labelled so; otherwise every prompt begins differently.
    #[serde(default)]
    pub shared_prefix: bool,
    /// What a request must meet to count as good.
    #[serde(default)]
    pub service_level: Option<ServiceLevel>,
}

/// How requests are sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "loop", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Load {
    /// So many clients, each sending when its last answer has ended. Waiting is hidden: the load falls when the server slows.
    Closed {
        /// Clients, 1 to 4,096.
        concurrency: u32,
    },
    /// Arrivals as a Poisson process, whatever the server does; latency counts from the intended start.
    Open {
        /// Mean arrivals a second, above 0 to 10,000.
        rate_per_s: f64,
    },
}

/// What a request must meet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// Time to first token, ms.
    pub ttft_ms: f64,
    /// Time to last token, ms.
    pub e2e_ms: f64,
}

/// Search in a store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RetrievalSpec {
    /// Name of the store in the operator's configuration; `embedded` is always there.
    pub store: String,
    /// Vectors in the index, 100 to 10,000,000.
    pub vectors: u32,
    /// Dimensions of a vector, 8 to 4,096.
    pub dimensions: u32,
    /// Neighbours asked for, 1 to 100.
    pub k: u32,
    /// Searches counted, 1 to 100,000.
    pub queries: u32,
    /// Searches before them that are not counted.
    pub warmup: u32,
    /// Searches in flight at once, 1 to 256.
    pub concurrency: u32,
    /// Whether query embedding by the configured MiniLM is measured as well.
    pub embed: bool,
}

/// The cost of retrieval: plain and retrieving requests, in turn, on one endpoint.
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

/// Why a run is not accepted: which field, what it holds and what is accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecError {
    /// The field.
    pub field: &'static str,
    /// What it holds.
    pub found: String,
    /// What is accepted.
    pub accepted: String,
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} takes {}, not {}", self.field, self.accepted, self.found)
    }
}

impl std::error::Error for SpecError {}

fn within(field: &'static str, value: f64, min: f64, max: f64) -> Result<(), SpecError> {
    if value >= min && value <= max {
        return Ok(());
    }
    Err(SpecError {
        field,
        found: value.to_string(),
        accepted: format!("{min} to {max}"),
    })
}

fn each_within(field: &'static str, values: &[u32], min: u32, max: u32) -> Result<(), SpecError> {
    if values.is_empty() || values.len() > 8 {
        return Err(SpecError {
            field,
            found: format!("{} values", values.len()),
            accepted: "one to eight values".to_owned(),
        });
    }
    values
        .iter()
        .try_for_each(|&value| within(field, f64::from(value), f64::from(min), f64::from(max)))
}

fn named(field: &'static str, name: &str) -> Result<(), SpecError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && name.len() <= 64 && name.chars().all(plain) {
        return Ok(());
    }
    Err(SpecError {
        field,
        found: format!("“{}”", name.chars().take(64).collect::<String>()),
        accepted: "a name of up to 64 letters, digits, dots, dashes and underscores".to_owned(),
    })
}

impl Load {
    fn check(self) -> Result<(), SpecError> {
        match self {
            Self::Closed { concurrency } => within("concurrency", f64::from(concurrency), 1.0, 4096.0),
            Self::Open { rate_per_s } => within("rate_per_s", rate_per_s, 0.001, 10_000.0),
        }
    }
}

impl RunSpec {
    /// Whether every field lies in its range. Names of targets and shapes are checked by whoever knows them.
    ///
    /// # Errors
    /// The first field that does not, with what is accepted.
    pub fn check(&self) -> Result<(), SpecError> {
        match self {
            Self::Endpoint(s) => s.check(),
            Self::Retrieval(s) => s.check(),
            Self::RagCost(s) => s.check(),
            Self::Reference(s) => s.check(),
        }
    }

    /// The run in a line, for lists.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Endpoint(s) => match s.load {
                Load::Closed { concurrency } => format!("Endpoint {}, {concurrency} at a time", s.target),
                Load::Open { rate_per_s } => format!("Endpoint {}, {rate_per_s} requests a second", s.target),
            },
            Self::Retrieval(s) => format!("Search in {}, {} × {}", s.store, s.vectors, s.dimensions),
            Self::RagCost(s) => format!("Cost of retrieval, {} with {}", s.target, s.store),
            Self::Reference(s) => {
                let device = match s.device {
                    Device::Cpu => "CPU",
                    Device::Cuda => "GPU",
                };
                let task = match &s.task {
                    Task::Prefill { .. } => "prefill",
                    Task::Decode { .. } => "decode",
                    Task::Train { .. } => "training step",
                };
                format!("Reference engine {}, {task} on {device}", s.shape)
            }
        }
    }
}

impl EndpointSpec {
    fn check(&self) -> Result<(), SpecError> {
        named("target", &self.target)?;
        self.load.check()?;
        each_within("prompt_tokens", &self.prompt_tokens, 1, 1_000_000)?;
        within("output_tokens", f64::from(self.output_tokens), 2.0, 16_384.0)?;
        within("requests", f64::from(self.requests), 1.0, 100_000.0)?;
        within("warmup", f64::from(self.warmup), 0.0, 1000.0)?;
        if let Some(level) = self.service_level {
            within("ttft_ms", level.ttft_ms, 1.0, 600_000.0)?;
            within("e2e_ms", level.e2e_ms, 1.0, 600_000.0)?;
        }
        Ok(())
    }
}

impl RetrievalSpec {
    fn check(&self) -> Result<(), SpecError> {
        named("store", &self.store)?;
        within("vectors", f64::from(self.vectors), 100.0, 10_000_000.0)?;
        within("dimensions", f64::from(self.dimensions), 8.0, 4096.0)?;
        within("k", f64::from(self.k), 1.0, 100.0)?;
        within("queries", f64::from(self.queries), 1.0, 100_000.0)?;
        within("warmup", f64::from(self.warmup), 0.0, 1000.0)?;
        within("concurrency", f64::from(self.concurrency), 1.0, 256.0)
    }
}

impl RagSpec {
    fn check(&self) -> Result<(), SpecError> {
        named("target", &self.target)?;
        named("store", &self.store)?;
        within("vectors", f64::from(self.vectors), 100.0, 1_000_000.0)?;
        within("chunks", f64::from(self.chunks), 1.0, 100.0)?;
        within("chunk_tokens", f64::from(self.chunk_tokens), 8.0, 4096.0)?;
        within("prompt_tokens", f64::from(self.prompt_tokens), 1.0, 1_000_000.0)?;
        within("output_tokens", f64::from(self.output_tokens), 2.0, 16_384.0)?;
        within("requests", f64::from(self.requests), 1.0, 100_000.0)?;
        within("warmup", f64::from(self.warmup), 0.0, 1000.0)?;
        within("concurrency", f64::from(self.concurrency), 1.0, 256.0)
    }
}

impl ReferenceSpec {
    fn check(&self) -> Result<(), SpecError> {
        named("shape", &self.shape)?;
        within("repeats", f64::from(self.repeats), 3.0, 10_000.0)?;
        within("warmup", f64::from(self.warmup), 0.0, 1000.0)?;
        match &self.task {
            Task::Prefill { prompt_tokens } => each_within("prompt_tokens", prompt_tokens, 1, 131_072),
            Task::Decode {
                batch,
                context_tokens,
            } => {
                each_within("batch", batch, 1, 1024)?;
                within("context_tokens", f64::from(*context_tokens), 1.0, 131_072.0)
            }
            Task::Train {
                methods,
                batch,
                sequence_tokens,
                rank,
            } => {
                if methods.is_empty() || methods.len() > Method::ALL.len() {
                    return Err(SpecError {
                        field: "methods",
                        found: format!("{} methods", methods.len()),
                        accepted: "one to three of full, lora, qlora".to_owned(),
                    });
                }
                within("batch", f64::from(*batch), 1.0, 256.0)?;
                within("sequence_tokens", f64::from(*sequence_tokens), 2.0, 32_768.0)?;
                within("rank", f64::from(*rank), 1.0, 256.0)
            }
        }
    }
}
