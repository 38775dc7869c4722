//! Vector stores, the embedder, and recall measured with every latency.

use std::path::Path;

use forkcast_load::{Endpoint, RunError, Updates};
use forkcast_protocol::measure::{RagSpec, RetrievalSpec};

/// A store of the operator's configuration.
#[derive(Clone)]
pub enum Store {
    /// usearch in this process.
    Embedded,
    /// PostgreSQL with pgvector.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
    },
    /// Qdrant over REST.
    Qdrant {
        /// `http://host:6333`.
        url: String,
        /// Sent as `api-key`.
        key: Option<String>,
    },
}

/// Measures search, and query embedding where it is asked for and `embedder` (a folder with model.safetensors, tokenizer.json and
/// config.json) is given. Dropping the future ends the run.
///
/// # Errors
/// What ends a run before its time; what was measured till then has been told.
pub async fn run(
    spec: &RetrievalSpec,
    store: &Store,
    embedder: Option<&Path>,
    updates: &Updates,
) -> Result<(), RunError> {
    let _ = (spec, store, embedder, updates);
    Err(RunError::new("measuring a store is being built"))
}

/// Measures what retrieval adds to an answer.
///
/// # Errors
/// What ends a run before its time; what was measured till then has been told.
pub async fn run_rag(
    spec: &RagSpec,
    endpoint: &Endpoint,
    store: &Store,
    embedder: &Path,
    updates: &Updates,
) -> Result<(), RunError> {
    let _ = (spec, endpoint, store, embedder, updates);
    Err(RunError::new("measuring the cost of retrieval is being built"))
}
