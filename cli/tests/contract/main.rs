//! The API against its own document, which is a contract: every answer that it names is given as it says, and nothing else is.

mod answers;
mod document;
#[path = "../endpoint/mod.rs"]
mod endpoint;
#[path = "../server/mod.rs"]
mod server;
mod wrong;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use document::Document;
use serde_json::{Value, json};
use server::{Answer, Dist, Server};

fn page() -> Dist {
    Dist::new(&[("index.html", b"<!doctype html><title>t</title>")])
}

fn quick() -> Value {
    json!({"kind": "reference", "shape": "tiny", "device": "cpu", "repeats": 5, "warmup": 0,
           "task": {"task": "decode", "batch": [1], "context_tokens": 8}})
}

/// A run that is done in moments on any machine: the reference engine measures the machine first.
fn brief() -> Value {
    json!({"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 8, "k": 5, "queries": 10, "warmup": 0,
           "concurrency": 1, "embed": false})
}

fn held(requests: u32) -> Value {
    json!({"kind": "endpoint", "target": "held", "load": {"loop": "closed", "concurrency": 1}, "prompt_tokens": [64],
           "output_tokens": 4, "requests": requests, "warmup": 0})
}

/// A client that holds every answer against the document.
struct Client<'s> {
    server: &'s Server,
    document: &'s Document,
}

impl Client<'_> {
    fn ask(&self, method: &str, path: &str, fields: &[&str]) -> Answer {
        let answer = self.server.ask(method, path, fields);
        self.document.check(method, path, &answer);
        answer
    }

    fn post(&self, path: &str, body: &[u8], fields: &[&str]) -> Answer {
        let answer = self.server.post(path, body, fields);
        self.document.check("POST", path, &answer);
        answer
    }

    fn run(&self, spec: &Value, status: u16) -> String {
        let body = spec.to_string();
        let answer = self.post("/api/v1/runs", body.as_bytes(), &[]);
        assert_eq!(answer.status, status, "{}", answer.text());
        let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
        answer["id"].as_str().unwrap_or_default().to_owned()
    }

    /// Begins a live session and gives the path of its events.
    fn meeting(&self) -> String {
        let body = json!({"link": "v1", "from": "a"}).to_string();
        let answer = self.post("/api/v1/meetings", body.as_bytes(), &[]);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let meeting: Value = serde_json::from_slice(&answer.body).expect("JSON");
        format!(
            "/api/v1/meetings/{}/events",
            meeting["id"].as_str().expect("an id")
        )
    }

    /// Sends the demonstration, whose recall alone is measured, and gives its path.
    fn evaluation(&self, endpoints: &Value) -> String {
        let spec = json!({"k": 5, "passage_tokens": 200, "context_tokens": 16_000, "answer_tokens": 300, "concurrency": 4,
                          "retries": 0, "seed": 1, "limit_usd": 1.0, "candidates": 20});
        let body = json!({"name": "", "spec": spec, "endpoints": endpoints}).to_string();
        let answer = self.post("/api/v1/evaluations", body.as_bytes(), &[]);
        assert_eq!(answer.status, 202, "{}", answer.text());
        let evaluation: Value = serde_json::from_slice(&answer.body).expect("JSON");
        format!(
            "/api/v1/evaluations/{}",
            evaluation["id"].as_str().expect("an id")
        )
    }

    /// Sends a request and leaves its answer to come.
    fn open(&self, method: &str, path: &str, more: &str) -> TcpStream {
        let mut stream = self.server.connect();
        let host = self.server.address;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}"
        )
        .expect("it reads");
        stream
    }

    /// An event stream that does not end, read until it has told of something.
    fn first_event(&self, path: &str) {
        let mut stream = self.open("GET", path, "\r\n");
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains("data: ") || !answer.ends_with(b"\n\r\n") {
            let read = stream.read(&mut part).expect("an event");
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&part[..read]);
        }
        self.document.check("GET", path, &Answer::read(&answer));
    }

    /// The run has ended when its stream does.
    fn done(&self, spec: &Value, unkept: bool) -> String {
        let path = if unkept {
            "/api/v1/runs?unkept=true"
        } else {
            "/api/v1/runs"
        };
        let answer = self.post(path, spec.to_string().as_bytes(), &[]);
        assert_eq!(answer.status, 202, "{}", answer.text());
        let run: Value = serde_json::from_slice(&answer.body).expect("JSON");
        let id = run["id"].as_str().expect("an id").to_owned();
        self.is(200, "GET", &format!("/api/v1/runs/{id}/events"));
        let run: Value =
            serde_json::from_slice(&self.ask("GET", &format!("/api/v1/runs/{id}"), &[]).body).expect("JSON");
        assert_eq!(run["state"], "done", "{run}");
        id
    }

    fn is(&self, status: u16, method: &str, path: &str) {
        let answer = self.ask(method, path, &[]);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    }
}

/// Method and path of every route.
const ROUTES: [(&str, &str); 20] = [
    ("GET", "/api/v1/targets"),
    ("GET", "/api/v1/runs"),
    ("POST", "/api/v1/runs"),
    ("GET", "/api/v1/runs/none"),
    ("DELETE", "/api/v1/runs/none"),
    ("GET", "/api/v1/runs/none/events"),
    ("GET", "/api/v1/events"),
    ("DELETE", "/api/v1/history?keep=0"),
    ("DELETE", "/api/v1/history/none"),
    ("POST", "/api/v1/meetings"),
    ("POST", "/api/v1/meetings/none"),
    ("GET", "/api/v1/meetings/none/events"),
    ("POST", "/api/v1/evaluations"),
    ("GET", "/api/v1/evaluations/none"),
    ("DELETE", "/api/v1/evaluations/none"),
    ("POST", "/api/v1/evaluations/none/start"),
    ("GET", "/api/v1/evaluations/none/events"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("POST", "/api/v1/session"),
];
