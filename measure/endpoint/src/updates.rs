//! The updates that a runner sends, and its error: the same for every kind of run.

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

    /// Sends an update.
    pub fn send(&self, update: Update) {
        let _ = self.0.send(update);
    }

    /// Sends the progress of the current phase.
    pub fn progress(&self, phase: &str, done: u64, total: u64) {
        self.send(Update::Progress {
            phase: phase.to_owned(),
            done,
            total,
        });
    }

    /// Sends a warning for the reader.
    pub fn warn(&self, text: impl Into<String>) {
        self.send(Update::Warning { text: text.into() });
    }
}

/// The reason why a run ended early. Its `Display` says what is wrong and what to do; it never holds an address or a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RunError(String);

impl RunError {
    /// An error with that text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}
