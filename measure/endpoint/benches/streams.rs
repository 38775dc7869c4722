//! A thousand streams held by one client on one core: how far its times to first token are from those with one stream. The
//! server, on another core, keeps a fixed schedule and says how well it kept it.
//!
//! `cargo bench -p forkcast-endpoint --profile native --bench streams`, or with another time to the first token, ms:
//! `… --bench streams -- 20`.

mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use forkcast_endpoint::endpoint::{Client, Endpoint};
use server::{Server, quantile};
use tokio::task::JoinSet;

const STREAMS: u32 = 1000;
/// The schedule, ms: to the first token, unless an argument says otherwise, and between tokens.
const FIRST: f64 = 200.0;
const BETWEEN: f64 = 25.0;
/// Tokens of an answer: a stream lasts for five seconds.
const TOKENS: u32 = 193;
/// Answers of each stream, of which the first one is not counted: it begins before all streams do.
const ROUNDS: u32 = 3;
/// Requests with one stream; fewer tokens, as only the first one counts.
const ALONE: u32 = 100;
/// What the distortion must not exceed.
const LIMIT: f64 = 0.05;

fn main() {
    server::begin();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let first = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(FIRST);
    let alone_server = Server::start(first, BETWEEN);
    let mut alone = runtime.block_on(one(&alone_server.url));
    let alone_late = alone_server.end();
    let many_server = Server::start(first, BETWEEN);
    let before = busy();
    let begun = Instant::now();
    let (mut many, failed) = runtime.block_on(thousand(&many_server.url, first));
    let share = (busy() - before) / begun.elapsed().as_secs_f64();
    let many_late = many_server.end();
    println!("| streams | n | TTFT p50 | p95 | the server's own lateness p50 p95 p99, ms |");
    println!("|---|---|---|---|---|");
    let row = |name: u32, times: &mut Vec<f64>, late: &str| {
        let at = [0.5, 0.95].map(|q| quantile(times, q));
        println!(
            "| {name} | {} | {:.2} ms | {:.2} ms | {late} |",
            times.len(),
            at[0],
            at[1]
        );
        at
    };
    let (a, b) = (
        row(1, &mut alone, &alone_late),
        row(STREAMS, &mut many, &many_late),
    );
    let distortion: Vec<f64> = a.iter().zip(b).map(|(a, b)| b / a - 1.0).collect();
    println!(
        "Distortion: p50 {:.1} %, p95 {:.1} % (at most {:.0} %). {failed} requests failed. The client computed {:.0} % of the time, \
         at {:.0} tokens a second.",
        distortion[0] * 100.0,
        distortion[1] * 100.0,
        LIMIT * 100.0,
        share * 100.0,
        f64::from(STREAMS) / (BETWEEN / 1e3),
    );
    std::process::exit(i32::from(failed > 0 || distortion.iter().any(|d| *d > LIMIT)));
}

async fn client(url: &str) -> Arc<Client> {
    let client = Client::new(&Endpoint {
        name: "bench".to_owned(),
        url: url.to_owned(),
        model: None,
        key: None,
        key_header: None,
        proxy: None,
    })
    .expect("a client");
    client.model().await.expect("a model");
    Arc::new(client)
}

async fn one(url: &str) -> Vec<f64> {
    let client = client(url).await;
    let mut times = Vec::new();
    for number in 0..ALONE + 5 {
        let prompt = client.prompt_of(256, u64::from(number)).await.expect("a prompt");
        let timing = client.time(&prompt, 3, Instant::now()).await.expect("an answer");
        if number >= 5 {
            times.push(timing.ttft_ms);
        }
    }
    times
}

/// The streams begin evenly spread over the length of one, so that at every moment some begin and some end.
async fn thousand(url: &str, first: f64) -> (Vec<f64>, u32) {
    let client = client(url).await;
    let length = Duration::from_secs_f64((first + BETWEEN * f64::from(TOKENS - 1)) / 1e3);
    let begun = tokio::time::Instant::now();
    let mut streams = JoinSet::new();
    for stream in 0..STREAMS {
        let client = Arc::clone(&client);
        streams.spawn(async move {
            tokio::time::sleep_until(begun + length * stream / STREAMS).await;
            let (mut times, mut failed) = (Vec::new(), 0);
            for round in 0..ROUNDS {
                let number = u64::from(stream * ROUNDS + round);
                let prompt = client.prompt_of(256, number).await.expect("a prompt");
                match client.time(&prompt, TOKENS, Instant::now()).await {
                    Ok(timing) if round > 0 => times.push(timing.ttft_ms),
                    Ok(_) => {}
                    Err(_) => failed += 1,
                }
            }
            (times, failed)
        });
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    while let Some(ended) = streams.join_next().await {
        let (more, errors) = ended.expect("a stream");
        times.extend(more);
        failed += errors;
    }
    (times, failed)
}

/// Seconds that this process has computed, if the system reports it.
fn busy() -> f64 {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else {
        return 0.0;
    };
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |place: usize| {
        fields
            .get(place)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}
