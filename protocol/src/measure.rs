//! What the benchmark backend is asked, what it says while it works, and what it leaves: shared by the server, the command line,
//! the worker programs and the page.
//!
//! Times are milliseconds, rates are per second, shares 0 to 1. Figures are those measured; what is worked out from them
//! (a ratio to a prediction, an effect on a scenario) is worked out where it is shown.

mod api;
pub mod efficiency;
mod error;
pub mod field;
mod kind;
mod result;
#[cfg(feature = "schema")]
mod schema;
mod spec;
mod update;

pub use api::{
    ApiError, DeviceTarget, EndpointTarget, ErrorCode, Pruned, RunSummary, Runs, ShapeTarget, StoreTarget,
    Targets,
};
pub use error::SpecError;
pub use field::{Amount, RunField};
pub use kind::{RunKind, specification};
pub use result::{
    Ceiling, Clocks, Gpu, Interval, Library, Machine, Measurement, RunState, Series, SeriesKind, TargetInfo,
    Unit,
};
pub use spec::{
    Device, EndpointSpec, Load, Method, RagSpec, ReferenceSpec, RetrievalSpec, RunSpec, ServiceLevel, Task,
};
pub use update::{Event, Update};

/// Version of the shape of [`Measurement`]; fields may be added under it, none changes its meaning or goes.
pub const MEASUREMENT_VERSION: u32 = 1;

/// Fewest samples from which a 99th percentile is given.
pub const P99_SAMPLES: u64 = 1_000;
