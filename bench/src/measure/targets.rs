//! What can be measured here, and why the rest cannot.

use std::path::{Path, PathBuf};

use forkcast_engine::latency::shapes::{self, SHAPES};
use forkcast_load::{Endpoint, RunError};
use forkcast_protocol::measure::{
    ApiError, Device, DeviceTarget, EndpointTarget, RunSpec, ShapeTarget, StoreTarget, Targets,
};
use forkcast_reference::{Place, memory};
use forkcast_retrieval::Store;

use super::config::Config;
use super::machine;

/// Name of the worker program for NVIDIA GPUs.
const CUDA_WORKER: &str = "forkcast-worker-cuda";

fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    if known.is_empty() {
        format!("there is no {what} “{name}”: none is configured (forkcast serve --help)")
    } else {
        format!("there is no {what} “{name}”: there are {}", known.join(", "))
    }
}

/// The endpoint of that name.
pub(super) fn endpoint<'c>(config: &'c Config, name: &str) -> Result<&'c Endpoint, RunError> {
    let found = config.endpoints.get(name);
    found.ok_or_else(|| RunError::new(unknown("endpoint", name, config.endpoints.keys())))
}

/// The store of that name.
pub(super) fn store<'c>(config: &'c Config, name: &str) -> Result<&'c Store, RunError> {
    let found = config.stores.get(name);
    found.ok_or_else(|| RunError::new(unknown("store", name, config.stores.keys())))
}

/// The folder of the embedding model.
pub(super) fn embedder(config: &Config) -> Result<&Path, RunError> {
    config.embedder.as_deref().ok_or_else(|| {
        RunError::new(
            "no embedding model is configured: name a folder with MiniLM's model.safetensors, tokenizer.json and config.json \
             (--embedder, or [embedder] path)",
        )
    })
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
            "GPU: not to be measured here: there is no forkcast-worker-cuda beside this program (bench/gpu says how it is built)",
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
                software: match store {
                    Store::Embedded => "usearch, in this process",
                    Store::Postgres { .. } => "PostgreSQL with pgvector",
                    Store::Qdrant { .. } => "Qdrant",
                }
                .to_owned(),
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
    }
}

fn refused(code: &str, message: String, field: Option<&str>) -> ApiError {
    ApiError {
        code: code.to_owned(),
        message,
        field: field.map(str::to_owned),
        retry_after_s: None,
    }
}

/// Whether the run can be done here: ranges, names, device and memory.
///
/// # Errors
/// The first thing that stands against it.
pub(super) fn check(config: &Config, spec: &RunSpec) -> Result<(), ApiError> {
    spec.check()
        .map_err(|error| refused("invalid", error.to_string(), Some(error.field)))?;
    let named = |outcome: Result<(), RunError>, field| {
        outcome.map_err(|error| refused("unknown-target", error.to_string(), Some(field)))
    };
    match spec {
        RunSpec::Endpoint(s) => named(endpoint(config, &s.target).map(drop), "target"),
        RunSpec::Retrieval(s) => named(store(config, &s.store).map(drop), "store"),
        RunSpec::RagCost(s) => {
            named(endpoint(config, &s.target).map(drop), "target")?;
            named(store(config, &s.store).map(drop), "store")?;
            named(embedder(config).map(drop), "embedder")
        }
        RunSpec::Reference(s) => {
            let Some(shape) = shapes::find(&s.shape) else {
                let known: Vec<&str> = SHAPES.iter().map(|shape| shape.id).collect();
                let message = format!("there is no shape “{}”: there are {}", s.shape, known.join(", "));
                return Err(refused("unknown-target", message, Some("shape")));
            };
            match s.device {
                Device::Cuda => cuda_worker(config)
                    .map(drop)
                    .map_err(|error| refused("no-device", error.to_string(), Some("device"))),
                Device::Cpu => Place::open(Device::Cpu)
                    .and_then(|place| memory::check(shape, &s.task, &place))
                    .map_err(|error| refused("no-memory", error, Some("shape"))),
            }
        }
    }
}
