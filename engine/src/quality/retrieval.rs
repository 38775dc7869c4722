//! Recall as a result of the pipeline: search kind, embedder, context, reranker, passages, corpus and languages.
//!
//! The odds of missing a passage are those of the recall that the team enters, times one factor for each thing in which the pipeline
//! differs from the one that the figure belongs to (docs/decisions/0619-recall-as-a-result.md). Odds rather than misses, so that no
//! pipeline finds more than everything or less than nothing, and changes can be taken back in any order.

use crate::assumptions::Calibration;
use crate::catalog::Catalog;
use crate::math::{self, Bounds as _, ln};
use crate::scenario::{ContextualChunks, RecallOf, Scenario, SearchKind};

/// Odds of a miss with a line of context in each passage, over those without. Anthropic 2024 (contextual retrieval): 5.7 to 3.7% of
/// questions missed with 20 passages; the same factor as the mean of three tables (0.64, 0.78, 0.56).
pub const CONTEXT_ODDS: f64 = 0.65;
/// The same where lexical and dense results are fused. Anthropic 2024: 3.7 to 2.9%; the mean of three tables (0.78, 0.71, 0.87).
pub const FUSED_ODDS: f64 = 0.78;
/// The same for lexical search alone, at the reference corpus. Assumed: dense search leads on the MTEB's retrieval tasks and BM25 on
/// financial documents (Akarsu et al. 2026, arXiv 2604.01733).
pub const LEXICAL_ODDS: f64 = 1.15;
/// How much of the growth of misses with the corpus lexical search has. Assumed: a sixth in EyeLevel's comparison of 2024 (a
/// vendor's), and BM25 leads at full scale in Wang et al. 2026 (arXiv 2607.26497).
const LEXICAL_GROWTH: f64 = 1.0 / 3.0;

/// The pipeline that the entered recall belongs to unless the team says otherwise: the defaults of the inputs. Dense search with an
/// embedder and a reranker of factor [`REFERENCE_RERANKER`].
const REFERENCE_PASSAGES: f64 = 5.0;
const REFERENCE_CANDIDATES: f64 = 20.0;
const REFERENCE_CORPUS_TOKENS: f64 = 5e6;
/// Odds of a miss with the default reranker, as its row has it.
pub const REFERENCE_RERANKER: f64 = 0.65;

/// Lengths of a passage, in tokens, between which recall hardly differs: 400 to 512 lead in Vecta's comparison of 2026.
const EVEN_LENGTHS: (f64, f64) = (200.0, 512.0);
/// Exponent of the odds below these lengths: 54% right with passages of 43 tokens against 69% (Vecta 2026).
const SHORT_EXPONENT: f64 = 0.4;
/// The same above. Assumed: whole pages did best of seven ways on average (NVIDIA 2025), and a vector holds less of a longer text.
const LONG_EXPONENT: f64 = 0.1;

/// Exponent of the tries in [`iterated`]. Fitted on Yue et al. 2024 (arXiv 2410.04343, table 5): recall 0.722 to 0.935 in five rounds.
const TRIES_EXPONENT: f64 = 0.47;

/// What the pipeline finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retrieved {
    /// Share of questions of one passage for which it is found.
    pub recall: f64,
    /// Share of all questions for which all that they need is found by one search.
    pub found: f64,
    /// Odds that a found passage is not used, over those with as many passages as the reference has.
    pub crowding: f64,
}

impl Retrieved {
    /// What the pipeline of a scenario finds.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let recall = recall(s, catalog);
        Self {
            recall,
            found: one_search(recall, s.hops_share),
            crowding: math::power(s.chunks / REFERENCE_PASSAGES, catalog.calibration.crowding),
        }
    }
}

/// Share of questions of one passage for which the pipeline finds it.
#[must_use]
pub fn recall(s: &Scenario, catalog: &Catalog) -> f64 {
    match s.recall_of {
        RecallOf::AsSet => s.recall,
        RecallOf::Reference => with_odds(s.recall, math::exp(log_odds(s, catalog))),
    }
}

/// The same scenario with its recall as that of the reference, so that changes of the pipeline show.
#[must_use]
pub fn by_reference(s: &Scenario, catalog: &Catalog) -> Scenario {
    match s.recall_of {
        RecallOf::Reference => *s,
        RecallOf::AsSet => Scenario {
            recall: with_odds(s.recall, math::exp(-log_odds(s, catalog))),
            recall_of: RecallOf::Reference,
            ..*s
        },
    }
}

/// A recall whose odds of a miss are multiplied: 1 − m becomes (1 − m) / (1 − m + m × odds).
#[must_use]
pub fn with_odds(recall: f64, odds: f64) -> f64 {
    recall / (recall + (1.0 - recall) * odds)
}

/// Logarithm of the odds of a miss over those of the reference pipeline.
fn log_odds(s: &Scenario, catalog: &Catalog) -> f64 {
    let c = &catalog.calibration;
    let embedder = catalog.embedder(s.embedder_index);
    let size = c.corpus_growth * ln(s.corpus_tokens / REFERENCE_CORPUS_TOKENS);
    // A vector stands for no more of a passage than the embedder reads.
    let unread = embedder
        .window_tokens
        .map_or(0.0, |window| ln(s.chunk_tokens / window).at_least(0.0));
    let dense = c.lever_effect * ln(embedder.misses) + unread + size;
    let lexical = c.lever_effect * ln(LEXICAL_ODDS) + LEXICAL_GROWTH * size;
    let kind = match s.search_kind {
        SearchKind::Dense => dense,
        SearchKind::Lexical => lexical,
        // What one of the two finds the other does not lose.
        SearchKind::Fused => dense.at_most(lexical) + c.lever_effect * ln(FUSED_ODDS),
    };
    let context = match s.contextual_chunks {
        ContextualChunks::Off => 0.0,
        ContextualChunks::On => ln(CONTEXT_ODDS),
    };
    let misses = catalog.reranker(s.reranker_index).misses;
    kind + c.lever_effect * context + reranking(c, misses, s.rerank_candidates, s.chunks)
        - reranking(c, REFERENCE_RERANKER, REFERENCE_CANDIDATES, REFERENCE_PASSAGES)
        - c.passages_exponent * ln(s.chunks / REFERENCE_PASSAGES)
        + length(s.chunk_tokens)
        + c.language_exponent * ln(s.languages)
}

/// Logarithm of the odds of a miss with a reranker over those without: it finds nothing that is not among its candidates.
fn reranking(c: &Calibration, misses: f64, candidates: f64, passages: f64) -> f64 {
    let all_candidates = -c.passages_exponent * ln(candidates / passages).at_least(0.0);
    (c.lever_effect * ln(misses)).at_least(all_candidates)
}

/// Logarithm of the odds of a miss with passages of that length over those of the usual ones.
fn length(chunk_tokens: f64) -> f64 {
    let (short, long) = EVEN_LENGTHS;
    SHORT_EXPONENT * ln(short / chunk_tokens).at_least(0.0)
        + LONG_EXPONENT * ln(chunk_tokens / long).at_least(0.0)
}

/// Share of questions for which one search finds all that they need: some take two passages, both of which must be found.
#[must_use]
pub fn one_search(recall: f64, hops_share: f64) -> f64 {
    recall * (1.0 - hops_share * (1.0 - recall))
}

/// Share of passages found where the model searches again with what it has read, in so many rounds at the most: 1 − (1 − recall)^(rounds^0.47).
/// With 1 round it is the recall itself. Rounds help less than as many independent searches would, which miss the same passages.
#[must_use]
pub fn iterated(recall: f64, tries: f64) -> f64 {
    1.0 - (1.0 - recall).powf(math::power(tries.at_least(1.0), TRIES_EXPONENT))
}

/// Share of questions for which all that they need is found in so many rounds: [`one_search`] with the passages that are [`iterated`].
#[must_use]
pub fn iterated_search(recall: f64, hops_share: f64, tries: f64) -> f64 {
    one_search(iterated(recall, tries), hops_share)
}

/// Use of a found passage beside so many others: the odds that it is not used grow with their number.
#[must_use]
pub fn crowded_use(passage_use: f64, crowding: f64) -> f64 {
    with_odds(passage_use, crowding)
}

/// Share of what a model would have known that passages without the answer cost it: their number counts as in [`crowded_use`].
#[must_use]
pub fn crowded_distraction(c: &Calibration, crowding: f64) -> f64 {
    1.0 - with_odds(1.0 - c.distraction, crowding)
}
