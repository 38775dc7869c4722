//! Questions and answers of one's own.

use crate::model::quality::{Filter, Mark};
use forkcast_engine::format::{count, usd};

pub(crate) const LABEL: &str = "Qualität";
pub(crate) const ABOUT: &str = "Eigene Fragen, mit und ohne Passagen Ihrer Dokumente gestellt: was die Suche findet, was das Modell weiß, nutzt und zurückhält. Fragen und Dokumente gehen an diesen Server und von dort nur an die Endpunkte, die Sie wählen. Ohne Endpunkt wird nur der Recall gemessen.";
pub(crate) const FILES: &str = "Fragen und Dokumente";
pub(crate) const CHOOSE_QUESTIONS: &str = "Fragen wählen";
pub(crate) const CHOOSE_DOCUMENTS: &str = "Ordner mit Dokumenten wählen";
pub(crate) const DEMONSTRATION: &str = "Demonstration verwenden";
pub(crate) const DEMONSTRATION_USED: &str =
    "Die Demonstration: 120 Fragen (englisch) zu den Dokumenten von Forkcast.";
pub(crate) const FORM: &str = "Fragen: JSON Lines oder CSV mit question und answers, number, regex oder schema; documents nennt die Dateien, in denen die Antwort steht.";
pub(crate) const ENDPOINTS: &str = "Endpunkte, die gefragt werden; der erste setzt die Eingaben";
pub(crate) const ARMS: &str = "Arten zu fragen";
pub(crate) const SEARCH: &str = "Suche";
pub(crate) const JUDGE: &str = "Gutachter";
pub(crate) const NO_JUDGE: &str = "keiner";
pub(crate) const WITH_ANSWERS: &str = "Antworten zeigen";
pub(crate) const PREPARE: &str = "Vorbereiten";
pub(crate) const START: &str = "Starten";
pub(crate) const CANCEL: &str = "Abbrechen";
pub(crate) const PROGRESS: &str = "Fortschritt";
pub(crate) const PLAN: &str = "Verbrauch";
pub(crate) const PLAN_COLUMNS: [&str; 6] = [
    "Endpunkt",
    "Modell",
    "Fragen",
    "Token der Prompts, etwa",
    "Token der Antworten, höchstens",
    "Kosten, höchstens",
];
pub(crate) const UNKNOWN_PRICE: &str = "Preis nicht bekannt";
pub(crate) const MUCH: &str = "Das liegt über Ihrer Grenze, oder der Preis vieler Fragen ist nicht bekannt.";
pub(crate) const PLANNED: &str = "Bereit.";
pub(crate) const WAITING: &str = "Wartet, bis ein anderer Lauf beendet ist …";
pub(crate) const DONE: &str = "Fertig.";
pub(crate) const CANCELLED: &str = "Abgebrochen. Dieselben Fragen gehen dort weiter, wo sie aufhörten, wenn dieser Server Ergebnisse speichert.";
pub(crate) const LOST: &str = "Der Server antwortet nicht mehr. Wenn er Ergebnisse speichert, gehen dieselben Fragen dort weiter, wo sie aufhörten.";
pub(crate) const QUESTIONS: &str = "Fragen und Antworten";
pub(crate) const SHOW: &str = "Zeigen";
pub(crate) const SAVE_TABLE: &str = "Als CSV speichern";
pub(crate) const ID: &str = "id";
pub(crate) const QUESTION: &str = "Frage";
pub(crate) const NO_ROWS: &str = "Keine Frage dieser Art.";
pub(crate) const QUESTIONS_COLUMN: &str = "Frage";
pub(crate) const NOT_READ: &str = "Der Browser kann diese Datei nicht lesen.";
pub(crate) const NOT_ASKED: &str = "–";

pub(crate) fn questions(name: &str) -> String {
    format!("Fragen: {name}")
}

pub(crate) fn documents(n: usize, passed_over: usize) -> String {
    let other = match passed_over {
        0 => String::new(),
        1 => "; 1 Datei ist kein Text und wird übergangen".to_owned(),
        n => format!(
            "; {} Dateien sind kein Text und werden übergangen",
            count(n as f64)
        ),
    };
    format!("Dokumente: {}{other}", count(n as f64))
}

pub(crate) fn arm(id: &str) -> &'static str {
    match id {
        "closed-book" => "ohne Dokumente",
        "rag" => "mit Passagen",
        "wrong-passages" => "mit falschen Passagen",
        "long-context" => "mit ganzen Dokumenten",
        _ => "auf ein JSON-Schema festgelegt",
    }
}

pub(crate) fn search(id: &str) -> &'static str {
    match id {
        "lexical" => "nach Wörtern (BM25)",
        "dense" => "nach Vektoren",
        "fused" => "beides, zusammengeführt",
        _ => "die beste, die der Server hat",
    }
}

pub(crate) fn judges(endpoint: &str) -> String {
    format!("{endpoint} (Gutachter)")
}

pub(crate) fn cost(value: Option<f64>) -> String {
    value.map_or_else(|| UNKNOWN_PRICE.to_owned(), usd)
}

pub(crate) fn read(questions: u64, documents: u64, passages: u64) -> String {
    if documents == 0 {
        return format!("{} Fragen, keine Dokumente.", count(questions as f64));
    }
    format!(
        "{} Fragen, {} Dokumente in {} Passagen.",
        count(questions as f64),
        count(documents as f64),
        count(passages as f64)
    )
}

pub(crate) fn kept(n: u64) -> String {
    format!(
        "{} Antworten eines früheren Laufs werden wieder verwendet.",
        count(n as f64)
    )
}

pub(crate) fn preparing(done: u64, all: u64) -> String {
    if done == 0 {
        return "Die Dokumente werden gelesen und durchsucht …".to_owned();
    }
    format!(
        "Passagen eingebettet: {} von {}",
        count(done as f64),
        count(all as f64)
    )
}

pub(crate) fn running(done: u64, all: u64, retries: u64, failed: u64) -> String {
    let mut line = format!("Gefragt: {} von {}", count(done as f64), count(all as f64));
    if retries + failed > 0 {
        line += &format!(
            "; {} wiederholt, {} fehlgeschlagen",
            count(retries as f64),
            count(failed as f64)
        );
    }
    line
}

pub(crate) fn failed(why: &str) -> String {
    format!("Ohne Ergebnis beendet: {why}")
}

pub(crate) fn too_long(bytes: usize, most: usize) -> String {
    format!(
        "Diese Dateien haben {:.0} MB, und höchstens {:.0} MB lassen sich senden. Die Kommandozeile liest mehr: forkcast measure quality.",
        bytes as f64 / 1e6,
        most as f64 / 1e6
    )
}

pub(crate) const fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "alle Fragen",
        Filter::Differ => "wo sich die Arten zu fragen unterscheiden",
        Filter::NotRight => "wo eine Antwort nicht richtig ist",
    }
}

pub(crate) const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Right => "richtig",
        Mark::Wrong => "falsch",
        Mark::Withheld => "zurückgehalten",
        Mark::Failed => "fehlgeschlagen",
    }
}

pub(crate) fn counted(shown: usize, all: usize) -> String {
    format!("{} von {} Fragen", count(shown as f64), count(all as f64))
}

pub(crate) fn answer_of(column: &str) -> String {
    format!("{column}, Antwort")
}
