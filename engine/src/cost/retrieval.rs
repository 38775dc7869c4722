//! Embedding, storing, searching and reranking.

use crate::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use crate::catalog::{Billing, Catalog, Embedder};
use crate::math::Bounds as _;
use crate::prompt::rebuilds_per_day;
use crate::scenario::{ContextualChunks, Scenario, SearchKind};

/// Servers by the hour: as many as the index fills, times the copies of it that the traffic takes, less those that are there anyway. Each search goes to
/// every server that holds a part of the index, so a part answers no more searches than one server does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nodes {
    usd_per_node_month: f64,
    parts: f64,
    per_monthly_query: f64,
    included: f64,
}

impl Nodes {
    /// None.
    pub const NONE: Self = Self {
        usd_per_node_month: 0.0,
        parts: 0.0,
        per_monthly_query: 0.0,
        included: 0.0,
    };

    /// Servers on which something runs that takes so many seconds for each question. The first is the application's own.
    fn busy(s: &Scenario, usd_per_node_hour: Option<f64>, seconds: f64) -> Self {
        usd_per_node_hour.map_or(Self::NONE, |usd| Self {
            usd_per_node_month: usd * HOURS_PER_MONTH,
            parts: 1.0,
            per_monthly_query: peak_per_monthly_query(s) * seconds / s.utilisation,
            included: 1.0,
        })
    }

    /// A month with that many questions, USD.
    #[must_use]
    pub fn month_usd(&self, queries: f64) -> f64 {
        if self.usd_per_node_month <= 0.0 {
            return 0.0;
        }
        let copies = (queries * self.per_monthly_query).ceil().at_least(1.0);
        let nodes = self.parts * copies;
        (nodes - self.included).at_least(0.0) * self.usd_per_node_month
    }
}

/// Questions a second at the peak, for each question of the month.
fn peak_per_monthly_query(s: &Scenario) -> f64 {
    s.peak_factor / (DAYS_PER_MONTH * 86_400.0)
}

/// What is charged by the month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoreFee {
    fixed_usd: f64,
    per_query_usd: f64,
    minimum_usd: f64,
    nodes: Nodes,
}

impl StoreFee {
    /// Nothing.
    pub const NONE: Self = Self {
        fixed_usd: 0.0,
        per_query_usd: 0.0,
        minimum_usd: 0.0,
        nodes: Nodes::NONE,
    };

    /// A month with that many questions, USD.
    #[must_use]
    pub fn month_usd(&self, queries: f64) -> f64 {
        (self.fixed_usd + self.per_query_usd * queries).at_least(self.minimum_usd)
            + self.nodes.month_usd(queries)
    }

    /// The fixed part and the part by the question that every month costs whose questions lie between those two numbers; none where
    /// the least fee holds in some of them only, or where they take different numbers of servers.
    #[must_use]
    pub fn even_usd(&self, a: f64, b: f64) -> Option<(f64, f64)> {
        let nodes = self.nodes.month_usd(a);
        // More questions never take fewer servers.
        if nodes != self.nodes.month_usd(b) {
            return None;
        }
        let least = |queries: f64| self.fixed_usd + self.per_query_usd * queries < self.minimum_usd;
        match (least(a), least(b)) {
            (false, false) => Some((self.fixed_usd + nodes, self.per_query_usd)),
            (true, true) => Some((self.minimum_usd + nodes, 0.0)),
            (true, false) | (false, true) => None,
        }
    }

    /// One more question, USD, once the least fee is passed.
    #[must_use]
    pub const fn marginal_usd(&self) -> f64 {
        self.per_query_usd
    }
}

/// What retrieval costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetrievalBill {
    /// Embedding and storing the corpus once, USD.
    pub index_once_usd: f64,
    /// Embedding what changes, USD a month.
    pub reindex_monthly_usd: f64,
    /// Embedding and reranking for one question, USD.
    pub search_usd: f64,
    /// Servers of the application that embed questions.
    pub embedding: Nodes,
    /// Servers of the application that rerank.
    pub reranking: Nodes,
    /// The store.
    pub store: StoreFee,
    /// Months from launch until the embedder's seller ends it, where that is announced: everything is then embedded again.
    pub embedder_ends_in_months: Option<f64>,
}

/// Vectors in the index: one for each passage of the corpus.
#[must_use]
pub fn vectors(s: &Scenario) -> f64 {
    (s.corpus_tokens / s.chunk_tokens).ceil().at_least(1.0)
}

/// Size of the index in 10^9 bytes: vectors × dimensions × 4 bytes × overhead.
#[must_use]
pub fn index_gb(s: &Scenario, catalog: &Catalog) -> f64 {
    vectors(s) * catalog.embedder(s.embedder_index).dimensions * 4.0 * catalog.calibration.index_overhead
        / 1e9
}

/// Bytes of text in a token. Assumed: four letters.
const BYTES_PER_TOKEN: f64 = 4.0;

/// Times a month that what changes of the corpus is taken in.
#[must_use]
pub fn changes_per_month(s: &Scenario, catalog: &Catalog) -> f64 {
    // Nothing is indexed more often than the index takes in documents.
    let lag_days = catalog.calibration.index_lag_minutes / (24.0 * 60.0);
    // A rebuild takes in what has changed at least once since the last one, and that once.
    match s.corpus_refresh_days {
        Some(days) => rebuilds_per_day(s, days.at_least(lag_days)) * DAYS_PER_MONTH,
        None => DAYS_PER_MONTH / s.change_days.at_least(lag_days),
    }
}

/// Parsing the pages of the corpus once, USD.
#[must_use]
pub fn parsing_usd(s: &Scenario) -> f64 {
    s.pages * s.parse_usd_per_k_pages / 1e3
}

/// What retrieval costs in this scenario, parsing aside.
#[must_use]
pub fn bill(s: &Scenario, catalog: &Catalog) -> RetrievalBill {
    let embedder = catalog.embedder(s.embedder_index);
    let reranker = catalog.reranker(s.reranker_index);
    let store = catalog.store(s.store_index);
    // Lexical search has no vectors.
    let (embed_usd, node_usd) = match s.search_kind {
        SearchKind::Dense | SearchKind::Fused => {
            (embedder.usd_per_m_tokens / 1e6, embedder.usd_per_node_hour)
        }
        SearchKind::Lexical => (0.0, None),
    };
    let context_usd = match s.contextual_chunks {
        ContextualChunks::Off => 0.0,
        ContextualChunks::On => s.contextual_usd_per_m_tokens / 1e6,
    };
    let changed = s.change_share * changes_per_month(s, catalog);
    // A passage takes as long on a server of one's own as a question does.
    let own_embed_usd = node_usd.map_or(0.0, |usd| vectors(s) * embedder.p50_ms / 1e3 / 3600.0 * usd);
    let made_usd = s.corpus_tokens * (embed_usd + context_usd) + own_embed_usd;
    let written_usd = written_usd(s, embedder.dimensions, &store.billing);
    // The question is counted with each passage, as Voyage's documentation does.
    let question = s.prompt_tokens * (1.0 - s.cacheable_share);
    let reranked = s.rerank_candidates.at_least(s.chunks) * (s.chunk_tokens + question);
    RetrievalBill {
        index_once_usd: made_usd + written_usd,
        reindex_monthly_usd: made_usd * changed,
        search_usd: s.prompt_tokens * embed_usd
            + reranker.usd_per_k_queries / 1e3
            + reranked * reranker.usd_per_m_tokens / 1e6,
        embedding: Nodes::busy(s, node_usd, embedder.p50_ms / 1e3),
        reranking: Nodes::busy(s, reranker.usd_per_node_hour, reranker.p50_ms / 1e3),
        store: store_fee(s, index_gb(s, catalog), written_usd * changed, &store.billing),
        embedder_ends_in_months: months_to_end(s, embedder),
    }
}

/// Months from launch until the embedder is not sold any more, where that day is known.
fn months_to_end(s: &Scenario, embedder: &Embedder) -> Option<f64> {
    embedder.ends_in_days.map(|days| s.months_until(days))
}

/// What searching among labelled examples costs: a few thousand vectors, which the application holds in memory.
#[must_use]
pub fn examples_bill(s: &Scenario, catalog: &Catalog) -> RetrievalBill {
    let embedder = catalog.embedder(s.embedder_index);
    let embed_usd = embedder.usd_per_m_tokens / 1e6;
    RetrievalBill {
        index_once_usd: s.examples * s.example_tokens * embed_usd,
        reindex_monthly_usd: 0.0,
        search_usd: s.prompt_tokens * embed_usd,
        embedding: Nodes::busy(s, embedder.usd_per_node_hour, embedder.p50_ms / 1e3),
        reranking: Nodes::NONE,
        store: StoreFee::NONE,
        embedder_ends_in_months: months_to_end(s, embedder),
    }
}

impl RetrievalBill {
    /// The same with so many searches for a question.
    #[must_use]
    pub fn searched(self, times: f64) -> Self {
        let more = |nodes: Nodes| Nodes {
            per_monthly_query: nodes.per_monthly_query * times,
            ..nodes
        };
        Self {
            search_usd: self.search_usd * times,
            embedding: more(self.embedding),
            reranking: more(self.reranking),
            store: StoreFee {
                per_query_usd: self.store.per_query_usd * times,
                nodes: more(self.store.nodes),
                ..self.store
            },
            ..self
        }
    }
}

/// Writing the whole index once, USD: vector and text of each passage, by the KB.
fn written_usd(s: &Scenario, dimensions: f64, billing: &Billing) -> f64 {
    match *billing {
        Billing::None | Billing::Nodes { .. } => 0.0,
        Billing::ReadUnits {
            usd_per_m_write_units,
            ..
        } => {
            let kb = ((dimensions * 4.0 + s.chunk_tokens * BYTES_PER_TOKEN) / 1e3).ceil();
            vectors(s) * kb * usd_per_m_write_units / 1e6
        }
    }
}

fn store_fee(s: &Scenario, gb: f64, rewritten_monthly_usd: f64, billing: &Billing) -> StoreFee {
    match *billing {
        Billing::None => StoreFee::NONE,
        Billing::Nodes {
            usd_per_node_hour,
            node_gb,
            node_qps,
            included_nodes,
        } => StoreFee {
            nodes: Nodes {
                usd_per_node_month: usd_per_node_hour * HOURS_PER_MONTH,
                parts: (gb / node_gb).ceil().at_least(1.0),
                per_monthly_query: node_qps
                    .map_or(0.0, |qps| peak_per_monthly_query(s) / (qps * s.utilisation)),
                included: included_nodes,
            },
            ..StoreFee::NONE
        },
        Billing::ReadUnits {
            usd_per_gb_month,
            usd_per_m_read_units,
            usd_per_m_write_units: _,
            minimum_usd_month,
        } => StoreFee {
            fixed_usd: gb * usd_per_gb_month + rewritten_monthly_usd,
            per_query_usd: gb.at_least(0.25) * usd_per_m_read_units / 1e6,
            minimum_usd: minimum_usd_month,
            nodes: Nodes::NONE,
        },
    }
}
