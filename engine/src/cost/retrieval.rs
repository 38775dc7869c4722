//! Embedding, storing, searching and reranking.

use crate::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use crate::catalog::{Billing, Catalog};
use crate::quality::knowledge::rebuild_days;
use crate::scenario::Scenario;

/// What a store charges by the month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoreFee {
    fixed_usd: f64,
    per_query_usd: f64,
    minimum_usd: f64,
}

impl StoreFee {
    /// No store.
    pub const NONE: Self = Self {
        fixed_usd: 0.0,
        per_query_usd: 0.0,
        minimum_usd: 0.0,
    };

    /// A month with that many questions, USD.
    #[must_use]
    pub fn month_usd(&self, queries: f64) -> f64 {
        (self.fixed_usd + self.per_query_usd * queries).max(self.minimum_usd)
    }

    /// The fixed part and the part by the question that every month costs whose questions lie between those two numbers; none where
    /// the least fee holds in some of them only.
    #[must_use]
    pub fn even_usd(&self, a: f64, b: f64) -> Option<(f64, f64)> {
        let least = |queries: f64| self.fixed_usd + self.per_query_usd * queries < self.minimum_usd;
        match (least(a), least(b)) {
            (false, false) => Some((self.fixed_usd, self.per_query_usd)),
            (true, true) => Some((self.minimum_usd, 0.0)),
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
    /// Embedding the corpus once, USD.
    pub index_once_usd: f64,
    /// Embedding what changes, USD a month.
    pub reindex_monthly_usd: f64,
    /// Embedding and reranking for one question, USD.
    pub search_usd: f64,
    /// The store.
    pub store: StoreFee,
}

/// Vectors in the index: one for each passage of the corpus.
#[must_use]
pub fn vectors(s: &Scenario) -> f64 {
    (s.corpus_tokens / s.chunk_tokens).ceil().max(1.0)
}

/// Size of the index in 10^9 bytes: vectors × dimensions × 4 bytes × overhead.
#[must_use]
pub fn index_gb(s: &Scenario, catalog: &Catalog) -> f64 {
    vectors(s) * catalog.embedder(s.embedder_index).dimensions * 4.0 * catalog.calibration.index_overhead
        / 1e9
}

/// What retrieval costs in this scenario.
#[must_use]
pub fn bill(s: &Scenario, catalog: &Catalog) -> RetrievalBill {
    let embed_usd = catalog.embedder(s.embedder_index).usd_per_m_tokens / 1e6;
    // Nothing is indexed more often than the index takes in documents.
    let lag_days = catalog.calibration.index_lag_minutes / (24.0 * 60.0);
    // A rebuild takes in what has changed at least once since the last one, and that once.
    let changes_per_month = match rebuild_days(s) {
        Some(days) => -(-days / s.change_days).exp_m1() * DAYS_PER_MONTH / days.max(lag_days),
        None => DAYS_PER_MONTH / s.change_days.max(lag_days),
    };
    RetrievalBill {
        index_once_usd: s.corpus_tokens * embed_usd,
        reindex_monthly_usd: s.corpus_tokens * s.change_share * changes_per_month * embed_usd,
        search_usd: s.prompt_tokens * embed_usd + catalog.reranker(s.reranker_index).usd_per_k_queries / 1e3,
        store: store(index_gb(s, catalog), &catalog.store(s.store_index).billing),
    }
}

fn store(gb: f64, billing: &Billing) -> StoreFee {
    match *billing {
        Billing::None => StoreFee::NONE,
        Billing::Nodes {
            usd_per_node_hour,
            node_gb,
        } => StoreFee {
            fixed_usd: (gb / node_gb).ceil().max(1.0) * usd_per_node_hour * HOURS_PER_MONTH,
            per_query_usd: 0.0,
            minimum_usd: 0.0,
        },
        Billing::ReadUnits {
            usd_per_gb_month,
            usd_per_m_read_units,
            minimum_usd_month,
        } => StoreFee {
            fixed_usd: gb * usd_per_gb_month,
            per_query_usd: gb.max(0.25) * usd_per_m_read_units / 1e6,
            minimum_usd: minimum_usd_month,
        },
    }
}
