//! All four functions say the same of a scenario, and refuse what they cannot use.

use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario};
use serde_json::{Value, json};

use super::{LibraryError, decide, evaluate, futures, how, sweep};

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn scenario(given: &str) -> Scenario {
    super::scenario(given, catalog()).expect("it is read")
}

fn value(answer: Result<String, LibraryError>) -> Value {
    serde_json::from_str(&answer.expect("it is answered")).expect("it is JSON")
}

fn swept(
    base: &str,
    rows: &Value,
    simulations: Option<f64>,
    approaches: &[&str],
) -> Result<String, LibraryError> {
    let how = how(simulations, approaches)?;
    sweep(&scenario(base), rows.as_array().expect("a list"), &how, catalog())
}

#[test]
fn all_say_the_same_of_a_scenario() {
    let given = scenario(r#"{"preset": "legal-research", "recall": 0.7}"#);
    let decided = value(decide(&given, catalog()));
    let mut verdict = decided["verdict"].clone();
    let evaluated = value(evaluate(&given, None, catalog()));
    for searched in ["flips", "measure_next"] {
        verdict.as_object_mut().expect("an object").remove(searched);
    }
    assert_eq!(evaluated["verdict"], verdict);
    for part in [
        "scenario",
        "strategies",
        "families",
        "crossovers",
        "path",
        "ladder",
        "repair",
        "warnings",
    ] {
        assert_eq!(evaluated[part], decided[part], "{part}");
    }

    let simulated = value(futures(&given, None, catalog()));
    for part in ["n", "wins", "nothing", "regret", "regret_usd"] {
        assert_eq!(simulated[part], decided["verdict"]["futures"][part], "{part}");
    }

    let set = json!([{"recall": 0.7}]);
    let rows = value(swept(
        r#"{"preset": "legal-research"}"#,
        &set,
        Some(10_000.0),
        &["rag", "lora"],
    ));
    let row = &rows[0];
    for part in [
        "winner",
        "runner_up",
        "strength",
        "feasible",
        "margin",
        "lead_usd",
    ] {
        assert_eq!(row[part], decided["verdict"][part], "{part}");
    }
    for strategy in decided["strategies"].as_array().expect("a list") {
        let id = strategy["id"].as_str().expect("an id");
        let prefix = match id {
            "rag" | "lora" => format!("{id}."),
            _ => continue,
        };
        let at = |name: &str| &row[format!("{prefix}{name}")];
        for part in ["feasible", "chance", "utility", "net_usd"] {
            assert_eq!(*at(part), strategy[part], "{id} {part}");
        }
        for part in ["upfront_usd", "monthly_usd", "per_query_usd"] {
            assert_eq!(*at(part), strategy["cost"][part], "{id} {part}");
        }
        for part in ["ttft_p95_ms", "e2e_p95_ms"] {
            assert_eq!(*at(part), strategy["latency"][part], "{id} {part}");
        }
        assert_eq!(*at("p_correct"), strategy["quality"]["p_correct"], "{id}");
    }
}

#[test]
fn a_quick_sweep_is_judged_by_the_simulations_of_the_map() {
    let presets = crate::json::PresetRow::all(catalog());
    let rows: Vec<Value> = presets
        .iter()
        .map(|preset| serde_json::to_value(&preset.scenario).expect("it is written"))
        .collect();
    let rows = value(swept("{}", &Value::Array(rows), None, &[]));
    for (preset, row) in PRESETS.iter().zip(rows.as_array().expect("a list")) {
        let verdict = forkcast_engine::decide(&preset.scenario(catalog()), catalog());
        assert_eq!(row["winner"], verdict.winner.id(), "{}", preset.id);
        assert_eq!(row["runner_up"], verdict.runner_up.id(), "{}", preset.id);
    }
}

#[test]
fn links_are_read_and_what_cannot_be_used_is_named() {
    let link = scenario("https://example.org/#v1&change_days=7");
    assert_eq!(link, scenario(r#"{"change_days": 7}"#));

    let refused = |given| super::scenario(given, catalog()).expect_err(given).to_string();
    assert!(refused("#v1&recall=7").contains("recall takes 0"));
    assert!(refused("rag or not").contains("#v1&change_days=7"));
    assert!(refused("7").contains("not a number"));

    let refused = |answer: Result<String, LibraryError>| answer.expect_err("it is refused").to_string();
    assert!(refused(evaluate(&link, Some(0.0), catalog())).contains("from 1 to 1000000, not 0"));
    assert!(refused(futures(&link, Some(1.5), catalog())).contains("not 1.5"));
    let sweep = |rows, approaches| refused(swept("{}", &rows, None, approaches));
    assert!(sweep(json!([{"recall": 0.7}, {"recall": 1.7}]), &[]).starts_with("row 1: recall"));
    assert!(sweep(json!([{"recal": 1}]), &[]).contains("recall"));
    assert!(sweep(json!([{"preset": "x"}]), &[]).contains("preset"));
    assert!(sweep(json!([7]), &[]).contains("row 0: a scenario is an object"));
    assert!(sweep(json!([]), &["ragg"]).contains("rag, "));
}
