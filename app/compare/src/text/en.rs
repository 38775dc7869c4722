//! The texts of the module that people read.

use forkcast_engine::params::tidy;
use forkcast_engine::report::{Instead, Strength};
use forkcast_protocol::compare::Figure;

pub(crate) use forkcast_parts::text::{SIMULATING, TABLE};

/// In place of a letter, for the live scenario.
pub(crate) const NOW: &str = "Now";
/// The name under which the reader's own scenario is pinned beside one that was sent.
pub(crate) const MINE: &str = "Mine";
pub(crate) const SCENARIOS: &str = "Scenarios side by side";
pub(crate) const INPUTS: &str = "Inputs that differ";
pub(crate) const RESULTS: &str = "Results";
pub(crate) const VERDICT: &str = "Recommendation";
pub(crate) const TOTAL: &str = "Total cost";
pub(crate) const WHY: &str = "Why it changes";
pub(crate) const COSTS: &str = "Total cost of each recommendation";
pub(crate) const COSTS_NOTE: &str = "color: approach; dashes: scenario";
pub(crate) const MONTHS: &str = "months";
pub(crate) const CHART: &str = "Chart";
pub(crate) const ONE_ALONE: &str = "Nothing to compare yet: move an input, or pin another scenario.";
pub(crate) const LIVE: &str = "shown above";
pub(crate) const UNPINNED: &str = "not pinned";
pub(crate) const SIDE_BY_SIDE: &str = "Show side by side";
pub(crate) const BACK_TO_MINE: &str = "Back to mine";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const REPLY: &str = "The link that was opened";

pub(crate) const EDIT: &str = "Edit";
pub(crate) const UPDATE: &str = "Update";
pub(crate) const DUPLICATE: &str = "Duplicate";
pub(crate) const DROP: &str = "Drop";

/// The whole names of the buttons of a column.
pub(crate) fn edit(title: &str) -> String {
    format!("Edit {title}: make it the scenario shown above")
}

pub(crate) fn update(title: &str) -> String {
    format!("Update {title} to the scenario shown above")
}

pub(crate) fn duplicate(title: &str) -> String {
    format!("Duplicate {title}")
}

pub(crate) fn drop(title: &str) -> String {
    format!("Drop {title}")
}

pub(crate) fn name_of(mark: &str) -> String {
    format!("Name of scenario {mark}")
}

pub(crate) fn title(mark: &str, name: &str) -> String {
    if name.is_empty() {
        mark.to_owned()
    } else {
        format!("{mark}, {name}")
    }
}

pub(crate) fn copy_of(name: &str) -> String {
    format!("{name}, copy")
}

pub(crate) fn line(mark: &str, approach: &str) -> String {
    format!("{mark}: {approach}")
}

pub(crate) const fn other_view(as_table: bool) -> &'static str {
    if as_table { CHART } else { TABLE }
}

pub(crate) const fn figure(figure: Figure) -> &'static str {
    match figure {
        Figure::Chance => "Meets all limits",
        Figure::Score => "Score",
        Figure::Upfront => "Up front",
        Figure::Monthly => "Per month",
        Figure::Answer => "Per answer",
        Figure::FirstToken => "First token (p95)",
        Figure::LastToken => "Whole answer (p95)",
        Figure::Correct => "Correct overall",
    }
}

/// How clear the verdict is.
pub(crate) fn strength(strength: Strength, runner_up: &str, instead: Option<Instead>) -> String {
    match (instead, strength) {
        (Some(Instead::People), _) => "closest; better left to people".to_owned(),
        (Some(Instead::Nothing), _) => "closest; not worth its cost".to_owned(),
        (None, Strength::Clear) => "clear".to_owned(),
        (None, Strength::Leaning) => "leaning".to_owned(),
        (None, Strength::Close) => format!("or {runner_up}: too close to call"),
        (None, Strength::NothingFits) => "closest; nothing meets all limits".to_owned(),
    }
}

pub(crate) fn factor(factor: f64) -> String {
    format!("×{}", tidy(factor, 2))
}

/// A difference with its sign.
pub(crate) fn signed(change: f64, amount: &str) -> String {
    let sign = if change < 0.0 { '\u{2212}' } else { '+' };
    format!("{sign}{amount}")
}

/// A difference of shares.
pub(crate) fn points(change: f64) -> String {
    let digits = usize::from(change.abs() < 1.0);
    signed(change, &format!("{:.digits$} points", change.abs()))
}

/// The horizon of a total, behind its difference.
pub(crate) fn over_months(change: &str, months: f64) -> String {
    if change.is_empty() {
        format!("over {months:.0} months")
    } else {
        format!("{change}, over {months:.0} months")
    }
}

fn quoted(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| format!("“{label}”")).collect()
}

/// The inputs that change the recommendation alone, else those without which it would not change.
pub(crate) fn attribution(alone: &[&str], needed: &[&str]) -> String {
    match (quoted(alone).as_slice(), quoted(needed).as_slice()) {
        ([], []) => "No input alone changes the recommendation; several together do.".to_owned(),
        ([], needed) => format!(
            "No input alone changes the recommendation; as before, {} alone would keep it.",
            needed.join(" or ")
        ),
        ([one], _) => format!("{one} alone changes the recommendation."),
        (several, _) => format!("Each alone changes the recommendation: {}.", several.join(", ")),
    }
}

fn inputs(count: usize) -> String {
    if count == 1 {
        "1 input".to_owned()
    } else {
        format!("{count} inputs")
    }
}

/// A scenario against the first. `change` says whether it costs more a month, and how much.
pub(crate) fn announcement(
    (mark, base): (&str, &str),
    count: usize,
    (is, was): (&str, &str),
    change: Option<(bool, String)>,
) -> String {
    let recommendation = if is == was {
        format!("{is} in both")
    } else {
        format!("{is} instead of {was}")
    };
    let cost = match change {
        None => "at the same cost a month".to_owned(),
        Some((true, usd)) => format!("{usd} more a month"),
        Some((false, usd)) => format!("{usd} less a month"),
    };
    format!(
        "{mark} differs from {base} in {}; {recommendation}, {cost}.",
        inputs(count)
    )
}

pub(crate) fn change(label: &str, before: &str, after: &str) -> String {
    format!("{label} {before} → {after}")
}

pub(crate) fn more(count: usize) -> String {
    format!("and {count} more")
}

pub(crate) fn opened(count: usize) -> String {
    format!(
        "The link that you opened differs from your scenario in {}.",
        inputs(count)
    )
}
