//! From what was observed to a scenario, a link and JSON.

use std::fs;
use std::path::Path;

use forkcast_engine::format::{self, count};
use forkcast_engine::{Catalog, params};
use forkcast_observe::report::Observed;
use jiff::Timestamp;

use super::show;
use crate::failure::Failure;
use crate::print;
use crate::source::Source;
use crate::text::observe as text;

/// The forms in which it is wanted.
pub(crate) struct Wanted<'a> {
    /// JSON on standard output.
    pub(crate) json: bool,
    /// The link alone.
    pub(crate) link: bool,
    /// A file for the scenario.
    pub(crate) scenario: Option<&'a Path>,
    /// A file for the JSON.
    pub(crate) file: Option<&'a Path>,
}

/// Sets the inputs; prints `page` with a table of them, the link or the JSON; writes the files.
pub(crate) fn deliver(
    wanted: &Wanted<'_>,
    base: &Source,
    observed: &Observed,
    mut page: String,
    catalog: &Catalog,
) -> Result<(), Failure> {
    let date = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let applied = observed.apply(&base.scenario, &base.measured, &date);
    let link = applied.link(catalog);
    if let Some(path) = wanted.scenario {
        write(path, &observed.scenario_file(&applied, catalog))?;
    }
    if wanted.json || wanted.file.is_some() {
        let whole = observed.json(&applied, catalog);
        if let Some(path) = wanted.file {
            write(path, &whole)?;
        }
        if wanted.json {
            return print::json(&whole);
        }
    }
    if wanted.link {
        return print::text(&format!("#{link}\n"));
    }
    show::heading(&mut page, text::INPUTS);
    let columns = [
        text::INPUT,
        text::OBSERVED,
        text::INTERVAL,
        text::N,
        text::BEFORE,
        text::NOW,
    ];
    let rows = observed
        .findings
        .iter()
        .zip(&applied.set)
        .filter_map(|(finding, set)| {
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
                // An input that is not set has no value, which is not 0.
                if param.is_set(&base.scenario) {
                    shown(param.number(&base.scenario))
                } else {
                    text::NONE.to_owned()
                },
                set.map_or_else(
                    || text::KEPT.to_owned(),
                    |_| shown(param.number(&applied.scenario)),
                ),
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

fn write(path: &Path, value: &serde_json::Value) -> Result<(), Failure> {
    let text = print::to_json(value).map_err(Failure::Output)? + "\n";
    fs::write(path, text).map_err(|error| Failure::Run(crate::text::cannot_be_written(path, error)))
}
