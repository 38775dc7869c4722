//! The texts of what meetings need: most of them are in the chunk of these tools.

/// The buttons and the failure that the first load has.
pub(crate) mod tools {
    pub(crate) const SEARCH_TITLE: &str = "Search inputs, presets, charts and actions (Ctrl+K)";
    pub(crate) const PRESENT: &str = "Present";
    pub(crate) const PRESENT_TITLE: &str = "Present in large type (Alt+P)";
    pub(crate) const SAVED: &str = "Saved";
    pub(crate) const SAVED_TITLE: &str = "Saved scenarios";
    pub(crate) const NOTE: &str = "Note";
    pub(crate) const NOTE_TITLE: &str = "Note on this scenario";
    pub(crate) const HELP_TITLE: &str = "How this page works, in a minute";
    pub(crate) const FAILED: &str = "This could not be loaded. Try again.";
}

/// Terms of the glossary that the page explains where it shows them.
pub(crate) mod terms {
    /// The document that explains them.
    pub(crate) const GLOSSARY: &str = include_str!("../../../../docs/glossary.md");

    pub(crate) const AHEAD: &str = "comes out ahead";
    pub(crate) const RUNNER_UP: &str = "runner-up";
    pub(crate) const FLIP: &str = "flip";
    pub(crate) const RULED_OUT: &str = "ruled out";
    pub(crate) const ROLL_OUT: &str = "roll-out";
    pub(crate) const HORIZON: &str = "horizon";
    pub(crate) const VOLUME: &str = "crossover";
    pub(crate) const TTFT: &str = "time to first token (TTFT)";
    pub(crate) const CORRECT: &str = "correct overall";
    pub(crate) const MAP: &str = "decision map";
    pub(crate) const SCORE: &str = "score";

    #[cfg(test)]
    pub(crate) const ALL: [&str; 11] = [
        AHEAD, RUNNER_UP, FLIP, RULED_OUT, ROLL_OUT, HORIZON, VOLUME, TTFT, CORRECT, MAP, SCORE,
    ];

    pub(crate) fn button(term: &str) -> String {
        format!("Meaning of “{term}”")
    }

    pub(crate) const TITLE: &str = "Glossary";
    pub(crate) const MORE: &str = "All terms";
}

/// The presenter.
pub(crate) mod presenter {
    pub(crate) const SHOWN: &str = "Shown under the verdict";
    pub(crate) const LEAVE: &str = "Leave (Esc)";

    /// A part with the key that leads to it.
    pub(crate) fn part(number: usize, name: &str) -> String {
        format!("{number} {name}")
    }
}

/// The search over the page.
pub(crate) mod palette {
    pub(crate) const TITLE: &str = "Go to";
    pub(crate) const QUERY: &str = "Input, preset, chart, action or term";
    pub(crate) const RESULTS: &str = "Results";
    pub(crate) const ACTION: &str = "action";
    pub(crate) const PLACE: &str = "section";
    pub(crate) const PRESET: &str = "preset";
    pub(crate) const INPUT: &str = "input";
    pub(crate) const TERM: &str = "term";

    pub(crate) fn found(count: usize, most: usize, query: &str) -> String {
        match count {
            0 => format!("Nothing is found for “{}”.", query.trim()),
            1 => "1 result".to_owned(),
            _ if count == most => format!("The first {count} results"),
            _ => format!("{count} results"),
        }
    }
}

/// Saved scenarios.
pub(crate) mod saved {
    pub(crate) const TITLE: &str = "Saved scenarios";
    pub(crate) const ABOUT: &str = "Kept in this browser alone. A link holds the same and works everywhere.";
    pub(crate) const NO_STORAGE: &str = "This browser keeps nothing for this page, as in a sandboxed frame or with storage switched off. Copy the link instead: it holds the scenario.";
    pub(crate) const NOT_SAVED: &str =
        "Not saved: the browser refused it. Its storage may be full. Copy the link instead.";
    pub(crate) const NAME: &str = "Name";
    pub(crate) const SAVE: &str = "Save this scenario";
    pub(crate) const NONE: &str = "No scenario is saved yet.";
    pub(crate) const OPEN: &str = "Open";
    pub(crate) const DELETE: &str = "Delete";
    pub(crate) const EXPORT: &str = "Export all";
    pub(crate) const IMPORT: &str = "Import a file";
    pub(crate) const NEEDS_A_NAME: &str = "Not saved: type a name.";

    pub(crate) fn too_many(most: usize) -> String {
        format!("Not saved: at most {most} scenarios are kept. Delete one first.")
    }

    pub(crate) fn saved(name: &str) -> String {
        format!("Saved as “{name}”.")
    }

    pub(crate) fn rename(name: &str) -> String {
        format!("Name of “{name}”")
    }

    pub(crate) fn renamed(name: &str) -> String {
        format!("Renamed to “{name}”.")
    }

    pub(crate) fn name_taken(name: &str) -> String {
        format!("Not renamed: another scenario is called “{name}”.")
    }

    pub(crate) fn of(action: &str, name: &str) -> String {
        format!("{action} “{name}”")
    }

    pub(crate) fn deleted(name: &str) -> String {
        format!("Deleted “{name}”.")
    }

    pub(crate) const RESTORE: &str = "Restore it";

    pub(crate) fn imported(count: usize, refused: &[usize]) -> String {
        let taken = if count == 1 {
            "1 scenario is imported.".to_owned()
        } else {
            format!("{count} scenarios are imported.")
        };
        if refused.is_empty() {
            return taken;
        }
        let lines: Vec<String> = refused.iter().take(5).map(ToString::to_string).collect();
        let more = if refused.len() > 5 { " and others" } else { "" };
        format!(
            "{taken} Not read: line {}{more}. A line holds a name, a tab and a link of Forkcast.",
            lines.join(", ")
        )
    }
}

/// The note on a scenario.
pub(crate) mod note {
    pub(crate) const TITLE: &str = "Note on this scenario";
    pub(crate) const ABOUT: &str =
        "It goes into the link and the decision record: whoever gets them can read it.";
    pub(crate) const SAVE: &str = "Save the note";
    pub(crate) const REMOVE: &str = "Remove it";
    pub(crate) const TOO_LONG: &str = "Not saved: with this note the link would be longer than any that can be read. Shorten the note, or unpin a scenario.";

    pub(crate) fn left(count: usize) -> String {
        format!("{count} characters left")
    }
}

/// The first visit.
pub(crate) mod introduction {
    pub(crate) const TITLE: &str = "How this page works";
    pub(crate) const BACK: &str = "Back";
    pub(crate) const NEXT: &str = "Next";
    pub(crate) const DONE: &str = "Done";
    pub(crate) const CLOSE: &str = "Close the introduction";

    /// The steps, in order: the element that each is about, and what it says.
    pub(crate) const STEPS: [(&str, &str); 4] = [
        (
            "verdict",
            "This is the recommendation for the scenario, and what it costs. The bar shows how often each approach comes out ahead when the uncertain inputs vary.",
        ),
        (
            "control-change_days",
            "Move a slider to describe your system. The strip below it shows the recommendation at every value, in the colour of each approach.",
        ),
        (
            "nearest",
            "This is what would change it: the nearest values at which another approach is recommended.",
        ),
        (
            "copy-link",
            "The link holds the whole scenario. Send it, and others see the same figures. Help explains this again; Ctrl+K searches the page.",
        ),
    ];

    pub(crate) fn step(number: usize, of: usize) -> String {
        format!("{number} of {of}")
    }
}

/// The live session.
pub(crate) mod live {
    pub(crate) const TITLE: &str = "Live session";
    pub(crate) const ABOUT: &str = "One moves, all see: everyone with its address has the same scenario, and anyone can move it. It needs `forkcast serve`, which keeps the scenario in memory alone.";
    pub(crate) const BEGIN: &str = "Start a session";
    pub(crate) const LEAVE: &str = "Leave the session";
    pub(crate) const ADDRESS: &str = "Address of the session";
    pub(crate) const MARK: &str = "Live session";
    pub(crate) const NO_BACKEND: &str =
        "No backend answers here. A live session needs a page that `forkcast serve` serves.";
    pub(crate) const NEEDS_TOKEN: &str = "This server asks for its token.";
    pub(crate) const WRONG_TOKEN: &str = "This is not the server's token.";
    pub(crate) const TOKEN_TAKEN: &str = "The server knows this browser now.";
    pub(crate) const TOKEN: &str = "Token of the server";
    pub(crate) const SEND_TOKEN: &str = "Send";
    pub(crate) const INTERRUPTED: &str = "The connection is lost; the browser tries again.";
    pub(crate) const ENDED: &str = "Not in the session: it has ended, or the server asks for its token.";

    pub(crate) fn refused(message: &str) -> String {
        format!("The server refused: {message}.")
    }
}
