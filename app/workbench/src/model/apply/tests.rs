use super::*;
use crate::model::results::tests::{measurement, series};
use forkcast_protocol::measure::{Machine, RunState};

fn view() -> View {
    View::default()
}

fn value(changes: &[Change], key: &str) -> Option<f64> {
    changes.iter().find(|c| c.key == key).map(|c| c.to)
}

fn changes_of(rows: Vec<Series>) -> Vec<Change> {
    changes(
        &measurement(RunState::Done, rows),
        &view().scenario,
        Catalog::builtin(),
    )
}

#[test]
fn the_line_through_the_medians_gives_start_and_reading() {
    // 40 ms to start, 2,000 tokens a second.
    let row = |tokens: u32| {
        series(
            "ttft",
            SeriesKind::Ttft,
            40.0 + f64::from(tokens) / 2.0,
            Some(tokens),
        )
    };
    let set = changes_of(vec![row(2_000), row(100), row(500)]);
    assert_eq!(value(&set, "measured_start_p50_ms"), Some(40.0));
    assert_eq!(value(&set, "measured_prefill_tps"), Some(2_000.0));
    // The shortest prompt took 90 ms, its 95th percentile 135.
    assert_eq!(value(&set, "measured_start_p95_ms"), Some(85.0));
}

#[test]
fn one_length_takes_the_models_reading_off() {
    let set = changes_of(vec![series("ttft-1000", SeriesKind::Ttft, 5_000.0, Some(1_000))]);
    let read = model_prefill_ms(&view().scenario, Catalog::builtin(), 1_000.0);
    assert!(read > 0.0);
    assert_eq!(
        value(&set, "measured_start_p50_ms"),
        Some(tidy(5_000.0 - read, 4))
    );
    assert_eq!(value(&set, "measured_prefill_tps"), None);
    // Where longer prompts took no longer, no rate is made of noise, and nothing falls below what can be measured.
    let row = |tokens: u32, ms: f64| series("ttft", SeriesKind::Ttft, ms, Some(tokens));
    let set = changes_of(vec![row(100, 0.002), row(1_000, 0.001)]);
    assert_eq!(value(&set, "measured_prefill_tps"), None);
    assert_eq!(value(&set, "measured_start_p50_ms"), Some(LEAST));
}

#[test]
fn rates_are_of_one_answer_and_stages_of_their_percentiles() {
    let batch = |n: u32, ms: f64| Series {
        batch: Some(n),
        ..series("decode", SeriesKind::Decode, ms, None)
    };
    let few = Series {
        p95: None,
        max: 7.0,
        ..series("embed", SeriesKind::Embed, 5.0, None)
    };
    let search = series("search", SeriesKind::Search, 2.0, None);
    let set = changes_of(vec![batch(32, 40.0), batch(1, 10.0), few, search]);
    assert_eq!(value(&set, "measured_decode_tps"), Some(100.0));
    assert_eq!(value(&set, "measured_embed_p95_ms"), Some(7.0));
    assert_eq!(value(&set, "measured_search_p50_ms"), Some(2.0));
    assert_eq!(value(&set, "measured_search_p95_ms"), Some(3.0));
}

#[test]
fn retrieval_is_not_taken_for_reading() {
    let spec = r#"{"kind":"rag-cost","target":"t","store":"embedded","vectors":1000,"chunks":5,"chunk_tokens":100,"prompt_tokens":100,"output_tokens":8,"requests":10,"warmup":1,"concurrency":1}"#;
    let mut m = measurement(
        RunState::Done,
        vec![
            series("plain-ttft", SeriesKind::Ttft, 4_000.0, Some(100)),
            series("rag-ttft", SeriesKind::Ttft, 9_000.0, Some(600)),
        ],
    );
    m.spec = serde_json::from_str(spec).expect("a specification");
    let set = changes(&m, &view().scenario, Catalog::builtin());
    assert_eq!(value(&set, "measured_prefill_tps"), None);
    assert!(value(&set, "measured_start_p50_ms").is_some_and(|x| x > 3_000.0 && x <= 4_000.0));
}

#[test]
fn a_training_step_gives_tokens_a_second() {
    let spec = r#"{"kind":"reference","shape":"tiny","device":"cpu","task":{"task":"train","methods":["full","lora"],"batch":4,"sequence_tokens":128,"rank":8},"repeats":3,"warmup":1}"#;
    let mut m = measurement(
        RunState::Done,
        vec![
            series("train-full", SeriesKind::TrainStep, 512.0, None),
            series("train-lora", SeriesKind::TrainStep, 256.0, None),
        ],
    );
    m.spec = serde_json::from_str(spec).expect("a specification");
    let set = changes(&m, &view().scenario, Catalog::builtin());
    assert_eq!(value(&set, "measured_train_tps"), Some(2_000.0));
}

#[test]
fn a_slow_endpoint_changes_the_verdict_and_the_link_says_who_measured() {
    let row = |tokens: u32| {
        series(
            "ttft",
            SeriesKind::Ttft,
            20_000.0 + f64::from(tokens),
            Some(tokens),
        )
    };
    let mut m = measurement(RunState::Done, vec![row(100), row(1_000)]);
    m.machine = Some(Machine {
        label: "2 cores of an Intel Xeon".to_owned(),
        ..Machine::default()
    });
    let proposal = propose(&m, &view(), Catalog::builtin()).expect("something to set");
    assert_ne!(
        proposal.before, proposal.after,
        "nothing answers within the limit any more"
    );
    assert!(proposal.ttft_p95_ms.1 > 20_000.0);
    assert_eq!(proposal.view.measured, "2 cores of an Intel Xeon, 2026-11-23");
    assert!(proposal.view.scenario.is_measured());
    let encoded = forkcast_protocol::link::encode(&proposal.view, Catalog::builtin());
    let decoded = forkcast_protocol::link::decode(&encoded, Catalog::builtin());
    assert_eq!(decoded.view, proposal.view, "the link carries it");
    // Nothing that a scenario has an input for.
    let e2e = measurement(RunState::Done, vec![series("e2e", SeriesKind::E2e, 1.0, None)]);
    assert_eq!(propose(&e2e, &view(), Catalog::builtin()), None);
}

#[test]
fn times_of_another_model_set_nothing_and_say_why() {
    let spec = r#"{"kind":"reference","shape":"smollm2-135m","device":"cpu","task":{"task":"prefill","prompt_tokens":[64,256]},"repeats":20,"warmup":2}"#;
    let row = |tokens: u32| series("prefill", SeriesKind::Prefill, f64::from(tokens), Some(tokens));
    let mut m = measurement(RunState::Done, vec![row(64), row(256)]);
    m.spec = serde_json::from_str(spec).expect("a specification");
    assert_eq!(propose(&m, &view(), Catalog::builtin()), None);
    let why = left_out(&m, &view(), Catalog::builtin()).expect("a reason");
    assert!(
        why.contains("not comparable") && why.contains("SmolLM2-135M"),
        "{why}"
    );
    assert_eq!(label(&m), "smollm2-135m on unnamed machine, 2026-11-23");
    // What it says of search holds for any model.
    m.series.push(series("search", SeriesKind::Search, 2.0, None));
    let proposal = propose(&m, &view(), Catalog::builtin()).expect("something to set");
    let keys: Vec<&str> = proposal.changes.iter().map(|change| change.key).collect();
    assert_eq!(keys, ["measured_search_p50_ms", "measured_search_p95_ms"]);
    assert!(left_out(&m, &view(), Catalog::builtin()).is_some());
    // Nothing is left out of what could not be set anyway.
    let search = measurement(
        RunState::Done,
        vec![series("search", SeriesKind::Search, 2.0, None)],
    );
    assert_eq!(left_out(&search, &view(), Catalog::builtin()), None);
}
