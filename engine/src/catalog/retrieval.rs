//! Embedders, vector stores and rerankers.

use super::Text;

/// A model that turns text into vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedder {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// USD per million tokens embedded.
    pub usd_per_m_tokens: f64,
    /// USD an hour for a server on which it runs, beyond the application's own; none where it is called over the network.
    pub usd_per_node_hour: Option<f64>,
    /// Days from the price snapshot until its seller ends it, where that is announced.
    pub ends_in_days: Option<f64>,
    /// Numbers in a vector.
    pub dimensions: f64,
    /// Median time to embed a question, ms.
    pub p50_ms: f64,
    /// 95th percentile of the time to embed a question, ms.
    pub p95_ms: f64,
    /// Odds of missing a passage over those of the reference embedder; 1 also where nothing comparable is published.
    pub misses: f64,
    /// Tokens of a passage that it reads at the most; none where that is more than a passage can have.
    pub window_tokens: Option<f64>,
}

/// A vector store.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// How it is paid for.
    pub billing: Billing,
    /// Whether it runs on servers of one's own.
    pub own: bool,
    /// Whether it is known to be sold in a region of the buyer's choice.
    pub in_region: bool,
    /// 99th percentile of a search over a million vectors, ms.
    pub search_p99_ms: f64,
    /// Whether a network lies between.
    pub remote: bool,
}

/// How a vector store is paid for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Billing {
    /// Not at all: it lives in the application's memory.
    None,
    /// By nodes of a given memory that must hold the index.
    Nodes {
        /// USD an hour for one node.
        usd_per_node_hour: f64,
        /// Memory of a node in 10^9 bytes.
        node_gb: f64,
        /// Searches a second that a node answers, where that is known.
        node_qps: Option<f64>,
        /// Nodes that are there anyway: the application's own server.
        included_nodes: f64,
    },
    /// By storage and by read units: one per GB of the index and query, a quarter at the least.
    ReadUnits {
        /// USD per GB and month.
        usd_per_gb_month: f64,
        /// USD per million read units.
        usd_per_m_read_units: f64,
        /// USD per million write units: one for each KB of a record.
        usd_per_m_write_units: f64,
        /// Least USD a month.
        minimum_usd_month: f64,
    },
}

/// A model that orders passages by how well they answer the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Reranker {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// USD per thousand questions; zero where it is sold by the token, or not at all.
    pub usd_per_k_queries: f64,
    /// USD per million tokens of question and passages; zero where it is sold by the question, or not at all.
    pub usd_per_m_tokens: f64,
    /// USD an hour for a server on which it runs, beyond the application's own; none where it is called over the network.
    pub usd_per_node_hour: Option<f64>,
    /// Median time, ms.
    pub p50_ms: f64,
    /// 95th percentile, ms.
    pub p95_ms: f64,
    /// Odds of missing a passage over those without it.
    pub misses: f64,
}
