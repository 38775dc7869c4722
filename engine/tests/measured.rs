//! What was measured takes the place of what is assumed, and of nothing else.

use crate::common::catalog;
use forkcast_engine::latency::measured_stages;
use forkcast_engine::presets::Preset;
use forkcast_engine::report::{CostItem, StageKind};
use forkcast_engine::scenario::TrainingPlace;
use forkcast_engine::{Scenario, Strategy, evaluate, explore, words};

fn stage(s: &Scenario, strategy: Strategy, kind: StageKind) -> Option<(f64, f64)> {
    let report = evaluate(s, catalog());
    let stages = &report.of(strategy).latency.stages;
    stages
        .iter()
        .find(|stage| stage.kind == kind)
        .map(|stage| (stage.p50_ms, stage.p95_ms))
}

fn near(found: Option<(f64, f64)>, p50: f64, p95: f64) {
    let (a, b) = found.expect("the stage is there");
    assert!(
        (a / p50 - 1.0).abs() < 1e-9 && (b / p95 - 1.0).abs() < 1e-9,
        "{a} {b}"
    );
}

#[test]
fn a_measured_stage_has_the_measured_percentiles() {
    let s = Scenario {
        measured_embed_p50_ms: Some(14.0),
        measured_embed_p95_ms: Some(21.0),
        measured_search_p50_ms: Some(3.0),
        measured_search_p95_ms: Some(8.0),
        ..Scenario::default()
    };
    near(stage(&s, Strategy::Rag, StageKind::Embed), 14.0, 21.0);
    near(stage(&s, Strategy::Hybrid, StageKind::Search), 3.0, 8.0);
    for kind in [StageKind::Embed, StageKind::Search] {
        assert_eq!(stage(&s, Strategy::Lora, kind), None, "nothing is searched there");
    }
    let assumed = Scenario::default();
    for kind in [
        StageKind::Network,
        StageKind::Queue,
        StageKind::Prefill,
        StageKind::Decode,
    ] {
        assert_eq!(
            stage(&s, Strategy::Rag, kind),
            stage(&assumed, Strategy::Rag, kind)
        );
    }
}

#[test]
fn the_start_of_an_answer_is_one_stage_when_measured() {
    let s = Scenario {
        measured_start_p50_ms: Some(120.0),
        measured_start_p95_ms: Some(300.0),
        ..Scenario::default()
    };
    for strategy in Strategy::ALL {
        assert_eq!(stage(&s, strategy, StageKind::Network), None, "{strategy:?}");
        // A grammar comes on top, and rounds wait several times.
        if !strategy.is_constrained() && !strategy.iterates() {
            near(stage(&s, strategy, StageKind::Queue), 120.0, 300.0);
        }
    }
}

#[test]
fn measured_rates_set_prefill_and_decode() {
    let mut s = Scenario {
        measured_decode_tps: Some(50.0),
        output_tokens: 200.0,
        // All answers are as long as the average one.
        answer_spread: 1.0,
        ..Scenario::default()
    };
    let (p50, _) = stage(&s, Strategy::Rag, StageKind::Decode).expect("an answer is written");
    assert!((p50 - 4000.0).abs() < 1e-6, "{p50}");
    let read = |tps: f64| {
        s.measured_prefill_tps = Some(tps);
        stage(&s, Strategy::Rag, StageKind::Prefill)
            .expect("a prompt is read")
            .0
    };
    let mut read = read;
    assert!((read(1000.0) / read(4000.0) - 4.0).abs() < 1e-9);
}

#[test]
fn own_gpus_answer_as_fast_as_they_were_measured() {
    let preset = Preset::find("json-schema").expect("a preset");
    let mut s = preset.scenario(catalog());
    s.supply = forkcast_engine::scenario::Supply::OwnGpus;
    s.output_tokens = 100.0;
    s.answer_spread = 1.0;
    s.measured_decode_tps = Some(25.0);
    for strategy in [Strategy::Lora, Strategy::Rag] {
        let (p50, _) = stage(&s, strategy, StageKind::Decode).expect("an answer is written");
        assert!((p50 - 4000.0).abs() < 1e-6, "{p50}");
    }
}

#[test]
fn slow_measured_search_closes_the_service_level() {
    let s = Scenario::default();
    assert_eq!(evaluate(&s, catalog()).verdict.winner, Strategy::Rag);
    assert!(evaluate(&s, catalog()).of(Strategy::Rag).feasible);
    let mut slow = s;
    slow.measured_search_p50_ms = Some(s.ttft_p95_ms * 2.0);
    slow.measured_search_p95_ms = Some(s.ttft_p95_ms * 3.0);
    let report = evaluate(&slow, catalog());
    assert!(!report.of(Strategy::Rag).feasible);
    assert_ne!(
        report.verdict.winner,
        Strategy::Rag,
        "a measurement turns the verdict"
    );
}

#[test]
fn a_measured_training_speed_sets_what_training_costs() {
    let mut s = Scenario {
        training_place: TrainingPlace::Rented,
        // It takes weights that were trained elsewhere, of each method.
        tuning_seller_index: catalog()
            .sellers
            .iter()
            .position(|x| x.id == "together")
            .expect("a seller") as u16,
        ..Scenario::default()
    };
    let training = |s: &Scenario, strategy: Strategy| {
        evaluate(s, catalog()).of(strategy).cost.items[CostItem::Training as usize].upfront_usd
    };
    s.measured_train_tps = Some(1_000.0);
    let slow = [Strategy::FullFt, Strategy::Lora, Strategy::Qlora].map(|x| training(&s, x));
    s.measured_train_tps = Some(10_000.0);
    let fast = [Strategy::FullFt, Strategy::Lora, Strategy::Qlora].map(|x| training(&s, x));
    for (slow, fast) in slow.iter().zip(fast) {
        assert!(
            fast < *slow && fast > slow / 10.0,
            "{fast} of {slow}: holding GPUs costs the same"
        );
    }
}

#[test]
fn what_was_measured_is_named_and_nothing_else_is() {
    let mut s = Scenario::default();
    assert_eq!(words::measured(&s), "");
    assert!(!s.is_measured() && measured_stages(&s) == [false; 8]);
    s.measured_search_p50_ms = Some(3.0);
    s.measured_train_tps = Some(3_000.0);
    assert!(s.is_measured());
    assert_eq!(words::measured(&s), "search, training");
    s.own_output_usd = Some(2.0);
    assert_eq!(words::measured(&s), "search, training");
    assert_eq!(words::own_figures(&s), "search, training, token prices");
    let paid = Scenario {
        own_input_usd: Some(1.0),
        ..Scenario::default()
    };
    assert!(paid.has_own_prices() && words::own_figures(&paid) == "token prices");
}

#[test]
fn what_was_not_measured_turns_nothing() {
    let s = Scenario::default();
    let flips = explore::flips(&s, catalog());
    assert!(flips.iter().all(|flip| !flip.key.starts_with("measured_")));
}
