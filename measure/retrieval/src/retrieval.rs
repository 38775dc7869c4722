//! A run over a store: embedding of questions, search by the index, and exact search beside it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use forkcast_endpoint::{RunError, Samples, Updates};
use forkcast_protocol::measure::{RetrievalSpec, SeriesKind, TargetInfo, Update};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::blocking::blocking;
use crate::embedder::Embedder;
use crate::exact::{answers, nearest};
use crate::memory;
use crate::questions;
use crate::search::Searches;
use crate::stores::{Index, Job, Store};
use crate::text::{label, phase, warning};
use crate::vectors::{Mixture, Vectors, cores};

/// Fixed seed: two runs of one size search the same vectors.
const SEED: u64 = 20_260_401;
/// Most different queries; a run of more asks them again.
const DIFFERENT: usize = 10_000;
/// Multiplications that exact answers may take in all: some minutes on two cores.
const EXACT_WORK: f64 = 1e12;
/// Most queries with an exact answer. With 1,000 queries of ten neighbors, recall is known to about ± 0.002.
const MOST_EXACT: usize = 1000;
/// Least, however large the index is.
const LEAST_EXACT: usize = 50;
/// Most questions embedded: from these on there is a 99th percentile.
const MOST_EMBEDDED: u32 = 1000;
/// Most exact searches timed.
const MOST_TIMED: usize = 100;

/// Measures search, and query embedding where it is asked for and `embedder` (a folder with model.safetensors, tokenizer.json and
/// config.json) is given. Dropping the future ends the run.
///
/// # Errors
/// The reason why the run ended early. Updates sent before it stay valid.
pub async fn run(
    spec: &RetrievalSpec,
    store: &Store,
    embedder: Option<&Path>,
    updates: &Updates,
) -> Result<(), RunError> {
    memory::check(spec.vectors, spec.dimensions, store.in_process())?;
    match embedder {
        Some(folder) if spec.embed => embed(folder, spec, updates).await?,
        None if spec.embed => {
            updates.warn(warning::NO_EMBEDDER);
        }
        Some(_) | None => {}
    }
    let (count, dimensions, k) = (spec.vectors as usize, spec.dimensions as usize, spec.k as usize);
    updates.progress(phase::SIMULATING, 0, u64::from(spec.vectors));
    let different = (spec.queries as usize).min(DIFFERENT);
    let (vectors, queries, warm) = {
        let warmup = spec.warmup as usize;
        blocking(move |_| {
            let mixture = Mixture::new(count, dimensions, SEED);
            (
                Arc::new(mixture.draw(count, 1)),
                mixture.draw(different, 2),
                mixture.draw(warmup, 3),
            )
        })
        .await?
    };
    let (queries, exact) = exact_answers(&vectors, queries, k, updates).await?;
    if exact.len() < different {
        updates.warn(warning::recall_of_some(exact.len(), different));
    }
    let announce = |software: String| {
        updates.send(Update::Target(TargetInfo {
            name: spec.store.clone(),
            software,
            model: None,
        }));
    };
    let workers = spec.concurrency as usize;
    let job = Job {
        vectors: &vectors,
        k,
        workers,
        announce: &announce,
        updates,
    };
    let index = Arc::new(store.build(&job).await?);
    if store.in_process() && workers > cores() {
        updates.warn(warning::shared_cores(workers, cores()));
    }
    let searched = search(spec, store, &index, warm, queries.clone(), exact, updates).await;
    // Every worker has ended, so that nobody else holds the index; were it held, dropping would remove its data.
    if let Some(index) = Arc::into_inner(index)
        && let Err(error) = index.close().await
    {
        updates.warn(warning::data_may_remain(&error));
    }
    searched?;
    if store.in_process() {
        exact_times(vectors, queries, k, updates).await?;
    }
    Ok(())
}

/// Searches without counting, then counting.
async fn search(
    spec: &RetrievalSpec,
    store: &Store,
    index: &Arc<Box<dyn Index>>,
    warm: Vectors,
    queries: Vectors,
    exact: Vec<Vec<u32>>,
    updates: &Updates,
) -> Result<(), RunError> {
    let k = spec.k as usize;
    let searches = |queries, exact| {
        Arc::new(Searches {
            index: Arc::clone(index),
            in_process: store.in_process(),
            queries,
            exact,
            k,
        })
    };
    let warm = searches(warm, Vec::new());
    warm.run(phase::WARMUP, None, spec.warmup, spec.concurrency, updates)
        .await?;
    let label = label::search(spec.k, spec.vectors, spec.dimensions);
    let counted = searches(queries, exact);
    counted
        .run(
            phase::SEARCHING,
            Some(&label),
            spec.queries,
            spec.concurrency,
            updates,
        )
        .await
}

/// Times the embedding of one question after another.
async fn embed(folder: &Path, spec: &RetrievalSpec, updates: &Updates) -> Result<(), RunError> {
    let (folder, updates) = (folder.to_owned(), updates.clone());
    let (count, warmup) = (spec.queries.min(MOST_EMBEDDED), spec.warmup.clamp(1, 20));
    blocking(move |stop| {
        let embedder = Embedder::load(&folder)?;
        let mut rng = StdRng::seed_from_u64(SEED);
        let mut samples = Samples::new();
        for done in 0..warmup + count {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let text = questions::question(rng.random_range(0..questions::COUNT));
            let start = Instant::now();
            embedder.embed(&text)?;
            let ms = start.elapsed().as_secs_f64() * 1e3;
            if done >= warmup {
                samples.record(ms);
            }
            let counted = (done + 1).saturating_sub(warmup);
            if counted % 50 == 0 || counted == count {
                updates.progress(phase::EMBEDDING, u64::from(counted), u64::from(count));
                if let Some(mut series) = samples.series("embed", label::EMBEDDING, SeriesKind::Embed) {
                    series.path = Some(embedder.label());
                    updates.send(Update::Series(Box::new(series)));
                }
            }
        }
        Ok(())
    })
    .await?
}

/// The exact answers of as many queries as the work allows; the queries come back.
pub(crate) async fn exact_answers(
    vectors: &Arc<Vectors>,
    queries: Vectors,
    k: usize,
    updates: &Updates,
) -> Result<(Vectors, Vec<Vec<u32>>), RunError> {
    let (vectors, updates) = (Arc::clone(vectors), updates.clone());
    blocking(move |stop| {
        let affordable = EXACT_WORK / (vectors.len() * vectors.dimensions()) as f64;
        let known = (affordable as usize)
            .clamp(LEAST_EXACT, MOST_EXACT)
            .min(queries.len());
        let first = queries.first(known);
        let exact = answers(&vectors, &first, k, stop, |done| {
            updates.progress(phase::EXACT_ANSWERS, done as u64, known as u64);
        });
        (queries, exact)
    })
    .await
}

/// Times exact search on one core, one query at a time: the time that an index must beat.
async fn exact_times(
    vectors: Arc<Vectors>,
    queries: Vectors,
    k: usize,
    updates: &Updates,
) -> Result<(), RunError> {
    let updates = updates.clone();
    blocking(move |stop| {
        let mut samples = Samples::new();
        let count = queries.len().min(MOST_TIMED);
        for (done, query) in queries.rows().take(count).enumerate() {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let start = Instant::now();
            std::hint::black_box(nearest(&vectors, query, k));
            samples.record(start.elapsed().as_secs_f64() * 1e3);
            updates.progress(phase::EXACT_SEARCH, done as u64 + 1, count as u64);
        }
        let label = label::exact_search(vectors.len());
        if let Some(mut series) = samples.series("search-exact", &label, SeriesKind::Search) {
            series.recall = Some(1.0);
            series.batch = Some(1);
            series.path = Some(label::EXACT_PATH.to_owned());
            updates.send(Update::Series(Box::new(series)));
        }
    })
    .await
}
