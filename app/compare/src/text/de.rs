//! The texts of the module that people read.

use forkcast_engine::format;
use forkcast_engine::params::tidy;
use forkcast_engine::report::{Instead, Strength};
use forkcast_protocol::compare::Figure;

pub(crate) use forkcast_parts::text::{SIMULATING, TABLE};

/// In place of a letter, for the live scenario.
pub(crate) const NOW: &str = "Jetzt";
/// The name under which the reader's own scenario is pinned beside one that was sent.
pub(crate) const MINE: &str = "Meins";
pub(crate) const SCENARIOS: &str = "Szenarien nebeneinander";
pub(crate) const INPUTS: &str = "Abweichende Eingaben";
pub(crate) const RESULTS: &str = "Ergebnisse";
pub(crate) const VERDICT: &str = "Empfehlung";
pub(crate) const TOTAL: &str = "Gesamtkosten";
pub(crate) const WHY: &str = "Warum es sich ändert";
pub(crate) const COSTS: &str = "Gesamtkosten jeder Empfehlung";
pub(crate) const COSTS_NOTE: &str = "Farbe: Ansatz; Strichart: Szenario";
pub(crate) const MONTHS: &str = "Monate";
pub(crate) const CHART: &str = "Diagramm";
pub(crate) const ONE_ALONE: &str =
    "Noch nichts zu vergleichen: Ändern Sie eine Eingabe oder heften Sie ein weiteres Szenario an.";
pub(crate) const LIVE: &str = "oben gezeigt";
pub(crate) const UNPINNED: &str = "nicht angeheftet";
pub(crate) const SIDE_BY_SIDE: &str = "Nebeneinander zeigen";
pub(crate) const BACK_TO_MINE: &str = "Zurück zu meinem";
pub(crate) const DISMISS: &str = "Schließen";
pub(crate) const REPLY: &str = "Der geöffnete Link";

pub(crate) const EDIT: &str = "Bearbeiten";
pub(crate) const UPDATE: &str = "Aktualisieren";
pub(crate) const DUPLICATE: &str = "Duplizieren";
pub(crate) const DROP: &str = "Entfernen";

/// The whole names of the buttons of a column.
pub(crate) fn edit(title: &str) -> String {
    format!("{title} bearbeiten: oben zeigen")
}

pub(crate) fn update(title: &str) -> String {
    format!("{title} durch das oben gezeigte Szenario ersetzen")
}

pub(crate) fn duplicate(title: &str) -> String {
    format!("{title} duplizieren")
}

pub(crate) fn drop(title: &str) -> String {
    format!("{title} entfernen")
}

pub(crate) fn name_of(mark: &str) -> String {
    format!("Name von Szenario {mark}")
}

pub(crate) fn title(mark: &str, name: &str) -> String {
    if name.is_empty() {
        mark.to_owned()
    } else {
        format!("{mark}, {name}")
    }
}

pub(crate) fn copy_of(name: &str) -> String {
    format!("{name}, Kopie")
}

pub(crate) fn line(mark: &str, approach: &str) -> String {
    format!("{mark}: {approach}")
}

pub(crate) const fn other_view(as_table: bool) -> &'static str {
    if as_table { CHART } else { TABLE }
}

pub(crate) const fn figure(figure: Figure) -> &'static str {
    match figure {
        Figure::Chance => "Hält alle Grenzwerte ein",
        Figure::Score => "Punktzahl",
        Figure::Upfront => "Vorab",
        Figure::Monthly => "Im Monat",
        Figure::Answer => "Pro Antwort",
        Figure::FirstToken => "Erstes Token (p95)",
        Figure::LastToken => "Ganze Antwort (p95)",
        Figure::Correct => "Insgesamt richtig",
    }
}

/// How clear the verdict is.
pub(crate) fn strength(strength: Strength, runner_up: &str, instead: Option<Instead>) -> String {
    match (instead, strength) {
        (Some(Instead::People), _) => "am nächsten; besser Menschen antworten lassen".to_owned(),
        (Some(Instead::Nothing), _) => "am nächsten; seine Kosten nicht wert".to_owned(),
        (None, Strength::Clear) => "klar".to_owned(),
        (None, Strength::Leaning) => "Tendenz".to_owned(),
        (None, Strength::Close) => format!("oder {runner_up}: zu knapp zu entscheiden"),
        (None, Strength::NothingFits) => "am nächsten; nichts hält alle Grenzwerte ein".to_owned(),
    }
}

pub(crate) fn factor(factor: f64) -> String {
    format!("×{}", format::exactly(tidy(factor, 2)))
}

/// A difference with its sign.
pub(crate) fn signed(change: f64, amount: &str) -> String {
    let sign = if change < 0.0 { '\u{2212}' } else { '+' };
    format!("{sign}{amount}")
}

/// A difference of shares.
pub(crate) fn points(change: f64) -> String {
    let digits = usize::from(change.abs() < 1.0);
    signed(
        change,
        &format!("{} Prozentpunkte", format::decimal(change.abs(), digits)),
    )
}

/// The horizon of a total, behind its difference.
pub(crate) fn over_months(change: &str, months: f64) -> String {
    if change.is_empty() {
        format!("über {months:.0} Monate")
    } else {
        format!("{change}, über {months:.0} Monate")
    }
}

fn quoted(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| format!("“{label}”")).collect()
}

/// The inputs that change the recommendation alone, else those without which it would not change.
pub(crate) fn attribution(alone: &[&str], needed: &[&str]) -> String {
    match (quoted(alone).as_slice(), quoted(needed).as_slice()) {
        ([], []) => "Keine Eingabe ändert die Empfehlung allein; mehrere zusammen tun es.".to_owned(),
        ([], needed) => format!(
            "Keine Eingabe ändert die Empfehlung allein; auf dem alten Wert würde sie schon bei {} bleiben.",
            needed.join(" oder ")
        ),
        ([one], _) => format!("{one} ändert die Empfehlung allein."),
        (several, _) => format!("Jede ändert die Empfehlung allein: {}.", several.join(", ")),
    }
}

fn inputs(count: usize) -> String {
    if count == 1 {
        "1 Eingabe".to_owned()
    } else {
        format!("{count} Eingaben")
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
        format!("{is} in beiden")
    } else {
        format!("{is} statt {was}")
    };
    let cost = match change {
        None => "bei gleichen Monatskosten".to_owned(),
        Some((true, usd)) => format!("{usd} mehr im Monat"),
        Some((false, usd)) => format!("{usd} weniger im Monat"),
    };
    format!(
        "{mark} unterscheidet sich von {base} in {}; {recommendation}, {cost}.",
        inputs(count)
    )
}

pub(crate) fn change(label: &str, before: &str, after: &str) -> String {
    format!("{label} {before} → {after}")
}

pub(crate) fn more(count: usize) -> String {
    format!("und {count} weitere")
}

pub(crate) fn opened(count: usize) -> String {
    format!(
        "Der geöffnete Link unterscheidet sich von Ihrem Szenario in {}.",
        inputs(count)
    )
}
