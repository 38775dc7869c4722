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
    /// Why results cannot be kept, where they cannot. A run is then accepted only with `?unkept=true`, and its results end with the
    /// server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unkept: Option<String>,
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

/// `DELETE /api/v1/history`: what was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pruned {
    /// Runs that were deleted.
    pub deleted: u64,
    /// Runs that are left, those that wait or are under way among them.
    pub left: u64,
}

/// What a refusal is about, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The body, a parameter or the path is not of the form that is taken, or a field is out of its range.
    Invalid,
    /// No target, store or shape of that name is configured.
    UnknownTarget,
    /// The device is not there.
    NoDevice,
    /// The run would not fit the memory that is free.
    NoMemory,
    /// The body is too long.
    TooLarge,
    /// The body took too long to come.
    TooSlow,
    /// The body does not say that it is JSON.
    MediaType,
    /// Too many runs wait.
    QueueFull,
    /// Too many event streams are open.
    TooManyStreams,
    /// Results cannot be kept, and the run did not say that it is wanted all the same.
    Unkept,
    /// The results cannot be written or read now, as with a full disk.
    History,
    /// The run has ended, and stays as it is.
    Ended,
    /// The run has not ended, and cannot be deleted.
    NotEnded,
    /// There is no such run or route.
    NotFound,
    /// The route does not take that method.
    Method,
    /// The token is missing or is another.
    Unauthorized,
    /// Too many wrong tokens came from there.
    TooManyGuesses,
    /// The page that asks is of another origin, or stands in a frame.
    ForeignOrigin,
    /// The request names another host.
    Misdirected,
    /// What a newer server says. This one never does.
    #[serde(other)]
    Other,
}

/// Body of every refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// For programs.
    pub code: ErrorCode,
    /// For people: what was wrong and what is accepted.
    pub message: String,
    /// The field at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds after which to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}
