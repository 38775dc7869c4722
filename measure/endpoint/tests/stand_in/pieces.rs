//! What answers are made of.

use serde_json::{Value, json};

use super::{Request, Step};

/// A whole answer with that status.
pub fn object(status: u16, body: &Value) -> Vec<Step> {
    whole(status, "application/json", &body.to_string())
}

pub fn whole(status: u16, kind: &str, body: &str) -> Vec<Step> {
    vec![Step::Send(
        format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )]
}

pub fn models(owner: &str) -> Value {
    json!({"object": "list", "data": [{"id": "some-model", "object": "model", "owned_by": owner}, {"id": "other"}]})
}

/// The head of a stream.
pub fn head() -> Step {
    Step::Send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
    )
}

/// A piece of a stream.
pub fn piece(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

pub fn send(text: &str) -> Step {
    Step::Send(piece(text.as_bytes()))
}

/// The end of a stream; the connection stays.
pub fn end() -> Step {
    Step::Send(b"0\r\n\r\n".to_vec())
}

pub fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

pub fn delta(delta: &Value) -> String {
    event(
        &json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": null}]}),
    )
}

pub fn content(text: &str) -> String {
    delta(&json!({"content": text}))
}

pub fn role() -> String {
    delta(&json!({"role": "assistant", "content": ""}))
}

pub fn finish(reason: &str) -> String {
    event(&json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
}

pub fn usage(prompt: u64, completion: u64) -> String {
    event(&json!({"choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": completion}}))
}

pub const DONE: &str = "data: [DONE]\n\n";

/// What a good server answers: every token asked for in a chunk of its own.
pub fn good(request: &Request) -> Vec<Step> {
    counted(request, request.prompt_tokens(), request.output_tokens())
}

/// The same with other counts.
pub fn counted(request: &Request, prompt: u64, completion: u64) -> Vec<Step> {
    let mut steps = vec![head(), send(&role())];
    steps.extend((0..completion.min(64)).map(|i| send(&content(&format!(" t{i}")))));
    let reason = if completion < request.output_tokens() {
        "stop"
    } else {
        "length"
    };
    steps.extend([
        send(&finish(reason)),
        send(&usage(prompt, completion)),
        send(DONE),
        end(),
    ]);
    steps
}
