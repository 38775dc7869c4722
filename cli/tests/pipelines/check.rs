//! `check`: expectations as options and in a file, exit codes, refusals.

use forkcast_engine::Catalog;
use forkcast_engine::presets::PRESETS;
use forkcast_protocol::link::{self, View};
use serde_json::{Value, json};

use crate::program::{Runs as _, given, other_than, preset};

/// A scenario in which nothing fits.
const NOTHING_FITS: &str = r#"{"budget_monthly_usd": 50, "budget_upfront_usd": 100}"#;

#[test]
fn the_exit_code_says_whether_expectations_are_met() {
    let (folder, decision) = preset();
    let verdict = &decision.verdict;
    let row = decision
        .strategies
        .iter()
        .find(|row| row.id == verdict.winner)
        .expect("its row");
    let regret = verdict.futures.regret.get(row.id.id()).expect("its regret") * 100.0;
    // Each limit just met, and just missed.
    for (option, met, missed) in [
        (
            "max-monthly",
            row.cost.monthly_usd * 1.001,
            row.cost.monthly_usd * 0.999,
        ),
        (
            "max-upfront",
            row.cost.upfront_usd * 1.001,
            row.cost.upfront_usd * 0.999,
        ),
        (
            "max-ttft",
            row.latency.ttft_p95_ms * 1.001,
            row.latency.ttft_p95_ms * 0.999,
        ),
        (
            "max-e2e",
            row.latency.e2e_p95_ms * 1.001,
            row.latency.e2e_p95_ms * 0.999,
        ),
        ("max-regret", regret * 1.001, regret * 0.999),
        ("min-chance", row.chance * 0.999, (row.chance * 1.001).min(1.0)),
        (
            "min-quality",
            row.quality.p_correct * 0.999,
            row.quality.p_correct * 1.001,
        ),
    ] {
        let argument = |value: f64| format!("--{option}={value}");
        assert_eq!(
            folder.code(&["check", "a.json", &argument(met)]),
            Some(0),
            "{option}"
        );
        if met != missed && missed <= 1.0 || option.starts_with("max") && missed > 0.0 {
            let (text, code) = folder.answer(&["check", "a.json", &argument(missed)]);
            assert_eq!(code, Some(1), "{option}: {text}");
            assert!(text.contains(option), "{text}");
        }
    }
    let winner = verdict.winner.id();
    let other = other_than(verdict.winner);
    assert_eq!(folder.code(&["check", "a.json", "--expect", winner]), Some(0));
    assert_eq!(
        folder.code(&["check", "a.json", "--expect", other, "--expect", winner]),
        Some(0)
    );
    assert_eq!(folder.code(&["check", "a.json", "--expect", other]), Some(1));
    let family = verdict.winner.profile().family;
    assert_eq!(
        folder.code(&["check", "a.json", "--family", family.id()]),
        Some(0)
    );
    let sure = |sure: &str| folder.code(&["check", "a.json", "--min-confidence-of-verdict", sure]);
    let (clear, leaning) = match verdict.strength.as_str() {
        "clear" => (0, 0),
        "leaning" => (1, 0),
        _ => (1, 1),
    };
    assert_eq!((sure("clear"), sure("leaning")), (Some(clear), Some(leaning)));
}

#[test]
fn a_recommendation_that_is_not_expected_is_explained_by_the_engine() {
    let (folder, decision) = preset();
    let other = other_than(decision.verdict.winner);
    let (text, code) = folder.answer(&["check", "a.json", "--expect", other, "--format=json"]);
    assert_eq!(code, Some(1));
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let outcome = &report["scenarios"][0]["expectations"][0];
    assert_eq!(report["met"], false);
    assert_eq!(outcome["id"], "expect");
    assert_eq!(outcome["found"], json!(decision.verdict.headline));
    let details = outcome["details"].as_array().expect("details");
    let row = decision
        .strategies
        .iter()
        .find(|row| row.id.id() == other)
        .expect("a row");
    let said: Vec<&str> = details.iter().filter_map(Value::as_str).collect();
    let reasons = row.gates.iter().map(|gate| &gate.reason);
    let reasons = reasons.chain(row.why_not.iter().map(|reason| &reason.text));
    assert!(reasons.clone().next().is_some());
    assert!(
        reasons
            .clone()
            .any(|reason| said.iter().any(|line| line.contains(reason.as_str()))),
        "{said:?}"
    );
}

#[test]
fn the_closest_approach_is_no_recommendation() {
    let folder = given(&[("none.json", NOTHING_FITS)]);
    let decision = folder.decision(&["none.json"]);
    assert!(!decision.verdict.feasible);
    let winner = decision.verdict.winner;
    for (option, id) in [
        ("--expect", winner.id()),
        ("--family", winner.profile().family.id()),
    ] {
        assert_eq!(
            folder.code(&["check", "none.json", option, id]),
            Some(1),
            "{option}"
        );
    }
}

#[test]
fn what_is_wrong_is_refused_with_what_is_accepted() {
    let (folder, _) = preset();
    folder.write("wrong.json", r#"{"colour": 1}"#);
    for (arguments, accepted) in [
        (&["check", "a.json"][..], "--expect rag"),
        (&["check"], "forkcast.check.toml"),
        (&["check", "a.json", "--expect", "rga"], "rag"),
        (&["check", "a.json", "--family", "rag"], "retrieval"),
        (&["check", "a.json", "--min-chance", "90"], "0.9 or 90%"),
        (&["check", "a.json", "--max-monthly", "lots"], "9000"),
        (
            &["check", "a.json", "--format", "xml", "--expect", "rag"],
            "junit",
        ),
        (&["check", "wrong.json", "--expect", "rag"], "colour"),
        (&["check", "missing.json", "--expect", "rag"], "missing.json"),
        (
            &["check", "https://example.org/", "--expect", "rag"],
            "#v1&change_days=7",
        ),
        (
            &["check", "#v1&change_days=nan", "--expect", "rag"],
            "change_days",
        ),
        (&["diff", "a.json"], "NEW"),
        (&["diff", "a.json", "wrong.json"], "colour"),
        (&["completions", "tcsh"], "bash"),
    ] {
        let said = folder.refusal(arguments);
        assert!(said.contains(accepted), "{arguments:?}: {said}");
    }
}

#[test]
fn expectations_stand_in_a_file_beside_the_scenarios() {
    let (folder, decision) = preset();
    let winner = decision.verdict.winner.id();
    folder.write("sub/b.json", folder.read("a.json"));
    folder.write("sub/c.json", folder.read("a.json"));
    folder.write(
        "sub/forkcast.check.toml",
        format!("max-monthly = 0\n[\"b.json\"]\nexpect = \"{winner}\"\nmax-monthly = \"$1,000,000\"\n"),
    );
    // Its table counts before its keys, and the command line before both.
    assert_eq!(folder.code(&["check", "sub/b.json"]), Some(0));
    assert_eq!(folder.code(&["check", "sub/c.json"]), Some(1));
    assert_eq!(
        folder.code(&["check", "sub/c.json", "--max-monthly=1e6"]),
        Some(0)
    );
    assert_eq!(folder.code(&["check", "sub/b.json", "--max-monthly=0"]), Some(1));
    // The file stands for the scenarios that it names, once each.
    for arguments in [
        &["check", "sub/forkcast.check.toml", "--format=json"][..],
        &["check", "sub/forkcast.check.toml", "sub/b.json", "--format=json"],
        &[
            "check",
            "--expectations",
            "sub/forkcast.check.toml",
            "--format=json",
        ],
    ] {
        let (text, code) = folder.answer(arguments);
        let report: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((code, &report["met"]), (Some(0), &json!(true)), "{arguments:?}");
        assert_eq!(
            report["scenarios"].as_array().map(Vec::len),
            Some(1),
            "{arguments:?}"
        );
    }
    folder.write(
        "forkcast.check.toml",
        format!("[\"a.json\"]\nexpect = [\"{winner}\"]\n"),
    );
    assert_eq!(folder.code(&["check"]), Some(0));

    for (text, said) in [
        ("max_monthly = 1", "max-monthly"),
        ("[\"gone.json\"]\nexpect = \"rag\"", "gone.json"),
        ("expect = \"rga\"", "rga"),
        ("expect = ", "forkcast.check.toml"),
    ] {
        folder.write("forkcast.check.toml", text);
        let refusal = folder.refusal(&["check", "a.json"]);
        assert!(refusal.contains(said), "{text}: {refusal}");
    }
}

#[test]
fn links_are_checked_as_files_are() {
    let catalog = Catalog::builtin();
    let (folder, decision) = preset();
    let link = format!(
        "https://example.org/forkcast/#{}",
        link::encode(&View::of(PRESETS[0].scenario(catalog)), catalog)
    );
    folder.write("a.link", format!("{link}\n"));
    let winner = decision.verdict.winner.id();
    let fragment = link.split_once('#').expect("a fragment").1;
    for scenario in [link.as_str(), "a.link", &format!("#{fragment}")] {
        assert_eq!(
            folder.code(&["check", scenario, "--expect", winner]),
            Some(0),
            "{scenario}"
        );
        let (text, code) = folder.answer(&["diff", "a.json", scenario]);
        assert_eq!(code, Some(0));
        assert!(text.contains("the same inputs"), "{text}");
    }
}
