//! What a server is asked beforehand, and how a run gets on with servers that differ.

mod stand_in;

use forkcast_endpoint::endpoint::Endpoint;
use serde_json::json;
use stand_in::{StandIn, Step, good, models, object, run, spec};

#[tokio::test]
async fn failures_before_the_first_request_end_the_run_in_words() {
    for (status, word) in [(401, "key"), (404, "/v1"), (500, "500"), (429, "429")] {
        let server = StandIn::with(move |_| object(status, &json!({}))).await;
        let measured = run(&spec(&[64], 10), &server.endpoint()).await;
        assert!(measured.error().contains(word), "{}", measured.error());
        assert!(server.seen().len() <= 2, "no storm of retries");
    }
    let empty = StandIn::with(|_| object(200, &json!({"data": []}))).await;
    assert!(
        run(&spec(&[64], 10), &empty.endpoint())
            .await
            .error()
            .contains("lists no model")
    );
}

#[tokio::test]
async fn servers_are_asked_in_the_way_they_take() {
    // Each refuses a field as real servers do, and answers once it is gone.
    for refused in ["ignore_eos", "max_tokens", "stream_options"] {
        let server = StandIn::start(move |r| {
            let others = refused == "max_tokens" && !r.body["ignore_eos"].is_null();
            if !r.body[refused].is_null() || others {
                return object(
                    400,
                    &json!({"error": {"message": format!("unknown field {refused}")}}),
                );
            }
            good(r)
        })
        .await;
        let measured = run(&spec(&[64], 5), &server.endpoint()).await;
        assert_eq!(measured.outcome, None, "{refused}");
        assert_eq!(measured.series("ttft-64").n, 5);
        assert!(server.seen().len() < 20);
    }
    let willing = StandIn::start(good).await;
    run(&spec(&[64], 5), &willing.endpoint()).await;
    let asked = willing.seen().into_iter().rfind(|r| r.body.is_object()).unwrap();
    assert_eq!(
        asked.body["ignore_eos"], true,
        "answers are to be as long as asked for"
    );
    assert_eq!(asked.body["max_tokens"], 8);
    assert_eq!(asked.body["stream_options"]["include_usage"], true);
}

#[tokio::test]
async fn the_configured_model_and_key_are_sent_and_never_told() {
    let server = StandIn::start(good).await;
    let endpoint = Endpoint {
        model: Some("mine".to_owned()),
        key: Some("sk-secret".to_owned()),
        ..server.endpoint()
    };
    let measured = run(&spec(&[64], 5), &endpoint).await;
    let seen = server.seen();
    assert!(
        seen.iter()
            .all(|r| r.head.to_lowercase().contains("authorization: bearer sk-secret"))
    );
    assert!(
        seen.iter()
            .filter(|r| r.body.is_object())
            .all(|r| r.body["model"] == "mine")
    );
    assert_eq!(measured.target.as_ref().unwrap().model.as_deref(), Some("mine"));
    let all = format!("{measured:?}");
    assert!(!all.contains("sk-secret") && !all.contains("127.0.0.1"), "{all}");

    run(&spec(&[64], 5), &server.endpoint()).await;
    let asked = server.seen().into_iter().rfind(|r| r.body.is_object()).unwrap();
    assert_eq!(asked.body["model"], "some-model", "the first of the list");
}

#[tokio::test]
async fn software_is_told_as_far_as_the_server_says() {
    for (owner, path, answer, expected) in [
        (
            "llamacpp",
            "GET /props",
            json!({"build_info": "b6400-abc"}),
            "llama.cpp b6400-abc",
        ),
        (
            "vllm",
            "GET /version",
            json!({"version": "0.11.0"}),
            "vLLM 0.11.0",
        ),
        (
            "library",
            "GET /api/version",
            json!({"version": "0.9.1"}),
            "Ollama 0.9.1",
        ),
        ("vllm", "GET /none", json!({}), "vLLM"),
        (
            "vllm",
            "GET /version",
            json!({"version": "http://127.0.0.1/x"}),
            "vLLM",
        ),
        ("someone", "GET /none", json!({}), "OpenAI-compatible server"),
    ] {
        let server = StandIn::with(move |r| match r.line.as_str() {
            "POST /v1/chat/completions" => good(r),
            "GET /v1/models" => object(200, &models(owner)),
            line if line == path => object(200, &answer),
            _ => object(404, &json!({})),
        })
        .await;
        let measured = run(&spec(&[64], 1), &server.endpoint()).await;
        assert_eq!(measured.target.unwrap().software, expected);
    }
}

#[tokio::test]
async fn a_server_without_a_list_of_models_serves_if_one_is_configured() {
    let server = StandIn::with(|r| {
        if r.body.is_object() {
            good(r)
        } else {
            object(404, &json!({}))
        }
    })
    .await;
    let endpoint = Endpoint {
        model: Some("mine".to_owned()),
        ..server.endpoint()
    };
    assert_eq!(run(&spec(&[64], 5), &endpoint).await.series("ttft-64").n, 5);
}

#[tokio::test]
async fn connections_that_the_server_closes_are_no_failures_but_told() {
    // It reads a second request, as if closing and sending had crossed, and closes without an answer.
    let server = StandIn::start(|r| match r.on_connection {
        0 => good(r),
        _ => vec![Step::Cut],
    })
    .await;
    let measured = run(&spec(&[64], 100), &server.endpoint()).await;
    assert_eq!(measured.outcome, None);
    assert_eq!(
        (measured.series("ttft-64").n, measured.series("ttft-64").errors),
        (100, 0)
    );
    assert!(
        measured.warnings.iter().any(|w| w.contains("include connecting")),
        "{:?}",
        measured.warnings
    );
    let sent = server.prompts(8).len();
    assert!(
        sent < 120,
        "{sent} sent for 100: after a few, each has a connection of its own from the start"
    );
}
