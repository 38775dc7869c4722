//! How many runs there are in each state, kept beside the rows: figures for monitoring never wait for the database.

use std::collections::BTreeMap;

use forkcast_protocol::measure::RunState;
use rusqlite::Connection;

use super::{HistoryError, word};

/// Asks for the number of runs by state, which an index holds.
pub(super) const COUNT: &str = "SELECT state, count(*) FROM runs GROUP BY state";

/// The numbers of runs, as they are written.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By the word of the state, which may be that of another version.
    by_state: BTreeMap<String, u64>,
    /// Runs that have not ended, with their state: those of a queue and the one under way.
    open: BTreeMap<String, String>,
}

impl Tally {
    /// Counts the rows, once.
    pub(super) fn load(connection: &Connection) -> Result<Self, HistoryError> {
        let mut counts = connection.prepare(COUNT)?;
        let counts = counts.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        let by_state = counts.collect::<Result<_, _>>()?;
        let mut open =
            connection.prepare("SELECT id, state FROM runs WHERE state IN ('queued', 'running')")?;
        let open = open.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let open = open.collect::<Result<_, _>>()?;
        Ok(Self { by_state, open })
    }

    /// A run has another state, or its first one.
    pub(super) fn moved(&mut self, id: &str, from: Option<&str>, to: RunState) {
        if let Some(from) = from {
            self.left(from);
        }
        *self.by_state.entry(word(to).to_owned()).or_default() += 1;
        if to.is_final() {
            self.open.remove(id);
        } else {
            self.open.insert(id.to_owned(), word(to).to_owned());
        }
    }

    /// A run of that state is deleted, or has another.
    pub(super) fn left(&mut self, state: &str) {
        if let Some(count) = self.by_state.get_mut(state) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_state.remove(state);
            }
        }
    }

    /// Whether the run has not ended, as it is written.
    pub(super) fn is_open(&self, id: &str) -> bool {
        self.open.contains_key(id)
    }

    /// The numbers, where some runs have ended and that is not written yet.
    pub(super) fn with_ends<'e>(
        &self,
        ends: impl Iterator<Item = (&'e str, RunState)>,
    ) -> BTreeMap<String, u64> {
        let mut counted = Self {
            by_state: self.by_state.clone(),
            open: BTreeMap::new(),
        };
        for (id, state) in ends {
            if let Some(written) = self.open.get(id) {
                counted.moved(id, Some(written), state);
            }
        }
        counted.by_state
    }
}
