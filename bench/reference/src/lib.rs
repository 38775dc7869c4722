//! A transformer of a named shape with random weights, timed: prefill, decode and training steps.

use forkcast_protocol::measure::{ReferenceSpec, Update};

/// Runs the specification, telling as it goes. Ends only when done: whoever wants to cancel it runs it in a process of its own.
///
/// # Errors
/// What ends the run before its time, in words.
pub fn run(spec: &ReferenceSpec, tell: &mut dyn FnMut(Update)) -> Result<(), String> {
    let _ = (spec, tell);
    Err("the reference engine is being built".to_owned())
}

/// The body of a worker program: one [`ReferenceSpec`] as JSON on stdin, [`Update`]s as lines of JSON on stdout, an error as text on
/// stderr with exit code 1.
#[must_use]
pub fn worker() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
