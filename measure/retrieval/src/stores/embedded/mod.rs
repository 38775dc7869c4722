//! usearch, in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use async_trait::async_trait;
use forkcast_endpoint::{RunError, Updates};
use usearch::{IndexOptions, MetricKind, ScalarKind};

use super::{Address, EF_CONSTRUCTION, EF_SEARCH, Index, Job, LINKS, VectorStore};
use crate::blocking::blocking;
use crate::text::{label, phase, software, thread_ended, usearch_failed};
use crate::vectors::{Vectors, cores};

/// The index in this process.
pub(crate) struct Embedded;

/// An HNSW graph of usearch.
struct Graph(Arc<usearch::Index>);

#[async_trait]
impl VectorStore for Embedded {
    fn id(&self) -> &'static str {
        "embedded"
    }

    fn software(&self) -> &'static str {
        software::USEARCH
    }

    fn schemes(&self) -> &'static [&'static str] {
        &[]
    }

    async fn build(&self, _: &Address, job: &Job<'_>) -> Result<Box<dyn Index>, RunError> {
        (job.announce)(software::usearch(usearch::version()));
        Ok(Box::new(Graph::build(job.vectors, job.workers, EF_SEARCH, job.updates).await?))
    }
}

#[async_trait]
impl Index for Graph {
    async fn search(&self, _: usize, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        self.nearest(query, k)
    }

    fn path(&self) -> String {
        label::hnsw("usearch", LINKS, EF_CONSTRUCTION, EF_SEARCH)
    }

    async fn close(self: Box<Self>) -> Result<(), RunError> {
        Ok(())
    }
}

impl Graph {
    /// Builds the graph on every core.
    async fn build(
        vectors: &Arc<Vectors>,
        workers: usize,
        ef_search: usize,
        updates: &Updates,
    ) -> Result<Self, RunError> {
        let (vectors, updates) = (Arc::clone(vectors), updates.clone());
        blocking(move |stop| {
            let index = usearch::Index::new(&IndexOptions {
                dimensions: vectors.dimensions(),
                metric: MetricKind::Cos,
                quantization: ScalarKind::F32,
                connectivity: LINKS,
                expansion_add: EF_CONSTRUCTION,
                expansion_search: ef_search,
                multi: false,
            })
            .map_err(usearch_failed)?;
            let threads = cores();
            // Every thread that adds or searches takes a place of its own.
            index
                .reserve_capacity_and_threads(vectors.len(), threads.max(workers))
                .map_err(usearch_failed)?;
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
                        updates.progress(phase::BUILDING, row as u64 + 1, total as u64);
                    }
                }
            };
            thread::scope(|scope| {
                let threads: Vec<_> = (0..threads).map(|_| scope.spawn(add)).collect();
                threads.into_iter().try_for_each(|t| {
                    t.join()
                        .map_err(|_| thread_ended())?
                        .map_err(usearch_failed)
                })
            })?;
            Ok(Self(Arc::new(index)))
        })
        .await?
    }

    /// The `k` nearest, best first.
    fn nearest(&self, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        let found = self
            .0
            .search(query, k)
            .map_err(usearch_failed)?;
        Ok(found.keys.into_iter().map(|key| key as u32).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::exact::{answers, hits};
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
        let index = Graph::build(vectors, 1, ef, &updates).await.expect("builds");
        let found: usize = queries
            .rows()
            .zip(exact)
            .map(|(query, exact)| hits(&index.nearest(query, k).expect("answers"), &exact[..k]))
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
