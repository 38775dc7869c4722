//! The texts of the page that people read, one module for each part of it. Another language replaces this file, those of the modules
//! (`app/parts`, `app/insight`, `app/workbench`) and of the engine, and the texts in `app/index.html`.

mod meeting;

pub(crate) use meeting::{introduction, live, note, palette, presenter, saved, terms, tools};

/// The bar at the top.
pub(crate) mod header {
    pub(crate) const BRAND: &str = "Forkcast";
    pub(crate) const PAGE: &str = "Seite";
    pub(crate) const METHOD: &str = "Methode";
    pub(crate) const EMBED: &str = "Einbetten";
    pub(crate) const START_FROM: &str = "Ausgehen von";
    pub(crate) const DEFAULTS: &str = "Vorgaben";
    pub(crate) const YOUR_SCENARIO: &str = "Ihr Szenario";
    pub(crate) const LINK_BY_HAND: &str = "Link zum Kopieren von Hand";

    pub(crate) const LANGUAGE: &str = "Sprache";

    /// That a link asks for a language in which the page was not built.
    pub(crate) fn no_language(code: &str) -> String {
        format!("Diese Website hat keine Seite in der Sprache „{code}“; sie erscheint auf Deutsch.")
    }

    pub(crate) const LINKS: &str = "Lesbarer und kurzer Link";
    pub(crate) const READABLE: &str = "Lesbarer Link";
    pub(crate) const READABLE_NOTE: &str = "Nennt jede Eingabe, die von den Vorgaben abweicht.";
    pub(crate) const SHORT: &str = "Kurzer Link";
    pub(crate) const SHORT_NOTE: &str = "Öffnet dasselbe Szenario. Für Chats, Folien und Dokumente.";

    pub(crate) const fn copy(copied: bool) -> &'static str {
        if copied { super::COPIED } else { "Kopieren" }
    }

    /// The button that changes the colours: the colours that it leads to, and its whole name.
    pub(crate) const fn colours(to_light: bool) -> (&'static str, &'static str) {
        if to_light {
            ("Hell", "Hell anzeigen")
        } else {
            ("Dunkel", "Dunkel anzeigen")
        }
    }

    pub(crate) const fn copy_link(copied: bool) -> &'static str {
        if copied { super::COPIED } else { "Link kopieren" }
    }
}

/// Steps back and forth, pinning, and what-if buttons.
pub(crate) mod moves {
    use crate::view_model::what_if::WhatIf;

    pub(crate) const MOVES: &str = "Änderungen";
    pub(crate) const UNDO: &str = "Zurück";
    pub(crate) const UNDO_TITLE: &str = "Rückgängig (Strg+Z)";
    pub(crate) const REDO: &str = "Vor";
    pub(crate) const REDO_TITLE: &str = "Wiederholen (Strg+Umschalt+Z)";
    pub(crate) const PIN: &str = "Anheften";
    pub(crate) const PIN_TITLE: &str = "Dieses Szenario anheften, um andere damit zu vergleichen (Alt+K)";
    pub(crate) const WHAT_IF: &str = "Was wäre mit";

    pub(crate) fn compare(pinned: usize) -> String {
        format!("Vergleich ({pinned})")
    }

    /// The name of a scenario until it gets one.
    pub(crate) fn scenario(letter: &str) -> String {
        format!("Szenario {letter}")
    }

    pub(crate) const fn what_if(what: WhatIf) -> &'static str {
        match what {
            WhatIf::TenTimesTheTraffic => "10× Last",
            WhatIf::HalfTheBudget => "halbem Budget",
            WhatIf::WeeklyChange => "wöchentlicher Änderung",
        }
    }
}

/// On a button whose text has been copied.
const COPIED: &str = "Kopiert";

/// What a damaged link asks.
pub(crate) mod asked {
    pub(crate) const TITLE: &str = "Fragen zum Link";

    pub(crate) fn question(label: &str, text: &str) -> String {
        if text.is_empty() {
            return format!("Die Anforderung „{label}“ dieses Links ist beschädigt. Welche stand darin?");
        }
        format!(
            "Die Anforderung „{label}“ dieses Links ist beschädigt: Dort steht „{text}“. Welche stand darin?"
        )
    }

    pub(crate) fn strictest(value: &str) -> String {
        format!("Bis zu Ihrer Antwort gilt die strengste: {value}.")
    }

    pub(crate) fn default(value: &str) -> String {
        format!("Bis zu Ihrer Antwort gilt die Vorgabe: {value}.")
    }

    pub(crate) const fn damaged(read: bool) -> &'static str {
        if read {
            "Dieser Link wurde unterwegs gekürzt oder verändert; Eingaben und Anforderungen können fehlen."
        } else {
            "Dieser kurze Link wurde unterwegs gekürzt oder verändert; nichts davon ist lesbar."
        }
    }

    pub(crate) const fn damaged_meanwhile(read: bool) -> &'static str {
        if read {
            "Bitten Sie den Absender erneut darum. Die Empfehlung unten folgt aus dem, was davon übrig ist."
        } else {
            "Bitten Sie den Absender erneut darum. Die Empfehlung unten ist die der Vorgaben."
        }
    }

    pub(crate) const fn go_on(read: bool) -> &'static str {
        if read {
            "Mit dem Rest fortfahren"
        } else {
            "Mit den Vorgaben fortfahren"
        }
    }
}

/// The frame of the page.
pub(crate) mod page {
    pub(crate) const SKIP_TO_INPUTS: &str = "Zu den Eingaben springen";
    pub(crate) const CLOSE: &str = "Schließen";
    pub(crate) const OPEN_WHOLE: &str = "In Forkcast öffnen";

    pub(crate) fn as_table(name: &str) -> String {
        format!("{name}, als Tabelle")
    }
}

/// The dialog that makes the code of a frame.
pub(crate) mod embed {
    use forkcast_protocol::link::{Part, Theme};

    pub(crate) const TITLE: &str = "Dieses Szenario einbetten";
    pub(crate) const PARTS: &str = "Teile";
    pub(crate) const COLOURS: &str = "Farben";
    pub(crate) const ELEMENT: &str = "In Ihre Seite einfügen";
    pub(crate) const ELEMENT_HINT: &str = "Das Element lädt seinen Rahmen, wenn der Leser in die Nähe kommt, und nimmt die Höhe des Inhalts an. Mehrere teilen sich einen Download.";
    pub(crate) const FRAME: &str = "Oder, wo eine Seite kein Skript erlaubt";
    pub(crate) const EXAMPLES: &str = "Beispiele zum Ausprobieren (englisch)";
    pub(crate) const HINT: &str = "Der Rahmen meldet seine Höhe in einer Nachricht {type: \"forkcast:height\", height}, damit Ihre Seite ihn anpassen kann. Er braucht keine Cookies und sendet nichts.";

    pub(crate) const fn part(part: Part) -> &'static str {
        match part {
            Part::Verdict => "Ergebnis",
            Part::Inputs => "Eingaben",
            Part::Cost => "Kosten nach Monat",
            Part::Volume => "Kosten nach Menge",
            Part::Latency => "Latenz",
            Part::Quality => "Qualität",
            Part::Map => "Karte",
            Part::Changes => "Was es ändern würde",
            Part::Scores => "Punktzahlen",
            Part::Compare => "Vergleich",
        }
    }

    pub(crate) const fn theme(theme: Theme) -> &'static str {
        match theme {
            Theme::Auto => "Wie das System des Lesers",
            Theme::Light => "Hell",
            Theme::Dark => "Dunkel",
        }
    }

    pub(crate) const fn copy_snippet(copied: bool) -> &'static str {
        if copied { super::COPIED } else { "Code kopieren" }
    }
}

/// Inputs, their fields and ribbons.
pub(crate) mod inputs {
    use forkcast_engine::format;
    use forkcast_engine::params::Param;

    pub(crate) const YOUR_SYSTEM: &str = "Ihr System";
    pub(crate) const RESET_TITLE: &str = "Auf die Vorgabe zurücksetzen";
    /// In place of the unit of a field that has none.
    const NUMBER: &str = "Zahl";

    pub(crate) fn reset(label: &str) -> String {
        format!("{label} zurücksetzen")
    }

    pub(crate) fn about(label: &str) -> String {
        format!("Zu {label}")
    }

    /// Default, source, range and the figures behind a choice; the last two may be missing.
    pub(crate) fn about_text(
        default: &str,
        source: &str,
        range: Option<(String, String)>,
        figures: &str,
    ) -> String {
        let range = range.map_or_else(String::new, |(min, max)| format!(" Bereich {min} bis {max}."));
        format!("Vorgabe {default}: {source}.{range}{figures}")
    }

    /// Which value of the model in use counts, and the source of that where it is not the reader's.
    pub(crate) fn known(known: &str, source: &str) -> String {
        if source.is_empty() {
            format!(" {known}")
        } else {
            format!(" {known}: {source}.")
        }
    }

    pub(crate) fn ribbon(label: &str, summary: &str) -> String {
        format!("Empfehlung, wenn sich {label} ändert: {summary}")
    }

    pub(crate) const RIBBON_NONE: &str = "nichts passt";
    const RIBBON_WAITING: &str = "noch nicht berechnet";

    /// The recommendations from the lowest value of an input to its highest.
    pub(crate) fn ribbon_summary(names: &[&str]) -> String {
        match names {
            [] => RIBBON_WAITING.to_owned(),
            [only] => format!("{only} bei jedem Wert"),
            several => format!("vom kleinsten zum größten Wert: {}", several.join(", dann ")),
        }
    }

    /// A field's name: the input and its unit.
    pub(crate) fn field(param: &Param) -> String {
        let unit = param.unit.label();
        format!("{}, {}", param.label, if unit.is_empty() { NUMBER } else { unit })
    }

    /// Inputs of a group that differ from their defaults.
    pub(crate) fn set(count: usize) -> String {
        format!("{count} gesetzt")
    }

    /// How sure the team is of an input.
    pub(crate) fn sureness(question: &str, answer: &str) -> String {
        format!("{question}? {answer}")
    }

    fn limits(param: &Param) -> (String, String) {
        let (min, max) = param.range().unwrap_or_default();
        (format::number_value(param, min), format::number_value(param, max))
    }

    pub(crate) fn set_to_nearest(param: &Param, typed: &str, used: &str) -> String {
        let (min, max) = limits(param);
        format!("Erlaubt sind {min} bis {max}: {typed} wurde auf {used} gesetzt.")
    }

    /// For a share typed without its sign.
    pub(crate) fn per_cent(param: &Param, typed: &str) -> String {
        let (min, max) = limits(param);
        format!("Tippen Sie {typed} %, wenn das gemeint ist; erlaubt sind {min} bis {max}.")
    }

    pub(crate) fn enter_a_number(param: &Param) -> String {
        let (min, max) = limits(param);
        format!("Geben Sie eine Zahl von {min} bis {max} ein.")
    }
}

/// The recommendation.
pub(crate) mod verdict {
    use forkcast_engine::report::Side;

    pub(crate) use forkcast_parts::text::SIMULATING;

    pub(crate) const RECOMMENDATION: &str = "Empfehlung";
    pub(crate) const JUDGE_BY_NET_VALUE: &str = "Nach Nettonutzen beurteilen";
    pub(crate) const REASONS: &str = "Gründe";
    pub(crate) const WHY_NOT: &str = "Warum nicht";
    pub(crate) const OTHER_RIVALS: &str = "Andere";
    pub(crate) const NOTHING_FITS: &str = "nichts passt";

    /// The mark beside the origin of figures.
    pub(crate) const fn own_mark(measured: bool) -> &'static str {
        if measured { "gemessen" } else { "Ihre" }
    }

    /// The inputs that are the reader's own, and where they come from.
    pub(crate) fn own_figures(inputs: &str, origin: &str) -> String {
        format!(" {inputs} \u{b7} {origin}")
    }

    /// The side of a reason: as a sign, and as it is read out before the reason.
    pub(crate) const fn side(side: Side) -> (&'static str, &'static str) {
        match side {
            Side::For => ("+", "Dafür: "),
            Side::Against => ("\u{2212}", "Dagegen: "),
        }
    }

    pub(crate) fn by_net_value(label: &str, same: bool) -> String {
        if same {
            format!("Nach Nettonutzen beurteilt: ebenfalls {label}.")
        } else {
            format!("Nach Nettonutzen beurteilt: stattdessen {label}.")
        }
    }

    /// The reader's note on the scenario.
    pub(crate) fn note(note: &str) -> String {
        format!("Notiz: {note}")
    }

    /// A segment of the bar of simulations.
    pub(crate) fn slice(name: &str, share: &str) -> String {
        format!("{name} {share}")
    }

    /// Approaches of a segment, each with its share.
    pub(crate) fn members(of: impl Iterator<Item = (&'static str, String)>) -> String {
        of.map(|(name, share)| slice(name, &share))
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(crate) const BY_APPROACH: &str = "Nach Ansatz";

    pub(crate) fn announcement(headline: &str, runner_up: &str) -> String {
        format!("{headline} {runner_up}")
    }
}

/// Flips, failed constraints, roll-out, signals and notices.
pub(crate) mod changes {
    pub(crate) const TITLE: &str = "Was es ändern würde";
    pub(crate) const LOOKING: &str = "Die nächsten Änderungen werden gesucht …";
    pub(crate) const NONE: &str = "Keine einzelne Eingabe ändert die Empfehlung innerhalb ihres Bereichs.";
    pub(crate) const RULED_OUT: &str = "Ausgeschlossen";
    pub(crate) const RULED_OUT_TITLE: &str = "Ausgeschlossen, und was das ändern würde";
    pub(crate) const NONE_RULED_OUT: &str = "Jeder Ansatz erfüllt alle Bedingungen.";
    pub(crate) const ROLL_OUT: &str = "Einführung";
    pub(crate) const ROLL_OUT_BY_MONTH: &str = "Einführung nach Monaten";
    pub(crate) const SIGNALS: &str = "Signale";
    pub(crate) const SIGNALS_NOTE: &str = "Faustregeln aus dem Artikel";
    pub(crate) const NO_SIGNAL: &str = "Keine der Faustregeln des Artikels trifft klar zu.";
    pub(crate) const DISMISS: &str = "Schließen";

    /// Between an approach and the condition under which it is recommended.
    pub(crate) const IF: &str = " bei ";
    /// Before a notice about the link.
    pub(crate) const THE_LINK: &str = "Der Link: ";
    /// Around a sentence of the article.
    pub(crate) const QUOTES: [&str; 2] = ["“", "”"];

    pub(crate) const fn show_all(all: bool) -> &'static str {
        if all { "Weniger zeigen" } else { "Alle zeigen" }
    }

    pub(crate) fn stale_prices(days: i32) -> String {
        format!("Die Preise wurden vor {days} Tagen geprüft. „Wie sicher ist das?“ nimmt neuere an.")
    }

    /// The condition of a flip, before the value at which it happens.
    #[derive(Clone, Copy)]
    pub(crate) enum Flips {
        Above,
        Below,
        Chosen,
    }

    pub(crate) fn condition(label: &str, flips: Flips) -> String {
        match flips {
            Flips::Above => format!("„{label}“ über"),
            Flips::Below => format!("„{label}“ unter"),
            Flips::Chosen => format!("„{label}“ ="),
        }
    }

    /// The nearest flips, each an approach, a condition and a value.
    pub(crate) fn nearest(flips: &[(&str, &str, &str)]) -> String {
        if flips.is_empty() {
            return "Keine einzelne Eingabe ändert das innerhalb ihres Bereichs.".to_owned();
        }
        let changes: Vec<String> = flips
            .iter()
            .map(|(approach, condition, value)| format!("{approach} bei {condition} {value}"))
            .collect();
        format!("Wechselt zu: {}.", changes.join(" oder zu "))
    }

    pub(crate) fn spent(usd: &str) -> String {
        format!("{usd} bis dahin")
    }
}

/// The scenario and its sources beside a chart or on paper.
pub(crate) mod about {
    pub(crate) fn input(label: &str, value: &str) -> String {
        format!("{label}: {value}")
    }

    /// Inputs that differ from the defaults, and how many more do.
    pub(crate) fn inputs(shown: &[String], more: usize) -> String {
        if shown.is_empty() {
            return "Jede Eingabe hat ihre Vorgabe.".to_owned();
        }
        let more = if more == 0 {
            String::new()
        } else {
            format!("; und {more} weitere")
        };
        format!(
            "Eingaben, die von den Vorgaben abweichen: {}{more}.",
            shown.join("; ")
        )
    }

    pub(crate) fn source(model: &str, prices: &str, measured: &str, link: &str) -> String {
        let own = if measured.is_empty() {
            String::new()
        } else {
            format!(" Eigene Werte: {measured}.")
        };
        format!("Quelle: Forkcast, Modell {model}, Preise vom {prices}.{own} {link}")
    }

    pub(crate) fn printed(day: &str) -> String {
        format!("Gedruckt am {day}. Die Methodenseite (englisch) enthält jede Formel und Quelle.")
    }

    /// A link as Markdown takes it.
    pub(crate) fn autolink(link: &str) -> String {
        format!("<{link}>")
    }

    pub(crate) fn markdown(title: &str, about: &[String], table: &str, source: &str) -> String {
        format!("## {title}\n\n{}\n\n{table}\n{source}\n", about.join("\n\n"))
    }
}

/// Cards with a chart.
pub(crate) mod charts {
    use crate::saving::Form;
    use forkcast_parts::text::{CSV, PNG, SVG};

    pub(crate) const SAVE: &str = "Speichern";
    pub(crate) const COPIED: &str = "Das Bild ist kopiert.";
    pub(crate) const NO_COPY: &str =
        "Dieser Browser kann hier keine Bilder kopieren. Speichern Sie es als PNG.";
    pub(crate) const NOT_COPIED: &str =
        "Der Browser hat das Kopieren des Bildes abgelehnt. Speichern Sie es als PNG.";
    pub(crate) const NOT_SAVED: &str =
        "Nicht gespeichert: Ein Teil der Seite ließ sich nicht laden. Versuchen Sie es noch einmal.";

    pub(crate) const fn form(form: Form) -> &'static str {
        match form {
            Form::Csv => CSV,
            Form::Markdown => "Markdown",
            Form::Svg => SVG,
            Form::Png => PNG,
            Form::Copy => "Bild kopieren",
        }
    }

    pub(crate) const MONTHS: &str = "Monate";
    pub(crate) const A_DAY: &str = "pro Tag";
    pub(crate) const BUDGET: &str = "Budget";

    pub(crate) const COST: &str = "Gesamtkosten im Zeitverlauf";
    pub(crate) const VOLUME: &str = "Monatskosten nach Last";
    pub(crate) const VOLUME_NOTE: &str = "erster Monat, nach Fragen pro Tag";
    pub(crate) const LATENCY: &str = "Zeit bis zum ersten Token";
    pub(crate) const LATENCY_KNOWN: &str = "angenommen";
    pub(crate) const QUALITY: &str = "Antwortqualität";
    pub(crate) const QUALITY_NOTE: &str =
        "Punkt: insgesamt richtig; oberer Strich: Fakten richtig; unterer Strich: Form eingehalten";
    pub(crate) const QUALITY_KNOWN: &str = "an veröffentlichte Ergebnisse angepasst";

    pub(crate) const MAP: &str = "Welcher Ansatz wo gewinnt";
    pub(crate) const MAP_NOTE: &str = "Punkt ziehen";
    pub(crate) const HORIZONTAL: &str = "Waagerechte Achse";
    pub(crate) const VERTICAL: &str = "Senkrechte Achse";

    pub(crate) fn map_summary(summary: &str) -> String {
        format!("{summary} Pfeiltasten bewegen den Punkt.")
    }

    pub(crate) fn cost_note(months: f64, bands: bool) -> String {
        if bands {
            format!("über {months:.0} Monate; Bänder umfassen 80 % der Simulationen")
        } else {
            format!("über {months:.0} Monate")
        }
    }

    pub(crate) fn prices_of(date: &str) -> String {
        format!("Preise vom {date}")
    }

    /// `measured` names the stages that are; empty where none is.
    pub(crate) fn latency_note(measured: &str) -> String {
        if measured.is_empty() {
            "p50 nach Abschnitt, p95 als Strich".to_owned()
        } else {
            format!("p50 nach Abschnitt, p95 als Strich; gemessen: {measured}; der Rest")
        }
    }
}

/// Scores and costs by item.
pub(crate) mod scores {
    pub(crate) const TITLE: &str = "Alle Ansätze im Vergleich";
    pub(crate) const NOTE: &str = "Punktzahl von 100; Gewichte unter jedem Kriterium";
    pub(crate) const SCORES: &str = "Punktzahlen";
    pub(crate) const APPROACH: &str = "Ansatz";
    pub(crate) const FEASIBLE: &str = "Passt";
    pub(crate) const YES: &str = "ja";
    pub(crate) const SCORE: &str = "Punkte";
    pub(crate) const LADDER: &str = "Kosten einer weiteren richtigen Antwort";
    pub(crate) const LABELS: &str = "Weitere Beispiele mit Label";
    pub(crate) const ITEMS_TITLE: &str = "Wohin das Geld fließt";
    pub(crate) const ITEMS_NOTE: &str = "US-Dollar; Monatskosten sind Mittel über den Zeitraum";
    pub(crate) const ITEMS: &str = "Kosten nach Posten";
    pub(crate) const ITEM: &str = "Posten";
    pub(crate) const TOTAL: &str = "Summe";
    pub(crate) const SERVED_BY: &str = "Betrieb durch";
    pub(crate) const PEOPLE: &str = "Menschen antworten lassen";
    pub(crate) const NOTHING: &str = "Nichts tun";
    /// A figure that does not exist.
    pub(crate) const NO_FIGURE: &str = "\u{2013}";
    /// Headings of an approach's figures.
    pub(crate) const FIGURES: [&str; 6] = [
        "Vorab",
        "Im Monat",
        "1.000 Fragen",
        "Erstes Token p95",
        "Insgesamt richtig",
        "Unbemerkte Fehler",
    ];

    pub(crate) fn net(usd: &str) -> String {
        format!("netto {usd} im Monat")
    }

    /// On the button that shows the other approaches of a family.
    pub(crate) fn more(others: usize) -> String {
        format!("+{others}")
    }

    /// The same, spoken.
    pub(crate) fn others(family: &str, others: usize) -> String {
        format!("+{others} in der Familie {family}")
    }

    pub(crate) fn up_front(label: &str) -> String {
        format!("{label}, vorab")
    }

    pub(crate) fn a_month(label: &str) -> String {
        format!("{label}, im Monat")
    }
}

/// Cards of the modules.
pub(crate) mod beside {
    pub(crate) use forkcast_parts::text::{MEASURE, TRY_AGAIN};

    pub(crate) const LOADING: &str = "Wird geladen …";
    pub(crate) const FAILED: &str =
        "Dieser Abschnitt ließ sich nicht laden. Der Rest der Seite funktioniert ohne ihn.";
    pub(crate) const MEASURE_NOTE: &str =
        "Angenommene Latenzen durch die Ihrer Server oder dieses Rechners ersetzen";
    pub(crate) const OPEN_WORKBENCH: &str = "Messplatz öffnen";
    pub(crate) const COMPARE: &str = "Vergleich";
    pub(crate) const COMPARE_NOTE: &str = "angeheftete Szenarien nebeneinander, jedes gegen das erste";
    pub(crate) const HOW_SURE: &str = "Wie sicher ist das?";
    pub(crate) const HOW_SURE_NOTE: &str = "Was als Nächstes zu messen ist, welche Annahmen am meisten zählen, die Quellen der Preise und das Entscheidungsprotokoll";

    pub(crate) const OWN_FILES: &str = "Aus Ihren eigenen Dateien";
    pub(crate) const OWN_FILES_NOTE: &str =
        "Was Ihre Beispiele, Logs und Dokumente über die Eingaben sagen; nichts verlässt diesen Rechner";

    pub(crate) const ELSEWHERE_NOTE: &str =
        "Latenzen Ihrer Server oder dieses Rechners anstelle der angenommenen";
    /// Before the link to the page in a tab of its own.
    pub(crate) const NOT_IN_A_FRAME: &str = "Innerhalb einer anderen Seite lässt sich nicht messen. ";
    pub(crate) const OPEN_ELSEWHERE: &str = "Forkcast in eigenem Tab öffnen";
}
