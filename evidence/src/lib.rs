//! The evidence for the model: published results beside the formulas, the fit of the parameters, held-out predictions, the article's
//! claims, and the pages that show them.
//!
//! Native only. The page contains none of this code; it links to `method.html`, which [`generated`] writes.
//!
//! ```
//! use forkcast_evidence::accuracy;
//!
//! let rows = accuracy::rows();
//! assert!(accuracy::mean_absolute_residual_points(&rows) < 1.5);
//! ```
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod accuracy;
pub mod agree;
pub mod claims;
pub mod curves;
pub mod discrepancy;
pub mod facts;
pub mod first_token;
pub mod generated;
pub mod held_out;
pub mod lifecycles;
pub mod method;
pub mod orderings;
pub mod parameters;
pub mod pattern_search;
pub mod ranking;
pub mod rates;
pub mod retrieval;
pub mod rule;
pub mod serving;
