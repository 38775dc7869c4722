//! Load on an OpenAI-compatible endpoint, and the statistics of every measurement.

pub mod endpoint;
pub mod samples;
pub mod updates;

pub use endpoint::Endpoint;
pub use samples::Samples;
pub use updates::{RunError, Updates};
