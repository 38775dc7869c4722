//! A server whose every byte the test chooses, over real HTTP.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]

mod http;
mod pieces;

pub use pieces::*;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use forkcast_endpoint::endpoint::{Endpoint, Limits};
use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::{EndpointSpec, Load, Series, TargetInfo, Update};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Tokens that the stand-in's chat template adds.
pub const ADDED: u64 = 7;

/// What is done on a connection.
#[derive(Clone)]
pub enum Step {
    /// Bytes, sent as one piece.
    Send(Vec<u8>),
    /// Waits until the test lets it go on.
    Wait(Gate),
    /// Sends the piece for ever.
    Forever(Vec<u8>),
    /// Closes the connection.
    Cut,
    /// Does nothing until the client goes away.
    Hang,
}

/// Something to wait for.
#[derive(Clone)]
pub struct Gate {
    reached: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    pub fn new() -> Self {
        Self {
            reached: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
        }
    }

    /// Waits until the server stands before it.
    pub async fn reached(&self) {
        self.reached.acquire().await.unwrap().forget();
    }

    /// Lets one go on.
    pub fn open(&self) {
        self.open.add_permits(1);
    }
}

/// A request as it came in.
#[derive(Clone)]
pub struct Request {
    pub line: String,
    pub head: String,
    pub body: Value,
    /// Number among those for chat completions.
    pub number: u64,
    /// Number among those on its connection.
    pub on_connection: u64,
}

impl Request {
    pub fn prompt(&self) -> &str {
        self.body["messages"][0]["content"].as_str().unwrap()
    }

    /// As the stand-in counts: its template's and a token for each word.
    pub fn prompt_tokens(&self) -> u64 {
        ADDED + self.prompt().split(' ').count() as u64
    }

    /// Tokens of the answer asked for, by whichever name.
    pub fn output_tokens(&self) -> u64 {
        ["max_tokens", "max_completion_tokens"]
            .iter()
            .find_map(|name| self.body[name].as_u64())
            .unwrap()
    }
}

pub struct StandIn {
    pub url: String,
    pub requests: Arc<Mutex<Vec<Request>>>,
    /// Connections that are open.
    pub open: Arc<AtomicU64>,
    accepting: tokio::task::JoinHandle<()>,
}

impl StandIn {
    /// Answers chat completions as `chat` says; lists one model.
    pub async fn start(chat: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self::with(move |request| match request.line.as_str() {
            "POST /v1/chat/completions" => chat(request),
            "GET /v1/models" => object(200, &models("stand-in")),
            _ => object(404, &json!({"error": {"message": "no such path"}})),
        })
        .await
    }

    pub async fn with(answer: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let open = Arc::new(AtomicU64::new(0));
        let (answer, seen, count) = (Arc::new(answer), Arc::clone(&requests), Arc::clone(&open));
        let accepting = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen, count) = (Arc::clone(&answer), Arc::clone(&seen), Arc::clone(&count));
                connections.spawn(async move {
                    count.fetch_add(1, Ordering::SeqCst);
                    let _ = serve(stream, &*answer, &seen).await;
                    count.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self {
            url,
            requests,
            open,
            accepting,
        }
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            name: "stand-in".to_owned(),
            url: self.url.clone(),
            model: None,
            key: None,
            key_header: None,
            proxy: None,
        }
    }

    /// Ends it with all its connections.
    pub fn kill(&self) {
        self.accepting.abort();
    }

    pub fn seen(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Prompts of the requests for so many tokens of answer.
    pub fn prompts(&self, output_tokens: u64) -> Vec<String> {
        self.seen()
            .iter()
            .filter(|r| r.body.is_object() && r.output_tokens() == output_tokens)
            .map(|r| r.prompt().to_owned())
            .collect()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn serve(
    stream: TcpStream,
    answer: &(impl Fn(&Request) -> Vec<Step> + Sync),
    seen: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    for on_connection in 0.. {
        let Some((head, body)) = http::request(&mut stream).await? else {
            return Ok(());
        };
        let line = head.lines().next().unwrap();
        let mut request = Request {
            line: line.trim_end_matches(" HTTP/1.1").to_owned(),
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
            head,
            number: 0,
            on_connection,
        };
        {
            let mut seen = seen.lock().unwrap();
            request.number = seen.iter().filter(|r| r.body.is_object()).count() as u64;
            seen.push(request.clone());
        }
        for step in answer(&request) {
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await?,
                Step::Wait(gate) => {
                    gate.reached.add_permits(1);
                    gate.open.acquire().await.unwrap().forget();
                }
                Step::Forever(bytes) => loop {
                    stream.write_all(&bytes).await?;
                    tokio::task::yield_now().await;
                },
                Step::Cut => return Ok(()),
                Step::Hang => {
                    stream.read_u8().await?;
                }
            }
        }
    }
    Ok(())
}

/// Limits for servers that never end: short, but enough for what has been sent to be read.
pub fn short_limits() -> Limits {
    Limits {
        request: Duration::from_secs(2),
        ..Limits::default()
    }
}

/// A run in a closed loop.
pub fn spec(prompt_tokens: &[u32], requests: u32) -> EndpointSpec {
    EndpointSpec {
        target: "stand-in".to_owned(),
        load: Load::Closed { concurrency: 4 },
        prompt_tokens: prompt_tokens.to_vec(),
        output_tokens: 8,
        requests,
        warmup: 0,
        shared_prefix: false,
        service_level: None,
        shard: None,
    }
}

/// The updates and the result of a run.
#[derive(Default, Debug)]
pub struct Measured {
    pub outcome: Option<RunError>,
    pub updates: Vec<Update>,
    /// The last state of each series.
    pub series: Vec<Series>,
    pub warnings: Vec<String>,
    pub target: Option<TargetInfo>,
}

impl Measured {
    pub fn series(&self, key: &str) -> &Series {
        self.series
            .iter()
            .find(|s| s.key == key)
            .unwrap_or_else(|| panic!("no series {key} in {self:#?}"))
    }

    pub fn error(&self) -> String {
        self.outcome.as_ref().expect("an error").to_string()
    }
}

/// Runs to the end and collects.
pub async fn run(spec: &EndpointSpec, endpoint: &Endpoint) -> Measured {
    let (updates, mut receiver) = Updates::channel();
    let outcome = forkcast_endpoint::endpoint::run(spec, endpoint, &updates).await;
    drop(updates);
    let mut measured = Measured {
        outcome: outcome.err(),
        ..Measured::default()
    };
    while let Some(update) = receiver.recv().await {
        match &update {
            Update::Series(series) => {
                measured.series.retain(|s| s.key != series.key);
                measured.series.push((**series).clone());
            }
            Update::Warning { text } => measured.warnings.push(text.clone()),
            Update::Target(target) => measured.target = Some(target.clone()),
            _ => {}
        }
        measured.updates.push(update);
    }
    measured
}

/// Waits for something that has to come; the deadline only ends a test that has failed.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
