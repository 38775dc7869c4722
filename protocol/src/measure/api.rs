//! Answers of `/api/v1` besides runs and events.

use serde::{Deserialize, Serialize};

use super::result::RunState;
use super::spec::{Device, RunSpec};

/// `GET /api/v1/targets`: the targets that can be measured here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Targets {
    /// Endpoints of the operator's configuration.
    pub endpoints: Vec<EndpointTarget>,
    /// Stores, the embedded one among them.
    pub stores: Vec<StoreTarget>,
    /// The embedding model, if one is configured.
    #[serde(default)]
    pub embedder: Option<String>,
    /// Devices of the reference engine.
    pub devices: Vec<DeviceTarget>,
    /// Shapes of the reference engine, by id.
    pub shapes: Vec<ShapeTarget>,
    /// The machine's label.
    pub machine: String,
    /// The reason why results cannot be kept, if so. A run is then accepted only with `?unkept=true`, and its results end with the
    /// server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unkept: Option<String>,
}

/// An endpoint. Its address and key are never sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EndpointTarget {
    /// Its name.
    pub name: String,
    /// The model, if the configuration names one.
    #[serde(default)]
    pub model: Option<String>,
}

/// A store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreTarget {
    /// Its name.
    pub name: String,
    /// Its software: `usearch, in this process`, `PostgreSQL with pgvector`, `Qdrant`.
    pub software: String,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeviceTarget {
    /// The device.
    pub device: Device,
    /// Its name, or the reason why it is unavailable.
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
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: RunState,
    /// When it was accepted, RFC 3339 in UTC.
    pub created: String,
    /// The specification.
    pub spec: RunSpec,
}

/// `DELETE /api/v1/history`: the numbers of runs deleted and left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pruned {
    /// Runs that were deleted.
    pub deleted: u64,
    /// Runs that are left, including those that wait or execute.
    pub left: u64,
}

/// The cause of a refusal, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The body, a parameter or the path is invalid, or a field is out of its range.
    Invalid,
    /// No target, store or shape of that name is configured.
    UnknownTarget,
    /// The device is unavailable.
    NoDevice,
    /// The run does not fit the free memory.
    NoMemory,
    /// The body is too long.
    TooLarge,
    /// The body took too long to arrive.
    TooSlow,
    /// The Content-Type of the body is not JSON.
    MediaType,
    /// Too many runs wait.
    QueueFull,
    /// Too many event streams are open.
    TooManyStreams,
    /// Results cannot be kept, and the request did not accept that.
    Unkept,
    /// The results cannot be written or read now, as with a full disk.
    History,
    /// The run has ended, and stays as it is.
    Ended,
    /// The run has not ended, and cannot be deleted.
    NotEnded,
    /// There is no such run or route.
    NotFound,
    /// The route does not accept that method.
    Method,
    /// The token is missing or wrong.
    Unauthorized,
    /// Too many wrong tokens came from there.
    TooManyGuesses,
    /// The requesting page is of another origin, or in a frame.
    ForeignOrigin,
    /// The request names another host.
    Misdirected,
    /// A code of a newer server. This one never sends it.
    #[serde(other)]
    Other,
}

/// Body of every refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// For programs.
    pub code: ErrorCode,
    /// For people: the error and the accepted values.
    pub message: String,
    /// The field at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds after which to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}
