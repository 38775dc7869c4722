//! Measuring: the configuration, the runs and their history. [`api`] offers them over HTTP, [`command`] on the command line.

pub mod api;
pub mod command;
pub mod config;
pub mod evaluations;
mod guard;
pub mod history;
mod machine;
mod merge;
mod numbered;
mod openapi;
pub mod runs;
mod targets;
mod work;

pub use config::{Config, ConfigError};
pub use guard::Peer;
pub use history::History;
pub use runs::Runs;
