//! The reports of `check`: JUnit, SARIF and Markdown as their readers want them.

use serde_json::Value;

use crate::program::{Runs as _, other_than, out, preset, said};

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

/// The schema of Ant's JUnit task, as far as a report has its elements: of each element its children in order, how often, and its
/// attributes.
pub(crate) fn assert_junit(text: &str) {
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
    folder.write("a <&\"'>|\u{1}.json", folder.read("a.json"));
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
    folder.write("sub dir/ä.json", folder.read("a.json"));
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
    folder.write("a|b.json", folder.read("a.json"));
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
