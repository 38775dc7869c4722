//! The words of what was observed, for people.

use forkcast_engine::format::{count, decimal};

use crate::examples::Leak;
use crate::sketch::Distribution;
use crate::{Bound, Estimate};

pub(crate) const EXAMPLES: &str = "Beispiele";
pub(crate) const COPIES: &str = "Kopien";
pub(crate) const CONTRADICTIONS: &str = "Widersprüche";
pub(crate) const QUESTION_TOKENS: &str = "Token einer Frage";
pub(crate) const ANSWER_TOKENS: &str = "Token einer Antwort";
pub(crate) const VALID: &str = "gültig nach Schema";
pub(crate) const SELLER: &str = "Anbieter";
pub(crate) const METHOD: &str = "Methode";
pub(crate) const PER_M_TOKENS: &str = "pro Million Token";
pub(crate) const RUN: &str = "ein Lauf";

pub(crate) const QUESTIONS: &str = "Fragen";
pub(crate) const WEEKDAYS: &str = "nach Wochentag";
pub(crate) const HOURS: &str = "nach Stunde (UTC)";
pub(crate) const PROMPT_TOKENS: &str = "Token eines Prompts";
pub(crate) const THINKING_TOKENS: &str = "Denk-Token";
pub(crate) const CACHED: &str = "aus dem Cache";
pub(crate) const ERRORS: &str = "Fehler";
pub(crate) const LATENCY: &str = "ganze Antwort";
pub(crate) const FIRST_TOKEN: &str = "erstes Token";
pub(crate) const MODELS: &str = "Modelle und Rechnung";
pub(crate) const MODEL: &str = "Modell";
pub(crate) const IN_CATALOG: &str = "im Katalog";
pub(crate) const PREDICTED: &str = "vorhergesagt";
pub(crate) const PAID: &str = "bezahlt";
pub(crate) const RATIO: &str = "bezahlt/vorhergesagt";
pub(crate) const ALL: &str = "alle";
pub(crate) const NONE: &str = "–";
pub(crate) const DOCUMENTS: &str = "Dokumente";
pub(crate) const TOKENS: &str = "Token eines Dokuments";
pub(crate) const BYTES: &str = "Bytes insgesamt";
pub(crate) const UNTOUCHED: &str = "nie geändert";
pub(crate) const CHANGES: &str = "Zeit zwischen Änderungen";
pub(crate) const TOP_TENTH: &str = "Änderungen";
pub(crate) const BULK: &str = "ausgelassen";

pub(crate) fn questions(n: f64, days: Option<(&str, &str)>, formats: &[String]) -> String {
    let days = days.map_or_else(String::new, |(first, last)| format!(" vom {first} bis {last}"));
    format!("{}{days} ({})", count(n), formats.join(", "))
}

pub(crate) fn weekdays(shares: &[f64; 7]) -> String {
    let names = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];
    let each = names
        .iter()
        .zip(shares)
        .map(|(name, share)| format!("{name} {:.0}\u{a0}%", share * 100.0));
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
        "{} am stärksten um {busiest}:00",
        shares.iter().map(bar).collect::<String>()
    )
}

pub(crate) fn cached(share: &str) -> String {
    format!("{share} aller Prompt-Token")
}

pub(crate) fn untimed(n: u64) -> String {
    format!(
        "{} Fragen haben keine Zeit und zählen nur bei Längen und Rechnung.",
        count(n as f64)
    )
}

pub(crate) fn unzoned(n: u64) -> String {
    format!(
        "{} Zeiten haben keine Zone; angenommen ist UTC, was Stunden und vielleicht die Spitze verschiebt.",
        count(n as f64)
    )
}

pub(crate) fn ratio(ratio: f64) -> String {
    decimal(ratio, 2)
}

pub(crate) fn documents(n: u64, binary: u64, unread: u64) -> String {
    let mut text = count(n as f64);
    if binary > 0 {
        text += &format!("; {} Dateien sind kein Text", count(binary as f64));
    }
    if unread > 0 {
        text += &format!(
            "; {} lassen sich nicht lesen oder sind länger als 64 MB",
            count(unread as f64)
        );
    }
    text
}

pub(crate) fn document_copies(exact: u64, near: u64) -> String {
    format!(
        "{} genau gleich, {} fast",
        count(exact as f64),
        count(near as f64)
    )
}

pub(crate) fn change_days(of: &Estimate, shown: fn(f64) -> String) -> String {
    format!(
        "{} ({} bis {}) bei dem, was sich ändert",
        shown(of.value),
        shown(of.low),
        shown(of.high)
    )
}

pub(crate) fn top_tenth(changes: f64, share: &str) -> String {
    format!(
        "{}, davon {share} im am stärksten geänderten Zehntel der Dokumente",
        count(changes)
    )
}

pub(crate) fn bulk(n: u64) -> String {
    format!(
        "{} Commits, die je über die Hälfte der Dokumente berührten",
        count(n as f64)
    )
}

pub(crate) fn of_format(format: &str, n: u64) -> String {
    format!("{} {format}", count(n as f64))
}

pub(crate) fn read(n: u64, formats: &[String]) -> String {
    format!("{} gelesen ({})", count(n as f64), formats.join(", "))
}

pub(crate) fn copies(exact: u64, near: u64, distinct: u64) -> String {
    format!(
        "{} genau gleich, {} fast; {} verschiedene Beispiele",
        count(exact as f64),
        count(near as f64),
        count(distinct as f64)
    )
}

pub(crate) fn contradictions(examples: u64, wrong: u64, reworded: u64) -> String {
    let reworded = if reworded > 0 {
        format!(
            "; {} weitere haben dieselbe Frage mit mehreren langen Antworten",
            count(reworded as f64)
        )
    } else {
        String::new()
    };
    format!(
        "{} Beispiele haben eine Frage mit mehreren Antworten, mindestens {} davon falsch{reworded}",
        count(examples as f64),
        count(wrong as f64)
    )
}

/// A distribution, whose figures are written by the function.
pub(crate) fn lengths(of: &Distribution, shown: fn(f64) -> String, estimated: bool) -> String {
    let estimated = if estimated {
        ", geschätzt als Bytes / 4"
    } else {
        ""
    };
    format!(
        "Mittel {} ({} bis {}), p50 {}, p95 {}, max. {}{estimated}",
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
        "{} ({} bis {}) von {}",
        shown(of.value),
        shown(of.low),
        shown(of.high),
        count(of.n as f64)
    )
}

pub(crate) fn leak(leak: &Leak) -> String {
    format!(
        "Überschneidung: {} Fragen von {} stehen auch in {}, {} fast; {} der Beispiele",
        count(leak.exact as f64),
        leak.into,
        leak.from,
        count(leak.near as f64),
        share_of(&leak.share, forkcast_engine::format::share)
    )
}

pub(crate) fn bad(bad: u64, records: u64) -> String {
    format!(
        "{} von {} Datensätzen lassen sich nicht lesen:",
        count(bad as f64),
        count(records as f64)
    )
}

pub(crate) fn problem(file: &str, line: u64, reason: &str) -> String {
    format!("{file}, Zeile {line}: {reason}")
}

pub(crate) fn training(model: &str, epochs: f64, examples: &str) -> String {
    format!("Ein Trainingslauf von {model} mit {examples} Beispielen, {epochs} Epochen")
}

/// The files that something was observed in: the first, and how many more.
pub(crate) fn origin(files: &[String]) -> String {
    let first = files.first().map_or("", String::as_str);
    match files.len() {
        0 | 1 => first.to_owned(),
        n => format!("{first} und {} weitere", n - 1),
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
        Bound::Upper => format!("höchstens {value}"),
        Bound::Lower => format!("mindestens {value}"),
    }
}
