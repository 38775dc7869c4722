#![allow(dead_code, reason = "each test binary uses a part")]
//! An OpenAI-compatible endpoint that answers only as many requests as the test lets through.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct State {
    /// Answers that may still be given.
    allowed: usize,
    ended: bool,
    /// Heads of all requests.
    heard: String,
    /// Prompts of the streamed requests.
    prompts: Vec<String>,
    clients: Vec<TcpStream>,
}

/// The endpoint; gone when dropped, with every connection.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl Endpoint {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared: Arc<(Mutex<State>, Condvar)> = Arc::default();
        let of_the_listener = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { continue };
                let mut state = of_the_listener.0.lock().expect("no panic");
                if state.ended {
                    return;
                }
                state.clients.extend(client.try_clone());
                let shared = Arc::clone(&of_the_listener);
                std::thread::spawn(move || serve(&client, &shared));
            }
        });
        Self {
            url: format!("http://{address}/v1"),
            shared,
        }
    }

    /// Lets so many more answers through.
    pub(crate) fn let_through(&self, answers: usize) {
        self.shared.0.lock().expect("no panic").allowed += answers;
        self.shared.1.notify_all();
    }

    /// Waits until every answer that was let through has been taken.
    pub(crate) fn wait_for_all_taken(&self) {
        let mut state = self.shared.0.lock().expect("no panic");
        while state.allowed > 0 {
            state = self.shared.1.wait(state).expect("no panic");
        }
    }

    pub(crate) fn port(&self) -> String {
        let port = self.url.trim_end_matches("/v1").rsplit(':').next();
        port.expect("a port").to_owned()
    }

    /// Prompts of the streamed requests so far.
    pub(crate) fn prompts(&self) -> Vec<String> {
        self.shared.0.lock().expect("no panic").prompts.clone()
    }

    /// Whether some request had that text in its head.
    pub(crate) fn heard(&self, text: &str) -> bool {
        self.shared.0.lock().expect("no panic").heard.contains(text)
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let mut state = self.shared.0.lock().expect("no panic");
        state.ended = true;
        for client in &state.clients {
            let _ = client.shutdown(Shutdown::Both);
        }
        drop(state);
        self.shared.1.notify_all();
        // Wakes the listener, which then ends.
        let address = self.url.trim_start_matches("http://").trim_end_matches("/v1");
        let _ = TcpStream::connect(address);
    }
}

fn serve(client: &TcpStream, shared: &(Mutex<State>, Condvar)) -> Option<()> {
    let mut reader = BufReader::new(client);
    let mut writer = client;
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .trim()
                    .parse()
                    .ok()
            })
            .unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        shared.0.lock().expect("no panic").heard.push_str(&head);
        if head.starts_with("GET") {
            let models = "{\"object\":\"list\",\"data\":[{\"id\":\"held\",\"object\":\"model\"}]}";
            respond(&mut writer, "application/json", models)?;
            continue;
        }
        let body: serde_json::Value = serde_json::from_slice(&body).ok()?;
        let mut state = shared.0.lock().expect("no panic");
        while state.allowed == 0 && !state.ended {
            state = shared.1.wait(state).expect("no panic");
        }
        if state.ended {
            return None;
        }
        state.allowed -= 1;
        if body["stream"] == true {
            state.prompts.push(body["messages"].to_string());
        }
        drop(state);
        shared.1.notify_all();
        answer(&mut writer, &body)?;
    }
}

/// A token for each word of the prompt, and as many of the answer as were asked for.
fn answer(writer: &mut &TcpStream, body: &serde_json::Value) -> Option<()> {
    let messages = body["messages"].as_array()?;
    let words: usize = messages
        .iter()
        .filter_map(|message| message["content"].as_str())
        .map(|content| content.split_whitespace().count())
        .sum();
    let tokens = body["max_tokens"]
        .as_u64()
        .or(body["max_completion_tokens"].as_u64())?;
    let usage = format!(
        "{{\"prompt_tokens\":{words},\"completion_tokens\":{tokens},\"total_tokens\":{}}}",
        words as u64 + tokens
    );
    if body["stream"] != true {
        let text = format!(
            "{{\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"a\"}},\"finish_reason\":\"length\"}}],\"usage\":{usage}}}"
        );
        return respond(writer, "application/json", &text);
    }
    let mut text = String::from(
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n",
    );
    for _ in 0..tokens {
        text.push_str("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" a\"}}]}\n\n");
    }
    text.push_str("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n");
    text.push_str(&format!(
        "data: {{\"choices\":[],\"usage\":{usage}}}\n\ndata: [DONE]\n\n"
    ));
    respond(writer, "text/event-stream", &text)
}

fn respond(writer: &mut &TcpStream, kind: &str, text: &str) -> Option<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        text.len()
    );
    writer.write_all(head.as_bytes()).ok()?;
    writer.write_all(text.as_bytes()).ok()
}
