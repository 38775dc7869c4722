//! How a verdict is reached: gates at their limits, criteria at their named points, ranking, reasons, signals, path and flips, on
//! figures set by hand.

use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::catalog::{LongPrompt, TuningMethod};
use forkcast_engine::cost::crossover;
use forkcast_engine::decision::{
    Assessed, Decision, assess_all, choose, criteria, decide, gates, path, reasons, signals,
};
use forkcast_engine::explore::{self, Cell, tornado};
use forkcast_engine::latency::lognormal::LogNormal;
use forkcast_engine::params::{self, Param, Value};
use forkcast_engine::presets::Preset;
use forkcast_engine::report::{
    CRITERIA, CostItem, Criterion, Fact, Flip, Gate, PathAction, PathStep, Quality, Reason, Side, Signal,
    StageKind, Warning,
};
use forkcast_engine::scenario::{Audit, Precision, Supply, TrainingPlace};
use forkcast_engine::strategy::{Method, STRATEGIES};
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn preset(id: &str) -> Scenario {
    Preset::find(id).expect("a preset").scenario(catalog())
}

fn model(id: &str) -> u16 {
    catalog()
        .models
        .iter()
        .position(|m| m.id == id)
        .expect("in the catalog") as u16
}

fn param(key: &str) -> &'static Param {
    params::find(key).expect("an input")
}

fn close(found: f64, by_hand: f64) {
    assert!(
        (found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1e-3),
        "{found}, by hand {by_hand}"
    );
}

/// Limits so wide that every gate is open.
fn roomy() -> Scenario {
    Scenario {
        budget_upfront_usd: 1e7,
        budget_monthly_usd: 1e6,
        horizon_months: 10.0,
        ttft_p95_ms: 60_000.0,
        e2e_p95_ms: 600_000.0,
        freshness_floor: 0.0,
        audit: Audit::None,
        examples: 5000.0,
        label_quality: 1.0,
        corpus_tokens: 20_000.0,
        ..Scenario::default()
    }
}

fn assessed(s: &Scenario) -> [Assessed; STRATEGIES] {
    assess_all(s, catalog())
}

/// By quality alone, of which the shares given are right.
fn ranked_by(
    right: [f64; STRATEGIES],
    change: impl Fn(&mut Scenario, &mut [Assessed; STRATEGIES]),
) -> Decision {
    let mut s = Scenario {
        weight_quality: 1.0,
        weight_cost: 0.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        weight_traceability: 0.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        hybrid_margin: 0.05,
        ..roomy()
    };
    let mut all = assessed(&s);
    for (a, right) in all.iter_mut().zip(right) {
        a.quality.p_correct = right;
    }
    change(&mut s, &mut all);
    choose(&s, catalog(), &all).0
}

#[test]
fn the_best_score_wins_and_the_runner_up_is_another_answer() {
    let untouched = |_: &mut Scenario, _: &mut [Assessed; STRATEGIES]| ();
    let d = ranked_by([0.1, 0.2, 0.6, 0.5, 0.8, 0.7, 0.3], untouched);
    assert_eq!((d.winner, d.runner_up, d.feasible), (Lora, Rag, true));
    close(d.margin, 0.8 - 0.6);
    assert_eq!(d.open, [true; STRATEGIES]);
    close(d.utility[Qlora.index()], 0.7);
    let d = ranked_by([0.9, 0.2, 0.3, 0.1, 0.4, 0.1, 0.1], untouched);
    assert_eq!((d.winner, d.runner_up), (Prompt, Lora));
    let d = ranked_by([0.9, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1], untouched);
    assert_eq!((d.winner, d.runner_up), (Prompt, LongContext));
    // Of equals the first in the order of the strategies.
    let d = ranked_by([0.5, 0.5, 0.9, 0.4, 0.4, 0.4, 0.4], untouched);
    assert_eq!((d.winner, d.runner_up), (Rag, Prompt));
    let d = ranked_by([0.4, 0.4, 0.4, 0.9, 0.9, 0.9, 0.4], untouched);
    assert_eq!((d.winner, d.runner_up), (FullFt, Prompt));
}

#[test]
fn a_hybrid_must_lead_by_its_margin() {
    let best = |hybrid: f64| ranked_by([0.1, 0.1, 0.7, 0.1, 0.6, 0.1, hybrid], |_, _| ());
    let d = best(0.76);
    assert_eq!((d.winner, d.runner_up), (Hybrid, Rag));
    close(d.margin, 0.06);
    let d = best(0.74);
    assert_eq!((d.winner, d.runner_up), (Rag, Hybrid));
    close(d.margin, -0.04);
    // The margin also holds between it and the third.
    assert_eq!(best(0.64).runner_up, Lora);
}

#[test]
fn what_passes_every_gate_comes_first_and_else_what_is_least_shut() {
    let right = [0.1, 0.2, 0.9, 0.3, 0.4, 0.3, 0.3];
    let d = ranked_by(right, |_, all| all[Rag.index()].sold = false);
    assert_eq!((d.winner, d.runner_up, d.feasible), (Lora, Hybrid, true));
    assert!(!d.open[Rag.index()] && d.open[Lora.index()]);
    // Nothing is fresh enough (2); what cannot be bought besides is shut twice as fast.
    let d = ranked_by(right, |s, all| {
        s.freshness_floor = 1.0;
        for a in all.iter_mut() {
            a.quality.fresh = 0.5;
            a.sold = a.strategy == Prompt || a.strategy == Lora;
        }
    });
    assert_eq!((d.winner, d.runner_up, d.feasible), (Lora, Prompt, false));
}

#[test]
fn a_hybrid_is_trained_by_the_cheapest_method_that_is_sold() {
    let method = |s: &Scenario, c: &Catalog| evaluate(s, c).of(Hybrid).hybrid.expect("a hybrid").method;
    let total = |s: &Scenario, x: Strategy| {
        *evaluate(s, catalog())
            .of(x)
            .cost
            .cumulative_usd
            .last()
            .expect("months")
    };
    let s = Scenario {
        training_place: TrainingPlace::Rented,
        model_index: model("llama-3.1-8b"),
        ..roomy()
    };
    assert!(total(&s, Lora) < total(&s, Qlora) && total(&s, Lora) < total(&s, FullFt));
    assert_eq!(method(&s, catalog()), Method::Lora);
    // QLoRA saves memory: where LoRA needs twice the GPUs and there is next to nothing to train on, it is the cheapest.
    let small = Scenario {
        examples: 0.0,
        new_facts_share: 0.0,
        training_gpu_index: catalog().gpus.iter().position(|g| g.id == "l4").expect("a GPU") as u16,
        ..s
    };
    assert!(total(&small, Qlora) < total(&small, Lora));
    assert_eq!(method(&small, catalog()), Method::Qlora);
    // With both on one GPU they cost the same; LoRA is the plainer.
    let level = Scenario {
        training_gpu_index: s.training_gpu_index,
        ..small
    };
    assert_eq!(total(&level, Qlora), total(&level, Lora));
    assert_eq!(method(&level, catalog()), Method::Lora);
    // What is not sold is not taken, however little it would cost; what is sold is taken before what is not.
    let mut c = catalog().clone();
    let here = usize::from(s.model_index);
    c.models.to_mut()[here].tuning.as_mut().expect("tuned").method = TuningMethod::Managed;
    assert_eq!(method(&small, &c), Method::Lora, "QLoRA is not sold");
    c.models.to_mut()[here].tuning = None;
    assert_eq!(method(&s, &c), Method::Full);
    for strategy in Strategy::ALL {
        assert_eq!(evaluate(&s, &c).of(strategy).hybrid.is_some(), strategy == Hybrid);
    }
}

#[test]
fn weights_are_shares_and_traceability_counts_only_where_it_is_asked_for() {
    let s = Scenario {
        audit: Audit::Useful,
        weight_quality: 0.5,
        weight_cost: 0.25,
        weight_latency: 0.125,
        weight_freshness: 0.125,
        weight_traceability: 1.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        ..roomy()
    };
    assert_eq!(
        criteria::weights(&s),
        [0.25, 0.125, 0.0625, 0.0625, 0.5, 0.0, 0.0]
    );
    let none = Scenario {
        audit: Audit::None,
        ..s
    };
    assert_eq!(criteria::weights(&none), [0.5, 0.25, 0.125, 0.125, 0.0, 0.0, 0.0]);
    let nothing = Scenario {
        weight_quality: 0.0,
        weight_cost: 0.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        ..none
    };
    assert_eq!(criteria::weights(&nothing), [1.0 / 7.0; CRITERIA]);
}

#[test]
fn criteria_have_the_values_that_their_functions_name() {
    // 1,000 up front and 10 months of 300: 4,000 may be spent.
    let s = Scenario {
        budget_upfront_usd: 1000.0,
        budget_monthly_usd: 300.0,
        ttft_p95_ms: 500.0,
        build_hours_rag: 480.0,
        ..roomy()
    };
    close(criteria::cost(&s, 0.0), 1.0);
    close(criteria::cost(&s, 4000.0), 0.25);
    close(criteria::cost(&s, 8000.0), 1.0 / 7.0);
    close(criteria::latency(&s, 0.0), 1.0);
    close(criteria::latency(&s, 500.0), 0.5);
    close(criteria::latency(&s, 1500.0), 0.1);
    close(criteria::time_to_value(0.0), 1.0);
    close(criteria::time_to_value(12.0), (-1f64).exp());
    // Passages name their source; a corpus in the prompt can be quoted; weights cannot.
    let table = [
        (Prompt, 0.0, 1.0, 0.95),
        (LongContext, 0.7, 0.95, 0.85),
        (Rag, 1.0, 0.55, 0.95),
        (FullFt, 0.0, 0.6, 0.2),
        (Lora, 0.0, 0.75, 0.35),
        (Qlora, 0.0, 0.72, 0.35),
        (Hybrid, 1.0, 0.3, 0.35),
    ];
    for (strategy, traceability, few_parts, portability) in table {
        assert_eq!(strategy.profile().traceability, traceability, "{strategy:?}");
        assert_eq!(strategy.profile().few_parts, few_parts, "{strategy:?}");
        assert_eq!(strategy.profile().portability, portability, "{strategy:?}");
    }
    let mut rag = assessed(&s)[Rag.index()];
    rag.total_usd = 4000.0;
    rag.latency.ttft = LogNormal::from_percentiles(200.0, 1500.0);
    rag.quality = Quality {
        p_correct: 0.6,
        fresh: 0.9,
        ..rag.quality
    };
    // 480 hours are 13 weeks of one person.
    let by_hand = [0.6, 0.25, 0.1, 0.9, 1.0, (-13.0 / 12.0f64).exp(), 0.75];
    for (found, by_hand) in criteria::values(&s, &rag).into_iter().zip(by_hand) {
        close(found, by_hand);
    }
}

/// The gates of a strategy's figures in a scenario.
fn shut(s: &Scenario, a: &Assessed) -> Vec<Gate> {
    gates::check(s, catalog(), a).list()
}

#[test]
fn gates_open_at_their_very_limits() {
    let s = roomy();
    let all = assessed(&s);
    for a in &all {
        let found = gates::check(&s, catalog(), a);
        assert_eq!(found.list(), []);
        assert!(found.is_open() && found.severity() == 0 && found.iter().count() == 0);
    }
    let a = all[Rag.index()];
    let full = Assessed {
        tokens: a.context_tokens,
        ..a
    };
    assert_eq!(shut(&s, &full), []);
    let over = Assessed {
        tokens: a.context_tokens + 1.0,
        ..a
    };
    assert_eq!(
        shut(&s, &over),
        [Gate::ContextWindow {
            tokens: a.context_tokens + 1.0,
            limit_tokens: a.context_tokens
        }]
    );
    assert_eq!(shut(&s, &Assessed { sold: false, ..a }), [Gate::NotSold]);
    let (p95, end) = (a.latency.ttft.p95(), a.latency.e2e.p95());
    let upfront = a.costs.upfront_usd();
    let monthly = (a.total_usd - upfront) / 10.0;
    let tight = Scenario {
        freshness_floor: a.quality.fresh,
        ttft_p95_ms: p95,
        e2e_p95_ms: end,
        budget_upfront_usd: upfront,
        budget_monthly_usd: monthly,
        ..s
    };
    assert_eq!(shut(&tight, &a), [], "every limit is just met");
    let less = |x: f64| x * 0.999;
    let too_tight = Scenario {
        freshness_floor: a.quality.fresh + 0.001,
        ttft_p95_ms: less(p95),
        e2e_p95_ms: less(end),
        budget_upfront_usd: less(upfront),
        budget_monthly_usd: less(monthly),
        ..s
    };
    let found = gates::check(&too_tight, catalog(), &a);
    assert_eq!(
        found.list(),
        [
            Gate::Freshness {
                fresh: a.quality.fresh,
                floor: a.quality.fresh + 0.001
            },
            Gate::TimeToFirstToken {
                p95_ms: p95,
                limit_ms: less(p95)
            },
            Gate::WholeAnswer {
                p95_ms: end,
                limit_ms: less(end)
            },
            Gate::UpfrontBudget {
                usd: upfront,
                limit_usd: less(upfront)
            },
            Gate::MonthlyBudget {
                usd: monthly,
                limit_usd: less(monthly)
            },
        ]
    );
    // Freshness weighs two, what money or time opens one each.
    assert_eq!(found.severity(), 6);
    assert!(!found.is_open());
}

#[test]
fn prompt_and_answer_must_fit_the_context_together() {
    let s = Scenario {
        prompt_tokens: 600.0,
        few_shot: 4.0,
        example_tokens: 100.0,
        chunks: 5.0,
        chunk_tokens: 300.0,
        output_tokens: 200.0,
        corpus_tokens: 20_000.0,
        ..roomy()
    };
    for a in &assessed(&s) {
        let by_hand = match a.strategy {
            Prompt => 1200.0,
            LongContext => 21_200.0,
            Rag => 2700.0,
            Hybrid => 2300.0,
            FullFt | Lora | Qlora => 800.0,
        };
        assert_eq!(a.tokens, by_hand, "{:?}", a.strategy);
    }
}

#[test]
fn an_audit_that_is_required_shuts_out_what_cannot_cite_and_one_that_is_useful_does_not() {
    for (audit, gates) in [(Audit::None, 0), (Audit::Useful, 0), (Audit::Required, 1)] {
        let s = Scenario { audit, ..roomy() };
        for a in &assessed(&s) {
            let expected = if a.strategy.cites() { 0 } else { gates };
            assert_eq!(shut(&s, a), vec![Gate::Audit; expected], "{:?}", a.strategy);
        }
    }
}

#[test]
fn the_data_gate_opens_with_the_three_hundredth_good_example() {
    let with = |examples: f64, label_quality: f64| Scenario {
        examples,
        label_quality,
        ..roomy()
    };
    assert_eq!(catalog().calibration.examples_gate, 300.0);
    assert_eq!(gates::data(&with(300.0, 1.0), catalog()), None);
    let thin = with(299.0, 1.0);
    let gate = Gate::Data {
        effective: 299.0,
        needed: 300.0,
        examples_needed: 300.0,
    };
    assert_eq!(gates::data(&thin, catalog()), Some(gate));
    for a in &assessed(&thin) {
        let expected = if a.strategy.tunes() { vec![gate] } else { vec![] };
        assert_eq!(shut(&thin, a), expected, "{:?}", a.strategy);
    }
    // Quality counts by its fourth power: at one half it takes sixteen times as many, at 0.9 457.2 of them.
    assert_eq!(gates::examples_needed(&with(0.0, 0.5), catalog()), 4800.0);
    assert_eq!(gates::examples_needed(&with(0.0, 0.9), catalog()), 458.0);
    assert_eq!(gates::examples_needed(&with(0.0, 0.0), catalog()), 1e10);
}

#[test]
fn a_stage_that_takes_no_time_is_not_told() {
    let s = Scenario {
        reranker_index: 0,
        ..roomy()
    };
    let r = evaluate(&s, catalog());
    let kinds =
        |x: Strategy| -> Vec<StageKind> { r.of(x).latency.stages.iter().map(|stage| stage.kind).collect() };
    use StageKind::{Decode, Embed, Network, Prefill, Queue, Search};
    assert_eq!(kinds(Prompt), [Network, Queue, Prefill, Decode]);
    assert_eq!(kinds(Rag), [Network, Embed, Search, Queue, Prefill, Decode]);
    let latency = &r.of(Rag).latency;
    let all = assessed(&s);
    assert_eq!(latency.ttft_p95_ms, all[Rag.index()].latency.ttft.p95());
    assert_eq!(latency.e2e_p50_ms, all[Rag.index()].latency.e2e.p50());
}

#[test]
fn warnings_are_given_where_they_hold_and_only_there() {
    let s = Scenario {
        model_index: model("llama-3.1-8b"),
        ..roomy()
    };
    let warnings = |s: &Scenario, c: &Catalog| evaluate(s, c).warnings;
    assert_eq!(warnings(&s, catalog()), []);
    let broke = Scenario {
        budget_monthly_usd: 50.0,
        ..s
    };
    assert_eq!(warnings(&broke, catalog()), [Warning::NothingFits]);
    let disagree = Scenario {
        model_index: model("llama-3.3-70b"),
        ..s
    };
    assert_eq!(warnings(&disagree, catalog()), [Warning::FeedsDisagree]);
    let mut c = catalog().clone();
    let here = usize::from(s.model_index);
    c.models.to_mut()[here].tuning = None;
    assert_eq!(warnings(&s, &c), [], "all weights can still be trained");
    c.models.to_mut()[here].shape = None;
    assert_eq!(warnings(&s, &c), [Warning::CannotTune]);
    let hurts = Scenario { recall: 0.0, ..s };
    assert_eq!(warnings(&hurts, catalog()), [Warning::RetrievalHurts]);
    let gpu = |id: &str| catalog().gpus.iter().position(|g| g.id == id).expect("a GPU") as u16;
    let own = |id: &str, precision| Scenario {
        supply: Supply::OwnGpus,
        open_model_index: model("llama-3.3-70b"),
        gpu_index: gpu(id),
        precision,
        ..s
    };
    assert!(!catalog().gpus[usize::from(gpu("a100"))].fp8);
    // 141 GB of weights and 72 GB of an A100 to fill; a byte or half of one a weight fits on one.
    assert_eq!(
        warnings(&own("a100", Precision::Bf16), catalog()),
        [Warning::SpreadOverGpus { gpus: 2.0 }]
    );
    assert_eq!(warnings(&own("a100", Precision::Int4), catalog()), []);
    assert_eq!(
        warnings(&own("a100", Precision::Fp8), catalog()),
        [Warning::NoFp8]
    );
    assert_eq!(warnings(&own("h200", Precision::Fp8), catalog()), []);
}

#[test]
fn costs_add_up_to_the_month() {
    let s = Scenario {
        store_index: 0,
        ..roomy()
    };
    let r = evaluate(&s, catalog());
    for x in Strategy::ALL {
        let cost = &r.of(x).cost;
        close(cost.monthly_usd, cost.items.iter().map(|i| i.monthly_usd).sum());
        close(cost.upfront_usd, cost.items.iter().map(|i| i.upfront_usd).sum());
    }
    assert!(r.of(Rag).cost.items[CostItem::Store as usize].monthly_usd > 0.0);
    let curves: [&[f64]; STRATEGIES] =
        std::array::from_fn(|i| r.strategies[i].cost.cumulative_usd.as_slice());
    assert_eq!(r.crossovers, crossover::months(curves));
}

/// Reasons on figures set by hand: the winner's and its rival's. Every weight is a power of two, so that sums are exact.
struct Case {
    s: Scenario,
    all: [Assessed; STRATEGIES],
    values: [[f64; CRITERIA]; STRATEGIES],
    decision: Decision,
}

impl Case {
    fn new(winner: Strategy) -> Self {
        let s = Scenario {
            weight_quality: 0.25,
            weight_cost: 0.25,
            weight_latency: 0.125,
            weight_freshness: 0.125,
            weight_traceability: 0.125,
            weight_time: 0.0625,
            weight_simplicity: 0.0625,
            audit: Audit::Useful,
            change_days: 30.0,
            new_facts_share: 0.5,
            strictness: 0.8,
            build_hours_prompt: 48.0,
            build_hours_rag: 480.0,
            build_hours_ft: 240.0,
            ..roomy()
        };
        let mut all = assessed(&s);
        for a in &mut all {
            a.quality = Quality {
                p_correct: 0.5,
                knowledge: 0.5,
                behaviour: 0.5,
                silent_failure: 0.1,
                fresh: 0.5,
            };
            a.total_usd = 1000.0;
            a.latency.ttft = LogNormal::from_percentiles(100.0, 200.0);
        }
        let decision = Decision {
            winner,
            feasible: true,
            runner_up: Rag,
            margin: 0.1,
            utility: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            open: [true; STRATEGIES],
        };
        Self {
            s,
            all,
            values: [[0.5; CRITERIA]; STRATEGIES],
            decision,
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        let open = self.all.map(|a| gates::check(&self.s, catalog(), &a));
        reasons::list(&self.s, &self.decision, &self.all, &self.values, &open)
    }

    /// Side, weight and fact of the reason of that criterion which the test singles out.
    fn find(&self, wanted: impl Fn(&Fact) -> bool) -> Option<(Side, f64, Fact)> {
        let all = self.reasons();
        let mut found = all.iter().filter(|r| wanted(&r.fact));
        let one = found.next().map(|r| (r.side, r.weight, r.fact));
        assert!(found.next().is_none(), "twice in {all:?}");
        one
    }
}

fn told(found: Option<(Side, f64, Fact)>, side: Side, weight: f64, fact: Fact) {
    let (found_side, found_weight, found_fact) = found.expect("the reason is told");
    assert_eq!((found_side, found_fact), (side, fact));
    close(found_weight, weight);
}

#[test]
fn a_criterion_speaks_by_its_weight_times_the_difference() {
    let mut case = Case::new(Lora);
    case.values[Lora.index()] = [0.5, 0.9, 0.1, 0.5, 0.5, 0.9, 0.1];
    case.all[Lora.index()].total_usd = 700.0;
    case.all[Lora.index()].latency.ttft = LogNormal::from_percentiles(100.0, 300.0);
    let fact = Fact::Costs {
        winner_usd: 700.0,
        rival_usd: 1000.0,
        than: Rag,
    };
    told(
        case.find(|f| matches!(f, Fact::Costs { .. })),
        Side::For,
        0.25 * 0.4,
        fact,
    );
    let fact = Fact::Faster {
        winner_ms: case.all[Lora.index()].latency.ttft.p95(),
        rival_ms: case.all[Rag.index()].latency.ttft.p95(),
        than: Rag,
    };
    told(
        case.find(|f| matches!(f, Fact::Faster { .. })),
        Side::Against,
        0.125 * 0.4,
        fact,
    );
    // 240 and 480 hours at 160 × 12 / 52 a week.
    let live = case.find(|f| matches!(f, Fact::Live { .. }));
    let Some((
        Side::For,
        weight,
        Fact::Live {
            winner_weeks,
            rival_weeks,
            than: Rag,
        },
    )) = live
    else {
        panic!("{live:?}")
    };
    close(weight, 0.0625 * 0.4);
    close(winner_weeks, 6.5);
    close(rival_weeks, 13.0);
    told(
        case.find(|f| matches!(f, Fact::Simpler { .. })),
        Side::Against,
        0.0625 * 0.4,
        Fact::Simpler { than: Rag },
    );
    told(
        case.find(|f| matches!(f, Fact::CannotCite)),
        Side::Against,
        0.125,
        Fact::CannotCite,
    );
    // First what speaks for it, then what speaks against it, each by weight.
    let told: Vec<(Side, Criterion)> = case.reasons().iter().map(|r| (r.side, r.criterion)).collect();
    assert_eq!(
        told,
        [
            (Side::For, Criterion::Cost),
            (Side::For, Criterion::TimeToValue),
            (Side::Against, Criterion::Traceability),
            (Side::Against, Criterion::Latency),
            (Side::Against, Criterion::Simplicity),
        ]
    );
    // The other way round, and level.
    case.values[Lora.index()] = [0.5, 0.1, 0.9, 0.5, 0.5, 0.1, 0.9];
    let side = |case: &Case, criterion: Criterion| {
        case.reasons()
            .iter()
            .find(|r| r.criterion == criterion)
            .map(|r| r.side)
    };
    assert_eq!(side(&case, Criterion::Cost), Some(Side::Against));
    assert_eq!(side(&case, Criterion::Latency), Some(Side::For));
    assert_eq!(side(&case, Criterion::TimeToValue), Some(Side::Against));
    assert_eq!(side(&case, Criterion::Simplicity), Some(Side::For));
    case.values[Lora.index()] = [0.5; CRITERIA];
    assert_eq!(
        side(&case, Criterion::Cost),
        None,
        "what moves nothing says nothing"
    );
}

#[test]
fn what_moves_the_score_by_a_five_hundredth_is_told_and_less_is_not() {
    let mut case = Case::new(Lora);
    let told = |case: &Case| case.find(|f| matches!(f, Fact::Costs { .. })).is_some();
    case.values[Lora.index()][Criterion::Cost as usize] = 0.5 + 0.0081;
    assert!(told(&case));
    case.values[Lora.index()][Criterion::Cost as usize] = 0.5 + 0.0079;
    assert!(!told(&case));
}

#[test]
fn at_most_five_reasons_are_told_for_either_side() {
    let mut case = Case::new(Lora);
    case.values[Lora.index()] = [0.5, 0.9, 0.9, 0.5, 0.5, 0.9, 0.9];
    case.s.new_facts_share = 0.1;
    case.all[Lora.index()].quality.knowledge = 0.7;
    case.all[Lora.index()].quality.behaviour = 0.9;
    let all = case.reasons();
    let on = |side: Side| all.iter().filter(|r| r.side == side).count();
    assert_eq!((on(Side::For), on(Side::Against)), (5, 1), "{all:?}");
    for pair in all.windows(2).filter(|pair| pair[0].side == pair[1].side) {
        assert!(pair[0].weight >= pair[1].weight);
    }
}

#[test]
fn quality_speaks_by_what_is_known_and_by_how_it_is_said() {
    let mut case = Case::new(Lora);
    case.all[Lora.index()].quality.knowledge = 0.7;
    case.all[Lora.index()].quality.behaviour = 0.9;
    // Knowledge at the rival's behaviour, behaviour at the winner's knowledge: together the whole difference of 0.63 − 0.25.
    let knows = Fact::Knows {
        winner: 0.7,
        rival: 0.5,
        than: Rag,
    };
    told(
        case.find(|f| matches!(f, Fact::Knows { .. })),
        Side::For,
        0.25 * 0.2 * 0.5,
        knows,
    );
    let behaves = case.find(|f| matches!(f, Fact::Behaves { .. }));
    let Some((
        Side::For,
        weight,
        Fact::Behaves {
            winner_breaks,
            rival_breaks,
            than: Rag,
        },
    )) = behaves
    else {
        panic!("{behaves:?}")
    };
    close(weight, 0.25 * 0.4 * 0.7);
    close(winner_breaks, 0.1);
    close(rival_breaks, 0.5);
    // The other way round.
    case.all[Lora.index()].quality.knowledge = 0.3;
    case.all[Lora.index()].quality.behaviour = 0.1;
    let side = |found: Option<(Side, f64, Fact)>| found.map(|f| f.0);
    assert_eq!(
        side(case.find(|f| matches!(f, Fact::Knows { .. }))),
        Some(Side::Against)
    );
    assert_eq!(
        side(case.find(|f| matches!(f, Fact::Behaves { .. }))),
        Some(Side::Against)
    );
    // A difference of less than a hundredth is none, whatever its weight.
    case.s.weight_quality = 1.0;
    case.all[Lora.index()].quality.knowledge = 0.5095;
    case.all[Lora.index()].quality.behaviour = 0.4905;
    assert_eq!(
        case.find(|f| matches!(f, Fact::Knows { .. } | Fact::Behaves { .. })),
        None
    );
    // One of exactly as much is (fractions of two, so that the hundredth is the engine's own).
    case.all[Lora.index()].quality.knowledge = 0.01;
    case.all[Rag.index()].quality.knowledge = 0.0;
    case.all[Lora.index()].quality.behaviour = 1.0;
    case.all[Rag.index()].quality.behaviour = 1.0;
    assert!(case.find(|f| matches!(f, Fact::Knows { .. })).is_some());
    case.all[Rag.index()].quality = Quality {
        knowledge: 1.0,
        behaviour: 0.0,
        ..case.all[Rag.index()].quality
    };
    case.all[Lora.index()].quality.knowledge = 1.0;
    case.all[Lora.index()].quality.behaviour = 0.01;
    assert!(case.find(|f| matches!(f, Fact::Behaves { .. })).is_some());
}

#[test]
fn retrieval_keeps_up_where_training_does_not() {
    let keeps_up = |case: &Case| case.find(|f| matches!(f, Fact::RetrievalKeepsUp { .. }));
    let mut case = Case::new(Rag);
    case.values[Rag.index()][Criterion::Freshness as usize] = 0.9;
    case.all[Rag.index()].quality.knowledge = 0.9;
    let fact = |change_days: f64, tuned_fresh: f64| Fact::RetrievalKeepsUp {
        change_days,
        tuned_fresh,
    };
    // Freshness by itself, and half of what better knowledge moves: 0.4 at the rival's behaviour of one half.
    let freshness = 0.125 * 0.4;
    let knowledge = 0.25 * 0.4 * 0.5;
    told(
        keeps_up(&case),
        Side::For,
        freshness + 0.5 * knowledge,
        fact(30.0, 0.5),
    );
    // With facts that change weekly all of it.
    case.s.change_days = 7.0;
    told(keeps_up(&case), Side::For, freshness + knowledge, fact(7.0, 0.5));
    case.s.change_days = 7.1;
    told(
        keeps_up(&case),
        Side::For,
        freshness + 0.5 * knowledge,
        fact(7.1, 0.5),
    );
    // What speaks the other way is not held against it, and it is named even where it moves next to nothing.
    case.values[Rag.index()][Criterion::Freshness as usize] = 0.1;
    case.all[Rag.index()].quality.knowledge = 0.1;
    told(keeps_up(&case), Side::For, 0.002, fact(7.1, 0.5));
    // A tuned model that is as good as fresh leaves nothing to say.
    case.all[Lora.index()].quality.fresh = 0.96;
    assert!(keeps_up(&case).is_some());
    case.all[Lora.index()].quality.fresh = 0.97;
    assert!(keeps_up(&case).is_none());
}

#[test]
fn a_tuned_model_rests_on_few_or_stable_facts() {
    let facts =
        |case: &Case| case.find(|f| matches!(f, Fact::FewNewFacts { .. } | Fact::FactsAreStable { .. }));
    let mut case = Case::new(Lora);
    assert!(
        facts(&case).is_none(),
        "half of the questions need facts, and half of those are stale"
    );
    case.s.new_facts_share = 0.2;
    told(
        facts(&case),
        Side::For,
        0.125 * 0.8,
        Fact::FewNewFacts { share: 0.2 },
    );
    case.s.new_facts_share = 0.21;
    case.all[Lora.index()].quality.fresh = 0.9;
    told(
        facts(&case),
        Side::For,
        0.125 * 0.9,
        Fact::FactsAreStable { change_days: 30.0 },
    );
    case.all[Lora.index()].quality.fresh = 0.89;
    assert!(facts(&case).is_none());
}

#[test]
fn citing_counts_by_its_weight_or_wholly_where_it_is_required() {
    let cites = |case: &Case| case.find(|f| matches!(f, Fact::Cites { .. } | Fact::CannotCite));
    let mut case = Case::new(Rag);
    told(cites(&case), Side::For, 0.125, Fact::Cites { required: false });
    case.s.audit = Audit::Required;
    told(cites(&case), Side::For, 1.0, Fact::Cites { required: true });
    case.s.audit = Audit::None;
    assert!(cites(&case).is_none());
    let mut case = Case::new(Lora);
    told(cites(&case), Side::Against, 0.125, Fact::CannotCite);
    case.s.audit = Audit::None;
    assert!(cites(&case).is_none());
}

#[test]
fn what_retrieval_adds_speaks_against_it() {
    let adds = |case: &Case| case.find(|f| matches!(f, Fact::RetrievalAdds { .. }));
    let at = |ms: f64| LogNormal::from_percentiles(ms, 2.0 * ms);
    let mut case = Case::new(Rag);
    case.all[Prompt.index()].latency.ttft = at(100.0);
    case.all[Qlora.index()].latency.ttft = at(150.0);
    case.all[Rag.index()].latency.ttft = at(400.0);
    case.values[Rag.index()][Criterion::Latency as usize] = 0.1;
    let Some((Side::Against, weight, Fact::RetrievalAdds { ms })) = adds(&case) else {
        panic!("{:?}", adds(&case))
    };
    close(weight, 0.125 * 0.4);
    close(ms, 300.0);
    // It is named even where the winner is the faster by some other way.
    case.values[Rag.index()][Criterion::Latency as usize] = 0.9;
    let Some((Side::Against, weight, _)) = adds(&case) else {
        panic!("{:?}", adds(&case))
    };
    close(weight, 0.002);
    // A hybrid is held against its own model without retrieval.
    let mut case = Case::new(Hybrid);
    case.all[Qlora.index()].latency.ttft = at(150.0);
    case.all[Hybrid.index()].latency.ttft = at(400.0);
    case.all[Hybrid.index()].method = Method::Qlora;
    let Some((_, _, Fact::RetrievalAdds { ms })) = adds(&case) else {
        panic!("{:?}", adds(&case))
    };
    close(ms, 250.0);
}

#[test]
fn rag_is_held_against_the_best_tuned_model_and_all_else_against_rag() {
    let than = |winner: Strategy, utility: [f64; STRATEGIES]| {
        let mut case = Case::new(winner);
        case.values[winner.index()][Criterion::Simplicity as usize] = 0.9;
        case.decision.utility = utility;
        match case.find(|f| matches!(f, Fact::Simpler { .. })) {
            Some((_, _, Fact::Simpler { than })) => than,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(than(Rag, [0.9, 0.9, 0.9, 0.1, 0.2, 0.3, 0.9]), Qlora);
    assert_eq!(than(Rag, [0.9, 0.9, 0.9, 0.5, 0.2, 0.3, 0.9]), FullFt);
    assert_eq!(than(Rag, [0.5; STRATEGIES]), FullFt, "the first of equals");
    for winner in [Prompt, LongContext, FullFt, Lora, Qlora] {
        assert_eq!(than(winner, [0.5; STRATEGIES]), Rag);
    }
    assert_eq!(than(Hybrid, [0.0, 0.0, 0.4, 0.1, 0.5, 0.3, 0.9]), Lora);
    assert_eq!(than(Hybrid, [0.0, 0.0, 0.5, 0.1, 0.5, 0.3, 0.9]), Rag);
}

#[test]
fn a_gate_that_shuts_the_rival_is_a_reason() {
    let gated = |case: &Case| case.find(|f| matches!(f, Fact::RivalGated { .. }));
    let mut case = Case::new(Rag);
    case.decision.utility[Lora.index()] = 0.6;
    assert!(gated(&case).is_none());
    // Missing examples count by how much the behaviour they would teach is asked for.
    case.s.examples = 100.0;
    let gate = Gate::Data {
        effective: 100.0,
        needed: 300.0,
        examples_needed: 300.0,
    };
    let data = Fact::RivalGated { rival: Lora, gate };
    told(gated(&case), Side::For, 0.05 + 0.15 * 0.8, data);
    // The gravest gate is named.
    case.s.budget_upfront_usd = 1.0;
    told(gated(&case), Side::For, 0.05 + 0.15 * 0.8, data);
    case.s.examples = 5000.0;
    let usd = case.all[Lora.index()].costs.upfront_usd();
    let gate = Gate::UpfrontBudget { usd, limit_usd: 1.0 };
    told(
        gated(&case),
        Side::For,
        0.05,
        Fact::RivalGated { rival: Lora, gate },
    );
    // Each gate belongs to a criterion.
    let criterion = |change: &dyn Fn(&mut Case)| {
        let mut case = Case::new(Rag);
        case.decision.utility[Lora.index()] = 0.6;
        change(&mut case);
        let all = case.reasons();
        let found = all.iter().find(|r| matches!(r.fact, Fact::RivalGated { .. }));
        found.map(|r| r.criterion)
    };
    assert_eq!(
        criterion(&|c| c.s.audit = Audit::Required),
        Some(Criterion::Traceability)
    );
    assert_eq!(criterion(&|c| c.s.examples = 0.0), Some(Criterion::Quality));
    assert_eq!(
        criterion(&|c| c.all[Lora.index()].sold = false),
        Some(Criterion::Quality)
    );
    assert_eq!(
        criterion(&|c| c.all[Lora.index()].tokens = 1e9),
        Some(Criterion::Quality)
    );
    assert_eq!(
        criterion(&|c| c.s.freshness_floor = 0.9),
        Some(Criterion::Freshness)
    );
    assert_eq!(criterion(&|c| c.s.ttft_p95_ms = 50.0), Some(Criterion::Latency));
    assert_eq!(criterion(&|c| c.s.e2e_p95_ms = 100.0), Some(Criterion::Latency));
    assert_eq!(
        criterion(&|c| c.s.budget_upfront_usd = 1.0),
        Some(Criterion::Cost)
    );
    let monthly = |c: &mut Case| {
        c.s.budget_monthly_usd = 50.0;
        c.all[Lora.index()].total_usd = 1e6;
    };
    assert_eq!(criterion(&monthly), Some(Criterion::Cost));
}

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
        on(&|s| (s.strictness, s.examples) = (0.6, 299.0)),
        [DataNotReady, BehaviourHeavy]
    );
    assert_eq!(on(&|s| s.examples = 299.0), [], "a loose form needs no examples");
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

/// Cumulative cost of a strategy after so many months, a straight line within each.
fn spent(s: &Scenario, x: Strategy, months: f64) -> f64 {
    let curve = evaluate(s, catalog()).of(x).cost.cumulative_usd.clone();
    let whole = months.floor();
    let i = whole as usize;
    curve[i]
        + curve
            .get(i + 1)
            .map_or(0.0, |next| (next - curve[i]) * (months - whole))
}

fn same_steps(found: &[PathStep], by_hand: &[(f64, PathAction, f64)]) {
    assert_eq!(found.len(), by_hand.len(), "{found:?}");
    for (step, (month, action, usd)) in found.iter().zip(by_hand) {
        assert_eq!(step.action, *action);
        close(step.month, *month);
        close(step.cumulative_usd, *usd);
    }
}

fn upfront(s: &Scenario, x: Strategy) -> f64 {
    evaluate(s, catalog()).of(x).cost.upfront_usd
}

#[test]
fn a_month_yields_what_is_checked_or_what_production_logs() {
    let s = Scenario {
        curation_per_month: 200.0,
        log_yield: 0.01,
        queries_per_day: 100.0,
        ..roomy()
    };
    close(path::curated_per_month(&s), 100.0 * DAYS_PER_MONTH * 0.01);
    let busy = Scenario {
        queries_per_day: 1000.0,
        ..s
    };
    close(path::curated_per_month(&busy), 200.0);
}

#[test]
fn a_hybrid_starts_as_rag_and_is_tuned_when_that_is_built() {
    // 320 hours are two months of one person, 400 two and a half.
    let s = Scenario {
        build_hours_rag: 320.0,
        build_hours_ft: 400.0,
        growth_monthly: 0.1,
        ..preset("fresh-and-strict")
    };
    let decision = decide(&s, catalog());
    assert_eq!(decision.winner, Hybrid);
    let steps = path::plan(&s, catalog(), &decision, &assessed(&s));
    let further = upfront(&s, Hybrid) - upfront(&s, Rag);
    assert!(further > 0.0);
    same_steps(
        &steps,
        &[
            (2.0, PathAction::Launch(Rag), upfront(&s, Rag)),
            (4.5, PathAction::Tune(Hybrid), spent(&s, Rag, 2.5) + further),
        ],
    );
}

#[test]
fn what_needs_no_sequence_is_launched() {
    for winner in [Prompt, LongContext, Rag, FullFt, Lora, Qlora] {
        let s = Scenario {
            build_hours_prompt: 80.0,
            build_hours_rag: 320.0,
            build_hours_ft: 400.0,
            ..roomy()
        };
        let decision = Decision {
            winner,
            ..decide(&s, catalog())
        };
        let month = match winner {
            Prompt => 0.5,
            LongContext => 1.0,
            Rag => 2.0,
            _ => 2.5,
        };
        same_steps(
            &path::plan(&s, catalog(), &decision, &assessed(&s)),
            &[(month, PathAction::Launch(winner), upfront(&s, winner))],
        );
    }
}

#[test]
fn no_data_is_collected_where_something_else_than_rag_is_launched() {
    let s = thin(10.0);
    for winner in [Prompt, LongContext, Lora] {
        let decision = Decision {
            winner,
            ..decide(&s, catalog())
        };
        let steps = path::plan(&s, catalog(), &decision, &assessed(&s));
        assert_eq!(steps.len(), 1, "{steps:?}");
    }
}

/// RAG wins only because examples are missing: 240 of 300, 120 a month of them.
fn thin(horizon_months: f64) -> Scenario {
    Scenario {
        examples: 60.0,
        label_quality: 1.0,
        curation_per_month: 120.0,
        log_yield: 0.2,
        build_hours_rag: 160.0,
        build_hours_ft: 400.0,
        horizon_months,
        budget_upfront_usd: 1e7,
        budget_monthly_usd: 1e6,
        ..preset("thin-data")
    }
}

#[test]
fn the_path_collects_until_the_gate_opens_and_then_tunes() {
    let s = thin(10.0);
    let decision = decide(&s, catalog());
    assert_eq!(decision.winner, Rag);
    let steps = path::plan(&s, catalog(), &decision, &assessed(&s));
    let collect = PathAction::Collect {
        per_month: 120.0,
        needed: 300.0,
    };
    let further = upfront(&s, Hybrid) - upfront(&s, Rag);
    same_steps(
        &steps,
        &[
            (1.0, PathAction::Launch(Rag), upfront(&s, Rag)),
            (1.0, collect, upfront(&s, Rag)),
            (
                3.0,
                PathAction::DataReady { examples: 300.0 },
                spent(&s, Rag, 2.0),
            ),
            (5.5, PathAction::Tune(Hybrid), spent(&s, Rag, 4.5) + further),
        ],
    );
    // A model that is only tuned is paid for whole: nothing of RAG goes into it.
    let stable = Scenario {
        new_facts_share: 0.0,
        recall: 0.3,
        strictness: 1.0,
        ..s
    };
    let then = decide(
        &Scenario {
            examples: 300.0,
            ..stable
        },
        catalog(),
    );
    assert!(then.winner.only_tunes() && then.feasible, "{then:?}");
    let decision = Decision {
        winner: Rag,
        ..decide(&stable, catalog())
    };
    let steps = path::plan(&stable, catalog(), &decision, &assessed(&stable));
    let last = steps.last().expect("steps");
    assert_eq!(last.action, PathAction::Tune(then.winner));
    close(
        last.cumulative_usd,
        spent(&stable, Rag, 4.5) + upfront(&stable, then.winner),
    );
}

#[test]
fn a_gate_that_opens_after_the_horizon_is_out_of_reach() {
    let steps = |s: &Scenario| {
        let decision = decide(s, catalog());
        assert_eq!(decision.winner, Rag);
        path::plan(s, catalog(), &decision, &assessed(s))
    };
    // It opens in month 3: within a horizon of three, not of two.
    assert!(matches!(
        steps(&thin(3.0))[2].action,
        PathAction::DataReady { .. }
    ));
    let s = thin(2.0);
    let out = steps(&s);
    assert_eq!(out.len(), 3);
    assert_eq!(out[2].action, PathAction::OutOfReach { months: Some(3.0) });
    close(out[2].month, 2.0);
    close(out[2].cumulative_usd, spent(&s, Rag, 1.0));
    let never = Scenario {
        log_yield: 0.0,
        ..thin(10.0)
    };
    assert_eq!(steps(&never)[2].action, PathAction::OutOfReach { months: None });
}

#[test]
fn no_data_is_collected_for_what_would_not_win_or_could_not_be_paid() {
    let launch = |s: &Scenario| {
        let decision = Decision {
            winner: Rag,
            ..decide(s, catalog())
        };
        path::plan(s, catalog(), &decision, &assessed(s)).len() == 1
    };
    assert!(!launch(&thin(10.0)));
    // A loose form gains nothing from training.
    let loose = Scenario {
        strictness: 0.0,
        ..thin(10.0)
    };
    assert!(launch(&loose));
    // With no money at all nothing fits, whatever wins then.
    let strict = Scenario {
        strictness: 1.0,
        new_facts_share: 0.0,
        change_share: 0.0,
        budget_monthly_usd: 50.0,
        budget_upfront_usd: 1.0,
        ..thin(10.0)
    };
    let then = decide(
        &Scenario {
            examples: 300.0,
            ..strict
        },
        catalog(),
    );
    assert!(!then.feasible);
    assert!(launch(&strict));
}

/// By cost alone, prompting against a tuned model that saves ten examples of 100 tokens a question at 1 USD a million.
fn fork() -> (Scenario, Catalog) {
    let mut c = catalog().clone();
    let model = &mut c.models.to_mut()[0];
    (
        model.input_usd_per_m,
        model.output_usd_per_m,
        model.cached_usd_per_m,
    ) = (1.0, 4.0, None);
    let tuning = model.tuning.as_mut().expect("tuned");
    (tuning.input_usd_per_m, tuning.output_usd_per_m) = (1.0, 4.0);
    (tuning.training_usd_per_m, tuning.method) = (2.0, TuningMethod::Managed);
    // Nobody can train all of its weights.
    model.shape = None;
    let s = Scenario {
        model_index: 0,
        queries_per_day: 1000.0,
        growth_monthly: 0.0,
        prompt_tokens: 600.0,
        output_tokens: 200.0,
        few_shot: 10.0,
        example_tokens: 100.0,
        cacheable_share: 0.0,
        new_facts_share: 0.0,
        change_share: 0.0,
        examples: 1000.0,
        epochs: 3.0,
        experiments: 2.0,
        training_place: TrainingPlace::Managed,
        team_usd_per_hour: 50.0,
        build_hours_prompt: 10.0,
        build_hours_rag: 1000.0,
        build_hours_ft: 200.0,
        upkeep_hours_prompt: 1.0,
        upkeep_hours_rag: 100.0,
        upkeep_hours_ft: 20.0,
        release_hours: 8.0,
        wrong_answer_usd: 0.0,
        weight_quality: 0.0,
        weight_cost: 1.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        weight_traceability: 0.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        ..roomy()
    };
    (s, c)
}

/// 190 hours more to build, 0.6 M training tokens at 2 USD and eight hours of people, in ten months nineteen hours more of upkeep a
/// month and ten twelfths of another release, against 0.001 USD a question.
fn break_even() -> f64 {
    let release = 1.2 + 8.0 * 50.0;
    (190.0 * 50.0 + release + 10.0 * (19.0 * 50.0 + release / 12.0)) / (10.0 * DAYS_PER_MONTH * 0.001)
}

/// As far as bisection goes: a ten-thousandth of the slider.
const EXACT: f64 = 1.1e-4;

#[test]
fn a_flip_lies_where_the_costs_are_level() {
    let (s, c) = fork();
    let volume = param("queries_per_day");
    let up = explore::flip(&s, &c, volume, Prompt).expect("it flips");
    assert_eq!(
        (up.key, up.from, up.above, up.winner),
        ("queries_per_day", 1000.0, true, Lora)
    );
    let level = volume.position(break_even());
    assert!(
        (volume.position(up.at) - level).abs() <= EXACT,
        "{up:?}, by hand {}",
        break_even()
    );
    assert!((up.distance - (level - volume.position(1000.0))).abs() <= EXACT);
    assert!(
        volume.position(up.at) >= level - 1e-9,
        "the flip is beyond the point of balance"
    );
    let many = Scenario {
        queries_per_day: 200_000.0,
        ..s
    };
    let down = explore::flip(&many, &c, volume, Lora).expect("it flips");
    assert_eq!((down.above, down.winner), (false, Prompt));
    assert!((volume.position(down.at) - level).abs() <= EXACT);
    assert!((down.distance - (volume.position(200_000.0) - level)).abs() <= EXACT);
    assert_eq!(explore::flip(&s, &c, param("recall"), Prompt), None);
    // From zero too: at 200,000 questions a day each example of 100 tokens costs its share of what tuning does.
    let none = Scenario {
        queries_per_day: 200_000.0,
        few_shot: 0.0,
        ..s
    };
    let flip = explore::flip(&none, &c, param("few_shot"), Prompt).expect("it flips");
    let by_hand = break_even() * 10.0 / 200_000.0;
    assert!(
        (flip.at - by_hand).abs() <= EXACT * 50.0,
        "{flip:?}, by hand {by_hand}"
    );
}

#[test]
fn only_what_was_measured_can_flip_by_a_measurement() {
    let s = Scenario::default();
    let search = param("measured_search_p50_ms");
    let winner = decide(&s, catalog()).winner;
    assert_eq!(winner, Rag);
    // No way leads from nothing to a measurement.
    assert_eq!(explore::flip(&s, catalog(), search, Rag), None);
    let measured = Scenario {
        measured_search_p50_ms: Some(3.0),
        measured_search_p95_ms: Some(8.0),
        ..s
    };
    let flip = explore::flip(&measured, catalog(), search, Rag).expect("a search too slow for the limit");
    assert!(flip.above && flip.winner != Rag, "{flip:?}");
    assert!(flip.at > 100.0 && flip.at < s.ttft_p95_ms, "{flip:?}");
}

#[test]
fn a_flip_is_found_though_the_same_wins_again_beyond() {
    // A model that all but gives away the input of long prompts: a corpus of 48,400 tokens and more is put into them, until it is so long
    // that even a thousandth of the price outweighs the 1,600 USD saved on a million questions, less 500 USD for building.
    let (s, mut c) = fork();
    let model = &mut c.models.to_mut()[0];
    model.context_tokens = 1e11;
    model.long = Some(&LongPrompt {
        above_tokens: 50_000.0,
        input_usd_per_m: 0.001,
        output_usd_per_m: 4.0,
        cached_usd_per_m: None,
    });
    let questions = 30_000.0 * 10.0 * DAYS_PER_MONTH;
    let too_long = (1600e-6 - 10.0 * 50.0 / questions) / 1e-9 - 1600.0;
    let corpus = param("corpus_tokens");
    let from = |corpus_tokens: f64| {
        let moved = Scenario {
            queries_per_day: 30_000.0,
            corpus_tokens,
            ..s
        };
        assert_eq!(decide(&moved, &c).winner, Prompt);
        explore::flip(&moved, &c, corpus, Prompt).expect("it flips")
    };
    let near = |flip: Flip, by_hand: f64| {
        assert_eq!(flip.winner, LongContext);
        assert!(
            (corpus.position(flip.at) - corpus.position(by_hand)).abs() <= EXACT,
            "{flip:?}, by hand {by_hand}"
        );
    };
    let (short, long) = (from(2000.0), from(1e9));
    assert!(short.above && !long.above);
    near(short, 48_400.0);
    near(long, too_long);
}

#[test]
fn of_two_flips_the_nearer_is_told() {
    // With all of its weights trained a model runs on GPUs, whose month costs the same whatever the traffic: for very many questions
    // that is the cheapest, for few prompting, in between a tuned model by the token.
    let (s, mut c) = fork();
    let here = usize::from(s.model_index);
    c.models.to_mut()[here].shape = catalog().models[here].shape.clone();
    let gpu = usize::from(s.gpu_index);
    c.gpus.to_mut()[gpu].usd_per_hour = 10.0;
    let volume = param("queries_per_day");
    let at = |queries_per_day: f64| {
        let moved = Scenario { queries_per_day, ..s };
        let winner = decide(&moved, &c).winner;
        (
            winner,
            explore::flip(&moved, &c, volume, winner).expect("it flips"),
        )
    };
    let (winner, low) = at(70_000.0);
    assert_eq!((winner, low.above, low.winner), (Lora, false, Prompt));
    assert!((volume.position(low.at) - volume.position(break_even())).abs() <= EXACT);
    // Where GPUs take over, looked for from below.
    let (_, up) = at(150_000.0);
    assert_eq!((up.above, up.winner), (true, FullFt));
    assert!(
        up.at > 150_000.0 && up.at / 150_000.0 < 150_000.0 / break_even(),
        "it is the nearer: {up:?}"
    );
}

#[test]
fn flips_are_listed_nearest_first() {
    let (s, c) = fork();
    let all = explore::flips(&s, &c);
    assert!(all.len() > 2);
    assert!(all.iter().any(|f| f.key == "queries_per_day"));
    for pair in all.windows(2) {
        assert!(pair[0].distance <= pair[1].distance);
    }
    for f in &all {
        assert_eq!(Some(*f), explore::flip(&s, &c, param(f.key), Prompt));
    }
}

#[test]
fn a_choice_flips_at_its_nearest_option() {
    // Nothing but traceability counts, which it does only where an audit is useful or required.
    let s = Scenario {
        weight_quality: 0.1,
        weight_cost: 0.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        weight_traceability: 1.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        new_facts_share: 0.0,
        strictness: 1.0,
        hybrid_margin: 0.2,
        recall: 0.5,
        corpus_tokens: 1e9,
        ..roomy()
    };
    let audit = param("audit");
    let winner = decide(&s, catalog()).winner;
    assert!(winner.only_tunes(), "{winner:?}");
    let flip = explore::flip(&s, catalog(), audit, winner).expect("it flips");
    let useful = Scenario {
        audit: Audit::Useful,
        ..s
    };
    let there = decide(&useful, catalog()).winner;
    assert_eq!(
        flip,
        Flip {
            key: "audit",
            from: 0.0,
            at: 1.0,
            above: true,
            winner: there,
            distance: 0.5
        }
    );
    let required = Scenario {
        audit: Audit::Required,
        ..s
    };
    let back = explore::flip(&required, catalog(), audit, there).expect("it flips");
    assert_eq!(
        (back.from, back.at, back.above, back.distance),
        (2.0, 0.0, false, 1.0)
    );
    // Along the ribbon each option stands for itself.
    let mut cells = [Cell {
        winner: Prompt,
        feasible: false,
    }; 3];
    explore::ribbon(&s, catalog(), audit, &mut cells);
    for (cell, audit) in cells.iter().zip([Audit::None, Audit::Useful, Audit::Required]) {
        let d = decide(&Scenario { audit, ..s }, catalog());
        assert_eq!((cell.winner, cell.feasible), (d.winner, d.feasible));
    }
    assert_ne!(cells[0].winner, cells[1].winner);
    // On the map an option takes an equal part of the axis.
    let grid = explore::map(&s, catalog(), audit, param("queries_per_day"), 6, 2);
    let winners: Vec<Strategy> = grid.iter().take(6).map(|cell| cell.winner).collect();
    let each = |audit: Audit| {
        let mut moved = Scenario { audit, ..s };
        let volume = param("queries_per_day");
        (volume.set)(&mut moved, Value::Number(volume.raw_at(0.25)));
        decide(&moved, catalog()).winner
    };
    let by_hand = [
        Audit::None,
        Audit::None,
        Audit::Useful,
        Audit::Useful,
        Audit::Required,
        Audit::Required,
    ];
    assert_eq!(winners, by_hand.map(each));
}

#[test]
fn of_the_options_that_flip_the_nearest_is_told_and_of_equals_the_first() {
    // Five models, of which the middle one is cheap to prompt; at a thousand times its price a tuned model pays.
    let (s, mut c) = fork();
    let cheap = c.models[0].clone();
    let mut dear = cheap.clone();
    (dear.input_usd_per_m, dear.output_usd_per_m) = (1e3, 4e3);
    let tuning = dear.tuning.as_mut().expect("tuned");
    (tuning.input_usd_per_m, tuning.output_usd_per_m) = (1e3, 4e3);
    c.models = vec![dear.clone(), dear.clone(), cheap, dear.clone(), dear].into();
    let s = Scenario { model_index: 2, ..s };
    assert_eq!(decide(&s, &c).winner, Prompt);
    assert_eq!(
        explore::flip(&s, &c, param("model"), Prompt),
        Some(Flip {
            key: "model",
            from: 2.0,
            at: 1.0,
            above: false,
            winner: Lora,
            distance: 0.25
        })
    );
}

#[test]
fn ribbons_and_maps_stand_for_their_positions() {
    let (s, c) = fork();
    let volume = param("queries_per_day");
    let wins = |position: f64| {
        let mut moved = s;
        (volume.set)(&mut moved, Value::Number(volume.raw_at(position)));
        decide(&moved, &c).winner
    };
    // A ribbon runs from end to end; a cell of the map stands for its middle.
    let mut cells = [Cell {
        winner: Rag,
        feasible: false,
    }; 33];
    explore::ribbon(&s, &c, volume, &mut cells);
    for (i, cell) in cells.iter().enumerate() {
        assert_eq!(cell.winner, wins(i as f64 / 32.0));
        assert!(cell.feasible);
    }
    assert!(cells[0].winner == Prompt && cells[32].winner == Lora);
    let across = explore::map(&s, &c, volume, param("recall"), 25, 2);
    assert_eq!(across.len(), 50);
    let up = explore::map(&s, &c, param("recall"), volume, 2, 25);
    for i in 0..25 {
        let winner = wins((i as f64 + 0.5) / 25.0);
        assert_eq!((across[i].winner, across[25 + i].winner), (winner, winner));
        assert_eq!((up[2 * i].winner, up[2 * i + 1].winner), (winner, winner));
    }
}

#[test]
fn a_tornado_moves_one_thing_at_a_time() {
    let s = preset("clinical-notes");
    let now = decide(&s, catalog());
    let bars = tornado::bars(&s, catalog());
    let (first, second) = (now.winner.index(), now.runner_up.index());
    let mut flips = 0;
    for bar in &bars {
        for (end, value) in [(bar.low, bar.unknown.low), (bar.high, bar.unknown.high)] {
            let (mut moved, mut world) = (s, catalog().clone());
            bar.unknown.set(&mut moved, &mut world, value);
            let r = evaluate(&moved, &world);
            assert_eq!(
                (end.value, end.winner, end.feasible),
                (value, r.verdict.winner, r.verdict.feasible)
            );
            close(end.utility, r.strategies[first].utility);
            close(
                end.margin,
                r.strategies[first].utility - r.strategies[second].utility,
            );
            let total = |i: usize| *r.strategies[i].cost.cumulative_usd.last().expect("months");
            close(end.total_usd, total(first));
            close(end.runner_up_usd, total(second));
        }
        close(bar.swing(), (bar.high.margin - bar.low.margin).abs());
        close(bar.swing_usd(), (bar.high.total_usd - bar.low.total_usd).abs());
        let either = bar.low.winner != now.winner || bar.high.winner != now.winner;
        assert_eq!(bar.flips, either, "{}", bar.unknown.key);
        flips += usize::from((bar.low.winner != now.winner) != (bar.high.winner != now.winner));
    }
    assert!(flips > 0, "no unknown turns the verdict at one end alone");
    for pair in bars.windows(2) {
        assert!(pair[0].swing() >= pair[1].swing());
    }
}

/// Looking at the slider's two ends alone, both of which turn the answer: the turn nearer to where the slider stands is told.
#[test]
fn of_two_flips_within_one_step_the_nearer_is_told() {
    use forkcast_engine::explore::FlipSearch;
    use forkcast_engine::params::{Kind, PARAMS};
    use forkcast_engine::presets::PRESETS;
    // Cases where the nearer lies below, and above.
    let mut seen = [0, 0];
    let inputs = ["budget_monthly_usd", "strictness"].map(|key| params::find(key).expect("an input"));
    let cases = PRESETS.iter().map(|preset| preset.scenario(catalog()));
    // The presets, and the same with the budget or the strictness elsewhere on its slider.
    let moved = |s: Scenario| {
        let places = [0.2, 0.35, 0.5, 0.65, 0.8];
        inputs.into_iter().flat_map(move |param| {
            places.map(|place| {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(place)));
                moved
            })
        })
    };
    for s in cases.chain([Scenario::default()]).flat_map(moved) {
        let winner = decide(&s, catalog()).winner;
        let mut search = FlipSearch::new(&s, catalog(), 1);
        while !search.step(catalog(), 100) {}
        let flips = search.flips();
        for param in PARAMS.iter().filter(|p| matches!(p.kind, Kind::Number { .. })) {
            let here = param.position(param.number(&s));
            let turned = |position: f64| {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(position)));
                decide(&moved, catalog()).winner != winner
            };
            let way = |end: f64| {
                let (mut same, mut other) = (here, end);
                for _ in 0..20 {
                    let middle = f64::midpoint(same, other);
                    if turned(middle) {
                        other = middle;
                    } else {
                        same = middle;
                    }
                }
                (other - here).abs()
            };
            let told = flips.iter().find(|f| f.key == param.key);
            let measured = param.number(&s) != 0.0 || told.is_some();
            if here <= 0.0 || here >= 1.0 || !measured || !turned(0.0) || !turned(1.0) {
                continue;
            }
            let (below, above) = (way(0.0), way(1.0));
            // Halved to 10⁻⁴ of the slider; nearer ties than that may fall to either side.
            if (below - above).abs() < 1e-3 {
                continue;
            }
            let told = told.expect("both ends turn the answer");
            assert!((told.distance - below.min(above)).abs() < 2e-4, "{}", param.key);
            assert_eq!(told.above, above < below, "{}", param.key);
            seen[usize::from(above < below)] += 1;
        }
    }
    assert!(seen.iter().all(|n| *n > 0), "{seen:?}");
}
