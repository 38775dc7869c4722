//! Simulations, how sure a verdict is, and what it is worth to know.

use crate::common::{Random, assessed, catalog, scenario};
use forkcast_engine::assumptions::ASSUMPTIONS;
use forkcast_engine::params::{PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::simulation::{Draw, place, places};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::uncertainty::unknowns::Run;
use forkcast_engine::uncertainty::worth::{Knowing, Partial};
use forkcast_engine::{Strategy, uncertainty};

#[test]
fn a_simulation_lies_at_the_same_place_in_all_dimensions_and_in_one() {
    for n in [0, 1, 2, 255, 9_999] {
        for (dimension, found) in places(n).into_iter().enumerate() {
            assert_eq!(found, place(n, dimension), "{n} {dimension}");
        }
    }
}

/// Buy or not at a price of one half: worth x + noise − 0.5. Knowing x, uniform, is worth E max(0, x − 0.5) = 1/8.
#[test]
fn a_toy_decision_has_its_analytic_worth() {
    let mut random = Random(42);
    let mut partial = Partial::new(3, 2, 0.8);
    for _ in 0..10_000 {
        let (x, noise, idle) = (random.draw(), random.draw(), random.draw());
        partial.add(
            &[x, noise, idle],
            &[0.0, x - 0.5 + 0.4 * (noise - 0.5)],
            &[10.0, 2.0],
            &[true, true],
        );
    }
    let x = partial.of(0, partial.choice());
    assert!((x.benefit - 0.125).abs() < 0.006, "{x:?}");
    assert!((x.changes - 0.5).abs() < 0.05, "{x:?}");
    // Half of the time the other option is taken; it saves or costs 8.
    assert!((x.saved.abs() - 4.0).abs() < 0.4, "{x:?}");
    // E max(0, 0.4 (u − 0.5)) = 0.05 for the noise, and nothing for what enters nowhere.
    assert!(
        (partial.of(1, partial.choice()).benefit - 0.05).abs() < 0.006,
        "{:?}",
        partial.of(1, partial.choice())
    );
    assert_eq!(partial.of(2, partial.choice()).benefit, 0.0);
    // E max(0, x − 0.5 + 0.4 (u − 0.5)) = 0.125 + 0.4² / 24.
    assert!((partial.everything(partial.choice()) - (0.125 + 0.16 / 24.0)).abs() < 0.006);
}

#[test]
fn knowing_is_worth_something_or_nothing_but_never_more_than_everything() {
    for preset in &PRESETS {
        let s = preset.scenario(catalog());
        let mut knowing = Knowing::new(&s);
        // In pieces, as a page draws.
        for _ in 0..4 {
            knowing.draw(catalog(), 500);
        }
        assert_eq!(knowing.drawn(), 2000);
        let ranked = knowing.ranked(catalog());
        // Nine inputs are estimates by default; two more would be if they were set or not counted.
        assert_eq!(ranked.len(), ASSUMPTIONS.len() + 9);
        for pair in ranked.windows(2) {
            assert!(pair[0].utility >= pair[1].utility);
        }
        for w in &ranked {
            assert!(
                (0.0..=knowing.everything()).contains(&w.utility),
                "{}",
                w.unknown.key
            );
            assert!(w.saved_usd.is_finite() && (0.0..=1.0 + 1e-9).contains(&w.changes));
            assert!(
                w.unknown.low <= w.unknown.likely && w.unknown.likely <= w.unknown.high,
                "{:?}",
                w.unknown
            );
        }
    }
}

/// What the value of knowing is compared with is the verdict, by score and by net value, and regret is that of every choice.
#[test]
fn the_value_of_knowing_is_beside_the_verdict() {
    let mut random = Random(31);
    for case in 0..40usize {
        let mut s = PRESETS[case % PRESETS.len()].scenario(catalog());
        for _ in 0..(case / PRESETS.len()) {
            let param = &PARAMS[(random.draw() * PARAMS.len() as f64) as usize];
            if param.range().is_some() {
                (param.set)(&mut s, Value::Number(param.raw_at(random.draw())));
            }
        }
        if case % 3 == 0 {
            s.right_answer_usd = Some(0.05);
            s.judge_by = JudgeBy::NetValue;
        }
        let n = 600;
        let futures = uncertainty::futures(&s, catalog(), n);
        let mut knowing = Knowing::new(&s);
        knowing.draw(catalog(), n);
        assert_eq!(knowing.decision(), futures.decision, "{case}");
        assert_eq!(knowing.choice(), futures.decision.winner);
        let sum: f64 = futures.wins.iter().sum::<f64>() + futures.nothing;
        assert!((sum - 1.0).abs() < 1e-9, "the segments of the bar make one");
        for x in Strategy::ALL {
            let i = x.index();
            assert!(futures.regret[i] >= 0.0 && futures.regret_usd[i] >= 0.0);
            // A chance is no greater than that of any limit alone.
            let least = futures.meets[i].iter().copied().fold(1.0, f64::min);
            assert!(futures.decision.chance[i] <= least + 1e-9);
        }
    }
}

/// Simulations are the same every time, and in pieces.
#[test]
fn coverage_of_an_uncertain_input_is_that_of_its_range() {
    let s = scenario("");
    let mut below = 0;
    let n = 4096;
    for k in 0..n {
        let drawn = Draw::of(k, &catalog().calibration).scenario(&s);
        assert!((5000.0 / 1.5 - 1e-6..=5000.0 * 1.5 + 1e-6).contains(&drawn.queries_per_day));
        assert_eq!(drawn.examples, s.examples, "what can be counted is fixed");
        below += usize::from(drawn.queries_per_day < 5000.0);
    }
    assert!(below.abs_diff(n / 2) < n / 50, "{below}");
    // A rough guess is off twice as far, what is fixed not at all.
    let span = |set: &str| {
        let s = scenario(set);
        let drawn = (0..n).map(|k| Draw::of(k, &catalog().calibration).scenario(&s).queries_per_day);
        drawn.fold((f64::MAX, 0.0f64), |(a, b), x| (a.min(x), b.max(x)))
    };
    assert_eq!(span("sure_queries_per_day=fixed"), (5000.0, 5000.0));
    let (low, high) = span("sure_queries_per_day=rough-guess");
    assert!(
        low < 5000.0 / 2.0 && high > 5000.0 * 2.0 && high <= 5000.0 * 2.2501,
        "{low} {high}"
    );
    // An unset input stays unset.
    assert_eq!(
        Draw::of(3, &catalog().calibration).scenario(&s).right_answer_usd,
        None
    );
}

/// The model's own error: what shares a part shares its error, and no verdict with a live rival is certain.
#[test]
fn approaches_that_share_a_part_share_its_error() {
    let s = scenario("new_facts_share=1");
    let all = assessed(&s);
    let (mut sums, n) = ([[0.0; STRATEGIES]; STRATEGIES], 2048);
    let errors: Vec<[f64; STRATEGIES]> = (0..n)
        .map(|k| {
            let draw = Draw::of(k, &catalog().calibration);
            std::array::from_fn(|i| {
                let a = &all[i];
                draw.errors.applied(&s, a.strategy, &a.quality).knowledge - a.quality.knowledge
            })
        })
        .collect();
    for e in &errors {
        for i in 0..STRATEGIES {
            for j in 0..STRATEGIES {
                sums[i][j] += e[i] * e[j] / f64::from(n as u32);
            }
        }
    }
    let correlation = |a: Strategy, b: Strategy| {
        let (i, j) = (a.index(), b.index());
        sums[i][j] / (sums[i][i] * sums[j][j]).sqrt()
    };
    use Strategy::{FullFt, Hybrid, Lora, Prompt, Qlora, Rag};
    assert!(correlation(Lora, Qlora) > 0.999 && correlation(Lora, FullFt) > 0.999);
    assert!(
        (0.6..0.99).contains(&correlation(Rag, Hybrid)),
        "{}",
        correlation(Rag, Hybrid)
    );
    assert!(correlation(Rag, Lora).abs() < 0.1);
    assert_eq!(
        sums[Prompt.index()][Prompt.index()],
        0.0,
        "nothing new is known to it"
    );
    for q in errors.iter().flatten() {
        assert!(q.abs() < 0.6, "six standard deviations: {q}");
    }
}

/// Where an audit rules out all but retrieval, in every simulation, nothing is worth knowing.
#[test]
fn where_nothing_can_change_the_answer_knowing_is_worth_nothing() {
    let s = scenario(
        "audit=required examples=0 corpus_tokens=1e8 ttft_p95_ms=20000 e2e_p95_ms=100000 budget_monthly_usd=1e6",
    );
    let mut knowing = Knowing::new(&s);
    knowing.draw(catalog(), 3000);
    assert_eq!(knowing.everything(), 0.0);
    assert!(
        knowing
            .ranked(catalog())
            .iter()
            .all(|w| w.utility == 0.0 && w.changes == 0.0)
    );
}

#[test]
fn what_was_measured_is_worth_nothing_more() {
    let mut s = PRESETS[0].scenario(catalog());
    for (key, value) in [("measured_decode_tps", 80.0), ("measured_prefill_tps", 15_000.0)] {
        let param = PARAMS.iter().find(|p| p.key == key).expect("an input");
        (param.set)(&mut s, Value::Number(value));
    }
    let mut knowing = Knowing::new(&s);
    knowing.draw(catalog(), 4000);
    for w in knowing.ranked(catalog()) {
        if w.unknown.key == "hosted_decode_tps" || w.unknown.key == "hosted_prefill_tps" {
            assert_eq!(w.utility, 0.0);
            assert_eq!(w.unknown.measured_by, Some(Run::Endpoint));
        }
    }
}
