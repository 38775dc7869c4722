//! `forkcast decide`.

use forkcast_engine::format::{share, usd};
use forkcast_engine::strategy::Method;

pub(crate) const APPROACHES: &str = "The best approach of each family";
pub(crate) const OTHER_APPROACHES: &str = "Other approaches of the same families";
pub(crate) const FAILED: &str = "What keeps an approach from fitting, and what would allow it";
pub(crate) const FLIPS: &str = "What would change it";
pub(crate) const NO_FLIP: &str = "No single input changes it, over its whole range.";
pub(crate) const MEASURE_NEXT: &str = "What to measure next";
pub(crate) const ROLL_OUT: &str = "Roll-out";
pub(crate) const WARNINGS: &str = "Warnings";
/// The first column holds the mark of the recommendation, the third what approaches are judged by.
pub(crate) const fn columns(net: bool) -> [&'static str; 8] {
    [
        "  Approach",
        "fits",
        if net { "net value" } else { "score" },
        "up front",
        "per month",
        "per 1,000",
        "TTFT p95",
        "correct",
    ]
}

pub(crate) const LADDER: &str = "What another right answer costs";
pub(crate) const LABELS: &str = "What more labelled examples bring";

pub(crate) fn why(runner_up: &str) -> String {
    format!("Why, against {runner_up}")
}

pub(crate) fn versions(model: &str, prices: &str, link: &str) -> String {
    format!("Model {model}, prices of {prices}. On the page: #{link}")
}

/// Who serves tuned weights.
pub(crate) fn served(by: &str) -> String {
    format!("served by {by}")
}

/// A score is shown out of 100.
pub(crate) fn score(utility: f64) -> String {
    format!("{:.1}", utility * 100.0)
}

pub(crate) fn beside_building(people_usd: Option<&str>) -> String {
    match people_usd {
        Some(usd) => format!("Instead of building, net value a month: people who answer {usd}, doing nothing $0."),
        None => "Instead of building, net value a month: doing nothing $0; people who answer count once person_minutes is set.".to_owned(),
    }
}

pub(crate) fn by_net_value(label: &str) -> String {
    format!("Judged by net value: {label} (--set judge_by=net-value).")
}

/// The method in a word: a table has no room for more.
pub(crate) fn with_method(label: &str, method: Method) -> String {
    let word = match method {
        Method::Full => "full",
        Method::Lora => "LoRA",
        Method::Qlora => "QLoRA",
    };
    format!("{label} ({word})")
}

pub(crate) fn failed(reason: &str, opens: &str) -> String {
    format!("{reason}; {opens}")
}

pub(crate) fn more_flips(more: usize) -> String {
    format!("… and {more} more, farther away (--json has all)")
}

/// What knowing is worth in score, and in net value where values are set.
pub(crate) fn worth(
    label: &str,
    (score, net): (f64, Option<f64>),
    changes: f64,
    measured_by: Option<&str>,
) -> String {
    let by = measured_by.map_or_else(String::new, |run| format!(" (forkcast measure {run})"));
    let net = net.map_or_else(String::new, |x| format!(", {} a month", usd(x)));
    format!(
        "{label}: knowing it is worth up to {:.1} points out of 100{net} and changes the recommendation in {} of simulations{by}",
        score * 100.0,
        share(changes)
    )
}

pub(crate) fn step(text: &str, opened_by: &str, cumulative_usd: f64) -> String {
    format!("{text}: {opened_by} ({} so far)", usd(cumulative_usd))
}

pub(crate) fn record_ending(path: &std::path::Path) -> String {
    format!(
        "--record takes a file that ends in .md, .html or .json, not {}",
        path.display()
    )
}
