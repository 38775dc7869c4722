//! Vector stores, the embedder, and recall measured with every latency.
//!
//! Every store holds the same vectors in a graph of the same parameters, and every search is compared with the exact answer, so that
//! every latency has its recall.
//!
//! ```
//! use forkcast_endpoint::Updates;
//! use forkcast_protocol::measure::{RetrievalSpec, Update};
//! use forkcast_retrieval::{Store, run};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let spec = RetrievalSpec {
//!     store: "embedded".to_owned(),
//!     vectors: 500,
//!     dimensions: 32,
//!     k: 5,
//!     queries: 50,
//!     warmup: 0,
//!     concurrency: 1,
//!     embed: false,
//! };
//! let (updates, mut received) = Updates::channel();
//! run(&spec, &Store::embedded(), None, &updates).await.unwrap();
//!
//! let mut searches = 0;
//! while let Ok(update) = received.try_recv() {
//!     if let Update::Series(series) = update {
//!         searches = searches.max(if series.key == "search" { series.n } else { 0 });
//!     }
//! }
//! assert_eq!(searches, 50);
//! # });
//! ```

// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

mod blocking;
mod embedder;
mod exact;
mod held;
mod memory;
mod questions;
mod rag;
mod removals;
mod retrieval;
mod search;
mod stores;
mod text;
mod vectors;

pub use embedder::Embedder;
pub use held::Held;
pub use memory::needed as memory_needed;
pub use rag::run_rag;
pub use removals::removed;
pub use retrieval::run;
pub use stores::{Address, Store, StoreError};
