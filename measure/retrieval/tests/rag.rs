//! The cost of retrieval: against a stand-in whose count of tokens and faults are known, and against a real llama.cpp.

mod outcome;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use forkcast_endpoint::Endpoint;
use forkcast_protocol::measure::{RagSpec, SeriesKind};
use forkcast_retrieval::{Store, run_rag};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use outcome::Outcome;

/// Tokens that the stand-in counts beyond the words.
const ADDED: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Counts, and presumably reads, no more than so many tokens.
    Caps(usize),
    /// Breaks off every answer to a prompt with passages.
    BreaksOff,
}

/// Prompts in the order they came.
type Prompts = Arc<Mutex<Vec<String>>>;

async fn endpoint(fault: Fault) -> (Endpoint, Prompts) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("bound"));
    let prompts = Prompts::default();
    let shared = Arc::clone(&prompts);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&shared), fault));
        }
    });
    let endpoint = Endpoint {
        name: "stand-in".to_owned(),
        url,
        model: None,
        key: None,
        key_header: None,
        proxy: None,
    };
    (endpoint, prompts)
}

async fn serve(stream: TcpStream, prompts: Prompts, fault: Fault) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            head.push(byte);
        }
        let head = String::from_utf8(head).expect("a head of text").to_lowercase();
        let length = head
            .lines()
            .find_map(|l| l.strip_prefix("content-length: ")?.parse().ok())
            .unwrap_or(0);
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.expect("a body");
        let answer = if head.starts_with("get /v1/models ") {
            let list = json!({ "data": [{ "id": "counter" }] }).to_string();
            format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{list}",
                list.len()
            )
        } else {
            assert!(head.starts_with("post /v1/chat/completions "), "{head}");
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            let prompt = body["messages"][0]["content"]
                .as_str()
                .expect("a prompt")
                .to_owned();
            let stream = events(&prompt, fault);
            prompts.lock().expect("whole").push(prompt);
            let close = "connection: close\r\n";
            format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{close}\r\n{stream}")
        };
        stream.write_all(answer.as_bytes()).await.expect("sent");
        if !head.starts_with("get") {
            return;
        }
    }
}

fn events(prompt: &str, fault: Fault) -> String {
    let counted = prompt.split_whitespace().count() + ADDED;
    let counted = if let Fault::Caps(most) = fault {
        counted.min(most)
    } else {
        counted
    };
    let start = "data: {\"choices\":[{\"delta\":{\"content\":\"So\"}}]}\n\n";
    if fault == Fault::BreaksOff && prompt.contains("passages") {
        return start.to_owned();
    }
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": counted, "completion_tokens": 2 } });
    format!(
        "{start}data: {{\"choices\":[{{\"delta\":{{\"content\":\" it is\"}},\"finish_reason\":\"length\"}}]}}\n\ndata: {usage}\n\ndata: [DONE]\n\n"
    )
}

fn minilm() -> PathBuf {
    std::env::var_os("FORKCAST_TEST_MINILM").map_or_else(forkcast_test_servers::minilm, PathBuf::from)
}

fn spec() -> RagSpec {
    RagSpec {
        target: "stand-in".to_owned(),
        store: "embedded".to_owned(),
        vectors: 1000,
        chunks: 3,
        chunk_tokens: 40,
        prompt_tokens: 60,
        output_tokens: 4,
        requests: 30,
        warmup: 2,
        concurrency: 2,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stage_is_measured_in_pairs_with_prompts_of_the_length_asked() {
    let (endpoint, prompts) = endpoint(Fault::None).await;
    let outcome = Outcome::of_run(async |updates| {
        run_rag(&spec(), &endpoint, &Store::embedded(), &minilm(), &updates).await
    })
    .await;
    outcome.result.as_ref().expect("done");
    for (key, kind) in [
        ("embed", SeriesKind::Embed),
        ("search", SeriesKind::Search),
        ("plain-ttft", SeriesKind::Ttft),
        ("rag-ttft", SeriesKind::Ttft),
        ("plain-e2e", SeriesKind::E2e),
        ("rag-e2e", SeriesKind::E2e),
        ("added-ttft", SeriesKind::Added),
        ("added-e2e", SeriesKind::Added),
    ] {
        let series = outcome.series(key);
        assert_eq!(
            (series.kind, series.n, series.errors, series.batch),
            (kind, 30, 0, Some(2)),
            "{key}"
        );
    }
    // The time to first token counts from before the embedding, and so holds it and the search.
    let p50 = |key: &str| outcome.series(key).p50.value;
    assert!(p50("rag-ttft") >= outcome.series("embed").min + outcome.series("search").min);
    assert!(outcome.series("rag-ttft").min >= outcome.series("embed").min);
    assert!(
        outcome.series("search").recall.is_some_and(|r| r >= 0.9),
        "{:?}",
        outcome.series("search").recall
    );
    let tokens = |key: &str| outcome.series(key).prompt_tokens.expect("counted");
    assert!(tokens("plain-ttft").abs_diff(60) <= 5, "{}", tokens("plain-ttft"));
    let asked = 60 + 3 * 40;
    assert!(
        tokens("rag-ttft").abs_diff(asked) <= 12,
        "{} of {asked}",
        tokens("rag-ttft")
    );
    assert!(outcome.target().software.contains("usearch"));
    assert_eq!(outcome.target().model.as_deref(), Some("counter"));

    let prompts = prompts.lock().expect("whole");
    let asked = &prompts[4..];
    assert_eq!(
        asked.len(),
        64,
        "two pairs of warm-up and thirty, after four prompts that count tokens"
    );
    assert_eq!(asked.iter().filter(|p| p.contains("passages")).count(), 32);
    let starts: BTreeSet<&str> = asked.iter().map(|p| p.lines().next().expect("a line")).collect();
    assert_eq!(starts.len(), 64, "no two prompts begin alike");
    // Each question is asked both ways.
    let questions = |with: bool| -> Vec<&str> {
        let mut found: Vec<&str> = asked
            .iter()
            .filter(|p| p.contains("passages") == with)
            .map(|p| p.lines().last().expect("a line"))
            .collect();
        found.sort_unstable();
        found
    };
    assert_eq!(questions(true), questions(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cuts_prompts_off_fails_the_run_and_the_figures_stay() {
    let (endpoint, _) = endpoint(Fault::Caps(130)).await;
    let outcome = Outcome::of_run(async |updates| {
        run_rag(&spec(), &endpoint, &Store::embedded(), &minilm(), &updates).await
    })
    .await;
    let error = outcome.result.as_ref().expect_err("capped").to_string();
    assert!(
        error.contains("have 130 tokens") && error.contains("truncates prompts"),
        "{error}"
    );
    assert_eq!(outcome.series("rag-ttft").n, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_break_off_are_errors_and_end_the_run_when_nothing_else_comes() {
    let (endpoint, _) = endpoint(Fault::BreaksOff).await;
    let one = RagSpec {
        concurrency: 1,
        warmup: 0,
        ..spec()
    };
    let outcome = Outcome::of_run(async |updates| {
        run_rag(&one, &endpoint, &Store::embedded(), &minilm(), &updates).await
    })
    .await;
    let error = outcome.result.as_ref().expect_err("broken off").to_string();
    assert!(error.contains("ended its answer"), "{error}");
    assert_eq!(outcome.series("plain-ttft").n, 10, "given up after ten pairs");
    assert!(!outcome.has("added-ttft"), "no difference without a pair");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_llama_cpp_takes_longer_with_passages_than_without() {
    let server = forkcast_test_servers::llama();
    let endpoint = Endpoint {
        name: "llama".to_owned(),
        url: format!("{}/v1", server.url.trim_end_matches('/').trim_end_matches("/v1")),
        model: None,
        key: None,
        key_header: None,
        proxy: None,
    };
    // A letter is a token of the test model: the question alone has some hundred.
    let real = RagSpec {
        chunks: 3,
        chunk_tokens: 200,
        prompt_tokens: 200,
        output_tokens: 12,
        requests: 20,
        ..spec()
    };
    let outcome = Outcome::of_run(async |updates| {
        run_rag(&real, &endpoint, &Store::embedded(), &minilm(), &updates).await
    })
    .await;
    outcome.result.as_ref().expect("done");
    let added = outcome.series("added-ttft");
    // A model with random weights may end an answer before its first word: such a pair has no difference.
    assert!((15..=20).contains(&added.n), "{}", added.n);
    if added.n < 20 {
        assert!(
            outcome.warnings().iter().any(|w| w.contains("failed")),
            "{:?}",
            outcome.warnings()
        );
    }
    // Four times the prompt, and the embedding and search before it.
    let p50 = |key: &str| outcome.series(key).p50.value;
    assert!(p50("rag-ttft") > p50("plain-ttft"));
    assert!(added.mean.value > 0.0);
    let tokens = outcome
        .series("rag-ttft")
        .prompt_tokens
        .expect("llama.cpp counts");
    assert!((700..980).contains(&tokens), "{tokens}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_endpoint_is_reported_without_its_address() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("bound")
        .port();
    let nobody = Endpoint {
        name: "gone".to_owned(),
        url: format!("http://127.0.0.1:{port}/v1"),
        model: Some("any".to_owned()),
        key: Some("hidden-word".to_owned()),
        key_header: None,
        proxy: None,
    };
    let outcome = Outcome::of_run(async |updates| {
        run_rag(&spec(), &nobody, &Store::embedded(), &minilm(), &updates).await
    })
    .await;
    let error = outcome.result.as_ref().expect_err("nobody").to_string();
    assert!(error.contains("refuses connections"), "{error}");
    assert!(!outcome.text().contains("127.0.0.1") && !outcome.text().contains("hidden-word"));
}
