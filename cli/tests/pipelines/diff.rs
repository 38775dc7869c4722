//! `diff` in words, JSON and Markdown.

use forkcast_engine::presets::PRESETS;
use forkcast_protocol::json::Decision;
use serde_json::{Value, json};

use crate::program::{Runs as _, given, preset};

#[test]
fn a_difference_is_told_in_words() {
    let (folder, before) = preset();
    folder.write("same.json", serde_json::to_string(&before).expect("JSON"));
    folder.write(
        "b.json",
        format!(
            r#"{{"preset": "{}", "budget_monthly_usd": 50, "budget_upfront_usd": 100}}"#,
            PRESETS[0].id
        ),
    );
    let after = folder.decision(&["b.json"]);
    let (text, code) = folder.answer(&["diff", "a.json", "same.json", "--exit-code"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(&before.verdict.headline), "{text}");

    let (text, code) = folder.answer(&["diff", "a.json", "b.json"]);
    assert_eq!(code, Some(0));
    for part in [
        &before.verdict.headline,
        &after.verdict.headline,
        "budget_monthly_usd",
        "budget_upfront_usd",
        "meets all limits",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(folder.code(&["diff", "a.json", "b.json", "--exit-code"]), Some(1));
    let long = text.lines().map(|line| line.chars().count()).max();
    assert!(long <= Some(160), "{text}");

    let (text, _) = folder.answer(&["diff", "a.json", "b.json", "--json"]);
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["recommendation_differs"], true);
    assert_eq!(
        (&json["old"]["recommended"], &json["new"]["recommended"]),
        (&json!(true), &json!(false))
    );
    let keys: Vec<&str> = json["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .filter_map(|i| i["key"].as_str())
        .collect();
    assert_eq!(keys.len(), 2);
    for figure in json["figures"].as_array().expect("figures") {
        let rows = |of: &Decision| -> Value {
            let row = of
                .strategies
                .iter()
                .find(|row| json!(row.id) == figure["strategy"]);
            serde_json::to_value(row.expect("a row")).expect("JSON")
        };
        if figure["figure"] == "chance" {
            assert_eq!(figure["old"], rows(&before)["chance"]);
            assert_eq!(figure["new"], rows(&after)["chance"]);
        }
    }

    let (text, _) = folder.answer(&["diff", "a.json", "b.json", "--markdown"]);
    assert!(text.starts_with("## "), "{text}");
    assert!(text.contains("| --- | --- | --- | --- |"));
}

#[test]
fn a_difference_names_the_input_that_decides() {
    // Without examples nothing can be tuned; a little less volume changes nothing.
    let folder = given(&[
        ("old.json", r#"{"preset": "json-schema"}"#),
        (
            "new.json",
            r#"{"preset": "json-schema", "examples": 0, "queries_per_day": 49000}"#,
        ),
    ]);
    let (old, new) = (folder.decision(&["old.json"]), folder.decision(&["new.json"]));
    let (text, _) = folder.answer(&["diff", "old.json", "new.json", "--json"]);
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        json["recommendation_differs"],
        old.verdict.winner != new.verdict.winner
    );
    for input in json["inputs"].as_array().expect("inputs") {
        let key = input["key"].as_str().expect("a key");
        // The same by hand: that input as it was, all others as they are now.
        let before = old.scenario.get(key).expect("a value");
        let value = serde_json::to_value(before).expect("JSON");
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let back = folder.decision(&["new.json", "--set", &format!("{key}={value}")]);
        let decides = old.verdict.winner != new.verdict.winner && back.verdict.winner == old.verdict.winner;
        assert_eq!(input["decides"], decides, "{key}");
        assert_eq!(decides, key == "examples");
    }
    let (text, _) = folder.answer(&["diff", "old.json", "new.json"]);
    assert!(text.contains("it alone would keep"), "{text}");
}
