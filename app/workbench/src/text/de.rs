//! The texts of the workbench that people read, one module for each part of it. Another language replaces this file and the labels in the
//! rows of run fields (`protocol/src/measure/spec`).

pub(crate) mod quality;

/// The connection to a backend.
pub(crate) mod connection {
    pub(crate) use forkcast_parts::text::TRY_AGAIN;

    pub(crate) const ANOTHER_SERVER: &str = "Anderer Server";
    pub(crate) const ADDRESS: &str = "Adresse";
    pub(crate) const ADDRESS_HINT: &str =
        "Leer für den Server dieser Seite. Gespeichert, bis dieser Tab geschlossen wird.";
    pub(crate) const ADDRESS_EXAMPLE: &str = "https://bench.example.com/";
    pub(crate) const TOKEN: &str = "Zugriffstoken";
    pub(crate) const TOKEN_HINT: &str = "Nicht gespeichert.";
    pub(crate) const CONNECT: &str = "Verbinden";

    pub(crate) const OWN_SERVER: &str = "Server dieser Seite";
    pub(crate) const NO_BACKEND: &str = "Diese Seite kommt von einem statischen Host und kann deshalb nicht messen. Starten Sie „forkcast serve“ und öffnen Sie die Seite, die es ausliefert, oder geben Sie die Adresse eines anderen Servers ein. Messdateien können Sie trotzdem öffnen.";

    pub(crate) fn looking(server: &str) -> String {
        format!("{server}: wird gesucht …")
    }

    pub(crate) fn token_needed(server: &str) -> String {
        format!("{server} verlangt ein Zugriffstoken; fragen Sie, wer ihn gestartet hat.")
    }

    pub(crate) fn connected(server: &str, machine: &str) -> String {
        format!("{server}: verbunden. Er läuft auf {machine}.")
    }

    pub(crate) fn lost(server: &str, retrying: bool) -> String {
        if retrying {
            format!("{server}: Verbindung unterbrochen. Bisherige Ergebnisse bleiben; neuer Versuch läuft.")
        } else {
            format!("{server}: Verbindung unterbrochen; kein neuer Versuch. Bisherige Ergebnisse bleiben.")
        }
    }

    pub(crate) fn unkept(why: &str) -> String {
        format!(
            "Ergebnisse lassen sich nicht speichern: {why}. Was jetzt gemessen wird, geht mit dem Ende des Servers verloren."
        )
    }

    pub(crate) const NOT_OURS: &str =
        "Unter dieser Adresse antwortet kein Forkcast-Server. Starten Sie einen mit „forkcast serve“.";
    pub(crate) const OWN_SILENT: &str = "Die Adresse dieser Seite antwortet nicht. Vielleicht sind Sie offline, oder der Server wurde beendet.";

    pub(crate) fn no_forkcast(status: u16) -> String {
        format!("Die Antwort hatte den Status {status}; das ist kein Forkcast-Server.")
    }

    pub(crate) fn plain_http(host: &str) -> String {
        format!(
            "Diese Seite wurde über https geladen, und Browser lassen solche Seiten {host} nicht über einfaches http aufrufen. Geben Sie {host} ein Zertifikat oder öffnen Sie die Seite, die er ausliefert."
        )
    }

    pub(crate) fn local_network(host: &str) -> String {
        format!(
            "Browser lassen öffentliche Seiten {host} im Netz dieses Rechners erst aufrufen, wenn Sie es erlauben. Am einfachsten: „forkcast serve“ starten und die Seite öffnen, die es ausliefert."
        )
    }

    pub(crate) fn unreachable(host: &str) -> String {
        format!(
            "Der Browser konnte {host} nicht erreichen oder durfte es nicht: Der Server dieser Seite erlaubt nur Aufrufe der eigenen Adresse, oder {host} führt die Herkunft dieser Seite nicht als erlaubt. Am einfachsten: die Seite öffnen, die {host} ausliefert."
        )
    }

    pub(crate) fn enter_an_address() -> String {
        format!("Geben Sie die Adresse eines Forkcast-Servers ein, etwa {ADDRESS_EXAMPLE}")
    }

    pub(crate) fn not_a_web_address(typed: &str) -> String {
        format!("„{typed}“ ist keine Webadresse; sie muss mit http:// oder https:// beginnen")
    }

    pub(crate) fn names_no_server(typed: &str) -> String {
        format!("„{typed}“ nennt keinen Server wie {ADDRESS_EXAMPLE}")
    }

    pub(crate) const NO_ANSWER: &str = "Der Server hat nicht geantwortet.";
    pub(crate) const UNKNOWN_FORMAT: &str = "Die Antwort des Servers hat ein unbekanntes Format.";

    pub(crate) fn status(status: u16) -> String {
        format!("Der Server antwortete mit Status {status}.")
    }

    pub(crate) fn try_again_in(message: &str, seconds: u32) -> String {
        format!("{message} Neuer Versuch in {seconds} s.")
    }
}

/// The form of a run.
pub(crate) mod form {
    use std::fmt::Display;

    pub(crate) use forkcast_parts::text::MEASURE;
    use forkcast_protocol::measure::RunKind;

    pub(crate) const ALL_KINDS: &str = "Was zu messen ist";
    const RUNNING: &str = "Läuft …";
    const MEASURE_ALL_THE_SAME: &str = "Trotzdem messen";
    pub(crate) const UNKEPT: &str =
        "Die Ergebnisse dieses Laufs lassen sich nicht speichern. Trotzdem messen?";

    pub(crate) const fn measure(running: bool, asked: bool) -> &'static str {
        if running {
            RUNNING
        } else if asked {
            MEASURE_ALL_THE_SAME
        } else {
            MEASURE
        }
    }

    pub(crate) const fn label(kind: RunKind) -> &'static str {
        match kind {
            RunKind::Endpoint => ENDPOINT,
            RunKind::Retrieval => "Retrieval",
            RunKind::RagCost => "Kosten des Retrievals",
            RunKind::Reference => "Referenz-Engine",
        }
    }

    /// What a kind of run measures.
    pub(crate) const fn about(kind: RunKind) -> &'static str {
        match kind {
            RunKind::Endpoint => {
                "Zeit bis zum ersten Token nach Länge des Prompts und Zeit pro Token, an einem Server, der das OpenAI-Protokoll spricht."
            }
            RunKind::Retrieval => "Embedding einer Anfrage und Suche in einem Vektorspeicher, mit Recall.",
            RunKind::RagCost => {
                "Derselbe Endpunkt abwechselnd mit und ohne abgerufene Passagen: die zusätzliche Zeit, Abschnitt für Abschnitt."
            }
            RunKind::Reference => {
                "Ein Transformer von benannter Form mit zufälligen Gewichten, auf Prozessor oder GPU dieses Servers."
            }
        }
    }

    pub(crate) const ENDPOINT: &str = "Endpunkt";
    pub(crate) const STORE: &str = "Vektorspeicher";
    pub(crate) const LOAD: &str = "Last";
    pub(crate) const CLOSED_LOOP: &str = "Clients, die auf ihre Antwort warten";
    pub(crate) const OPEN_LOOP: &str = "Ankünfte mit einer Rate";
    pub(crate) const SHAPE: &str = "Form";
    pub(crate) const DEVICE: &str = "Gerät";
    pub(crate) const TASK: &str = "Aufgabe";
    pub(crate) const PREFILL: &str = "Einen Prompt lesen";
    pub(crate) const DECODE: &str = "Ein weiteres Token schreiben";
    pub(crate) const TRAIN: &str = "Ein Trainingsschritt";
    pub(crate) const METHOD: &str = "Methode";
    pub(crate) const LORA: &str = "LoRA";
    pub(crate) const QLORA: &str = "QLoRA";
    pub(crate) const FULL: &str = "Voll";
    pub(crate) const ALL_METHODS: &str = "Alle drei nacheinander";

    /// A target, with its model or its software.
    pub(crate) fn target(name: &str, detail: &str) -> String {
        format!("{name} ({detail})")
    }

    pub(crate) const NO_ENDPOINT: &str = "Auf diesem Server ist kein Endpunkt eingerichtet. Der Betreiber trägt einen in die Konfigurationsdatei ein („forkcast serve --help“ erklärt es, englisch).";
    pub(crate) const NO_STORE: &str = "Auf diesem Server ist kein Vektorspeicher eingerichtet.";
    pub(crate) const NO_SHAPE: &str = "Keine Form der Referenz-Engine passt in den Speicher dieses Servers.";

    pub(crate) fn accepted(accepted: impl Display, found: impl Display) -> String {
        format!("erlaubt ist {accepted}, nicht {found}")
    }
}

/// A followed run.
pub(crate) mod run {
    use forkcast_protocol::measure::RunState;

    pub(crate) const CANCEL: &str = "Abbrechen";
    pub(crate) const PROGRESS: &str = "Fortschritt des Laufs";
    pub(crate) const CANCELLING: &str = "Wird abgebrochen …";
    pub(crate) const STARTED: &str = "Gestartet.";

    /// `ahead` is the number of runs before it.
    pub(crate) fn queued(ahead: u32) -> String {
        match ahead {
            0 => "Als Nächster an der Reihe.".to_owned(),
            1 => "In der Warteschlange, ein Lauf davor.".to_owned(),
            n => format!("In der Warteschlange, {n} Läufe davor."),
        }
    }

    /// The phase of a run, and its steps where their number is known.
    pub(crate) fn phase(phase: &str, done: u64, total: u64) -> String {
        if total > 0 {
            format!("{phase}: {done} von {total}.")
        } else {
            format!("{phase}.")
        }
    }

    /// How a run ended: the reason, and the rows measured before.
    pub(crate) fn ended(state: RunState, error: Option<&str>, rows: usize) -> String {
        let had = match rows {
            0 => "Davor wurde nichts gemessen.".to_owned(),
            1 => "Die eine davor gemessene Zeile steht unten.".to_owned(),
            n => format!("Die {n} davor gemessenen Zeilen stehen unten."),
        };
        let why = error.map_or(String::new(), |e| format!(": {}", e.trim_end_matches('.')));
        match state {
            RunState::Done => "Fertig.".to_owned(),
            RunState::Failed => format!("Fehlgeschlagen{why}. {had}"),
            RunState::Cancelled => format!("Abgebrochen. {had}"),
            RunState::Interrupted => format!("Der Server wurde während des Laufs beendet{why}. {had}"),
            RunState::Queued | RunState::Running => "Noch nicht fertig.".to_owned(),
        }
    }
}

/// Rows, distributions and comparisons.
pub(crate) mod results {
    use std::fmt::Display;

    use forkcast_engine::format;

    pub(crate) const TITLE: &str = "Ergebnisse";
    pub(crate) const MEASURED_ROWS: &str = "Gemessene Zeilen";
    pub(crate) const DIFFERENCES: &str = "Unterschiede zweier Läufe";
    /// Before the list of rows.
    pub(crate) const DISTRIBUTION_OF: &str = "Verteilung von ";
    pub(crate) const COMPARE_WITH_THIS: &str = "Andere damit vergleichen";
    pub(crate) const STOP_COMPARING: &str = "Vergleich beenden";
    pub(crate) const DOWNLOAD: &str = "Herunterladen";

    /// Columns of every table of rows. Those after them are left out where no row fills them.
    pub(crate) const COLUMNS: [&str; 5] = ["Messung", "p50 (95-%-Intervall)", "p95", "p99", "n"];
    pub(crate) const RECALL: &str = "Recall";
    pub(crate) const PREDICTED: &str = "Vorhergesagt";
    pub(crate) const RATIO: &str = "Gemessen ÷ vorhergesagt";
    pub(crate) const COMPARED_WITH: &str = "Verglichen mit";
    pub(crate) const ANSWERS_PER_S: &str = "Antworten pro Sekunde";
    pub(crate) const GOOD_ANSWERS_PER_S: &str = "Gute Antworten pro Sekunde";
    pub(crate) const GOOD_SHARE: &str = "Anteil guter Antworten";
    pub(crate) const ERRORS: &str = "Fehler";
    pub(crate) const PATH: &str = "Weg";
    pub(crate) const NO_FIGURE: &str = "–";

    pub(crate) const DIFFERENCE_COLUMNS: [&str; 5] = [
        "Messung",
        "Dieser Lauf, p50",
        "Anderer Lauf, p50",
        "Dieser ÷ anderer",
        "Unterscheidbar",
    ];

    pub(crate) const fn distinguishable(apart: bool) -> &'static str {
        if apart {
            "ja"
        } else {
            "nein, die Intervalle überlappen"
        }
    }

    /// Names of the curves of a distribution.
    pub(crate) const THIS_RUN: &str = "dieser Lauf";
    pub(crate) const OTHER_RUN: &str = "anderer Lauf";

    /// A time to three digits.
    pub(crate) fn time(ms: f64) -> String {
        match ms {
            x if x < 1.0 => format!("{} ms", format::decimal(x, 3)),
            x if x < 10.0 => format!("{} ms", format::decimal(x, 2)),
            x if x < 100.0 => format!("{} ms", format::decimal(x, 1)),
            x => format::ms(x),
        }
    }

    pub(crate) fn with_interval(value: &str, low: &str, high: &str) -> String {
        format!("{value} ({low} bis {high})")
    }

    /// In place of a percentile that takes more samples than there are.
    pub(crate) fn needs(samples: u64) -> String {
        format!("braucht {} Stichproben", format::count(samples as f64))
    }

    /// Another program's time for the same thing.
    pub(crate) fn peer(name: &str, ms: f64) -> String {
        format!("{name}: {}", time(ms))
    }

    /// Target with its software, machine and day.
    pub(crate) fn provenance(target: Option<(&str, &str)>, machine: Option<&str>, day: &str) -> String {
        let machine = machine.unwrap_or("einem unbenannten Rechner");
        let target = match target {
            Some((name, "")) => format!("{name}, "),
            Some((name, software)) => format!("{name} ({software}), "),
            None => String::new(),
        };
        format!("{target}gemessen auf {machine}, {day}")
    }

    pub(crate) fn provenance_and_end(provenance: &str, end: &str) -> String {
        format!("{provenance}. {end}")
    }

    pub(crate) fn shares_no_row(title: &str, provenance: &str) -> String {
        format!(
            "{title}, {provenance}: Keine Zeile stimmt mit diesem Lauf überein, es gibt also nichts zu vergleichen."
        )
    }

    pub(crate) fn compared(title: &str, provenance: &str) -> String {
        format!("Verglichen mit {title}, {provenance}. Größte Unterschiede zuerst.")
    }

    pub(crate) fn ceiling(label: &str, value: f64, unit: impl Display) -> String {
        format!("{label} {} {unit}", format::decimal(value, 3))
    }

    pub(crate) fn ceilings(all: &[String]) -> String {
        format!(
            "Spitzentempo dieses Rechners, im selben Lauf gemessen: {}.",
            all.join("; ")
        )
    }
}

/// From a measurement to the scenario.
pub(crate) mod apply {
    use forkcast_engine::format;

    use super::results::time;

    pub(crate) const TITLE: &str = "Ins Szenario übernehmen";
    pub(crate) const NOTHING: &str = "Es misst keine Eingabe des Szenarios; zu übernehmen gibt es nichts.";
    pub(crate) const UNDO: &str = "Rückgängig";
    /// Between an input and its new value.
    pub(crate) const COLON: &str = ": ";

    pub(crate) const fn apply(applied: bool, doubted: bool) -> &'static str {
        if applied {
            "Übernommen"
        } else if doubted {
            "Trotzdem übernehmen"
        } else {
            "Übernehmen"
        }
    }

    pub(crate) fn ask_again(why: &str) -> String {
        format!("{why} Trotzdem übernehmen?")
    }

    /// Model, machine and day, as the link keeps them.
    pub(crate) fn machine(model: Option<&str>, machine: Option<&str>) -> String {
        let machine = machine.unwrap_or("unbenannter Rechner");
        model.map_or_else(|| machine.to_owned(), |model| format!("{model} auf {machine}"))
    }

    pub(crate) fn machine_and_day(machine: &str, day: &str) -> String {
        format!("{machine}, {day}")
    }

    pub(crate) fn uses(measured: &str) -> String {
        format!("Das Szenario verwendet diese Werte, als gemessen gekennzeichnet: {measured}")
    }

    pub(crate) use forkcast_parts::text::recommendation_changes;

    /// The headline, and the time to first token before and after, ms.
    pub(crate) fn stays(headline: &str, (before, after): (f64, f64)) -> String {
        format!(
            "Die Empfehlung bleibt: „{headline}“ Ihre Zeit bis zum ersten Token, p95, ändert sich von {} auf {}",
            time(before),
            time(after)
        )
    }

    pub(crate) fn verdict_changes(before: &str, after: &str) -> String {
        format!("Der empfohlene Ansatz bleibt; sein Ergebnis ändert sich von „{before}“ zu „{after}“")
    }

    // Where the figure of an input comes from.

    pub(crate) fn one_over_median(row: &str) -> String {
        format!("eine Sekunde, geteilt durch den Median von „{row}“")
    }

    pub(crate) fn median(row: &str) -> String {
        format!("der Median von „{row}“")
    }

    /// The highest percentile of a row that its samples allow.
    #[derive(Clone, Copy)]
    pub(crate) enum Tail {
        P95,
        Largest,
    }

    impl Tail {
        const fn name(self) -> &'static str {
            match self {
                Self::P95 => "95. Perzentil",
                Self::Largest => "größte Stichprobe (zu wenige für ein 95. Perzentil)",
            }
        }
    }

    pub(crate) fn tail(tail: Tail, row: &str) -> String {
        format!("{} von „{row}“", tail.name())
    }

    pub(crate) fn growth(lengths: usize) -> String {
        format!("aus dem Wachstum der Mediane über {lengths} Prompt-Längen")
    }

    pub(crate) fn extended(lengths: usize) -> String {
        format!("die Gerade durch die Mediane bei {lengths} Prompt-Längen, bis zum leeren Prompt verlängert")
    }

    /// The start of an answer where the prompt lengths show no growth.
    pub(crate) fn less_prefill(row: &str, prefill_ms: f64, lengths: usize) -> String {
        let why = if lengths > 1 {
            "längere Prompts dauerten nicht länger"
        } else {
            "gemessen wurde nur eine Prompt-Länge"
        };
        format!(
            "der Median von „{row}“ ohne die Prefill-Zeit des Modells von {} ({why})",
            time(prefill_ms)
        )
    }

    pub(crate) fn plus_spread(tail: Tail, row: &str) -> String {
        format!(
            "dasselbe, dazu der Abstand vom Median zu: {} von „{row}“",
            tail.name()
        )
    }

    pub(crate) fn tokens_over_median(tokens: f64, row: &str) -> String {
        format!(
            "{} Token, geteilt durch den Median von „{row}“",
            format::count(tokens)
        )
    }

    pub(crate) fn step_over_median(tokens: f64, row: &str) -> String {
        format!(
            "{} Token eines Schritts, geteilt durch den Median von „{row}“",
            format::count(tokens)
        )
    }
}

/// Whether a measurement fits the scenario.
pub(crate) mod comparable {
    pub(crate) const HOSTED: &str = "gehostet";
    pub(crate) const ON_GPUS: &str = "auf GPUs";

    pub(crate) fn no_model(used: &str) -> String {
        format!(
            "Die Messung sagt nicht, welches Modell geantwortet hat. Ihr Szenario verwendet {used}: Messen Sie einen Endpunkt, der es ausliefert."
        )
    }

    /// What was measured instead of the scenario's model.
    pub(crate) enum Measured<'a> {
        Model(&'a str),
        /// A shape of the reference engine, on a machine that may have no name.
        Shape(&'a str, Option<&'a str>),
    }

    /// The scenario's model, how it runs, and its GPU where the reference engine can have it.
    pub(crate) fn not_comparable(
        measured: &Measured<'_>,
        used: &str,
        runs: &str,
        gpu: Option<&str>,
    ) -> String {
        let measured = match measured {
            Measured::Model(model) => format!("Gemessen am Modell „{model}“"),
            Measured::Shape(shape, machine) => format!(
                "Gemessen an {shape}, {}",
                machine.unwrap_or("einem nicht benannten Rechner")
            ),
        };
        let instead = gpu.map_or_else(
            || format!("messen Sie einen Endpunkt, der {used} ausliefert"),
            |gpu| format!("messen Sie {used} oder dessen Form auf {gpu}"),
        );
        format!(
            "{measured}. Ihr Szenario verwendet {used}, {runs}: Die Zeiten sind nicht vergleichbar. Zum Vergleich {instead} oder wählen Sie im Szenario, was gemessen wurde."
        )
    }

    pub(crate) fn far_off(row: &str, ratio: f64) -> String {
        format!(
            "„{row}“ dauerte {}-mal so lang wie vorhergesagt: Vielleicht wurde etwas anderes gemessen.",
            forkcast_engine::format::decimal(ratio, 1)
        )
    }
}

/// Earlier runs and files.
pub(crate) mod records {
    pub(crate) use forkcast_parts::text::{OPEN, PASTE};
    use forkcast_protocol::measure::RunState;

    pub(crate) const OF_THIS_SERVER: &str = "Läufe dieses Servers";
    pub(crate) const BACK: &str = "Zurück zum aktuellen Lauf";
    pub(crate) const NO_RUN: &str = "Noch kein Lauf auf diesem Server.";
    pub(crate) const NO_SERVER: &str = "Kein Server verbunden.";
    pub(crate) const SHIPPED: &str = "Mit dieser Seite ausgeliefert";
    pub(crate) const FROM_A_FILE: &str = "Aus einer Datei";
    pub(crate) const OPEN_A_FILE: &str = "Datei von „forkcast measure“ öffnen";
    pub(crate) const PASTED: &str = "Eine Messung als JSON";
    pub(crate) const NO_LIST: &str = "Die Liste ließ sich nicht laden.";
    pub(crate) const NOT_LOADED: &str = "Die Datei ließ sich nicht laden.";

    pub(crate) const DELETE: &str = "Löschen";
    pub(crate) const DELETE_ALL: &str = "Alle löschen";
    pub(crate) const REALLY_DELETE: &str = "Wirklich löschen?";
    pub(crate) const DELETE_ENDED: &str = "Jeden beendeten Lauf löschen";

    pub(crate) fn delete(title: &str, day: &str) -> String {
        format!("{title} vom {day} löschen")
    }

    /// When a run started, and its state.
    pub(crate) fn day_and_state(day: &str, state: RunState) -> String {
        let state = match state {
            RunState::Queued => "in der Warteschlange",
            RunState::Running => "läuft",
            RunState::Done => "fertig",
            RunState::Failed => "fehlgeschlagen",
            RunState::Cancelled => "abgebrochen",
            RunState::Interrupted => "unterbrochen",
        };
        format!("{day} UTC, {state}")
    }

    pub(crate) fn shown(title: &str) -> String {
        format!("Gezeigt: {title}")
    }

    pub(crate) fn not_opened(why: &str) -> String {
        format!("Die Datei ließ sich nicht öffnen. {why}")
    }
}

/// Measurement files.
pub(crate) mod file {
    use forkcast_parts::text::{EMPTY_FILE, longer_than};
    use forkcast_protocol::measure::MEASUREMENT_VERSION;
    use forkcast_protocol::measure::file::{FileError, LONGEST};

    const ACCEPTED: &str =
        "Angenommen wird das JSON, das „forkcast measure --output DATEI“ oder hier „Herunterladen“ schreibt.";

    pub(crate) fn not_read(error: &FileError) -> String {
        match error {
            FileError::Empty => format!("{EMPTY_FILE} {ACCEPTED}"),
            FileError::TooLong => format!("{} {ACCEPTED}", longer_than(LONGEST)),
            FileError::NotJson(e) => format!(
                "Zeile {}, Spalte {}: Das ist kein JSON ({e}). {ACCEPTED}",
                e.line(),
                e.column()
            ),
            FileError::Newer(version) => format!(
                "Sie hat Version {version} und stammt von einem neueren Forkcast; diese Seite liest Versionen bis {MEASUREMENT_VERSION}. Öffnen Sie sie auf der Seite des Programms, das sie geschrieben hat."
            ),
            FileError::NoVersion => format!(
                "Zeile 1, Spalte 1: Es fehlt eine `schema_version` über 0, also ist es keine Messung. {ACCEPTED}"
            ),
            FileError::NotAMeasurement(e) => {
                format!("Zeile {}, Spalte {}: {e}. {ACCEPTED}", e.line(), e.column())
            }
        }
    }
}
