//! The result of a run.

use serde::{Deserialize, Serialize};

use super::spec::RunSpec;
use super::update::Update;

/// A run with its results, as the server keeps it, the command line writes it and the page opens it from a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Measurement {
    /// [`super::MEASUREMENT_VERSION`].
    pub schema_version: u32,
    /// Names the run; sorts by time.
    pub id: String,
    /// Its state.
    pub state: RunState,
    /// When it was accepted, RFC 3339 in UTC.
    pub created: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The specification.
    pub spec: RunSpec,
    /// The machine; none until the run has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// The server measured, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetInfo>,
    /// Ceilings of the machine, measured in the same run.
    #[serde(default)]
    pub ceilings: Vec<Ceiling>,
    /// What was measured.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Warnings about the figures.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The reason why it ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The state of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Waits for its turn.
    Queued,
    /// Executes.
    Running,
    /// Ended as requested.
    Done,
    /// Ended by an error; keeps its results so far.
    Failed,
    /// Ended by a client; keeps its results so far.
    Cancelled,
    /// The server ended while it ran; keeps its results so far.
    Interrupted,
}

impl RunState {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether the state can no longer change.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// The machine of a run. Nothing in it names a person or a network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Machine {
    /// A short name, shown beside figures: `NVIDIA H100` or `2 cores of an Intel Xeon`.
    pub label: String,
    /// Operating system and kernel.
    pub os: String,
    /// The processor.
    pub cpu: String,
    /// Cores that the program may use.
    pub cores: u32,
    /// Memory, 10⁹ bytes.
    pub memory_gb: f64,
    /// The GPU, if one was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<Gpu>,
    /// Versions of the libraries used.
    #[serde(default)]
    pub libraries: Vec<Library>,
    /// Clock of the processor or GPU before and after, where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Clocks>,
}

/// A GPU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Gpu {
    /// Its name.
    pub name: String,
    /// Memory, 10⁹ bytes.
    pub memory_gb: f64,
    /// Version of the driver.
    pub driver: String,
    /// Version of CUDA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cuda: Option<String>,
}

/// A library and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Library {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Clocks about a run, MHz.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Clocks {
    /// Before.
    pub before_mhz: f64,
    /// After.
    pub after_mhz: f64,
}

/// The server that was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TargetInfo {
    /// Its name in the operator's configuration. Addresses and keys are never sent.
    pub name: String,
    /// Its software, as the server reports it, such as `PostgreSQL 18.0, pgvector 0.8.1`.
    pub software: String,
    /// The model that answered, as the server names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// A measured peak speed of the machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ceiling {
    /// `matmul-f32`, `matmul-bf16`, `copy`, …
    pub key: String,
    /// Its label.
    pub label: String,
    /// TFLOP/s for arithmetic, TB/s for a copy (bytes read and bytes written both count).
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

/// The quantity that a series samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SeriesKind {
    /// Time to first token, from the intended start.
    Ttft,
    /// Time per output token after the first: (last − first) / (n − 1).
    Tpot,
    /// Time to last token.
    E2e,
    /// From the first token of visible reasoning to the first token of the answer.
    Thinking,
    /// Embedding of one query.
    Embed,
    /// One search.
    Search,
    /// The time that retrieval adds to one answer: a difference of pairs.
    Added,
    /// Reading a prompt.
    Prefill,
    /// One more token for every answer of a batch.
    Decode,
    /// One optimizer step.
    TrainStep,
}

/// Unit of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Unit {
    /// Milliseconds.
    #[default]
    #[serde(rename = "ms")]
    Ms,
}

/// A figure with its 95% confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Interval {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Samples of one thing under one condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Series {
    /// Its key within the run: `ttft-2048`, `search`, `decode-b32`, `train-lora`, `rag-ttft`, `plain-ttft`.
    pub key: String,
    /// In words: `Time to first token, 2,048-token prompt`.
    pub label: String,
    /// The quantity.
    pub kind: SeriesKind,
    /// Unit of every figure.
    #[serde(default)]
    pub unit: Unit,
    /// Tokens read, where it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u32>,
    /// Answers or sequences at once, where it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<u32>,
    /// Samples.
    pub n: u64,
    /// Requests that failed; they are not among the samples.
    #[serde(default)]
    pub errors: u64,
    /// Mean, with its interval.
    pub mean: Interval,
    /// Least sample.
    pub min: f64,
    /// Greatest sample.
    pub max: f64,
    /// Median.
    pub p50: Interval,
    /// 95th percentile; none below twenty samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<Interval>,
    /// 99th percentile; none below [`super::P99_SAMPLES`] samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99: Option<Interval>,
    /// The raw histogram: upper edge of a bucket in the series' unit, and samples in it; empty buckets are left out.
    pub histogram: Vec<(f64, u64)>,
    /// Share of the exact nearest neighbors found, for a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// Answers per second that met the service level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goodput_per_s: Option<f64>,
    /// Share of requests that met the service level, errors counting against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_share: Option<f64>,
    /// Answers per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_per_s: Option<f64>,
    /// The engine's roofline at the run's own ceilings, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicted_ms: Option<f64>,
    /// Other programs on the same shape in the same run: name and median, ms. Older files hold one pair instead of a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "peers")]
    pub compared: Vec<(String, f64)>,
    /// How the work was done, such as `f32, gemm` or `bf16, cuBLAS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Reads a list of pairs, one pair, or nothing.
fn peers<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<(String, f64)>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        List(Vec<(String, f64)>),
        One(String, f64),
    }
    Ok(match Option::<Either>::deserialize(from)? {
        None => Vec::new(),
        Some(Either::List(list)) => list,
        Some(Either::One(name, ms)) => vec![(name, ms)],
    })
}

impl Measurement {
    /// A run that was just accepted.
    #[must_use]
    pub fn accepted(id: String, created: String, spec: RunSpec) -> Self {
        Self {
            schema_version: super::MEASUREMENT_VERSION,
            id,
            state: RunState::Queued,
            created,
            ended: None,
            spec,
            machine: None,
            target: None,
            ceilings: Vec::new(),
            series: Vec::new(),
            warnings: Vec::new(),
            error: None,
        }
    }

    /// Adds an update. A series or ceiling replaces an earlier one with the same key.
    pub fn take(&mut self, update: Update) {
        match update {
            Update::Machine(machine) => self.machine = Some(machine),
            Update::Target(target) => self.target = Some(target),
            Update::Ceiling(ceiling) => put(&mut self.ceilings, ceiling, |c| &c.key),
            Update::Series(series) => put(&mut self.series, *series, |s| &s.key),
            Update::Warning { text } => {
                if !self.warnings.contains(&text) {
                    self.warnings.push(text);
                }
            }
            Update::Progress { .. } => {}
        }
    }
}

fn put<T>(list: &mut Vec<T>, new: T, key: impl Fn(&T) -> &str) {
    match list.iter_mut().find(|old| key(old) == key(&new)) {
        Some(old) => *old = new,
        None => list.push(new),
    }
}
