//! usearch, in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use forkcast_endpoint::{RunError, Updates};
use usearch::{Index, IndexOptions, MetricKind, ScalarKind};

use super::{BUILDING, EF_CONSTRUCTION, LINKS};
use crate::blocking::blocking;
use crate::vectors::{Vectors, cores};

/// An HNSW graph of usearch.
pub(crate) struct Embedded(Arc<Index>);

/// What it is, with its version and the vector instructions that it uses.
pub(crate) fn software() -> String {
    format!("usearch {}, in this process", usearch::version())
}

impl Embedded {
    /// Builds the graph on every core.
    pub(crate) async fn build(
        vectors: &Arc<Vectors>,
        workers: usize,
        ef_search: usize,
        updates: &Updates,
    ) -> Result<Self, RunError> {
        let (vectors, updates) = (Arc::clone(vectors), updates.clone());
        blocking(move |stop| {
            let failed = |error: &dyn std::fmt::Display| RunError::new(format!("usearch: {error}"));
            let index = Index::new(&IndexOptions {
                dimensions: vectors.dimensions(),
                metric: MetricKind::Cos,
                quantization: ScalarKind::F32,
                connectivity: LINKS,
                expansion_add: EF_CONSTRUCTION,
                expansion_search: ef_search,
                multi: false,
            })
            .map_err(|e| failed(&e))?;
            let threads = cores();
            // Every thread that adds or searches takes a place of its own.
            index
                .reserve_capacity_and_threads(vectors.len(), threads.max(workers))
                .map_err(|e| failed(&e))?;
            let (next, total) = (AtomicUsize::new(0), vectors.len());
            let step = (total / 100).max(1);
            let add = || -> Result<(), String> {
                loop {
                    let row = next.fetch_add(1, Ordering::Relaxed);
                    if row >= total || stop.load(Ordering::Relaxed) {
                        return Ok(());
                    }
                    index
                        .add(row as u64, vectors.row(row))
                        .map_err(|e| e.to_string())?;
                    if (row + 1) % step == 0 {
                        updates.progress(BUILDING, row as u64 + 1, total as u64);
                    }
                }
            };
            thread::scope(|scope| {
                let threads: Vec<_> = (0..threads).map(|_| scope.spawn(add)).collect();
                threads.into_iter().try_for_each(|t| {
                    t.join()
                        .map_err(|_| RunError::new("usearch: a thread ended unexpectedly"))?
                        .map_err(|e| failed(&e))
                })
            })?;
            Ok(Self(Arc::new(index)))
        })
        .await?
    }

    /// The `k` nearest, best first.
    pub(crate) fn search(&self, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        let found = self
            .0
            .search(query, k)
            .map_err(|e| RunError::new(format!("usearch: {e}")))?;
        Ok(found.keys.into_iter().map(|key| key as u32).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::exact::{answers, hits};
    use crate::store::EF_SEARCH;
    use crate::vectors::Mixture;

    const ROWS: usize = 20_000;
    const QUERIES: usize = 200;

    async fn recall(
        vectors: &Arc<Vectors>,
        queries: &Vectors,
        exact: &[Vec<u32>],
        k: usize,
        ef: usize,
    ) -> f64 {
        let (updates, _receiver) = Updates::channel();
        let index = Embedded::build(vectors, 1, ef, &updates).await.expect("builds");
        let found: usize = queries
            .rows()
            .zip(exact)
            .map(|(query, exact)| hits(&index.search(query, k).expect("answers"), &exact[..k]))
            .sum();
        found as f64 / (QUERIES * k) as f64
    }

    #[tokio::test]
    async fn finds_nearly_all_of_twenty_thousand_and_less_when_it_may_look_at_little() {
        let mixture = Mixture::new(ROWS, 384, 1);
        let (vectors, queries) = (Arc::new(mixture.draw(ROWS, 1)), mixture.draw(QUERIES, 2));
        let exact = answers(&vectors, &queries, 10, &AtomicBool::new(false), |_| {});
        let usual = recall(&vectors, &queries, &exact, 10, EF_SEARCH).await;
        assert!(usual >= 0.95, "recall@10 {usual}");
        let hasty = recall(&vectors, &queries, &exact, 1, 1).await;
        assert!(hasty < usual - 0.03, "recall@1 with ef 1 {hasty}, usual {usual}");
    }
}
