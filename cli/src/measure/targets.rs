//! What can be measured here, and why the rest cannot.

use std::path::{Path, PathBuf};

use forkcast_endpoint::{Endpoint, RunError};
use forkcast_engine::latency::shapes::{self, Dimensions, SHAPES};
use forkcast_protocol::measure::{
    ApiError, Device, DeviceTarget, EndpointTarget, ErrorCode, Load, RunSpec, ShapeTarget, StoreTarget,
    Targets, Task,
};
use forkcast_reference::{Place, memory};
use forkcast_retrieval::Store;

use super::config::Config;
use super::machine;
use crate::text::targets as text;

/// Name of the worker program for NVIDIA GPUs.
const CUDA_WORKER: &str = "forkcast-worker-cuda";

/// Dimensions of the vectors of MiniLM, the one embedding model that is taken.
const EMBEDDED_DIMENSIONS: u32 = 384;
/// Requests of an open loop that may be unanswered at once, after which it stops (`forkcast_endpoint`).
const MOST_UNANSWERED: u32 = 4_096;
/// Bytes that a token of a prompt takes while it is on its way: measured 4.6, with the copies that a slow server leaves unsent.
const BYTES_OF_A_TOKEN: f64 = 10.0;
/// Share of the memory that is free which a run may take.
const SHARE_OF_FREE: f64 = 0.9;

fn unknown<'n>(target: &str, name: &str, known: impl Iterator<Item = &'n String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    if known.is_empty() {
        text::none_configured(target, name)
    } else {
        text::unknown(target, name, &known)
    }
}

/// The endpoint of that name.
pub(super) fn endpoint<'c>(config: &'c Config, name: &str) -> Result<&'c Endpoint, RunError> {
    let found = config.endpoints.get(name);
    found.ok_or_else(|| RunError::new(unknown(text::ENDPOINT, name, config.endpoints.keys())))
}

/// The store of that name.
pub(super) fn store<'c>(config: &'c Config, name: &str) -> Result<&'c Store, RunError> {
    let found = config.stores.get(name);
    found.ok_or_else(|| RunError::new(unknown(text::STORE, name, config.stores.keys())))
}

/// The folder of the embedding model.
pub(super) fn embedder(config: &Config) -> Result<&Path, RunError> {
    config
        .embedder
        .as_deref()
        .ok_or_else(|| RunError::new(text::NO_EMBEDDER))
}

/// The worker program for NVIDIA GPUs.
pub(super) fn cuda_worker(config: &Config) -> Result<PathBuf, RunError> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join(CUDA_WORKER)));
    let program = config
        .cuda_worker
        .clone()
        .or(beside)
        .filter(|program| program.is_file());
    let Some(program) = program else {
        return Err(RunError::new(text::no_cuda_worker()));
    };
    gpu().map(|_| program).map_err(RunError::new)
}

/// The name of the first NVIDIA GPU, or why there is none.
fn gpu() -> Result<String, String> {
    let nvml = nvml_wrapper::Nvml::init().map_err(|_| text::no_driver())?;
    nvml.device_by_index(0)
        .and_then(|device| device.name())
        .map_err(text::no_gpu)
}

/// Memory of the first NVIDIA GPU that is free, bytes; none where its driver does not say.
fn free_gpu_memory() -> Option<f64> {
    let nvml = nvml_wrapper::Nvml::init().ok()?;
    let memory = nvml.device_by_index(0).ok()?.memory_info().ok()?;
    Some(memory.free as f64)
}

/// Whether the task fits so much free memory of a GPU. The worker, which also knows what the driver takes, looks once more.
fn fits_gpu(shape: &Dimensions, task: &Task, free: f64) -> Result<(), String> {
    let mut place = Place::cpu();
    // The numbers that a GPU works in.
    place.dtype = "bf16".parse().unwrap_or(place.dtype);
    let needed = memory::needed(shape, task, &place);
    if needed <= free {
        return Ok(());
    }
    Err(text::no_gpu_memory(shape.label, needed, free))
}

/// What can be measured here.
pub(super) fn all(config: &Config) -> Targets {
    let room = Room::of(config);
    let free = room.limit.map_or(room.free, |limit| limit.min(room.free));
    let here = machine::here();
    Targets {
        endpoints: config
            .endpoints
            .values()
            .map(|endpoint| EndpointTarget {
                name: endpoint.name.clone(),
                model: endpoint.model.clone(),
            })
            .collect(),
        stores: config
            .stores
            .iter()
            .map(|(name, store)| StoreTarget {
                name: name.clone(),
                software: store.software().to_owned(),
            })
            .collect(),
        embedder: config.embedder.as_ref().map(|_| "all-MiniLM-L6-v2".to_owned()),
        devices: vec![
            DeviceTarget {
                device: Device::Cpu,
                label: here.label.clone(),
                available: true,
            },
            match cuda_worker(config)
                .map_err(|error| error.to_string())
                .and_then(|_| gpu())
            {
                Ok(label) => DeviceTarget {
                    device: Device::Cuda,
                    label,
                    available: true,
                },
                Err(label) => DeviceTarget {
                    device: Device::Cuda,
                    label,
                    available: false,
                },
            },
        ],
        shapes: SHAPES
            .iter()
            .map(|shape| {
                let bytes = 4.0 * shape.weights();
                ShapeTarget {
                    id: shape.id.to_owned(),
                    label: shape.label.to_owned(),
                    memory_gb: (bytes / 1e8).round() / 10.0,
                    fits: bytes < free,
                }
            })
            .collect(),
        machine: here.label,
        unkept: None,
    }
}

fn refused(code: ErrorCode, message: String, field: Option<&str>) -> ApiError {
    ApiError {
        code,
        message,
        field: field.map(str::to_owned),
        retry_after_s: None,
    }
}

/// Memory on this machine that a run may take, bytes.
#[derive(Clone, Copy)]
struct Room {
    /// What is free.
    free: f64,
    /// What the operator allows.
    limit: Option<f64>,
}

impl Room {
    fn of(config: &Config) -> Self {
        Self {
            free: machine::free_memory(),
            limit: config.memory,
        }
    }

    /// Whether something takes no more than that share of what is free, nor more than is allowed.
    fn fits(&self, needed: f64, share: f64, what: &str, advice: &str) -> Result<(), RunError> {
        let free = self.free * share;
        if needed <= self.limit.map_or(free, |limit| limit.min(free)) {
            return Ok(());
        }
        let limit = self.limit.filter(|limit| *limit < free).map(|limit| limit / 1e9);
        let said = text::no_memory(what, needed / 1e9, self.free / 1e9, limit, advice);
        Err(RunError::new(said))
    }
}

/// Bytes that so many requests of so many tokens take. Each is held as text, as the body of its request and as what the connection still
/// has to send.
fn of_prompts(at_once: u32, tokens: u32) -> f64 {
    f64::from(at_once) * f64::from(tokens) * BYTES_OF_A_TOKEN
}

/// Whether the memory for a run is there.
fn memory_fits(config: &Config, spec: &RunSpec, room: Room) -> Result<(), (&'static str, RunError)> {
    let of_vectors = |name: &str, vectors, dimensions| {
        let in_process = config.stores.get(name).is_some_and(Store::in_process);
        forkcast_retrieval::memory_needed(vectors, dimensions, in_process)
    };
    match spec {
        RunSpec::Endpoint(s) => {
            let at_once = match s.load {
                Load::Closed { concurrency } => concurrency,
                Load::Open { .. } => MOST_UNANSWERED,
            };
            let at_once = at_once.min(s.requests);
            let longest = s.prompt_tokens.iter().copied().max().unwrap_or_default();
            let tokens = longest.saturating_add(s.output_tokens);
            let what = text::requests(at_once, tokens);
            room.fits(
                of_prompts(at_once, tokens),
                SHARE_OF_FREE,
                &what,
                text::SHORTER_PROMPTS,
            )
            .map_err(|error| ("prompt_tokens", error))
        }
        RunSpec::Retrieval(s) => {
            let needed = of_vectors(&s.store, s.vectors, s.dimensions);
            let what = text::vectors(s.vectors, s.dimensions);
            room.fits(needed, SHARE_OF_FREE, &what, text::FEWER_VECTORS)
                .map_err(|error| ("vectors", error))
        }
        RunSpec::RagCost(s) => {
            let vectors = of_vectors(&s.store, s.vectors, EMBEDDED_DIMENSIONS);
            let at_once = s.concurrency.min(s.requests);
            let passages = s.chunks.saturating_mul(s.chunk_tokens);
            let tokens = s
                .prompt_tokens
                .saturating_add(passages)
                .saturating_add(s.output_tokens);
            let prompts = of_prompts(at_once, tokens);
            let what = text::both(
                &text::vectors(s.vectors, EMBEDDED_DIMENSIONS),
                &text::requests(at_once, tokens),
            );
            // Both are held at the same time; the larger is to blame.
            let field = if vectors > prompts {
                "vectors"
            } else {
                "prompt_tokens"
            };
            room.fits(vectors + prompts, SHARE_OF_FREE, &what, text::LESS_RETRIEVED)
                .map_err(|error| (field, error))
        }
        RunSpec::Reference(s) => {
            let Some(shape) = shapes::find(&s.shape) else {
                return Ok(());
            };
            let outcome = match s.device {
                Device::Cuda => free_gpu_memory()
                    .map_or(Ok(()), |free| fits_gpu(shape, &s.task, free))
                    .map_err(RunError::new),
                Device::Cpu => Place::open(Device::Cpu).map_err(RunError::new).and_then(|place| {
                    let needed = memory::needed(shape, &s.task, &place);
                    room.fits(needed, 1.0, &text::shape(shape.label), text::SMALLER_SHAPE)
                }),
            };
            outcome.map_err(|error| ("shape", error))
        }
    }
}

/// Whether the run can be done here: ranges, names, device and memory.
///
/// # Errors
/// The first thing that stands against it.
pub(super) fn check(config: &Config, spec: &RunSpec) -> Result<(), ApiError> {
    spec.check()
        .map_err(|error| refused(ErrorCode::Invalid, error.to_string(), Some(error.field)))?;
    let named = |outcome: Result<(), RunError>, field| {
        outcome.map_err(|error| refused(ErrorCode::UnknownTarget, error.to_string(), Some(field)))
    };
    match spec {
        RunSpec::Endpoint(s) => named(endpoint(config, &s.target).map(drop), "target")?,
        RunSpec::Retrieval(s) => named(store(config, &s.store).map(drop), "store")?,
        RunSpec::RagCost(s) => {
            named(endpoint(config, &s.target).map(drop), "target")?;
            named(store(config, &s.store).map(drop), "store")?;
            named(embedder(config).map(drop), "embedder")?;
        }
        RunSpec::Reference(s) => {
            if shapes::find(&s.shape).is_none() {
                let known: Vec<&str> = SHAPES.iter().map(|shape| shape.id).collect();
                let message = text::unknown_shape(&s.shape, &known);
                return Err(refused(ErrorCode::UnknownTarget, message, Some("shape")));
            }
            if s.device == Device::Cuda {
                cuda_worker(config)
                    .map_err(|error| refused(ErrorCode::NoDevice, error.to_string(), Some("device")))?;
            }
        }
    }
    memory_fits(config, spec, Room::of(config))
        .map_err(|(field, error)| refused(ErrorCode::NoMemory, error.to_string(), Some(field)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_that_no_gpu_of_that_size_could_hold_are_refused() {
        let task = |text: &str| serde_json::from_str::<Task>(text).expect("a task");
        let shape = |id: &str| shapes::find(id).expect("a shape");
        let decode = task(r#"{"task": "decode", "batch": [1], "context_tokens": 8}"#);
        assert_eq!(fits_gpu(shape("tiny"), &decode, 24e9), Ok(()));
        let large = SHAPES.iter().max_by(|a, b| a.weights().total_cmp(&b.weights()));
        let large = large.expect("a shape");
        // Two bytes for each weight.
        assert!(fits_gpu(large, &decode, 4.0 * large.weights()).is_ok());
        let error =
            fits_gpu(large, &decode, 1.9 * large.weights()).expect_err("its weights alone do not fit");
        assert!(
            error.contains(large.label) && error.contains("GPU's memory"),
            "{error}"
        );
        let wide = task(r#"{"task": "decode", "batch": [1024], "context_tokens": 131072}"#);
        assert!(fits_gpu(large, &wide, 80e9).is_err());
    }

    /// The refusal of a run where so much is free and so much is allowed, GB.
    fn refusal(spec: &str, free: f64, limit: Option<f64>) -> Option<(&'static str, String)> {
        let room = Room {
            free: free * 1e9,
            limit: limit.map(|gb| gb * 1e9),
        };
        let spec = serde_json::from_str(spec).expect("a specification");
        let (field, error) = memory_fits(&Config::new(), &spec, room).err()?;
        Some((field, error.to_string()))
    }

    #[test]
    fn runs_that_no_machine_could_hold_are_refused_and_usual_ones_are_not() {
        let endpoint = |concurrency: u32, tokens: u32| {
            format!(
                r#"{{"kind": "endpoint", "target": "t", "load": {{"loop": "closed", "concurrency": {concurrency}}}, "prompt_tokens": [64, {tokens}],
                    "output_tokens": 4, "requests": 100000, "warmup": 0}}"#
            )
        };
        assert_eq!(refusal(&endpoint(1, 131_072), 4.0, None), None);
        let (field, said) = refusal(&endpoint(4_096, 1_000_000), 24.0, None).expect("41 GB");
        assert_eq!(field, "prompt_tokens");
        assert!(
            said.contains("41.0 GB") && said.contains("24.0 GB are free"),
            "{said}"
        );

        let rag = |vectors: u32, concurrency: u32| {
            format!(
                r#"{{"kind": "rag-cost", "target": "t", "store": "embedded", "vectors": {vectors}, "chunks": 100, "chunk_tokens": 4096,
                    "prompt_tokens": 1000000, "output_tokens": 64, "requests": 100000, "warmup": 0, "concurrency": {concurrency}}}"#
            )
        };
        assert_eq!(refusal(&rag(10_000, 1), 1.0, None), None);
        // 3.3 GB of vectors and 3.6 GB of prompts, either of which would fit.
        let (field, said) = refusal(&rag(1_000_000, 256), 5.0, None).expect("6.9 GB");
        assert_eq!(field, "prompt_tokens");
        assert!(
            said.contains("6.9 GB") && said.contains("256 requests of 1409664 tokens"),
            "{said}"
        );
        assert_eq!(refusal(&rag(1_000_000, 256), 8.0, None), None);
        let (field, _) = refusal(&rag(1_000_000, 1), 2.0, None).expect("3.3 GB");
        assert_eq!(field, "vectors");
    }

    #[test]
    fn the_limit_of_the_operator_counts_where_more_is_free() {
        let spec = r#"{"kind": "retrieval", "store": "embedded", "vectors": 1000000, "dimensions": 384, "k": 5, "queries": 10, "warmup": 0,
            "concurrency": 1, "embed": false}"#;
        assert_eq!(refusal(spec, 8.0, None), None);
        assert_eq!(refusal(spec, 8.0, Some(4.0)), None);
        let (field, said) = refusal(spec, 8.0, Some(2.0)).expect("3.3 GB");
        assert_eq!(field, "vectors");
        assert!(
            said.contains("3.33 GB") && said.contains("may take 2.00 GB here"),
            "{said}"
        );
        // It gives a run no more than there is.
        let (_, said) = refusal(spec, 2.0, Some(100.0)).expect("3.3 GB");
        assert!(said.contains("2.0 GB are free"), "{said}");
    }
}
