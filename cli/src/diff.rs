//! `forkcast diff`: the decisions on two scenarios compared, in words.

use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use forkcast_engine::format::{self, ms_apart, share_apart, usd_apart};
use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario, Strategy, evaluate};
use forkcast_protocol::json::{Decision, ReasonRow, SCHEMA_VERSION, Side, StrategyRow};
use forkcast_protocol::link::{self, View};
use forkcast_protocol::record::escape_markdown;
use serde::Serialize;

use crate::commands::DiffArgs;
use crate::failure::Failure;
use crate::print::{self, Align, BAD, GOOD, QUIET, Row, STRONG};
use crate::source::Source;
use crate::terminal;
use crate::text::diff as text;
use text::Figure;

/// How two decisions differ. Both are decided with this version of the model and its prices.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    schema_version: u32,
    model_version: &'static str,
    catalog_version: String,
    old: SideOf,
    new: SideOf,
    /// Whether another approach is recommended, or none any more, or one for the first time.
    recommendation_differs: bool,
    /// The inputs that differ.
    inputs: Vec<InputDiff>,
    /// Figures of the approaches that either verdict recommends, where they differ.
    figures: Vec<FigureDiff>,
    /// Why the new recommendation comes before the old one; where they are the same, why it comes before its runner-up.
    reasons: Vec<ReasonRow>,
    /// The approach that the reasons are against.
    against: Strategy,
    /// What keeps the old recommendation from fitting now.
    ruled_out: Vec<String>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct SideOf {
    name: String,
    link: String,
    winner: Strategy,
    /// Whether that approach is recommended; otherwise it is the closest.
    recommended: bool,
    strength: String,
    headline: String,
    subtitle: String,
}

/// An input that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct InputDiff {
    key: &'static str,
    label: &'static str,
    old: String,
    new: String,
    /// Whether the old recommendation would stay with this input as it was and all others as they are now.
    decides: bool,
}

/// A figure of an approach that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct FigureDiff {
    strategy: Strategy,
    figure: &'static str,
    #[serde(skip)]
    kind: Figure,
    old: f64,
    new: f64,
    old_text: String,
    new_text: String,
}

/// Prints how the two decisions differ. Exits with 0, or with 1 if the recommendation differs and the arguments ask for it.
///
/// # Errors
/// A scenario that cannot be read, or an answer that cannot be written.
pub fn run(arguments: &DiffArgs) -> Result<ExitCode, Failure> {
    let catalog = Catalog::builtin();
    let read = |name: &str| {
        let source = Source::named(name, catalog)?;
        for notice in &source.notices {
            terminal::say(notice);
        }
        Ok::<Scenario, Failure>(source.scenario)
    };
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let difference = Difference::of((&arguments.old, &old), (&arguments.new, &new), catalog);
    if arguments.json {
        print::json(&difference)?;
    } else if arguments.markdown {
        print::text(&difference.to_markdown())?;
    } else {
        print::text(&difference.to_text())?;
    }
    Ok(if arguments.exit_code && difference.recommendation_differs {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

impl Difference {
    fn of(old: (&str, &Scenario), new: (&str, &Scenario), catalog: &Catalog) -> Self {
        let (before, after) = (Decision::of(old.1, catalog), Decision::of(new.1, catalog));
        let (was, is) = (before.verdict.winner, after.verdict.winner);
        let differs = was != is;
        let row = |strategy: Strategy| after.strategies.iter().find(|row| row.id == strategy);
        let former = row(was).filter(|_| differs);
        let (reasons, against) = match former {
            Some(former) => (former.why_not.clone(), was),
            None => (after.verdict.reasons.clone(), after.verdict.runner_up),
        };
        let gates = former.map(|former| former.gates.as_slice()).unwrap_or_default();
        Self {
            schema_version: SCHEMA_VERSION,
            model_version: MODEL_VERSION,
            catalog_version: catalog.version.to_string(),
            old: side(old, &before, catalog),
            new: side(new, &after, catalog),
            recommendation_differs: differs || is_recommended(&before) != is_recommended(&after),
            inputs: inputs(old.1, new.1, (was, is), catalog),
            figures: figures(&before, &after),
            reasons,
            against,
            ruled_out: gates
                .iter()
                .map(|gate| text::gate(&gate.reason, &gate.opens))
                .collect(),
        }
    }

    /// The first sentence.
    fn summary(&self) -> String {
        if self.inputs.is_empty() {
            return text::SAME.to_owned();
        }
        text::summary(
            (self.old.winner.label(), self.old.recommended),
            (self.new.winner.label(), self.new.recommended),
            self.old.strength == self.new.strength,
        )
    }

    fn title_of_reasons(&self) -> String {
        text::why(self.new.winner.label(), self.against.label())
    }

    fn to_text(&self) -> String {
        let mut page = String::new();
        print::paragraph(&mut page, "", STRONG, &self.summary());
        for (mark, side) in [(text::BEFORE_MARK, &self.old), (text::AFTER_MARK, &self.new)] {
            let line = text::verdict(&side.headline, &side.subtitle);
            print::paragraph(&mut page, mark, QUIET, &line);
        }
        if self.inputs.is_empty() {
            return page;
        }
        print::heading(&mut page, text::INPUTS);
        let rows: Vec<Row> = self.inputs.iter().map(|input| plain(input.cells())).collect();
        let columns = print::columns(text::INPUT_COLUMNS, [Align::Left; 4]);
        print::table(&mut page, &columns, &rows);
        print::heading(&mut page, text::FIGURES);
        if self.figures.is_empty() {
            print::paragraph(&mut page, "  ", Style::new(), text::NO_FIGURE);
        } else {
            let align = [Align::Left, Align::Left, Align::Right, Align::Right];
            let columns = print::columns(text::FIGURE_COLUMNS, align);
            let rows: Vec<Row> = self.figures.iter().map(|figure| plain(figure.cells())).collect();
            print::table(&mut page, &columns, &rows);
        }
        if !self.reasons.is_empty() || !self.ruled_out.is_empty() {
            print::heading(&mut page, &self.title_of_reasons());
            for line in &self.ruled_out {
                print::paragraph(&mut page, "  ! ", BAD, line);
            }
            for reason in &self.reasons {
                let (mark, style) = match reason.side {
                    Side::For => ("  + ", GOOD),
                    Side::Against => ("  \u{2212} ", BAD),
                };
                print::paragraph(&mut page, mark, style, &reason.text);
            }
        }
        page
    }

    fn to_markdown(&self) -> String {
        let mut page = format!("## {}\n\n", escape_markdown(&self.summary()));
        for (word, side) in [(text::BEFORE, &self.old), (text::AFTER, &self.new)] {
            let line = escape_markdown(&text::verdict(&side.headline, &side.subtitle));
            let _ = writeln!(page, "- {word}: {line}");
        }
        if self.inputs.is_empty() {
            return page;
        }
        let _ = writeln!(page, "\n### {}\n", text::INPUTS);
        let rows = self.inputs.iter().map(InputDiff::cells).collect();
        markdown_table(&mut page, text::INPUT_COLUMNS, rows);
        let _ = writeln!(page, "\n### {}\n", text::FIGURES);
        if self.figures.is_empty() {
            let _ = writeln!(page, "{}", text::NO_FIGURE);
        } else {
            let rows = self.figures.iter().map(FigureDiff::cells).collect();
            markdown_table(&mut page, text::FIGURE_COLUMNS, rows);
        }
        if !self.reasons.is_empty() || !self.ruled_out.is_empty() {
            let _ = writeln!(page, "\n### {}\n", escape_markdown(&self.title_of_reasons()));
            for line in &self.ruled_out {
                let _ = writeln!(page, "- {}", escape_markdown(line));
            }
            for reason in &self.reasons {
                let mark = match reason.side {
                    Side::For => '+',
                    Side::Against => '\u{2212}',
                };
                let _ = writeln!(page, "- {mark} {}", escape_markdown(&reason.text));
            }
        }
        page
    }
}

fn markdown_table(page: &mut String, columns: [&str; 4], rows: Vec<Vec<String>>) {
    let _ = writeln!(page, "| {} |\n| --- | --- | --- | --- |", columns.join(" | "));
    for cells in rows {
        let cells: Vec<String> = cells.iter().map(|cell| escape_markdown(cell)).collect();
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
}

fn plain(cells: Vec<String>) -> Row {
    Row {
        cells,
        style: Style::new(),
    }
}

/// Whether the verdict recommends the approach that it names.
pub(crate) fn is_recommended(decision: &Decision) -> bool {
    decision.verdict.feasible && decision.verdict.instead.is_none()
}

fn side((name, scenario): (&str, &Scenario), decision: &Decision, catalog: &Catalog) -> SideOf {
    let verdict = &decision.verdict;
    SideOf {
        name: name.to_owned(),
        link: link::encode(&View::of(*scenario), catalog),
        winner: verdict.winner,
        recommended: is_recommended(decision),
        strength: verdict.strength.clone(),
        headline: verdict.headline.clone(),
        subtitle: verdict.subtitle.clone(),
    }
}

impl InputDiff {
    fn cells(&self) -> Vec<String> {
        let note = if self.decides { text::DECIDES } else { "" };
        vec![
            text::input(self.label, self.key),
            self.old.clone(),
            self.new.clone(),
            note.to_owned(),
        ]
    }
}

/// The inputs that differ, in the order of the table of inputs.
fn inputs(
    old: &Scenario,
    new: &Scenario,
    (was, is): (Strategy, Strategy),
    catalog: &Catalog,
) -> Vec<InputDiff> {
    let differing = PARAMS.iter().filter(|param| (param.get)(old) != (param.get)(new));
    differing
        .map(|param| {
            let (before, after) = values(param, old, new, catalog);
            let mut back = *new;
            (param.set)(&mut back, (param.get)(old));
            let decides = was != is && evaluate(&back, catalog).verdict.winner == was;
            InputDiff {
                key: param.key,
                label: param.label,
                old: before,
                new: after,
                decides,
            }
        })
        .collect()
}

fn values(param: &Param, old: &Scenario, new: &Scenario, catalog: &Catalog) -> (String, String) {
    if let (Value::Number(a), Value::Number(b)) = ((param.get)(old), (param.get)(new))
        && param.is_set(old)
        && param.is_set(new)
    {
        return format::number_apart(param, a, b);
    }
    (
        format::value(param, old, catalog),
        format::value(param, new, catalog),
    )
}

impl FigureDiff {
    fn cells(&self) -> Vec<String> {
        vec![
            self.strategy.label().to_owned(),
            text::figure(self.kind).to_owned(),
            self.old_text.clone(),
            self.new_text.clone(),
        ]
    }
}

/// The figures of both recommendations that differ.
fn figures(before: &Decision, after: &Decision) -> Vec<FigureDiff> {
    let mut out = Vec::new();
    let shown = |row: &&StrategyRow| row.id == before.verdict.winner || row.id == after.verdict.winner;
    for old in before.strategies.iter().filter(shown) {
        let Some(new) = after.strategies.iter().find(|row| row.id == old.id) else {
            continue;
        };
        for kind in Figure::ALL {
            let (id, get) = figure(kind);
            let (was, is) = (get(old), get(new));
            let (old_text, new_text) = match kind {
                Figure::Chance | Figure::Correct => share_apart(was, is),
                Figure::Upfront | Figure::Monthly | Figure::Answer => usd_apart(was, is),
                Figure::FirstToken | Figure::LastToken => ms_apart(was, is),
                Figure::Score => text::scores(was, is),
            };
            if old_text != new_text {
                out.push(FigureDiff {
                    strategy: old.id,
                    figure: id,
                    kind,
                    old: was,
                    new: is,
                    old_text,
                    new_text,
                });
            }
        }
    }
    out
}

/// The name of a figure in JSON, and where it is.
fn figure(kind: Figure) -> (&'static str, fn(&StrategyRow) -> f64) {
    match kind {
        Figure::Chance => ("chance", |row| row.chance),
        Figure::Score => ("utility", |row| row.utility),
        Figure::Upfront => ("upfront_usd", |row| row.cost.upfront_usd),
        Figure::Monthly => ("monthly_usd", |row| row.cost.monthly_usd),
        Figure::Answer => ("per_query_usd", |row| row.cost.per_query_usd),
        Figure::FirstToken => ("ttft_p95_ms", |row| row.latency.ttft_p95_ms),
        Figure::LastToken => ("e2e_p95_ms", |row| row.latency.e2e_p95_ms),
        Figure::Correct => ("p_correct", |row| row.quality.p_correct),
    }
}
