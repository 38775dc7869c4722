//! The specification of a run, its updates and its result: shared by the server, the command line, the worker programs and the page.
//!
//! Times are milliseconds, rates are per second, shares 0 to 1. Figures are measured values; values derived from
//! them (a ratio to a prediction, an effect on a scenario) are computed where they are shown.

mod api;
pub mod efficiency;
mod error;
mod evaluation;
pub mod field;
pub mod file;
mod kind;
mod result;
#[cfg(feature = "schema")]
mod schema;
mod spec;
pub mod stream;
mod update;

pub use api::{
    ApiError, DeviceTarget, EndpointTarget, ErrorCode, Pruned, RunSummary, Runs, ShapeTarget, StoreTarget,
    Targets,
};
pub use error::{NAME_LENGTH, SpecError};
pub use evaluation::{
    EVALUATION_BYTES, Evaluation, EvaluationCost, EvaluationDocument, EvaluationPlan, EvaluationStanding,
    EvaluationState,
};
pub use field::{Amount, MOST_VALUES, RunField};
pub use kind::{RunKind, specification};
pub use result::{
    Ceiling, Clocks, Gpu, Interval, Library, Machine, Measurement, RunState, Series, SeriesKind, TargetInfo,
    Unit,
};
pub use spec::{
    Device, EndpointSpec, LEVEL_MS, Load, Method, QualitySpec, RagSpec, ReferenceSpec, RetrievalSpec,
    RunSpec, ServiceLevel, Shard, Task,
};
pub use update::{Event, Update};

/// Version of the shape of [`Measurement`]; fields may be added under it, none changes its meaning or goes.
pub const MEASUREMENT_VERSION: u32 = 1;

/// Fewest samples from which a 95th percentile is given.
pub const P95_SAMPLES: u64 = 20;
/// Fewest samples from which a 99th percentile is given.
pub const P99_SAMPLES: u64 = 1_000;
