//! The texts of the workbench that people read, one module for each part of it. Another language replaces this file and the labels in the
//! rows of run fields (`protocol/src/measure/spec`).

pub(crate) mod quality;

/// The connection to a backend.
pub(crate) mod connection {
    pub(crate) use forkcast_parts::text::TRY_AGAIN;

    pub(crate) const ANOTHER_SERVER: &str = "Another server";
    pub(crate) const ADDRESS: &str = "Address";
    pub(crate) const ADDRESS_HINT: &str = "Empty for this page’s own server. Saved until this tab is closed.";
    pub(crate) const ADDRESS_EXAMPLE: &str = "https://bench.example.com/";
    pub(crate) const TOKEN: &str = "Token";
    pub(crate) const TOKEN_HINT: &str = "Not saved.";
    pub(crate) const CONNECT: &str = "Connect";

    pub(crate) const OWN_SERVER: &str = "This page’s server";
    pub(crate) const NO_BACKEND: &str = "This page is served from a static host, so it cannot run measurements. Run “forkcast serve” and open the page that it serves, or enter the address of another server. You can still open measurement files.";

    pub(crate) fn looking(server: &str) -> String {
        format!("{server}: looking …")
    }

    pub(crate) fn token_needed(server: &str) -> String {
        format!("{server} requires a token; ask whoever started it.")
    }

    pub(crate) fn connected(server: &str, machine: &str) -> String {
        format!("{server}: connected. It runs on {machine}.")
    }

    pub(crate) fn lost(server: &str, retrying: bool) -> String {
        if retrying {
            format!("{server}: connection lost. Results so far are kept; retrying.")
        } else {
            format!("{server}: connection lost; no longer retrying. Results so far are kept.")
        }
    }

    pub(crate) fn unkept(why: &str) -> String {
        format!("Results cannot be kept: {why}. What is measured now is lost when the server ends.")
    }

    pub(crate) const NOT_OURS: &str =
        "That address does not answer as a Forkcast server. Start one with “forkcast serve”.";
    pub(crate) const OWN_SILENT: &str =
        "This page’s own address does not answer. You may be offline, or its server may have stopped.";

    pub(crate) fn no_forkcast(status: u16) -> String {
        format!("It answered with status {status}, so it is not a Forkcast server.")
    }

    pub(crate) fn plain_http(host: &str) -> String {
        format!(
            "This page was loaded by https, and browsers do not let such pages call {host} by plain http. Give {host} a certificate, or open the page that it serves."
        )
    }

    pub(crate) fn local_network(host: &str) -> String {
        format!(
            "Browsers do not let public pages call {host}, on this computer’s own network, until you allow it. Simplest: run “forkcast serve” and open the page that it serves."
        )
    }

    pub(crate) fn unreachable(host: &str) -> String {
        format!(
            "The browser could not reach {host}, or was not allowed to: this page’s server lets it call only its own address, or {host} does not list this page’s origin as allowed. Simplest: open the page that {host} serves."
        )
    }

    pub(crate) fn enter_an_address() -> String {
        format!("Enter the address of a Forkcast server, such as {ADDRESS_EXAMPLE}")
    }

    pub(crate) fn not_a_web_address(typed: &str) -> String {
        format!("“{typed}” is not a web address; it must start with http:// or https://")
    }

    pub(crate) fn names_no_server(typed: &str) -> String {
        format!("“{typed}” does not name a server, as {ADDRESS_EXAMPLE} does")
    }

    pub(crate) const NO_ANSWER: &str = "The server did not answer.";
    pub(crate) const UNKNOWN_FORMAT: &str = "The server’s answer has an unknown format.";

    pub(crate) fn status(status: u16) -> String {
        format!("The server answered with status {status}.")
    }

    pub(crate) fn try_again_in(message: &str, seconds: u32) -> String {
        format!("{message} Try again in {seconds} s.")
    }
}

/// The form of a run.
pub(crate) mod form {
    use std::fmt::Display;

    pub(crate) use forkcast_parts::text::MEASURE;
    use forkcast_protocol::measure::RunKind;

    pub(crate) const ALL_KINDS: &str = "What to measure";
    const RUNNING: &str = "Running …";
    const MEASURE_ALL_THE_SAME: &str = "Measure all the same";
    pub(crate) const UNKEPT: &str = "The results of this run cannot be kept. Measure all the same?";

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
            RunKind::RagCost => "Cost of retrieval",
            RunKind::Reference => "Reference engine",
        }
    }

    /// What a kind of run measures.
    pub(crate) const fn about(kind: RunKind) -> &'static str {
        match kind {
            RunKind::Endpoint => {
                "Time to first token by prompt length and time per token, at a server that speaks the OpenAI protocol."
            }
            RunKind::Retrieval => "Embedding a query and searching a store, with recall.",
            RunKind::RagCost => {
                "The same endpoint with and without retrieved passages, in turn: the added time, stage by stage."
            }
            RunKind::Reference => {
                "A transformer of a named shape with random weights, on this server’s own processor or GPU."
            }
        }
    }

    pub(crate) const ENDPOINT: &str = "Endpoint";
    pub(crate) const STORE: &str = "Store";
    pub(crate) const LOAD: &str = "Load";
    pub(crate) const CLOSED_LOOP: &str = "Clients that wait for their answer";
    pub(crate) const OPEN_LOOP: &str = "Arrivals at a rate";
    pub(crate) const SHAPE: &str = "Shape";
    pub(crate) const DEVICE: &str = "Device";
    pub(crate) const TASK: &str = "Task";
    pub(crate) const PREFILL: &str = "Read a prompt";
    pub(crate) const DECODE: &str = "Write one more token";
    pub(crate) const TRAIN: &str = "One training step";
    pub(crate) const METHOD: &str = "Method";
    pub(crate) const LORA: &str = "LoRA";
    pub(crate) const QLORA: &str = "QLoRA";
    pub(crate) const FULL: &str = "Full";
    pub(crate) const ALL_METHODS: &str = "All three, in turn";

    /// A target, with its model or its software.
    pub(crate) fn target(name: &str, detail: &str) -> String {
        format!("{name} ({detail})")
    }

    pub(crate) const NO_ENDPOINT: &str = "No endpoint is configured on this server. Its operator adds one to the configuration file (“forkcast serve --help” explains how).";
    pub(crate) const NO_STORE: &str = "No store is configured on this server.";
    pub(crate) const NO_SHAPE: &str = "No shape of the reference engine fits this server’s memory.";

    pub(crate) fn accepted(accepted: impl Display, found: impl Display) -> String {
        format!("{accepted} is accepted here, not {found}")
    }
}

/// A followed run.
pub(crate) mod run {
    use forkcast_protocol::measure::RunState;

    pub(crate) const CANCEL: &str = "Cancel";
    pub(crate) const PROGRESS: &str = "Progress of the run";
    pub(crate) const CANCELLING: &str = "Cancelling …";
    pub(crate) const STARTED: &str = "Started.";

    /// `ahead` is the number of runs before it.
    pub(crate) fn queued(ahead: u32) -> String {
        match ahead {
            0 => "Next in the queue.".to_owned(),
            1 => "In the queue, one run before it.".to_owned(),
            n => format!("In the queue, {n} runs before it."),
        }
    }

    /// The phase of a run, and its steps where their number is known.
    pub(crate) fn phase(phase: &str, done: u64, total: u64) -> String {
        if total > 0 {
            format!("{phase}: {done} of {total}.")
        } else {
            format!("{phase}.")
        }
    }

    /// How a run ended: the reason, and the rows measured before.
    pub(crate) fn ended(state: RunState, error: Option<&str>, rows: usize) -> String {
        let had = match rows {
            0 => "Nothing was measured before that.".to_owned(),
            1 => "The one row measured before that is below.".to_owned(),
            n => format!("The {n} rows measured before that are below."),
        };
        let why = error.map_or(String::new(), |e| format!(": {}", e.trim_end_matches('.')));
        match state {
            RunState::Done => "Done.".to_owned(),
            RunState::Failed => format!("Failed{why}. {had}"),
            RunState::Cancelled => format!("Cancelled. {had}"),
            RunState::Interrupted => format!("The server stopped during the run{why}. {had}"),
            RunState::Queued | RunState::Running => "Not finished yet.".to_owned(),
        }
    }
}

/// Rows, distributions and comparisons.
pub(crate) mod results {
    use std::fmt::Display;

    use forkcast_engine::format;

    pub(crate) const TITLE: &str = "Results";
    pub(crate) const MEASURED_ROWS: &str = "Measured rows";
    pub(crate) const DIFFERENCES: &str = "Differences between two runs";
    /// Before the list of rows.
    pub(crate) const DISTRIBUTION_OF: &str = "Distribution of ";
    pub(crate) const COMPARE_WITH_THIS: &str = "Compare others with this";
    pub(crate) const STOP_COMPARING: &str = "Stop comparing";
    pub(crate) const DOWNLOAD: &str = "Download";

    /// Columns of every table of rows. Those after them are left out where no row fills them.
    pub(crate) const COLUMNS: [&str; 5] = ["Measurement", "p50 (95% interval)", "p95", "p99", "n"];
    pub(crate) const RECALL: &str = "Recall";
    pub(crate) const PREDICTED: &str = "Predicted";
    pub(crate) const RATIO: &str = "Measured ÷ predicted";
    pub(crate) const COMPARED_WITH: &str = "Compared with";
    pub(crate) const ANSWERS_PER_S: &str = "Answers per second";
    pub(crate) const GOOD_ANSWERS_PER_S: &str = "Good answers per second";
    pub(crate) const GOOD_SHARE: &str = "Share of good answers";
    pub(crate) const ERRORS: &str = "Errors";
    pub(crate) const PATH: &str = "Path";
    pub(crate) const NO_FIGURE: &str = "–";

    pub(crate) const DIFFERENCE_COLUMNS: [&str; 5] = [
        "Measurement",
        "This run, p50",
        "Other run, p50",
        "This ÷ other",
        "Distinguishable",
    ];

    pub(crate) const fn distinguishable(apart: bool) -> &'static str {
        if apart { "yes" } else { "no, the intervals overlap" }
    }

    /// Names of the curves of a distribution.
    pub(crate) const THIS_RUN: &str = "this run";
    pub(crate) const OTHER_RUN: &str = "other run";

    /// A time to three digits.
    pub(crate) fn time(ms: f64) -> String {
        match ms {
            x if x < 1.0 => format!("{x:.3} ms"),
            x if x < 10.0 => format!("{x:.2} ms"),
            x if x < 100.0 => format!("{x:.1} ms"),
            x => format::ms(x),
        }
    }

    pub(crate) fn with_interval(value: &str, low: &str, high: &str) -> String {
        format!("{value} ({low} to {high})")
    }

    /// In place of a percentile that takes more samples than there are.
    pub(crate) fn needs(samples: u64) -> String {
        format!("needs {} samples", format::count(samples as f64))
    }

    /// Another program's time for the same thing.
    pub(crate) fn peer(name: &str, ms: f64) -> String {
        format!("{name}: {}", time(ms))
    }

    /// Target with its software, machine and day.
    pub(crate) fn provenance(target: Option<(&str, &str)>, machine: Option<&str>, day: &str) -> String {
        let machine = machine.unwrap_or("an unnamed machine");
        let target = match target {
            Some((name, "")) => format!("{name}, "),
            Some((name, software)) => format!("{name} ({software}), "),
            None => String::new(),
        };
        format!("{target}measured on {machine}, {day}")
    }

    pub(crate) fn provenance_and_end(provenance: &str, end: &str) -> String {
        format!("{provenance}. {end}")
    }

    pub(crate) fn shares_no_row(title: &str, provenance: &str) -> String {
        format!("{title}, {provenance}: it shares no row with this run, so there is nothing to compare.")
    }

    pub(crate) fn compared(title: &str, provenance: &str) -> String {
        format!("Compared with {title}, {provenance}. Largest differences first.")
    }

    pub(crate) fn ceiling(label: &str, value: f64, unit: impl Display) -> String {
        format!("{label} {value:.3} {unit}")
    }

    pub(crate) fn ceilings(all: &[String]) -> String {
        format!(
            "Peak speed of this machine, measured in the same run: {}.",
            all.join("; ")
        )
    }
}

/// From a measurement to the scenario.
pub(crate) mod apply {
    use forkcast_engine::format;

    use super::results::time;

    pub(crate) const TITLE: &str = "Apply to the scenario";
    pub(crate) const NOTHING: &str = "It measures no input of the scenario, so there is nothing to apply.";
    pub(crate) const UNDO: &str = "Undo";
    /// Between an input and its new value.
    pub(crate) const COLON: &str = ": ";

    pub(crate) const fn apply(applied: bool, doubted: bool) -> &'static str {
        if applied {
            "Applied"
        } else if doubted {
            "Apply all the same"
        } else {
            "Apply"
        }
    }

    pub(crate) fn ask_again(why: &str) -> String {
        format!("{why} Apply it all the same?")
    }

    /// Model, machine and day, as the link keeps them.
    pub(crate) fn machine(model: Option<&str>, machine: Option<&str>) -> String {
        let machine = machine.unwrap_or("unnamed machine");
        model.map_or_else(|| machine.to_owned(), |model| format!("{model} on {machine}"))
    }

    pub(crate) fn machine_and_day(machine: &str, day: &str) -> String {
        format!("{machine}, {day}")
    }

    pub(crate) fn uses(measured: &str) -> String {
        format!("The scenario uses these values, marked as measured: {measured}")
    }

    pub(crate) use forkcast_parts::text::recommendation_changes;

    /// The headline, and the time to first token before and after, ms.
    pub(crate) fn stays(headline: &str, (before, after): (f64, f64)) -> String {
        format!(
            "The recommendation stays: “{headline}” Its time to first token, p95, goes from {} to {}",
            time(before),
            time(after)
        )
    }

    pub(crate) fn verdict_changes(before: &str, after: &str) -> String {
        format!("The recommended approach stays; its verdict goes from “{before}” to “{after}”")
    }

    // Where the figure of an input comes from.

    pub(crate) fn one_over_median(row: &str) -> String {
        format!("one second divided by the median of “{row}”")
    }

    pub(crate) fn median(row: &str) -> String {
        format!("the median of “{row}”")
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
                Self::P95 => "95th percentile",
                Self::Largest => "largest sample (too few for a 95th percentile)",
            }
        }
    }

    pub(crate) fn tail(tail: Tail, row: &str) -> String {
        format!("the {} of “{row}”", tail.name())
    }

    pub(crate) fn growth(lengths: usize) -> String {
        format!("from the growth of the medians over {lengths} prompt lengths")
    }

    pub(crate) fn extended(lengths: usize) -> String {
        format!("the line through the medians at {lengths} prompt lengths, extended to an empty prompt")
    }

    /// The start of an answer where the prompt lengths show no growth.
    pub(crate) fn less_prefill(row: &str, prefill_ms: f64, lengths: usize) -> String {
        let why = if lengths > 1 {
            "longer prompts took no longer"
        } else {
            "one prompt length was measured"
        };
        format!(
            "the median of “{row}” minus the model’s prefill time of {} ({why})",
            time(prefill_ms)
        )
    }

    pub(crate) fn plus_spread(tail: Tail, row: &str) -> String {
        format!(
            "the same, plus the distance from the median to the {} of “{row}”",
            tail.name()
        )
    }

    pub(crate) fn tokens_over_median(tokens: f64, row: &str) -> String {
        format!(
            "{} tokens divided by the median of “{row}”",
            format::count(tokens)
        )
    }

    pub(crate) fn step_over_median(tokens: f64, row: &str) -> String {
        format!(
            "{} tokens of a step divided by the median of “{row}”",
            format::count(tokens)
        )
    }
}

/// Whether a measurement fits the scenario.
pub(crate) mod comparable {
    pub(crate) const HOSTED: &str = "hosted";
    pub(crate) const ON_GPUS: &str = "on GPUs";

    pub(crate) fn no_model(used: &str) -> String {
        format!(
            "The measurement does not say which model answered. Your scenario uses {used}: measure an endpoint that serves it."
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
            Measured::Model(model) => format!("Measured on the model “{model}”"),
            Measured::Shape(shape, machine) => format!(
                "Measured on {shape}, {}",
                machine.unwrap_or("a machine that is not named")
            ),
        };
        let instead = gpu.map_or_else(
            || format!("measure an endpoint that serves {used}"),
            |gpu| format!("measure {used}, or its shape on {gpu}"),
        );
        format!(
            "{measured}. Your scenario uses {used}, {runs}: its times are not comparable. To compare, {instead}, or choose in the scenario what was measured."
        )
    }

    pub(crate) fn far_off(row: &str, ratio: f64) -> String {
        format!("“{row}” took {ratio:.1} times as long as predicted: something else may have been measured.")
    }
}

/// Earlier runs and files.
pub(crate) mod records {
    pub(crate) use forkcast_parts::text::{OPEN, PASTE};
    use forkcast_protocol::measure::RunState;

    pub(crate) const OF_THIS_SERVER: &str = "Runs of this server";
    pub(crate) const BACK: &str = "Back to the current run";
    pub(crate) const NO_RUN: &str = "No run on this server yet.";
    pub(crate) const NO_SERVER: &str = "No server is connected.";
    pub(crate) const SHIPPED: &str = "Shipped with this page";
    pub(crate) const FROM_A_FILE: &str = "From a file";
    pub(crate) const OPEN_A_FILE: &str = "Open a file written by “forkcast measure”";
    pub(crate) const PASTED: &str = "A measurement as JSON";
    pub(crate) const NO_LIST: &str = "The list could not be loaded.";
    pub(crate) const NOT_LOADED: &str = "The file could not be loaded.";

    pub(crate) const DELETE: &str = "Delete";
    pub(crate) const DELETE_ALL: &str = "Delete all";
    pub(crate) const REALLY_DELETE: &str = "Really delete?";
    pub(crate) const DELETE_ENDED: &str = "Delete every run that has ended";

    pub(crate) fn delete(title: &str, day: &str) -> String {
        format!("Delete {title} of {day}")
    }

    /// When a run started, and its state.
    pub(crate) fn day_and_state(day: &str, state: RunState) -> String {
        let state = match state {
            RunState::Queued => "in the queue",
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Failed => "failed",
            RunState::Cancelled => "cancelled",
            RunState::Interrupted => "interrupted",
        };
        format!("{day} UTC, {state}")
    }

    pub(crate) fn shown(title: &str) -> String {
        format!("Shown: {title}")
    }

    pub(crate) fn not_opened(why: &str) -> String {
        format!("The file could not be opened. {why}")
    }
}

/// Measurement files.
pub(crate) mod file {
    use forkcast_parts::text::{EMPTY_FILE, longer_than};
    use forkcast_protocol::measure::MEASUREMENT_VERSION;
    use forkcast_protocol::measure::file::{FileError, LONGEST};

    const ACCEPTED: &str =
        "Accepted is the JSON written by “forkcast measure --output FILE” or by “Download” here.";

    pub(crate) fn not_read(error: &FileError) -> String {
        match error {
            FileError::Empty => format!("{EMPTY_FILE} {ACCEPTED}"),
            FileError::TooLong => format!("{} {ACCEPTED}", longer_than(LONGEST)),
            FileError::NotJson(e) => format!(
                "Line {}, column {}: this is not JSON ({e}). {ACCEPTED}",
                e.line(),
                e.column()
            ),
            FileError::Newer(version) => format!(
                "It has version {version}, written by a newer Forkcast; this page reads versions up to {MEASUREMENT_VERSION}. Open it in the page of the program that wrote it."
            ),
            FileError::NoVersion => format!(
                "Line 1, column 1: it has no `schema_version` above 0, so it is not a measurement. {ACCEPTED}"
            ),
            FileError::NotAMeasurement(e) => {
                format!("Line {}, column {}: {e}. {ACCEPTED}", e.line(), e.column())
            }
        }
    }
}
