//! From what was observed to a scenario, a link and JSON.

use std::fs;

use forkcast_engine::format::{self, count};
use forkcast_engine::{Catalog, params};
use forkcast_observe::report::Observed;
use jiff::Timestamp;

use super::arguments::ObserveArgs;
use super::show;
use crate::failure::Failure;
use crate::print;
use crate::source::Source;
use crate::text::observe as text;

/// Sets the inputs; prints the table, the link or the JSON; writes the scenario.
pub(super) fn deliver(
    arguments: &ObserveArgs,
    base: &Source,
    observed: &Observed,
    catalog: &Catalog,
) -> Result<(), Failure> {
    let date = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let applied = observed.apply(&base.scenario, &base.measured, &date);
    let link = applied.link(catalog);
    if let Some(path) = &arguments.output {
        let file = observed.scenario_file(&applied, catalog);
        let text = print::to_json(&file).map_err(Failure::Output)? + "\n";
        fs::write(path, text).map_err(|error| Failure::Run(crate::text::cannot_be_written(path, error)))?;
    }
    if arguments.json {
        return print::json(&observed.json(&applied, catalog));
    }
    if arguments.link {
        return print::text(&format!("#{link}\n"));
    }
    let mut page = show::page(&observed.shown);
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
                shown(param.number(&base.scenario)),
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
