//! How the winner is picked: scores, the hybrid's margin, ties and the method of a hybrid.

use crate::common::{assessed, catalog, close, model, roomy};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::catalog::TuningMethod;
use forkcast_engine::decision::{Assessed, Decision, choose};
use forkcast_engine::scenario::TrainingPlace;
use forkcast_engine::strategy::{Method, STRATEGIES};
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};

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
