//! Texts that the page and its modules share, so that they say the same thing in the same words. Each of them has a `text` module of its
//! own for the rest.

/// A button that asks for a file's text as comma-separated values.
pub const CSV: &str = "CSV";
/// A button that asks for a drawing.
pub const SVG: &str = "SVG";
/// A button that asks for a picture.
pub const PNG: &str = "PNG";
/// A button that shows a chart's table.
pub const TABLE: &str = "Tabelle";
/// A button that repeats what has failed.
pub const TRY_AGAIN: &str = "Noch einmal versuchen";
/// The heading of the workbench, and the button that starts a run.
pub const MEASURE: &str = "Messen";
/// Opens the field into which a text is pasted.
pub const PASTE: &str = "Einfügen";
/// A button that reads the pasted text.
pub const OPEN: &str = "Öffnen";
/// Simulations are running.
pub const SIMULATING: &str = "Simulation läuft …";
/// The heading of the module about what a decision rests on, and its first part.
pub const MEASURE_NEXT: &str = "Was als Nächstes zu messen ist";
/// A file without content.
pub const EMPTY_FILE: &str = "Sie ist leer.";
/// A file that the browser does not hand out.
pub const UNREADABLE: &str = "Der Browser konnte sie nicht lesen.";

/// A file above the size that is read.
#[must_use]
pub fn longer_than(bytes: usize) -> String {
    format!("Sie ist länger als {} MB.", bytes >> 20)
}

/// The headlines before and after a change that moves the recommendation. A headline ends with a full stop, so the sentence has none.
#[must_use]
pub fn recommendation_changes(before: &str, after: &str) -> String {
    format!("Das ändert die Empfehlung von „{before}“ zu „{after}“")
}
