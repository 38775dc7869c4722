#![allow(dead_code, reason = "each test binary uses a part")]
//! Runs over real HTTP, and the streams that tell of them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::endpoint::Endpoint;
use crate::server::{Answer, Dist, Server};

pub(crate) const JSON: &str = "Content-Type: application/json";
/// Longest wait for anything; a test that takes as long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn page() -> Dist {
    Dist::new(&[("index.html", b"<!doctype html><title>t</title>")])
}

pub(crate) fn start(dist: &Dist, more: &[&str]) -> Server {
    Server::start(dist, &[&["--port", "0"], more].concat())
}

pub(crate) fn with_endpoint(dist: &Dist, endpoint: &Endpoint) -> Server {
    start(dist, &["--endpoint", &format!("held={}", endpoint.url)])
}

/// A run of the reference engine that is done in moments.
pub(crate) fn quick() -> Value {
    json!({"kind": "reference", "shape": "tiny", "device": "cpu", "repeats": 5, "warmup": 0,
           "task": {"task": "decode", "batch": [1], "context_tokens": 8}})
}

/// A run at the endpoint, which lasts for as long as the endpoint holds it.
pub(crate) fn held(requests: u32) -> Value {
    json!({"kind": "endpoint", "target": "held", "load": {"loop": "closed", "concurrency": 1}, "prompt_tokens": [64],
           "output_tokens": 4, "requests": requests, "warmup": 0})
}

pub(crate) fn post(server: &Server, body: &Value, fields: &[&str]) -> Answer {
    let body = body.to_string();
    let length = format!("Content-Length: {}", body.len());
    let lines = [&[JSON, length.as_str()], fields].concat().join("\r\n");
    let host = server.address;
    let request =
        format!("POST /api/v1/runs HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{lines}\r\n\r\n{body}");
    Answer::read(&server.send(request.as_bytes()))
}

pub(crate) fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text()).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

pub(crate) fn begun(server: &Server, spec: &Value) -> String {
    let answer = post(server, spec, &[]);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let id = json_of(&answer)["id"].as_str().expect("an id").to_owned();
    assert_eq!(answer.header("location"), format!("/api/v1/runs/{id}"));
    id
}

pub(crate) fn run(server: &Server, id: &str) -> Value {
    json_of(&server.get(&format!("/api/v1/runs/{id}")))
}

/// An event stream, read as it comes.
pub(crate) struct Stream(BufReader<TcpStream>);

impl Stream {
    pub(crate) fn open(server: &Server, path: &str, fields: &str) -> Self {
        let mut stream = server.connect();
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let host = server.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{fields}\r\n"
        )
        .expect("it listens");
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).expect("a head"), 0, "{head}");
        }
        assert!(
            head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"),
            "{head}"
        );
        Self(reader)
    }

    /// The next event with its number; none at the end of the stream.
    pub(crate) fn next(&mut self) -> Option<(i64, Value)> {
        let mut number = None;
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).expect("a line in time") == 0 {
                return None;
            }
            let line = line.trim_end();
            if let Some(id) = line.strip_prefix("id: ") {
                number = id.parse().ok();
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some((
                    number.expect("an id before the data"),
                    serde_json::from_str(data).expect("JSON"),
                ));
            }
        }
    }

    /// Reads on until an event is as wanted, and gives it with all before it.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Vec<(i64, Value)> {
        let mut seen = Vec::new();
        while let Some(event) = self.next() {
            let found = wanted(&event.1);
            seen.push(event);
            if found {
                return seen;
            }
        }
        panic!("the stream ended after {seen:?}");
    }
}

pub(crate) fn is_state(event: &Value, state: &str) -> bool {
    event["event"] == "state" && event["state"] == state
}

pub(crate) fn ended(server: &Server, id: &str) -> Value {
    let mut stream = Stream::open(server, &format!("/api/v1/runs/{id}/events"), "");
    while stream.next().is_some() {}
    run(server, id)
}
