//! Signals at their thresholds.

use crate::common::{assessed, catalog, roomy};
use Strategy::{Lora, Rag};
use forkcast_engine::decision::signals;
use forkcast_engine::report::{CostItem, Signal};
use forkcast_engine::scenario::Audit;
use forkcast_engine::{Scenario, Strategy, evaluate};

/// No signal at all: facts that neither rush nor rest, a loose form, no audit, little traffic, time enough.
fn quiet() -> Scenario {
    Scenario {
        change_days: 30.0,
        change_share: 0.5,
        new_facts_share: 0.4,
        strictness: 0.5,
        queries_per_day: 10.0,
        ..roomy()
    }
}

fn fired(s: &Scenario) -> Vec<Signal> {
    signals::fired(s, catalog(), &assessed(s))
}

#[test]
fn signals_fire_at_their_thresholds() {
    use Signal::{
        AuditMatters, BehaviourHeavy, BothNeeded, DataNotReady, FactsAreStable, FactsChangeFast,
        KnowledgeHeavy,
    };
    let s = quiet();
    assert_eq!(fired(&s), []);
    let on = |change: &dyn Fn(&mut Scenario)| {
        let mut moved = s;
        change(&mut moved);
        fired(&moved)
    };
    assert_eq!(on(&|s| s.change_days = 7.0), [FactsChangeFast]);
    assert_eq!(on(&|s| s.change_days = 7.1), []);
    assert_eq!(
        on(&|s| (s.change_days, s.change_share) = (7.0, 0.0)),
        [],
        "nothing changes"
    );
    assert_eq!(
        on(&|s| (s.change_days, s.new_facts_share) = (7.0, 0.2)),
        [FactsAreStable],
        "few questions need what changes"
    );
    assert_eq!(on(&|s| s.audit = Audit::Useful), [AuditMatters]);
    assert_eq!(on(&|s| s.audit = Audit::Required), [AuditMatters]);
    assert_eq!(on(&|s| s.new_facts_share = 0.5), [KnowledgeHeavy]);
    assert_eq!(on(&|s| s.new_facts_share = 0.49), []);
    assert_eq!(on(&|s| s.new_facts_share = 0.2), [FactsAreStable]);
    assert_eq!(on(&|s| s.new_facts_share = 0.21), []);
    assert_eq!(on(&|s| s.change_days = 180.0), [FactsAreStable]);
    assert_eq!(on(&|s| s.change_days = 179.0), []);
    assert_eq!(on(&|s| s.strictness = 0.6), [BehaviourHeavy]);
    assert_eq!(on(&|s| s.strictness = 0.59), []);
    assert_eq!(
        on(&|s| (s.strictness, s.examples) = (0.6, 50.0)),
        [DataNotReady, BehaviourHeavy]
    );
    assert_eq!(on(&|s| s.examples = 50.0), [], "a loose form needs no examples");
    assert_eq!(
        on(&|s| (s.strictness, s.new_facts_share) = (0.6, 0.5)),
        [KnowledgeHeavy, BehaviourHeavy, BothNeeded]
    );
    assert_eq!(
        on(&|s| (s.strictness, s.change_days) = (0.6, 7.0)),
        [FactsChangeFast, BehaviourHeavy, BothNeeded]
    );
}

#[test]
fn latency_is_tight_where_only_a_tuned_model_meets_the_limit() {
    let s = quiet();
    let all = assessed(&s);
    let p95 = |x: Strategy| all[x.index()].latency.ttft.p95();
    assert!(p95(Lora) < p95(Rag));
    for (limit, tight) in [
        (p95(Rag), false),
        (p95(Rag) * 0.999, true),
        (p95(Lora), true),
        (p95(Lora) * 0.999, false),
    ] {
        let at = Scenario {
            ttft_p95_ms: limit,
            ..s
        };
        let found = signals::fired(&at, catalog(), &all);
        assert_eq!(found.contains(&Signal::LatencyIsTight), tight, "{limit}");
    }
}

#[test]
fn volume_is_high_where_passages_cost_more_than_the_upkeep_of_retrieval() {
    let s = Scenario {
        upkeep_hours_rag: 8.0,
        team_usd_per_hour: 64.0,
        queries_per_day: 100_000.0,
        ..quiet()
    };
    let passages = evaluate(&s, catalog()).of(Rag).cost.items[CostItem::Context as usize].monthly_usd;
    for (upkeep, high) in [
        (passages, false),
        (passages * 0.999, true),
        (passages * 1.001, false),
    ] {
        let at = Scenario {
            upkeep_hours_rag: upkeep / 64.0,
            ..s
        };
        let found = signals::fired(&at, catalog(), &assessed(&at));
        assert_eq!(found.contains(&Signal::VolumeIsHigh), high, "{upkeep}");
    }
}
