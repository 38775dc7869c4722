//! What `/api/v1` says besides runs and events.

use serde::{Deserialize, Serialize};

use super::result::RunState;
use super::spec::{Device, RunSpec};

/// `GET /api/v1/targets`: what can be measured here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Targets {
    /// Endpoints of the operator's configuration.
    pub endpoints: Vec<EndpointTarget>,
    /// Stores, the embedded one among them.
    pub stores: Vec<StoreTarget>,
    /// The embedding model, where one is configured.
    #[serde(default)]
    pub embedder: Option<String>,
    /// What the reference engine can run on.
    pub devices: Vec<DeviceTarget>,
    /// Shapes of the reference engine, by id.
    pub shapes: Vec<ShapeTarget>,
    /// The machine's label.
    pub machine: String,
}

/// An endpoint. Its address and key are never told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EndpointTarget {
    /// Its name.
    pub name: String,
    /// The model asked for, where the configuration says.
    #[serde(default)]
    pub model: Option<String>,
}

/// A store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreTarget {
    /// Its name.
    pub name: String,
    /// What it is: `usearch, in this process`, `PostgreSQL with pgvector`, `Qdrant`.
    pub software: String,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeviceTarget {
    /// Which.
    pub device: Device,
    /// Its name, or why it is not there.
    pub label: String,
    /// Whether runs on it are accepted.
    pub available: bool,
}

/// A shape of the reference engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShapeTarget {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Memory that its weights take on the CPU, 10⁹ bytes.
    pub memory_gb: f64,
    /// Whether it fits this machine.
    pub fits: bool,
}

/// `GET /api/v1/runs`: the runs, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Runs {
    /// One entry for each.
    pub runs: Vec<RunSummary>,
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunSummary {
    /// Its id.
    pub id: String,
    /// In words.
    pub title: String,
    /// How far it came.
    pub state: RunState,
    /// When it was accepted, RFC 3339 in UTC.
    pub created: String,
    /// What was asked.
    pub spec: RunSpec,
}

/// Body of every refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// For programs: `invalid`, `unknown-target`, `too-large`, `queue-full`, `no-device`, `no-memory`, `not-found`, `unauthorized`,
    /// `foreign-origin`, `media-type`.
    pub code: String,
    /// For people: what was wrong and what is accepted.
    pub message: String,
    /// The field at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds after which to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}
