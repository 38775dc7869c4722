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
        return Err(RunError::new(
            "GPU: not to be measured here: there is no forkcast-worker-cuda beside this program (measure/gpu says how it is built)",
        ));
    };
    gpu().map(|_| program).map_err(RunError::new)
}

/// The name of the first NVIDIA GPU, or why there is none.
fn gpu() -> Result<String, String> {
    let nvml = nvml_wrapper::Nvml::init()
        .map_err(|_| "GPU: not to be measured here: no NVIDIA driver answers on this machine".to_owned())?;
    nvml.device_by_index(0)
        .and_then(|device| device.name())
        .map_err(|error| format!("GPU: not to be measured here: {error}"))
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
    Err(format!(
        "{} with this task needs about {:.1} GB of the GPU's memory and {:.1} GB are free: take a smaller shape, batch or length",
        shape.label,
        needed / 1e9,
        free / 1e9
    ))
}

/// What can be measured here.
pub(super) fn all(config: &Config) -> Targets {
    let free = machine::free_memory();
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

/// Whether so many requests of so many tokens fit the memory that is free, in bytes. Each is held as text, as the body of its request
/// and as what the connection still has to send.
fn prompts_fit(at_once: u32, tokens: u32, free: f64) -> Result<(), RunError> {
    let needed = f64::from(at_once) * f64::from(tokens) * BYTES_OF_A_TOKEN;
    if needed <= free * SHARE_OF_FREE {
        return Ok(());
    }
    Err(RunError::new(format!(
        "{at_once} requests of {tokens} tokens at once take {:.1} GB here, and {:.1} GB are free: take fewer at once, or shorter prompts",
        needed / 1e9,
        free / 1e9
    )))
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
    let fits = |outcome: Result<(), RunError>, field| {
        outcome.map_err(|error| refused(ErrorCode::NoMemory, error.to_string(), Some(field)))
    };
    match spec {
        RunSpec::Endpoint(s) => {
            named(endpoint(config, &s.target).map(drop), "target")?;
            let at_once = match s.load {
                Load::Closed { concurrency } => concurrency,
                Load::Open { .. } => MOST_UNANSWERED,
            };
            let longest = s.prompt_tokens.iter().copied().max().unwrap_or_default();
            let tokens = longest.saturating_add(s.output_tokens);
            fits(
                prompts_fit(at_once.min(s.requests), tokens, machine::free_memory()),
                "prompt_tokens",
            )
        }
        RunSpec::Retrieval(s) => {
            let store = store(config, &s.store);
            let embedded = store.as_ref().is_ok_and(|store| store.in_process());
            named(store.map(drop), "store")?;
            fits(
                forkcast_retrieval::fits(s.vectors, s.dimensions, embedded),
                "vectors",
            )
        }
        RunSpec::RagCost(s) => {
            named(endpoint(config, &s.target).map(drop), "target")?;
            let store = store(config, &s.store);
            let embedded = store.as_ref().is_ok_and(|store| store.in_process());
            named(store.map(drop), "store")?;
            named(embedder(config).map(drop), "embedder")?;
            fits(
                forkcast_retrieval::fits(s.vectors, EMBEDDED_DIMENSIONS, embedded),
                "vectors",
            )?;
            let passages = s.chunks.saturating_mul(s.chunk_tokens);
            let tokens = s
                .prompt_tokens
                .saturating_add(passages)
                .saturating_add(s.output_tokens);
            fits(
                prompts_fit(s.concurrency.min(s.requests), tokens, machine::free_memory()),
                "prompt_tokens",
            )
        }
        RunSpec::Reference(s) => {
            let Some(shape) = shapes::find(&s.shape) else {
                let known: Vec<&str> = SHAPES.iter().map(|shape| shape.id).collect();
                let message = format!("there is no shape “{}”: there are {}", s.shape, known.join(", "));
                return Err(refused(ErrorCode::UnknownTarget, message, Some("shape")));
            };
            match s.device {
                Device::Cuda => {
                    cuda_worker(config)
                        .map_err(|error| refused(ErrorCode::NoDevice, error.to_string(), Some("device")))?;
                    free_gpu_memory()
                        .map_or(Ok(()), |free| fits_gpu(shape, &s.task, free))
                        .map_err(|error| refused(ErrorCode::NoMemory, error, Some("shape")))
                }
                Device::Cpu => Place::open(Device::Cpu)
                    .and_then(|place| memory::check(shape, &s.task, &place))
                    .map_err(|error| refused(ErrorCode::NoMemory, error, Some("shape"))),
            }
        }
    }
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

    #[test]
    fn requests_that_no_machine_could_hold_are_refused_and_usual_ones_are_not() {
        let gb = 1e9;
        assert!(prompts_fit(1, 131_072, 4.0 * gb).is_ok());
        let error = prompts_fit(4_096, 1_000_000, 24.0 * gb)
            .expect_err("41 GB")
            .to_string();
        assert!(
            error.contains("41.0 GB") && error.contains("24.0 GB are free"),
            "{error}"
        );
    }
}
