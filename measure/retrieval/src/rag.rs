//! The cost of retrieval: what an answer takes longer for having looked something up.
//!
//! Plain and retrieving requests come in pairs with the same question, in random order, on the same endpoint; the difference is taken
//! within the pair, so that a server that slows down or warms up does so for both. Every prompt begins with words of its own: a prefix
//! cache would otherwise answer for the model.

mod pair;
mod prompts;
mod tally;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use forkcast_endpoint::{Endpoint, RunError, Updates};
use forkcast_protocol::measure::{RagSpec, TargetInfo, Update};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use self::pair::Pairs;
use self::prompts::Prompts;
use self::tally::Tally;
use crate::blocking::{StopOnDrop, blocking};
use crate::embedder::Embedder;
use crate::memory;
use crate::questions;
use crate::retrieval::exact_answers;
use crate::store::{Index, Store};
use crate::vectors::{Mixture, Vectors};
use forkcast_endpoint::endpoint::Client;

/// Names the passages of every run.
const SEED: u64 = 20_260_402;
/// Least different questions; a run of more pairs asks as many as it has pairs, up to all.
const LEAST_QUESTIONS: usize = 20;
/// How often the reader hears how far it is.
const TELL: Duration = Duration::from_millis(500);

/// Measures what retrieval adds to an answer, stage by stage. Dropping the future ends the run.
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
    let client = Arc::new(Client::new(endpoint)?);
    let prompts = Prompts::measured(&client, spec, updates).await?;
    let folder = embedder.to_owned();
    let embedder = Arc::new(blocking(move |_| Embedder::load(&folder)).await??);
    let count = spec.vectors as usize;
    memory::check(
        spec.vectors,
        embedder.dimensions() as u32,
        matches!(store, Store::Embedded),
    )?;
    let different = (spec.requests as usize).clamp(LEAST_QUESTIONS, questions::COUNT);
    let asked = embedded_questions(&embedder, different, updates).await?;
    let vectors = {
        let centres = asked.clone();
        blocking(move |_| Arc::new(Mixture::about(centres, SEED).draw(count, 1))).await?
    };
    let chunks = spec.chunks as usize;
    let (_, exact) = exact_answers(&vectors, asked, chunks, updates).await?;
    let model = Some(client.model().await?);
    let announce = |software: String| {
        updates.tell(Update::Target(TargetInfo {
            name: spec.target.clone(),
            software: format!("OpenAI-compatible endpoint; passages in {software}"),
            model: model.clone(),
        }));
    };
    let index = Index::build(
        store,
        &vectors,
        chunks,
        spec.concurrency as usize,
        &announce,
        updates,
    )
    .await?;
    drop(vectors);
    let index = Arc::new(index);
    let pairs = Arc::new(Pairs {
        client,
        embedder,
        index: Arc::clone(&index),
        prompts,
        questions: different,
        exact,
        chunks,
        output_tokens: spec.output_tokens,
    });
    let result = measure(spec, &pairs, updates).await;
    drop(pairs);
    if let Some(index) = Arc::into_inner(index)
        && let Err(error) = index.close().await
    {
        updates.warn(format!("The run's data may be left in the store: {error}."));
    }
    result
}

/// The embeddings of the questions that will be asked: passages lie about them, as the answers to questions would.
async fn embedded_questions(
    embedder: &Arc<Embedder>,
    different: usize,
    updates: &Updates,
) -> Result<Vectors, RunError> {
    let (embedder, updates) = (Arc::clone(embedder), updates.clone());
    blocking(move |stop| {
        let mut rows = Vec::with_capacity(different);
        for index in 0..different {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            rows.push(embedder.embed(&questions::question(index))?);
            updates.progress("Embedding questions", index as u64 + 1, different as u64);
        }
        Ok(Vectors::from_rows(&rows))
    })
    .await?
}

/// Warms up, then counts.
async fn measure(spec: &RagSpec, pairs: &Arc<Pairs>, updates: &Updates) -> Result<(), RunError> {
    rounds("Warm-up", spec.warmup, spec, pairs, updates).await?;
    let tally = rounds("Pairs of requests", spec.requests, spec, pairs, updates).await?;
    let path = pairs.index.path();
    for series in tally.series(spec, &path, &pairs.embedder.label()) {
        updates.tell(Update::Series(Box::new(series)));
    }
    tally.warnings().into_iter().for_each(|text| updates.warn(text));
    tally.verdict(&pairs.prompts)
}

/// So many pairs by so many clients. The reader hears the series of counted rounds as they grow.
async fn rounds(
    phase: &str,
    count: u32,
    spec: &RagSpec,
    pairs: &Arc<Pairs>,
    updates: &Updates,
) -> Result<Tally, RunError> {
    let tally = Arc::new(Mutex::new(Tally::default()));
    let next = Arc::new(AtomicUsize::new(0));
    let (_guard, stop) = StopOnDrop::new();
    let mut crew = JoinSet::new();
    for client in 0..spec.concurrency.min(count) {
        crew.spawn(work(
            client as usize,
            count as usize,
            Arc::clone(pairs),
            Arc::clone(&tally),
            Arc::clone(&next),
            Arc::clone(&stop),
        ));
    }
    let counted = phase != "Warm-up";
    let (path, label) = (pairs.index.path(), pairs.embedder.label());
    let tell = || {
        let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        updates.progress(phase, tally.pairs(), u64::from(count));
        if counted {
            for series in tally.series(spec, &path, &label) {
                updates.tell(Update::Series(Box::new(series)));
            }
        }
    };
    let mut ticks = interval(TELL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            ended = crew.join_next() => match ended {
                None => break,
                Some(Err(_)) => return Err(RunError::new("a client of the measurement ended unexpectedly")),
                Some(Ok(())) => {}
            },
            _ = ticks.tick() => tell(),
        }
    }
    tell();
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    match tally.given_up() {
        Some(error) => Err(error),
        None => Ok(std::mem::take(&mut tally)),
    }
}

/// One client: pair after pair.
async fn work(
    client: usize,
    count: usize,
    pairs: Arc<Pairs>,
    tally: Arc<Mutex<Tally>>,
    next: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) {
    let mut rng = StdRng::from_os_rng();
    while next.fetch_add(1, Ordering::Relaxed) < count && !stop.load(Ordering::Relaxed) {
        let outcome = pairs.ask(client, &mut rng).await;
        let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        if tally.add(outcome) {
            stop.store(true, Ordering::Relaxed);
        }
    }
}
