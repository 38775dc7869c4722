//! Requirements, limits, and what a score keeps beyond them.

use crate::common::{Random, assessed, at_positions, catalog, close, roomy, scenario, with};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::decision::limits::{self, Used};
use forkcast_engine::params::{Kind, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::{Gate, LIMITS, Limit};
use forkcast_engine::scenario::Audit;
use forkcast_engine::{Judge, Scenario, Strategy, decide, evaluate};

#[test]
fn a_limit_is_met_up_to_its_value_and_the_score_falls_smoothly_beyond() {
    let used = |x: f64| {
        let mut used: Used = [0.0; LIMITS];
        used[Limit::FirstToken as usize] = x;
        used
    };
    close(limits::kept(&used(0.0)), 1.0);
    close(limits::kept(&used(1.0)), 1.0);
    close(limits::kept(&used(1.25)), 0.8);
    close(limits::kept(&used(1.5)), 0.5);
    close(limits::kept(&used(2.0)), 0.2);
    assert!(limits::are_met(&used(1.0)) && !limits::are_met(&used(1.001)));
    // Two limits missed cost more than one.
    let mut both = used(1.5);
    both[Limit::MonthlyBudget as usize] = 1.5;
    close(limits::kept(&both), 0.25);
    // A hundredth more of what is used never costs more than a fiftieth of the score.
    for step in 0..3000 {
        let x = f64::from(step) * 1e-3;
        assert!(
            limits::kept(&used(x)) - limits::kept(&used(x * 1.01)) <= 0.02,
            "{x}"
        );
    }
}

#[test]
fn the_chance_of_a_limit_is_one_half_at_it() {
    assert!((limits::normal_share(0.0) - 0.5).abs() < 1e-6);
    assert!((limits::normal_share(1.644_854) - 0.95).abs() < 1e-6);
    assert!((limits::chance(1.0, 0.1) - 0.5).abs() < 1e-6);
    assert_eq!((limits::chance(0.3, 0.1), limits::chance(3.0, 0.1)), (1.0, 0.0));
    // Neither end is a step.
    assert!(limits::chance(0.6001, 0.1) > 0.9999 && limits::chance(1.5999, 0.1) < 0.0001);
}

#[test]
fn what_an_approach_uses_of_each_limit_by_hand() {
    let s = Scenario {
        freshness_floor: 0.6,
        ..roomy()
    };
    for a in &assessed(&s) {
        let used = limits::used(&s, &s, &a.figures(), &a.quality);
        close(used[Limit::FirstToken as usize], a.latency.ttft.p95() / 60_000.0);
        close(used[Limit::WholeAnswer as usize], a.latency.e2e.p95() / 600_000.0);
        close(used[Limit::UpfrontBudget as usize], a.costs.upfront_usd() / 1e7);
        close(used[Limit::MonthlyBudget as usize], a.mean_month_usd(&s) / 1e6);
        close(used[Limit::Freshness as usize], 0.6 / a.quality.fresh);
        // 5,000 perfect examples where those are needed that close seven tenths of the gap: 30 × (0.7 / 0.3)^(4/3). Only who trains needs any.
        let enough = 30.0 * (0.7f64 / 0.3).powf(4.0 / 3.0);
        let data = if a.strategy.tunes() { enough / 5000.0 } else { 0.0 };
        // What the techniques need is by hand in `approaches`.
        if a.strategy.profile().basic {
            close(used[Limit::Data as usize], data);
        }
    }
}

#[test]
fn a_requirement_is_absolute_whatever_the_simulations_draw() {
    for (audit, fails) in [
        (Audit::None, false),
        (Audit::Useful, false),
        (Audit::Required, true),
    ] {
        let s = Scenario { audit, ..roomy() };
        for (strategy, musts) in Strategy::ALL.into_iter().zip(limits::musts(&s, catalog())) {
            assert_eq!(musts.are_met(), strategy.cites() || !fails, "{strategy:?}");
        }
    }
    // No hosted fine-tuning of this model, and its weights are closed.
    let closed = evaluate(&scenario("model=claude-sonnet-5.5"), catalog());
    for x in [FullFt, Lora, Qlora, Hybrid] {
        assert!(closed.of(x).gates.contains(&Gate::NotSold), "{x:?}");
        assert_eq!(closed.of(x).chance, 0.0);
    }
    // Prompt and answer must fit the context together, to the token.
    let s = roomy();
    let window = catalog().model(s.model_index).context_tokens;
    let own = s.prompt_tokens + s.few_shot * s.example_tokens + s.output_tokens;
    let full = Scenario {
        corpus_tokens: window - own,
        ..s
    };
    let over = Scenario {
        corpus_tokens: window - own + 1.0,
        ..s
    };
    let fits = |s: &Scenario| limits::musts(s, catalog())[LongContext.index()].are_met();
    assert!(fits(&full) && !fits(&over));
}

#[test]
fn an_approach_fits_with_the_confidence_asked_for_and_the_missing_is_named() {
    let s = scenario("");
    let r = evaluate(&s, catalog());
    let rag = r.of(Rag);
    assert!(rag.feasible && rag.gates.is_empty());
    assert_eq!(rag.tightest, Some(Limit::FirstToken));
    assert!((rag.chance - rag.meets[Limit::FirstToken as usize]).abs() < 0.02);
    // More confidence than the chance: it no longer fits, and what would have to be allowed is more than the limit.
    let sure = evaluate(&with(s, "confidence=0.99"), catalog());
    let Gate::TimeToFirstToken { p95_ms, limit_ms } = sure.of(Rag).gates[0] else {
        panic!("{:?}", sure.of(Rag).gates);
    };
    assert_eq!(limit_ms, 1500.0);
    assert!(p95_ms > 1500.0 && p95_ms < 3500.0, "{p95_ms}");
    // Allowing that much lets it in: what is missing is worked out by sixteen simulations, the chance by more.
    let allowed = with(s, &format!("confidence=0.99 ttft_p95_ms={p95_ms}"));
    assert!(evaluate(&allowed, catalog()).of(Rag).meets[Limit::FirstToken as usize] >= 0.98);
}

#[test]
fn where_nothing_fits_the_greatest_chance_is_recommended() {
    let mut random = Random(77);
    let mut seen = 0;
    for _ in 0..300 {
        let positions: Vec<f64> = PARAMS.iter().map(|_| random.draw()).collect();
        let s = at_positions(&positions, |p| p.key != "judge_by");
        let d = decide(&s, catalog());
        if d.feasible {
            assert!(d.chance[d.winner.index()] >= s.confidence);
            continue;
        }
        seen += 1;
        let best = d.chance.iter().copied().fold(0.0, f64::max);
        assert!(best < s.confidence, "{d:?}");
        // In whole percent, as chances are shown.
        let shown = |chance: f64| (chance * 100.0).round();
        assert_eq!(shown(d.chance[d.winner.index()]), shown(best), "{d:?}");
    }
    assert!(seen > 30, "{seen}");
}

/// Where no limit is moved across the chance asked for, and no other seller is taken, the score moves by no more than a fiftieth for a
/// hundredth of any limit.
#[test]
fn no_limit_is_a_cliff() {
    let limits = [
        "ttft_p95_ms",
        "e2e_p95_ms",
        "budget_upfront_usd",
        "budget_monthly_usd",
        "freshness_floor",
    ];
    let mut judge = Judge::new(catalog());
    for preset in &PRESETS {
        for key in limits {
            let param = forkcast_engine::params::find(key).expect("a limit");
            let Kind::Number { min, max, .. } = param.kind else {
                continue;
            };
            for step in 0..=60 {
                let value = param.raw_at(f64::from(step) / 60.0);
                let at = |value: f64| {
                    let mut s = preset.scenario(catalog());
                    (param.set)(&mut s, Value::Number(value.clamp(min, max)));
                    s
                };
                let (a, b) = (judge.decide(&at(value)), judge.decide(&at(value * 1.01)));
                for (i, (x, y)) in a.utility.iter().zip(&b.utility).enumerate() {
                    // A seller is chosen by the likely values and the score is of all simulations, so it jumps where another is taken.
                    let seller = |value: f64| evaluate(&at(value), catalog()).of(Strategy::ALL[i]).served;
                    assert!(
                        (x - y).abs() <= 0.02 || seller(value) != seller(value * 1.01),
                        "{} {key} {value}: {x} {y}",
                        preset.id
                    );
                }
            }
        }
    }
}

#[test]
fn a_budget_that_binds_nothing_changes_nothing() {
    let at = |usd: &str| {
        decide(
            &scenario(&format!("strictness=0.6 budget_monthly_usd={usd}")),
            catalog(),
        )
    };
    let base = at("100000");
    for usd in ["150000", "200000", "500000", "1000000"] {
        let d = at(usd);
        assert_eq!(
            (d.winner, d.utility[Rag.index()]),
            (base.winner, base.utility[Rag.index()]),
            "{usd}"
        );
        assert_eq!(d.utility[Hybrid.index()], base.utility[Hybrid.index()], "{usd}");
    }
    assert_eq!(at("8000").winner, base.winner, "the review's case");
}

#[test]
fn data_is_a_limit_with_a_chance() {
    let chance = |examples: f64| {
        let s = Scenario {
            examples,
            label_quality: 1.0,
            ..roomy()
        };
        evaluate(&s, catalog()).of(Lora).meets[Limit::Data as usize]
    };
    // What is enough depends on the examples that close half of the gap, 20 to 150 of them, so the chance rises over a wide range.
    assert!(chance(40.0) < 0.05 && chance(900.0) > 0.99);
    assert!(chance(100.0) < chance(200.0) && chance(200.0) < chance(400.0));
    assert_eq!(
        limits::examples_needed(&with(roomy(), "label_quality=0.5 duplicate_share=0.5"), 300.0),
        1200.0
    );
    assert_eq!(
        limits::examples_needed(&with(roomy(), "label_quality=0"), 300.0),
        1e10
    );
    assert!(limits::data(&with(roomy(), "examples=92"), catalog()).is_some());
    assert!(limits::data(&with(roomy(), "examples=93"), catalog()).is_none());
    assert_eq!(
        evaluate(&roomy(), catalog()).of(Prompt).meets[Limit::Data as usize],
        1.0
    );
}
