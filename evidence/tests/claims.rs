//! One test for each claim of the seed article, named as in `evidence/data/claims.toml`. Each states the claim's sentence as figures of
//! the engine; `every_claim_is_held` keeps the two lists the same.

use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::calendar;
use forkcast_engine::decision::path;
use forkcast_engine::report::{
    CostItem, Fact, Gate, ItemCost, PathAction, Side, Signal, StageKind, StrategyReport,
};
use forkcast_engine::{Report, Strategy, evaluate, params, words};
use forkcast_evidence::{accuracy, claims};
use forkcast_tests::common::{catalog, preset, scenario, with};

fn report(set: &str) -> Report {
    evaluate(&scenario(set), catalog())
}

fn of_preset(id: &str) -> Report {
    evaluate(&preset(id), catalog())
}

fn item(r: &StrategyReport, item: CostItem) -> ItemCost {
    r.cost.items[item as usize]
}

fn stage(r: &StrategyReport, kind: StageKind) -> Option<f64> {
    r.latency.stages.iter().find(|s| s.kind == kind).map(|s| s.p50_ms)
}

fn reasons(r: &Report, side: Side) -> Vec<Fact> {
    r.verdict
        .reasons
        .iter()
        .filter(|x| x.side == side)
        .map(|x| x.fact)
        .collect()
}

/// What speaks for the recommendation against another approach.
fn against(r: &Report, other: Strategy) -> Vec<Fact> {
    let why = r.of(other).why_not.iter();
    why.filter(|x| x.side == Side::For).map(|x| x.fact).collect()
}

const RETRIEVAL_STAGES: [StageKind; 3] = [StageKind::Embed, StageKind::Search, StageKind::Rerank];
const TUNED: [Strategy; 3] = [FullFt, Lora, Qlora];

/// Each claim's test, by the claim's id.
macro_rules! claims {
    ($($(#[$meta:meta])* $name:ident $body:block)+) => {
        $(#[test] $(#[$meta])* fn $name() $body)+

        #[test]
        fn every_claim_is_held() {
            let held = [$(stringify!($name)),+];
            let listed: Vec<String> = claims::all().into_iter().map(|c| c.id).collect();
            assert_eq!(listed, held, "evidence/data/claims.toml and this file list the same claims in the same order");
        }
    };
}

claims! {
    fork_depends {
        let winner = |set: &str| report(set).verdict.winner;
        assert_eq!(winner(""), Rag);
        assert_eq!(winner("strictness=0.6"), Rag);
        assert_ne!(winner("strictness=0.6 change_days=3650"), Rag, "data freshness requirements");
        assert_ne!(winner("ttft_p95_ms=400"), Rag, "latency budgets");
        assert_ne!(winner("budget_monthly_usd=1000"), Rag, "cost tolerances");
        assert_ne!(winner("strictness=1 syntax_share=0.1 classes=40"), Rag, "the nature of the task");
        let own = "supply=own-gpus queries_per_day=20000 gpu=";
        let gpu_usd = |gpu: &str| item(report(&format!("{own}{gpu}")).of(Rag), CostItem::Gpus).monthly_usd;
        assert!(gpu_usd("h200") > 1.1 * gpu_usd("h100"), "GPU cost");
    }
    different_problems {
        let r = report("");
        // RAG moves the knowledge part and leaves behaviour; fine-tuning moves behaviour and hardly the knowledge of changing facts.
        assert_eq!(r.of(Rag).quality.behaviour, r.of(Prompt).quality.behaviour);
        assert!(r.of(Rag).quality.knowledge > r.of(Prompt).quality.knowledge + 0.1);
        assert!(r.of(Lora).quality.behaviour > r.of(Prompt).quality.behaviour + 0.1);
        assert!(r.of(Lora).quality.knowledge < r.of(Rag).quality.knowledge - 0.1);
    }
    weights_untouched {
        let rag = report("").of(Rag).clone();
        assert_eq!(rag.cost.training_run_usd, 0.0);
        assert_eq!(rag.cost.releases_per_month, 0.0);
        assert_eq!(item(&rag, CostItem::Training).monthly_usd, 0.0);
    }
    augments_prompt {
        let r = report("");
        assert!(item(r.of(Rag), CostItem::Context).monthly_usd > 0.0);
        for kind in RETRIEVAL_STAGES {
            assert!(stage(r.of(Rag), kind).is_some(), "{kind:?}");
        }
        assert!(stage(r.of(Rag), StageKind::Prefill) > stage(r.of(Prompt), StageKind::Prefill));
    }
    rag_beats_larger {
        let rows = accuracy::rows();
        let find = |approach: &str| {
            rows.iter().find(|r| r.setting.starts_with("Natural Questions") && r.approach == approach).expect("a row").clone()
        };
        let (rag, larger) = (find("RAG"), find("closed-book T5-11B"));
        assert!(rag.published > larger.published && rag.predicted > larger.predicted);
    }
    yesterdays_data {
        let r = report("change_days=1 change_share=1 new_facts_share=1");
        assert!(r.of(Rag).quality.fresh > 0.99, "{}", r.of(Rag).quality.fresh);
        assert_eq!(r.of(Rag).cost.training_run_usd, 0.0);
        assert!(r.of(Lora).quality.fresh < 0.1);
    }
    indexed_in_minutes {
        let minutes = catalog().calibration.index_lag_minutes;
        assert!((1.0..60.0).contains(&minutes));
        // Facts that change by the hour are still answered fresh.
        assert!(report("change_days=0.042 change_share=1 new_facts_share=1").of(Rag).quality.fresh > 0.9);
    }
    citations {
        let r = report("audit=required");
        for s in [Rag, Hybrid, LongContext] {
            assert!(s.cites() && !r.of(s).gates.contains(&Gate::Audit), "{s:?}");
        }
        for s in [Prompt, FullFt, Lora, Qlora] {
            assert!(r.of(s).gates.contains(&Gate::Audit), "{s:?}");
        }
    }
    model_agnostic {
        let base = report("");
        for model in ["gpt-4.1-mini", "claude-haiku-5.5", "mistral-large-4"] {
            let r = report(&format!("model={model}"));
            for i in [CostItem::Indexing, CostItem::Search, CostItem::Store] {
                assert_eq!(item(r.of(Rag), i).monthly_usd, item(base.of(Rag), i).monthly_usd, "{model} {i:?}");
            }
            // How often the passage is found, and what it brings to whatever model reads it.
            assert_eq!(r.of(Rag).quality.fresh, base.of(Rag).quality.fresh);
            assert!(r.of(Rag).quality.knowledge > r.of(Prompt).quality.knowledge + 0.2, "{model}");
        }
        assert!(Rag.profile().portability > 2.0 * Lora.profile().portability);
    }
    grow_the_index {
        let (small, large) = (report("corpus_tokens=1e7"), report("corpus_tokens=1e9"));
        assert!(item(large.of(Rag), CostItem::Indexing).upfront_usd > 50.0 * item(small.of(Rag), CostItem::Indexing).upfront_usd);
        assert!(item(large.of(Rag), CostItem::Store).monthly_usd > item(small.of(Rag), CostItem::Store).monthly_usd);
        assert_eq!(large.of(Rag).cost.training_run_usd, 0.0);
        assert!(large.of(Lora).cost.training_run_usd > 2.0 * small.of(Lora).cost.training_run_usd);
    }
    internal_parameters {
        let r = report("");
        for s in TUNED {
            assert!(RETRIEVAL_STAGES.iter().all(|k| stage(r.of(s), *k).is_none()), "{s:?}");
            assert_eq!(item(r.of(s), CostItem::Context).monthly_usd, 0.0);
            assert!(r.of(s).quality.behaviour > r.of(Prompt).quality.behaviour);
        }
    }
    tone_schema_domain {
        let gain = |strictness: f64| {
            let r = report(&format!("strictness={strictness}"));
            r.of(Lora).quality.p_correct - r.of(Prompt).quality.p_correct
        };
        assert!(gain(0.0) < gain(0.5) && gain(0.5) < gain(1.0));
    }
    single_gpu {
        // Where the team trains on GPUs itself; by default the seller that serves the adapters trains them.
        let r = report("tuning_seller=own-gpus");
        assert_eq!(r.of(Lora).cost.training_gpus, 1.0);
        assert_eq!(r.of(Qlora).cost.training_gpus, 1.0);
        assert!(r.of(FullFt).cost.training_gpus >= 4.0);
        // A 70B model: QLoRA still fits a single 80 GB GPU, full fine-tuning asks for a cluster.
        let large = report("model=llama-3.3-70b tuning_seller=own-gpus");
        assert_eq!(large.of(Qlora).cost.training_gpus, 1.0);
        assert!(large.of(FullFt).cost.training_gpus >= 16.0);
    }
    static_knowledge {
        let fresh = |days: f64| report(&format!("change_days={days} change_share=1 new_facts_share=1")).of(Lora).quality.fresh;
        assert!(fresh(1.0) < fresh(30.0) && fresh(30.0) <= fresh(365.0) && fresh(365.0) < fresh(3650.0));
        let releases = |days: f64| report(&format!("change_days={days}")).of(Lora).cost.releases_per_month;
        assert!(releases(30.0) > releases(365.0), "updating it requires another training run");
    }
    constraints_decide {
        let r = report("ttft_p95_ms=600 budget_monthly_usd=2000");
        assert!(r.of(Rag).gates.iter().any(|g| matches!(g, Gate::TimeToFirstToken { .. })), "latency budget");
        assert!(r.of(FullFt).gates.iter().any(|g| matches!(g, Gate::MonthlyBudget { .. })), "cost ceiling");
        assert!(report("freshness_floor=0.9").of(Prompt).gates.iter().any(|g| matches!(g, Gate::Freshness { .. })));
    }
    rag_cost_drivers {
        let rag = report("change_days=1").of(Rag).clone();
        assert!(item(&rag, CostItem::Store).monthly_usd > 0.0, "vector database hosting");
        assert!(item(&rag, CostItem::Indexing).upfront_usd > 0.0 && item(&rag, CostItem::Indexing).monthly_usd > 0.0, "embedding at ingest");
        assert!(item(&rag, CostItem::Context).monthly_usd > 0.0, "additional tokens");
    }
    retrieval_100_500 {
        // By index size and by search strategy, over every hosted store, hosted embedder and reranker.
        let mut adds = Vec::new();
        for corpus in ["1e5", "5e6", "1e9"] {
            for store in ["pinecone", "qdrant-cloud", "pgvector"] {
                for embedder in ["text-embedding-3-small", "text-embedding-3-large", "voyage-3.5"] {
                    for reranker in ["none", "cohere-rerank-3.5", "cross-encoder-local"] {
                        let r = report(&format!("corpus_tokens={corpus} store={store} embedder={embedder} reranker={reranker}"));
                        adds.push(r.of(Rag).latency.ttft_p50_ms - r.of(Prompt).latency.ttft_p50_ms);
                    }
                }
            }
        }
        assert!(adds.iter().all(|ms| (100.0..=500.0).contains(ms)), "{adds:?}");
        let steps: f64 = RETRIEVAL_STAGES.iter().filter_map(|k| stage(report("").of(Rag), *k)).sum();
        assert!((100.0..=500.0).contains(&steps), "the default stack without the passages' prefill: {steps}");
    }
    tokens_at_volume {
        let extra = |queries: f64| {
            let r = report(&format!("queries_per_day={queries} growth_monthly=0"));
            item(r.of(Rag), CostItem::Context).monthly_usd
        };
        let ratio = extra(1e6) / extra(1e4);
        assert!((ratio - 100.0).abs() < 1e-6, "directly: {ratio}");
    }
    upfront_then_marginal {
        let r = report("");
        assert!(r.of(Lora).cost.upfront_usd > r.of(Rag).cost.upfront_usd);
        assert!(r.of(Lora).cost.marginal_query_usd < r.of(Rag).cost.marginal_query_usd);
        assert!(r.of(Lora).cost.marginal_query_usd < r.of(Prompt).cost.marginal_query_usd);
    }
    full_run_500_5000 {
        // By dataset size and by duration (epochs), for a 7B and an 8B model on every large GPU.
        let mut least = f64::INFINITY;
        let mut most = 0.0f64;
        for model in ["mistral-7b", "llama-3.1-8b"] {
            for examples in [1_000, 10_000, 100_000] {
                for epochs in [1, 3, 5] {
                    let r = report(&format!("model={model} examples={examples} epochs={epochs}"));
                    least = least.min(r.of(FullFt).cost.training_run_usd);
                    most = most.max(r.of(FullFt).cost.training_run_usd);
                }
            }
        }
        assert!((500.0..=1_000.0).contains(&least), "{least}");
        assert!((1_000.0..=5_000.0).contains(&most), "{most}");
        assert!((500.0..=5_000.0).contains(&report("").of(FullFt).cost.training_run_usd));
    }
    peft_60_80 {
        for model in ["mistral-7b", "llama-3.1-8b"] {
            for examples in [1_000, 10_000, 100_000] {
                let r = report(&format!("model={model} examples={examples}"));
                let full = r.of(FullFt).cost.training_run_usd;
                for s in [Lora, Qlora] {
                    let cut = 1.0 - r.of(s).cost.training_run_usd / full;
                    assert!((0.60..=0.80).contains(&cut), "{model} {examples} {s:?}: {cut}");
                }
                assert!(r.of(Qlora).cost.training_run_usd >= r.of(Lora).cost.training_run_usd, "QLoRA saves memory, not time");
            }
        }
    }
    no_retrieval_step {
        let r = report("");
        assert!(r.of(Lora).latency.ttft_p50_ms < r.of(Rag).latency.ttft_p50_ms - 100.0);
        assert!(r.of(Lora).latency.stages.len() < r.of(Rag).latency.stages.len());
        assert!(Lora.profile().few_parts > Rag.profile().few_parts);
    }
    shift_pays_again {
        let monthly = |days: f64| item(report(&format!("change_days={days}")).of(Lora), CostItem::Training).monthly_usd;
        assert!(monthly(30.0) > 3.0 * monthly(365.0));
        let r = report("change_days=30");
        assert!((r.of(Lora).cost.releases_per_month - calendar::DAYS_PER_MONTH / 30.0).abs() < 1e-9);
        // Retrieval's facts shift without a training run, also under a tuned model.
        assert!(r.of(Hybrid).cost.releases_per_month < 0.2);
    }
    tco_favours {
        let knowledge = report("new_facts_share=0.9 strictness=0.1 change_days=7");
        assert!(knowledge.of(Rag).cost.per_correct_usd < knowledge.of(Lora).cost.per_correct_usd);
        let behaviour = report("new_facts_share=0.05 strictness=0.95 change_days=3650");
        assert!(behaviour.of(Lora).cost.per_correct_usd < behaviour.of(Rag).cost.per_correct_usd);
    }
    grounding {
        let r = report("recall=0.95 new_facts_share=0.8");
        assert!(r.of(Rag).quality.silent_failure < 0.5 * r.of(Prompt).quality.silent_failure);
        assert!(r.of(Rag).quality.silent_failure < 0.5 * r.of(Lora).quality.silent_failure);
    }
    rivals_tuned {
        for row in accuracy::rows().iter().filter(|r| r.source.starts_with("Ovadia") && r.approach == "RAG") {
            for tuned in accuracy::rows().iter().filter(|r| r.setting == row.setting && r.approach.starts_with("fine-tuned")) {
                assert!(row.published > tuned.published && row.predicted > tuned.predicted, "{}", row.setting);
            }
        }
    }
    confident_garbage {
        let s = scenario("recall=0.02");
        let r = evaluate(&s, catalog());
        assert!(r.of(Rag).quality.knowledge < r.of(Prompt).quality.knowledge, "worse than no retrieval at all");
        assert!(r.of(Rag).quality.silent_failure > r.of(Prompt).quality.silent_failure, "and nobody can tell");
        assert_ne!(r.verdict.winner, Rag);
    }
    format_compliance {
        let r = report("strictness=1");
        let breaks = |s: Strategy| 1.0 - r.of(s).quality.behaviour;
        assert!(breaks(Lora) < 0.35 * breaks(Rag) && breaks(Lora) < 0.35 * breaks(Prompt));
    }
    clinical_notes {
        let r = of_preset("clinical-notes");
        assert!(r.verdict.winner.only_tunes() && r.verdict.feasible, "{:?}", r.verdict.winner);
        let why = reasons(&r, Side::For);
        assert!(matches!(why[0], Fact::Behaves { .. }), "{why:?}");
        assert!(r.signals.contains(&Signal::FactsAreStable));
    }
    knowledge_or_behaviour {
        assert_eq!(report("new_facts_share=0.9 strictness=0.1").verdict.winner, Rag);
        // A form that no grammar holds (what a schema can hold, structured output holds for less), and that examples most like the question do not show.
        let form = "new_facts_share=0.05 strictness=0.95 syntax_share=0.1 classes=40 likeness=different";
        assert!(report(form).verdict.winner.only_tunes());
    }
    four_dimensions {
        let main: Vec<&str> = params::main_params().map(|p| p.key).collect();
        for key in ["change_days", "strictness", "examples", "ttft_p95_ms"] {
            assert!(main.contains(&key), "{key} is among the eight");
        }
    }
    strongest_combine {
        let r = of_preset("fresh-and-strict");
        let best = r.strategies.iter().map(|s| s.quality.p_correct).fold(0.0, f64::max);
        let combined = r.strategies.iter().filter(|s| s.strategy.combines());
        assert_eq!(combined.map(|s| s.quality.p_correct).fold(0.0, f64::max), best);
        assert_eq!(r.verdict.winner, Hybrid);
    }
    weekly_daily_realtime {
        for days in ["7", "1", "0.01"] {
            for strictness in ["0", "0.5", "1"] {
                let r = report(&format!("change_days={days} strictness={strictness}"));
                assert!(r.verdict.winner.retrieves(), "every {days} days at {strictness}: {:?}", r.verdict.winner);
            }
            let r = report(&format!("change_days={days} new_facts_share=0.7"));
            assert_eq!(r.verdict.winner, Rag);
            assert!(r.signals.contains(&Signal::FactsChangeFast));
            let why = against(&r, Lora);
            assert!(why.iter().any(|f| matches!(f, Fact::Current { winner, rival, .. } if winner > rival)), "{days}: {why:?}");
        }
    }
    legal_support_finance {
        for id in ["legal-research", "support-docs", "financial-analysis"] {
            let r = of_preset(id);
            assert_eq!((r.verdict.winner, r.verdict.feasible), (Rag, true), "{id}");
            assert!(r.signals.contains(&Signal::FactsChangeFast), "{id}");
            let why = against(&r, Lora);
            assert!(why.iter().any(|f| matches!(f, Fact::Current { winner, rival, .. } if winner > rival)), "{id}: {why:?}");
            assert!(why.iter().any(|f| matches!(f, Fact::Knows { winner, rival, .. } if winner > rival)), "{id}: {why:?}");
        }
    }
    knowledge_cutoff {
        let r = report("new_facts_share=1 recall=1");
        assert!(r.of(Prompt).quality.fresh == 0.0 && r.of(Rag).quality.fresh > 0.99);
        assert!(r.of(Rag).quality.knowledge > 0.8 && r.of(Prompt).quality.knowledge < 0.15);
    }
    auditability {
        let (without, useful) = (report("audit=none"), report("audit=useful"));
        let lead = |r: &Report| r.of(Rag).utility - r.of(Lora).utility;
        assert!(lead(&useful) > lead(&without));
        assert!(report("audit=required").verdict.winner.cites());
    }
    trace_to_source {
        let r = of_preset("regulated-assistant");
        assert_eq!(r.verdict.winner, Rag);
        assert!(against(&r, Lora).iter().any(|f| matches!(f, Fact::Cites { required: true, who: Rag, not: Lora })));
    }
    cannot_replicate {
        // No amount of data, money or time opens the audit gate for a model that cannot cite.
        let r = report("audit=required examples=1000000 label_quality=1 budget_monthly_usd=1000000 budget_upfront_usd=10000000 new_facts_share=0 strictness=1");
        for s in TUNED {
            assert_eq!(r.of(s).gates, vec![Gate::Audit], "{s:?}");
        }
        assert!(r.verdict.winner.cites());
    }
    strict_outputs {
        // A form of many rules, hardly any of which a grammar can hold.
        let rules = "syntax_share=0.1 classes=40";
        let r = report(&format!("strictness=0.9 new_facts_share=0.1 change_days=365 examples=1000 label_quality=0.95 {rules}"));
        assert!(r.verdict.winner.only_tunes(), "{:?}", r.verdict.winner);
        assert!(r.signals.contains(&Signal::BehaviourHeavy));
    }
    proprietary_json {
        let r = of_preset("json-schema");
        assert!(r.verdict.winner.only_tunes() && r.verdict.feasible);
        assert!(reasons(&r, Side::For).iter().take(2).any(|f| matches!(f, Fact::Behaves { .. })));
        // What a grammar can hold it holds for less, where it is sold.
        let syntax = evaluate(&with(preset("json-schema"), "syntax_share=1"), catalog());
        assert!(syntax.verdict.winner.is_constrained(), "{:?}", syntax.verdict.winner);
        // Strict schema, stable facts, 1,000 good examples.
        let r = report("strictness=0.95 change_days=3650 examples=1000 label_quality=0.95");
        assert!(r.verdict.winner.only_tunes(), "{:?}", r.verdict.winner);
    }
    context_does_not_teach {
        for set in ["", "chunks=50", "recall=1", "few_shot=50"] {
            let r = report(set);
            assert_eq!(r.of(Rag).quality.behaviour, r.of(Prompt).quality.behaviour, "{set}");
            assert_eq!(r.of(LongContext).quality.behaviour, r.of(Prompt).quality.behaviour, "{set}");
        }
    }
    data_gate {
        let few = report("strictness=0.95 new_facts_share=0.05 examples=50");
        for s in [FullFt, Lora, Qlora, Hybrid] {
            assert!(few.of(s).gates.iter().any(|g| matches!(g, Gate::Data { .. })), "{s:?}");
        }
        // Only a teacher's examples stand in for those that are missing.
        assert!(!few.verdict.winner.tunes() || few.verdict.winner.makes_examples(), "{:?}", few.verdict.winner);
        let form = "strictness=0.95 new_facts_share=0.05 syntax_share=0.1 classes=40 likeness=different";
        assert!(report(form).verdict.winner.only_tunes());
    }
    careful_beats_noisy {
        let careful = report("examples=1000 label_quality=0.95");
        let noisy = report("examples=10000 label_quality=0.5");
        for s in [FullFt, Lora, Qlora, Hybrid] {
            assert!(careful.of(s).quality.behaviour > noisy.of(s).quality.behaviour, "{s:?}");
        }
    }
    rag_until_data {
        let r = of_preset("thin-data");
        assert_eq!((r.verdict.winner, r.verdict.feasible), (Rag, true));
        assert!(r.signals.contains(&Signal::DataNotReady));
        let why = against(&r, Hybrid);
        assert!(matches!(why[0], Fact::RuledOut { who: Hybrid, gate: Gate::Data { .. } }), "{why:?}");
        // Enough examples of poor quality do not open it either.
        assert!(report("examples=2000 label_quality=0.4").of(Lora).gates.iter().any(|g| matches!(g, Gate::Data { .. })));
    }
    hybrid_layers {
        let r = of_preset("fresh-and-strict");
        assert_eq!(r.of(Hybrid).quality.behaviour, r.of(Lora).quality.behaviour, "the tuned model's behaviour");
        assert!(r.of(Hybrid).quality.knowledge >= r.of(Rag).quality.knowledge, "and retrieval's knowledge");
        assert_eq!(r.of(Hybrid).quality.fresh, r.of(Rag).quality.fresh);
    }
    hybrid_when_both {
        let r = of_preset("fresh-and-strict");
        assert_eq!((r.verdict.winner, r.verdict.feasible), (Hybrid, true));
        assert!(r.signals.contains(&Signal::BothNeeded));
        assert!(r.of(Rag).quality.p_correct < r.of(Hybrid).quality.p_correct - 0.1);
        assert!(r.of(Lora).quality.p_correct < r.of(Hybrid).quality.p_correct - 0.1);
    }
    sequencing {
        let hybrid = of_preset("fresh-and-strict");
        assert_eq!(hybrid.path[0].action, PathAction::Launch(Rag));
        assert_eq!(hybrid.path.last().map(|p| p.action), Some(PathAction::Tune(Hybrid)));
        assert!(words::headline(&hybrid).subtitle.starts_with("Launch RAG first; add LoRA in month"));
        // Without the data: RAG, then curation until the gate opens, then tuning; at the pace that the inputs say.
        let s = preset("thin-data");
        let thin = evaluate(&s, catalog());
        let actions: Vec<PathAction> = thin.path.iter().map(|p| p.action).collect();
        assert_eq!(actions[0], PathAction::Launch(Rag));
        let (collect, ready) = (&thin.path[1], &thin.path[2]);
        let PathAction::DataReady { examples } = ready.action else { panic!("{actions:?}") };
        let months = (examples - s.examples) / path::curated_per_month(&s);
        assert!((ready.month - collect.month - months).abs() < 1e-9);
        assert_eq!(actions[3], PathAction::Tune(Hybrid));
        assert!(thin.path.windows(2).all(|w| w[0].month <= w[1].month && w[0].cumulative_usd <= w[1].cumulative_usd));
        // A report says the same at that many examples and a fifth more: the number is known by few simulations.
        let then = with(s, &format!("examples={}", (1.2 * examples).ceil()));
        assert_eq!(evaluate(&then, catalog()).verdict.winner, Hybrid);
    }
    spectrum {
        let r = report("");
        let mut scores: Vec<f64> = r.strategies.iter().map(|s| s.utility).collect();
        scores.sort_by(f64::total_cmp);
        scores.dedup();
        assert_eq!(scores.len(), Strategy::ALL.len(), "every approach has a score of its own");
        // Along strictness the answer passes from one to the other by way of both.
        let winner = |x: f64| report(&format!("new_facts_share=0.35 change_days=90 strictness={x}")).verdict.winner;
        assert_eq!(winner(0.0), Rag);
        assert!(winner(1.0).tunes());
    }
    rag_non_negotiable {
        for strictness in ["0", "0.3", "0.6"] {
            let r = report(&format!("audit=required change_days=1 new_facts_share=0.8 strictness={strictness} examples=200"));
            assert_eq!(r.verdict.winner, Rag, "{strictness}");
        }
    }
    ft_consistency {
        for id in ["clinical-notes", "json-schema"] {
            let r = of_preset(id);
            assert!(r.verdict.winner.only_tunes(), "{id}");
            assert!(r.signals.contains(&Signal::FactsAreStable) && r.signals.contains(&Signal::BehaviourHeavy), "{id}");
        }
    }
    faq_when_ft {
        let r = report("strictness=0.95 new_facts_share=0.05 change_days=3650 syntax_share=0.1 classes=40");
        for s in [Prompt, Rag, LongContext] {
            assert!(r.of(s).quality.behaviour < r.of(Lora).quality.behaviour - 0.1, "{s:?}");
        }
        assert!(r.verdict.winner.only_tunes());
    }
    faq_costs {
        let r = report("change_days=365");
        assert!(r.of(Rag).cost.upfront_usd < r.of(Lora).cost.upfront_usd, "lower setup costs");
        let ongoing = |s: Strategy| {
            [CostItem::Context, CostItem::Search, CostItem::Store].map(|i| item(r.of(s), i).monthly_usd).iter().sum::<f64>()
        };
        assert!(ongoing(Rag) > 100.0 && ongoing(Lora) == 0.0, "ongoing infrastructure and tokens");
    }
    faq_limits {
        let at = |recall: f64| report(&format!("recall={recall} new_facts_share=0.8")).of(Rag).quality;
        for step in 0..10 {
            let (less, more) = (at(f64::from(step) / 10.0), at(f64::from(step + 1) / 10.0));
            assert!(less.p_correct < more.p_correct && less.silent_failure > more.silent_failure);
        }
        assert!(at(0.0).p_correct < 0.3 && at(1.0).p_correct > 0.6);
    }
}
