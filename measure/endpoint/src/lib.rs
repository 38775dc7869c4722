//! Load on an OpenAI-compatible endpoint, and the statistics of every measurement.
//!
//! ```
//! use forkcast_endpoint::Samples;
//! use forkcast_protocol::measure::SeriesKind;
//!
//! let mut samples = Samples::new();
//! (1..=100).for_each(|ms| samples.record(f64::from(ms)));
//! samples.error();
//!
//! let series = samples.series("ttft-256", "Time to first token", SeriesKind::Ttft).unwrap();
//! assert_eq!((series.n, series.errors), (100, 1));
//! assert!((series.p50.value - 50.0).abs() < 0.1);
//! // Every figure has its 95% confidence interval.
//! assert!(series.p50.low < series.p50.value && series.p50.value < series.p50.high);
//! ```

// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod endpoint;
pub mod merge;
pub mod samples;
mod text;
pub mod updates;

pub use endpoint::Endpoint;
pub use samples::Samples;
pub use updates::{RunError, Updates};
