//! The cost of retrieval: how much longer an answer takes when passages are retrieved for it.
//!
//! Requests with and without passages come in pairs with the same question, in random order, on the same endpoint; the difference is taken
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
use crate::stores::{Job, Store};
use crate::text::{client_ended, phase, software, warning};
use crate::vectors::{Mixture, Vectors};
use forkcast_endpoint::endpoint::Client;

/// Fixed seed: every run uses the same passages.
const SEED: u64 = 20_260_402;
/// Fewest different questions. A run with more pairs asks as many questions as it has pairs, up to all of them.
const LEAST_QUESTIONS: usize = 20;
/// How often the progress is reported.
const REPORT: Duration = Duration::from_millis(500);

/// Measures the time that retrieval adds to an answer, stage by stage. Dropping the future ends the run.
///
/// # Errors
/// The reason why the run ended early. Updates sent before it stay valid.
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
    memory::check(spec.vectors, embedder.dimensions() as u32, store.in_process())?;
    let different = (spec.requests as usize).clamp(LEAST_QUESTIONS, questions::COUNT);
    let asked = embedded_questions(&embedder, different, updates).await?;
    let vectors = {
        let centers = asked.clone();
        blocking(move |_| Arc::new(Mixture::about(centers, SEED).draw(count, 1))).await?
    };
    let chunks = spec.chunks as usize;
    let (_, exact) = exact_answers(&vectors, asked, chunks, updates).await?;
    let model = Some(client.model().await?);
    let announce = |store: String| {
        updates.send(Update::Target(TargetInfo {
            name: spec.target.clone(),
            software: software::endpoint_with_passages(&store),
            model: model.clone(),
        }));
    };
    let job = Job {
        vectors: &vectors,
        k: chunks,
        workers: spec.concurrency as usize,
        announce: &announce,
        updates,
    };
    let index = Arc::new(store.build(&job).await?);
    drop(vectors);
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
        updates.warn(warning::data_may_remain(&error));
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
            updates.progress(phase::EMBEDDING, index as u64 + 1, different as u64);
        }
        Ok(Vectors::from_rows(&rows))
    })
    .await?
}

/// Warms up, then measures.
async fn measure(spec: &RagSpec, pairs: &Arc<Pairs>, updates: &Updates) -> Result<(), RunError> {
    rounds(Round::Warmup, spec.warmup, spec, pairs, updates).await?;
    let tally = rounds(Round::Counted, spec.requests, spec, pairs, updates).await?;
    let path = pairs.index.path();
    for series in tally.series(spec, &path, &pairs.embedder.label()) {
        updates.send(Update::Series(Box::new(series)));
    }
    tally.warnings().into_iter().for_each(|text| updates.warn(text));
    tally.check_lengths(&pairs.prompts)
}

/// Whether the pairs of a round count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Warmup,
    Counted,
}

impl Round {
    const fn phase(self) -> &'static str {
        match self {
            Self::Warmup => phase::WARMUP,
            Self::Counted => phase::PAIRS,
        }
    }
}

/// Sends `count` pairs from the clients of the specification. Reports the growing series of a counted round.
async fn rounds(
    round: Round,
    count: u32,
    spec: &RagSpec,
    pairs: &Arc<Pairs>,
    updates: &Updates,
) -> Result<Tally, RunError> {
    let tally = Arc::new(Mutex::new(Tally::default()));
    let next = Arc::new(AtomicUsize::new(0));
    let (_guard, stop) = StopOnDrop::new();
    let mut clients = JoinSet::new();
    for client in 0..spec.concurrency.min(count) {
        clients.spawn(work(
            client as usize,
            count as usize,
            Arc::clone(pairs),
            Arc::clone(&tally),
            Arc::clone(&next),
            Arc::clone(&stop),
        ));
    }
    let counted = round == Round::Counted;
    let (path, label) = (pairs.index.path(), pairs.embedder.label());
    let report = || {
        let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        updates.progress(round.phase(), tally.pairs(), u64::from(count));
        if counted {
            for series in tally.series(spec, &path, &label) {
                updates.send(Update::Series(Box::new(series)));
            }
        }
    };
    let mut ticks = interval(REPORT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            ended = clients.join_next() => match ended {
                None => break,
                Some(Err(_)) => return Err(client_ended()),
                Some(Ok(())) => {}
            },
            _ = ticks.tick() => report(),
        }
    }
    report();
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
