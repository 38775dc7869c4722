//! The texts of *From your own files* that people read, one module for each part of it. Another language replaces this file.

/// The worker.
pub(crate) mod read {
    pub(crate) const CHANGED: &str =
        "der Browser kann sie nicht mehr lesen; sie wurde seit der Auswahl geändert oder entfernt";

    /// Of a folder with a history of git.
    pub(crate) fn history(files: &[String]) -> String {
        let folder = files.first().map_or("ORDNER", String::as_str);
        format!(
            "Ein Browser kann den Git-Verlauf von {folder} nicht lesen, und ein Klon setzt die Zeiten seiner Dateien neu; wie schnell sich Dokumente ändern, wird hier deshalb nicht beobachtet. Die Kommandozeile liest den Verlauf: forkcast observe corpus {folder}"
        )
    }
}

/// Rows and their effect.
pub(crate) mod model {
    use forkcast_engine::format::count;
    pub(crate) use forkcast_parts::text::recommendation_changes;

    /// Where the value of an input comes from.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Standing {
        /// It is the default.
        Assumed,
        /// The reader or a preset has set it.
        Set,
        /// It is what these files say.
        Observed,
    }

    pub(crate) fn today(value: &str, standing: Standing) -> String {
        let standing = match standing {
            Standing::Assumed => "angenommen",
            Standing::Set => "gesetzt",
            Standing::Observed => "beobachtet",
        };
        format!("heute: {value}, {standing}")
    }

    /// The interval is missing if the value was counted.
    pub(crate) fn observed(value: &str, interval: Option<(String, String)>, n: f64) -> String {
        let interval = interval.map_or_else(
            || " (gezählt)".to_owned(),
            |(low, high)| format!(" ({low} bis {high})"),
        );
        format!("beobachtet: {value}{interval}, n={}", count(n))
    }

    /// A bound that the input keeps already.
    pub(crate) fn kept(note: &str) -> String {
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("; {note}")
        };
        format!("bleibt, weil der Wert diese Schranke einhält{note}")
    }

    pub(crate) fn stays(headline: &str) -> String {
        format!("Die Empfehlung bleibt: „{headline}“")
    }

    pub(crate) fn verdict_changes(before: &str, after: &str) -> String {
        format!("Der empfohlene Ansatz bleibt; sein Ergebnis ändert sich von „{before}“ zu „{after}“")
    }
}

/// The card.
pub(crate) mod panel {
    use crate::model::Choice;

    pub(crate) const DROP: &str = "Dateien oder einen Ordner hier ablegen oder";
    pub(crate) const CHOOSE_FILES: &str = "Dateien wählen";
    pub(crate) const CHOOSE_FOLDER: &str = "Ordner wählen";
    pub(crate) const READ_AS: &str = "Lesen als";
    pub(crate) const ACCEPTED: &str = "Beispiele: JSONL von OpenAI, Together, Fireworks, Alpaca oder ShareGPT oder prompt und completion. Logs: JSONL, JSON oder CSV von OpenAI, Anthropic, Gemini, LiteLLM, Langfuse, Helicone oder OpenTelemetry. Dokumente: ein Ordner, sitemap.xml oder eine CSV mit den Spalten bytes und modified. Alles auch als gzip.";
    pub(crate) const PRIVATE: &str = "Dateien werden in diesem Browser gelesen und nirgendwohin gesendet. Nur Summen, Intervalle und Dateinamen bleiben, kein Text eines Prompts, einer Antwort oder eines Dokuments.";
    pub(crate) const NO_WORKER: &str = "Dateien werden in einem Worker gelesen, und dieser Browser erlaubt hier keinen. Öffnen Sie Forkcast in eigenem Tab oder nutzen Sie die Kommandozeile: forkcast observe examples, logs oder corpus.";
    pub(crate) const WORKER_FAILED: &str = "Das Lesen ist abgebrochen; vielleicht fehlte dem Browser Speicher. Die Kommandozeile liest dieselben Dateien: forkcast observe examples, logs oder corpus.";
    pub(crate) const NOTHING: &str = "Nichts Lesbares wurde gewählt.";
    pub(crate) const CANCEL: &str = "Abbrechen";
    pub(crate) const CANCELLED: &str = "Abgebrochen.";
    pub(crate) const LISTING: &str = "Der Ordner wird durchsucht …";
    pub(crate) const PROGRESS: &str = "Gelesene Bytes";
    pub(crate) const ADD_BILL: &str = "Mit einer Rechnung vergleichen (CSV)";
    pub(crate) const SAVE: &str = "Als JSON speichern";
    pub(crate) const INPUTS: &str = "Eingaben, die das setzt";
    pub(crate) const NO_INPUTS: &str = "Es setzt keine Eingabe.";
    pub(crate) const SUMMARY: &str = "Was beobachtet wurde";
    pub(crate) const UNDO: &str = "Rückgängig";

    pub(crate) const fn choice(choice: Choice) -> &'static str {
        match choice {
            Choice::ByContent => "wonach sie aussehen",
            Choice::Examples => "Beispiele",
            Choice::Logs => "Logs",
            Choice::Documents => "Dokumente",
        }
    }

    pub(crate) fn apply(chosen: usize) -> String {
        match chosen {
            1 => "1 Eingabe übernehmen".to_owned(),
            n => format!("{n} Eingaben übernehmen"),
        }
    }

    pub(crate) fn reading(read: f64, all: f64) -> String {
        let mb = |bytes: f64| bytes / 1e6;
        if all >= 1e6 {
            format!("Gelesen: {:.0} von {:.0} MB", mb(read), mb(all))
        } else {
            "Wird gelesen …".to_owned()
        }
    }

    pub(crate) fn uses(origin: &str) -> String {
        format!("Das Szenario verwendet diese Werte. Herkunft in Link und Protokoll: beobachtet: {origin}")
    }
}
