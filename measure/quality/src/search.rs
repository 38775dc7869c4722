//! Finds passages: by words (BM25), by vectors, or by both with their results fused.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use forkcast_endpoint::RunError;
use forkcast_retrieval::Embedder;

use crate::corpus::{Corpus, pieces};
use crate::words::normal;

/// The usual parameters of BM25.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// The usual constant of reciprocal rank fusion.
const FUSION: f64 = 60.0;
/// Results of each search that are fused.
const FUSED: usize = 100;
/// Bytes of a text that has a vector of its own: MiniLM reads 128 tokens, so that the end of a longer one would not count.
const WINDOW: usize = 400;

/// A kind of search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// By vectors.
    Dense,
    /// By words.
    Lexical,
    /// By both.
    Fused,
}

impl Search {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Dense, Self::Lexical, Self::Fused];

    /// Its name, which is that of the input `search_kind` too.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Lexical => "lexical",
            Self::Fused => "fused",
        }
    }
}

/// A passage and the vector of a part of it.
pub(crate) type Row = (usize, Vec<f32>);

/// Where the vectors of questions come from.
enum Questions<'e> {
    /// Made when they are needed.
    Embedder(&'e Embedder),
    /// Made before.
    Known(HashMap<String, Vec<f32>>),
}

/// What search by vectors needs.
struct Dense<'e> {
    /// Passages and vectors of their parts.
    rows: Vec<Row>,
    questions: Questions<'e>,
    /// The passages that the index of a store found, by question, where one was asked.
    in_store: Option<HashMap<String, Vec<usize>>>,
}

/// The passages, ready to be searched.
pub struct Index<'e> {
    postings: HashMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
    mean: f64,
    dense: Option<Dense<'e>>,
}

impl<'e> Index<'e> {
    /// By words alone.
    #[must_use]
    pub fn lexical(corpus: &Corpus) -> Self {
        let mut postings: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        let mut lengths = Vec::with_capacity(corpus.passages.len());
        for (place, passage) in corpus.passages.iter().enumerate() {
            lengths.push(passage.words.len() as f64);
            for word in &passage.words {
                let list = postings.entry(word.clone()).or_default();
                match list.last_mut() {
                    Some((last, n)) if *last == place => *n += 1.0,
                    Some(_) | None => list.push((place, 1.0)),
                }
            }
        }
        let mean = lengths.iter().sum::<f64>() / lengths.len().max(1) as f64;
        Self {
            postings,
            lengths,
            mean,
            dense: None,
        }
    }

    /// By words and by vectors, made on every core. `progress` is told how many passages are embedded, about.
    ///
    /// # Errors
    /// If the embedder fails.
    pub fn with_embedder(
        corpus: &Corpus,
        embedder: &'e Embedder,
        mut progress: impl FnMut(usize),
    ) -> Result<Self, RunError> {
        let parts: Vec<(usize, String)> = corpus
            .passages
            .iter()
            .enumerate()
            .flat_map(|(place, passage)| {
                pieces(&passage.text, WINDOW)
                    .into_iter()
                    .map(move |part| (place, part))
            })
            .collect();
        let rows = embedded(embedder, &parts, &mut progress)?;
        Ok(Self::dense(corpus, rows, Questions::Embedder(embedder)))
    }

    /// By words and by vectors of length one that were made elsewhere, one for each passage in order, and those of the questions.
    #[must_use]
    pub fn with_vectors(
        corpus: &Corpus,
        passages: Vec<Vec<f32>>,
        questions: HashMap<String, Vec<f32>>,
    ) -> Self {
        let rows = passages.into_iter().enumerate().collect();
        Self::dense(corpus, rows, Questions::Known(questions))
    }

    fn dense(corpus: &Corpus, rows: Vec<Row>, questions: Questions<'e>) -> Self {
        Self {
            dense: Some(Dense {
                rows,
                questions,
                in_store: None,
            }),
            ..Self::lexical(corpus)
        }
    }

    /// Passages and vectors of their parts; none where it searches by words alone.
    pub(crate) fn rows(&self) -> &[Row] {
        self.dense.as_ref().map_or(&[], |dense| &dense.rows)
    }

    /// The vector of a question.
    pub(crate) fn vector(&self, question: &str) -> Result<Vec<f32>, RunError> {
        match self.dense.as_ref().map(|dense| &dense.questions) {
            Some(Questions::Embedder(embedder)) => embedder.embed(question),
            Some(Questions::Known(known)) => Ok(known.get(question).cloned().unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    /// Takes the passages that the index of a store found, by question, as the result of search by vectors from now on.
    pub(crate) fn found_in_store(&mut self, found: HashMap<String, Vec<usize>>) {
        if let Some(dense) = &mut self.dense {
            dense.in_store = Some(found);
        }
    }

    /// What every vector would give where the index of a store is searched instead.
    ///
    /// # Errors
    /// If the embedder fails on the question.
    pub fn exact_beside(&self, question: &str, n: usize) -> Result<Option<Vec<usize>>, RunError> {
        let Some(dense) = self.dense.as_ref().filter(|dense| dense.in_store.is_some()) else {
            return Ok(None);
        };
        let mut found = by_vectors(&self.vector(question)?, &dense.rows);
        found.truncate(n);
        Ok(Some(found))
    }

    /// Passages by vectors, by the store's index if there is one.
    fn nearest(&self, question: &str, dense: &Dense<'_>) -> Result<Vec<usize>, RunError> {
        match &dense.in_store {
            Some(found) => Ok(found.get(question).cloned().unwrap_or_default()),
            None => Ok(by_vectors(&self.vector(question)?, &dense.rows)),
        }
    }

    /// The kinds of search that it can do.
    #[must_use]
    pub fn kinds(&self) -> &'static [Search] {
        if self.dense.is_some() {
            &Search::ALL
        } else {
            &[Search::Lexical]
        }
    }

    /// The places of the best `n` passages, best first, by a kind of [`Self::kinds`]. Without vectors every kind is one by words.
    ///
    /// # Errors
    /// If the embedder fails on the question.
    pub fn search(&self, question: &str, kind: Search, n: usize) -> Result<Vec<usize>, RunError> {
        let dense = match (&self.dense, kind) {
            (Some(dense), Search::Dense | Search::Fused) => Some(self.nearest(question, dense)?),
            (Some(_) | None, Search::Dense | Search::Lexical | Search::Fused) => None,
        };
        let mut found = match (dense, kind) {
            (Some(dense), Search::Fused) => fused(&[dense, self.by_words(question)]),
            (Some(dense), Search::Dense | Search::Lexical) => dense,
            (None, Search::Dense | Search::Lexical | Search::Fused) => self.by_words(question),
        };
        found.truncate(n);
        Ok(found)
    }

    fn by_words(&self, question: &str) -> Vec<usize> {
        let count = self.lengths.len() as f64;
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for word in normal(question) {
            let Some(list) = self.postings.get(&word) else {
                continue;
            };
            let n = list.len() as f64;
            let rarity = ((count - n + 0.5) / (n + 0.5)).ln_1p();
            for (place, times) in list {
                let length = self.lengths.get(*place).copied().unwrap_or(self.mean);
                let damped = times + K1 * (1.0 - B + B * length / self.mean.max(1.0));
                *scores.entry(*place).or_default() += rarity * times * (K1 + 1.0) / damped;
            }
        }
        ranked(scores.into_iter().collect())
    }
}

/// The vectors of the parts, made on every core. `progress` is told the passage of the last part that is done.
fn embedded(
    embedder: &Embedder,
    parts: &[(usize, String)],
    progress: &mut impl FnMut(usize),
) -> Result<Vec<Row>, RunError> {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((place, part)) = parts.get(at) else { break };
                    let row = embedder.embed(part).map(|row| (at, *place, row));
                    let failed = row.is_err();
                    if send.send(row).is_err() || failed {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut rows = Vec::with_capacity(parts.len());
        for row in receive {
            let row = row?;
            progress(row.1 + 1);
            rows.push(row);
        }
        rows.sort_unstable_by_key(|(at, _, _)| *at);
        Ok(rows.into_iter().map(|(_, place, row)| (place, row)).collect())
    })
}

/// Passages by their part that is nearest.
fn by_vectors(query: &[f32], rows: &[Row]) -> Vec<usize> {
    let mut scores: Vec<(usize, f64)> = Vec::new();
    for (place, row) in rows {
        let near: f64 = row.iter().zip(query).map(|(a, b)| f64::from(a * b)).sum();
        match scores.last_mut() {
            Some((last, best)) if last == place => *best = best.max(near),
            Some(_) | None => scores.push((*place, near)),
        }
    }
    ranked(scores)
}

/// Places by falling score; equal ones in their order.
fn ranked(mut scores: Vec<(usize, f64)>) -> Vec<usize> {
    scores.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    scores.into_iter().map(|(place, _)| place).collect()
}

fn fused(lists: &[Vec<usize>]) -> Vec<usize> {
    let mut scores: HashMap<usize, f64> = HashMap::new();
    for list in lists {
        for (rank, place) in list.iter().take(FUSED).enumerate() {
            *scores.entry(*place).or_default() += 1.0 / (FUSION + rank as f64 + 1.0);
        }
    }
    ranked(scores.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more_and_long_passages_less() {
        let mut corpus = Corpus::new(1000);
        corpus.add("long.md", &format!("zebra {}", "the shop is open ".repeat(50)));
        corpus.add("short.md", "A zebra crosses.");
        corpus.add("other.md", "The shop is open.");
        let index = Index::lexical(&corpus);
        let documents = |question: &str| -> Vec<&str> {
            let found = index.search(question, Search::Lexical, 3).expect("by words");
            found
                .iter()
                .map(|place| corpus.passages[*place].document.as_str())
                .collect()
        };
        assert_eq!(documents("Which zebra?"), ["short.md", "long.md"]);
        assert!(documents("nothing of it").is_empty());
    }

    #[test]
    fn the_nearest_part_of_a_passage_counts() {
        let rows = [(0, vec![0.6, 0.8]), (0, vec![1.0, 0.0]), (1, vec![0.8, 0.6])];
        assert_eq!(by_vectors(&[1.0, 0.0], &rows), [0, 1]);
        assert_eq!(by_vectors(&[0.0, 1.0], &rows), [0, 1]);
        assert_eq!(by_vectors(&[0.7, 0.7], &rows), [0, 1]);
        assert_eq!(by_vectors(&[0.75, 0.66], &rows), [1, 0]);
    }

    #[test]
    fn what_both_searches_find_comes_first() {
        assert_eq!(fused(&[vec![1, 2, 3], vec![4, 2]])[0], 2);
        assert_eq!(fused(&[vec![7], vec![]]), [7]);
    }
}
