//! Answers that only a disk without an answer, or a fault of the program, brings about.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::{RunSpec, RunState, Update};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tower::ServiceExt as _;

use super::*;
use crate::measure::{Config, History, Runs};

/// Longest wait for anything; a test that takes as long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const SPEC: &str = r#"{"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 8, "k": 5, "queries": 10, "warmup": 0,
    "concurrency": 1, "embed": false}"#;

type Running = BoxFuture<'static, Result<(), RunError>>;

/// Never ends by itself.
fn endless(_: RunSpec, _: Config, updates: Updates) -> Running {
    Box::pin(async move {
        let _open = updates;
        std::future::pending().await
    })
}

fn begun(runner: fn(RunSpec, Config, Updates) -> Running) -> Runs {
    let history = History::in_memory().expect("a database");
    Runs::start_with(Config::new(), history, runner).expect("runs")
}

async fn ask(runs: &Runs, method: &str, path: &str, body: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()));
    let answered = async {
        let answer = router(&Api::new(runs.clone())).oneshot(request.expect("a request"));
        let answer = answer.await.expect("an answer");
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, body.to_vec())
    };
    let answered = tokio::time::timeout(PATIENCE, answered).await;
    answered.expect("an answer in time")
}

async fn json(runs: &Runs, method: &str, path: &str, body: &str) -> (StatusCode, Value) {
    let (status, body) = ask(runs, method, path, body).await;
    (status, serde_json::from_slice(&body).expect("JSON"))
}

async fn text(runs: &Runs, path: &str) -> String {
    let (status, body) = ask(runs, "GET", path, "").await;
    assert_eq!(status, StatusCode::OK, "{path}");
    String::from_utf8(body).expect("text")
}

async fn accepted(runs: &Runs) -> String {
    let (status, run) = json(runs, "POST", "/api/v1/runs", SPEC).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{run}");
    run["id"].as_str().expect("an id").to_owned()
}

/// Waits until the run is under way.
async fn running(runs: &Runs, id: &str) {
    let mut latest = runs.latest();
    loop {
        latest.mark_unchanged();
        if runs.find(id).expect("kept").state == RunState::Running {
            return;
        }
        latest.changed().await.expect("an event");
    }
}

/// A disk without an answer, until this is dropped.
struct Held {
    release: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Held {
    async fn begin(runs: &Runs) -> Self {
        let (held, is_held) = tokio::sync::oneshot::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let holding = runs.clone();
        let thread = std::thread::spawn(move || {
            let _disk = holding.history().hold_up();
            let _ = held.send(());
            // Where a thread of the runtime waits for it, nothing else would end the wait.
            let _ = released.recv_timeout(PATIENCE);
        });
        is_held.await.expect("it is held");
        Self {
            release: Some(release),
            thread: Some(thread),
        }
    }

    fn is_held(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.release.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn assert_is_a_measurement(body: &Value) {
    let mut schema = openapi::document();
    schema["$ref"] = "#/components/schemas/Measurement".into();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(body), "{body}");
}

/// Tells as much as it is asked for.
static TELL: AtomicBool = AtomicBool::new(false);

fn telling(_: RunSpec, _: Config, updates: Updates) -> Running {
    Box::pin(async move {
        loop {
            if TELL.swap(false, Ordering::SeqCst) {
                let text = "a word".to_owned();
                updates.send(Update::Warning { text });
            }
            tokio::task::yield_now().await;
        }
    })
}

// One thread, which must never wait for the disk: with more of them it would take more of those that wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_cancelled_run_is_answered_for_though_all_that_wait_for_the_disk_wait_in_vain() {
    let runs = begun(telling);
    let id = accepted(&runs).await;
    let waiting = accepted(&runs).await;
    running(&runs, &id).await;
    // Streams that have read all there is.
    let app = router(&Api::new(runs.clone()));
    let mut streams = Vec::new();
    for _ in 0..8 {
        let request = Request::get("/api/v1/events?after=0").body(Body::empty());
        let answer = app.clone().oneshot(request.expect("a request")).await;
        let mut body = answer.expect("an answer").into_body().into_data_stream();
        let mut read = String::new();
        while !read.contains("running") {
            let part = body.next().await.expect("an event").expect("a part");
            read += &String::from_utf8_lossy(&part);
        }
        streams.push(tokio::spawn(async move { while body.next().await.is_some() {} }));
    }
    let disk = Held::begin(&runs).await;
    // What the run tells is to be written, and more requests than there are threads for want to read.
    TELL.store(true, Ordering::SeqCst);
    let mut waiters = tokio::task::JoinSet::new();
    for _ in 0..600 {
        let runs = runs.clone();
        waiters.spawn(async move { runs.aside(|runs| runs.list(1).map(drop)).await });
    }
    tokio::task::yield_now().await;

    for of_the_queue in [&id, &waiting] {
        let path = format!("/api/v1/runs/{of_the_queue}");
        let (status, body) = json(&runs, "DELETE", &path, "").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        assert_is_a_measurement(&body);
        assert_eq!(body["id"], of_the_queue.as_str());
    }
    // No less with a run that is not known here.
    let (status, _) = json(&runs, "DELETE", "/api/v1/runs/none", "").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    // Figures do not need the disk, and there are threads for files.
    let figures = text(&runs, "/metrics").await;
    assert!(
        figures.contains("forkcast_runs{state=\"running\"} 1"),
        "{figures}"
    );
    let free = tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(|| ())).await;
    free.expect("a thread is free").expect("no panic");
    assert!(disk.is_held(), "nothing of this waited for the disk");

    drop(disk);
    for id in [&id, &waiting] {
        let ended = runs.ended(id).await.expect("over");
        assert_eq!(ended.state, RunState::Cancelled);
    }
    while let Some(read) = waiters.join_next().await {
        read.expect("no panic").expect("no panic").expect("readable");
    }
    runs.end().await;
    for stream in streams {
        stream.await.expect("it ends");
    }
}

#[tokio::test]
async fn figures_stay_right_when_runs_end_and_are_deleted() {
    let runs = begun(endless);
    let figures = |text: String| {
        let of_runs = text.lines().filter(|line| line.starts_with("forkcast_runs"));
        of_runs.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(figures(text(&runs, "/metrics").await).is_empty());
    let mut ended = Vec::new();
    for _ in 0..3 {
        let id = accepted(&runs).await;
        running(&runs, &id).await;
        runs.cancel(&id).await.expect("cancelled");
        ended.push(id);
    }
    let last = accepted(&runs).await;
    running(&runs, &last).await;
    accepted(&runs).await;
    let counted = |cancelled: u32| {
        let row = |state: &str, n: u32| format!("forkcast_runs{{state=\"{state}\"}} {n}");
        let mut rows = vec![row("cancelled", cancelled), row("queued", 1), row("running", 1)];
        rows.retain(|row| !row.ends_with(" 0"));
        rows
    };
    assert_eq!(figures(text(&runs, "/metrics").await), counted(3));
    let (status, _) = ask(&runs, "DELETE", &format!("/api/v1/history/{}", ended[0]), "").await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(figures(text(&runs, "/metrics").await), counted(2));
    let (status, pruned) = json(&runs, "DELETE", "/api/v1/history?keep=1", "").await;
    assert_eq!((status, &pruned["deleted"]), (StatusCode::OK, &1.into()));
    assert_eq!(figures(text(&runs, "/metrics").await), counted(1));
    json(&runs, "DELETE", "/api/v1/history?keep=0", "").await;
    let figures_now = text(&runs, "/metrics").await;
    assert!(
        figures_now.contains(&format!("forkcast_last_event {}", runs.last())),
        "{figures_now}"
    );
    assert_eq!(figures(figures_now), counted(0));
}

static BREAKS: AtomicBool = AtomicBool::new(true);

/// Panics before there is anything to wait for, the first time.
fn breaking(_: RunSpec, _: Config, _: Updates) -> Running {
    assert!(!BREAKS.swap(false, Ordering::SeqCst), "a fault of the program");
    Box::pin(async { Ok(()) })
}

/// Panics once it has told of something.
fn breaking_off(_: RunSpec, _: Config, updates: Updates) -> Running {
    Box::pin(async move {
        let text = "a word".to_owned();
        updates.send(Update::Warning { text });
        panic!("a fault of the program")
    })
}

#[tokio::test]
async fn a_panic_ends_the_run_as_failed_and_the_next_one_begins() {
    let runs = begun(breaking);
    let broken = accepted(&runs).await;
    let next = accepted(&runs).await;
    // Its stream ends, and says so.
    let told = text(&runs, &format!("/api/v1/runs/{broken}/events")).await;
    assert!(
        told.contains("\"state\":\"failed\"") && told.contains("please report it"),
        "{told}"
    );
    let (_, run) = json(&runs, "GET", &format!("/api/v1/runs/{broken}"), "").await;
    assert_eq!(run["state"], "failed");
    assert!(run["ended"].is_string());
    let error = run["error"].as_str().expect("a reason");
    assert!(error.contains("Forkcast itself failed"), "{error}");
    assert_eq!(runs.ended(&next).await.expect("over").state, RunState::Done);
    assert_eq!(runs.under_way(), (0, false));
    let kept = runs.history().find(&broken).expect("readable").expect("there");
    assert_eq!(kept.state, RunState::Failed, "written, too");
}

#[tokio::test]
async fn a_runner_that_panics_fails_its_run_which_keeps_what_it_had() {
    let runs = begun(breaking_off);
    let id = accepted(&runs).await;
    let ended = runs.ended(&id).await.expect("over");
    assert_eq!(ended.state, RunState::Failed);
    assert!(
        ended
            .error
            .is_some_and(|error| error.contains("please report it"))
    );
    assert_eq!(ended.warnings, ["a word"]);
}

#[tokio::test]
async fn a_panic_on_a_full_disk_is_remembered() {
    BROKEN_ON_A_FULL_DISK.store(true, Ordering::SeqCst);
    let runs = begun(breaking_later);
    let id = accepted(&runs).await;
    running(&runs, &id).await;
    runs.history().refuse_writes(true);
    BROKEN_ON_A_FULL_DISK.store(false, Ordering::SeqCst);
    let ended = runs.ended(&id).await.expect("over");
    assert_eq!(ended.state, RunState::Failed);
    assert!(runs.is_unwritten(&id));
    runs.history().refuse_writes(false);
    assert_eq!(runs.find(&id).expect("kept").state, RunState::Failed);
    assert!(!runs.is_unwritten(&id), "written as soon as there was room");
}

static BROKEN_ON_A_FULL_DISK: AtomicBool = AtomicBool::new(true);

fn breaking_later(_: RunSpec, _: Config, _: Updates) -> Running {
    Box::pin(async {
        while BROKEN_ON_A_FULL_DISK.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        panic!("a fault of the program")
    })
}
