//! Recall as a result: what changes of the pipeline do to it, by how much, and that none does the reverse.

use crate::common::{at_positions, catalog, scenario, with};
use forkcast_engine::params::{Group, Kind, PARAMS};
use forkcast_engine::quality::retrieval::{
    self, CONTEXT_ODDS, FUSED_ODDS, Retrieved, iterated, iterated_search, one_search, with_odds,
};
use forkcast_engine::report::Quality;
use forkcast_engine::scenario::{ContextualChunks, RecallOf, SearchKind};
use forkcast_engine::{Scenario, Strategy, evaluate};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generates;

fn any_scenario() -> impl Generates<Value = Scenario> {
    proptest::collection::vec(0.0..=1.0f64, PARAMS.len()).prop_map(|positions| {
        at_positions(&positions, |param| {
            !(matches!(param.kind, Kind::Number { .. }) && param.group == Group::Measured)
        })
    })
}

fn recall(s: &Scenario) -> f64 {
    retrieval::recall(s, catalog())
}

fn of(set: &str) -> f64 {
    recall(&scenario(set))
}

fn quality(s: &Scenario, strategy: Strategy) -> Quality {
    forkcast_engine::quality::assess(s, catalog(), strategy, forkcast_engine::strategy::Method::Lora)
}

/// No approach that retrieves is less right, or fails more often unnoticed.
fn no_worse(before: &Scenario, after: &Scenario) -> Result<(), TestCaseError> {
    prop_assert!(
        recall(after) >= recall(before) - 1e-12,
        "{} becomes {}",
        recall(before),
        recall(after)
    );
    for strategy in [Strategy::Rag, Strategy::Hybrid] {
        let (a, b) = (quality(before, strategy), quality(after, strategy));
        prop_assert!(b.p_correct >= a.p_correct - 1e-12);
        prop_assert!(b.silent_failure <= a.silent_failure + 1e-12);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn a_better_pipeline_never_lowers_quality(s in any_scenario()) {
        let s = Scenario { recall_of: RecallOf::Reference, ..s };
        let fused = Scenario { search_kind: SearchKind::Fused, ..s };
        no_worse(&s, &fused)?;
        no_worse(&Scenario { contextual_chunks: ContextualChunks::Off, ..s }, &Scenario { contextual_chunks: ContextualChunks::On, ..s })?;
        for reranker in 0..catalog().rerankers.len() as u16 {
            no_worse(&Scenario { reranker_index: 0, ..s }, &Scenario { reranker_index: reranker, ..s })?;
        }
        for (i, better) in (0u16..).zip(catalog().embedders.iter()) {
            let other = catalog().embedder(s.embedder_index);
            let reads_no_less = better.window_tokens.unwrap_or(f64::INFINITY) >= other.window_tokens.unwrap_or(f64::INFINITY);
            if better.misses <= other.misses && reads_no_less {
                no_worse(&s, &Scenario { embedder_index: i, ..s })?;
            }
        }
        no_worse(&s, &Scenario { rerank_candidates: 200.0, ..s })?;
        no_worse(&s, &Scenario { languages: 1.0, ..s })?;
        no_worse(&s, &Scenario { hops_share: 0.0, ..s })?;
    }

    #[test]
    fn a_larger_corpus_never_raises_recall(s in any_scenario(), more in 1.0..1000.0f64) {
        let larger = Scenario { corpus_tokens: (s.corpus_tokens * more).min(1e10), ..s };
        prop_assert!(recall(&larger) <= recall(&s) + 1e-12);
        prop_assert!((0.0..=1.0).contains(&recall(&larger)));
    }

    #[test]
    fn more_passages_never_lower_recall(s in any_scenario(), more in 0.0..=1.0f64) {
        let more = Scenario { chunks: s.chunks + (50.0 - s.chunks) * more, ..s };
        prop_assert!(recall(&more) >= recall(&s) - 1e-12);
    }

    /// A recall that was measured on the pipeline as it is set is taken for what it is, and as one of the reference it says the same.
    #[test]
    fn a_measured_recall_stays_as_it_is(s in any_scenario()) {
        let s = Scenario { recall_of: RecallOf::AsSet, ..s };
        prop_assert_eq!(recall(&s), s.recall);
        let moved = retrieval::by_reference(&s, catalog());
        prop_assert!((recall(&moved) - s.recall).abs() < 1e-9);
        prop_assert_eq!(retrieval::by_reference(&moved, catalog()), moved);
    }

    /// Searching again never finds less, and never more than everything.
    #[test]
    fn another_round_never_finds_less(recall in 0.0..=1.0f64, tries in 1.0..20.0f64, hops in 0.0..=1.0f64) {
        prop_assert!((iterated(recall, 1.0) - recall).abs() < 1e-12);
        prop_assert!(iterated(recall, tries + 1.0) >= iterated(recall, tries));
        prop_assert!((0.0..=1.0).contains(&iterated_search(recall, hops, tries)));
        prop_assert!(one_search(recall, hops) <= recall);
    }
}

#[test]
fn the_reference_has_the_recall_that_is_entered() {
    assert!((of("") - 0.88).abs() < 1e-12);
    assert!((of("recall=0.35") - 0.35).abs() < 1e-12);
    // Whatever the pipeline finds nothing with, or everything.
    assert_eq!(of("recall=0 search_kind=fused"), 0.0);
    assert_eq!(of("recall=1 embedder=minilm-local"), 1.0);
}

/// The levers of Anthropic's table (2024), one after the other: 5.7% missed with 20 passages, 3.7, 2.9, 1.9.
#[test]
fn the_levers_have_their_published_size() {
    let mut left = 0.943;
    for (odds, published) in [(CONTEXT_ODDS, 3.7), (FUSED_ODDS, 2.9), (0.65, 1.9)] {
        left = with_odds(left, odds);
        let missed = (1.0 - left) * 100.0;
        assert!((missed - published).abs() < 0.15, "{missed} for {published}");
    }
    let plain = "reranker=none";
    let (base, all) = (
        of(&format!("chunks=20 {plain}")),
        of("chunks=20 rerank_candidates=200 search_kind=fused contextual_chunks=on"),
    );
    let odds = |recall: f64| (1.0 - recall) / recall;
    assert!((odds(all) / odds(base) - 0.65 * 0.78 * 0.65).abs() < 1e-9);
}

/// The review's command: one passage, no reranker and MiniLM answered as well as the best pipeline.
#[test]
fn a_poor_pipeline_answers_worse() {
    let poor = "few_shot=0 chunks=1 reranker=none embedder=minilm-local";
    let (usual, poor) = (
        evaluate(&scenario(""), catalog()),
        evaluate(&scenario(poor), catalog()),
    );
    let right = |r: &forkcast_engine::Report| r.of(Strategy::Rag).quality.knowledge;
    let lost = right(&usual) - right(&poor);
    assert!((0.05..0.25).contains(&lost), "{lost}");
    // MiniLM alone, with passages longer than it reads: some seven points of recall.
    let lost = of("") - of("embedder=minilm-local");
    assert!((0.06..0.13).contains(&lost), "{lost}");
    // It reads passages of 200 tokens whole.
    assert!(of("embedder=minilm-local chunk_tokens=200") > of("embedder=minilm-local"));
    assert!(of("reranker=none") < of("") - 0.03);
}

/// More passages find more and distract more: answers are best somewhere between, near the 20 that Yue et al. 2024 found.
#[test]
fn there_is_a_best_number_of_passages() {
    let right = |k: f64| {
        let s = Scenario {
            chunks: k,
            rerank_candidates: 200.0,
            new_facts_share: 1.0,
            hops_share: 0.0,
            ..Scenario::default()
        };
        quality(&s, Strategy::Rag).knowledge
    };
    let best = (1..=50)
        .map(f64::from)
        .max_by(|a, b| right(*a).total_cmp(&right(*b)))
        .expect("a number");
    assert!((8.0..=30.0).contains(&best), "{best}");
    assert!(right(best) > right(1.0) + 0.05 && right(best) > right(50.0) + 0.002);
}

/// Yue et al. 2024, 2WikiMultiHopQA: five rounds took recall from 0.722 to 0.935 and right answers from 48.4 to 74.6%.
#[test]
fn rounds_help_questions_of_two_passages() {
    assert!((iterated(0.722, 5.0) - 0.935).abs() < 0.01);
    let read = |found: f64| 0.85 * found + 0.08 * (1.0 - 0.85 * found);
    let (once, rounds) = (
        read(one_search(0.722, 1.0)),
        read(iterated_search(0.722, 1.0, 5.0)),
    );
    assert!((once - 0.484).abs() < 0.03, "{once}");
    assert!((rounds - 0.746).abs() < 0.03, "{rounds}");
    // One search pays for them; a corpus in the prompt does not.
    let (plain, joined) = (scenario("hops_share=0"), scenario("hops_share=0.5"));
    assert!(quality(&joined, Strategy::Rag).knowledge < quality(&plain, Strategy::Rag).knowledge - 0.005);
    assert_eq!(
        quality(&joined, Strategy::LongContext),
        quality(&plain, Strategy::LongContext)
    );
}

/// Lexical search calls no embedder: it costs less, and a rule against calls out of the house no longer shuts it.
#[test]
fn lexical_search_needs_no_embedder() {
    let (dense, lexical) = (scenario(""), scenario("search_kind=lexical"));
    let (a, b) = (evaluate(&dense, catalog()), evaluate(&lexical, catalog()));
    let (a, b) = (a.of(Strategy::Rag), b.of(Strategy::Rag));
    assert!(b.latency.ttft_p50_ms < a.latency.ttft_p50_ms - 30.0);
    assert!(b.cost.upfront_usd < a.cost.upfront_usd);
    // It leads in a corpus that is large enough.
    let large = "corpus_tokens=10000000000";
    assert!(of("search_kind=lexical") < of(""));
    assert!(of(&format!("search_kind=lexical {large}")) > of(large));
}

#[test]
fn passages_in_context_cost_only_where_they_are_made() {
    let bill = |set: &str| {
        evaluate(&scenario(set), catalog())
            .of(Strategy::Rag)
            .cost
            .upfront_usd
    };
    assert_eq!(bill("contextual_usd_per_m_tokens=50"), bill(""));
    let added = bill("contextual_chunks=on") - bill("");
    assert!((added - 5.0 * 1.02).abs() < 1e-6, "{added}");
}

/// What a link of an earlier version says of recall holds as it did.
#[test]
fn an_earlier_version_took_recall_as_set() {
    for version in ["1", "3", "5"] {
        let mut s = Scenario::default();
        forkcast_engine::decision::former::set_defaults(&mut s, catalog(), version);
        let s = with(
            s,
            "recall=0.7 reranker=none embedder=minilm-local corpus_tokens=1000000000",
        );
        let found = Retrieved::of(&s, catalog());
        assert_eq!(
            (found.recall, found.found, found.crowding),
            (0.7, 0.7, 1.0),
            "{version}"
        );
        assert_eq!(s.contextual_usd_per_m_tokens, 0.0);
    }
    for version in ["6", "7"] {
        let mut s = Scenario::default();
        forkcast_engine::decision::former::set_defaults(&mut s, catalog(), version);
        assert_eq!(s, Scenario::default(), "{version}");
    }
}
