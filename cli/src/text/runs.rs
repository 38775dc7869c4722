//! Runs: their queue, their ends, their results, and the figures about them.

use std::fmt::Display;

/// The end of a run that waited when the server ended.
pub(crate) const BEFORE_ITS_TURN: &str = "the server ended before its turn";
/// The end of a run that the server broke off by ending.
pub(crate) const UNDER_WAY: &str = "the server ended while the run was under way";
/// The end of a run in which the program itself failed.
pub(crate) const BROKEN: &str =
    "Forkcast itself failed in this run: please report it, with what the server wrote to standard error";
pub(crate) const TOO_SLOW: &str = "the results could not be read within two seconds";

pub(crate) fn queue_full(waiting: usize, seconds: u32) -> String {
    format!("a run is under way and {waiting} wait: try again in {seconds} s, or cancel one")
}

pub(crate) fn unkept(reason: impl Display) -> String {
    format!("results cannot be kept: {reason}")
}

pub(crate) fn in_memory(error: impl Display) -> String {
    format!("{error}; until this server ends they are in its memory")
}

pub(crate) fn ask_for_unkept(reason: &str) -> String {
    format!(
        "results cannot be kept ({reason}): ask with ?unkept=true for a run whose results end with the server"
    )
}

pub(crate) fn end_unkept(error: impl Display) -> String {
    format!("the end of a run could not be kept, and is tried again: {error}")
}

/// The results of a run, or of all runs of a command.
pub(crate) fn results_unkept(error: impl Display) -> String {
    format!("the results cannot be kept: {error}")
}

pub(crate) fn too_many_streams(most: usize) -> String {
    format!("{most} event streams are open: close one, or share one among tabs")
}

pub(crate) fn stream_ends(error: impl Display) -> String {
    format!("a stream ends, as the results cannot be read: {error}")
}

/// Reasons why results cannot be kept or found.
pub(crate) mod history {
    use std::path::Path;

    pub(crate) const NEWER: &str = "a newer Forkcast wrote this file of results, so this one leaves it alone: use the newer program, or name another file with \
         --database FILE";
    pub(crate) const UNREADABLE: &str =
        "another version of Forkcast wrote that run, and this one cannot read it";
    pub(crate) const NO_PLAIN_FILE: &str = "this is no plain file";

    /// `holder` is the process that has the file, where it is known.
    pub(crate) fn held(file: &Path, holder: Option<u32>) -> String {
        let holder = holder.map_or_else(
            || "another program".to_owned(),
            |id| format!("another Forkcast (process {id})"),
        );
        format!(
            "{holder} holds the results in {}: end it, or name another file with --database FILE",
            file.display()
        )
    }
}

/// Help of the figures for monitoring.
pub(crate) mod figures {
    pub(crate) const QUEUE: &str = "Runs in the queue.";
    pub(crate) const UNDER_WAY: &str = "Whether a run is executing.";
    pub(crate) const STREAMS: &str = "Open event streams.";
    pub(crate) const LAST_EVENT: &str = "Number of the last event.";
    pub(crate) const RUNS: &str = "Runs in the history, by state.";
}
