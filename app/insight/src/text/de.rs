//! The texts of *How sure is this?* that people read, one module for each part of it. Another language replaces this file.

/// What to measure next.
pub(crate) mod next {
    use forkcast_engine::{Strategy, format, words};
    use forkcast_observe::Kind;

    pub(crate) use forkcast_parts::text::{MEASURE, MEASURE_NEXT, SIMULATING};

    pub(crate) const METHOD: &str = "Methode (englisch)";

    /// The plausible values of an input or an assumption, and the one used.
    pub(crate) fn range(low: &str, high: &str, unit: &str, used: &str) -> String {
        let space = if unit.is_empty() { "" } else { " " };
        format!("{low} bis {high}{space}{unit}, verwendet {used}")
    }

    /// The status of a value, and its source.
    pub(crate) fn known(status: &str, source: &str) -> String {
        format!("{status}: {source}")
    }

    /// The effect of knowing a value: how often it changes the recommendation, and what that saves in an average month.
    pub(crate) fn effect(changes: f64, saved_usd: f64) -> String {
        let money = if saved_usd >= 1.0 {
            format!(" und im Mittel {} sparen", format::usd(saved_usd))
        } else if saved_usd <= -1.0 {
            format!(" und im Mittel {} mehr kosten", format::usd(-saved_usd))
        } else {
            String::new()
        };
        format!(
            "ihn zu kennen würde die Empfehlung in {} der Simulationen ändern{money}",
            format::share(changes)
        )
    }

    const MEASURE_IT: &str = "Als Nächstes messen";
    const FIND_OUT: &str = "Als Nächstes herausfinden";

    /// The value that is worth most.
    pub(crate) struct First<'a> {
        pub(crate) label: &'a str,
        /// Whether the workbench measures it.
        pub(crate) measurable: bool,
        pub(crate) effect: &'a str,
        pub(crate) points: f64,
    }

    /// The recommendation by all simulations, and what knowing more is worth, in points out of 100.
    pub(crate) fn sentence(choice: Strategy, first: Option<First<'_>>, everything: f64) -> String {
        let bet = format!(
            "Über alle Simulationen lautet die Empfehlung: {}",
            words::in_sentence(choice)
        );
        match first {
            Some(first) => format!(
                "{}: {}; {}. {bet}. Der Wert davon: {} Punkte von 100; alles zu kennen wäre {} wert.",
                if first.measurable { MEASURE_IT } else { FIND_OUT },
                first.label,
                first.effect,
                format::decimal(first.points, 1),
                format::decimal(everything, 1)
            ),
            None => format!(
                "Kein einzelner Wert lohnt eine Messung: Keiner ändert für sich die Empfehlung oft genug. {bet}. Alles zugleich zu kennen wäre {} Punkte von 100 wert.",
                format::decimal(everything, 1)
            ),
        }
    }

    pub(crate) fn rests_on(simulations: usize) -> String {
        format!(
            "Der Informationswert (EVPPI) jeder Eingabe und Annahme über {} Simulationen; ein Punkt ist ein Hundertstel der Punktzahl.",
            format::count(simulations as f64)
        )
    }

    pub(crate) fn measure(label: &str) -> String {
        format!("{MEASURE}: {label}")
    }

    pub(crate) const FROM_FILES: &str = "Ihre Dateien";

    pub(crate) fn from_files(label: &str) -> String {
        format!("{FROM_FILES}: {label}")
    }

    /// Which files show a value, and the command that reads them.
    pub(crate) const fn shown_by(kind: Kind) -> &'static str {
        match kind {
            Kind::Examples => {
                "Ihre Beispiele zeigen es: unten ablegen oder forkcast observe examples ausführen"
            }
            Kind::Logs => "Ihre Logs zeigen es: unten ablegen oder forkcast observe logs ausführen",
            Kind::Corpus => "Ihre Dokumente zeigen es: unten ablegen oder forkcast observe corpus ausführen",
        }
    }

    pub(crate) fn points(points: f64) -> String {
        format!("{} Punkte", format::decimal(points, 1))
    }

    pub(crate) fn range_and_effect(range: &str, effect: &str) -> String {
        format!("{range}; {effect}.")
    }
}

/// The prices in use.
pub(crate) mod snapshot {
    use forkcast_engine::format;
    use forkcast_prices::STALE_AFTER_DAYS;

    pub(crate) const TITLE: &str = "Preise";
    pub(crate) const IN_USE: &str = "Verwendete Preise";
    pub(crate) const COLUMNS: [&str; 4] = ["Was", "Preis", "Geprüft", "Quelle"];
    pub(crate) const OWN_PRICES: &str =
        "Sie verwenden eigene Token-Preise; die Preise der Feeds gelten deshalb nicht.";

    /// `days` is the age of the prices, where their day is known and past.
    pub(crate) fn age(date: &str, days: Option<i64>) -> String {
        match days {
            Some(0) => format!("Preisstand vom {date}, heute."),
            Some(1) => format!("Preisstand vom {date}, gestern."),
            Some(days) => format!("Preisstand vom {date}, vor {days} Tagen."),
            None => format!("Preisstand vom {date}."),
        }
    }

    pub(crate) fn age_and_range(age: &str, range: &str) -> String {
        format!("{age} {range}")
    }

    pub(crate) fn old_row(item: &str, days: i64) -> String {
        format!("{item} (vor {days} Tagen)")
    }

    pub(crate) fn stale(rows: &[String]) -> String {
        format!(
            "Vor mehr als {STALE_AFTER_DAYS} Tagen geprüft: {}. Prüfen Sie sie oder öffnen Sie eine eigene Preisliste.",
            rows.join(", ")
        )
    }

    pub(crate) fn feeds_agree(model: &str) -> String {
        format!("Beide Preis-Feeds stimmen bei {model} überein.")
    }

    /// The recommendations by the first feed's prices and by the second's, and what a month of the first costs by both.
    pub(crate) fn feeds_disagree(
        model: &str,
        by_first: &str,
        by_second: &str,
        low: f64,
        high: f64,
    ) -> String {
        let which = if by_second == by_first {
            format!("mit beiden lautet die Empfehlung {by_first}")
        } else {
            format!("mit dem zweiten lautet die Empfehlung {by_second} statt {by_first}")
        };
        format!(
            "Die Feeds weichen bei {model} voneinander ab: Ein Monat {by_first} kostet {} bis {}; {which}.",
            format::usd(low),
            format::usd(high)
        )
    }
}

/// The reader's own price lists.
pub(crate) mod offers {
    use std::fmt::Display;

    use forkcast_engine::format;
    pub(crate) use forkcast_parts::text::{OPEN, PASTE};
    use forkcast_prices::{Skipped, Tier};

    pub(crate) const TITLE: &str = "Eigene Preisliste";
    pub(crate) const ABOUT: &str = "JSON von LiteLLM, models.dev, llm-prices oder OpenRouter, JSON oder data.py von genai-prices oder eine CSV: model,input,cached_input,output in USD pro Million Token. Sie bleibt in Ihrem Browser.";
    pub(crate) const OPEN_FILE: &str = "Datei öffnen";
    pub(crate) const PASTED: &str = "Eine Preisliste";
    pub(crate) const FIND: &str = "Modell suchen";
    pub(crate) const USE_SNAPSHOT: &str = "Token-Preise des Preisstands verwenden";
    pub(crate) const USE: &str = "Verwenden";
    pub(crate) const NO_MODEL: &str = "Kein Modellname enthält alle diese Wörter.";

    /// The accepted formats, for error messages.
    const ACCEPTED: &str = "Angenommen werden model_prices_and_context_window.json von LiteLLM, data.json oder data.py von genai-prices, api.json von models.dev, das JSON von llm-prices, die Modellliste von OpenRouter und eine CSV, deren erste Zeile die Spalten nennt, etwa: model,input,cached_input,output (USD pro Million Token; auch cache_write und above_tokens für längere Prompts)";

    pub(crate) fn empty() -> String {
        format!("{} {ACCEPTED}.", forkcast_parts::text::EMPTY_FILE)
    }

    pub(crate) fn not_a_list(error: impl Display) -> String {
        let mut said = error.to_string();
        if let Some(first) = said.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        format!("{}. {ACCEPTED}.", said.trim_end_matches('.'))
    }

    pub(crate) fn not_opened(why: &str) -> String {
        format!("Die Preisliste ließ sich nicht öffnen. {why}")
    }

    pub(crate) fn use_prices_of(model: &str) -> String {
        format!("Preise von {model} verwenden")
    }

    pub(crate) fn showing(shown: usize, all: usize) -> String {
        format!("{shown} von {all} gezeigt; weitere Wörter grenzen die Liste ein.")
    }

    /// Whose list it is, and its models.
    pub(crate) fn list(source: &str, models: usize) -> String {
        let noun = if models == 1 { "Modell" } else { "Modellen" };
        format!("Liste von {source} mit {} {noun}.", format::count(models as f64))
    }

    /// Rows with a price in another unit: the first of them, and how many there are.
    pub(crate) fn refused(first: &Skipped, rows: usize) -> String {
        let line = first
            .line
            .map_or_else(String::new, |line| format!(" in Zeile {line}"));
        let refused = match rows {
            1 => "Eine Zeile wurde abgelehnt".to_owned(),
            n => format!(
                "{} Zeilen wurden abgelehnt; die erste ist",
                format::count(n as f64)
            ),
        };
        format!(" {refused}, “{}”{line}: {}.", first.name, first.why)
    }

    /// Rows that hold no price: the first of them, and how many there are.
    pub(crate) fn left_out(first: &Skipped, rows: usize) -> String {
        let why = first.why.trim_end_matches('.');
        match rows {
            1 => format!(" Eine Zeile wurde ausgelassen, „{}“: {why}.", first.name),
            n => format!(
                " {} Zeilen wurden ausgelassen; die erste ist „{}“: {why}.",
                format::count(n as f64),
                first.name
            ),
        }
    }

    pub(crate) fn price(tier: &Tier) -> String {
        let cached = tier.cached_input.map_or_else(
            || "Cache nicht angegeben".to_owned(),
            |usd| format!("Cache {} $", format::exactly(usd)),
        );
        let write = tier.cache_write.map_or_else(String::new, |usd| {
            format!(", Schreiben in den Cache {} $", format::exactly(usd))
        });
        format!(
            "Eingabe {} $, {cached}{write}, Ausgabe {} $ pro Million Token",
            format::exactly(tier.input),
            format::exactly(tier.output)
        )
    }

    pub(crate) fn long(tier: &Tier) -> String {
        format!(
            "Prompts über {} Token: {}",
            format::count(tier.above_prompt_tokens),
            price(tier)
        )
    }

    pub(crate) fn batch(tier: &Tier) -> String {
        format!("in Batches, die hier nicht zählen: {}", price(tier))
    }

    pub(crate) fn ends(on: impl Display, successor: Option<&str>) -> String {
        let to = successor.map_or_else(String::new, |to| format!("; an seine Stelle tritt {to}"));
        format!("endet am {on}{to}")
    }

    pub(crate) const DEPRECATED: &str = "der Anbieter rät davon ab";

    /// The price between two times of the day, in minutes from midnight.
    pub(crate) fn hours(from: u16, until: u16, tier: &Tier) -> String {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{} bis {} UTC: {}", clock(from), clock(until), price(tier))
    }

    pub(crate) fn later(from: impl Display, tier: &Tier) -> String {
        format!("ab {from}: {}", price(tier))
    }

    /// `stale_days` is the age of a check that is too old to rely on.
    pub(crate) fn checked(on: impl Display, stale_days: Option<i64>) -> String {
        match stale_days {
            Some(days) => format!("geprüft am {on}, vor {days} Tagen: vor Gebrauch prüfen"),
            None => format!("geprüft am {on}"),
        }
    }

    /// A model and its seller.
    pub(crate) fn name(provider: &str, id: &str) -> String {
        format!("{provider}: {id}")
    }

    pub(crate) const FREE: &str =
        "Eingabe und Ausgabe kosten 0; das schreiben Listen für unbekannt wie für kostenlos.";
    pub(crate) const NO_CACHED: &str =
        "Die Liste hat keinen Cache-Preis; Token aus dem Cache kosten deshalb so viel wie andere.";
    pub(crate) const NO_WRITE: &str = "Die Liste hat keinen Preis fürs Schreiben in den Cache; es kostet deshalb so viel wie andere Eingabe.";
    pub(crate) const ALL_HOURS: &str =
        "Der heutige Preis außerhalb besonderer Zeiten gilt für alle Stunden und Monate.";

    pub(crate) fn lowest_threshold(above: f64) -> String {
        format!(
            "Von mehreren Schwellen gilt die niedrigste: über {} Token.",
            format::count(above)
        )
    }

    pub(crate) fn cannot_be(label: &str, value: f64) -> String {
        format!(
            "{label} kann nicht {} sein und wurde ausgelassen.",
            format::exactly(value)
        )
    }

    /// Where own prices come from, as the link keeps it.
    pub(crate) fn origin(model: &str, source: &str, day: impl Display) -> String {
        format!("{model}, {source} vom {day}")
    }

    pub(crate) fn cost_changes(before_usd: f64, after_usd: f64) -> String {
        format!(
            "Die Empfehlung bleibt; ihre Monatskosten ändern sich von {} auf {}.",
            format::usd(before_usd),
            format::usd(after_usd)
        )
    }
}

/// The decision record.
pub(crate) mod record {
    pub(crate) const TITLE: &str = "Entscheidungsprotokoll";
    pub(crate) const ABOUT: &str = "Das Ergebnis und alles, worauf es beruht: jede Eingabe, jeder Preis und jede Annahme mit Quelle, die Version des Modells, der Hash des Preisstands, die Messungen und der Link. „forkcast verify DATEI“ entscheidet anhand des JSON erneut und meldet Abweichungen.";
    pub(crate) const MARKDOWN: &str = "Markdown";
    pub(crate) const HTML: &str = "HTML";
    pub(crate) const JSON: &str = "JSON";
    pub(crate) const PRINT: &str = "Drucken";
}

/// The tornado chart.
pub(crate) mod models {
    use forkcast_engine::Catalog;
    use forkcast_engine::explore::models::Cell;
    use forkcast_engine::format::{share, usd};

    pub(crate) const TITLE: &str = "Billigste richtige Antwort mit beliebigem Modell";
    pub(crate) const ABOUT: &str = "Für jede Klasse von Modellen und jede Familie das Modell und der Ansatz mit den niedrigsten Kosten einer richtigen Antwort, unter denen, die bei den wahrscheinlichen Werten alle Anforderungen und Grenzwerte einhalten. Jedes Modell hat eigene Listenpreise und eigene Fähigkeiten.";
    pub(crate) const COMPARE: &str = "Alle Modelle vergleichen";
    pub(crate) const TIER: &str = "Modelle";
    /// The name of the table, another than that of its section.
    pub(crate) const ROWS: &str = "Modelle nach Familie von Ansätzen";
    pub(crate) const NONE_FITS: &str = "Keines passt";
    pub(crate) const NOTHING_FITS: &str = "Kein Modell und kein Ansatz hält bei den wahrscheinlichen Werten alle Anforderungen und Grenzwerte ein.";

    /// Model, approach, share right and cost of a right answer.
    pub(crate) fn cell(cell: &Cell, catalog: &Catalog) -> String {
        format!(
            "{}, {}: {} richtig, je {}",
            catalog.model(cell.model).label,
            cell.strategy.label(),
            share(cell.right),
            usd(cell.usd_per_right)
        )
    }

    /// The cheapest that is as right as the recommendation, and the recommendation.
    pub(crate) fn sentence(best: Option<&Cell>, own: Option<&Cell>, catalog: &Catalog) -> String {
        let Some(best) = best else {
            return NOTHING_FITS.to_owned();
        };
        let words = |cell: &Cell| {
            format!(
                "{}, {}, {} richtig, {} je richtige Antwort",
                catalog.model(cell.model).label,
                cell.strategy.label(),
                share(cell.right),
                usd(cell.usd_per_right)
            )
        };
        match own {
            Some(own) if own == best => format!("Nichts ebenso Richtiges kostet weniger: {}.", words(own)),
            Some(own) => format!(
                "Ebenso richtig für weniger: {}. Jetzt: {}.",
                words(best),
                words(own)
            ),
            None => format!("Am billigsten: {}.", words(best)),
        }
    }

    pub(crate) const UNSETS: &str =
        "Ihre eigenen Werte und Preise gelten für Ihr jetziges Modell und entfallen bei einem anderen.";

    pub(crate) fn use_model(name: &str) -> String {
        format!("{name} verwenden")
    }
}

pub(crate) mod swings {
    pub(crate) use forkcast_parts::text::{CSV, PNG, SVG};

    pub(crate) const TITLE: &str = "Welche Annahmen am meisten zählen";
    pub(crate) const ABOUT: &str = "Jeder Balken zeigt den Vorsprung in Punkten von 100, vom niedrigen Wert (blass) zum hohen (kräftig). Ein Punkt markiert, wo ein anderer Ansatz übernimmt.";

    /// The button that shows the other of chart and table.
    pub(crate) const fn other_view(as_table: bool) -> &'static str {
        if as_table {
            "Diagramm"
        } else {
            forkcast_parts::text::TABLE
        }
    }

    pub(crate) fn value(amount: &str, unit: &str) -> String {
        let space = if unit.is_empty() { "" } else { " " };
        format!("{amount}{space}{unit}")
    }
}
