//! `forkcast decide`: a scenario's verdict, as text or as JSON.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anstyle::Style;
use forkcast_engine::format::{month, ms, share, usd};
use forkcast_engine::{Catalog, Scenario, Strategy};
use forkcast_protocol::json::{Decision, InputValue, Side, StrategyRow};
use forkcast_protocol::link::{self, View};
use forkcast_protocol::record::Record;
use jiff::Timestamp;

use crate::commands::DecideArgs;
use crate::failure::Failure;
use crate::print::{self, Align, BAD, GOOD, QUIET, Row, STRONG};
use crate::source::Source;
use crate::terminal;
use crate::text::decide as text;

/// How many flips are printed; the JSON has all.
const FLIPS: usize = 8;

/// Prints the decision; notices about a link go to stderr.
///
/// # Errors
/// A scenario that cannot be read, or an answer that cannot be written.
pub fn run(arguments: &DecideArgs) -> Result<(), Failure> {
    let catalog = Catalog::builtin();
    let source = Source::read(arguments.file.as_deref(), &arguments.start, catalog)?;
    for notice in &source.notices {
        terminal::say(notice);
    }
    if arguments.short_link {
        let mut view = View::of(source.scenario);
        view.measured = source.measured;
        view.note = source.note;
        return print::text(&format!("#{}\n", link::encode_short(&view, catalog)));
    }
    if let Some(path) = &arguments.record {
        write_record(path, &source, catalog)?;
    }
    let decision = Decision::of(&source.scenario, catalog);
    if arguments.json {
        return print::json(&decision);
    }
    print::text(&page_of(&decision, &source.scenario, catalog))
}

/// Writes the decision record in the form that the file's ending names.
fn write_record(path: &Path, source: &Source, catalog: &Catalog) -> Result<(), Failure> {
    let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let record = Record::of(&source.scenario, catalog, &today, &source.measured).noted(
        &source.note,
        &source.scenario,
        catalog,
    );
    let record = match path.extension().and_then(OsStr::to_str) {
        Some("md") => record.to_markdown(),
        Some("html") => record.to_html(),
        Some("json") => record.to_json().map_err(|error| Failure::Output(error.into()))?,
        _ => {
            return Err(Failure::Run(text::record_ending(path)));
        }
    };
    fs::write(path, record).map_err(Failure::Output)
}

/// The decision as a page of text, with escape codes for emphasis.
#[must_use]
pub fn page_of(decision: &Decision, scenario: &Scenario, catalog: &Catalog) -> String {
    let mut page = String::new();
    verdict(&mut page, decision);
    reasons(&mut page, decision);
    strategies(&mut page, decision);
    served(&mut page, decision);
    failed_constraints(&mut page, decision);
    flips(&mut page, decision);
    measure_next(&mut page, decision);
    ladder(&mut page, decision);
    labels(&mut page, decision);
    roll_out(&mut page, decision);
    warnings(&mut page, decision);
    let link = link::encode(&View::of(*scenario), catalog);
    let _ = writeln!(
        page,
        "\n{}",
        print::styled(
            QUIET,
            &text::versions(&decision.model_version, &decision.catalog_version, &link)
        )
    );
    page
}

fn verdict(page: &mut String, decision: &Decision) {
    let verdict = &decision.verdict;
    let _ = writeln!(page, "{}", print::styled(STRONG, &verdict.headline));
    print::paragraph(page, "", Style::new(), &verdict.subtitle);
    let ahead = format!("{}. {}", verdict.ahead, verdict.second);
    print::paragraph(page, "", Style::new(), &ahead);
    if let Some(other) = verdict.by_net_value {
        print::paragraph(page, "", Style::new(), &text::by_net_value(other.label()));
    }
    if let Some(repair) = &decision.repair {
        print::paragraph(page, "", STRONG, &repair.text);
    }
}

fn reasons(page: &mut String, decision: &Decision) {
    let reasons = &decision.verdict.reasons;
    if reasons.is_empty() {
        return;
    }
    print::heading(page, &text::why(decision.verdict.runner_up.label()));
    for reason in reasons {
        let (mark, style) = match reason.side {
            Side::For => ("  + ", GOOD),
            Side::Against => ("  \u{2212} ", BAD),
        };
        print::paragraph(page, mark, style, &reason.text);
    }
}

fn strategies(page: &mut String, decision: &Decision) {
    let net = is_judged_by_net_value(decision);
    let mut align = [Align::Right; 8];
    align[0] = Align::Left;
    let columns = print::columns(text::columns(net), align);
    let (best, others) = decision.by_family();
    for (heading, rows) in [(text::APPROACHES, best), (text::OTHER_APPROACHES, others)] {
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|row| strategy(row, decision.verdict.winner, net))
            .collect();
        if !rows.is_empty() {
            print::heading(page, heading);
            print::table(page, &columns, &rows);
        }
    }
    if net {
        let people = decision.verdict.people_usd.map(usd);
        print::paragraph(page, "  ", QUIET, &text::beside_building(people.as_deref()));
    }
}

/// Whether the approaches are judged by net value.
fn is_judged_by_net_value(decision: &Decision) -> bool {
    let judge_by = decision.scenario.get("judge_by");
    judge_by == Some(&InputValue::Option("net-value".to_owned()))
}

fn strategy(row: &StrategyRow, winner: Strategy, net: bool) -> Row {
    let (mark, style) = match (row.id == winner, row.feasible) {
        (true, _) => ('>', STRONG),
        (false, true) => (' ', Style::new()),
        (false, false) => (' ', QUIET),
    };
    let label = row.method.map_or_else(
        || row.label.clone(),
        |method| text::with_method(&row.label, method),
    );
    Row {
        cells: vec![
            format!("{mark} {label}"),
            share(row.chance),
            if net {
                usd(row.net_usd)
            } else {
                text::score(row.utility)
            },
            usd(row.cost.upfront_usd),
            usd(row.cost.monthly_usd),
            usd(row.cost.per_query_usd * 1000.0),
            ms(row.latency.ttft_p95_ms),
            share(row.quality.p_correct),
        ],
        style,
    }
}

/// Letters of the longest name.
fn widest<'a>(rows: impl Iterator<Item = &'a StrategyRow>) -> usize {
    rows.map(|row| row.label.chars().count()).max().unwrap_or(0)
}

/// Who serves the tuned weights of each approach that has any.
fn served(page: &mut String, decision: &Decision) {
    let rows = || decision.strategies.iter().filter(|row| row.served.is_some());
    let width = widest(rows());
    for row in rows() {
        if let Some(served) = &row.served {
            let mark = format!("  {:<width$}  ", row.label);
            print::paragraph(page, &mark, QUIET, &text::served(&served.text));
        }
    }
}

fn failed_constraints(page: &mut String, decision: &Decision) {
    if decision.strategies.iter().all(|row| row.gates.is_empty()) {
        return;
    }
    print::heading(page, text::FAILED);
    let width = widest(decision.strategies.iter().filter(|row| !row.gates.is_empty()));
    for row in &decision.strategies {
        for (i, gate) in row.gates.iter().enumerate() {
            let mark = format!("  {:<width$}  ", if i == 0 { &row.label } else { "" });
            print::paragraph(
                page,
                &mark,
                Style::new(),
                &text::failed(&gate.reason, &gate.opens),
            );
        }
    }
}

fn flips(page: &mut String, decision: &Decision) {
    let flips = &decision.verdict.flips;
    print::heading(page, text::FLIPS);
    if flips.is_empty() {
        print::paragraph(page, "  ", Style::new(), text::NO_FLIP);
    }
    for flip in flips.iter().take(FLIPS) {
        print::paragraph(page, "  ", Style::new(), &flip.text);
    }
    if flips.len() > FLIPS {
        let more = text::more_flips(flips.len() - FLIPS);
        print::paragraph(page, "  ", QUIET, &more);
    }
}

fn measure_next(page: &mut String, decision: &Decision) {
    let rows = &decision.verdict.measure_next;
    if rows.is_empty() {
        return;
    }
    print::heading(page, text::MEASURE_NEXT);
    for row in rows {
        let worth = text::worth(
            &row.label,
            (row.worth, row.worth_usd),
            row.changes,
            row.measured_by.as_deref(),
        );
        print::paragraph(page, "  ", Style::new(), &worth);
    }
}

fn ladder(page: &mut String, decision: &Decision) {
    if decision.ladder.len() < 2 {
        return;
    }
    print::heading(page, text::LADDER);
    for rung in &decision.ladder {
        print::paragraph(page, "  ", Style::new(), &rung.text);
    }
}

fn labels(page: &mut String, decision: &Decision) {
    if decision.labels.is_empty() {
        return;
    }
    print::heading(page, text::LABELS);
    for batch in &decision.labels {
        print::paragraph(page, "  ", Style::new(), &batch.text);
    }
}

fn roll_out(page: &mut String, decision: &Decision) {
    print::heading(page, text::ROLL_OUT);
    for step in &decision.path {
        let mark = format!("  {:<11}", month(step.month));
        print::paragraph(
            page,
            &mark,
            Style::new(),
            &text::step(&step.text, &step.opened_by, step.cumulative_usd),
        );
    }
}

fn warnings(page: &mut String, decision: &Decision) {
    if decision.warnings.is_empty() {
        return;
    }
    print::heading(page, text::WARNINGS);
    for warning in &decision.warnings {
        print::paragraph(page, "  ! ", STRONG, &warning.text);
    }
}
