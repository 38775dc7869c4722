//! The one rule: who wins, how clear it is, and the method of a hybrid.

use crate::common::{Random, at_positions, catalog, close, model, roomy, scenario};
use Strategy::{FullFt, Hybrid, Lora, Qlora, Rag};
use forkcast_engine::catalog::TuningMethod;
use forkcast_engine::decision::rule::Won;
use forkcast_engine::decision::{Verdicts, evaluate_as};
use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::Strength;
use forkcast_engine::scenario::{JudgeBy, TrainingPlace};
use forkcast_engine::strategy::Method;
use forkcast_engine::{Catalog, Scenario, Strategy, decide, evaluate, uncertainty};

/// The rule on every preset and on many scenarios: of those that fit the one with the greatest expected score, and the runner-up is the
/// next of another kind.
#[test]
fn the_greatest_expected_score_of_those_that_fit_wins() {
    let mut random = Random(3);
    let mut feasible = 0;
    for case in 0..400usize {
        let s = if let Some(preset) = PRESETS.get(case) {
            preset.scenario(catalog())
        } else {
            let positions: Vec<f64> = PARAMS.iter().map(|_| random.draw()).collect();
            let few = |p: &Param| p.key.len() % 5 == case % 5;
            at_positions(&positions, few)
        };
        let d = decide(&s, catalog());
        let judged = match s.judge_by {
            JudgeBy::Score => d.utility,
            JudgeBy::NetValue => d.net_usd,
        };
        let best = |of: &dyn Fn(Strategy) -> bool| {
            Strategy::ALL
                .into_iter()
                .filter(|x| d.open[x.index()] && of(*x))
                .max_by(|a, b| judged[a.index()].total_cmp(&judged[b.index()]).then(b.cmp(a)))
        };
        if let Some(winner) = best(&|_| true) {
            feasible += 1;
            assert_eq!(d.winner, winner, "{case}");
            if let Some(second) = best(&|x| !x.same_answer(winner)) {
                assert_eq!(d.runner_up, second, "{case}");
                assert!(judged[winner.index()] >= judged[second.index()]);
            }
        } else {
            assert!(!d.feasible && d.strength == Strength::NothingFits);
        }
        assert!(!d.runner_up.same_answer(d.winner));
        close(
            d.margin,
            d.utility[d.winner.index()] - d.utility[d.runner_up.index()],
        );
    }
    assert!(feasible > 100, "{feasible}");
}

#[test]
fn a_hybrids_score_is_lowered_by_its_margin() {
    let score = |margin: &str| {
        let d = decide(&scenario(&format!("hybrid_margin={margin}")), catalog());
        (d.utility[Hybrid.index()], d.utility[Rag.index()])
    };
    let (without, rag) = score("0");
    let (with, same) = score("0.05");
    close(without - with, 0.05);
    assert_eq!(rag, same);
}

#[test]
fn a_verdict_is_clear_leaning_or_too_close_to_call_by_its_thresholds() {
    use Strength::{Clear, Close, Leaning};
    let won = |beats: f64, ahead: Option<f64>| Won { beats, ahead }.strength();
    assert_eq!(won(0.0, None), Close, "two that are the same");
    assert_eq!(won(0.59, Some(0.9)), Close);
    assert_eq!(won(0.6, None), Leaning);
    assert_eq!(won(0.79, Some(0.9)), Leaning);
    assert_eq!(won(0.8, None), Clear);
    assert_eq!(won(0.9, Some(0.59)), Leaning, "a third is ahead too often");
    assert_eq!(won(0.9, Some(0.6)), Clear);
}

/// The presets, then presets with four inputs anywhere in their ranges.
fn varied(case: usize, random: &mut Random) -> Scenario {
    let mut s = PRESETS[case % PRESETS.len()].scenario(catalog());
    if case >= PRESETS.len() {
        for _ in 0..4 {
            let param = &PARAMS[(random.draw() * PARAMS.len() as f64) as usize];
            if param.range().is_some() && param.unset.is_none() {
                (param.set)(&mut s, Value::Number(param.raw_at(random.draw())));
            }
        }
    }
    s
}

/// While a hand moves the headline is as clear as it is at rest, and where the two differ the share lies near a threshold.
#[test]
fn a_moving_headline_is_as_clear_as_one_at_rest() {
    let mut random = Random(5);
    let (mut same, mut n) = (0, 0);
    for case in 0..100usize {
        let s = varied(case, &mut random);
        let many = uncertainty::futures(&s, catalog(), 2_000).by_many();
        let moving = evaluate(&s, catalog()).verdict;
        if (moving.winner, moving.runner_up) != (many.decision.winner, many.decision.runner_up) {
            continue;
        }
        n += 1;
        same += u32::from(moving.strength == many.decision.strength);
        // After a rest at this very scenario nothing changes when the hand moves off it by nothing.
        let verdicts = Verdicts {
            before: Some(&many),
            ..Verdicts::default()
        };
        let after = evaluate_as(&s, catalog(), verdicts).verdict.strength;
        if after != many.decision.strength {
            assert_eq!(
                after, moving.strength,
                "only what few simulations say for certain"
            );
        }
    }
    assert!(n >= 50, "{n}");
    assert!(f64::from(same) >= 0.9 * f64::from(n), "{same} of {n}");
}

/// Few simulations stand for many: the same verdict, or one that is hardly behind.
#[test]
fn few_simulations_decide_as_many_do() {
    let mut random = Random(9);
    let (mut same, mut family, mut n) = (0, 0, 0);
    for case in 0..120usize {
        let s = varied(case, &mut random);
        let few = decide(&s, catalog());
        let many = uncertainty::futures(&s, catalog(), 2_000).decision;
        n += 1;
        same += usize::from(few.winner == many.winner);
        family += usize::from(few.winner.same_answer(many.winner));
        if few.winner != many.winner && few.feasible && many.feasible && many.open[few.winner.index()] {
            let behind = many.utility[many.winner.index()] - many.utility[few.winner.index()];
            assert!(behind < 0.01, "{case}: {behind}");
        }
    }
    // Techniques of one family are often a hundredth apart.
    assert!(
        same * 100 >= n * 90 && family * 100 >= n * 96,
        "{same} the same, {family} of the same family, of {n}"
    );
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
    // A seller that takes adapters and weights trained on rented GPUs, so that the methods differ in their training alone.
    let together = catalog()
        .sellers
        .iter()
        .position(|x| x.id == "together")
        .expect("a seller") as u16;
    let s = Scenario {
        training_place: TrainingPlace::Rented,
        tuning_seller_index: together,
        model_index: model("qwen3.5-9b"),
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
    for offer in c.models.to_mut()[here].tuning.to_mut() {
        offer.method = TuningMethod::Managed;
    }
    assert_eq!(method(&small, &c), Method::Lora, "QLoRA is not sold");
    c.models.to_mut()[here].tuning.to_mut().clear();
    let s = Scenario {
        tuning_seller_index: Catalog::CHEAPEST,
        ..s
    };
    assert_eq!(method(&s, &c), Method::Full);
    for strategy in Strategy::ALL {
        assert_eq!(
            evaluate(&s, &c).of(strategy).hybrid.is_some(),
            strategy.combines()
        );
    }
}
