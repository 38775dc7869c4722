//! Requirements of enterprises: who may see what, where data may be, and when it is gone. What each shuts, and what opens it.

use crate::common::{catalog, scenario};
use Strategy::{
    Agentic, Distilled, FullFt, Hybrid, HybridFacts, LongContext, Lora, OptimisedPrompt, Prompt, Qlora, Rag,
    RetrievedExamples, Structured,
};
use forkcast_engine::report::{CostItem, Gate, ServedBy};
use forkcast_engine::{Report, Scenario, Strategy, evaluate, words};

fn report(set: &str) -> Report {
    evaluate(&scenario(set), catalog())
}

/// The approaches that fail a requirement of that kind.
fn shut(r: &Report, kind: fn(&Gate) -> bool) -> Vec<Strategy> {
    let fails = |s: &&Strategy| r.of(**s).gates.iter().any(kind);
    Strategy::ALL.iter().filter(fails).copied().collect()
}

const fn is_permissions(gate: &Gate) -> bool {
    matches!(gate, Gate::Permissions)
}

const fn is_residency(gate: &Gate) -> bool {
    matches!(gate, Gate::Residency { .. })
}

const fn is_erasure(gate: &Gate) -> bool {
    matches!(gate, Gate::Erasure { .. })
}

#[test]
fn weights_and_shared_prompts_cannot_tell_readers_apart() {
    let tuned = vec![FullFt, Lora, Qlora, Distilled, HybridFacts];
    assert_eq!(shut(&report(""), is_permissions), []);
    assert_eq!(shut(&report("permissions=by-role"), is_permissions), tuned);
    let by_document = report("permissions=by-document");
    assert_eq!(
        shut(&by_document, is_permissions),
        [&[LongContext][..], &tuned].concat()
    );
    // Retrieval finds among what the reader may see, and a hybrid's weights hold no facts.
    assert!(!shut(&by_document, is_permissions).contains(&Hybrid));
    // Behaviour alone can be trained.
    assert_eq!(
        shut(
            &report("permissions=by-document new_facts_share=0"),
            is_permissions
        ),
        [LongContext]
    );
    let said = words::gate_opens(&Gate::Permissions, &scenario("permissions=by-document"));
    assert!(said.contains("everybody may see"), "{said}");
}

#[test]
fn a_hosted_model_may_not_see_what_must_stay() {
    assert_eq!(shut(&report(""), is_residency), []);
    for place in ["own-cloud", "on-premises"] {
        let hosted = report(&format!("residency={place}"));
        // Tuned weights can run on GPUs of one's own.
        assert_eq!(
            shut(&hosted, is_residency),
            [
                Prompt,
                Structured,
                RetrievedExamples,
                OptimisedPrompt,
                LongContext,
                Rag,
                Agentic,
                Distilled,
                Hybrid,
                HybridFacts
            ],
            "{place}"
        );
        assert!(matches!(
            hosted.of(Lora).served.expect("tuned").by,
            ServedBy::OwnGpus
        ));
        let own = format!("residency={place} supply=own-gpus");
        assert_eq!(
            shut(&report(&own), is_residency),
            [RetrievedExamples, Rag, Agentic, Distilled, Hybrid, HybridFacts],
            "the search is still hosted, and so is the teacher"
        );
        let all = format!("{own} embedder=minilm-local store=pgvector reranker=cross-encoder-local");
        assert_eq!(
            shut(&report(&all), is_residency),
            [Distilled],
            "the teacher is hosted"
        );
    }
    let gate = Gate::Residency {
        model: true,
        search: true,
    };
    let said = words::gate_opens(&gate, &scenario("residency=on-premises"));
    assert_eq!(
        said,
        "allowed with your own GPUs, and with embedder, store and reranker of your own"
    );
}

/// Where nobody says that a model is sold in a region, it counts as one that is not. Bedrock's are.
#[test]
fn a_region_needs_a_seller_that_says_so() {
    let unknown = report("residency=region");
    assert!(shut(&unknown, is_residency).contains(&Prompt));
    let bedrock = report("residency=region model=nova-lite embedder=minilm-local reranker=none");
    assert_eq!(
        shut(&bedrock, is_residency),
        [Distilled],
        "its teacher is not known to be sold in a region"
    );
    // Pinecone is sold by region, the hosted embedder is not known to be.
    let embedder = report("residency=region model=nova-lite reranker=none");
    assert_eq!(
        shut(&embedder, is_residency),
        [RetrievedExamples, Rag, Agentic, Distilled, Hybrid, HybridFacts]
    );
    // Fireworks holds a deployment in a region for half as much again: 8 x 1.5 USD an hour.
    let served = report("residency=region").of(Lora).served.expect("tuned");
    assert_eq!(catalog().seller(served.seller).id, "fireworks");
    assert!(matches!(served.by, ServedBy::Hour { usd_per_gpu_hour, .. } if usd_per_gpu_hour == 12.0));
}

#[test]
fn erasure_forces_releases_and_their_cost() {
    let set = "change_days=365 retrain_min_days=30 new_facts_share=0.5";
    let (free, bound) = (report(set), report(&format!("{set} erasure_days=30")));
    assert_eq!(shut(&bound, is_erasure), []);
    // A release a month in place of one a year.
    assert!(free.of(Lora).cost.releases_per_month < 0.1);
    assert!((bound.of(Lora).cost.releases_per_month - 30.4375 / 30.0).abs() < 1e-9);
    let training = |r: &Report| r.of(Lora).cost.items[CostItem::Training as usize].monthly_usd;
    assert!(training(&bound) > 10.0 * training(&free));
    // Nothing that holds no facts pays for it.
    assert_eq!(free.of(Rag).cost, bound.of(Rag).cost);
    assert_eq!(free.of(Hybrid).cost, bound.of(Hybrid).cost);
    // A team that releases once a month at most cannot erase within a week; an index that is rebuilt each quarter neither.
    assert_eq!(
        shut(&report(&format!("{set} erasure_days=7")), is_erasure),
        [FullFt, Lora, Qlora, Distilled, HybridFacts]
    );
    let rebuilt = report("change_days=1 corpus_refresh_days=90 erasure_days=30");
    assert_eq!(
        shut(&rebuilt, is_erasure),
        [LongContext, Rag, Agentic, Hybrid, HybridFacts]
    );
    let gate = Gate::Erasure {
        days: 30.0,
        limit_days: 7.0,
    };
    assert_eq!(
        words::gate(&gate),
        "it holds a document for up to 30 days, to be erased within 7"
    );
    let s = Scenario::default();
    assert!(words::gate_opens(&gate, &s).starts_with("allowed if 30 days are enough"));
}
