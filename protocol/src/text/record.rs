//! The words of a decision record, and of what verifying it finds.

use forkcast_engine::catalog::Billing;
use forkcast_engine::format;

pub(crate) const VERDICT: &str = "Verdict";
pub(crate) const MADE: &str = "How this was made";
pub(crate) const REASONS_FOR: &str = "Reasons for it";
pub(crate) const REASONS_AGAINST: &str = "Reasons against it";
pub(crate) const FLIPS: &str = "What would change it";
pub(crate) const MEASURE_NEXT: &str = "What to measure next";
pub(crate) const FAILED: &str = "Failed constraints";
pub(crate) const FAILED_COLUMNS: [&str; 3] = ["Approach", "Why", "What would change that"];
pub(crate) const APPROACHES: &str = "Approaches";
pub(crate) const APPROACHES_COLUMNS: [&str; 7] = [
    "Approach",
    "Up front",
    "Per month",
    "Per question",
    "Correct answers",
    "Last token, p95",
    "Score",
];
pub(crate) const WARNINGS: &str = "Warnings";
pub(crate) const CHANGED: &str = "Inputs that differ from their defaults";
pub(crate) const CHANGED_COLUMNS: [&str; 3] = ["Input", "Value", "Default"];
pub(crate) const INPUTS: &str = "Every input";
pub(crate) const INPUTS_COLUMNS: [&str; 4] = ["Key", "Input", "Value", ""];
pub(crate) const PRICES: &str = "Prices";
pub(crate) const PRICES_COLUMNS: [&str; 4] = ["What", "Price", "Source", "Checked"];
pub(crate) const ASSUMPTIONS: &str = "Assumptions";
pub(crate) const ASSUMPTIONS_COLUMNS: [&str; 6] =
    ["Assumption", "Value", "Low to high", "Unit", "Status", "Source"];

pub(crate) fn recommended(label: &str, feasible: bool) -> String {
    if feasible {
        format!("Recommended: {label}")
    } else {
        format!("Recommended: {label}, which fails at least one constraint")
    }
}

/// The margin is a difference of scores from 0 to 1; people see points out of 100. Hybrid may score higher, but by less than its margin.
pub(crate) fn runner_up(label: &str, margin: f64) -> String {
    let points = margin * 100.0;
    if points < 0.0 {
        format!(
            "Runner-up: {label}, {:.1} points higher, less than the margin it must lead by",
            -points
        )
    } else {
        format!("Runner-up: {label}, {points:.1} points behind out of 100")
    }
}

pub(crate) fn confidence(share: f64, simulations: usize) -> String {
    format!(
        "Confidence: it wins in {} of {simulations} simulations",
        format::share(share)
    )
}

/// How the record was made, a line each.
pub(crate) fn made(
    date: &str,
    link: &str,
    model_version: &str,
    catalog_version: &str,
    catalog_sha256: Option<&str>,
    measured: &str,
) -> Vec<String> {
    vec![
        format!("Date: {date}"),
        format!("Link: {link}"),
        format!("Model version: {model_version}"),
        format!("Prices as of {catalog_version}"),
        catalog_sha256.map_or_else(
            || "Prices: your own list, see below".to_owned(),
            |hash| format!("SHA-256 of the catalog's content: {hash}"),
        ),
        format!(
            "Your own measurements and prices: {}",
            if measured.is_empty() { "none" } else { measured }
        ),
    ]
}

pub(crate) fn measure_next(label: &str, worth: f64, changes: f64) -> String {
    format!(
        "{label}: worth {:.1} points out of 100; knowing it changes the recommendation in {} of simulations",
        worth * 100.0,
        format::share(changes)
    )
}

pub(crate) fn score(utility: f64) -> String {
    format!("{:.2}", utility * 100.0)
}

pub(crate) const fn changed(is_changed: bool) -> &'static str {
    if is_changed { "changed" } else { "" }
}

pub(crate) fn range(low: f64, high: f64) -> String {
    format!("{low} to {high}")
}

// What verifying a record finds.

pub(crate) const MODEL_VERSION: &str = "model version";
pub(crate) const SNAPSHOT: &str = "date of the prices";
pub(crate) const CONTENT: &str = "content of the catalog";
pub(crate) const RECOMMENDATION: &str = "recommendation";
pub(crate) const RUNNER_UP: &str = "runner-up";
pub(crate) const MARGIN: &str = "margin";
pub(crate) const WON: &str = "share of simulations won";
pub(crate) const OWN_LIST: &str = "your own list";

pub(crate) fn differs(what: &str, was: impl std::fmt::Display, is: impl std::fmt::Display) -> String {
    format!("The {what} was {was} and is {is}.")
}

pub(crate) const fn feasible(is_feasible: bool) -> &'static str {
    if is_feasible {
        "feasible"
    } else {
        "ruled out by a constraint"
    }
}

pub(crate) fn upfront(label: &str) -> String {
    format!("cost of {label} up front, USD,")
}

pub(crate) fn monthly(label: &str) -> String {
    format!("cost of {label} per month, USD,")
}

pub(crate) fn correct(label: &str) -> String {
    format!("share of correct answers of {label}")
}

pub(crate) fn last_token(label: &str) -> String {
    format!("time of {label} to the last token, ms,")
}

pub(crate) fn assumption(key: &str) -> String {
    format!("assumption {key}")
}

// Prices.

pub(crate) const OWN_PRICES: &str = "Token prices of your own";
pub(crate) const OWN_SOURCE: &str = "your own";
/// Figures of a second feed on long prompts, in the order of its fields.
pub(crate) const LONG_FIGURES: [&str; 4] = ["above tokens", "input", "cached", "output"];

fn amount(usd: Option<f64>) -> String {
    usd.map_or_else(|| "none".to_owned(), |usd| usd.to_string())
}

fn tokens(input: f64, cached: Option<f64>, output: f64) -> String {
    format!("input {input}, cached {}, output {output}", amount(cached))
}

pub(crate) fn token_prices(input: f64, cached: Option<f64>, output: f64) -> String {
    format!("USD per million tokens: {}", tokens(input, cached, output))
}

pub(crate) fn long_prompts(above: f64, input: f64, cached: Option<f64>, output: f64) -> String {
    format!(
        "; prompts above {above} tokens: {}",
        tokens(input, cached, output)
    )
}

pub(crate) fn later(from: &str, input: f64, cached: Option<f64>, output: f64) -> String {
    format!("; from {from}: {}", tokens(input, cached, output))
}

pub(crate) fn peak(input: f64, cached: Option<f64>, output: f64) -> String {
    format!("; at peak hours: {}", tokens(input, cached, output))
}

pub(crate) fn second_feed(input: f64, cached: Option<f64>, output: f64) -> String {
    format!("; a second feed says {}", tokens(input, cached, output))
}

pub(crate) fn second_feed_long(name: &str, figure: f64) -> String {
    format!("; of long prompts a second feed says {name} {figure}")
}

pub(crate) fn own_prices(input: Option<f64>, cached: Option<f64>, output: Option<f64>) -> String {
    let paid = |usd: Option<f64>| usd.map_or_else(|| "as listed".to_owned(), |usd| usd.to_string());
    format!(
        "USD per million tokens: input {}, cached {}, output {}; at any length, hour and month",
        paid(input),
        paid(cached),
        paid(output)
    )
}

pub(crate) fn per_hour(usd: f64) -> String {
    format!("{usd} USD an hour")
}

pub(crate) fn per_m_tokens(usd: f64) -> String {
    format!("{usd} USD per million tokens")
}

pub(crate) fn per_k_questions(usd: f64) -> String {
    format!("{usd} USD per thousand questions")
}

/// The price of a vector store.
pub(crate) fn billing(billing: Billing) -> String {
    match billing {
        Billing::None => "nothing: it lives in the application's memory".to_owned(),
        Billing::Nodes {
            usd_per_node_hour,
            node_gb,
        } => format!("{usd_per_node_hour} USD an hour for each node of {node_gb} GB"),
        Billing::ReadUnits {
            usd_per_gb_month,
            usd_per_m_read_units,
            minimum_usd_month,
        } => format!(
            "{usd_per_gb_month} USD per GB and month, {usd_per_m_read_units} USD per million read units, at least {minimum_usd_month} USD a month"
        ),
    }
}
