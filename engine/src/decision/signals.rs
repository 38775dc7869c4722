//! The seed article's signals, read off the scenario.

use super::assess::Assessed;
use super::limits;
use crate::catalog::Catalog;
use crate::report::{CostItem, Signal};
use crate::scenario::{Audit, Scenario};
use crate::strategy::{STRATEGIES, Strategy};

/// "Weekly, daily, or in real time".
const FAST_DAYS: f64 = 7.0;
/// Slower than twice a year: what is trained stays true between yearly releases.
const STABLE_DAYS: f64 = 180.0;
/// Share of questions from which a task is one of knowledge.
const KNOWLEDGE_HEAVY: f64 = 0.5;
/// Share of answers from which a task is one of behaviour.
const BEHAVIOUR_HEAVY: f64 = 0.6;
/// Share of questions below which facts hardly matter.
const FEW_FACTS: f64 = 0.2;

/// The signals that the scenario shows.
#[must_use]
pub fn fired(s: &Scenario, catalog: &Catalog, assessed: &[Assessed; STRATEGIES]) -> Vec<Signal> {
    let fast = s.change_days <= FAST_DAYS && s.new_facts_share > FEW_FACTS && s.change_share > 0.0;
    let behaviour = s.strictness >= BEHAVIOUR_HEAVY;
    let knowledge = s.new_facts_share >= KNOWLEDGE_HEAVY;
    let rag = &assessed[Strategy::RETRIEVAL.index()];
    let tuned = &assessed[Strategy::TUNED.index()];
    let limit = s.ttft_p95_ms;
    let context_usd = rag.costs.items(s)[CostItem::Context as usize].monthly_usd;
    let all = [
        (fast, Signal::FactsChangeFast),
        (s.audit != Audit::None, Signal::AuditMatters),
        (knowledge, Signal::KnowledgeHeavy),
        (
            behaviour && limits::data(s, catalog).is_some(),
            Signal::DataNotReady,
        ),
        (behaviour, Signal::BehaviourHeavy),
        (
            s.change_days >= STABLE_DAYS || s.new_facts_share <= FEW_FACTS,
            Signal::FactsAreStable,
        ),
        (
            !s.can_all_wait() && rag.latency.ttft.p95() > limit && tuned.latency.ttft.p95() <= limit,
            Signal::LatencyIsTight,
        ),
        // Passages cost more than keeping retrieval in order does.
        (
            context_usd > s.upkeep_hours_rag * s.team_usd_per_hour,
            Signal::VolumeIsHigh,
        ),
        (behaviour && (fast || knowledge), Signal::BothNeeded),
    ];
    all.into_iter()
        .filter_map(|(shown, signal)| shown.then_some(signal))
        .collect()
}
