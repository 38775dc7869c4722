//! What leaves Forkcast and comes back: the link that carries a scenario, and (feature `json`) decisions and scenarios as JSON.
//!
//! Only this crate knows those outside formats. Keys, ranges and defaults come from the engine's one table of inputs.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

#[cfg(feature = "json")]
pub mod json;
pub mod link;
#[cfg(feature = "json")]
pub mod measure;
#[cfg(feature = "texts")]
pub mod record;
pub mod visible;
