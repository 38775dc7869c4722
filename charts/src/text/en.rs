//! The words of charts: sentences, columns and what stands beside marks. Another language replaces this file.

use forkcast_engine::format;

use crate::scale::Unit;

pub(crate) const APPROACH: &str = "Approach";

/// Heading of a column with times.
pub(crate) fn ms(name: &str) -> String {
    format!("{name}, ms")
}

/// Headings of the ends of the band of a value.
pub(crate) const BAND: [&str; 2] = ["10% of simulations below", "90% of simulations below"];

pub(crate) mod unit {
    use super::Unit;

    /// Heading of a column.
    pub(crate) const fn heading(unit: Unit) -> &'static str {
        match unit {
            Unit::Usd => "USD",
            Unit::Month => "Month",
            Unit::PerDay => "Questions a day",
            Unit::Ms => "ms",
            Unit::Share => "Share",
        }
    }

    /// Name within a sentence.
    pub(crate) const fn in_sentence(unit: Unit) -> &'static str {
        match unit {
            Unit::Usd => "USD",
            Unit::Month => "month",
            Unit::PerDay => "questions a day",
            Unit::Ms => "ms",
            Unit::Share => "share",
        }
    }
}

/// Latency by stage.
pub(crate) mod bars {
    use super::format;

    pub(crate) const P50: &str = "p50";
    pub(crate) const P95: &str = "p95";
    pub(crate) const WITHIN: &str = "within the limit";

    pub(crate) const fn is_within(within: bool) -> &'static str {
        if within { "yes" } else { "no" }
    }

    pub(crate) fn p95(p95_ms: f64) -> String {
        format!("p95 {}", format::ms(p95_ms))
    }

    pub(crate) fn bar(label: &str, p50_ms: f64, p95_ms: f64) -> String {
        format!("{label} {}, {}", format::ms(p50_ms), p95(p95_ms))
    }

    pub(crate) fn summary(limit_ms: Option<f64>, bars: &[String]) -> String {
        let limit = limit_ms.map_or_else(
            || "without a limit".to_owned(),
            |limit_ms| format!("against a limit of {}", format::ms(limit_ms)),
        );
        format!("Time to first token {limit}: {}.", bars.join("; "))
    }

    /// Beside the mark of the limit, or with an arrow where it lies beyond the axis.
    pub(crate) fn limit(limit_ms: f64, beyond: bool) -> String {
        let arrow = if beyond { " →" } else { "" };
        format!("limit {}{arrow}", format::ms(limit_ms))
    }
}

/// Distributions.
pub(crate) mod distribution {
    pub(crate) const COLUMNS: [&str; 4] = ["Run", "Up to, ms", "Samples", "Cumulative share"];
    pub(crate) const NONE: &str = "none";

    pub(crate) fn ms(figure: f64) -> String {
        format!("{figure} ms")
    }

    /// The times within which half and 95% of the samples lie.
    pub(crate) fn curve(name: &str, samples: u64, half: &str, most: &str) -> String {
        format!("{name}, {samples} samples: half within {half}, 95% within {most}")
    }

    pub(crate) fn summary(title: &str, curves: &[String]) -> String {
        format!("Distribution of {title}. {}.", curves.join("; "))
    }
}

/// Lines over months or over volume.
pub(crate) mod line {
    use super::{Unit, unit};

    pub(crate) const YOU_ARE_HERE: &str = "you are here";

    pub(crate) fn column(label: &str, heading: &str) -> String {
        format!("{label}, {heading}")
    }

    pub(crate) fn end(label: &str, value: &str) -> String {
        format!("{label} {value}")
    }

    /// The lines' values at the right end of the axis, and where they cross.
    pub(crate) fn summary(x: Unit, last: &str, ends: &[String], crossings: &[&str]) -> String {
        let crossings = if crossings.is_empty() {
            "No lines cross.".to_owned()
        } else {
            format!("{}.", crossings.join("; "))
        };
        format!(
            "At {} {last}: {}. {crossings}",
            unit::in_sentence(x),
            ends.join(", ")
        )
    }
}

/// The decision map.
pub(crate) mod map {
    use super::format;

    pub(crate) const NONE_FEASIBLE: &str = "none feasible";

    pub(crate) fn wins(label: &str, share: f64, members: &[(&str, f64)]) -> String {
        let members: Vec<String> = members
            .iter()
            .map(|(label, share)| format!("{label} {}", format::share(*share)))
            .collect();
        let members = if members.len() > 1 {
            format!(" ({})", members.join(", "))
        } else {
            String::new()
        };
        format!("{label} wins {}{members}", format::share(share))
    }

    /// A place of the map: the approach there, and its family where that has another name.
    pub(crate) fn place(approach: &str, family: &str, feasible: bool) -> String {
        match (feasible, approach == family) {
            (true, true) => approach.to_owned(),
            (true, false) => format!("{approach} ({family})"),
            (false, _) => format!("None feasible; nearest: {approach}"),
        }
    }

    pub(crate) fn summary(x: &str, y: &str, shares: &[String]) -> String {
        let shares = if shares.is_empty() {
            "no approach is feasible on any part".to_owned()
        } else {
            shares.join(", ")
        };
        format!("Over {x} and {y}: {shares} of the map.")
    }

    /// The corner of the table: which input goes up, and which to the right.
    pub(crate) fn corner(x: &str, y: &str) -> String {
        format!("{y} ↑ / {x} →")
    }
}

/// Shares with ranges.
pub(crate) mod ranges {
    use super::{APPROACH, BAND, format};

    pub(crate) const COLUMNS: [&str; 7] = [
        APPROACH,
        "Correct overall",
        BAND[0],
        BAND[1],
        "Facts correct",
        "Format kept",
        "Silent failures",
    ];

    pub(crate) fn row(label: &str, share: f64) -> String {
        format!("{label} {}", format::share(share))
    }

    pub(crate) fn summary(rows: &[String]) -> String {
        format!(
            "Share of answers that are correct and keep the format: {}.",
            rows.join(", ")
        )
    }
}

/// The tornado chart.
pub(crate) mod tornado {
    pub(crate) const COLUMNS: [&str; 7] = [
        "Input or assumption",
        "Low",
        "Margin at low",
        "Wins at low",
        "High",
        "Margin at high",
        "Wins at high",
    ];

    /// The lead in points, and the values that change the recommendation alone.
    pub(crate) fn summary(winner: &str, margin: f64, flips: &[&str]) -> String {
        let leads = format!("{winner} leads by {margin:.1} points out of 100.");
        if flips.is_empty() {
            format!("{leads} No uncertain value alone changes that within its range.")
        } else {
            format!(
                "{leads} Each of these alone could change that: {}.",
                flips.join(", ")
            )
        }
    }
}
