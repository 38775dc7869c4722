//! From what was observed to a scenario, a link and JSON.

use std::fs;

use forkcast_engine::format::{self, count};
use forkcast_engine::params::{self, PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};
use forkcast_observe::{Bound, Finding};
use forkcast_protocol::link::{self, View, origin};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, json};

use super::arguments::ObserveArgs;
use super::show;
use crate::failure::Failure;
use crate::print;
use crate::source::Source;
use crate::text::observe as text;

/// Version of the JSON. Fields may be added; none changes its meaning or goes.
const OBSERVATION_VERSION: u32 = 1;
/// Significant digits of an input that is set.
const DIGITS: usize = 3;

/// What an observer found.
pub(super) struct Observed {
    pub(super) kind: &'static str,
    pub(super) files: Vec<String>,
    pub(super) summary: serde_json::Value,
    pub(super) findings: Vec<Finding>,
    /// For people.
    pub(super) page: String,
}

/// A value with where it comes from, and what became of it.
#[derive(Serialize)]
struct Sourced<'f> {
    #[serde(flatten)]
    finding: &'f Finding,
    provenance: &'static str,
    origin: &'f str,
    date: &'f str,
    /// The value that the input now has; none if it was not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<f64>,
}

/// Sets the inputs; prints the table, the link or the JSON; writes the scenario.
pub(super) fn deliver(
    arguments: &ObserveArgs,
    base: &Source,
    observed: Observed,
    catalog: &Catalog,
) -> Result<(), Failure> {
    let mut scenario = base.scenario;
    let date = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let origin = text::origin(&observed.files);
    let set: Vec<Option<f64>> = observed
        .findings
        .iter()
        .map(|finding| set(finding, &mut scenario))
        .collect();
    let n = observed
        .findings
        .iter()
        .map(|finding| finding.estimate.n)
        .max()
        .unwrap_or(0);
    let line = origin::with_observed(&base.measured, &text::line(&origin, &date, n));
    let view = View {
        measured: line.clone(),
        ..View::of(scenario)
    };
    let link = link::encode(&view, catalog);
    let sourced: Vec<Sourced<'_>> = observed
        .findings
        .iter()
        .zip(&set)
        .map(|(finding, set)| Sourced {
            finding,
            provenance: "observed",
            origin: &origin,
            date: &date,
            set: *set,
        })
        .collect();
    if let Some(path) = &arguments.output {
        let file = json!({ "measured": line, "scenario": changed(&scenario, catalog), "observed": sourced });
        let text = print::to_json(&file).map_err(Failure::Output)? + "\n";
        fs::write(path, text).map_err(|error| Failure::Run(crate::text::cannot_be_written(path, error)))?;
    }
    if arguments.json {
        return print::json(&json!({
            "observation_version": OBSERVATION_VERSION,
            "kind": observed.kind,
            "date": date,
            "model_version": MODEL_VERSION,
            "files": observed.files,
            "observed": sourced,
            "summary": observed.summary,
            "scenario": changed(&scenario, catalog),
            "measured": line,
            "link": link,
        }));
    }
    if arguments.link {
        return print::text(&format!("#{link}\n"));
    }
    let mut page = observed.page;
    show::heading(&mut page, text::INPUTS);
    let columns = [
        text::INPUT,
        text::OBSERVED,
        text::INTERVAL,
        text::N,
        text::BEFORE,
        text::NOW,
    ];
    let rows = observed.findings.iter().zip(&set).filter_map(|(finding, set)| {
        let param = params::find(finding.input?).ok()?;
        let shown = |value: f64| format::number_value(param, value);
        let estimate = finding.estimate;
        Some(vec![
            param.label.to_owned(),
            text::bounded(finding.bound, &shown(estimate.value)),
            text::interval(
                &shown(estimate.low),
                &shown(estimate.high),
                estimate.low == estimate.high,
            ),
            count(estimate.n as f64),
            shown(param.number(&base.scenario)),
            set.map_or_else(|| text::KEPT.to_owned(), |_| shown(param.number(&scenario))),
        ])
    });
    show::table(&mut page, &columns, 1, rows.collect());
    for finding in &observed.findings {
        let label = finding.input.and_then(|key| params::find(key).ok());
        if let (Some(param), false) = (label, finding.note.is_empty()) {
            show::note(&mut page, &text::noted(param.label, finding.note));
        }
    }
    page.push('\n');
    show::note(&mut page, &text::link(&link));
    print::text(&page)
}

/// Sets the input of a finding, within its range. A bound moves an input that lies beyond it and no other.
fn set(finding: &Finding, scenario: &mut Scenario) -> Option<f64> {
    let param = params::find(finding.input?).ok()?;
    let (least, most) = param.range()?;
    let before = param.number(scenario);
    let value = params::tidy(finding.estimate.value, DIGITS as i32).clamp(least, most);
    let moves = match finding.bound {
        Bound::Value => true,
        Bound::Upper => value < before,
        Bound::Lower => value > before,
    };
    if !moves {
        return None;
    }
    param.set_number(scenario, value).ok()?;
    Some(value)
}

/// The inputs that are not at their defaults.
fn changed(scenario: &Scenario, catalog: &Catalog) -> Map<String, serde_json::Value> {
    let changed = PARAMS.iter().filter(|param| !param.is_default(scenario, catalog));
    changed
        .map(|param| (param.key.to_owned(), value(param, scenario, catalog)))
        .collect()
}

fn value(param: &Param, scenario: &Scenario, catalog: &Catalog) -> serde_json::Value {
    match (param.get)(scenario) {
        Value::Number(number) => json!(number),
        Value::Choice(_) => json!(param.text(scenario, catalog)),
        Value::Unset => serde_json::Value::Null,
    }
}
