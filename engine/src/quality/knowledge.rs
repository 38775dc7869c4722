//! Being right in the facts.

use crate::assumptions::Calibration;
use crate::scenario::{HybridTraining, Scenario};

/// P(right) of a model that is given retrieved passages.
///
/// `recall × (use + (1 − use) × prior) + (1 − recall) × prior × (1 − distraction)`: with the right passage the model uses it or
/// falls back on what it knows; without, it is led astray in a share of what it would have known. All arguments are shares, 0 to 1.
/// Form after the retrieval-then-read decomposition of Lewis et al. 2020; constants fitted on Ovadia et al. 2023.
#[must_use]
pub fn with_passages(recall: f64, passage_use: f64, prior: f64, distraction: f64) -> f64 {
    recall * (passage_use + (1.0 - passage_use) * prior) + (1.0 - recall) * prior * (1.0 - distraction)
}

/// Facts that change monthly or faster are trained from a few wordings; those that never change from as many as pay off.
const FEW_WORDINGS_DAYS: f64 = 30.0;
const AMPLE_WORDINGS_DAYS: f64 = 3650.0;

/// How far towards ample training it pays to go, 0 to 1: by the logarithm of the time for which a fact stays true.
fn ampleness(s: &Scenario) -> f64 {
    ((s.change_days / FEW_WORDINGS_DAYS).ln() / (AMPLE_WORDINGS_DAYS / FEW_WORDINGS_DAYS).ln()).clamp(0.0, 1.0)
}

/// Wordings of each fact that it pays to train on.
#[must_use]
pub fn wordings(s: &Scenario, c: &Calibration) -> f64 {
    c.wordings * (c.wordings_ample / c.wordings).powf(ampleness(s))
}

/// Share of new facts that training bakes in from so many wordings: it grows with their logarithm, as Yang et al. 2024 found
/// (arXiv 2409.07431), from the few of Ovadia et al. 2023 to the hundreds of theirs.
#[must_use]
pub fn uptake(s: &Scenario, c: &Calibration) -> f64 {
    c.uptake + (c.uptake_ample - c.uptake).max(0.0) * ampleness(s)
}

/// Share of answers that are wrong in their facts with nothing to show it.
///
/// A misread passage is cited, and a reader may catch it; an answer made from irrelevant passages cites them with the same
/// confidence as a right one, so nobody can tell.
#[must_use]
pub fn silent_with_passages(recall: f64, passage_use: f64, prior: f64, c: &Calibration) -> f64 {
    let misread = recall * (1.0 - passage_use) * (1.0 - prior);
    let garbage = (1.0 - recall) * (1.0 - prior * (1.0 - c.distraction));
    misread * (1.0 - c.caught_by_citation) + garbage
}

/// P(right) after fine-tuning: `prior + uptake × (1 − prior)`. Shares, 0 to 1.
#[must_use]
pub fn fine_tuned(prior: f64, uptake: f64) -> f64 {
    prior + uptake * (1.0 - prior)
}

/// Questions that need facts, below which nobody retrains as often as facts change. Assumed.
const RETRAIN_FOR_SHARE: f64 = 0.1;

/// Days between trainings: as often as facts change, but no more often than the team can release, and less often where hardly any
/// question needs those facts.
#[must_use]
pub fn retrain_days(s: &Scenario) -> f64 {
    let need = (s.new_facts_share / RETRAIN_FOR_SHARE).clamp(1e-6, 1.0);
    s.change_days.max(s.retrain_min_days) / need
}

/// Mean share of facts that are still true when they are taken in every `interval_days`.
///
/// A fact that changes at all does so as a Poisson process of rate L = 1 / `change_days`; over an interval T the mean share
/// still true is (1 − e^(−LT)) / (LT). Facts that never change (1 − `change_share`) stay true.
#[must_use]
pub fn baked_fresh_share(s: &Scenario, interval_days: f64) -> f64 {
    let lt = interval_days / s.change_days;
    // The series near zero, where the quotient would lose its digits.
    let volatile = if lt < 1e-6 { 1.0 - lt / 2.0 } else { -(-lt).exp_m1() / lt };
    1.0 - s.change_share * (1.0 - volatile)
}

/// Use of passages by a tuned model. `gain` (0 to 1) is how much the training took hold.
///
/// Training on questions and answers alone lowers it (Ovadia et al. 2023: 0.810 against 0.875); training with passages, good
/// and bad, raises it (RAFT, Zhang et al. 2024).
#[must_use]
pub fn hybrid_use(c: &Calibration, training: HybridTraining, gain: f64) -> f64 {
    let trained = match training {
        HybridTraining::Plain => c.passage_use * c.plain_use_factor,
        HybridTraining::RetrievalAware => c.passage_use + (1.0 - c.passage_use) * c.aware_gap_closed,
    };
    c.passage_use + (trained - c.passage_use) * gain
}

/// Use of a passage that lies somewhere in a context of that many tokens: it falls with every doubling beyond 4,000.
#[must_use]
pub fn long_context_use(c: &Calibration, context_tokens: f64) -> f64 {
    let doublings = (context_tokens / 4000.0).log2().max(0.0);
    (c.passage_use - c.long_context_loss * doublings).max(0.0)
}
