//! Answers that only a disk without an answer brings about.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::*;
use crate::measure::{Config, History, Runs};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cancelled_run_whose_end_is_not_written_in_time_is_told_of_all_the_same() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut config = Config::new();
    let url = format!("http://{}/v1", silent.local_addr().expect("an address"));
    config
        .add_endpoint("silent", &url, None, None)
        .expect("an endpoint");
    let runs = Runs::start(config, History::in_memory().expect("a database")).expect("runs");
    let spec = serde_json::from_str(
        r#"{"kind": "endpoint", "target": "silent", "load": {"loop": "closed", "concurrency": 1}, "prompt_tokens": [64], "output_tokens": 4,
            "requests": 5, "warmup": 0}"#,
    )
    .expect("a specification");
    let id = runs.submit(spec, false).expect("accepted").id;

    let (held, is_held) = tokio::sync::oneshot::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let holding = runs.clone();
    let thread = std::thread::spawn(move || {
        let disk = holding.history().hold_up();
        let _ = held.send(());
        let _ = released.recv();
        drop(disk);
    });
    is_held.await.expect("it is held");
    let request = Request::delete(format!("/api/v1/runs/{id}"));
    let request = request.body(Body::empty()).expect("a request");
    let answer = router(&Api::new(runs.clone()))
        .oneshot(request)
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let mut schema = openapi::document();
    schema["$ref"] = "#/components/schemas/Measurement".into();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&body), "{body}");
    assert_eq!(body["id"], id.as_str());

    // No less with a run that is not known here.
    let request = Request::delete("/api/v1/runs/none").body(Body::empty());
    let answer = router(&Api::new(runs.clone()))
        .oneshot(request.expect("a request"))
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);

    release.send(()).expect("it waits");
    thread.join().expect("no panic");
    let ended = runs.ended(&id).await.expect("over");
    assert_eq!(ended.state, forkcast_protocol::measure::RunState::Cancelled);
}
