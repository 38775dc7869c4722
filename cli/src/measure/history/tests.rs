//! What is kept, and what is left when a part of it cannot be read.

use std::path::PathBuf;

use forkcast_protocol::measure::Update;
use forkcast_test_servers::Folder;

use super::*;

const SPEC: &str = r#"{"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 64, "k": 5, "queries": 100, "warmup": 5, "concurrency": 1, "embed": false}"#;

fn run(id: &str, created: &str) -> Measurement {
    let spec = serde_json::from_str(SPEC).expect("a specification");
    Measurement::accepted(id.to_owned(), created.to_owned(), spec)
}

/// A history with runs that are done, the last of that many.
fn with_runs(count: u32) -> History {
    let history = History::in_memory().expect("a database");
    for number in 0..count {
        let id = format!("r{number}");
        history
            .accept(&run(&id, &format!("2026-11-24T00:00:{number:02}Z")), None)
            .expect("kept");
        history.state(&id, RunState::Done, None, None).expect("kept");
    }
    history
}

fn ids(history: &History) -> Vec<String> {
    let listed = history.list(100).expect("a list");
    listed.into_iter().map(|run| run.id).collect()
}

/// The file of results in a folder.
fn runs(folder: &Folder) -> PathBuf {
    folder.root().join("runs.sqlite")
}

#[test]
fn a_row_that_cannot_be_read_hides_no_other() {
    let history = History::in_memory().expect("a database");
    let insert = |id: &str, state: &str, spec: &str| {
        let known = "INSERT INTO runs (id, created, state, spec) VALUES (?1, '2026-11-24T00:00:00Z', ?2, ?3)";
        history
            .lock()
            .execute(known, params![id, state, spec])
            .expect("a row");
    };
    insert("good", "done", SPEC);
    insert("later-spec", "done", r#"{"kind": "telepathy"}"#);
    insert("later-state", "dreaming", SPEC);
    assert_eq!(ids(&history), ["good"]);
    for id in ["later-spec", "later-state"] {
        assert!(matches!(history.find(id), Err(HistoryError::Unreadable)), "{id}");
    }
}

#[test]
fn an_event_that_cannot_be_read_silences_no_later_one() {
    let history = with_runs(1);
    let body = r#"{"event": "thought", "run": "r0"}"#;
    let insert = "INSERT INTO events (run, body) VALUES ('r0', ?1)";
    for _ in 0..300 {
        history.lock().execute(insert, [body]).expect("a row");
    }
    let warning = Update::Warning {
        text: "the last word".to_owned(),
    };
    let last = history.update("r0", warning).expect("kept");
    let events = history.events(None, 0, 256).expect("events");
    assert_eq!(events.len(), 3, "two states and the warning");
    assert_eq!(events.last().map(|event| event.n), Some(last));
    let found = history.find("r0").expect("readable").expect("there");
    assert_eq!(found.warnings, ["the last word"]);
}

#[test]
fn a_run_and_its_first_event_are_kept_together_or_not_at_all() {
    let history = History::in_memory().expect("a database");
    history.lock().execute_batch("DROP TABLE events").expect("gone");
    assert!(
        history
            .accept(&run("ghost", "2026-11-24T00:00:00Z"), Some(0))
            .is_err()
    );
    assert!(counted(&history).is_empty(), "no ghost in the queue");
}

#[test]
fn runs_are_deleted_one_by_one_or_but_for_the_newest_and_numbers_go_on() {
    let history = with_runs(5);
    history
        .accept(&run("waiting", "2026-11-23T00:00:00Z"), Some(0))
        .expect("kept");
    assert!(!history.delete("waiting").expect("readable"), "it has not ended");
    assert!(history.delete("r2").expect("deleted"));
    assert!(!history.delete("r2").expect("readable"), "it is gone");
    let last = history.last().expect("a number");
    let pruned = history.prune(2).expect("pruned");
    assert_eq!(pruned, Pruned { deleted: 2, left: 3 });
    assert_eq!(ids(&history), ["r4", "r3", "waiting"]);
    assert!(history.events(Some("r0"), 0, 9).expect("events").is_empty());
    assert_eq!(
        history.last().expect("a number"),
        last,
        "a stream goes on where it was"
    );
    assert_eq!(history.prune(0).expect("pruned"), Pruned { deleted: 2, left: 1 });
    let next = history
        .state("waiting", RunState::Cancelled, None, None)
        .expect("kept");
    assert!(next > last);
}

/// Holds the numbers that are kept against the rows, and gives them.
fn counted(history: &History) -> BTreeMap<String, u64> {
    let kept = history.counts(std::iter::empty());
    let connection = history.lock();
    let mut rows = connection.prepare(tally::COUNT).expect("a statement");
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())));
    let rows: BTreeMap<String, u64> = rows.expect("rows").collect::<Result<_, _>>().expect("rows");
    assert_eq!(kept, rows);
    kept
}

fn of(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts
        .iter()
        .map(|(state, n)| ((*state).to_owned(), *n))
        .collect()
}

#[test]
fn the_numbers_of_runs_are_those_of_the_rows_whatever_becomes_of_them() {
    let folder = Folder::new("history-numbers");
    let history = History::open(&runs(&folder)).expect("made");
    assert_eq!(counted(&history), of(&[]));
    for number in 0..6 {
        let run = run(&format!("r{number}"), &format!("2026-11-24T00:00:0{number}Z"));
        history.accept(&run, Some(0)).expect("kept");
    }
    assert_eq!(counted(&history), of(&[("queued", 6)]));
    for (id, end) in [
        ("r0", RunState::Done),
        ("r1", RunState::Failed),
        ("r2", RunState::Done),
        ("r3", RunState::Cancelled),
    ] {
        history.state(id, RunState::Running, None, None).expect("kept");
        history.state(id, end, None, None).expect("kept");
    }
    history.state("r4", RunState::Running, None, None).expect("kept");
    let all = [
        ("cancelled", 1),
        ("done", 2),
        ("failed", 1),
        ("queued", 1),
        ("running", 1),
    ];
    assert_eq!(counted(&history), of(&all));
    // What cannot be written has not happened.
    assert!(history.state("none", RunState::Done, None, None).is_err());
    history.refuse_writes(true);
    assert!(history.state("r5", RunState::Running, None, None).is_err());
    assert!(history.accept(&run("r6", "2026-11-24T00:00:06Z"), None).is_err());
    assert!(history.delete("r0").is_err() && history.prune(0).is_err());
    history.refuse_writes(false);
    assert_eq!(counted(&history), of(&all));

    assert!(!history.delete("r4").expect("readable"), "it has not ended");
    assert!(history.delete("r0").expect("deleted") && !history.delete("r0").expect("readable"));
    let left = [
        ("cancelled", 1),
        ("done", 1),
        ("failed", 1),
        ("queued", 1),
        ("running", 1),
    ];
    assert_eq!(counted(&history), of(&left));
    history.prune(1).expect("pruned");
    assert_eq!(
        counted(&history),
        of(&[("cancelled", 1), ("queued", 1), ("running", 1)])
    );
    // In memory they go on, and so they do in the next program.
    drop(history);
    let history = History::open(&runs(&folder)).expect("readable");
    assert_eq!(counted(&history), of(&[("cancelled", 1), ("interrupted", 2)]));
    history.move_to_memory().expect("room");
    assert_eq!(counted(&history), of(&[("cancelled", 1), ("interrupted", 2)]));
    history.prune(0).expect("pruned");
    assert_eq!(counted(&history), of(&[]));
}

#[test]
fn runs_of_another_version_are_counted_and_deleted_too() {
    let folder = Folder::new("history-another");
    drop(History::open(&runs(&folder)).expect("made"));
    let connection = Connection::open(runs(&folder)).expect("a database");
    let insert =
        "INSERT INTO runs (id, created, state, spec) VALUES ('x', '2026-11-24T00:00:00Z', 'dreaming', '{}')";
    connection.execute(insert, []).expect("a row");
    drop(connection);
    let history = History::open(&runs(&folder)).expect("readable");
    assert_eq!(counted(&history), of(&[("dreaming", 1)]));
    assert!(history.delete("x").expect("deleted"));
    assert_eq!(counted(&history), of(&[]));
}

#[test]
fn an_end_that_is_not_written_counts_all_the_same_and_once() {
    let history = with_runs(1);
    history
        .accept(&run("open", "2026-11-24T00:00:09Z"), None)
        .expect("kept");
    let ends = || [("open", RunState::Cancelled), ("r0", RunState::Failed)].into_iter();
    assert_eq!(history.counts(ends()), of(&[("cancelled", 1), ("done", 1)]));
    history
        .state("open", RunState::Cancelled, None, None)
        .expect("kept");
    assert_eq!(history.counts(ends()), of(&[("cancelled", 1), ("done", 1)]));
}

#[test]
fn the_start_counts_without_reading_a_run() {
    let history = with_runs(3);
    let connection = history.lock();
    let plan = format!("EXPLAIN QUERY PLAN {}", tally::COUNT);
    let plan: String = connection
        .query_row(&plan, [], |row| row.get("detail"))
        .expect("a plan");
    assert!(plan.contains("COVERING INDEX runs_by_state"), "{plan}");
}

#[test]
fn the_room_of_what_is_deleted_is_given_back_at_once() {
    let folder = Folder::new("history-room");
    let history = History::open(&runs(&folder)).expect("made");
    history
        .accept(&run("large", "2026-11-24T00:00:00Z"), None)
        .expect("kept");
    for _ in 0..200 {
        let text = "a".repeat(10_000);
        history.update("large", Update::Warning { text }).expect("kept");
    }
    history.state("large", RunState::Done, None, None).expect("kept");
    let size = || {
        let files = fs::read_dir(folder.root()).expect("a folder");
        files
            .map(|file| file.expect("a file").metadata().expect("a size").len())
            .sum::<u64>()
    };
    assert!(size() > 2_000_000, "{}", size());
    history.prune(0).expect("pruned");
    assert!(size() < 100_000, "{}", size());
    assert!(history.list(10).expect("a list").is_empty());
}

#[test]
fn what_an_ended_program_left_says_how_far_it_had_come() {
    let folder = Folder::new("history-left");
    let history = History::open(&runs(&folder)).expect("made");
    for id in ["waiting", "begun"] {
        let run = run(id, "2026-11-24T00:00:00Z");
        history.accept(&run, None).expect("kept");
    }
    let begun = history.state("begun", RunState::Running, None, None);
    begun.expect("kept");
    drop(history);
    let history = History::open(&runs(&folder)).expect("readable");
    let why = |id: &str| {
        let run = history.find(id).expect("readable").expect("there");
        assert_eq!(run.state, RunState::Interrupted);
        run.error.expect("a reason")
    };
    assert!(why("waiting").contains("before its turn"));
    assert!(why("begun").contains("while the run was under way"));
}

#[test]
fn a_file_of_a_newer_program_is_left_alone() {
    let folder = Folder::new("history-newer");
    drop(History::open(&runs(&folder)).expect("made"));
    let connection = Connection::open(runs(&folder)).expect("a database");
    connection.pragma_update(None, "user_version", 99).expect("set");
    drop(connection);
    let before = fs::read(runs(&folder)).expect("a file");
    let error = History::open(&runs(&folder)).expect_err("newer");
    assert!(matches!(error, HistoryError::Newer), "{error}");
    assert!(error.to_string().contains("newer Forkcast") && error.to_string().contains("--database"));
    assert_eq!(fs::read(runs(&folder)).expect("a file"), before);
}

#[test]
fn a_file_that_is_held_says_by_whom() {
    let folder = Folder::new("history-held");
    let first = History::open(&runs(&folder)).expect("made");
    let error = History::open(&runs(&folder)).expect_err("held").to_string();
    assert!(
        error.contains(&format!("process {}", std::process::id())),
        "{error}"
    );
    assert!(error.contains("--database FILE"), "{error}");
    drop(first);
    drop(History::open(&runs(&folder)).expect("free again"));
    // A shell on the file is no Forkcast, and is not named as one.
    let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    let error = HistoryError::from(rusqlite::Error::SqliteFailure(busy, None)).at(&runs(&folder));
    assert!(error.to_string().starts_with("another program holds"), "{error}");
}

#[cfg(unix)]
#[test]
fn results_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("history-mode");
    let mode = |file: &Path| fs::metadata(file).expect("a file").permissions().mode() & 0o777;
    fs::write(runs(&folder), "").expect("a file");
    fs::set_permissions(runs(&folder), fs::Permissions::from_mode(0o644)).expect("set");
    let history = History::open(&runs(&folder)).expect("made");
    history
        .accept(&run("r", "2026-11-24T00:00:00Z"), None)
        .expect("kept");
    for entry in fs::read_dir(folder.root()).expect("a folder") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn what_is_no_database_is_refused_untouched() {
    let folder = Folder::new("history-text");
    fs::write(runs(&folder), "a shopping list, and a long one at that").expect("a file");
    let error = History::open(&runs(&folder))
        .expect_err("no database")
        .to_string();
    assert!(error.contains("runs.sqlite"), "{error}");
    let text = fs::read_to_string(runs(&folder)).expect("a file");
    assert_eq!(text, "a shopping list, and a long one at that");
}
