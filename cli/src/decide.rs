//! `forkcast decide`: a scenario's verdict, in words or as JSON.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anstyle::Style;
use forkcast_engine::format::{count, month, ms, share, usd};
use forkcast_engine::{Catalog, Scenario, Strategy};
use forkcast_protocol::json::{Decision, InputValue, NextRow, Side, StrategyRow};
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
    ladder(&mut page, decision);
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
    let sure = format!(
        "Comes out ahead in {} of {} simulations{}. {}",
        share(verdict.confidence),
        count(verdict.futures.n as f64),
        if verdict.futures.nothing >= 0.005 {
            format!(
                "; in {} nothing meets your limits",
                share(verdict.futures.nothing)
            )
        } else {
            String::new()
        },
        verdict.second
    );
    page::paragraph(page, "", Style::new(), &sure);
    if let Some(other) = verdict.by_net_value {
        let judged = format!(
            "Judged by net value: {} (--set judge_by=net-value).",
            other.label()
        );
        page::paragraph(page, "", Style::new(), &judged);
    }
}

fn reasons(page: &mut String, decision: &Decision) {
    let reasons = &decision.verdict.reasons;
    if reasons.is_empty() {
        return;
    }
    let against = decision.verdict.runner_up.label();
    page::heading(page, &format!("Why, against {against}"));
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
    let net = is_judged_by_net_value(decision);
    let columns = [
        ("  Approach", Align::Left),
        ("fits", Align::Right),
        (if net { "net value" } else { "score" }, Align::Right),
        ("up front", Align::Right),
        ("a month", Align::Right),
        ("1,000 answers", Align::Right),
        ("first token p95", Align::Right),
        ("right", Align::Right),
    ];
    let rows: Vec<Row> = decision
        .strategies
        .iter()
        .map(|row| strategy(row, decision.verdict.winner, net))
        .collect();
    page::table(page, &columns, &rows);
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
    let method = row
        .method
        .map_or_else(String::new, |method| format!(" ({})", method.strategy().label()));
    Row {
        cells: vec![
            format!("{mark} {}{method}", row.label),
            share(row.chance),
            if net {
                usd(row.net_usd)
            } else {
                format!("{:.1}", row.utility * 100.0)
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

fn gates(page: &mut String, decision: &Decision) {
    if decision.strategies.iter().all(|row| row.gates.is_empty()) {
        return;
    }
    page::heading(
        page,
        "What keeps an approach from fitting, and what would let it in",
    );
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
            "{}: worth {}; knowing it changes the choice in {} of simulations{by}",
            row.label,
            worth(row),
            share(row.changes)
        );
        page::paragraph(page, "  ", Style::new(), &text);
    }
}

/// What knowing is worth, in score, and in USD where values are set.
fn worth(row: &NextRow) -> String {
    let score = format!("{:.1} of a score of 100", row.worth * 100.0);
    row.worth_usd
        .map_or_else(|| score.clone(), |x| format!("{score}, {} a month", usd(x)))
}

fn ladder(page: &mut String, decision: &Decision) {
    if decision.ladder.len() < 2 {
        return;
    }
    page::heading(page, "What another right answer costs");
    for rung in &decision.ladder {
        page::paragraph(page, "  ", Style::new(), &rung.text);
    }
}

fn path(page: &mut String, decision: &Decision) {
    page::heading(page, "Roll-out");
    for step in &decision.path {
        let mark = format!("  {:<11}", month(step.month));
        page::paragraph(
            page,
            &mark,
            Style::new(),
            &format!(
                "{}: {} ({} so far)",
                step.text,
                step.opened_by,
                usd(step.cumulative_usd)
            ),
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
