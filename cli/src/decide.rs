//! `forkcast decide`: a scenario's verdict, in words or as JSON.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anstyle::Style;
use forkcast_engine::format::{count, month, ms, share, usd};
use forkcast_engine::{Catalog, Scenario, Strategy};
use forkcast_protocol::json::{Decision, Side, StrategyRow};
use forkcast_protocol::link::{self, View};
use forkcast_protocol::record::Record;
use jiff::Timestamp;

use crate::commands::DecideArgs;
use crate::failure::Failure;
use crate::page::{self, Align, BAD, GOOD, QUIET, Row, STRONG};
use crate::source::Source;
use crate::terminal;

/// How many flips are printed; the JSON has all.
const FLIPS: usize = 8;

/// Prints the decision; what was amiss with a link goes to stderr.
///
/// # Errors
/// A scenario that cannot be read, or an answer that cannot be written.
pub fn run(arguments: &DecideArgs) -> Result<(), Failure> {
    let catalog = Catalog::builtin();
    let source = Source::of(arguments, catalog)?;
    for notice in &source.notices {
        terminal::say(notice);
    }
    if let Some(path) = &arguments.record {
        write_record(path, &source, catalog)?;
    }
    let decision = Decision::of(&source.scenario, catalog);
    if arguments.json {
        return page::print_json(&decision);
    }
    page::print(&text(&decision, &source.scenario, catalog))
}

/// Writes the decision record in the form that the file's ending names.
fn write_record(path: &Path, source: &Source, catalog: &Catalog) -> Result<(), Failure> {
    let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let record = Record::of(&source.scenario, catalog, &today, &source.measured);
    let text = match path.extension().and_then(OsStr::to_str) {
        Some("md") => record.to_markdown(),
        Some("html") => record.to_html(),
        Some("json") => record.to_json().map_err(|error| Failure::Output(error.into()))?,
        _ => {
            let message = format!(
                "--record takes a file that ends in .md, .html or .json, not {}",
                path.display()
            );
            return Err(Failure::Run(message));
        }
    };
    fs::write(path, text).map_err(Failure::Output)
}

/// The decision as a page of text, with escape codes for emphasis.
#[must_use]
pub fn text(decision: &Decision, scenario: &Scenario, catalog: &Catalog) -> String {
    let mut page = String::new();
    verdict(&mut page, decision);
    reasons(&mut page, decision);
    strategies(&mut page, decision);
    gates(&mut page, decision);
    flips(&mut page, decision);
    measure_next(&mut page, decision);
    path(&mut page, decision);
    warnings(&mut page, decision);
    let link = link::encode(&View::of(*scenario), catalog);
    let _ = writeln!(
        page,
        "\n{}",
        page::styled(
            QUIET,
            &format!(
                "Model {}, prices of {}. On the page: #{link}",
                decision.model_version, decision.catalog_version
            )
        )
    );
    page
}

fn verdict(page: &mut String, decision: &Decision) {
    let verdict = &decision.verdict;
    let _ = writeln!(page, "{}", page::styled(STRONG, &verdict.headline));
    page::paragraph(page, "", Style::new(), &verdict.subtitle);
    let runner_up = verdict.runner_up.label();
    let margin = verdict.margin;
    let against = match (verdict.feasible, is_feasible(decision, verdict.runner_up)) {
        // Where a gate decides, the difference in score says nothing.
        (true, false) => format!("Next comes {runner_up}, which fails a gate."),
        (true, true) if margin >= 0.0 => format!("Next comes {runner_up}, {margin:.3} behind in score."),
        (true, true) => format!(
            "Next comes {runner_up}, {:.3} ahead in score, but not by the margin asked for.",
            margin.abs()
        ),
        (false, _) => format!("Next nearest: {runner_up}."),
    };
    let sure = format!(
        "Wins in {} of {} futures.",
        share(verdict.confidence),
        count(verdict.futures.n as f64)
    );
    page::paragraph(page, "", Style::new(), &format!("{sure} {against}"));
}

fn is_feasible(decision: &Decision, strategy: Strategy) -> bool {
    decision
        .strategies
        .iter()
        .any(|row| row.id == strategy && row.feasible)
}

fn reasons(page: &mut String, decision: &Decision) {
    let reasons = &decision.verdict.reasons;
    if reasons.is_empty() {
        return;
    }
    page::heading(page, "Why");
    for reason in reasons {
        let (mark, style) = match reason.side {
            Side::For => ("  + ", GOOD),
            Side::Against => ("  \u{2212} ", BAD),
        };
        page::paragraph(page, mark, style, &reason.text);
    }
}

fn strategies(page: &mut String, decision: &Decision) {
    page::heading(page, "Every approach");
    let columns = [
        ("  Approach", Align::Left),
        ("fits", Align::Left),
        ("score", Align::Right),
        ("up front", Align::Right),
        ("a month", Align::Right),
        ("1,000 answers", Align::Right),
        ("first token p95", Align::Right),
        ("right", Align::Right),
    ];
    let rows: Vec<Row> = decision
        .strategies
        .iter()
        .map(|row| strategy(row, decision.verdict.winner))
        .collect();
    page::table(page, &columns, &rows);
}

fn strategy(row: &StrategyRow, winner: Strategy) -> Row {
    let (mark, style) = match (row.id == winner, row.feasible) {
        (true, _) => ('>', STRONG),
        (false, true) => (' ', Style::new()),
        (false, false) => (' ', QUIET),
    };
    let method = row
        .method
        .map_or_else(String::new, |method| format!(" ({})", method.strategy().label()));
    Row {
        cells: vec![
            format!("{mark} {}{method}", row.label),
            if row.feasible { "yes" } else { "no" }.to_owned(),
            format!("{:.2}", row.utility),
            usd(row.cost.upfront_usd),
            usd(row.cost.monthly_usd),
            usd(row.cost.per_query_usd * 1000.0),
            ms(row.latency.ttft_p95_ms),
            share(row.quality.p_correct),
        ],
        style,
    }
}

fn gates(page: &mut String, decision: &Decision) {
    if decision.strategies.iter().all(|row| row.gates.is_empty()) {
        return;
    }
    page::heading(page, "What shuts an approach out, and what lets it in");
    for row in &decision.strategies {
        for (i, gate) in row.gates.iter().enumerate() {
            let mark = format!("  {:<18}", if i == 0 { &row.label } else { "" });
            page::paragraph(
                page,
                &mark,
                Style::new(),
                &format!("{}; {}", gate.reason, gate.opens),
            );
        }
    }
}

fn flips(page: &mut String, decision: &Decision) {
    let flips = &decision.verdict.flips;
    page::heading(page, "What would change it");
    if flips.is_empty() {
        page::paragraph(
            page,
            "  ",
            Style::new(),
            "No single input does, over its whole range.",
        );
    }
    for flip in flips.iter().take(FLIPS) {
        page::paragraph(page, "  ", Style::new(), &flip.text);
    }
    if flips.len() > FLIPS {
        let more = format!("… and {} more, further off (--json has all)", flips.len() - FLIPS);
        page::paragraph(page, "  ", QUIET, &more);
    }
}

fn measure_next(page: &mut String, decision: &Decision) {
    let rows = &decision.verdict.measure_next;
    if rows.is_empty() {
        return;
    }
    page::heading(page, "What to measure next");
    for row in rows {
        let by = row
            .measured_by
            .as_ref()
            .map_or_else(String::new, |run| format!(" (forkcast measure {run})"));
        let text = format!(
            "{}: worth {:.1} points of 100; knowing it changes the choice in {} of futures{by}",
            row.label,
            row.worth * 100.0,
            share(row.changes)
        );
        page::paragraph(page, "  ", Style::new(), &text);
    }
}

fn path(page: &mut String, decision: &Decision) {
    page::heading(page, "Path");
    for step in &decision.path {
        let mark = format!("  {:<11}", month(step.month));
        page::paragraph(
            page,
            &mark,
            Style::new(),
            &format!("{} ({} so far)", step.text, usd(step.cumulative_usd)),
        );
    }
}

fn warnings(page: &mut String, decision: &Decision) {
    if decision.warnings.is_empty() {
        return;
    }
    page::heading(page, "Worth knowing");
    for warning in &decision.warnings {
        page::paragraph(page, "  ! ", STRONG, &warning.text);
    }
}
