//! What retrieval finds for each question: the passages of prompts, and where the right one stands.

use forkcast_endpoint::RunError;
use forkcast_protocol::measure::QualitySpec;
use serde::Serialize;

use crate::corpus::{Corpus, Passage};
use crate::search::{Index, Search};
use crate::set::{Question, Set};

/// Passages looked at for wrong ones beside those of the documents.
const WRONG: usize = 50;

/// How a list differs from the one that its kind of search gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// By every vector, where the kind itself searches the index of a store.
    Exact,
    /// Put into another order by a reranker.
    Reranked,
}

/// What retrieval found for a question.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The passages that hold the answer.
    pub right: Vec<usize>,
    /// Places of the first right passage, by kind of search, from 0; none if it is not among those looked at.
    pub ranks: Vec<(Search, Option<usize>)>,
    /// The same of lists that differ from those.
    pub beside: Vec<(Search, Step, Option<usize>)>,
    /// The passages of the prompt, best first.
    pub passages: Vec<usize>,
    /// Those of the prompt of wrong passages.
    pub wrong: Vec<usize>,
    /// All that the search of the prompt found.
    pub(crate) list: Vec<usize>,
}

impl Found {
    /// Whether the prompt has a right passage.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.passages.iter().any(|place| self.right.contains(place))
    }

    /// The place of the first right passage of a list.
    pub(crate) fn rank(&self, list: &[usize]) -> Option<usize> {
        list.iter().position(|at| self.right.contains(at))
    }

    /// Takes the passages of prompts from the list.
    pub(crate) fn take(&mut self, question: &Question, corpus: &Corpus, list: Vec<usize>, k: usize) {
        self.wrong = list
            .iter()
            .filter(|at| !is_right(question, corpus, **at, &self.right))
            .take(k)
            .copied()
            .collect();
        self.passages = list.iter().take(k).copied().collect();
        self.list = list;
    }
}

/// The passages that hold the answer to a question: those of its documents, and where some of them hold an accepted answer word for word
/// only these.
#[must_use]
pub fn right_passages(question: &Question, corpus: &Corpus) -> Vec<usize> {
    let is_named = |passage: &Passage| question.documents.iter().any(|id| Corpus::is_of(passage, id));
    let named: Vec<(usize, &Passage)> = corpus
        .passages
        .iter()
        .enumerate()
        .filter(|(_, passage)| is_named(passage))
        .collect();
    let holding: Vec<usize> = named
        .iter()
        .filter(|(_, passage)| question.expected.is_in(&passage.words) == Some(true))
        .map(|(place, _)| *place)
        .collect();
    if holding.is_empty() {
        named.into_iter().map(|(place, _)| place).collect()
    } else {
        holding
    }
}

/// Searches for every question. `progress` is told how many are done.
///
/// # Errors
/// If the embedder fails.
pub fn find(
    set: &Set,
    corpus: &Corpus,
    index: &Index<'_>,
    search: Search,
    spec: &QualitySpec,
    mut progress: impl FnMut(usize),
) -> Result<Vec<Found>, RunError> {
    let k = spec.k as usize;
    let n = k.max(crate::results::MOST_K).max(spec.candidates as usize) + WRONG;
    let mut all = Vec::with_capacity(set.questions.len());
    for (place, question) in set.questions.iter().enumerate() {
        let mut found = Found {
            right: right_passages(question, corpus),
            ..Found::default()
        };
        for kind in index.kinds() {
            let list = index.search(&question.question, *kind, n)?;
            found.ranks.push((*kind, found.rank(&list)));
            if *kind == search {
                found.take(question, corpus, list, k);
            }
        }
        if let Some(list) = index.exact_beside(&question.question, n)? {
            let rank = found.rank(&list);
            found.beside.push((Search::Dense, Step::Exact, rank));
        }
        all.push(found);
        progress(place + 1);
    }
    Ok(all)
}

/// Whether a passage may help with the answer: it is right, of the documents that hold it, or holds an accepted answer.
fn is_right(question: &Question, corpus: &Corpus, at: usize, right: &[usize]) -> bool {
    let Some(passage) = corpus.passages.get(at) else {
        return true;
    };
    right.contains(&at)
        || question.documents.iter().any(|id| Corpus::is_of(passage, id))
        || question.expected.is_in(&passage.words) == Some(true)
}
