//! What a runner tells, and how it fails: the same for every kind of run.

use std::fmt;

use forkcast_protocol::measure::Update;
use tokio::sync::mpsc;

/// Where a runner's updates go. A reader that went away is no reason to stop.
#[derive(Clone, Debug)]
pub struct Updates(mpsc::UnboundedSender<Update>);

impl Updates {
    /// A channel of updates.
    #[must_use]
    pub fn channel() -> (Self, mpsc::UnboundedReceiver<Update>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Tells.
    pub fn tell(&self, update: Update) {
        let _ = self.0.send(update);
    }

    /// Tells how far the present phase is.
    pub fn progress(&self, phase: &str, done: u64, total: u64) {
        self.tell(Update::Progress {
            phase: phase.to_owned(),
            done,
            total,
        });
    }

    /// Tells something the reader should know.
    pub fn warn(&self, text: impl Into<String>) {
        self.tell(Update::Warning { text: text.into() });
    }
}

/// Why a run ended before its time. Its `Display` says what was wrong and what to do; it never holds an address or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError(String);

impl RunError {
    /// An error with that text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RunError {}
