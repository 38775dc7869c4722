//! Vector stores, the embedder, and recall measured with every latency.
//!
//! Every store holds the same vectors in a graph of the same parameters, and every search is compared with the exact answer, so that
//! a latency never stands without the recall it was bought with.

mod blocking;
mod embedder;
mod exact;
mod memory;
mod questions;
mod rag;
mod retrieval;
mod search;
mod store;
mod vectors;

pub use embedder::Embedder;
pub use memory::check as fits;
pub use rag::run_rag;
pub use retrieval::run;
pub use store::Store;
