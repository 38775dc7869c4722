//! Measures a store, or the cost of retrieval, on this machine and prints the measurement as JSON.
//!
//!     cargo run --profile native -p forkcast-retrieval --example measure -- embedded 20000 384 "$(date -u +%FT%TZ)" > run.json
//!     cargo run --profile native -p forkcast-retrieval --example measure -- postgres 20000 384 "$(date -u +%FT%TZ)" > run.json
//!
//! The servers are those of the tests (`cargo xtask setup`). The program `forkcast measure` does the same with one's own servers.

use std::fs;

use forkcast_endpoint::Updates;
use forkcast_protocol::measure::{
    Library, MEASUREMENT_VERSION, Machine, Measurement, RetrievalSpec, RunSpec, RunState, Update,
};
use forkcast_retrieval::{Address, Store, run};

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [store, vectors, dimensions, created] = &arguments[..] else {
        eprintln!("arguments: embedded|postgres VECTORS DIMENSIONS TIME");
        std::process::exit(2);
    };
    let server = (store == "postgres").then(forkcast_test_servers::postgres);
    let target = match &server {
        Some(server) => {
            let (client, connection) = tokio_postgres::connect(&server.url, tokio_postgres::NoTls)
                .await
                .expect("connects");
            tokio::spawn(async move { drop(connection.await) });
            client
                .batch_execute("CREATE EXTENSION vector")
                .await
                .expect("pgvector");
            let address = Address {
                url: server.url.clone(),
                ..Address::default()
            };
            Store::new(None, address).expect("a store")
        }
        None => Store::embedded(),
    };
    let spec = RetrievalSpec {
        store: if server.is_some() { "pgvector" } else { "embedded" }.to_owned(),
        vectors: vectors.parse().expect("a number of vectors"),
        dimensions: dimensions.parse().expect("a number of dimensions"),
        k: 10,
        queries: 2000,
        warmup: 200,
        concurrency: 1,
        embed: server.is_none(),
    };
    let (updates, mut receiver) = Updates::channel();
    let began = std::time::Instant::now();
    let result = run(&spec, &target, Some(&forkcast_test_servers::minilm()), &updates).await;
    drop(updates);
    let mut measurement = Measurement {
        schema_version: MEASUREMENT_VERSION,
        id: format!(
            "{}-{store}-{vectors}x{dimensions}",
            created.replace([':', '-'], "")
        ),
        state: if result.is_ok() {
            RunState::Done
        } else {
            RunState::Failed
        },
        created: created.clone(),
        ended: None,
        spec: RunSpec::Retrieval(spec),
        machine: Some(machine()),
        target: None,
        ceilings: Vec::new(),
        series: Vec::new(),
        warnings: Vec::new(),
        error: result.err().map(|e| e.to_string()),
    };
    while let Some(update) = receiver.recv().await {
        match update {
            Update::Target(target) => measurement.target = Some(target),
            Update::Series(series) => {
                measurement.series.retain(|other| other.key != series.key);
                measurement.series.push(*series);
            }
            Update::Warning { text } => measurement.warnings.push(text),
            _ => {}
        }
    }
    for series in &measurement.series {
        eprintln!(
            "{}: n {}, p50 {:.3} ms, p95 {:.3} ms, recall {:?}",
            series.key,
            series.n,
            series.p50.value,
            series.p95.map_or(f64::NAN, |p| p.value),
            series.recall
        );
    }
    eprintln!("{:.1} s in all", began.elapsed().as_secs_f64());
    println!("{}", serde_json::to_string_pretty(&measurement).expect("JSON"));
}

/// This machine, as Linux describes it.
fn machine() -> Machine {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        text.lines()
            .find(|line| line.starts_with(name))
            .and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()))
            .unwrap_or_default()
    };
    let cpu = field(&read("/proc/cpuinfo"), "model name");
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u32;
    let kilobytes: f64 = field(&read("/proc/meminfo"), "MemTotal")
        .trim_end_matches(" kB")
        .parse()
        .unwrap_or(0.0);
    Machine {
        label: format!("{cores} cores of an {cpu}"),
        os: format!("Linux {}", read("/proc/sys/kernel/osrelease").trim()),
        cpu,
        cores,
        memory_gb: (kilobytes * 1.024e-6 * 10.0).round() / 10.0,
        gpu: None,
        libraries: vec![Library {
            name: "forkcast".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }],
        clocks: None,
    }
}
