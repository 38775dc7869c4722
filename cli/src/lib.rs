//! The `forkcast` program: the engine on the command line, and the server of the page.
//!
//! [`commands`] is what is typed, [`source`] where a scenario comes from, [`decide`], [`verify`] and [`listing`] what is printed, [`serve`] the
//! server, [`measure`] what it measures. Answers go to stdout and everything said about them to stderr, so that a pipe gets the answer alone.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod commands;
pub mod decide;
pub mod failure;
pub mod limits;
pub mod listing;
pub mod measure;
mod page;
pub mod run_fields;
pub mod serve;
pub mod source;
pub mod terminal;
pub mod verify;
