//! What was measured, in SQLite: written as it comes, so that a program killed at any moment loses at most the sample in flight.
//!
//! Every event is a row with a number that only grows, over restarts too: a stream resumes where it broke off. An update that a later
//! one replaces (progress, a series so far) is dropped when the later one is written; what is left is all that matters.

mod error;
mod holder;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use forkcast_protocol::measure::{Event, Measurement, Pruned, RunSpec, RunState, RunSummary, Update};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::text::runs as text;
pub use error::HistoryError;
use holder::Holder;
use tally::Tally;

/// How long another program that holds the file is waited for: one that is about to end lets go soon.
const PATIENCE: Duration = Duration::from_secs(2);
/// Version of the tables, kept in the file. A file of a later one is left alone.
const VERSION: i64 = 1;

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
pub struct History {
    connection: Mutex<Connection>,
    /// Changed only while the connection is locked, and read without it.
    tally: Mutex<Tally>,
    /// Keeps other programs from the file while this one has it open.
    _holder: Option<Holder>,
    /// The file; none in memory.
    file: Option<PathBuf>,
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS runs (
        id TEXT PRIMARY KEY, created TEXT NOT NULL, ended TEXT, state TEXT NOT NULL, spec TEXT NOT NULL, error TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS events (
        n INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES runs (id), subject TEXT, body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS events_of_a_run ON events (run, n);
    CREATE INDEX IF NOT EXISTS runs_by_state ON runs (state);
    CREATE INDEX IF NOT EXISTS runs_by_time ON runs (created, id);
";

impl History {
    /// The results in a file, made where there is none, with what an ended program left undone marked as interrupted. The file is this
    /// program's alone while it is open: another that marked its runs as interrupted would be wrong.
    ///
    /// # Errors
    /// [`HistoryError::Held`] for a file that another program holds; otherwise a folder or file that cannot be written, that is no
    /// database, or that a newer program wrote.
    pub fn open(path: &Path) -> Result<Self, HistoryError> {
        let unusable = |error: std::io::Error| HistoryError::Unusable(format!("{}: {error}", path.display()));
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(unusable)?;
        }
        let holder = Holder::take(path)?;
        make_private(path).map_err(unusable)?;
        let at = |error: HistoryError| error.at(path);
        let connection = Connection::open(path).map_err(HistoryError::from).map_err(at)?;
        let mut history = Self::of(connection, Some(holder)).map_err(at)?;
        history.file = Some(path.to_owned());
        history.recover().map_err(at)?;
        Ok(history)
    }

    /// Results that end with the program.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn in_memory() -> Result<Self, HistoryError> {
        Self::of(Connection::open_in_memory()?, None)
    }

    fn of(connection: Connection, holder: Option<Holder>) -> Result<Self, HistoryError> {
        prepare(&connection)?;
        let tally = Tally::load(&connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
            tally: Mutex::new(tally),
            _holder: holder,
            file: None,
        })
    }

    /// The file; none where results end with the program.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Writes something that changes nothing.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub fn try_to_write(&self) -> Result<(), HistoryError> {
        Ok(self.lock().pragma_update(None, "user_version", VERSION)?)
    }

    /// Goes on in memory with all that can be read of what there is. The file stays as it is.
    ///
    /// # Errors
    /// What SQLite says of the tables in memory.
    pub fn move_to_memory(&self) -> Result<(), HistoryError> {
        let memory = Connection::open_in_memory()?;
        prepare(&memory)?;
        let mut connection = self.lock();
        // A part that is damaged ends what is copied of its table, and nothing else.
        let _ = copied(
            &connection,
            &memory,
            "runs",
            "id, created, ended, state, spec, error",
        );
        let _ = copied(&connection, &memory, "events", "n, run, subject, body");
        let last: Option<i64> = connection
            .query_row(
                "SELECT seq FROM sqlite_sequence WHERE name = 'events'",
                [],
                |row| row.get(0),
            )
            .ok();
        if let Some(last) = last {
            // Numbers go on where they were, though the events that had the last of them may be deleted.
            memory.execute("DELETE FROM sqlite_sequence WHERE name = 'events'", [])?;
            memory.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?1)",
                [last],
            )?;
        }
        *self.tally() = Tally::load(&memory)?;
        *connection = memory;
        Ok(())
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // Each use is one statement or one transaction, so a panic in between leaves nothing half done.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps everybody else from what is kept, as a disk does that takes its time.
    #[cfg(test)]
    pub(crate) fn hold_up(&self) -> impl Drop + '_ {
        self.lock()
    }

    /// Refuses every write from now on, or no more, as a full disk does.
    #[cfg(test)]
    pub(crate) fn refuse_writes(&self, refused: bool) {
        self.lock()
            .pragma_update(None, "query_only", refused)
            .expect("a pragma");
    }

    /// Marks what an ended program left undone as interrupted. Gives how many runs there were.
    fn recover(&self) -> Result<usize, HistoryError> {
        let undone: Vec<(String, String)> = {
            let connection = self.lock();
            let mut rows =
                connection.prepare("SELECT id, state FROM runs WHERE state IN ('queued', 'running')")?;
            let ids = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            ids.collect::<Result<_, _>>()?
        };
        for (run, state) in &undone {
            let why = if state == "queued" {
                text::BEFORE_ITS_TURN
            } else {
                text::UNDER_WAY
            };
            self.state(run, RunState::Interrupted, Some(why), None)?;
        }
        Ok(undone.len())
    }

    /// Keeps a run that was accepted, with its first event, and gives that event's number.
    ///
    /// # Errors
    /// What SQLite says; then nothing of the run is kept.
    pub fn accept(&self, run: &Measurement, ahead: Option<u32>) -> Result<i64, HistoryError> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        change.execute(
            "INSERT INTO runs (id, created, state, spec) VALUES (?1, ?2, ?3, ?4)",
            params![
                run.id,
                run.created,
                word(run.state),
                serde_json::to_string(&run.spec)?
            ],
        )?;
        let n = tell_state(&change, &run.id, run.state, None, ahead)?;
        change.commit()?;
        self.tally().moved(&run.id, None, run.state);
        Ok(n)
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
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let before: Option<String> = change
            .query_row("SELECT state FROM runs WHERE id = ?1", [run], |row| row.get(0))
            .optional()?;
        change.execute(
            "UPDATE runs SET state = ?2, ended = coalesce(?3, ended), error = coalesce(?4, error) WHERE id = ?1",
            params![run, word(state), ended, error],
        )?;
        let n = tell_state(&change, run, state, error, ahead)?;
        change.commit()?;
        if let Some(before) = before {
            self.tally().moved(run, Some(&before), state);
        }
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

    /// Events past `after`, of one run or of all, oldest first, at most `most`. One that another version of the program wrote and this
    /// one cannot read is left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn events(&self, run: Option<&str>, after: i64, most: usize) -> Result<Vec<Numbered>, HistoryError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT n, body FROM events WHERE n > ?1 AND (?2 IS NULL OR run = ?2) ORDER BY n",
        )?;
        let mut rows = statement.query(params![after, run])?;
        let mut events = Vec::new();
        while events.len() < most
            && let Some(row) = rows.next()?
        {
            let n = row.get(0)?;
            // Bytes that are no text are another version's too, or damaged.
            let Ok(body) = row.get::<_, String>(1) else {
                continue;
            };
            if let Ok(event) = serde_json::from_str(&body) {
                events.push(Numbered { n, event });
            }
        }
        Ok(events)
    }

    /// The number of the last event that there ever was; 0 before the first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last(&self) -> Result<i64, HistoryError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'events'")?;
        let last = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(last.unwrap_or(0))
    }

    /// How many runs there are in each state, without a look at the rows. `ends` are those of runs whose end is not written yet.
    pub fn counts<'e>(&self, ends: impl Iterator<Item = (&'e str, RunState)>) -> BTreeMap<String, u64> {
        self.tally().with_ends(ends)
    }

    /// Whether there is such a run and it has not ended, as it is written, without a look at the rows.
    #[must_use]
    pub fn is_open(&self, id: &str) -> bool {
        self.tally().is_open(id)
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
    /// [`HistoryError::Unreadable`] where another version of the program wrote the run; otherwise what SQLite says.
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
        let (Ok(spec), Ok(state)) = (serde_json::from_str(&spec), state_of(&state)) else {
            return Err(HistoryError::Unreadable);
        };
        let mut run = Measurement::accepted(id.to_owned(), created, spec);
        run.ended = ended;
        run.state = state;
        run.error = error;
        for Numbered { event, .. } in self.events(Some(id), 0, usize::MAX)? {
            if let Event::Update { update, .. } = event {
                run.take(update);
            }
        }
        Ok(Some(run))
    }

    /// Deletes a run that has ended. Gives whether there was one; one that has not ended stays.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete(&self, id: &str) -> Result<bool, HistoryError> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let ended = "SELECT id FROM runs WHERE id = ?1 AND state NOT IN ('queued', 'running')";
        change.execute(&format!("DELETE FROM events WHERE run IN ({ended})"), [id])?;
        let deleted = deleted(&change, ended, params![id])?;
        change.commit()?;
        self.leave(&deleted);
        Ok(!deleted.is_empty())
    }

    /// Deletes every run that has ended but the `keep` newest of them, and gives the room back to the disk.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn prune(&self, keep: u32) -> Result<Pruned, HistoryError> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let old = "SELECT id FROM runs WHERE state NOT IN ('queued', 'running') ORDER BY created DESC, id DESC LIMIT -1 OFFSET ?1";
        change.execute(&format!("DELETE FROM events WHERE run IN ({old})"), [keep])?;
        let deleted = deleted(&change, old, params![keep])?;
        let left: i64 = change.query_row("SELECT count(*) FROM runs", [], |row| row.get(0))?;
        change.commit()?;
        self.leave(&deleted);
        if !deleted.is_empty() {
            // The file is written anew, and its log with it, which the second command empties. What is deleted is deleted all the same if
            // there is no room for that.
            let _ = connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        }
        Ok(Pruned {
            deleted: deleted.len() as u64,
            left: left.unsigned_abs(),
        })
    }

    /// Counts runs of those states no more.
    fn leave(&self, states: &[String]) {
        let mut tally = self.tally();
        for state in states {
            tally.left(state);
        }
    }
}

/// Deletes the rows of the runs that are chosen, and gives their states.
fn deleted(
    change: &Transaction<'_>,
    chosen: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<String>, HistoryError> {
    let mut delete = change.prepare(&format!(
        "DELETE FROM runs WHERE id IN ({chosen}) RETURNING state"
    ))?;
    let states = delete.query_map(values, |row| row.get(0))?;
    Ok(states.collect::<Result<_, _>>()?)
}

/// Sets a connection up, and makes the tables where there are none.
fn prepare(connection: &Connection) -> Result<(), HistoryError> {
    connection.busy_timeout(PATIENCE)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > VERSION {
        return Err(HistoryError::Newer);
    }
    // With a write-ahead log a killed program loses nothing that was committed; `normal` may lose the last moments when the
    // machine itself loses power, and never the file.
    connection.pragma_update(None, "locking_mode", "exclusive")?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.execute_batch(SCHEMA)?;
    if version < VERSION {
        connection.pragma_update(None, "user_version", VERSION)?;
    }
    Ok(())
}

/// Copies a table's rows as far as they can be read. One that a rule of the tables does not allow is left out.
fn copied(from: &Connection, to: &Connection, table: &str, columns: &str) -> Result<(), HistoryError> {
    let mut read = from.prepare(&format!("SELECT {columns} FROM {table}"))?;
    let count = read.column_count();
    let places = vec!["?"; count].join(", ");
    let mut write = to.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({places})"))?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<rusqlite::types::Value> =
            (0..count).map(|at| row.get(at)).collect::<Result<_, _>>()?;
        let _ = write.execute(rusqlite::params_from_iter(values));
    }
    Ok(())
}

/// Makes the file where there is none, and lets its owner alone read and write it.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A pipe would be waited for.
    if path.exists() && !path.is_file() {
        return Err(std::io::Error::other(text::history::NO_PLAIN_FILE));
    }
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // One that an earlier version made; where the file is another's, its owner decides.
        let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
    }
    drop(file);
    Ok(())
}

/// Writes the event of a state, and gives its number.
fn tell_state(
    change: &Transaction<'_>,
    run: &str,
    state: RunState,
    error: Option<&str>,
    ahead: Option<u32>,
) -> Result<i64, HistoryError> {
    let event = Event::State {
        run: run.to_owned(),
        state,
        error: error.map(str::to_owned),
        ahead,
    };
    change.execute(
        "INSERT INTO events (run, body) VALUES (?1, ?2)",
        params![run, serde_json::to_string(&event)?],
    )?;
    Ok(change.last_insert_rowid())
}

/// The state as a word, in rows and figures.
pub(super) fn word(state: RunState) -> &'static str {
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
