//! What the client itself takes for a request, against a server that answers at once: writing the request, sending it, reading
//! and understanding the stream. The loopback and the server's own work are included; a bare exchange of the same bytes over a
//! socket shows how much they are.
//!
//! `cargo bench -p forkcast-endpoint --profile native --bench overhead`

mod server;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use forkcast_endpoint::endpoint::{Client, Endpoint};
use server::{Server, quantile};

const REQUESTS: usize = 5000;
const WARM_UP: usize = 500;
/// What p99 must not exceed, ms.
const LIMIT_MS: f64 = 0.5;

fn main() {
    server::begin();
    let server = Server::start(0.0, 0.0);
    let endpoint = Endpoint {
        name: "bench".to_owned(),
        url: server.url.clone(),
        model: None,
        key: None,
        key_header: None,
        proxy: None,
    };
    println!(
        "| prompt, answer | whole request p50 / p99 | bare exchange p50 / p99 | p99 at most {LIMIT_MS} ms |"
    );
    println!("|---|---|---|---|");
    let mut held = true;
    for (prompt_tokens, output_tokens) in [(32, 16), (256, 128), (2048, 16)] {
        let mut whole = requests(&endpoint, prompt_tokens, output_tokens);
        let mut bare = exchanges(&server.url, prompt_tokens, output_tokens);
        let [p50, p99] = [0.5, 0.99].map(|q| quantile(&mut whole, q));
        let [bare50, bare99] = [0.5, 0.99].map(|q| quantile(&mut bare, q));
        let within = p99 <= LIMIT_MS;
        held &= within;
        println!(
            "| {prompt_tokens}, {output_tokens} tokens | {p50:.3} / {p99:.3} ms | {bare50:.3} / {bare99:.3} ms | {} |",
            if within { "held" } else { "no" }
        );
    }
    server.end();
    std::process::exit(i32::from(!held));
}

/// Times of requests by the client, ms, one after the other.
fn requests(endpoint: &Endpoint, prompt_tokens: u32, output_tokens: u32) -> Vec<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let client = Client::new(endpoint).expect("a client");
        let mut times = Vec::with_capacity(REQUESTS);
        for number in 0..WARM_UP + REQUESTS {
            let prompt = client
                .prompt_of(prompt_tokens, number as u64)
                .await
                .expect("a prompt");
            let begun = Instant::now();
            client
                .time(&prompt, output_tokens, begun)
                .await
                .expect("an answer");
            if number >= WARM_UP {
                times.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
        times
    })
}

/// Times of the same exchange by nothing but a socket.
fn exchanges(url: &str, prompt_tokens: u32, output_tokens: u32) -> Vec<f64> {
    let address = url.trim_start_matches("http://").trim_end_matches("/v1");
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("an option");
    let prompt = vec!["word"; prompt_tokens as usize].join(" ");
    let body = format!(
        "{{\"max_tokens\":{output_tokens},\"messages\":[{{\"content\":\"{prompt}\",\"role\":\"user\"}}]}}"
    );
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut buffer = vec![0; 1 << 20];
    let mut times = Vec::with_capacity(REQUESTS);
    for number in 0..WARM_UP + REQUESTS {
        let begun = Instant::now();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut read = 0;
        while !buffer[..read].ends_with(b"\r\n0\r\n\r\n") {
            read += stream.read(&mut buffer[read..]).expect("an answer");
        }
        if number >= WARM_UP {
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    times
}
