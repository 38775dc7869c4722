//! All four functions say the same of a scenario, and refuse what they cannot use.

use forkcast_engine::presets::PRESETS;
use serde_json::{Value, json};

use super::{decide, evaluate, futures, sweep};

fn value(answer: Result<String, super::LibraryError>) -> Value {
    serde_json::from_str(&answer.expect("it is answered")).expect("it is JSON")
}

#[test]
fn all_say_the_same_of_a_scenario() {
    let given = r#"{"preset": "legal-research", "recall": 0.7}"#;
    let decided = value(decide(given));
    let mut verdict = decided["verdict"].clone();
    let evaluated = value(evaluate(given, None));
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

    let simulated = value(futures(given, None));
    for part in ["n", "wins", "nothing", "regret", "regret_usd"] {
        assert_eq!(simulated[part], decided["verdict"]["futures"][part], "{part}");
    }

    let options = r#"{"simulations": 10000, "approaches": ["rag", "lora"]}"#;
    let rows = value(sweep(
        r#"[{"recall": 0.7}]"#,
        r#"{"preset": "legal-research"}"#,
        options,
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
    let catalog = forkcast_engine::Catalog::builtin();
    let rows: Vec<Value> = PRESETS
        .iter()
        .map(|preset| {
            let changed = crate::json::PresetRow::all(catalog);
            let row = changed
                .iter()
                .find(|row| row.id == preset.id)
                .expect("it is listed");
            serde_json::to_value(&row.scenario).expect("it is written")
        })
        .collect();
    let swept = value(sweep(&Value::Array(rows).to_string(), "{}", "{}"));
    for (preset, row) in PRESETS.iter().zip(swept.as_array().expect("a list")) {
        let verdict = forkcast_engine::decide(&preset.scenario(catalog), catalog);
        assert_eq!(row["winner"], verdict.winner.id(), "{}", preset.id);
        assert_eq!(row["runner_up"], verdict.runner_up.id(), "{}", preset.id);
    }
}

#[test]
fn links_are_read_and_what_cannot_be_used_is_named() {
    let from_link = value(evaluate("https://example.org/#v1&change_days=7", Some(64.0)));
    assert_eq!(from_link, value(evaluate(r#"{"change_days": 7}"#, Some(64.0))));

    let refused =
        |answer: Result<String, super::LibraryError>| answer.expect_err("it is refused").to_string();
    assert!(refused(evaluate("#v1&recall=7", None)).contains("recall takes 0 to 1"));
    assert!(refused(evaluate("rag or not", None)).contains("#v1&change_days=7"));
    assert!(refused(evaluate("7", None)).contains("not a number"));
    assert!(refused(evaluate("{}", Some(0.0))).contains("from 1 to 1000000, not 0"));
    assert!(refused(futures("{}", Some(1.5))).contains("not 1.5"));
    let rows = json!([{"recall": 0.7}, {"recall": 1.7}]).to_string();
    assert!(refused(sweep(&rows, "{}", "{}")).starts_with("row 1: recall"));
    assert!(refused(sweep(r#"[{"recal": 1}]"#, "{}", "{}")).contains("recall"));
    assert!(refused(sweep(r#"[{"preset": "x"}]"#, "{}", "{}")).contains("preset"));
    assert!(refused(sweep("[]", "{}", r#"{"approaches": ["ragg"]}"#)).contains("rag, "));
    assert!(refused(sweep("[]", "{}", r#"{"depth": 3}"#)).contains("depth"));
}
