//! What the engine works out reaches JSON and links.

use forkcast_engine::{Scenario, Strategy};
use forkcast_protocol::json::Decision;
use forkcast_protocol::link::{self, View};
use forkcast_tests::common::{catalog, scenario};

#[test]
fn json_and_links_carry_months_of_waiting_and_peak_hours() {
    let s = scenario("model=gemini-4-argon start_months=3 peak_hours_share=0.5");
    let decision = Decision::of(&s, catalog());
    let json = serde_json::to_value(&decision).expect("JSON");
    assert_eq!(json["scenario"]["start_months"], 3.0);
    assert_eq!(json["scenario"]["peak_hours_share"], 0.5);
    let warning = json["warnings"]
        .as_array()
        .and_then(|w| w.iter().find(|w| w["id"] == "price-changes"));
    assert!(warning.is_some_and(|w| w["text"].as_str().is_some_and(|t| t.contains("2026-12-01"))));
    assert_eq!(json["model_version"], "7");
    let link = link::encode(&View::of(s), catalog());
    assert!(
        link.contains("start_months=3") && link.contains("peak_hours_share=0.5"),
        "{link}"
    );
    assert_eq!(link::decode(&link, catalog()).view.scenario, s);
}

#[test]
fn json_marks_the_measured_stages_and_no_others() {
    let s = Scenario {
        measured_search_p50_ms: Some(3.0),
        measured_train_tps: Some(3_000.0),
        own_output_usd: Some(2.0),
        ..Scenario::default()
    };
    let decision = Decision::of(&s, catalog());
    let rag = decision
        .strategies
        .iter()
        .find(|row| row.id == Strategy::Rag)
        .expect("RAG");
    let measured: Vec<&str> = rag
        .latency
        .stages
        .iter()
        .filter(|x| x.measured)
        .map(|x| x.id.as_str())
        .collect();
    assert_eq!(measured, ["search"]);
}
