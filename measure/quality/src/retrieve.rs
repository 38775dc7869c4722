//! Searches by what somebody has configured: vectors of an endpoint, the index of a store, and a reranker. What is put into a store is removed
//! again.

use std::collections::{HashMap, HashSet};

use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::QualitySpec;
use forkcast_retrieval::{Embedder, Held, Store};

use crate::corpus::Corpus;
use crate::find::{Found, find};
use crate::pipeline::{Pipeline, Stored};
use crate::rerank::rerank;
use crate::run::Backoff;
use crate::search::{Index, Search};
use crate::service::{Attempts, Service};
use crate::set::Set;
use crate::{QualityError, embed, text};

/// What searches.
#[derive(Clone, Copy, Default)]
pub struct Sources<'a> {
    /// MiniLM, for vectors.
    pub embedder: Option<&'a Embedder>,
    /// The endpoint for vectors, in its place.
    pub embeddings: Option<&'a Service>,
    /// A store with its name, searched beside every vector.
    pub store: Option<(&'a str, &'a Store)>,
    /// The endpoint that puts the first passages into order.
    pub reranker: Option<&'a Service>,
}

/// What is under way, for a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Passages are embedded.
    Embedding,
    /// A store is filled and searched.
    Searching,
    /// Passages are put into order.
    Reranking,
}

/// Searches for every question. `progress` is told the phase, how much of it is done, and of how much.
///
/// # Errors
/// An endpoint or a store that does not do its part, with its name and why.
pub async fn retrieve(
    (set, corpus): (&Set, &Corpus),
    sources: Sources<'_>,
    search: Search,
    spec: &QualitySpec,
    backoff: Backoff,
    mut progress: impl FnMut(Phase, usize, usize),
) -> Result<(Vec<Found>, Pipeline), QualityError> {
    let failed = |error: RunError| QualityError::new(error.to_string());
    let attempts = Attempts {
        retries: spec.retries,
        backoff,
    };
    let mut pipeline = Pipeline::default();
    let mut index = if let Some(service) = sources.embeddings {
        let texts = embed::texts(set, corpus);
        let told = |done| progress(Phase::Embedding, done, texts.len());
        let (mut vectors, taken) = embed::embed(service, &texts, spec.concurrency, attempts, told).await?;
        pipeline.embeddings = Some(service.called(taken));
        let asked = set.questions.iter().map(|question| question.question.clone());
        let questions = asked.zip(vectors.split_off(corpus.passages.len()));
        Index::with_vectors(corpus, vectors, questions.collect())
    } else if let Some(embedder) = sources.embedder {
        let all = corpus.passages.len();
        Index::with_embedder(corpus, embedder, |done| progress(Phase::Embedding, done, all))
            .map_err(failed)?
    } else {
        Index::lexical(corpus)
    };
    if let Some((name, store)) = sources.store {
        let failed = |error: RunError| QualityError::new(text::service::store_failed(name, &error));
        let rows: Vec<Vec<f32>> = index.rows().iter().map(|(_, row)| row.clone()).collect();
        let (updates, _) = Updates::channel();
        let held = store.hold(&rows, &updates).await.map_err(failed)?;
        let found = in_store(set, &index, &held, &mut progress).await;
        let mut stored = Stored {
            name: name.to_owned(),
            software: held.software().to_owned(),
            path: held.path(),
            vectors: rows.len(),
            dimensions: rows.first().map_or(0, Vec::len),
            remains: None,
        };
        // Before anything can end the run: what a search has put into a store goes with it.
        let removed = held.remove().await;
        index.found_in_store(found.map_err(failed)?);
        stored.remains = removed.err().map(|error| error.to_string());
        pipeline.store = Some(stored);
    }
    let mut found = find(set, corpus, &index, search, spec, |_| ()).map_err(failed)?;
    if let Some(service) = sources.reranker {
        let all = set.questions.len();
        let how = (search, spec.k as usize, spec.candidates as usize);
        let told = |done| progress(Phase::Reranking, done, all);
        let taken = rerank(
            service,
            set,
            corpus,
            &mut found,
            how,
            spec.concurrency,
            attempts,
            told,
        )
        .await?;
        pipeline.reranker = Some(service.called(taken));
        pipeline.candidates = Some(spec.candidates);
    }
    Ok((found, pipeline))
}

/// The passages that the store's index finds for each question, best first.
async fn in_store(
    set: &Set,
    index: &Index<'_>,
    held: &Held,
    progress: &mut impl FnMut(Phase, usize, usize),
) -> Result<HashMap<String, Vec<usize>>, RunError> {
    let mut found = HashMap::new();
    for (done, question) in set.questions.iter().enumerate() {
        progress(Phase::Searching, done, set.questions.len());
        let rows = held.search(&index.vector(&question.question)?).await?;
        let mut seen = HashSet::new();
        // Several parts of a passage may be near; the nearest counts, as in a search of every vector.
        let passages = rows
            .into_iter()
            .filter_map(|row| index.rows().get(row).map(|(passage, _)| *passage))
            .filter(|passage| seen.insert(*passage));
        found.insert(question.question.clone(), passages.collect());
    }
    Ok(found)
}
