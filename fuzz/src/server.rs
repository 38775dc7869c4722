//! The reader of the server's configuration, compiled here by itself: the server takes minutes to build.

#[allow(dead_code, reason = "made for the server, which uses all of it")]
#[path = "../../cli/src/measure/config/file.rs"]
pub(crate) mod config;
