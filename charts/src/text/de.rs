//! The words of charts: sentences, columns and what stands beside marks. Another language replaces this file.

use forkcast_engine::format;

use crate::scale::Unit;

pub(crate) const APPROACH: &str = "Ansatz";

/// Heading of a column with times.
pub(crate) fn ms(name: &str) -> String {
    format!("{name}, ms")
}

/// Headings of the ends of the band of a value.
pub(crate) const BAND: [&str; 2] = ["10 % der Simulationen darunter", "90 % der Simulationen darunter"];

pub(crate) mod unit {
    use super::Unit;

    /// Heading of a column.
    pub(crate) const fn heading(unit: Unit) -> &'static str {
        match unit {
            Unit::Usd => "USD",
            Unit::Month => "Monat",
            Unit::PerDay => "Fragen pro Tag",
            Unit::Ms => "ms",
            Unit::Share => "Anteil",
        }
    }

    /// Name within a sentence.
    pub(crate) const fn in_sentence(unit: Unit) -> &'static str {
        match unit {
            Unit::Usd => "USD",
            Unit::Month => "Monat",
            Unit::PerDay => "Fragen pro Tag",
            Unit::Ms => "ms",
            Unit::Share => "Anteil",
        }
    }
}

/// Latency by stage.
pub(crate) mod bars {
    use super::format;

    pub(crate) const P50: &str = "p50";
    pub(crate) const P95: &str = "p95";
    pub(crate) const WITHIN: &str = "im Grenzwert";

    pub(crate) const fn is_within(within: bool) -> &'static str {
        if within { "ja" } else { "nein" }
    }

    pub(crate) fn p95(p95_ms: f64) -> String {
        format!("p95 {}", format::ms(p95_ms))
    }

    pub(crate) fn bar(label: &str, p50_ms: f64, p95_ms: f64) -> String {
        format!("{label} {}, {}", format::ms(p50_ms), p95(p95_ms))
    }

    pub(crate) fn summary(limit_ms: Option<f64>, bars: &[String]) -> String {
        let limit = limit_ms.map_or_else(
            || "ohne Grenzwert".to_owned(),
            |limit_ms| format!("bei einem Grenzwert von {}", format::ms(limit_ms)),
        );
        format!("Zeit bis zum ersten Token {limit}: {}.", bars.join("; "))
    }

    /// Beside the mark of the limit, or with an arrow where it lies beyond the axis.
    pub(crate) fn limit(limit_ms: f64, beyond: bool) -> String {
        let arrow = if beyond { " →" } else { "" };
        format!("Grenzwert {}{arrow}", format::ms(limit_ms))
    }
}

/// Distributions.
pub(crate) mod distribution {
    use super::format;

    pub(crate) const COLUMNS: [&str; 4] = ["Lauf", "Bis, ms", "Stichproben", "Kumulierter Anteil"];
    pub(crate) const NONE: &str = "keine";

    pub(crate) fn ms(figure: f64) -> String {
        format!("{} ms", format::exactly(figure))
    }

    /// The times within which half and 95% of the samples lie.
    pub(crate) fn curve(name: &str, samples: u64, half: &str, most: &str) -> String {
        format!("{name}, {samples} Stichproben: die Hälfte binnen {half}, 95 % binnen {most}")
    }

    pub(crate) fn summary(title: &str, curves: &[String]) -> String {
        format!("Verteilung von {title}. {}.", curves.join("; "))
    }
}

/// Lines over months or over volume.
pub(crate) mod line {
    use super::{Unit, unit};

    pub(crate) const YOU_ARE_HERE: &str = "hier sind Sie";

    pub(crate) fn column(label: &str, heading: &str) -> String {
        format!("{label}, {heading}")
    }

    pub(crate) fn end(label: &str, value: &str) -> String {
        format!("{label} {value}")
    }

    /// The lines' values at the right end of the axis, and where they cross.
    pub(crate) fn summary(x: Unit, last: &str, ends: &[String], crossings: &[&str]) -> String {
        let crossings = if crossings.is_empty() {
            "Keine Linien schneiden sich.".to_owned()
        } else {
            format!("{}.", crossings.join("; "))
        };
        format!(
            "Bei {} {last}: {}. {crossings}",
            unit::in_sentence(x),
            ends.join(", ")
        )
    }
}

/// The decision map.
pub(crate) mod map {
    use super::format;

    pub(crate) const NONE_FEASIBLE: &str = "nichts passt";

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
        format!("{label} gewinnt auf {}{members}", format::share(share))
    }

    /// A place of the map: the approach there, and its family where that has another name.
    pub(crate) fn place(approach: &str, family: &str, feasible: bool) -> String {
        match (feasible, approach == family) {
            (true, true) => approach.to_owned(),
            (true, false) => format!("{approach} ({family})"),
            (false, _) => format!("Nichts passt; am nächsten: {approach}"),
        }
    }

    pub(crate) fn summary(x: &str, y: &str, shares: &[String]) -> String {
        let shares = if shares.is_empty() {
            "auf keinem Teil passt ein Ansatz".to_owned()
        } else {
            shares.join(", ")
        };
        format!("Über {x} und {y}: {shares} der Karte.")
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
        "Insgesamt richtig",
        BAND[0],
        BAND[1],
        "Fakten richtig",
        "Form eingehalten",
        "Unbemerkte Fehler",
    ];

    pub(crate) fn row(label: &str, share: f64) -> String {
        format!("{label} {}", format::share(share))
    }

    pub(crate) fn summary(rows: &[String]) -> String {
        format!(
            "Anteil der Antworten, die richtig sind und die Form einhalten: {}.",
            rows.join(", ")
        )
    }
}

/// The tornado chart.
pub(crate) mod tornado {
    use super::format;

    pub(crate) const COLUMNS: [&str; 7] = [
        "Eingabe oder Annahme",
        "Niedrig",
        "Vorsprung bei niedrig",
        "Gewinnt bei niedrig",
        "Hoch",
        "Vorsprung bei hoch",
        "Gewinnt bei hoch",
    ];

    /// The lead in points, and the values that change the recommendation alone.
    pub(crate) fn summary(winner: &str, margin: f64, flips: &[&str]) -> String {
        let leads = format!(
            "{winner} führt mit {} Punkten von 100.",
            format::decimal(margin, 1)
        );
        if flips.is_empty() {
            format!("{leads} Kein einzelner unsicherer Wert ändert das innerhalb seines Bereichs.")
        } else {
            format!(
                "{leads} Jeder dieser Werte könnte das allein ändern: {}.",
                flips.join(", ")
            )
        }
    }
}
