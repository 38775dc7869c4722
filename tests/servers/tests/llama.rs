//! The llama.cpp that tests get: speaks the OpenAI protocol, streams, and breaks off when killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use forkcast_test_servers::{LLAMA_MODEL, LLAMA_SLOTS, Server, llama};
use serde_json::{Value, json};

/// Sends a request and hands back the connection, from which the answer is to be read.
fn send(server: &Server, method: &str, path: &str, body: &str) -> BufReader<TcpStream> {
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    BufReader::new(stream)
}

fn get(server: &Server, path: &str) -> String {
    let mut text = String::new();
    send(server, "GET", path, "").read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    text
}

fn chat(server: &Server, prompt: &str, tokens: u32) -> BufReader<TcpStream> {
    let body = json!({
        "model": LLAMA_MODEL,
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": tokens,
        "temperature": 1.0,
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    send(server, "POST", "/v1/chat/completions", &body.to_string())
}

/// The next event of the stream; `None` at `[DONE]` and where the stream breaks off.
fn next_event(stream: &mut BufReader<TcpStream>) -> Option<Value> {
    let mut line = String::new();
    while stream.read_line(&mut line).is_ok_and(|read| read > 0) {
        if let Some(data) = line.trim_end().strip_prefix("data: ") {
            return serde_json::from_str(data).ok();
        }
        line.clear();
    }
    None
}

fn content(event: &Value) -> &str {
    event["choices"][0]["delta"]["content"]
        .as_str()
        .unwrap_or_default()
}

#[test]
fn a_chat_is_streamed_with_its_tokens_counted() {
    let server = llama();
    assert!(get(&server, "/v1/models").contains(&format!("\"{LLAMA_MODEL}\"")));
    assert!(get(&server, "/metrics").contains("llamacpp:"));

    let mut stream = chat(&server, "a bc d", 64);
    let events: Vec<Value> = std::iter::from_fn(|| next_event(&mut stream)).collect();
    let chunks = events.iter().filter(|event| !content(event).is_empty()).count();
    let usage = events
        .iter()
        .find_map(|event| event.get("usage").filter(|usage| usage.is_object()));
    let usage = usage.unwrap_or_else(|| panic!("no usage in {events:?}"));
    // The start, ` a`, ` b`, `c`, ` d`.
    assert_eq!(usage["prompt_tokens"], 5);
    assert_eq!(usage["completion_tokens"], 64);
    assert_eq!(chunks, 64, "{events:?}");
}

#[test]
fn streams_run_side_by_side_and_break_off_when_the_server_is_killed() {
    let mut server = llama();
    let mut streams: Vec<_> = (0..LLAMA_SLOTS).map(|_| chat(&server, "abc", 8_000)).collect();
    for stream in &mut streams {
        // Every one has started while none of the others has been read to its end.
        assert!(std::iter::from_fn(|| next_event(stream)).any(|event| !content(&event).is_empty()));
    }
    server.kill();
    for stream in &mut streams {
        let rest: Vec<Value> = std::iter::from_fn(|| next_event(stream)).collect();
        assert!(
            rest.iter().all(|event| event["usage"].is_null()),
            "the stream came to its own end"
        );
    }
    assert!(TcpStream::connect(server.url.strip_prefix("http://").unwrap()).is_err());
}
