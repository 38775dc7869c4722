//! The words of what was observed, for people.

use forkcast_engine::format::count;

use crate::examples::Leak;
use crate::sketch::Distribution;
use crate::{Bound, Estimate};

pub(crate) const EXAMPLES: &str = "examples";
pub(crate) const COPIES: &str = "copies";
pub(crate) const CONTRADICTIONS: &str = "contradictions";
pub(crate) const QUESTION_TOKENS: &str = "tokens of a question";
pub(crate) const ANSWER_TOKENS: &str = "tokens of an answer";
pub(crate) const VALID: &str = "valid by the schema";
pub(crate) const SELLER: &str = "seller";
pub(crate) const METHOD: &str = "method";
pub(crate) const PER_M_TOKENS: &str = "per million tokens";
pub(crate) const RUN: &str = "one run";

pub(crate) const QUESTIONS: &str = "questions";
pub(crate) const WEEKDAYS: &str = "by weekday";
pub(crate) const HOURS: &str = "by hour (UTC)";
pub(crate) const PROMPT_TOKENS: &str = "tokens of a prompt";
pub(crate) const THINKING_TOKENS: &str = "tokens of thinking";
pub(crate) const CACHED: &str = "cached";
pub(crate) const ERRORS: &str = "errors";
pub(crate) const LATENCY: &str = "whole answer";
pub(crate) const FIRST_TOKEN: &str = "first token";
pub(crate) const MODELS: &str = "Models and bill";
pub(crate) const MODEL: &str = "model";
pub(crate) const IN_CATALOG: &str = "in the catalog";
pub(crate) const PREDICTED: &str = "predicted";
pub(crate) const PAID: &str = "paid";
pub(crate) const RATIO: &str = "paid/predicted";
pub(crate) const ALL: &str = "all";
pub(crate) const NONE: &str = "–";
pub(crate) const DOCUMENTS: &str = "documents";
pub(crate) const TOKENS: &str = "tokens of a document";
pub(crate) const BYTES: &str = "bytes in all";
pub(crate) const UNTOUCHED: &str = "never changed";
pub(crate) const CHANGES: &str = "time between changes";
pub(crate) const TOP_TENTH: &str = "changes";
pub(crate) const BULK: &str = "left out";

pub(crate) fn questions(n: f64, days: Option<(&str, &str)>, formats: &[String]) -> String {
    let days = days.map_or_else(String::new, |(first, last)| format!(" from {first} to {last}"));
    format!("{}{days} ({})", count(n), formats.join(", "))
}

pub(crate) fn weekdays(shares: &[f64; 7]) -> String {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let each = names
        .iter()
        .zip(shares)
        .map(|(name, share)| format!("{name} {:.0}%", share * 100.0));
    each.collect::<Vec<_>>().join(", ")
}

pub(crate) fn hours(shares: &[f64; 24]) -> String {
    let most = shares.iter().copied().fold(0.0, f64::max);
    let bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let bar = |share: &f64| {
        let level = (share / most.max(1e-12) * 7.0).round() as usize;
        bars.get(level).copied().unwrap_or('▁')
    };
    let busiest = shares.iter().position(|share| *share == most).unwrap_or(0);
    format!(
        "{} busiest at {busiest}:00",
        shares.iter().map(bar).collect::<String>()
    )
}

pub(crate) fn cached(share: &str) -> String {
    format!("{share} of all prompt tokens")
}

pub(crate) fn untimed(n: u64) -> String {
    format!(
        "{} questions have no time and count in lengths and bill only.",
        count(n as f64)
    )
}

pub(crate) fn unzoned(n: u64) -> String {
    format!(
        "{} times have no zone; UTC is taken, which moves hours and perhaps the peak.",
        count(n as f64)
    )
}

pub(crate) fn ratio(ratio: f64) -> String {
    format!("{ratio:.2}")
}

pub(crate) fn documents(n: u64, binary: u64, unread: u64) -> String {
    let mut text = count(n as f64);
    if binary > 0 {
        text += &format!("; {} files are not text", count(binary as f64));
    }
    if unread > 0 {
        text += &format!(
            "; {} cannot be read or are longer than 64 MB",
            count(unread as f64)
        );
    }
    text
}

pub(crate) fn document_copies(exact: u64, near: u64) -> String {
    format!("{} exact, {} near", count(exact as f64), count(near as f64))
}

pub(crate) fn change_days(of: &Estimate, shown: fn(f64) -> String) -> String {
    format!(
        "{} ({} to {}) for what changes",
        shown(of.value),
        shown(of.low),
        shown(of.high)
    )
}

pub(crate) fn top_tenth(changes: f64, share: &str) -> String {
    format!(
        "{}, {share} of them in the tenth of the documents that change most",
        count(changes)
    )
}

pub(crate) fn bulk(n: u64) -> String {
    format!(
        "{} commits that each touched over half of the documents",
        count(n as f64)
    )
}

pub(crate) fn of_format(format: &str, n: u64) -> String {
    format!("{} {format}", count(n as f64))
}

pub(crate) fn read(n: u64, formats: &[String]) -> String {
    format!("{} read ({})", count(n as f64), formats.join(", "))
}

pub(crate) fn copies(exact: u64, near: u64, distinct: u64) -> String {
    format!(
        "{} exact, {} near; {} distinct examples",
        count(exact as f64),
        count(near as f64),
        count(distinct as f64)
    )
}

pub(crate) fn contradictions(examples: u64, wrong: u64, reworded: u64) -> String {
    let reworded = if reworded > 0 {
        format!(
            "; {} more have the same question with several long answers",
            count(reworded as f64)
        )
    } else {
        String::new()
    };
    format!(
        "{} examples have a question with several answers, at least {} of them wrong{reworded}",
        count(examples as f64),
        count(wrong as f64)
    )
}

/// A distribution, whose figures are written by the function.
pub(crate) fn lengths(of: &Distribution, shown: fn(f64) -> String, estimated: bool) -> String {
    let estimated = if estimated { ", estimated as bytes / 4" } else { "" };
    format!(
        "mean {} ({} to {}), p50 {}, p95 {}, max {}{estimated}",
        shown(of.mean.value),
        shown(of.mean.low),
        shown(of.mean.high),
        shown(of.p50.value),
        shown(of.p95.value),
        shown(of.max)
    )
}

pub(crate) fn share_of(of: &Estimate, shown: fn(f64) -> String) -> String {
    format!(
        "{} ({} to {}) of {}",
        shown(of.value),
        shown(of.low),
        shown(of.high),
        count(of.n as f64)
    )
}

pub(crate) fn leak(leak: &Leak) -> String {
    format!(
        "Leak: {} questions of {} are in {} too, {} nearly so; {} of its examples",
        count(leak.exact as f64),
        leak.into,
        leak.from,
        count(leak.near as f64),
        share_of(&leak.share, forkcast_engine::format::share)
    )
}

pub(crate) fn bad(bad: u64, records: u64) -> String {
    format!(
        "{} of {} records cannot be read:",
        count(bad as f64),
        count(records as f64)
    )
}

pub(crate) fn problem(file: &str, line: u64, reason: &str) -> String {
    format!("{file}, line {line}: {reason}")
}

pub(crate) fn training(model: &str, epochs: f64, examples: &str) -> String {
    format!("One training run of {model} on {examples} examples, {epochs} epochs")
}

/// The files that something was observed in: the first, and how many more.
pub(crate) fn origin(files: &[String]) -> String {
    let first = files.first().map_or("", String::as_str);
    match files.len() {
        0 | 1 => first.to_owned(),
        n => format!("{first} and {} more", n - 1),
    }
}

/// The origin in a link.
pub(crate) fn line(origin: &str, date: &str, n: u64) -> String {
    let origin: String = origin.chars().take(60).collect();
    format!("{origin}, {date}, n={}", count(n as f64))
}

/// A value, or that it is a bound.
#[must_use]
pub fn bounded(bound: Bound, value: &str) -> String {
    match bound {
        Bound::Value => value.to_owned(),
        Bound::Upper => format!("at most {value}"),
        Bound::Lower => format!("at least {value}"),
    }
}
