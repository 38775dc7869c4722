//! What must hold for any input: no panic, no NaN, monotone where the world is monotone, flips and ribbons true to brute force.

use crate::common::{at_positions, catalog, model};
use forkcast_engine::decision::plans;
use forkcast_engine::decision::{judge, limits};
use forkcast_engine::explore::volume;
use forkcast_engine::explore::{Cell, flip, map, ribbon};
use forkcast_engine::params::{self, Kind, PARAMS, Param, Value};
use forkcast_engine::report::{Gate, Report};
use forkcast_engine::scenario::{Audit, JudgeBy, Supply};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::{Scenario, Strategy, decide, evaluate, uncertainty};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generates;

/// A position on each slider, and an option of each choice.
fn any_scenario() -> impl Generates<Value = Scenario> {
    proptest::collection::vec(0.0..=1.0f64, PARAMS.len())
        .prop_map(|positions| at_positions(&positions, |_| true))
}

/// Anything at all in every field, in range or not.
fn any_garbage() -> impl Generates<Value = Scenario> {
    let number = prop_oneof![
        any::<f64>(),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(0.0),
        Just(f64::MIN_POSITIVE),
        Just(f64::MAX),
    ];
    (
        proptest::collection::vec(number, PARAMS.len()),
        proptest::collection::vec(any::<u16>(), PARAMS.len()),
    )
        .prop_map(|(numbers, choices)| {
            let mut s = Scenario::default();
            for ((param, number), choice) in PARAMS.iter().zip(numbers).zip(choices) {
                let value = match param.kind {
                    Kind::Number { .. } => Value::Number(number),
                    Kind::Choice { .. } => Value::Choice(choice),
                };
                (param.set)(&mut s, value);
            }
            s
        })
}

fn numbers(r: &Report) -> Vec<f64> {
    let mut all = vec![r.verdict.margin];
    all.extend(r.verdict.reasons.iter().map(|x| x.weight));
    all.extend(r.crossovers.iter().flat_map(|c| [c.month, c.usd]));
    all.extend(r.path.iter().flat_map(|p| [p.month, p.cumulative_usd]));
    for s in &r.strategies {
        all.push(s.utility);
        all.extend(s.criteria);
        let c = &s.cost;
        all.extend([
            c.upfront_usd,
            c.monthly_usd,
            c.per_query_usd,
            c.marginal_query_usd,
            c.per_correct_usd,
        ]);
        all.extend([
            c.training_run_usd,
            c.training_gpus,
            c.releases_per_month,
            c.serving_gpus,
        ]);
        all.extend(c.cumulative_usd.iter());
        all.extend(c.items.iter().flat_map(|i| [i.upfront_usd, i.monthly_usd]));
        let l = &s.latency;
        all.extend([l.ttft_p50_ms, l.ttft_p95_ms, l.e2e_p50_ms, l.e2e_p95_ms]);
        all.extend(l.stages.iter().flat_map(|x| [x.p50_ms, x.p95_ms]));
        let q = &s.quality;
        all.extend([q.p_correct, q.knowledge, q.behaviour, q.silent_failure, q.fresh]);
    }
    all
}

fn check(r: &Report) -> Result<(), TestCaseError> {
    for x in numbers(r) {
        prop_assert!(x.is_finite(), "{x} in {r:?}");
    }
    for s in &r.strategies {
        for share in [
            s.quality.p_correct,
            s.quality.knowledge,
            s.quality.behaviour,
            s.quality.silent_failure,
            s.quality.fresh,
        ] {
            prop_assert!((-1e-12..=1.0 + 1e-12).contains(&share), "{share}");
        }
        for value in s.criteria {
            prop_assert!((-1e-12..=1.0 + 1e-12).contains(&value), "{value}");
        }
        prop_assert!(
            s.quality.silent_failure <= 1.0 - s.quality.knowledge + 1e-9,
            "silent failures are wrong answers"
        );
        prop_assert!(
            s.latency.ttft_p50_ms <= s.latency.ttft_p95_ms && s.latency.ttft_p50_ms <= s.latency.e2e_p50_ms
        );
        prop_assert_eq!(s.feasible, s.gates.is_empty());
        let up: f64 = s.cost.items.iter().map(|i| i.upfront_usd).sum();
        let month: f64 = s.cost.items.iter().map(|i| i.monthly_usd).sum();
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1.0);
        prop_assert!(
            close(up, s.cost.upfront_usd) && close(month, s.cost.monthly_usd),
            "items add up"
        );
        prop_assert!(s.cost.cumulative_usd.windows(2).all(|w| w[0] <= w[1]));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_scenario_gets_a_finite_report(s in any_scenario()) {
        let r = evaluate(&s, catalog());
        check(&r)?;
        prop_assert_eq!(&r, &evaluate(&s, catalog()));
    }

    #[test]
    fn garbage_gets_a_finite_report(s in any_garbage()) {
        check(&evaluate(&s, catalog()))?;
        let _ = s.clamped(catalog());
    }

    #[test]
    fn the_decision_is_the_reports(s in any_scenario()) {
        let musts = limits::musts(&s, catalog());
        let (d, r) = (judge::moving(&s, catalog(), &musts, &plans(&s, catalog()), None).0, evaluate(&s, catalog()));
        prop_assert_eq!((d.winner, d.runner_up, d.feasible), (r.verdict.winner, r.verdict.runner_up, r.verdict.feasible));
        prop_assert_eq!(d.margin, r.verdict.margin);
        if r.strategies.iter().any(|x| x.feasible) {
            prop_assert!(r.of(d.winner).feasible, "a feasible strategy comes before any that is not");
        }
        for x in &r.strategies {
            prop_assert_eq!((x.utility, x.net_usd, x.chance), (d.utility[x.strategy.index()], d.net_usd[x.strategy.index()], d.chance[x.strategy.index()]));
            // Among those that fit the winner is judged best.
            if x.feasible && d.feasible {
                let judged = |i: usize| if s.judge_by == JudgeBy::Score { d.utility[i] } else { d.net_usd[i] };
                prop_assert!(judged(d.winner.index()) >= judged(x.strategy.index()));
            }
        }
    }

    #[test]
    fn required_audit_lets_nothing_pass_that_cannot_cite(s in any_scenario()) {
        let s = Scenario { audit: Audit::Required, ..s };
        let r = evaluate(&s, catalog());
        for x in &r.strategies {
            prop_assert_eq!(x.gates.contains(&Gate::Audit), !x.strategy.cites());
        }
        prop_assert!(!r.verdict.feasible || r.verdict.winner.cites());
    }

    #[test]
    fn more_volume_never_makes_rag_cheaper_against_a_tuned_model_at_equal_prices(s in any_scenario(), more in 1.0..100.0f64) {
        // With prices of its own for a cache, or for long prompts, RAG's longer prompt can gain more from a cache that volume keeps warm.
        let s = Scenario {
            supply: Supply::Hosted,
            model_index: model("gpt-oss-120b"),
            // By the token: GPUs by the hour come in steps.
            tuning_seller_index: catalog().sellers.iter().position(|x| x.id == "coreweave").expect("a seller") as u16,
            wrong_answer_usd: 0.0,
            own_cached_usd: None,
            own_write_usd: None,
            own_long_above_tokens: None,
            ..s
        };
        let lead = |queries: f64| {
            let at = volume::monthly_usd(&s, catalog(), queries);
            at[Strategy::Rag.index()] - at[Strategy::Lora.index()]
        };
        let least = s.queries_per_day.min(1e5);
        prop_assert!(lead(least * more) >= lead(least) - 1e-6 * lead(least).abs());
    }

    #[test]
    fn faster_change_never_makes_fine_tuning_cheaper(s in any_scenario(), faster in 0.01..1.0f64) {
        let s = Scenario { wrong_answer_usd: 0.0, ..s };
        let fast = Scenario { change_days: (s.change_days * faster).max(0.01), ..s };
        let (slow, fast) = (evaluate(&s, catalog()), evaluate(&fast, catalog()));
        for x in [Strategy::FullFt, Strategy::Lora, Strategy::Qlora] {
            let total = |r: &Report| r.of(x).cost.cumulative_usd.last().copied().unwrap_or(0.0);
            prop_assert!(total(&fast) >= total(&slow) * (1.0 - 1e-9), "{x:?}");
            prop_assert!(fast.of(x).quality.p_correct <= slow.of(x).quality.p_correct + 1e-12);
        }
    }

    #[test]
    fn less_recall_never_makes_rag_better(s in any_scenario(), less in 0.0..1.0f64) {
        let poor = Scenario { recall: s.recall * less, ..s };
        // By the same simulations: a report stops at as many as settle its verdict.
        let (high, low) = (decide(&s, catalog()).utility, decide(&poor, catalog()).utility);
        let (good, poor) = (evaluate(&s, catalog()), evaluate(&poor, catalog()));
        for x in [Strategy::Rag, Strategy::Hybrid] {
            prop_assert!(poor.of(x).quality.p_correct <= good.of(x).quality.p_correct + 1e-12);
            prop_assert!(poor.of(x).quality.silent_failure >= good.of(x).quality.silent_failure - 1e-12);
            prop_assert!(low[x.index()] <= high[x.index()] + 1e-9 || s.judge_by != JudgeBy::Score);
        }
        prop_assert_eq!(&poor.of(Strategy::Lora).quality, &good.of(Strategy::Lora).quality);
    }

    #[test]
    fn more_and_better_examples_never_hurt_a_tuned_model(s in any_scenario(), more in 1.0..50.0f64, better in 0.0..0.5f64) {
        let richer = Scenario {
            examples: (s.examples * more).min(1e6),
            label_quality: (s.label_quality + better).min(1.0),
            ..s
        };
        let (a, b) = (evaluate(&s, catalog()), evaluate(&richer, catalog()));
        for x in [Strategy::FullFt, Strategy::Lora, Strategy::Qlora] {
            prop_assert!(b.of(x).quality.p_correct >= a.of(x).quality.p_correct - 1e-12);
            let gated = |r: &Report| r.of(x).gates.iter().any(|g| matches!(g, Gate::Data { .. }));
            prop_assert!(gated(&a) || !gated(&b));
        }
    }

    #[test]
    fn a_larger_budget_lowers_no_chance_and_no_score(s in any_scenario(), factor in 1.0..100.0f64) {
        let rich = Scenario {
            budget_monthly_usd: (s.budget_monthly_usd * factor).min(1e6),
            budget_upfront_usd: (s.budget_upfront_usd * factor).min(1e7),
            ..s
        };
        // By the same simulations: a report stops at as many as settle its verdict.
        let (a, b) = (decide(&s, catalog()), decide(&rich, catalog()));
        for i in 0..STRATEGIES {
            prop_assert!(b.chance[i] >= a.chance[i] - 1e-12);
            prop_assert!(b.utility[i] >= a.utility[i] - 1e-12);
        }
    }

    #[test]
    fn sliders_and_values_agree(param in 0..PARAMS.len(), position in 0.0..=1.0f64) {
        let param = &PARAMS[param];
        let Some((min, max)) = param.range() else { return Ok(()) };
        let value = param.at(position);
        prop_assert!((min..=max).contains(&value));
        prop_assert!((param.position(param.raw_at(position)) - position).abs() < 1e-6);
        // A value goes through text unchanged.
        let mut s = Scenario::default();
        prop_assert!(param.set_number(&mut s, value).is_ok());
        let text = param.text(&s, catalog());
        let mut back = Scenario::default();
        prop_assert!(param.set_text(&mut back, &text, catalog()).is_ok());
        prop_assert_eq!(param.number(&back), value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn weekly_or_faster_change_puts_retrieval_into_the_winner(
        days in 0.01..=7.0f64, strictness in 0.0..=1.0f64, examples in 0.0..1e5f64, facts in 0.5..=1.0f64, queries in 100.0..20_000.0f64,
    ) {
        let s = Scenario { change_days: days, strictness, examples, new_facts_share: facts, queries_per_day: queries, ..Scenario::default() };
        let d = decide(&s, catalog());
        prop_assert!(d.winner.retrieves(), "{:?}", d.winner);
    }

    #[test]
    fn flips_are_true(s in any_scenario(), param in 0..PARAMS.len()) {
        let param = &PARAMS[param];
        let winner = decide(&s, catalog()).winner;
        if let Some(f) = flip(&s, catalog(), param, winner) {
            let (Some(_), from) = (param.range(), param.position(f.from)) else { return Ok(()) };
            let at = param.position(f.at);
            prop_assert_eq!(at > from, f.above);
            let winner_at = |position: f64| { let mut m = s; (param.set)(&mut m, Value::Number(param.raw_at(position))); decide(&m, catalog()).winner };
            let step = if f.above { -2e-4 } else { 2e-4 };
            prop_assert!(winner_at(at) != winner, "beyond the flip another wins");
            prop_assert_eq!(winner_at((at + step).clamp(0.0, 1.0)), winner, "just before it the same wins");
            // Brute force: at a hundred positions nothing nearer changes, but for what is narrower than the search's step.
            let nearer = (0..100).map(|i| f64::from(i) / 99.0).filter(|p| (p - from).abs() < f.distance - 1.0 / 32.0 && winner_at(*p) != winner).count();
            prop_assert!(nearer <= 3, "{nearer} of 100 positions nearer than the flip are not the winner's");
        }
    }

    #[test]
    fn ribbons_and_maps_are_what_deciding_says(s in any_scenario(), a in 0..PARAMS.len(), b in 0..PARAMS.len()) {
        let numeric = |i: usize| -> &'static Param { PARAMS.iter().cycle().skip(i).find(|p| p.range().is_some()).expect("a number") };
        let (x, y) = (numeric(a), numeric(b));
        let mut cells = [Cell { winner: Strategy::Rag, feasible: true }; 16];
        ribbon(&s, catalog(), x, &mut cells);
        for i in [0, 4, 8, 12, 15] {
            let mut m = s;
            (x.set)(&mut m, Value::Number(x.raw_at(i as f64 / 15.0)));
            let d = decide(&m, catalog());
            prop_assert_eq!(cells[i], Cell { winner: d.winner, feasible: d.feasible });
        }
        let grid = map(&s, catalog(), x, y, 6, 5);
        prop_assert_eq!(grid.len(), 30);
        for (i, cell) in grid.iter().enumerate() {
            let mut m = s;
            (y.set)(&mut m, Value::Number(y.raw_at(((i / 6) as f64 + 0.5) / 5.0)));
            (x.set)(&mut m, Value::Number(x.raw_at(((i % 6) as f64 + 0.5) / 6.0)));
            let d = decide(&m, catalog());
            prop_assert_eq!(*cell, Cell { winner: d.winner, feasible: d.feasible });
        }
    }

    #[test]
    fn cumulative_crossovers_agree_with_brute_force(s in any_scenario()) {
        let r = evaluate(&s, catalog());
        for c in &r.crossovers {
            let at = |x: Strategy, month: f64| {
                let curve = &r.of(x).cost.cumulative_usd;
                let i = (month as usize).min(curve.len() - 2);
                curve[i] + (curve[i + 1] - curve[i]) * (month - i as f64)
            };
            let (before, after) = (at(c.before, c.month), at(c.after, c.month));
            prop_assert!((before - after).abs() <= 1e-6 * after.max(1.0), "{c:?}");
            prop_assert!((before - c.usd).abs() <= 1e-6 * after.max(1.0), "{c:?}");
        }
        // Every change of the cheaper one from month to month is reported.
        for a in Strategy::ALL {
            for b in Strategy::ALL.into_iter().skip(a.index() + 1) {
                let (ca, cb) = (&r.of(a).cost.cumulative_usd, &r.of(b).cost.cumulative_usd);
                let signs: Vec<bool> = ca.iter().zip(cb).filter(|(x, y)| x != y).map(|(x, y)| x < y).collect();
                let changes = signs.windows(2).filter(|w| w[0] != w[1]).count();
                let found = r.crossovers.iter().filter(|c| [c.before, c.after].contains(&a) && [c.before, c.after].contains(&b)).count();
                prop_assert_eq!(changes, found, "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn volume_crossovers_agree_with_brute_force(s in any_scenario()) {
        // GPUs come in whole replicas, whose steps can cross and cross back within a hair's breadth; token prices cannot.
        // Nor is a cached token dearer than any other: its price would then bend the lines within a hair's breadth too.
        let s = Scenario { supply: Supply::Hosted, own_cached_usd: None, own_long_above_tokens: None, ..s };
        let stepwise = |x: Strategy| evaluate(&s, catalog()).of(x).cost.serving_gpus > 0.0;
        let sweep = volume::sweep(&s, catalog(), 31);
        for c in sweep.crossovers.iter().filter(|c| !stepwise(c.below) && !stepwise(c.above)) {
            let gap = |q: f64| { let m = volume::monthly_usd(&s, catalog(), q); m[c.below.index()] - m[c.above.index()] };
            prop_assert!(gap(c.queries_per_day * 0.997) <= 1e-9 + 1e-3 * c.usd, "{c:?}");
            prop_assert!(gap(c.queries_per_day * 1.003) >= -1e-9 - 1e-3 * c.usd, "{c:?}");
        }
    }

    #[test]
    fn futures_are_shares_and_the_same_every_time(s in any_scenario()) {
        let a = uncertainty::futures(&s, catalog(), 64);
        prop_assert_eq!(&a, &uncertainty::futures(&s, catalog(), 64));
        prop_assert!((a.wins.iter().sum::<f64>() + a.nothing - 1.0).abs() < 1e-9);
        let mut chunked = uncertainty::Sampler::new(&s);
        for _ in 0..8 { chunked.draw(catalog(), 8); }
        prop_assert_eq!(&a, &chunked.futures(), "drawing in pieces changes nothing");
        for x in Strategy::ALL {
            prop_assert!(a.regret[x.index()] >= 0.0 && a.regret[x.index()].is_finite());
            for (low, high) in a.cost_p10[x.index()].iter().zip(&a.cost_p90[x.index()]) {
                prop_assert!(low.is_finite() && low <= high);
            }
        }
    }
}

#[test]
fn every_field_has_a_row_and_every_row_a_field() {
    // Each row, set to a value of its own, must change exactly what it reads back.
    for (i, param) in PARAMS.iter().enumerate() {
        let mut s = Scenario::default();
        let value = match param.kind {
            Kind::Number { min, max, .. } => Value::Number(min + (max - min) * 0.37),
            Kind::Choice { .. } => Value::Choice(param.options(catalog()).last().map_or(0, |o| o.0)),
        };
        (param.set)(&mut s, value);
        assert_eq!((param.get)(&s), value, "{}", param.key);
        for (j, other) in PARAMS.iter().enumerate() {
            if i != j {
                assert_eq!(
                    (other.get)(&s),
                    (other.get)(&Scenario::default()),
                    "{} changes {}",
                    param.key,
                    other.key
                );
            }
        }
    }
    // A field is eight bytes, sixteen where it may be unset, or two; if one had no row, the struct would be larger than its rows account for.
    let numbers = PARAMS.iter().filter(|p| p.range().is_some()).count();
    let optional = PARAMS.iter().filter(|p| p.unset.is_some()).count();
    let choices = PARAMS.len() - numbers;
    let intervals = size_of_val(&Scenario::default().intervals);
    assert_eq!(
        size_of::<Scenario>(),
        (numbers * 8 + optional * 8 + choices * 2 + intervals).next_multiple_of(8)
    );
}

#[test]
fn the_table_of_inputs_is_sound() {
    assert_eq!(params::main_params().count(), 10);
    for param in &PARAMS {
        assert!(
            !param.doc.is_empty() && !param.source.is_empty() && !param.label.is_empty(),
            "{}",
            param.key
        );
        assert_eq!(
            PARAMS.iter().filter(|p| p.key == param.key).count(),
            1,
            "{}",
            param.key
        );
        if let Kind::Number {
            min, max, default, ..
        } = param.kind
        {
            assert!(min <= default && default <= max && min < max, "{}", param.key);
        } else {
            assert!(param.options(catalog()).len() > 1, "{}", param.key);
            let Kind::Choice { default, .. } = param.kind else {
                continue;
            };
            assert!(
                param.options(catalog()).iter().any(|(_, id, _)| *id == default),
                "{}: {default}",
                param.key
            );
        }
    }
}

#[test]
fn bad_input_is_named_with_what_is_accepted() {
    let mut s = Scenario::default();
    let error = |key: &str, text: &str, s: &mut Scenario| {
        params::find(key)
            .and_then(|p| p.set_text(s, text, catalog()))
            .expect_err("an error")
            .to_string()
    };
    assert!(error("changedays", "1", &mut s).contains("change_days"));
    assert!(error("recall", "1.5", &mut s).contains("0 to 1"));
    assert!(error("recall", "much", &mut s).contains("0 to 1"));
    assert!(error("recall", "NaN", &mut s).contains("number"));
    assert!(error("audit", "maybe", &mut s).contains("none, useful, required"));
    assert_eq!(s, Scenario::default(), "nothing was changed");
}
