//! "Repair retrieval first": when a report says so, what it names, and what that gains and costs.

use crate::common::{catalog, close, preset, scenario};
use forkcast_engine::params::{Kind, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::quality::retrieval;
use forkcast_engine::report::Repair;
use forkcast_engine::{Report, Scenario, evaluate, params, words};

/// The review's scenario 19: stable documents of two million tokens, of which search finds a third. An expert repairs retrieval.
const POOR: &str =
    "recall=0.35 recall_of=as-set corpus_tokens=2000000 change_days=365 new_facts_share=0.7 examples=3000";

fn repair(set: &str) -> (Scenario, Report, Repair) {
    let s = scenario(set);
    let r = evaluate(&s, catalog());
    let repair = r.repair.clone().unwrap_or_else(|| panic!("{set}: no repair"));
    (s, r, repair)
}

/// The scenario with the changes, set as a reader would set them.
fn changed(s: &Scenario, repair: &Repair) -> Scenario {
    let mut s = retrieval::by_reference(s, catalog());
    for change in &repair.changes {
        let param = params::find(change.key).expect("an input");
        let value = match param.kind {
            Kind::Choice { .. } => Value::Choice(change.to as u16),
            Kind::Number { .. } => Value::Number(change.to),
        };
        (param.set)(&mut s, value);
    }
    s
}

#[test]
fn poor_recall_is_repaired_first() {
    let (s, r, repair) = repair(POOR);
    assert!(
        r.verdict.winner.only_tunes(),
        "as it is, training answers more: {:?}",
        r.verdict.winner
    );
    // The expert's list: context and fused search, and no more than four changes. There is a reranker already: only a better one is named.
    let keys: Vec<&str> = repair.changes.iter().map(|change| change.key).collect();
    for key in ["contextual_chunks", "search_kind"] {
        assert!(keys.contains(&key), "{keys:?}");
    }
    assert!(keys.len() <= 4);
    for change in repair.changes.iter().filter(|change| change.key == "reranker") {
        let misses = |index: f64| catalog().reranker(index as u16).misses;
        assert!(
            misses(change.to) < misses(f64::from(s.reranker_index)),
            "{change:?}"
        );
    }
    assert!(repair.strategy.retrieves());
    assert_eq!(repair.recall[0], 0.35);
    assert!(changed(&s, &repair).chunks <= 10.0);
    assert!((0.5..0.8).contains(&repair.recall[1]), "{:?}", repair.recall);
    assert!(repair.right[1] > repair.right[0] + 0.05);
    let text = words::repair(&repair, catalog());
    assert!(text.starts_with("Repair retrieval first: change “"), "{text}");
    assert!(text.contains("Recall rises from 35% to "), "{text}");
    // Without a reranker it is named as well.
    let (_, _, bare) = self::repair(&format!("{POOR} reranker=none"));
    assert!(
        bare.changes.iter().any(|change| change.key == "reranker"),
        "{:?}",
        bare.changes
    );
    // The figures are those of the scenario with the changes.
    let after = changed(&s, &repair);
    let changed = evaluate(&after, catalog());
    assert!((retrieval::recall(&after, catalog()) - repair.recall[1]).abs() < 1e-12);
    let (x, y) = (r.of(repair.strategy), changed.of(repair.strategy));
    assert_eq!(y.quality.p_correct, repair.right[1]);
    let people = s.repair_hours * s.team_usd_per_hour;
    close(y.cost.upfront_usd - x.cost.upfront_usd + people, repair.once_usd);
    close(y.cost.monthly_usd - x.cost.monthly_usd, repair.monthly_usd);
    close(y.latency.ttft_p50_ms - x.latency.ttft_p50_ms, repair.ttft_p50_ms);
}

#[test]
fn a_repair_can_turn_the_verdict() {
    let (s, r, repair) = repair("recall=0.35 new_facts_share=0.8 unannounced_end=0");
    assert!(r.verdict.winner.only_tunes() && repair.turns_verdict);
    let then = evaluate(&changed(&s, &repair), catalog());
    assert!(then.verdict.winner.retrieves(), "{:?}", then.verdict.winner);
    assert!(words::repair(&repair, catalog()).contains("would then be recommended"));
}

/// What the pipeline finds is said where it is not what was entered.
#[test]
fn a_repair_by_net_value_is_paid_for_by_the_answers_that_it_puts_right() {
    // 152,000 questions a month: a point of right answers is worth 15 USD, and then 1,500, which pays for more.
    let of = |usd: f64| repair(&format!("{POOR} judge_by=net-value right_answer_usd={usd}")).2;
    let (cheap, dear) = (of(0.01), of(1.0));
    assert!(
        dear.recall[1] > cheap.recall[1] && dear.monthly_usd > cheap.monthly_usd,
        "{cheap:?} and {dear:?}"
    );
    assert!(dear.right[1] > dear.right[0] + 0.05);
}

#[test]
fn the_recall_of_the_pipeline_is_said() {
    let said = |set: &str| {
        let s = scenario(set);
        words::retrieval(&evaluate(&s, catalog()), &s, catalog())
    };
    assert_eq!(said(""), "");
    assert_eq!(said("recall_of=as-set reranker=none"), "");
    let text = said("reranker=none");
    assert!(
        text.starts_with("Recall of this pipeline: 83%") && text.contains("88%"),
        "{text}"
    );
    assert!(said(POOR).starts_with("Repair retrieval first"));
}

/// Where retrieval works, where nothing is retrieved for, and where it may not be used, nothing is said.
#[test]
fn a_repair_is_named_only_where_recall_limits_the_answers() {
    for p in &PRESETS {
        let s = preset(p.id);
        let repair = evaluate(&s, catalog()).repair;
        // Of 150 and 400 million tokens the usual pipeline misses about one passage in six.
        let limits = s.corpus_tokens > 1e8 && retrieval::recall(&s, catalog()) < 0.85;
        assert_eq!(repair.is_some(), limits, "{}: {repair:?}", p.id);
    }
    for set in [
        "",
        "recall=0.2 new_facts_share=0",
        "recall=0.35 new_facts_share=0.8 residency=on-premises",
    ] {
        assert_eq!(evaluate(&scenario(set), catalog()).repair, None, "{set}");
    }
}
