//! Whole runs against the stand-in.

mod stand_in;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use forkcast_endpoint::Updates;
use forkcast_protocol::measure::{Load, SeriesKind, ServiceLevel, Update};
use serde_json::json;
use stand_in::{ADDED, Gate, Request, StandIn, Step, counted, good, object, run, spec, until};

/// Answers to the requests that a run counts (8 tokens); those beforehand ask for two.
fn counted_request(request: &Request) -> bool {
    request.output_tokens() == 8
}

#[tokio::test]
async fn a_run_tells_series_of_each_length_with_the_tokens_meant() {
    let server = StandIn::start(good).await;
    let mut spec = spec(&[64, 512], 40);
    spec.warmup = 6;
    let measured = run(&spec, &server.endpoint()).await;
    assert_eq!(measured.outcome, None, "{:?}", measured.warnings);
    assert_eq!(measured.warnings, [""; 0]);
    for tokens in [64, 512] {
        for (name, kind) in [
            ("ttft", SeriesKind::Ttft),
            ("tpot", SeriesKind::Tpot),
            ("e2e", SeriesKind::E2e),
        ] {
            let series = measured.series(&format!("{name}-{tokens}"));
            assert_eq!(
                (series.n, series.errors, series.kind),
                (40, 0, kind),
                "warm-up is not counted"
            );
            assert_eq!((series.prompt_tokens, series.batch), (Some(tokens), Some(4)));
            assert_eq!(series.path.as_deref(), Some("closed loop, 4 at a time"));
            assert!(series.throughput_per_s.unwrap() > 0.0);
            assert_eq!(
                (series.goodput_per_s, series.good_share),
                (None, None),
                "no service level was given"
            );
        }
    }
    assert_eq!(
        measured.series("ttft-512").label,
        "Time to first token, 512-token prompt"
    );
    assert!(measured.series("ttft-64").p50.value <= measured.series("e2e-64").p50.value);
    let prompts = server.prompts(8);
    assert_eq!(prompts.len(), 2 * 46, "so many were sent, warm-up among them");
    let lengths: HashSet<u64> = prompts
        .iter()
        .map(|p| ADDED + p.split(' ').count() as u64)
        .collect();
    assert_eq!(lengths, [64, 512].into());
    let beginnings: HashSet<&str> = prompts.iter().map(|p| &p[..8 * 5]).collect();
    assert_eq!(beginnings.len(), prompts.len(), "no two prompts begin alike");
}

#[tokio::test]
async fn progress_and_series_come_while_it_runs() {
    let server = StandIn::start(good).await;
    let measured = run(&spec(&[64], 100), &server.endpoint()).await;
    let first = measured
        .updates
        .iter()
        .position(|u| matches!(u, Update::Series(s) if s.n < 20));
    let last = measured
        .updates
        .iter()
        .rposition(|u| matches!(u, Update::Progress { done: 90, .. }));
    assert!(first.expect("early series") < last.expect("late progress"));
    let end = measured.updates.iter().any(|u| {
        matches!(
            u,
            Update::Progress {
                done: 100,
                total: 100,
                ..
            }
        )
    });
    assert!(end, "progress reaches its end");
}

#[tokio::test]
async fn a_shared_prefix_is_shared_and_labelled() {
    let server = StandIn::start(good).await;
    let mut spec = spec(&[107], 30);
    spec.shared_prefix = true;
    let measured = run(&spec, &server.endpoint()).await;
    assert!(
        measured
            .series("ttft-107")
            .path
            .as_deref()
            .unwrap()
            .ends_with("shared prefix")
    );
    let prompts = server.prompts(8);
    let heads: HashSet<&str> = prompts.iter().map(|p| &p[..80 * 5]).collect();
    assert_eq!(
        (heads.len(), prompts.iter().collect::<HashSet<_>>().len()),
        (1, 30)
    );
}

#[tokio::test]
async fn any_tokenizer_gets_prompts_of_the_length_meant() {
    // By letters, as a model of bytes counts: a word is five tokens, a single letter with its space two.
    let server = StandIn::start(|r| counted(r, 31 + r.prompt().len() as u64, r.output_tokens())).await;
    let measured = run(&spec(&[100, 1000], 10), &server.endpoint()).await;
    assert_eq!(measured.outcome, None);
    assert_eq!(measured.series("ttft-1000").n, 10);
    for prompt in server.prompts(8) {
        let tokens = 31 + prompt.len();
        assert!(
            tokens.abs_diff(100) <= 2 || tokens.abs_diff(1000) <= 20,
            "{tokens}"
        );
    }
}

#[tokio::test]
async fn a_server_that_cuts_prompts_off_fails_the_run_with_both_numbers() {
    let server = StandIn::start(|r| counted(r, r.prompt_tokens().min(500), r.output_tokens())).await;
    let measured = run(&spec(&[64, 2000], 10), &server.endpoint()).await;
    let error = measured.error();
    assert!(error.contains("2000") && error.contains("500"), "{error}");
    assert_eq!(
        measured.series("ttft-64").n,
        10,
        "what was measured before is kept"
    );
}

#[tokio::test]
async fn a_count_that_goes_wrong_in_mid_run_fails_it_with_both_numbers() {
    let server = StandIn::start(|r| {
        let off = if counted_request(r) && r.number > 30 {
            1.5
        } else {
            1.0
        };
        counted(r, (r.prompt_tokens() as f64 * off) as u64, r.output_tokens())
    })
    .await;
    let measured = run(&spec(&[400], 1000), &server.endpoint()).await;
    let error = measured.error();
    assert!(error.contains("400") && error.contains("600"), "{error}");
    assert!(measured.series("ttft-400").n >= 20);
    assert!(server.seen().len() < 100, "no more were sent");
}

#[tokio::test]
async fn a_prompt_shorter_than_the_template_is_refused_in_words() {
    let server = StandIn::start(good).await;
    let error = run(&spec(&[5], 10), &server.endpoint()).await.error();
    assert!(
        error.contains("5 tokens is too short") && error.contains("takes 7"),
        "{error}"
    );
}

#[tokio::test]
async fn errors_are_counted_beside_the_samples_and_against_the_goodput() {
    let served = AtomicU64::new(0);
    let server = StandIn::start(move |r| {
        if counted_request(r) && served.fetch_add(1, Ordering::SeqCst).is_multiple_of(4) {
            return object(503, &json!({}));
        }
        good(r)
    })
    .await;
    let mut spec = spec(&[64], 80);
    spec.service_level = Some(ServiceLevel {
        ttft_ms: 600_000.0,
        e2e_ms: 600_000.0,
    });
    let measured = run(&spec, &server.endpoint()).await;
    assert_eq!(measured.outcome, None);
    for key in ["ttft-64", "tpot-64", "e2e-64"] {
        let series = measured.series(key);
        assert_eq!((series.n, series.errors), (60, 20));
        assert_eq!(series.good_share, Some(0.75));
        let rate = series.goodput_per_s.unwrap();
        assert!(rate > 0.0 && rate <= series.throughput_per_s.unwrap());
    }
    assert!(
        measured
            .warnings
            .iter()
            .any(|w| w.contains("20 of 80") && w.contains("503")),
        "{:?}",
        measured.warnings
    );
}

#[tokio::test]
async fn a_run_with_errors_alone_names_the_most_frequent() {
    let server = StandIn::start(|r| match counted_request(r) {
        true if r.number % 3 == 0 => object(500, &json!({})),
        true => object(429, &json!({})),
        false => good(r),
    })
    .await;
    let error = run(&spec(&[64], 12), &server.endpoint()).await.error();
    assert!(
        error.contains("429") && error.contains("no request was answered"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_is_killed_ends_the_run_and_the_samples_stay() {
    let served = AtomicU64::new(0);
    let gate = Gate::new();
    let before = gate.clone();
    let server = StandIn::start(move |r| {
        if counted_request(r) && served.fetch_add(1, Ordering::SeqCst) == 50 {
            return vec![Step::Wait(before.clone())];
        }
        good(r)
    })
    .await;
    let spec = spec(&[64], 10_000);
    let endpoint = server.endpoint();
    let (measured, ()) = tokio::join!(run(&spec, &endpoint), async {
        gate.reached().await;
        server.kill();
    });
    let error = measured.error();
    assert!(
        error.contains("in a row failed") && error.contains("refuses connections"),
        "{error}"
    );
    assert!(!error.contains("127.0.0.1"));
    let series = measured.series("ttft-64");
    assert!(
        series.n >= 45 && series.errors >= 20,
        "{} and {}",
        series.n,
        series.errors
    );
}

#[tokio::test]
async fn warming_up_ends_when_nothing_is_answered() {
    let server = StandIn::start(|r| {
        if counted_request(r) {
            object(500, &json!({}))
        } else {
            good(r)
        }
    })
    .await;
    let mut spec = spec(&[64], 30);
    spec.warmup = 1_000;
    let error = run(&spec, &server.endpoint()).await.error();
    assert!(error.contains("500"), "{error}");
    let asked = |r: &&Request| r.line.starts_with("POST") && counted_request(r);
    let sent = server.seen().iter().filter(asked).count();
    assert!(sent < 100, "{sent} requests of a warm-up of 1,000");
}

#[tokio::test]
async fn what_the_reader_should_know_of_the_answers_is_told() {
    let short = StandIn::start(|r| counted(r, r.prompt_tokens(), r.output_tokens().min(3))).await;
    let measured = run(&spec(&[64], 10), &short.endpoint()).await;
    assert!(
        measured
            .warnings
            .iter()
            .any(|w| w.contains("10 of 10 answers ended before the 8 requested tokens")),
        "{measured:?}"
    );

    let long = StandIn::start(|r| counted(r, r.prompt_tokens(), 20)).await;
    let measured = run(&spec(&[64], 10), &long.endpoint()).await;
    assert!(
        measured
            .warnings
            .iter()
            .any(|w| w.contains("longer than the 8 requested tokens")),
        "{measured:?}"
    );

    let silent = StandIn::start(|r| {
        let mut steps = good(r);
        steps.remove(steps.len() - 3);
        steps
    })
    .await;
    let measured = run(&spec(&[64], 10), &silent.endpoint()).await;
    assert_eq!(measured.outcome, None);
    assert!(
        measured
            .warnings
            .iter()
            .any(|w| w.contains("does not report token counts")),
        "{measured:?}"
    );
    assert!(
        measured.series.iter().all(|s| s.kind != SeriesKind::Tpot),
        "no time per token without a count"
    );
    assert_eq!(measured.series("ttft-64").n, 10);
}

#[tokio::test]
async fn an_open_loop_has_its_own_name_and_sends_every_request() {
    let server = StandIn::start(good).await;
    let mut spec = spec(&[64], 200);
    spec.load = Load::Open { rate_per_s: 500.0 };
    spec.warmup = 5;
    let measured = run(&spec, &server.endpoint()).await;
    let series = measured.series("ttft-64");
    assert_eq!(
        (measured.outcome.clone(), series.n, series.batch),
        (None, 200, None)
    );
    assert_eq!(series.path.as_deref(), Some("open loop, 500 arrivals per second"));
    assert_eq!(
        server.prompts(8).iter().collect::<HashSet<_>>().len(),
        205,
        "warm-up shares no prompt"
    );
}

#[tokio::test]
async fn a_closed_loop_holds_as_many_streams_as_asked() {
    let gate = Gate::new();
    let before = gate.clone();
    let server = StandIn::start(move |r| {
        let mut steps = good(r);
        if counted_request(r) {
            steps.insert(3, Step::Wait(before.clone()));
        }
        steps
    })
    .await;
    let mut spec = spec(&[64], 64);
    spec.load = Load::Closed { concurrency: 32 };
    let endpoint = server.endpoint();
    let (measured, ()) = tokio::join!(run(&spec, &endpoint), async {
        for _ in 0..32 {
            gate.reached().await;
        }
        assert_eq!(
            server.prompts(8).len(),
            32,
            "no client sends before its answer has ended"
        );
        for _ in 0..64 {
            gate.open();
        }
    });
    assert_eq!(measured.series("e2e-64").n, 64);
}

#[tokio::test]
async fn dropping_the_run_closes_its_connections() {
    let gate = Gate::new();
    let before = gate.clone();
    let server = StandIn::start(move |r| match counted_request(r) {
        true => vec![Step::Wait(before.clone()), Step::Hang],
        false => good(r),
    })
    .await;
    let endpoint = server.endpoint();
    let (updates, _receiver) = Updates::channel();
    let running = tokio::spawn(async move {
        let spec = spec(&[64], 100);
        let _ = forkcast_endpoint::endpoint::run(&spec, &endpoint, &updates).await;
    });
    for _ in 0..4 {
        gate.reached().await;
        gate.open();
    }
    running.abort();
    until("the connections to be closed", || {
        server.open.load(Ordering::SeqCst) == 0
    })
    .await;
    assert_eq!(server.prompts(8).len(), 4);
}
