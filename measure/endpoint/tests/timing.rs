//! The times of one request, against servers that stream in every way that servers do.

mod stand_in;

use std::time::Instant;

use forkcast_endpoint::endpoint::{Client, RequestError, Timing};
use serde_json::json;
use stand_in::{
    ADDED, DONE, Gate, Request, StandIn, Step, content, delta, end, finish, good, head, piece, role, send,
    usage,
};

/// A good server for what is asked beforehand, and `chat` for the requests of so many tokens that tests time.
async fn server(chat: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static) -> (StandIn, Client) {
    let server = StandIn::start(move |r| if r.output_tokens() == 8 { chat(r) } else { good(r) }).await;
    let client = Client::new(&server.endpoint()).unwrap();
    client.model().await.unwrap();
    (server, client)
}

/// Times one request to a server that streams the text, cut as given.
async fn streamed(text: String, cut: usize) -> Result<Timing, RequestError> {
    let (_server, client) = server(move |_| {
        let mut steps = vec![head()];
        steps.extend(text.as_bytes().chunks(cut).map(|bytes| Step::Send(piece(bytes))));
        steps.push(end());
        steps
    })
    .await;
    client.time("hello", 8, Instant::now()).await
}

#[tokio::test]
async fn the_chunk_with_the_role_alone_is_not_the_first_token() {
    let gate = Gate::new();
    let before = gate.clone();
    let (_server, client) = server(move |r| {
        let mut steps = vec![
            head(),
            send(": here\n\n"),
            send(&role()),
            Step::Wait(before.clone()),
        ];
        steps.extend(good(r).into_iter().skip(2));
        steps
    })
    .await;
    let intended = Instant::now();
    let (timing, opened) = tokio::join!(client.time("hello", 8, intended), async {
        gate.reached().await;
        let opened = Instant::now();
        gate.open();
        opened
    });
    let least = (opened - intended).as_secs_f64() * 1e3;
    let timing = timing.unwrap();
    assert!(
        timing.ttft_ms >= least,
        "{timing:?}, though no token was sent before {least} ms"
    );
}

#[tokio::test]
async fn time_counts_from_the_intended_start() {
    let (_server, client) = server(good).await;
    let ago = std::time::Duration::from_secs(2);
    let timing = client.time("hello", 8, Instant::now() - ago).await.unwrap();
    assert!(
        timing.late_ms >= 2000.0 && timing.ttft_ms >= timing.late_ms && timing.e2e_ms >= timing.ttft_ms,
        "{timing:?}"
    );
}

#[tokio::test]
async fn tokens_are_those_that_the_server_counts_not_the_chunks() {
    let gate = Gate::new();
    let before = gate.clone();
    let (_server, client) = server(move |_| {
        vec![
            head(),
            send(&(role() + &content("several tokens in one"))),
            Step::Wait(before.clone()),
            send(&(content(" and") + &content(" in another"))),
            send(&finish("length")),
            send(&usage(12, 8)),
            send(DONE),
            end(),
        ]
    })
    .await;
    let (timing, ()) = tokio::join!(client.time("hello", 8, Instant::now()), async {
        gate.reached().await;
        gate.open();
    });
    let timing = timing.unwrap();
    let tpot = timing.tpot_ms.expect("counted");
    assert!(
        (tpot * 7.0 - (timing.e2e_ms - timing.ttft_ms)).abs() < 1e-9,
        "{timing:?}"
    );
    assert_eq!(
        (timing.prompt_tokens, timing.completion_tokens),
        (Some(12), Some(8))
    );
    assert!(!timing.ended_early && !timing.one_piece);
}

#[tokio::test]
async fn streams_may_be_cut_anywhere_with_any_line_ends_comments_and_no_done() {
    let text = format!(
        ": keep-alive\n\n{}id: 3\nevent: x\n{}{}{}{}",
        role(),
        content("grüß 😀"),
        content("日本語"),
        finish("length"),
        usage(9, 8)
    );
    for cut in [1, 2, 3, 7, 10_000] {
        for ends in ["\n", "\r\n"] {
            let timing = streamed(text.replace('\n', ends), cut).await.unwrap();
            assert_eq!(timing.completion_tokens, Some(8), "cut every {cut} bytes");
            assert!(!timing.one_piece);
        }
    }
}

#[tokio::test]
async fn reasoning_and_tool_calls_are_tokens() {
    for (field, value) in [
        ("reasoning_content", json!("hm")),
        ("reasoning", json!("hm")),
        (
            "tool_calls",
            json!([{"index": 0, "function": {"name": "f", "arguments": ""}}]),
        ),
        ("content", json!([{"type": "text", "text": "hm"}])),
    ] {
        let text = role() + &delta(&json!({field: value})) + &finish("length") + &usage(9, 1) + DONE;
        let timing = streamed(text, 1000).await;
        assert!(timing.is_ok(), "{field}: {timing:?}");
    }
    let nothing = role() + &delta(&json!({"content": null, "tool_calls": []})) + &finish("stop") + DONE;
    assert_eq!(streamed(nothing, 1000).await, Err(RequestError::Empty));
}

#[tokio::test]
async fn without_a_count_there_is_no_time_per_token() {
    let text = role() + &content("a") + &content("b") + &finish("length") + DONE;
    let timing = streamed(text, 1000).await.unwrap();
    assert_eq!(
        (timing.tpot_ms, timing.completion_tokens, timing.prompt_tokens),
        (None, None, None)
    );
}

#[tokio::test]
async fn an_answer_in_one_piece_has_no_time_per_token() {
    let text = role() + &content("all at once") + &finish("length") + &usage(9, 8) + DONE;
    let timing = streamed(text, 10_000).await.unwrap();
    assert!(timing.one_piece && timing.tpot_ms.is_none(), "{timing:?}");
}

#[tokio::test]
async fn an_answer_shorter_than_asked_is_told_as_such() {
    let text = role() + &content("a") + &content("b") + &finish("stop") + &usage(9, 2) + DONE;
    assert!(streamed(text, 1000).await.unwrap().ended_early);
    let uncounted = role() + &content("a") + &finish("stop") + DONE;
    assert!(streamed(uncounted, 1000).await.unwrap().ended_early);
}

#[tokio::test]
async fn prompts_have_the_tokens_asked_for_and_begin_differently() {
    let (server, client) = server(good).await;
    for tokens in [20, 100, 3000] {
        let prompt = client.prompt_of(tokens, 1).await.unwrap();
        assert_eq!(prompt.split(' ').count() as u64 + ADDED, u64::from(tokens));
        let timing = client.time(&prompt, 8, Instant::now()).await.unwrap();
        assert_eq!(timing.prompt_tokens, Some(tokens));
        let other = client.prompt_of(tokens, 2).await.unwrap();
        assert_ne!(prompt.get(..30), other.get(..30));
    }
    assert!(
        client.prompt_of(ADDED as u32, 1).await.is_err(),
        "the template has as many"
    );
    let of_another = Client::new(&server.endpoint())
        .unwrap()
        .prompt_of(100, 1)
        .await
        .unwrap();
    assert_ne!(
        client.prompt_of(100, 1).await.unwrap()[..30],
        of_another[..30],
        "runs share no prefix"
    );
}

#[tokio::test]
async fn connections_are_used_again() {
    let (server, client) = server(good).await;
    for _ in 0..20 {
        client.time("hello", 8, Instant::now()).await.unwrap();
    }
    assert_eq!(server.open.load(std::sync::atomic::Ordering::SeqCst), 1);
}
