//! Runs that cannot be done here are refused before they are accepted, each kind over real HTTP.

mod endpoint;
mod measuring;
mod server;

use endpoint::Endpoint;
use measuring::{Stream, begun, held, is_state, json_of, page, post, quick, start};
use serde_json::{Value, json};
use server::{Dist, Server};

/// A run of each kind that takes more than 50 MB, and the field that says so.
fn runs() -> [(Value, &'static str); 4] {
    let mut at_the_endpoint = held(100);
    at_the_endpoint["load"]["concurrency"] = json!(100);
    at_the_endpoint["prompt_tokens"] = json!([64, 100_000]);
    let retrieval = json!({"kind": "retrieval", "store": "embedded", "vectors": 100_000, "dimensions": 128, "k": 5, "queries": 10,
        "warmup": 0, "concurrency": 1, "embed": false});
    let rag = json!({"kind": "rag-cost", "target": "held", "store": "embedded", "vectors": 100_000, "chunks": 8, "chunk_tokens": 400,
        "prompt_tokens": 200, "output_tokens": 64, "requests": 10, "warmup": 0, "concurrency": 1});
    let mut reference = quick();
    reference["task"] = json!({"task": "decode", "batch": [64], "context_tokens": 8192});
    [
        (at_the_endpoint, "prompt_tokens"),
        (retrieval, "vectors"),
        (rag, "vectors"),
        (reference, "shape"),
    ]
}

fn with_config(dist: &Dist, endpoint: &Endpoint, server: &str) -> Server {
    let config = dist.0.with_file_name("named.toml");
    let text = format!(
        "[endpoints.held]\nurl = \"{}\"\n[embedder]\npath = \"minilm\"\n[server]\n{server}\n",
        endpoint.url
    );
    std::fs::write(&config, text).expect("a file");
    start(dist, &["--config", config.to_str().expect("text")])
}

#[test]
fn a_run_of_any_kind_that_takes_more_memory_than_it_may_is_refused_and_nothing_begins() {
    let (dist, endpoint) = (page(), Endpoint::start());
    let server = with_config(&dist, &endpoint, "memory_gb = 0.05");
    for (spec, field) in runs() {
        let answer = post(&server, &spec, &[]);
        let error = json_of(&answer);
        assert_eq!(
            (answer.status, error["code"].as_str(), error["field"].as_str()),
            (422, Some("no-memory"), Some(field)),
            "{error}"
        );
        let message = error["message"].as_str().expect("a message");
        assert!(
            message.contains("a run may take 0.05 GB here") && message.contains(": take "),
            "{message}"
        );
    }
    assert_eq!(json_of(&server.get("/api/v1/runs"))["runs"], json!([]));
    let shapes = json_of(&server.get("/api/v1/targets"))["shapes"].clone();
    let fitting = shapes.as_array().expect("shapes").iter();
    assert_eq!(
        fitting.filter(|shape| shape["fits"] == true).count(),
        1,
        "the tiny one alone: {shapes}"
    );
}

#[test]
fn the_same_runs_are_accepted_where_they_may_take_it() {
    let (dist, endpoint) = (page(), Endpoint::start());
    let server = with_config(&dist, &endpoint, "");
    // The first is held at its endpoint, so that none of the others is done.
    let ids = runs().map(|(spec, _)| begun(&server, &spec));
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{}/events", ids[0]), "");
    stream.until(|event| is_state(event, "running"));
    for id in ids.iter().rev() {
        let answer = server.ask("DELETE", &format!("/api/v1/runs/{id}"), &[]);
        assert_eq!(json_of(&answer)["state"], "cancelled", "{}", answer.text());
    }
}

#[test]
fn a_limit_that_is_none_is_refused() {
    let dist = page();
    let config = dist.0.with_file_name("named.toml");
    for limit in ["0", "-1", "inf", "nan"] {
        std::fs::write(&config, format!("[server]\nmemory_gb = {limit}\n")).expect("a file");
        let output = server::program(&dist)
            .args(["--port", "0", "--config"])
            .arg(&config)
            .arg("--dist")
            .arg(&dist.0)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{limit}: {said}");
        assert!(
            said.contains("server.memory_gb: takes a number of GB above 0"),
            "{said}"
        );
    }
}

#[test]
fn a_gpu_that_is_not_there_is_said_to_be_missing_for_every_task() {
    let (dist, endpoint) = (page(), Endpoint::start());
    let server = with_config(&dist, &endpoint, "");
    if json_of(&server.get("/api/v1/targets"))["devices"][1]["available"] == true {
        eprintln!("not tried: this machine has a GPU");
        return;
    }
    let tasks = [
        json!({"task": "prefill", "prompt_tokens": [64]}),
        json!({"task": "decode", "batch": [1], "context_tokens": 8}),
        json!({"task": "train", "methods": ["lora"], "batch": 1, "sequence_tokens": 64, "rank": 8}),
    ];
    let refusals = |server: &Server| -> Vec<String> {
        let refusal = |task: &Value| {
            let mut spec = quick();
            spec["device"] = json!("cuda");
            spec["task"] = task.clone();
            let answer = post(server, &spec, &[]);
            let error = json_of(&answer);
            assert_eq!(
                (answer.status, error["code"].as_str(), error["field"].as_str()),
                (422, Some("no-device"), Some("device")),
                "{task}: {error}"
            );
            error["message"].as_str().expect("a message").to_owned()
        };
        tasks.iter().map(refusal).collect()
    };
    for message in refusals(&server) {
        assert!(message.contains("there is no forkcast-worker-cuda"), "{message}");
    }
    // With the worker program it is the driver that is missing.
    let worker = dist.0.with_file_name("worker");
    std::fs::write(&worker, "").expect("a file");
    let named = format!("cuda_worker = \"{}\"", worker.display());
    let elsewhere = page();
    let server = with_config(&elsewhere, &endpoint, &named);
    for message in refusals(&server) {
        assert!(message.contains("no NVIDIA driver answers"), "{message}");
    }
    assert_eq!(json_of(&server.get("/api/v1/runs"))["runs"], json!([]));
}
