//! The words of observations: reasons, notes and errors. None quotes what was observed.

use std::fmt::Display;

use crate::problems::Problems;

/// Of a file that unpacks to more than a log can.
pub(crate) const GZIP_BOMB: &str =
    "sie wächst beim Entpacken auf mehr als das 500-Fache, wie es kein Log tut";
pub(crate) const RECORD_TOO_LONG: &str = "länger als 16 MB";
pub(crate) const CUT_OFF: &str = "das JSON ist abgeschnitten";
pub(crate) const COPIES_TAKEN_OFF: &str = "Kopien sind schon abgezogen";
pub(crate) const TOKENS_BY_BYTES: &str = "geschätzt als Bytes / 4; --tokenizer zählt";
pub(crate) const LABELS_AT_MOST: &str = "eine Obergrenze: Nur Widersprüche zwischen Beispielen zeigen sich; angenommen ist eine richtige Antwort je Frage";

pub(crate) fn not_json(column: usize) -> String {
    format!("kein JSON in Spalte {column}")
}

pub(crate) fn wrong_type(column: usize) -> String {
    format!("ein Feld von anderem Typ als erwartet, in Spalte {column}")
}

pub(crate) fn no_format(nearest: &str, missed: &[&str]) -> String {
    format!(
        "kein bekanntes Format; am nächsten kommt {nearest}, es fehlt {}",
        missed.join(", ")
    )
}

pub(crate) fn broken(file: &str, error: impl Display) -> String {
    format!("{file} lässt sich nicht lesen: {error}")
}

pub(crate) fn too_many_bad(problems: &Problems) -> String {
    let mut text = format!(
        "{} von {} Datensätzen lassen sich nicht lesen, mehr als 5 %",
        problems.bad, problems.records
    );
    for problem in &problems.first {
        text += &format!("\n  {}, Zeile {}: {}", problem.file, problem.line, problem.reason);
    }
    text
}

pub(crate) fn unknown_format(file: &str, nearest: &str, missed: &[&str]) -> String {
    format!(
        "{file} hat kein bekanntes Format; am nächsten kommt {nearest}, davon fehlt {}",
        missed.join(", ")
    )
}

pub(crate) fn not_utf8(file: &str) -> String {
    format!(
        "{file} ist kein UTF-8 (UTF-16 oder eine Binärdatei); angenommen wird UTF-8, etwa durch iconv -f UTF-16 -t UTF-8"
    )
}

pub(crate) fn empty(file: &str) -> String {
    format!("{file} enthält keinen Datensatz")
}

pub(crate) fn mixed_currencies(currencies: &[String]) -> String {
    format!(
        "Beträge stehen in mehreren Währungen ({}); erlaubt ist eine",
        currencies.join(", ")
    )
}

/// Examples for training.
pub(crate) mod example {
    pub(crate) const MESSAGES_LIST: &str = "die Nachrichten sind keine Liste";
    pub(crate) const MESSAGES_EMPTY: &str = "es gibt keine Nachricht";
    pub(crate) const ROLE: &str = "eine Nachricht hat keine bekannte Rolle";
    pub(crate) const CONTENT: &str = "der Inhalt einer Nachricht ist weder Text noch eine Liste von Teilen";
    pub(crate) const WEIGHT: &str = "ein Gewicht ist weder 0 noch 1";
    pub(crate) const LAST: &str = "die letzte Nachricht ist keine Antwort";
    pub(crate) const EMPTY_QUESTION: &str = "die Frage ist leer";
    pub(crate) const EMPTY_ANSWER: &str = "die Antwort ist leer";
    pub(crate) const PROMPT: &str = "Frage und Antwort sind nicht beide Texte";
    pub(crate) const TEXT: &str = "der Text ist kein Text";
    pub(crate) const ALPACA: &str = "instruction, input und output sind nicht alle Texte";
    pub(crate) const DPO_INPUT: &str = "die Eingabe hat keine Liste von Nachrichten";
    pub(crate) const DPO_ANSWERS: &str = "eine Antwort ist keine Liste von Nachrichten";
    pub(crate) const DPO_SAME: &str = "die bevorzugte Antwort gleicht der anderen";
}

/// Logs.
pub(crate) mod log {
    pub(crate) const NOT_UTF8: &str = "kein UTF-8";
    pub(crate) const NO_NUMBER: &str = "eine Anzahl oder ein Betrag ist keine Zahl";
    pub(crate) const EITHER_COMMA: &str = "ein Komma vor drei Ziffern kann Tausender gruppieren oder ein Dezimalkomma sein; schreiben Sie 1234 oder 1.234";
    pub(crate) const NO_TIME: &str =
        "die Zeit ist nicht lesbar; angenommen werden 2026-11-28T05:00:00Z und Sekunden seit 1970";
    pub(crate) const NONSENSE: &str = "eine Anzahl von Token ist unmöglich";
    pub(crate) const CUT_ROW: &str = "die Zeile hat weniger Felder als die Kopfzeile";
    pub(crate) const PER_DAY: &str = "Mittel der letzten ganzen Wochen, bis zu vier";
    pub(crate) const GROWTH: &str =
        "Steigung des Logarithmus der Tageszahlen, Wochentage getrennt; Tage gelten als unabhängig";
    pub(crate) const PEAK: &str =
        "stärkste Stunde (UTC) des stärksten Wochentags, geteilt durch die mittlere Stunde";
    pub(crate) const WHOLE_PROMPT: &str =
        "des ganzen Prompts samt Beispielen und Passagen; deshalb setzt es prompt_tokens nicht";
    pub(crate) const CACHED: &str = "aller Prompt-Token; deshalb setzt es cacheable_share nicht";
    pub(crate) const RATIO: &str = "bezahlt, geteilt durch die Vorhersage nach Listenpreisen des Katalogs";

    pub(crate) fn no_mapping(fields: &[&str]) -> String {
        format!("--map nimmt FELD=SPALTE,…; Felder sind {}", fields.join(", "))
    }

    pub(crate) fn no_column(file: &str, field: &str) -> String {
        format!("{file} hat keine Spalte mit dem Namen, den --map für {field} angibt")
    }

    pub(crate) fn columns_missing(file: &str, fields: &[&str]) -> String {
        format!(
            "{file} hat keine Spalte, die als {} bekannt ist; --map FELD=SPALTE benennt sie",
            fields.join(", ")
        )
    }
}

/// Documents.
pub(crate) mod corpus {
    /// Of a folder without a history.
    pub const NO_HISTORY: &str = "Es gibt keinen Git-Verlauf; wie schnell sich Dokumente ändern, folgt aus der Zeit ihrer letzten Änderung, die weniger aussagt.";
    /// A note on a list of documents.
    pub const LIST_UNZONED: &str = "Einige Zeiten haben keine Zone; angenommen ist UTC.";
    pub(crate) const SHARE: &str =
        "Anteil der Dokumente; die Fakten in einem Dokument ändern sich womöglich seltener";
    pub(crate) const BY_HISTORY: &str =
        "an die Commits jedes Dokuments angepasst, alle sich ändernden im selben Tempo";
    pub(crate) const BY_AGES: &str = "an die Zeit seit der letzten Änderung jedes Dokuments angepasst, was weniger aussagt als ein Verlauf";

    pub(crate) fn sitemap_index(file: &str) -> String {
        format!("{file} führt andere Sitemaps auf; geben Sie eine davon an")
    }
}
