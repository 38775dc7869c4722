//! Ends of runs whose results cannot be written.

use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::Update;
use futures_util::future::BoxFuture;

use super::*;

/// Runs that never end by themselves, and tell of nothing.
fn endless() -> Runs {
    let history = History::in_memory().expect("a database");
    let pending = |_, _, updates: Updates| -> BoxFuture<'static, Result<(), RunError>> {
        Box::pin(async move {
            let _open = updates;
            std::future::pending().await
        })
    };
    Runs::start_with(Config::new(), history, pending).expect("runs")
}

fn spec() -> RunSpec {
    serde_json::from_str(
        r#"{"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 8, "k": 5, "queries": 10, "warmup": 0, "concurrency": 1,
            "embed": false}"#,
    )
    .expect("a specification")
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

#[tokio::test]
async fn a_run_whose_end_cannot_be_written_is_over_all_the_same_and_is_written_later() {
    let runs = endless();
    let id = runs.submit(spec(), false).expect("accepted").id;
    running(&runs, &id).await;
    runs.history().refuse_writes(true);
    let cancelled = runs.cancel(&id).await.expect("an answer");
    assert_eq!(cancelled.state, RunState::Cancelled);
    assert!(cancelled.ended.is_some() && runs.is_unwritten(&id));
    assert_eq!(runs.list(10).expect("a list")[0].state, RunState::Cancelled);
    assert_eq!(runs.ended(&id).await.expect("over").state, RunState::Cancelled);
    assert!(matches!(runs.cancel(&id).await, Err(Refusal::Ended(_))));
    let counted = || {
        (
            runs.counts().get("running").copied(),
            runs.counts().get("cancelled").copied(),
        )
    };
    assert_eq!(counted(), (None, Some(1)), "it is over all the same");
    assert!(runs.targets().unkept.is_some(), "the page says so");
    assert!(
        is_unkept(runs.submit(spec(), false)),
        "a run must be wanted all the same"
    );

    runs.history().refuse_writes(false);
    assert_eq!(runs.targets().unkept, None, "there is room again");
    assert_eq!(runs.find(&id).expect("kept").state, RunState::Cancelled);
    assert!(!runs.is_unwritten(&id), "written as soon as there was room");
    let kept = runs.history().find(&id).expect("readable").expect("there");
    assert_eq!(kept.state, RunState::Cancelled);
    assert_eq!(counted(), (None, Some(1)), "counted once");
}

fn is_unkept(submitted: Result<Measurement, Refusal>) -> bool {
    matches!(submitted, Err(Refusal::Client(error)) if error.code == ErrorCode::Unkept)
}

#[tokio::test]
async fn a_run_that_is_wanted_all_the_same_goes_on_in_memory_with_what_there_was() {
    let runs = endless();
    let first = runs.submit(spec(), false).expect("accepted").id;
    running(&runs, &first).await;
    let last = runs.last();
    runs.history().refuse_writes(true);
    runs.cancel(&first).await.expect("an answer");
    let second = runs.submit(spec(), true).expect("accepted").id;
    running(&runs, &second).await;
    assert_eq!(runs.find(&first).expect("kept").state, RunState::Cancelled);
    let events = runs.events(None, last).expect("events");
    assert!(
        events.iter().all(|event| event.n > last) && events.len() >= 3,
        "{events:?}"
    );
    let reason = runs.targets().unkept.expect("a reason");
    assert!(reason.contains("until this server ends"), "{reason}");
    assert!(
        is_unkept(runs.submit(spec(), false)),
        "and the next is asked for anew"
    );
    assert_eq!(
        runs.cancel(&second).await.expect("an answer").state,
        RunState::Cancelled
    );
}

#[tokio::test]
async fn the_end_of_the_program_is_not_held_up_by_a_full_disk() {
    let runs = endless();
    let first = runs.submit(spec(), false).expect("accepted").id;
    let waiting = runs.submit(spec(), false).expect("accepted").id;
    running(&runs, &first).await;
    runs.history().refuse_writes(true);
    runs.end().await;
    for id in [first, waiting] {
        assert_eq!(runs.find(&id).expect("kept").state, RunState::Interrupted);
    }
}

#[tokio::test]
async fn a_run_whose_results_cannot_be_kept_must_be_wanted_all_the_same() {
    let runs = Runs::start_unkept(Config::new(), "the file is damaged".to_owned()).expect("runs");
    assert_eq!(runs.targets().unkept.as_deref(), Some("the file is damaged"));
    match runs.submit(spec(), false) {
        Err(Refusal::Client(error)) => {
            assert_eq!(error.code, ErrorCode::Unkept);
            assert!(error.message.contains("the file is damaged") && error.message.contains("unkept=true"));
        }
        other => panic!("{other:?}"),
    }
    let id = runs.submit(spec(), true).expect("accepted").id;
    assert_eq!(runs.ended(&id).await.expect("done").state, RunState::Done);
}

#[tokio::test]
async fn what_a_server_calls_its_model_is_kept_as_something_that_can_be_shown() {
    let runs = endless();
    let id = runs.submit(spec(), false).expect("accepted").id;
    running(&runs, &id).await;
    let target = forkcast_protocol::measure::TargetInfo {
        name: "silent".to_owned(),
        software: "s".to_owned(),
        model: Some(format!("\u{1b}[31m<img>\u{202e}{}", "m".repeat(900_000))),
    };
    runs.update(&id, Update::Target(target)).await.expect("kept");
    let model = runs
        .find(&id)
        .expect("kept")
        .target
        .and_then(|t| t.model)
        .expect("a model");
    assert!(
        model.starts_with("\\u{1b}[31m<img>\\u{202e}mmm") && model.len() < 300,
        "{}",
        model.len()
    );
    runs.end().await;
}
