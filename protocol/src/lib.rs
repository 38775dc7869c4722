//! The formats that other programs read and write: the link that carries a scenario, and (feature `json`) decisions, scenarios and
//! measurements as JSON.
//!
//! Only this crate knows these formats. Keys, ranges and defaults come from the engine's one table of inputs.
//!
//! ```
//! use forkcast_engine::{Catalog, Scenario};
//! use forkcast_protocol::link::{View, decode, encode};
//!
//! // A link holds only the inputs that differ from the defaults, and restores them exactly.
//! let catalog = Catalog::builtin();
//! let view = View::of(Scenario { change_days: 7.0, ..Scenario::default() });
//! let link = encode(&view, catalog);
//! assert!(link.ends_with("&change_days=7"));
//! assert_eq!(decode(&link, catalog).view.scenario, view.scenario);
//!
//! // Reading never fails: an unknown key is ignored, and a notice says so.
//! let read = decode("#v1&change_days=7&colour=blue", catalog);
//! assert_eq!(read.view.scenario.change_days, 7.0);
//! assert_eq!(read.notices.len(), 1);
//! ```
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

#[cfg(feature = "json")]
pub mod about;
pub mod compare;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "json")]
pub mod library;
pub mod link;
#[cfg(feature = "json")]
pub mod measure;
#[cfg(feature = "texts")]
pub mod record;
mod text;
pub mod visible;
