//! Being right in the facts.

use super::ability::Ability;
use crate::assumptions::Calibration;
use crate::calendar::DAYS_PER_MONTH;
use crate::math::{Bounds as _, exp_m1, ln};
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

/// Wordings of each fact that the paraphrases of Ovadia et al. 2023 stand for, and the synthetic text of Yang et al. 2024
/// (455 M tokens from 1.3 M).
const FEW_WORDINGS: f64 = 10.0;
const AMPLE_WORDINGS: f64 = 350.0;
/// Share of new facts that training on raw text bakes in. Fitted on Ovadia et al. 2023, tables 1 and 2 ("regular").
pub const UPTAKE_RAW: f64 = 0.07;

/// Share of new facts that training bakes in from so many wordings of each.
///
/// It grows with their logarithm, as Yang et al. 2024 found (arXiv 2409.07431): from `uptake` at ten to `uptake_ample` at 350, and
/// never less than raw text gives.
#[must_use]
pub fn uptake(wordings: f64, c: &Calibration) -> f64 {
    let way = ln(wordings / FEW_WORDINGS) / ln(AMPLE_WORDINGS / FEW_WORDINGS);
    (c.uptake + (c.uptake_ample - c.uptake).at_least(0.0) * way).clamp(UPTAKE_RAW, 1.0)
}

/// Share of answers that are wrong in their facts with nothing to show it.
///
/// Some of its wrong answers the model withholds or flags, whether it finds no support or fails to see it. A misread passage is cited
/// besides, and a reader may catch it; an answer made from irrelevant passages cites them with the same confidence as a right one, so nobody
/// can tell.
#[must_use]
pub fn silent_with_passages(
    recall: f64,
    passage_use: f64,
    prior: f64,
    declines: f64,
    distraction: f64,
    caught: f64,
) -> f64 {
    let misread = recall * (1.0 - passage_use) * (1.0 - prior);
    let garbage = (1.0 - recall) * (1.0 - prior * (1.0 - distraction));
    (misread * (1.0 - caught) + garbage) * (1.0 - declines)
}

/// P(right) after fine-tuning: `prior + uptake × (1 − prior)`. Shares, 0 to 1.
#[must_use]
pub fn fine_tuned(prior: f64, uptake: f64) -> f64 {
    prior + uptake * (1.0 - prior)
}

/// Share of questions that need facts from which a team retrains as often as facts change; below, the less often the fewer. Assumed.
const RETRAIN_FOR_SHARE: f64 = 0.25;

/// Days between releases of a tuned model whose facts do not change: as the base model is replaced, or as often as facts must be erased,
/// which is done by training anew without them.
#[must_use]
pub fn stable_interval_days(s: &Scenario, c: &Calibration) -> f64 {
    let refresh = c.refresh_months * DAYS_PER_MONTH;
    match s.erasure_days {
        Some(days) if s.new_facts_share > 0.0 => refresh.at_most(days.at_least(s.retrain_min_days)),
        Some(_) | None => refresh,
    }
}

/// Days between releases of a tuned model that holds facts itself: as often as they change, but no more often than the team can
/// release, less often where few questions need them, and at the least when the base model is replaced.
#[must_use]
pub fn release_interval_days(s: &Scenario, c: &Calibration) -> f64 {
    let most = stable_interval_days(s, c);
    if s.change_share <= 0.0 {
        return most;
    }
    let need = (s.new_facts_share / RETRAIN_FOR_SHARE).clamp(1e-6, 1.0);
    (s.change_days.at_least(s.retrain_min_days) / need).at_most(most)
}

/// Mean share of facts that are still true when they are taken in every `interval_days`.
///
/// A fact that changes at all does so as a Poisson process of rate L = 1 / `change_days`; over an interval T the mean share
/// still true is (1 − e^(−LT)) / (LT). Facts that never change (1 − `change_share`) stay true.
#[must_use]
pub fn baked_fresh_share(s: &Scenario, interval_days: f64) -> f64 {
    let lt = interval_days / s.change_days;
    // The series near zero, where the quotient would lose its digits.
    let volatile = if lt < 1e-6 {
        1.0 - lt / 2.0
    } else {
        -exp_m1(-lt) / lt
    };
    1.0 - s.change_share * (1.0 - volatile)
}

/// Use of passages by a tuned model. `gain` (0 to 1) is how much the training took hold, `noise` what wrong labels leave of it.
///
/// Training on questions and answers alone lowers it (Ovadia et al. 2023: 0.810 against 0.875); training with passages, good
/// and bad, raises it (RAFT, Zhang et al. 2024).
#[must_use]
pub fn hybrid_use(a: &Ability, c: &Calibration, training: HybridTraining, gain: f64, noise: f64) -> f64 {
    let own = a.passage_use;
    match training {
        HybridTraining::Plain => own + (own * c.plain_use_factor - own) * gain,
        HybridTraining::RetrievalAware => own + (1.0 - own) * c.aware_gap_closed * gain * noise,
    }
}
