//! A transformer of a named shape with random weights, timed: prefill, decode and training steps.
//!
//! The time of a step does not depend on the values of the weights, so random ones stand for a model's. The timed code is checked
//! against [`plain`], which shares no code with it.
//!
//! ```
//! use forkcast_protocol::measure::{Device, ReferenceSpec, Task};
//!
//! let spec = ReferenceSpec {
//!     shape: "no-such-shape".to_owned(),
//!     device: Device::Cpu,
//!     task: Task::Prefill { prompt_tokens: vec![16] },
//!     repeats: 3,
//!     warmup: 0,
//! };
//! // An unknown shape is refused before anything is timed, and the error lists those that exist.
//! let error = forkcast_reference::run(&spec, &mut |_| {}).unwrap_err();
//! assert!(error.contains("llama-3-8b"), "{error}");
//! ```

#[cfg(feature = "cuda")]
mod adapters;
pub mod ceilings;
pub mod check;
mod commands;
pub mod device;
mod embedding;
pub mod encoder;
pub mod frozen;
#[cfg(feature = "cuda")]
pub mod fused;
pub mod memory;
mod model;
mod optimiser;
pub mod plain;
mod rows;
pub mod search;
mod text;
pub mod train;
pub mod transformer;
pub mod weights;
mod worker;

use forkcast_engine::latency::shapes::{self, SHAPES};
use forkcast_protocol::measure::{ReferenceSpec, RunSpec, Update};

pub use commands::program;
pub use device::Place;
pub use worker::{tell, worker};

/// Runs the specification, telling as it goes. Ends only when done: whoever wants to cancel it runs it in a process of its own.
///
/// # Errors
/// What ends the run before its time, in words.
pub fn run(spec: &ReferenceSpec, tell: &mut dyn FnMut(Update)) -> Result<(), String> {
    RunSpec::Reference(spec.clone())
        .check()
        .map_err(|error| error.to_string())?;
    let shape = shapes::find(&spec.shape).ok_or_else(|| {
        let known: Vec<&str> = SHAPES.iter().map(|shape| shape.id).collect();
        text::unknown_shape(&spec.shape, &known)
    })?;
    let place = Place::open(spec.device)?;
    memory::check(shape, &spec.task, &place)?;
    if let Some(machine) = place.machine() {
        tell(Update::Machine(machine));
    }
    let (at, dtype) = rows::ceilings(&place)?;
    for ceiling in ceilings::told(at, dtype) {
        tell(Update::Ceiling(ceiling));
    }
    let run = rows::Run {
        spec,
        shape,
        place: &place,
        at,
        seed: rand::random(),
    };
    run.rows(tell)
}
