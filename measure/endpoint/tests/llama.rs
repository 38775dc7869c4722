//! Against a real llama.cpp server.

mod stand_in;

use forkcast_endpoint::Updates;
use forkcast_endpoint::endpoint::Endpoint;
use forkcast_protocol::measure::{Load, ServiceLevel, Update};
use forkcast_test_servers::{LLAMA_MODEL, LLAMA_SLOTS, Server, llama};
use stand_in::{run, spec};

fn endpoint(server: &Server) -> Endpoint {
    Endpoint {
        name: "llama".to_owned(),
        url: format!("{}/v1", server.url),
        model: None,
        key: None,
        key_header: None,
        proxy: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_measures_every_length_in_both_loops() {
    let server = tokio::task::spawn_blocking(llama).await.unwrap();
    for load in [
        Load::Closed {
            concurrency: LLAMA_SLOTS,
        },
        Load::Open { rate_per_s: 20.0 },
    ] {
        let mut spec = spec(&[64, 200], 24);
        spec.load = load;
        spec.output_tokens = 16;
        spec.warmup = 2;
        spec.service_level = Some(ServiceLevel {
            ttft_ms: 600_000.0,
            e2e_ms: 600_000.0,
        });
        let measured = run(&spec, &endpoint(&server)).await;
        assert_eq!(measured.outcome, None, "{load:?}");
        for tokens in [64, 200] {
            for name in ["ttft", "tpot", "e2e"] {
                let series = measured.series(&format!("{name}-{tokens}"));
                assert_eq!((series.n, series.errors, series.good_share), (24, 0, Some(1.0)));
                assert!(series.min > 0.0 && series.p95.is_some() && series.p99.is_none());
            }
            let [ttft, tpot, e2e] =
                ["ttft", "tpot", "e2e"].map(|name| measured.series(&format!("{name}-{tokens}")).mean.value);
            // Sixteen tokens: the times per token make up what lies between the first and the last.
            assert!(
                (ttft + 15.0 * tpot - e2e).abs() < 1e-6 * e2e,
                "{ttft} {tpot} {e2e}"
            );
        }
        // Which of these come depends on how busy this machine is.
        let of_chance = |w: &String| w.contains("ms late") || w.contains("include connecting");
        let others: Vec<_> = measured.warnings.iter().filter(|w| !of_chance(w)).collect();
        assert!(others.is_empty(), "{others:?}");
        let target = measured.target.unwrap();
        assert!(target.software.starts_with("llama.cpp"), "{}", target.software);
        assert_eq!(target.model.as_deref(), Some(LLAMA_MODEL));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_beyond_its_context_is_named() {
    let server = tokio::task::spawn_blocking(llama).await.unwrap();
    let measured = run(&spec(&[100_000], 5), &endpoint(&server)).await;
    assert!(
        measured.error().contains("longer than the context"),
        "{}",
        measured.error()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_mid_run_it_ends_the_run_and_the_samples_stay() {
    let mut server = tokio::task::spawn_blocking(llama).await.unwrap();
    let endpoint = endpoint(&server);
    let (updates, mut receiver) = Updates::channel();
    let running = tokio::spawn(async move {
        let mut spec = spec(&[64], 100_000);
        spec.output_tokens = 32;
        forkcast_endpoint::endpoint::run(&spec, &endpoint, &updates).await
    });
    let samples = loop {
        if let Update::Series(series) = receiver.recv().await.expect("a first series") {
            break series.n;
        }
    };
    tokio::task::spawn_blocking(move || server.kill()).await.unwrap();
    let error = running
        .await
        .unwrap()
        .expect_err("the server is gone")
        .to_string();
    assert!(
        error.contains("in a row failed") && !error.contains("127.0.0.1"),
        "{error}"
    );
    let mut last = None;
    while let Some(update) = receiver.recv().await {
        if let Update::Series(series) = update
            && series.key == "ttft-64"
        {
            last = Some(*series);
        }
    }
    let last = last.expect("the last state of the series");
    assert!(
        last.n >= samples && last.errors >= 20,
        "{} samples, {} errors",
        last.n,
        last.errors
    );
}
