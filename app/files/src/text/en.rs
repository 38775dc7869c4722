//! The texts of *From your own files* that people read, one module for each part of it. Another language replaces this file.

/// The worker.
pub(crate) mod read {
    pub(crate) const CHANGED: &str =
        "the browser cannot read it any more; it was changed or removed since it was chosen";

    /// Of a folder with a history of git.
    pub(crate) fn history(files: &[String]) -> String {
        let folder = files.first().map_or("FOLDER", String::as_str);
        format!(
            "A browser cannot read the git history of {folder}, and a clone sets the times of its files anew, so how fast documents change is not observed here. The command line reads the history: forkcast observe corpus {folder}"
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
            Standing::Assumed => "assumed",
            Standing::Set => "set",
            Standing::Observed => "observed",
        };
        format!("today: {value}, {standing}")
    }

    /// The interval is missing if the value was counted.
    pub(crate) fn observed(value: &str, interval: Option<(String, String)>, n: f64) -> String {
        let interval = interval.map_or_else(
            || " (counted)".to_owned(),
            |(low, high)| format!(" ({low} to {high})"),
        );
        format!("observed: {value}{interval}, n={}", count(n))
    }

    /// A bound that the input keeps already.
    pub(crate) fn kept(note: &str) -> String {
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("; {note}")
        };
        format!("it stays, because it keeps this bound{note}")
    }

    pub(crate) fn stays(headline: &str) -> String {
        format!("The recommendation stays: “{headline}”")
    }

    pub(crate) fn verdict_changes(before: &str, after: &str) -> String {
        format!("The recommended approach stays; its verdict goes from “{before}” to “{after}”")
    }
}

/// The card.
pub(crate) mod panel {
    use crate::model::Choice;

    pub(crate) const DROP: &str = "Drop files or a folder here, or";
    pub(crate) const CHOOSE_FILES: &str = "Choose files";
    pub(crate) const CHOOSE_FOLDER: &str = "Choose a folder";
    pub(crate) const READ_AS: &str = "Read as";
    pub(crate) const ACCEPTED: &str = "Examples: JSONL of OpenAI, Together, Fireworks, Alpaca or ShareGPT, or prompt and completion. Logs: JSONL, JSON or CSV of OpenAI, Anthropic, Gemini, LiteLLM, Langfuse, Helicone or OpenTelemetry. Documents: a folder, sitemap.xml, or a CSV with the columns bytes and modified. Each may be gzip.";
    pub(crate) const PRIVATE: &str = "Files are read in this browser and sent nowhere. Only totals, intervals and file names are kept; no text of a prompt, an answer or a document is.";
    pub(crate) const NO_WORKER: &str = "Files are read in a worker, and this browser allows none here. Open Forkcast in a tab of its own, or use the command line: forkcast observe examples, logs or corpus.";
    pub(crate) const WORKER_FAILED: &str = "The reading has stopped; the browser may have run out of memory. The command line reads the same files: forkcast observe examples, logs or corpus.";
    pub(crate) const NOTHING: &str = "Nothing was chosen that can be read.";
    pub(crate) const CANCEL: &str = "Cancel";
    pub(crate) const CANCELLED: &str = "Cancelled.";
    pub(crate) const LISTING: &str = "Looking through the folder …";
    pub(crate) const PROGRESS: &str = "Bytes read";
    pub(crate) const ADD_BILL: &str = "Compare with a bill (CSV)";
    pub(crate) const SAVE: &str = "Save as JSON";
    pub(crate) const INPUTS: &str = "Inputs that this sets";
    pub(crate) const NO_INPUTS: &str = "It sets no input.";
    pub(crate) const SUMMARY: &str = "What was observed";
    pub(crate) const UNDO: &str = "Undo";

    pub(crate) const fn choice(choice: Choice) -> &'static str {
        match choice {
            Choice::ByContent => "what they look like",
            Choice::Examples => "examples",
            Choice::Logs => "logs",
            Choice::Documents => "documents",
        }
    }

    pub(crate) fn apply(chosen: usize) -> String {
        match chosen {
            1 => "Apply 1 input".to_owned(),
            n => format!("Apply {n} inputs"),
        }
    }

    pub(crate) fn reading(read: f64, all: f64) -> String {
        let mb = |bytes: f64| bytes / 1e6;
        if all >= 1e6 {
            format!("Reading: {:.0} of {:.0} MB", mb(read), mb(all))
        } else {
            "Reading …".to_owned()
        }
    }

    pub(crate) fn uses(origin: &str) -> String {
        format!("The scenario uses these values. Origin in link and record: observed: {origin}")
    }
}
