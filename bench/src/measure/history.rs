//! What was measured, in SQLite: written as it comes, so that a program killed at any moment loses at most the sample in flight.
//!
//! Every event is a row with a number that only grows, over restarts too: a stream resumes where it broke off. An update that a later
//! one replaces (progress, a series so far) is dropped when the later one is written; what is left is all that matters.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use forkcast_protocol::measure::{Event, Measurement, RunSpec, RunState, RunSummary, Update};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// How long another program that holds the file is waited for: one that is about to end lets go soon.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why results cannot be kept or found.
#[derive(Debug)]
pub struct HistoryError(String);

impl std::fmt::Display for HistoryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the results cannot be kept: {}", self.0)
    }
}

impl std::error::Error for HistoryError {}

impl From<rusqlite::Error> for HistoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for HistoryError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// An event with its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// Its number.
    pub n: i64,
    /// The event.
    pub event: Event,
}

/// The runs and their events.
#[derive(Debug)]
pub struct History(Mutex<Connection>);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS runs (
        id TEXT PRIMARY KEY, created TEXT NOT NULL, ended TEXT, state TEXT NOT NULL, spec TEXT NOT NULL, error TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS events (
        n INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES runs (id), subject TEXT, body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS events_of_a_run ON events (run, n);
";

impl History {
    /// The results in a file, made where there is none. The file is this program's alone while it is open: another that marked its
    /// runs as interrupted would be wrong.
    ///
    /// # Errors
    /// A folder that cannot be written to, a file that is no database, or one that another program holds.
    pub fn open(path: &Path) -> Result<Self, HistoryError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| HistoryError(format!("{}: {error}", folder.display())))?;
        }
        let connection =
            Connection::open(path).map_err(|error| HistoryError(format!("{}: {error}", path.display())))?;
        Self::of(connection)
    }

    /// Results that end with the program.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn in_memory() -> Result<Self, HistoryError> {
        Self::of(Connection::open_in_memory()?)
    }

    fn of(connection: Connection) -> Result<Self, HistoryError> {
        connection.busy_timeout(PATIENCE)?;
        // With a write-ahead log a killed program loses nothing that was committed; `normal` may lose the last moments when the
        // machine itself loses power, and never the file.
        connection.pragma_update(None, "locking_mode", "exclusive")?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection
            .execute_batch(SCHEMA)
            .map_err(|error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy) => {
                    HistoryError("another Forkcast keeps its results there".to_owned())
                }
                _ => error.into(),
            })?;
        Ok(Self(Mutex::new(connection)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // Each use is one statement or one transaction, so a panic in between leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks what an ended program left undone as interrupted. Gives how many runs there were.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn recover(&self) -> Result<usize, HistoryError> {
        let undone: Vec<String> = {
            let connection = self.lock();
            let mut rows = connection.prepare("SELECT id FROM runs WHERE state IN ('queued', 'running')")?;
            let ids = rows.query_map([], |row| row.get(0))?;
            ids.collect::<Result<_, _>>()?
        };
        for run in &undone {
            self.state(
                run,
                RunState::Interrupted,
                Some("the server ended while the run was under way"),
                None,
            )?;
        }
        Ok(undone.len())
    }

    /// Keeps a run that was accepted.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn accept(&self, run: &Measurement) -> Result<(), HistoryError> {
        self.lock().execute(
            "INSERT INTO runs (id, created, state, spec) VALUES (?1, ?2, ?3, ?4)",
            params![
                run.id,
                run.created,
                word(run.state),
                serde_json::to_string(&run.spec)?
            ],
        )?;
        Ok(())
    }

    /// Keeps a run's new state, and gives its event's number.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn state(
        &self,
        run: &str,
        state: RunState,
        error: Option<&str>,
        ahead: Option<u32>,
    ) -> Result<i64, HistoryError> {
        let ended = state.is_final().then(|| Timestamp::now().to_string());
        let event = Event::State {
            run: run.to_owned(),
            state,
            error: error.map(str::to_owned),
            ahead,
        };
        let mut connection = self.lock();
        let change = connection.transaction()?;
        change.execute(
            "UPDATE runs SET state = ?2, ended = coalesce(?3, ended), error = coalesce(?4, error) WHERE id = ?1",
            params![run, word(state), ended, error],
        )?;
        change.execute(
            "INSERT INTO events (run, body) VALUES (?1, ?2)",
            params![run, serde_json::to_string(&event)?],
        )?;
        let n = change.last_insert_rowid();
        change.commit()?;
        Ok(n)
    }

    /// Keeps what a runner told.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn update(&self, run: &str, update: Update) -> Result<i64, HistoryError> {
        let subject = match &update {
            Update::Progress { .. } => Some("progress".to_owned()),
            Update::Series(series) => Some(format!("series {}", series.key)),
            Update::Ceiling(ceiling) => Some(format!("ceiling {}", ceiling.key)),
            Update::Machine(_) => Some("machine".to_owned()),
            Update::Target(_) => Some("target".to_owned()),
            Update::Warning { .. } => None,
        };
        let event = Event::Update {
            run: run.to_owned(),
            update,
        };
        let mut connection = self.lock();
        let change = connection.transaction()?;
        change.execute(
            "INSERT INTO events (run, subject, body) VALUES (?1, ?2, ?3)",
            params![run, subject, serde_json::to_string(&event)?],
        )?;
        let n = change.last_insert_rowid();
        if subject.is_some() {
            change.execute(
                "DELETE FROM events WHERE run = ?1 AND subject = ?2 AND n < ?3",
                params![run, subject, n],
            )?;
        }
        change.commit()?;
        Ok(n)
    }

    /// Events past `after`, of one run or of all, oldest first, at most `most`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn events(&self, run: Option<&str>, after: i64, most: u32) -> Result<Vec<Numbered>, HistoryError> {
        let connection = self.lock();
        let mut rows = connection.prepare_cached(
            "SELECT n, body FROM events WHERE n > ?1 AND (?2 IS NULL OR run = ?2) ORDER BY n LIMIT ?3",
        )?;
        let found = rows.query_map(params![after, run, most], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut events = Vec::new();
        for row in found {
            let (n, body) = row?;
            events.push(Numbered {
                n,
                event: serde_json::from_str(&body)?,
            });
        }
        Ok(events)
    }

    /// The number of the last event; 0 before the first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last(&self) -> Result<i64, HistoryError> {
        let last = self.lock().query_row("SELECT max(n) FROM events", [], |row| {
            row.get::<_, Option<i64>>(0)
        })?;
        Ok(last.unwrap_or(0))
    }

    /// The runs, newest first. One that another version of the program wrote and this one cannot read is left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn list(&self, most: u32) -> Result<Vec<RunSummary>, HistoryError> {
        let connection = self.lock();
        let mut rows = connection.prepare_cached(
            "SELECT id, state, created, spec FROM runs ORDER BY created DESC, id DESC LIMIT ?1",
        )?;
        let found = rows.query_map([most], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })?;
        let mut runs = Vec::new();
        for row in found {
            let (id, state, created, spec) = row?;
            let (Ok(spec), Ok(state)) = (serde_json::from_str::<RunSpec>(&spec), state_of(&state)) else {
                continue;
            };
            runs.push(RunSummary {
                id,
                title: spec.title(),
                state,
                created,
                spec,
            });
        }
        Ok(runs)
    }

    /// A run with all that is kept of it; none where there is no such run.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn find(&self, id: &str) -> Result<Option<Measurement>, HistoryError> {
        let row = self
            .lock()
            .query_row(
                "SELECT created, ended, state, spec, error FROM runs WHERE id = ?1",
                [id],
                |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, Option<String>>(1)?,
                        row.get::<_, String>(2)?,
                        row.get::<_, String>(3)?,
                        row.get::<_, Option<String>>(4)?,
                    ))
                },
            )
            .optional()?;
        let Some((created, ended, state, spec, error)) = row else {
            return Ok(None);
        };
        let mut run = Measurement::accepted(id.to_owned(), created, serde_json::from_str(&spec)?);
        run.ended = ended;
        run.state = state_of(&state)?;
        run.error = error;
        for Numbered { event, .. } in self.events(Some(id), 0, u32::MAX)? {
            if let Event::Update { update, .. } = event {
                run.take(update);
            }
        }
        Ok(Some(run))
    }
}

fn word(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "queued",
        RunState::Running => "running",
        RunState::Done => "done",
        RunState::Failed => "failed",
        RunState::Cancelled => "cancelled",
        RunState::Interrupted => "interrupted",
    }
}

fn state_of(word: &str) -> Result<RunState, HistoryError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(HistoryError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_cannot_be_read_hides_no_other() {
        let history = History::in_memory().expect("a database");
        let insert = |id: &str, state: &str, spec: &str| {
            let known =
                "INSERT INTO runs (id, created, state, spec) VALUES (?1, '2026-11-24T00:00:00Z', ?2, ?3)";
            history
                .lock()
                .execute(known, params![id, state, spec])
                .expect("a row");
        };
        let spec = r#"{"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 64, "k": 5, "queries": 100, "warmup": 5, "concurrency": 1, "embed": false}"#;
        insert("good", "done", spec);
        insert("later-spec", "done", r#"{"kind": "telepathy"}"#);
        insert("later-state", "dreaming", spec);
        let listed: Vec<String> = history
            .list(10)
            .expect("a list")
            .into_iter()
            .map(|run| run.id)
            .collect();
        assert_eq!(listed, ["good"]);
    }
}
