//! `check` and `diff` as pipelines use them, with their hook and their action; completions and manual pages (docs/pipelines.md).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use forkcast_cli::commands::parser;
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Strategy};
use forkcast_protocol::json::Decision;
use forkcast_protocol::link::{self, View};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_forkcast");

/// A folder of a test's own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("forkcast-pipelines-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let folder = Self(folder);
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.0.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("a file")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(PROGRAM)
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    fn code(&self, arguments: &[&str]) -> Option<i32> {
        self.run(arguments).status.code()
    }

    /// What is printed, and the exit code.
    fn answer(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = self.run(arguments);
        (out(&output), output.status.code())
    }

    /// What is said of arguments or files that are refused with code 2.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn decision(&self, arguments: &[&str]) -> Decision {
        let (text, code) = self.answer(&[&["decide", "--json"], arguments].concat());
        assert_eq!(code, Some(0));
        serde_json::from_str(&text).expect("a decision")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

/// A scenario in which nothing fits.
const NOTHING_FITS: &str = r#"{"budget_monthly_usd": 50, "budget_upfront_usd": 100}"#;

/// The first preset as a file, and its decision.
fn preset() -> (Folder, Decision) {
    let scenario = format!(r#"{{"preset": "{}"}}"#, PRESETS[0].id);
    let folder = Folder::new(&[("a.json", &scenario)]);
    let decision = folder.decision(&["a.json"]);
    (folder, decision)
}

fn other_than(winner: Strategy) -> &'static str {
    let other = Strategy::ALL
        .into_iter()
        .find(|other| other.profile().family != winner.profile().family);
    other.expect("another").id()
}

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
    let folder = Folder::new(&[("none.json", NOTHING_FITS)]);
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
fn a_scenario_that_cannot_be_read_is_in_every_report_beside_the_others() {
    let (folder, decision) = preset();
    folder.write("wrong.json", "{");
    let expect = format!("--expect={}", decision.verdict.winner.id());
    for format in ["text", "json", "junit", "sarif", "markdown"] {
        let format = format!("--format={format}");
        let output = folder.run(&["check", "a.json", "wrong.json", &expect, &format]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(out(&output).contains("wrong.json"), "{format}: {}", out(&output));
        assert!(said(&output).contains("wrong.json"));
    }
}

#[test]
fn expectations_stand_in_a_file_beside_the_scenarios() {
    let (folder, decision) = preset();
    let winner = decision.verdict.winner.id();
    folder.write("sub/b.json", &folder.read("a.json"));
    folder.write("sub/c.json", &folder.read("a.json"));
    folder.write(
        "sub/forkcast.check.toml",
        &format!("max-monthly = 0\n[\"b.json\"]\nexpect = \"{winner}\"\nmax-monthly = \"$1,000,000\"\n"),
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
        &format!("[\"a.json\"]\nexpect = [\"{winner}\"]\n"),
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
    folder.write("a.link", &format!("{link}\n"));
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

/// The schema of Ant's JUnit task, as far as a report has its elements: of each element its children in order, how often, and its
/// attributes.
fn assert_junit(text: &str) {
    let document = roxmltree::Document::parse(text).expect("XML");
    let attributes = |node: roxmltree::Node<'_, '_>, names: &[&str]| {
        let mut found: Vec<&str> = node.attributes().map(|a| a.name()).collect();
        let mut wanted = names.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{:?}", node.tag_name());
    };
    let elements = |node: roxmltree::Node<'_, '_>| -> Vec<String> {
        let children = node.children().filter(roxmltree::Node::is_element);
        children.map(|child| child.tag_name().name().to_owned()).collect()
    };
    let suites = document.root_element();
    assert_eq!(suites.tag_name().name(), "testsuites");
    attributes(suites, &[]);
    for (i, suite) in suites.children().filter(roxmltree::Node::is_element).enumerate() {
        assert_eq!(suite.tag_name().name(), "testsuite");
        attributes(
            suite,
            &[
                "name",
                "package",
                "id",
                "timestamp",
                "hostname",
                "tests",
                "failures",
                "errors",
                "time",
            ],
        );
        assert_eq!(suite.attribute("id"), Some(i.to_string().as_str()));
        let time = suite.attribute("timestamp").expect("a time").as_bytes();
        let pattern = b"dddd-dd-ddTdd:dd:dd";
        assert_eq!(time.len(), pattern.len());
        assert!(time.iter().zip(pattern).all(|(c, p)| match p {
            b'd' => c.is_ascii_digit(),
            p => c == p,
        }));
        let mut children = elements(suite);
        assert_eq!(children.remove(0), "properties");
        assert_eq!(children.pop().as_deref(), Some("system-err"));
        assert_eq!(children.pop().as_deref(), Some("system-out"));
        assert!(children.iter().all(|child| child == "testcase"));
        assert_eq!(
            suite.attribute("tests"),
            Some(children.len().to_string().as_str())
        );
        let mut ends = [0, 0];
        for node in suite.descendants().filter(roxmltree::Node::is_element) {
            match node.tag_name().name() {
                "testcase" => {
                    attributes(node, &["name", "classname", "time"]);
                    assert!(elements(node).len() <= 1);
                }
                "property" => attributes(node, &["name", "value"]),
                end @ ("failure" | "error") => {
                    attributes(node, &["message", "type"]);
                    assert!(elements(node).is_empty());
                    ends[usize::from(end == "error")] += 1;
                }
                "testsuite" | "properties" | "system-out" | "system-err" => {}
                other => panic!("the schema has no {other}"),
            }
        }
        let count = |name: &str| suite.attribute(name).and_then(|n| n.parse::<i32>().ok());
        assert_eq!(
            (count("failures"), count("errors")),
            (Some(ends[0]), Some(ends[1]))
        );
    }
}

#[test]
fn junit_follows_its_schema_whatever_a_scenario_is_called() {
    let (folder, decision) = preset();
    folder.write("a <&\"'>|\u{1}.json", &folder.read("a.json"));
    folder.write("wrong.json", "]]>");
    let other = other_than(decision.verdict.winner);
    let family = decision.verdict.winner.profile().family.id();
    let (text, code) = folder.answer(&[
        "check",
        "a.json",
        "a <&\"'>|\u{1}.json",
        "wrong.json",
        "--expect",
        other,
        "--family",
        family,
        "--format=junit",
    ]);
    assert_eq!(code, Some(2));
    assert_junit(&text);
    let document = roxmltree::Document::parse(&text).expect("XML");
    let count = |name: &str| {
        document
            .descendants()
            .filter(|node| node.has_tag_name(name))
            .count()
    };
    assert_eq!(
        (
            count("testsuite"),
            count("testcase"),
            count("failure"),
            count("error")
        ),
        (3, 5, 2, 1)
    );
    let suites: Vec<_> = document
        .descendants()
        .filter(|n| n.has_tag_name("testsuite"))
        .collect();
    assert!(
        suites[1]
            .attribute("name")
            .expect("a name")
            .starts_with("a <&\"'>|")
    );
}

/// What SARIF 2.1.0 requires of the objects that a report has, and all that it allows there.
fn sarif_schema() -> Value {
    let schema = r##"{
        "type": "object", "required": ["version", "runs"], "additionalProperties": false,
        "properties": {
            "$schema": {"type": "string", "format": "uri"},
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "items": {
                "type": "object", "required": ["tool"], "additionalProperties": false,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"type": "array", "items": {
                        "type": "object", "required": ["executionSuccessful"], "additionalProperties": false,
                        "properties": {"executionSuccessful": {"type": "boolean"}}
                    }},
                    "tool": {
                        "type": "object", "required": ["driver"], "additionalProperties": false,
                        "properties": {"driver": {
                            "type": "object", "required": ["name"], "additionalProperties": false,
                            "properties": {
                                "name": {"type": "string"},
                                "version": {"type": "string"},
                                "semanticVersion": {"type": "string"},
                                "properties": {"type": "object"},
                                "rules": {"type": "array", "uniqueItems": true, "items": {
                                    "type": "object", "required": ["id"], "additionalProperties": false,
                                    "properties": {
                                        "id": {"type": "string"},
                                        "shortDescription": {"$ref": "#/$defs/text"}
                                    }
                                }}
                            }
                        }}
                    },
                    "results": {"type": "array", "items": {
                        "type": "object", "required": ["message"], "additionalProperties": false,
                        "properties": {
                            "ruleId": {"type": "string"},
                            "ruleIndex": {"type": "integer", "minimum": -1},
                            "level": {"enum": ["none", "note", "warning", "error"]},
                            "message": {"$ref": "#/$defs/text"},
                            "locations": {"type": "array", "items": {
                                "type": "object", "additionalProperties": false,
                                "properties": {
                                    "physicalLocation": {
                                        "type": "object", "required": ["artifactLocation"], "additionalProperties": false,
                                        "properties": {
                                            "artifactLocation": {
                                                "type": "object", "additionalProperties": false,
                                                "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~/%:-]+$"}}
                                            },
                                            "region": {
                                                "type": "object", "additionalProperties": false,
                                                "properties": {"startLine": {"type": "integer", "minimum": 1}}
                                            }
                                        }
                                    },
                                    "logicalLocations": {"type": "array", "items": {
                                        "type": "object", "additionalProperties": false,
                                        "properties": {"fullyQualifiedName": {"type": "string"}}
                                    }}
                                }
                            }}
                        }
                    }}
                }
            }}
        },
        "$defs": {"text": {
            "type": "object", "required": ["text"], "additionalProperties": false,
            "properties": {"text": {"type": "string", "minLength": 1}}
        }}
    }"##;
    serde_json::from_str(schema).expect("JSON")
}

#[test]
fn sarif_has_what_its_schema_requires_and_a_result_for_each_expectation_missed() {
    let (folder, decision) = preset();
    folder.write("sub dir/ä.json", &folder.read("a.json"));
    let other = other_than(decision.verdict.winner);
    let link = "#v1&change_days=7";
    let arguments = ["check", "./a.json", "sub dir/ä.json", link, "--expect", other];
    let (text, _) = folder.answer(
        &[
            &arguments[..],
            &["--max-monthly=0", "--min-quality=0", "--format=sarif"],
        ]
        .concat(),
    );
    let sarif: Value = serde_json::from_str(&text).expect("JSON");
    let schema = jsonschema::validator_for(&sarif_schema()).expect("a schema");
    let errors: Vec<String> = schema
        .iter_errors(&sarif)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    let (text, code) = folder.answer(
        &[
            &arguments[..],
            &["--max-monthly=0", "--min-quality=0", "--format=json"],
        ]
        .concat(),
    );
    assert_eq!(code, Some(1));
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let missed: Vec<&Value> = report["scenarios"]
        .as_array()
        .expect("scenarios")
        .iter()
        .flat_map(|scenario| scenario["expectations"].as_array().expect("expectations"))
        .filter(|outcome| outcome["met"] == false)
        .collect();
    assert!(missed.len() >= 4, "{missed:?}");
    assert_eq!(
        results.iter().map(|result| &result["ruleId"]).collect::<Vec<_>>(),
        missed.iter().map(|outcome| &outcome["id"]).collect::<Vec<_>>()
    );
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let uri = |i: usize| &results[i]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri(0), "a.json");
    assert_eq!(uri(2), "sub%20dir/%C3%A4.json");
}

#[test]
fn markdown_is_one_table_whatever_a_scenario_is_called() {
    let (folder, decision) = preset();
    folder.write("a|b.json", &folder.read("a.json"));
    let other = other_than(decision.verdict.winner);
    let (text, _) = folder.answer(&[
        "check",
        "a|b.json",
        "--expect",
        other,
        "--format=markdown",
        "-o",
        "out.md",
    ]);
    assert_eq!(text, "");
    let text = folder.read("out.md");
    assert!(text.starts_with("## "));
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 3, "{text}");
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
    }
}

#[test]
fn a_difference_is_told_in_words() {
    let (folder, before) = preset();
    folder.write("same.json", &serde_json::to_string(&before).expect("JSON"));
    folder.write(
        "b.json",
        &format!(
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
    let folder = Folder::new(&[
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

/// Every command that is shown in the help.
fn commands() -> Vec<String> {
    let parser = parser();
    let shown = parser.get_subcommands().filter(|command| !command.is_hide_set());
    shown.map(|command| command.get_name().to_owned()).collect()
}

/// Whether the program is on this machine.
fn is_here(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn completions_have_every_command_and_are_read_by_their_shell() {
    let folder = Folder::new(&[]);
    for (shell, check) in [
        ("bash", Some(["bash", "-n"])),
        ("zsh", Some(["zsh", "-n"])),
        ("fish", Some(["fish", "-n"])),
        ("powershell", None),
        ("elvish", None),
    ] {
        let (script, code) = folder.answer(&["completions", shell]);
        assert_eq!(code, Some(0), "{shell}");
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        for value in ["max-monthly", "agentic", "sarif"] {
            // PowerShell and Elvish are given options, not their values.
            let is_value = value != "max-monthly";
            if !(is_value && check.is_none()) {
                assert!(script.contains(value), "{shell}: {value}");
            }
        }
        assert!(!script.contains("worker"), "{shell}: it is for the server alone");
        folder.write(shell, &script);
        if let Some([program, option]) = check
            && is_here(program)
        {
            let file = folder.0.join(shell);
            let output = Command::new(program)
                .arg(option)
                .arg(file)
                .output()
                .expect("a shell");
            assert!(
                output.status.success(),
                "{shell}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

#[test]
fn bash_completes_commands_and_values() {
    let folder = Folder::new(&[]);
    let (script, _) = folder.answer(&["completions", "bash"]);
    folder.write("completions", &script);
    let complete = |words: &[&str]| -> Vec<String> {
        let list = words.join(" ");
        let last = words.len() - 1;
        let script = format!(
            "compopt() {{ :; }}; . ./completions; COMP_WORDS=({list}); COMP_CWORD={last}; _forkcast forkcast \"${{COMP_WORDS[{last}]}}\" \
             \"${{COMP_WORDS[{}]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            last - 1
        );
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(&folder.0)
            .output();
        let output = output.expect("bash");
        assert!(output.stderr.is_empty(), "{}", said(&output));
        out(&output).lines().map(str::to_owned).collect()
    };
    assert_eq!(complete(&["forkcast", "che"]), ["check"]);
    assert_eq!(complete(&["forkcast", "check", "--expect", "agen"]), ["agentic"]);
    assert_eq!(complete(&["forkcast", "check", "--format", "sa"]), ["sarif"]);
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = Folder::new(&[]);
    let (page, code) = folder.answer(&["man"]);
    assert_eq!(code, Some(0));
    for command in commands() {
        assert!(
            page.contains(&format!("forkcast\\-{command}(1)")),
            "{command}: {page}"
        );
    }
    assert!(!page.contains("worker"));
    assert_eq!(folder.code(&["man", "--dir", "pages"]), Some(0));
    folder.write("pages/forkcast-shown.1", &page);
    for command in commands() {
        let page = folder.read(&format!("pages/forkcast-{command}.1"));
        assert!(page.starts_with(".ie") || page.contains(".TH"), "{command}");
    }
    assert!(folder.read("pages/forkcast-check.1").contains("max\\-monthly"));
    if is_here("groff") {
        for entry in fs::read_dir(folder.0.join("pages")).expect("a folder") {
            let file = entry.expect("a file").path();
            let output = Command::new("groff")
                .args(["-k", "-Kutf8", "-man", "-Tutf8", "-ww"])
                .arg(&file)
                .output();
            let output = output.expect("groff");
            assert!(
                output.status.success() && output.stderr.is_empty(),
                "{}: {}",
                file.display(),
                said(&output)
            );
            assert!(!output.stdout.is_empty());
        }
    }
}

fn yaml(file: &str) -> Value {
    let text = fs::read_to_string(root(file)).expect("a file");
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_hook_checks_the_files_that_it_names() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!(
        (&hook["id"], &hook["language"]),
        (&json!("forkcast-check"), &json!("system"))
    );
    let entry: Vec<&str> = hook["entry"].as_str().expect("a command").split(' ').collect();
    assert_eq!(entry[0], "forkcast");

    let (folder, decision) = preset();
    folder.write("sub/b.forkcast.json", &folder.read("a.json"));
    let winner = decision.verdict.winner.id();
    folder.write(
        "sub/forkcast.check.toml",
        &format!("[\"b.forkcast.json\"]\nexpect = \"{winner}\"\n"),
    );
    let names = "sub/b.forkcast.json\nsub/forkcast.check.toml\na.json\nforkcast.check.toml.bak\n";
    folder.write("names", names);
    let pattern = hook["files"].as_str().expect("a pattern");
    let output = Command::new("grep")
        .args(["-E", pattern, "names"])
        .current_dir(&folder.0)
        .output();
    let found = out(&output.expect("grep"));
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, ["sub/b.forkcast.json", "sub/forkcast.check.toml"]);
    assert_eq!(folder.code(&[&entry[1..], &found].concat()), Some(0));
    folder.write(
        "sub/forkcast.check.toml",
        "[\"b.forkcast.json\"]\nmax-monthly = 0\n",
    );
    assert_eq!(folder.code(&[&entry[1..], &found].concat()), Some(1));
}

#[test]
fn the_action_checks_reports_and_fails_as_the_program_does() {
    let action = yaml("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    for step in steps {
        // A value that stands in a script as text could be one of its commands.
        assert!(!step["run"].as_str().expect("a script").contains("${{"), "{step}");
        assert_eq!(step["shell"], "bash");
        for (_, value) in step["env"].as_object().expect("variables") {
            let value = value.as_str().expect("a text");
            if let Some(input) = value
                .strip_prefix("${{ inputs.")
                .and_then(|v| v.strip_suffix(" }}"))
            {
                assert!(action["inputs"][input].is_object(), "{input}");
            }
        }
    }
    let (folder, decision) = preset();
    folder.write("b c.json", &folder.read("a.json"));
    let run = |step: usize, variables: &[(&str, &str)]| {
        folder.write("summary", "");
        folder.write("output", "");
        let output = Command::new("bash")
            .args([
                "--noprofile",
                "--norc",
                "-eo",
                "pipefail",
                "-c",
                steps[step]["run"].as_str().expect("a script"),
            ])
            .current_dir(&folder.0)
            .env("GITHUB_STEP_SUMMARY", folder.0.join("summary"))
            .env("GITHUB_OUTPUT", folder.0.join("output"))
            .envs(["SCENARIOS", "EXPECTATIONS", "ARGUMENTS", "SARIF", "JUNIT"].map(|name| (name, "")))
            .envs([("SOURCE", "."), ("PROGRAM", PROGRAM)])
            .envs(variables.iter().copied())
            .output()
            .expect("bash");
        (output.status.code(), said(&output))
    };
    assert_eq!(run(0, &[]), (Some(0), String::new()));
    assert_eq!(folder.read("output"), format!("path={PROGRAM}\n"));

    let expect = format!("--expect={}\n", decision.verdict.winner.id());
    let scenarios = "a.json\nb c.json\n";
    let (code, said) = run(
        1,
        &[
            ("SCENARIOS", scenarios),
            ("ARGUMENTS", &expect),
            ("SARIF", "out.sarif"),
            ("JUNIT", "out.xml"),
        ],
    );
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(folder.read("output"), "met=true\n");
    assert!(
        folder.read("summary").contains("b c.json"),
        "{}",
        folder.read("summary")
    );
    assert_junit(&folder.read("out.xml"));
    let sarif: Value = serde_json::from_str(&folder.read("out.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"], json!([]));

    let (code, _) = run(
        1,
        &[
            ("SCENARIOS", scenarios),
            ("ARGUMENTS", "--max-monthly=0"),
            ("SARIF", "out.sarif"),
        ],
    );
    assert_eq!(code, Some(1));
    assert_eq!(folder.read("output"), "met=false\n");
    let sarif: Value = serde_json::from_str(&folder.read("out.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    let (code, _) = run(
        1,
        &[("SCENARIOS", "$(touch done)"), ("ARGUMENTS", "--max-monthly=0")],
    );
    assert_eq!(code, Some(2));
    assert!(!folder.0.join("done").exists());
    // Without scenarios those of the file in the working folder.
    folder.write("forkcast.check.toml", "[\"a.json\"]\nmax-monthly = 1e9\n");
    assert_eq!(run(1, &[]).0, Some(0));
}
