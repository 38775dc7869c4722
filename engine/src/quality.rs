//! How good the answers are: right in their facts (knowledge) times kept in form (behaviour).

pub mod behaviour;
pub mod knowledge;
pub mod retrieval;

use crate::assumptions::Calibration;
use crate::catalog::Catalog;
use crate::report::Quality;
use crate::scenario::Scenario;
use crate::strategy::{Context, Method, Strategy};
use retrieval::Retrieved;

/// What is the same for every approach: the costly parts of the formulas.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    gain: f64,
    baked_fresh: f64,
    indexed_fresh: f64,
    whole_fresh: f64,
    uptake: f64,
    retrieved: Retrieved,
    distraction: f64,
}

impl Shared {
    /// Those of a scenario.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let c = &catalog.calibration;
        let retrieved = Retrieved::of(s, catalog);
        // A corpus that follows each change holds none that is not true any more.
        let rebuilt = s.corpus_refresh_days.unwrap_or(0.0);
        Self {
            gain: behaviour::learned(s.examples, s.label_quality, c),
            baked_fresh: knowledge::baked_fresh_share(s, knowledge::release_interval_days(s, c)),
            indexed_fresh: knowledge::baked_fresh_share(s, rebuilt + c.index_lag_minutes / (24.0 * 60.0)),
            whole_fresh: knowledge::baked_fresh_share(s, rebuilt),
            uptake: knowledge::uptake(s.wordings, c),
            distraction: retrieval::crowded_distraction(c, retrieved.crowding),
            retrieved,
        }
    }
}

/// Quality of `strategy`'s answers; `method` is how a tuned model is trained.
#[must_use]
pub fn assess(s: &Scenario, catalog: &Catalog, strategy: Strategy, method: Method) -> Quality {
    assess_shared(s, catalog, &Shared::of(s, catalog), strategy, method)
}

/// The same with the shared parts at hand.
///
/// The questions fall into two kinds, weighed by `new_facts_share`: those that need facts the base model has not seen and those
/// that do not. Each kind has its own prior; the knowledge part is the same formula for both.
#[must_use]
pub fn assess_shared(
    s: &Scenario,
    catalog: &Catalog,
    shared: &Shared,
    strategy: Strategy,
    method: Method,
) -> Quality {
    let c = &catalog.calibration;
    let tuned = strategy.tunes();
    let gain = if tuned { shared.gain } else { 0.0 };
    let known = if tuned && method == Method::Full {
        s.known_accuracy * (1.0 - c.full_forgetting)
    } else {
        s.known_accuracy
    };
    let baked_fresh = shared.baked_fresh;
    // What training bakes in is only worth having while it is true.
    let new = if strategy.only_tunes() {
        knowledge::fine_tuned(c.prior_new, shared.uptake * gain * baked_fresh)
    } else {
        c.prior_new
    };
    let given = |recall, use_of| with_passages(s, c, known, new, shared.distraction, recall, use_of);
    let retrieved = |use_of| {
        let Retrieved { found, crowding, .. } = shared.retrieved;
        given(found, retrieval::crowded_use(use_of, crowding))
    };
    let (knowledge_part, silent) = match strategy.profile().context {
        Context::None if tuned => plain(s, known, new, c.abstain_tuned),
        Context::None => plain(s, known, new, c.abstain_prompt),
        Context::Retrieved if tuned => retrieved(knowledge::hybrid_use(c, s.hybrid_training, gain)),
        Context::Retrieved => retrieved(c.passage_use),
        // The whole corpus always contains the passage.
        Context::Whole => given(1.0, knowledge::long_context_use(c, s.corpus_tokens)),
    };
    let fresh = match strategy.profile().context {
        Context::None if tuned => 1.0 - s.new_facts_share * (1.0 - baked_fresh),
        Context::None => 1.0 - s.new_facts_share,
        Context::Retrieved => 1.0 - s.new_facts_share * (1.0 - shared.indexed_fresh),
        Context::Whole => 1.0 - s.new_facts_share * (1.0 - shared.whole_fresh),
    };
    let behaviour = behaviour::worth_kept(s, behaviour::compliance(c, gain));
    Quality {
        p_correct: knowledge_part * behaviour,
        knowledge: knowledge_part,
        behaviour,
        silent_failure: silent,
        fresh,
    }
}

fn mix(s: &Scenario, known: f64, new: f64) -> f64 {
    s.new_facts_share * new + (1.0 - s.new_facts_share) * known
}

/// Share right, and share wrong with nothing to show it, of a model that is given passages.
fn with_passages(
    s: &Scenario,
    c: &Calibration,
    known: f64,
    new: f64,
    distraction: f64,
    recall: f64,
    use_of: f64,
) -> (f64, f64) {
    // A question that needs none of your facts has nothing to gain from a passage, and the same to lose from a wrong one.
    let part = |use_of, prior| knowledge::with_passages(recall, use_of, prior, distraction);
    let silent = |use_of, prior| {
        knowledge::silent_with_passages(recall, use_of, prior, distraction, c.caught_by_citation)
    };
    (
        mix(s, part(0.0, known), part(use_of, new)),
        mix(s, silent(0.0, known), silent(use_of, new)),
    )
}

fn plain(s: &Scenario, known: f64, new: f64, abstain: f64) -> (f64, f64) {
    let right = mix(s, known, new);
    (right, (1.0 - right) * (1.0 - abstain))
}

/// Whether retrieval, as good as it is in this scenario, leaves the base model worse off than without.
#[must_use]
pub fn retrieval_hurts(s: &Scenario, catalog: &Catalog) -> bool {
    let rag = assess(s, catalog, Strategy::RETRIEVAL, Method::Lora).knowledge;
    rag < assess(s, catalog, Strategy::BASELINE, Method::Lora).knowledge
}
