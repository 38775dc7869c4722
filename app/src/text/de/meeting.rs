//! The texts of what meetings need: most of them are in the chunk of these tools.

/// The buttons and the failure that the first load has.
pub(crate) mod tools {
    pub(crate) const SEARCH_TITLE: &str =
        "Eingaben, Beispielszenarien, Diagramme und Aktionen suchen (Strg+K)";
    pub(crate) const PRESENT: &str = "Zeigen";
    pub(crate) const PRESENT_TITLE: &str = "In großer Schrift zeigen (Alt+P)";
    pub(crate) const SAVED: &str = "Ablage";
    pub(crate) const SAVED_TITLE: &str = "Ablage: gespeicherte Szenarien";
    pub(crate) const NOTE: &str = "Notiz";
    pub(crate) const NOTE_TITLE: &str = "Notiz zu diesem Szenario";
    pub(crate) const HELP_TITLE: &str = "Wie diese Seite funktioniert, in einer Minute";
    pub(crate) const FAILED: &str = "Das ließ sich nicht laden. Versuchen Sie es noch einmal.";
}

/// Terms of the glossary that the page explains where it shows them.
pub(crate) mod terms {
    /// The document that explains them.
    pub(crate) const GLOSSARY: &str = include_str!("../../../../docs/glossary.de.md");

    pub(crate) const AHEAD: &str = "liegt vorn";
    pub(crate) const RUNNER_UP: &str = "nächstbester Ansatz";
    pub(crate) const FLIP: &str = "Kipppunkt";
    pub(crate) const RULED_OUT: &str = "ausgeschlossen";
    pub(crate) const ROLL_OUT: &str = "Einführung";
    pub(crate) const HORIZON: &str = "Zeitraum";
    pub(crate) const VOLUME: &str = "Schnittpunkt";
    pub(crate) const TTFT: &str = "Zeit bis zum ersten Token (TTFT)";
    pub(crate) const CORRECT: &str = "insgesamt richtig";
    pub(crate) const MAP: &str = "Entscheidungskarte";
    pub(crate) const SCORE: &str = "Punktzahl";

    #[cfg(test)]
    pub(crate) const ALL: [&str; 11] = [
        AHEAD, RUNNER_UP, FLIP, RULED_OUT, ROLL_OUT, HORIZON, VOLUME, TTFT, CORRECT, MAP, SCORE,
    ];

    pub(crate) fn button(term: &str) -> String {
        format!("Bedeutung von „{term}“")
    }

    pub(crate) const TITLE: &str = "Glossar";
    pub(crate) const MORE: &str = "Alle Begriffe";
}

/// The presenter.
pub(crate) mod presenter {
    pub(crate) const SHOWN: &str = "Unter dem Ergebnis gezeigt";
    pub(crate) const LEAVE: &str = "Verlassen (Esc)";

    /// A part with the key that leads to it.
    pub(crate) fn part(number: usize, name: &str) -> String {
        format!("{number} {name}")
    }
}

/// The search over the page.
pub(crate) mod palette {
    pub(crate) const TITLE: &str = "Gehe zu";
    pub(crate) const QUERY: &str = "Eingabe, Beispielszenario, Diagramm, Aktion oder Begriff";
    pub(crate) const RESULTS: &str = "Treffer";
    pub(crate) const ACTION: &str = "Aktion";
    pub(crate) const PLACE: &str = "Abschnitt";
    pub(crate) const PRESET: &str = "Beispielszenario";
    pub(crate) const INPUT: &str = "Eingabe";
    pub(crate) const TERM: &str = "Begriff";

    pub(crate) fn found(count: usize, most: usize, query: &str) -> String {
        match count {
            0 => format!("Nichts gefunden zu „{}“.", query.trim()),
            1 => "1 Treffer".to_owned(),
            _ if count == most => format!("Die ersten {count} Treffer"),
            _ => format!("{count} Treffer"),
        }
    }
}

/// Saved scenarios.
pub(crate) mod saved {
    pub(crate) const TITLE: &str = "Gespeicherte Szenarien";
    pub(crate) const ABOUT: &str =
        "Nur in diesem Browser gespeichert. Ein Link enthält dasselbe und funktioniert überall.";
    pub(crate) const NO_STORAGE: &str = "Dieser Browser speichert nichts für diese Seite, etwa in einem Rahmen mit Sandbox oder bei abgeschaltetem Speicher. Kopieren Sie stattdessen den Link: Er enthält das Szenario.";
    pub(crate) const NOT_SAVED: &str = "Nicht gespeichert: Der Browser hat es abgelehnt. Sein Speicher ist vielleicht voll. Kopieren Sie stattdessen den Link.";
    pub(crate) const NAME: &str = "Name";
    pub(crate) const SAVE: &str = "Dieses Szenario speichern";
    pub(crate) const NONE: &str = "Noch kein Szenario gespeichert.";
    pub(crate) const OPEN: &str = "Öffnen";
    pub(crate) const DELETE: &str = "Löschen";
    pub(crate) const EXPORT: &str = "Alle exportieren";
    pub(crate) const IMPORT: &str = "Datei importieren";
    pub(crate) const NEEDS_A_NAME: &str = "Nicht gespeichert: Geben Sie einen Namen ein.";

    pub(crate) fn too_many(most: usize) -> String {
        format!("Nicht gespeichert: Höchstens {most} Szenarien sind möglich. Löschen Sie zuerst eines.")
    }

    pub(crate) fn saved(name: &str) -> String {
        format!("Als „{name}“ gespeichert.")
    }

    pub(crate) fn rename(name: &str) -> String {
        format!("Name von „{name}“")
    }

    pub(crate) fn renamed(name: &str) -> String {
        format!("In „{name}“ umbenannt.")
    }

    pub(crate) fn name_taken(name: &str) -> String {
        format!("Nicht umbenannt: Ein anderes Szenario heißt „{name}“.")
    }

    pub(crate) fn of(action: &str, name: &str) -> String {
        format!("{action} “{name}”")
    }

    pub(crate) fn deleted(name: &str) -> String {
        format!("„{name}“ gelöscht.")
    }

    pub(crate) const RESTORE: &str = "Wiederherstellen";

    pub(crate) fn imported(count: usize, refused: &[usize]) -> String {
        let taken = if count == 1 {
            "1 Szenario importiert.".to_owned()
        } else {
            format!("{count} Szenarien importiert.")
        };
        if refused.is_empty() {
            return taken;
        }
        let lines: Vec<String> = refused.iter().take(5).map(ToString::to_string).collect();
        let more = if refused.len() > 5 { " und weitere" } else { "" };
        format!(
            "{taken} Nicht gelesen: Zeile {}{more}. Eine Zeile enthält einen Namen, einen Tabulator und einen Link von Forkcast.",
            lines.join(", ")
        )
    }
}

/// The note on a scenario.
pub(crate) mod note {
    pub(crate) const TITLE: &str = "Notiz zu diesem Szenario";
    pub(crate) const ABOUT: &str =
        "Sie steht im Link und im Entscheidungsprotokoll: Wer sie erhält, kann sie lesen.";
    pub(crate) const SAVE: &str = "Notiz speichern";
    pub(crate) const REMOVE: &str = "Entfernen";
    pub(crate) const TOO_LONG: &str = "Nicht gespeichert: Mit dieser Notiz wäre der Link länger, als gelesen werden kann. Kürzen Sie die Notiz oder lösen Sie ein Szenario.";

    pub(crate) fn left(count: usize) -> String {
        format!("noch {count} Zeichen")
    }
}

/// The first visit.
pub(crate) mod introduction {
    pub(crate) const TITLE: &str = "Wie diese Seite funktioniert";
    pub(crate) const BACK: &str = "Zurück";
    pub(crate) const NEXT: &str = "Weiter";
    pub(crate) const DONE: &str = "Fertig";
    pub(crate) const CLOSE: &str = "Einführung schließen";

    /// The steps, in order: the element that each is about, and what it says.
    pub(crate) const STEPS: [(&str, &str); 4] = [
        (
            "verdict",
            "Das ist die Empfehlung für das Szenario samt ihren Kosten. Der Balken zeigt, wie oft jeder Ansatz vorn liegt, wenn die unsicheren Eingaben schwanken.",
        ),
        (
            "control-change_days",
            "Beschreiben Sie Ihr System mit den Reglern. Der Streifen darunter zeigt die Empfehlung bei jedem Wert, in der Farbe des Ansatzes.",
        ),
        (
            "nearest",
            "Das würde die Empfehlung ändern: die nächsten Werte, bei denen ein anderer Ansatz empfohlen wird.",
        ),
        (
            "copy-link",
            "Der Link enthält das ganze Szenario. Wer ihn bekommt, sieht dieselben Zahlen. Die Hilfe erklärt das erneut; Strg+K durchsucht die Seite.",
        ),
    ];

    pub(crate) fn step(number: usize, of: usize) -> String {
        format!("{number} von {of}")
    }
}

/// The live session.
pub(crate) mod live {
    pub(crate) const TITLE: &str = "Live-Sitzung";
    pub(crate) const ABOUT: &str = "Einer bewegt, alle sehen es: Wer ihre Adresse hat, hat dasselbe Szenario, und jeder kann es bewegen. Sie braucht `forkcast serve`, das das Szenario nur im Arbeitsspeicher hält.";
    pub(crate) const BEGIN: &str = "Sitzung beginnen";
    pub(crate) const LEAVE: &str = "Sitzung verlassen";
    pub(crate) const ADDRESS: &str = "Adresse der Sitzung";
    pub(crate) const MARK: &str = "Live-Sitzung";
    pub(crate) const NO_BACKEND: &str =
        "Hier antwortet kein Backend. Eine Live-Sitzung braucht eine Seite, die `forkcast serve` ausliefert.";
    pub(crate) const NEEDS_TOKEN: &str = "Dieser Server verlangt sein Zugriffstoken.";
    pub(crate) const WRONG_TOKEN: &str = "Das ist nicht das Zugriffstoken des Servers.";
    pub(crate) const TOKEN_TAKEN: &str = "Der Server kennt diesen Browser jetzt.";
    pub(crate) const TOKEN: &str = "Zugriffstoken des Servers";
    pub(crate) const SEND_TOKEN: &str = "Senden";
    pub(crate) const INTERRUPTED: &str = "Die Verbindung ist unterbrochen; der Browser versucht es erneut.";
    pub(crate) const ENDED: &str =
        "Nicht in der Sitzung: Sie ist beendet, oder der Server verlangt sein Zugriffstoken.";

    pub(crate) fn refused(message: &str) -> String {
        format!("Der Server lehnte ab: {message}.")
    }
}
