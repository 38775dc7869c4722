//! Ends of runs, also those that cannot be written.

use std::collections::BTreeMap;
use std::sync::MutexGuard;

use forkcast_protocol::measure::RunState;
use forkcast_protocol::visible::visible;
use jiff::Timestamp;

use super::{Runs, locked};
use crate::terminal;
use crate::text::runs as text;

/// How a run ended.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) state: RunState,
    pub(super) error: Option<String>,
    pub(super) at: String,
}

impl Runs {
    /// Ends a run whose task panicked. Its end is remembered before it is written, for what has failed may fail once more.
    pub(super) async fn break_off(&self, id: &str) {
        self.queue().running = None;
        if self.0.history.is_open(id) {
            self.remember(id, RunState::Failed, Some(text::BROKEN.to_owned()));
        }
        let _ = self.aside(Self::write_what_is_left).await;
    }

    /// Ends a run. Where that cannot be written it is remembered and written as soon as it can be: nobody waits for a full disk.
    pub(super) fn finish(&self, id: &str, state: RunState, error: Option<&str>) {
        let error = error.map(visible);
        if let Err(why) = self.state(id, state, error.as_deref(), None) {
            terminal::say(text::end_unkept(why));
            self.remember(id, state, error.map(std::borrow::Cow::into_owned));
        }
    }

    /// Remembers the end of a run that is not written.
    pub(super) fn remember(&self, id: &str, state: RunState, error: Option<String>) {
        let end = End {
            state,
            error,
            at: Timestamp::now().to_string(),
        };
        self.unwritten().insert(id.to_owned(), end);
        // Whoever waits for the end looks again.
        self.0.latest.send_modify(|_| ());
    }

    pub(super) fn unwritten(&self) -> MutexGuard<'_, BTreeMap<String, End>> {
        locked(&self.0.unwritten)
    }

    /// Writes ends that could not be written before, as far as that goes now. They are known all the while.
    pub(super) fn write_what_is_left(&self) {
        let Ok(_writing) = self.0.writing.try_lock() else {
            // Another does it.
            return;
        };
        let ends = self.unwritten().clone();
        for (id, end) in ends {
            if self.state(&id, end.state, end.error.as_deref(), None).is_ok() {
                self.unwritten().remove(&id);
            }
        }
    }
}
