//! The forms of a report: lines for people, JUnit's XML, SARIF and Markdown.

use std::fmt::Write as _;

use anstyle::Style;
use forkcast_protocol::record::escape_markdown;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::judge::{Outcome, RULES};
use super::{Checked, Report};
use crate::print::{self, BAD, GOOD, QUIET, STRONG};
use crate::terminal::shown;
use crate::text::check as text;

/// The rule of a scenario that could not be read.
const UNREADABLE: &str = "unreadable";

pub(super) fn text(report: &Report) -> String {
    let mut page = String::new();
    for checked in &report.scenarios {
        let _ = writeln!(page, "{}", print::styled(STRONG, &shown(&checked.scenario)));
        if let Some(error) = &checked.error {
            print::paragraph(&mut page, "  \u{2212} ", BAD, error);
        }
        if let Some(headline) = &checked.headline {
            print::paragraph(&mut page, "  ", Style::new(), headline);
        }
        for outcome in &checked.expectations {
            let (mark, style) = if outcome.met {
                ("  + ", GOOD)
            } else {
                ("  \u{2212} ", BAD)
            };
            let line = if outcome.met {
                outcome.expected.clone()
            } else {
                text::message(&outcome.found, &outcome.expected)
            };
            print::paragraph(&mut page, mark, style, &text::named(outcome.id, &line));
            for detail in &outcome.details {
                print::paragraph(&mut page, "      ", QUIET, detail);
            }
        }
        page.push('\n');
    }
    let met = report.scenarios.iter().filter(|checked| checked.met).count();
    let summary = text::summary(met, report.scenarios.len());
    let style = if report.met { GOOD } else { BAD };
    let _ = writeln!(page, "{}", print::styled(style, &summary));
    page
}

/// Text of an element or an attribute of XML. Characters that XML cannot hold are replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// XML that follows the schema of Ant's JUnit task, and so what build servers read: a suite for each scenario, a case for each
/// expectation. It takes no time worth noting, so times are 0.
pub(super) fn junit(report: &Report, now: &str) -> String {
    let mut page = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    for (i, checked) in report.scenarios.iter().enumerate() {
        let name = xml(&shown(&checked.scenario));
        let failed = checked.expectations.iter().filter(|outcome| !outcome.met).count();
        let errors = usize::from(checked.error.is_some());
        let tests = checked.expectations.len() + errors;
        let _ = writeln!(
            page,
            "  <testsuite name=\"{name}\" package=\"forkcast\" id=\"{i}\" timestamp=\"{now}\" hostname=\"localhost\" tests=\"{tests}\" \
             failures=\"{failed}\" errors=\"{errors}\" time=\"0\">"
        );
        page.push_str("    <properties>\n");
        for (key, value) in [
            ("model_version", report.model_version),
            ("catalog_version", &report.catalog_version),
            ("verdict", checked.headline.as_deref().unwrap_or_default()),
        ] {
            let value = xml(&shown(value));
            let _ = writeln!(page, "      <property name=\"{key}\" value=\"{value}\"/>");
        }
        page.push_str("    </properties>\n");
        for outcome in &checked.expectations {
            let case = xml(&text::named(outcome.id, &outcome.expected));
            let _ = write!(
                page,
                "    <testcase name=\"{case}\" classname=\"{name}\" time=\"0\""
            );
            if outcome.met {
                page.push_str("/>\n");
                continue;
            }
            let message = xml(&shown(&text::message(&outcome.found, &outcome.expected)));
            let details: Vec<String> = outcome.details.iter().map(|detail| xml(&shown(detail))).collect();
            let _ = writeln!(
                page,
                ">\n      <failure message=\"{message}\" type=\"{}\">{}</failure>\n    </testcase>",
                outcome.id,
                details.join("\n")
            );
        }
        if let Some(error) = &checked.error {
            let message = xml(&shown(error));
            let _ = writeln!(
                page,
                "    <testcase name=\"{UNREADABLE}\" classname=\"{name}\" time=\"0\">\n      <error message=\"{message}\" \
                 type=\"{UNREADABLE}\"></error>\n    </testcase>"
            );
        }
        page.push_str("    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n");
    }
    page.push_str("</testsuites>\n");
    page
}

/// What stays as it is in the address of a file.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// SARIF 2.1.0: a result for each expectation that is not met, and for each scenario that could not be read.
pub(super) fn sarif(report: &Report) -> Value {
    let rules = RULES
        .iter()
        .copied()
        .chain([(UNREADABLE, text::ABOUT_UNREADABLE)]);
    let rules: Vec<Value> = rules
        .map(|(id, about)| json!({"id": id, "shortDescription": {"text": about}}))
        .collect();
    let index = |id: &str| {
        RULES
            .iter()
            .position(|(rule, _)| *rule == id)
            .unwrap_or(RULES.len())
    };
    let mut results = Vec::new();
    for checked in &report.scenarios {
        let mut add = |id: &str, message: String| {
            results.push(json!({
                "ruleId": id,
                "ruleIndex": index(id),
                "level": "error",
                "message": {"text": shown(&message)},
                "locations": [location(checked)],
            }));
        };
        if let Some(error) = &checked.error {
            add(UNREADABLE, error.clone());
        }
        for outcome in checked.expectations.iter().filter(|outcome| !outcome.met) {
            add(outcome.id, in_full(outcome));
        }
    }
    let is_unread = report.scenarios.iter().any(|checked| checked.error.is_some());
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "forkcast",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
                "properties": {
                    "modelVersion": report.model_version,
                    "catalogVersion": report.catalog_version,
                },
            }},
            "invocations": [{"executionSuccessful": !is_unread}],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn in_full(outcome: &Outcome) -> String {
    let mut lines = vec![text::message(&outcome.found, &outcome.expected)];
    lines.extend(outcome.details.iter().cloned());
    lines.join("\n")
}

/// Where a scenario is: a file, or a link, which is none.
fn location(checked: &Checked) -> Value {
    let name = shown(&checked.scenario);
    if !checked.is_file {
        return json!({"logicalLocations": [{"fullyQualifiedName": name}]});
    }
    let path = checked.scenario.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let uri = utf8_percent_encode(path, PATH).to_string();
    // An absolute path is no relative reference.
    let uri = if uri.starts_with('/') {
        format!("file://{uri}")
    } else {
        uri
    };
    json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}}})
}

pub(super) fn markdown(report: &Report) -> String {
    let met = report.scenarios.iter().filter(|checked| checked.met).count();
    let summary = escape_markdown(&text::summary(met, report.scenarios.len()));
    let mut page = format!("## {}\n\n{summary}\n\n", text::TITLE);
    let row = |page: &mut String, cells: [&str; 4]| {
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    };
    row(&mut page, text::COLUMNS);
    page.push_str("| --- | --- | --- | --- |\n");
    for checked in &report.scenarios {
        let name = escape_markdown(&checked.scenario);
        if let Some(error) = &checked.error {
            row(&mut page, [text::UNREADABLE, &name, "", &escape_markdown(error)]);
        }
        for outcome in &checked.expectations {
            let mark = if outcome.met { text::MET } else { text::NOT_MET };
            row(
                &mut page,
                [
                    mark,
                    &name,
                    &escape_markdown(&outcome.expected),
                    &escape_markdown(&outcome.found),
                ],
            );
        }
    }
    for checked in &report.scenarios {
        let details: Vec<&String> = checked
            .expectations
            .iter()
            .flat_map(|outcome| &outcome.details)
            .collect();
        if !details.is_empty() {
            let _ = writeln!(page, "\n### {}\n", escape_markdown(&checked.scenario));
            for detail in details {
                let _ = writeln!(page, "- {}", escape_markdown(detail));
            }
        }
    }
    page
}
