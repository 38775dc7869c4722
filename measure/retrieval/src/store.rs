//! A store with the run's vectors in it, whichever it is.

mod embedded;
mod postgres;
mod qdrant;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use forkcast_endpoint::{RunError, Updates};

use crate::vectors::Vectors;

/// Links of a node of the graph (M), in every store.
pub(crate) const LINKS: usize = 16;
/// Candidates kept while the graph is built (ef_construction), in every store.
pub(crate) const EF_CONSTRUCTION: usize = 128;
/// Candidates kept while it is searched (ef_search), in every store; more than any `k` that is accepted.
pub(crate) const EF_SEARCH: usize = 128;
/// What the phase of an index under construction is called.
const BUILDING: &str = "Building the index";
/// What the phase of vectors on their way to a store is called.
const LOADING: &str = "Loading vectors";
/// What everything that a run leaves in a store is named by.
const PREFIX: &str = "forkcast_run_";

/// A store of the operator's configuration.
#[derive(Clone)]
pub enum Store {
    /// usearch in this process.
    Embedded,
    /// PostgreSQL with pgvector, without TLS.
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
        /// Proxy for all but this machine; the environment's is not used.
        proxy: Option<String>,
    },
}

/// Hears what software a store is, once that is known and before it is filled.
pub(crate) type Announce<'a> = &'a (dyn Fn(String) + Sync);

/// A store with its index built, to be searched by so many workers at once.
pub(crate) enum Index {
    Embedded(embedded::Embedded),
    Postgres(Box<postgres::Postgres>),
    Qdrant(qdrant::Qdrant),
}

impl Index {
    /// Puts the vectors into the store and builds the index. Row numbers are the ids.
    pub(crate) async fn build(
        store: &Store,
        vectors: &Arc<Vectors>,
        k: usize,
        workers: usize,
        announce: Announce<'_>,
        updates: &Updates,
    ) -> Result<Self, RunError> {
        Ok(match store {
            Store::Embedded => {
                announce(embedded::software());
                Self::Embedded(embedded::Embedded::build(vectors, workers, EF_SEARCH, updates).await?)
            }
            Store::Postgres { url } => {
                let built = postgres::Postgres::build(url, vectors, k, workers, announce, updates).await?;
                Self::Postgres(Box::new(built))
            }
            Store::Qdrant { url, key, proxy } => {
                let client = qdrant::Client::new(url, key.as_deref(), proxy.as_deref())?;
                Self::Qdrant(qdrant::Qdrant::build(client, vectors, announce, updates).await?)
            }
        })
    }

    /// The `k` nearest, best first. A worker is a number below that of the workers; each has its own connection.
    pub(crate) async fn search(&self, worker: usize, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        match self {
            Self::Embedded(index) => index.search(query, k),
            Self::Postgres(index) => index.search(worker, query).await,
            Self::Qdrant(index) => index.search(query, k).await,
        }
    }

    /// The way a search goes, for the series.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Embedded(_) => format!("usearch HNSW, f32, cosine, {}", parameters()),
            Self::Postgres(index) => index.path().to_owned(),
            Self::Qdrant(_) => format!("Qdrant HNSW, f32, cosine, {}", parameters()),
        }
    }

    /// Whether a search keeps a core of this process busy rather than waiting for a server.
    pub(crate) const fn in_process(&self) -> bool {
        matches!(self, Self::Embedded(_))
    }

    /// Removes what the run has put there. Dropping does so too, but then nothing waits for it.
    pub(crate) async fn close(self) -> Result<(), RunError> {
        match self {
            Self::Embedded(_) => Ok(()),
            Self::Postgres(index) => index.close().await,
            Self::Qdrant(index) => index.close().await,
        }
    }
}

fn parameters() -> String {
    format!("M {LINKS}, ef_construction {EF_CONSTRUCTION}, ef_search {EF_SEARCH}")
}

/// A name that no other run has: the time in seconds, and a random number.
fn unique_name() -> String {
    format!("{PREFIX}{}_{:016x}", now_s(), rand::random::<u64>())
}

fn now_s() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
}
