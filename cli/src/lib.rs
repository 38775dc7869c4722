//! The `forkcast` program: the engine on the command line, and the server of the page.
//!
//! [`commands`] holds the arguments, [`source`] reads a scenario, [`decide`], [`check`], [`diff`], [`verify`] and [`listing`] print, [`serve`] is
//! the server, [`measure`] measures and [`observe`] observes files. Answers go to stdout and messages to stderr, so that a pipe receives the answer
//! alone.
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

pub mod check;
pub mod commands;
pub mod decide;
pub mod diff;
pub mod failure;
pub mod health;
pub mod limits;
pub mod listing;
pub mod manual;
pub mod measure;
pub mod observe;
mod print;
pub mod run_fields;
pub mod serve;
pub mod source;
pub mod terminal;
mod text;
pub mod verify;
