//! Servers as people have met them: each case is a report from outside, made into a stand-in, with its neighbours.

mod stand_in;

use forkcast_endpoint::endpoint::{Client, Endpoint, RequestError};
use serde_json::{Value, json};
use stand_in::{
    ADDED, DONE, Measured, Request, StandIn, Step, content, counted, delta, end, event, finish, good, head,
    models, object, role, run, send, spec, usage,
};

/// Runs ten requests of 64 tokens against a server that answers chat so.
async fn measured(chat: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static) -> Measured {
    let server = StandIn::start(chat).await;
    run(&spec(&[64], 10), &server.endpoint()).await
}

/// Runs against a server that is good until the counted requests, which it answers with these events.
async fn measured_with(events: impl Fn(&Request) -> String + Send + Sync + 'static) -> Measured {
    measured(move |r| match r.output_tokens() {
        8 => vec![head(), send(&events(r)), end()],
        _ => good(r),
    })
    .await
}

fn warned(measured: &Measured, words: &str) -> bool {
    measured.warnings.iter().any(|warning| warning.contains(words))
}

/// Samples and failures of the time to first token.
fn numbers(measured: &Measured) -> (u64, u64) {
    assert_eq!(measured.outcome, None, "{:?}", measured.warnings);
    let series = measured.series("ttft-64");
    (series.n, series.errors)
}

/// Holds that every counted request fails with words that hold this.
async fn all_fail(events: impl Fn(&Request) -> String + Send + Sync + 'static, words: &str, case: &str) {
    let measured = measured_with(events).await;
    let error = measured
        .outcome
        .as_ref()
        .unwrap_or_else(|| panic!("{case}: {measured:?}"))
        .to_string();
    assert!(error.contains(words), "{case}: {error}");
    assert!(
        measured.series.iter().all(|s| s.n == 0),
        "{case}: no times of failed answers"
    );
}

fn texts(n: usize) -> String {
    (0..n).map(|i| content(&format!(" t{i}"))).collect()
}

/// A model that uses tokens for reasoning which it does not send: below so many it has none left for an answer.
fn reasons_out_of_sight(request: &Request, needs: u64) -> Vec<Step> {
    let asked = request.output_tokens();
    let used = |n: u64| {
        event(
            &json!({"choices": [], "usage": {"prompt_tokens": request.prompt_tokens(), "completion_tokens": n,
            "completion_tokens_details": {"reasoning_tokens": n.min(needs)}}}),
        )
    };
    if asked <= needs {
        return vec![
            head(),
            send(&(role() + &finish("length") + &used(asked) + DONE)),
            end(),
        ];
    }
    let mut steps = vec![head(), send(&role())];
    steps.extend((0..5).map(|i| send(&content(&format!(" t{i}")))));
    steps.extend([send(&(finish("stop") + &used(needs + 5) + DONE)), end()]);
    steps
}

#[tokio::test]
async fn hidden_reasoning_is_given_enough_tokens_and_told() {
    let server = StandIn::start(|r| reasons_out_of_sight(r, 64)).await;
    let mut spec = spec(&[64], 10);
    spec.output_tokens = 256;
    let measured = run(&spec, &server.endpoint()).await;
    assert_eq!(numbers(&measured), (10, 0));
    assert!(
        warned(&measured, "reasoning that the endpoint does not send, 64 tokens"),
        "{:?}",
        measured.warnings
    );
    // Five tokens came: the hidden ones are not between them.
    let client = Client::new(&server.endpoint()).unwrap();
    let timing = client
        .time("hello", 256, std::time::Instant::now())
        .await
        .unwrap();
    assert_eq!(
        (timing.completion_tokens, timing.hidden_tokens),
        (Some(69), Some(64))
    );
    if let Some(tpot) = timing.tpot_ms {
        assert!((tpot * 4.0 - (timing.e2e_ms - timing.ttft_ms)).abs() < 1e-6);
    }
}

#[tokio::test]
async fn too_few_tokens_for_hidden_reasoning_say_to_ask_for_more() {
    let measured = measured(|r| reasons_out_of_sight(r, 64)).await;
    assert!(
        measured.error().contains("ask for more output tokens"),
        "{}",
        measured.error()
    );
}

#[tokio::test]
async fn a_limit_refused_as_too_small_is_raised() {
    // OpenAI's o1: one name of the limit alone, and an error of status 400 in place of an empty answer; another in other words.
    for message in [
        "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.",
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16",
        "this model wants room",
    ] {
        let server = StandIn::start(move |r| {
            let named = r.body["max_tokens"].is_null() && r.body["ignore_eos"].is_null();
            match r.output_tokens() {
                _ if !named => object(
                    400,
                    &json!({"error": {"message": "Unsupported parameter: 'max_tokens'"}}),
                ),
                0..64 => object(400, &json!({"error": {"message": message}})),
                _ => good(r),
            }
        })
        .await;
        let mut spec = spec(&[64], 5);
        spec.output_tokens = 256;
        assert_eq!(
            numbers(&run(&spec, &server.endpoint()).await),
            (5, 0),
            "{message}"
        );
    }
}

#[tokio::test]
async fn visible_thinking_is_apart_from_the_first_token_of_the_answer() {
    for field in ["reasoning_content", "reasoning"] {
        let measured = measured(move |r| {
            let mut steps = vec![head(), send(&role())];
            steps.extend((0..5).map(|_| send(&delta(&json!({field: "hm"})))));
            steps.extend((0..r.output_tokens().saturating_sub(5)).map(|_| send(&content("a"))));
            steps.extend([
                send(&(finish("length") + &usage(r.prompt_tokens(), r.output_tokens()) + DONE)),
                end(),
            ]);
            steps
        })
        .await;
        assert_eq!(numbers(&measured), (10, 0));
        let thinking = measured.series("thinking-64");
        assert_eq!(
            thinking.label,
            "Thinking before the first token of the answer, 64-token prompt"
        );
        assert!(thinking.n > 0 && thinking.p50.value <= measured.series("e2e-64").p50.value);
        assert!(!warned(&measured, "does not send"));
    }
    let plain = measured(good).await;
    assert!(plain.series.iter().all(|s| s.key != "thinking-64"));
}

/// A whole stream for odd requests, one that is cut after three tokens for each third; `reason` stands in every chunk.
fn cut_each_third(request: &Request, reason: &Value, ending: &str) -> String {
    let chunk =
        |text: &str| event(&json!({"choices": [{"delta": {"content": text}, "finish_reason": reason}]}));
    if request.number.is_multiple_of(3) {
        return (0..3).map(|_| chunk("a")).collect();
    }
    (0..8).map(|_| chunk("a")).collect::<String>() + ending
}

#[tokio::test]
async fn a_cut_stream_is_a_failure_whatever_its_finish_reasons() {
    for reason in [
        json!(""),
        json!("null"),
        json!("None"),
        json!(null),
        json!("stop"),
        json!(0),
        json!({}),
    ] {
        let said = reason.to_string();
        let measured = measured_with(move |r| {
            cut_each_third(
                r,
                &reason,
                &(finish("length") + &usage(r.prompt_tokens(), 8) + DONE),
            )
        })
        .await;
        let (n, errors) = numbers(&measured);
        assert!(
            (6..=7).contains(&n) && n + errors == 10,
            "{said}: {n} and {errors}"
        );
        assert!(
            warned(&measured, "ended its answer before it was complete"),
            "{said}: {:?}",
            measured.warnings
        );
    }
    for reason in ["error", "network_error", "abort", "insufficient_system_resource"] {
        all_fail(
            move |_| texts(3) + &finish(reason) + DONE,
            "reported an error",
            reason,
        )
        .await;
    }
}

#[tokio::test]
async fn errors_within_a_stream_are_failures_in_any_shape() {
    for shape in [
        json!({"error_type": "server_error", "error_message": "secret words"}),
        json!({"error": "secret words"}),
        json!({"error": {"message": "x", "code": 500}}),
        json!({"errors": [{"message": "x"}]}),
        json!({"type": "error", "message": "x"}),
        json!({"object": "error", "message": "x", "code": 50001}),
        json!({"detail": "Internal Server Error"}),
        json!({"code": 503, "msg": "busy"}),
        json!({"status": "failed"}),
        json!({"success": false}),
        json!({"choices": [{"delta": {"content": ""}, "error": {"code": 502}}]}),
        json!({"choices": [], "error": {"code": 502}}),
        json!({"exception": "ValueError"}),
    ] {
        let said = shape.to_string();
        all_fail(
            move |_| texts(4) + &event(&shape) + DONE,
            "reported an error",
            &said,
        )
        .await;
    }
    for raw in [
        "event: error\ndata: {\"message\": \"x\"}\n\n",
        "event: error\ndata: overloaded\n\n",
        "error: {\"code\":500,\"message\":\"x\"}\n\n",
        "{\"error\": {\"message\": \"x\"}}\n\n",
        "data: Error: upstream went away\n\n",
        "data: {\"error\": \"context canceled\"}\n\n",
    ] {
        all_fail(move |_| texts(4) + raw + DONE, "reported an error", raw).await;
        // The last of a stream that ends without an empty line.
        all_fail(move |_| texts(4) + raw.trim_end(), "reported an error", raw).await;
    }
}

#[tokio::test]
async fn events_that_are_no_errors_are_passed_over() {
    for shape in [
        json!({"type": "ping"}),
        json!({"error": null, "choices": []}),
        json!({"error": "", "choices": [], "usage": null}),
        json!({"id": "x", "object": "chat.completion.chunk", "created": 3, "model": "m", "choices": [], "prompt_filter_results": []}),
        json!({"status": "processing", "code": 0, "message": ""}),
        json!({"x_groq": {"id": "r"}}),
        json!({"choices": null, "message": {"content": ""}}),
        json!({"success": true}),
        json!(null),
    ] {
        let said = shape.to_string();
        let measured = measured_with(move |r| {
            event(&shape)
                + &texts(8)
                + &event(&shape)
                + &finish("length")
                + &usage(r.prompt_tokens(), 8)
                + DONE
        })
        .await;
        assert_eq!(numbers(&measured), (10, 0), "{said}");
    }
}

#[tokio::test]
async fn a_prompt_over_the_context_is_named_in_whichever_place_the_error_stands() {
    let said = r#"{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}"#;
    for (case, raw) in [
        ("field", format!("error: {said}\n\n{DONE}")),
        ("event", format!("event: error\ndata: {said}\n\n")),
        ("data", format!("data: {{\"error\": {said}}}\n\n{DONE}")),
        ("bare", format!("{{\"error\": {said}}}")),
    ] {
        let server = StandIn::start(move |r| match r.prompt_tokens() {
            0..500 => good(r),
            _ => vec![head(), send(&raw), end()],
        })
        .await;
        let measured = run(&spec(&[64, 1000], 5), &server.endpoint()).await;
        assert_eq!(measured.series("ttft-64").n, 5);
        assert!(
            measured.error().contains("longer than the context"),
            "{case}: {}",
            measured.error()
        );
    }
    // A whole body of status 200.
    let server = StandIn::start(move |r| match r.prompt_tokens() {
        0..500 => good(r),
        _ => object(
            200,
            &json!({"error": {"message": "maximum context length is 512"}}),
        ),
    })
    .await;
    let measured = run(&spec(&[64, 1000], 5), &server.endpoint()).await;
    assert!(
        measured.error().contains("longer than the context"),
        "{}",
        measured.error()
    );
}

#[tokio::test]
async fn counts_are_read_as_servers_write_them_and_nonsense_is_no_count() {
    let with = |prompt: fn(u64) -> Value, completion: Value| {
        measured_with(move |r| {
            texts(8)
                + &finish("length")
                + &event(
                    &json!({"choices": [], "usage": {"prompt_tokens": prompt(r.prompt_tokens()), "completion_tokens": completion}}),
                )
                + DONE
        })
    };
    for completion in [json!(8.0), json!("8"), json!(8)] {
        let measured = with(|n| json!(n as f64), completion.clone()).await;
        assert_eq!(numbers(&measured), (10, 0), "{completion}");
        assert_eq!(
            measured
                .warnings
                .iter()
                .filter(|w| w.contains("token count"))
                .count(),
            0,
            "{completion}"
        );
    }
    for completion in [
        json!(-35),
        json!(0),
        json!(1e30),
        json!(7.5),
        json!(null),
        json!("many"),
        json!([8]),
        json!({}),
        json!(true),
    ] {
        let measured = with(|n| json!(n), completion.clone()).await;
        assert_eq!(numbers(&measured), (10, 0), "{completion}");
        assert!(
            warned(&measured, "10 of 10 answers had no token count"),
            "{completion}: {:?}",
            measured.warnings
        );
    }
    for whole in [json!("none"), json!([]), json!(3), json!(false)] {
        let measured = measured_with(move |_| {
            texts(8) + &finish("length") + &event(&json!({"choices": [], "usage": whole})) + DONE
        })
        .await;
        assert_eq!(numbers(&measured), (10, 0));
    }
    // Everywhere: also in the questions beforehand.
    let floats = measured(|r| {
        let mut steps = vec![head()];
        steps.extend((0..r.output_tokens()).map(|_| send(&content("a"))));
        let usage =
            json!({"prompt_tokens": r.prompt_tokens() as f64, "completion_tokens": r.output_tokens() as f64});
        steps.extend([
            send(&(finish("length") + &event(&json!({"choices": [], "usage": usage})) + DONE)),
            end(),
        ]);
        steps
    })
    .await;
    assert_eq!(numbers(&floats), (10, 0));
    assert_eq!(floats.series("tpot-64").n, 10);
}

#[tokio::test]
async fn counts_after_the_text_are_an_end_and_running_counts_are_none() {
    let ended = measured(|r| {
        let mut steps = vec![head(), send(&role())];
        steps.extend((0..r.output_tokens()).map(|_| send(&content("a"))));
        steps.extend([send(&usage(r.prompt_tokens(), r.output_tokens())), end()]);
        steps
    })
    .await;
    assert_eq!(numbers(&ended), (10, 0));
    let running = |n: u64| {
        event(
            &json!({"choices": [{"delta": {"content": "a"}}], "usage": {"prompt_tokens": 64, "completion_tokens": n}}),
        )
    };
    all_fail(
        move |_| running(1) + &running(2),
        "before it was complete",
        "running counts",
    )
    .await;
    all_fail(
        move |_| texts(1) + &usage(64, 1) + &texts(2),
        "before it was complete",
        "text after counts",
    )
    .await;
}

#[tokio::test]
async fn a_deployment_of_azure_is_asked_at_its_path_with_its_version_and_its_header() {
    for shown in ["", "/", "/chat/completions"] {
        let server = StandIn::with(|r| match r.line.as_str() {
            "POST /openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21" => good(r),
            _ => object(
                404,
                &json!({"error": {"code": "404", "message": "Resource not found"}}),
            ),
        })
        .await;
        let endpoint = Endpoint {
            url: format!(
                "{}/openai/deployments/gpt-4o{shown}?api-version=2024-10-21",
                server.url.trim_end_matches("/v1")
            ),
            key: Some("azure-key".to_owned()),
            ..server.endpoint()
        };
        let measured = run(&spec(&[64], 10), &endpoint).await;
        assert_eq!(numbers(&measured), (10, 0));
        assert_eq!(measured.target.as_ref().unwrap().model.as_deref(), Some("gpt-4o"));
        for request in server.seen() {
            let head = request.head.to_lowercase();
            assert!(
                head.contains("api-key: azure-key") && !head.contains("authorization"),
                "{head}"
            );
        }
    }
}

#[tokio::test]
async fn a_key_goes_into_the_configured_header_and_a_query_stays() {
    let server = StandIn::with(|r| match r.line.as_str() {
        "POST /v1/chat/completions?tenant=a" => good(r),
        "GET /v1/models?tenant=a" => object(200, &models("x")),
        _ => object(404, &json!({})),
    })
    .await;
    let endpoint = Endpoint {
        url: format!("{}?tenant=a", server.url),
        key: Some("word".to_owned()),
        key_header: Some("X-Api-Key".to_owned()),
        ..server.endpoint()
    };
    assert_eq!(numbers(&run(&spec(&[64], 10), &endpoint).await), (10, 0));
    assert!(
        server
            .seen()
            .iter()
            .all(|r| r.head.to_lowercase().contains("x-api-key: word"))
    );
    let wrong = Endpoint {
        key_header: Some("two words".to_owned()),
        ..endpoint
    };
    assert_eq!(Client::new(&wrong).expect_err("no header"), RequestError::Key);
}

#[tokio::test]
async fn a_key_that_may_not_list_models_measures_the_configured_one() {
    for status in [401, 403, 405, 429, 500] {
        let server = StandIn::with(move |r| match r.body.is_object() {
            true => good(r),
            false => object(
                status,
                &json!({"error": {"message": "Missing scopes: api.model.read"}}),
            ),
        })
        .await;
        let named = Endpoint {
            model: Some("mine".to_owned()),
            key: Some("restricted".to_owned()),
            ..server.endpoint()
        };
        assert_eq!(numbers(&run(&spec(&[64], 10), &named).await), (10, 0), "{status}");
        if status == 403 {
            let measured = run(&spec(&[64], 10), &server.endpoint()).await;
            assert!(
                measured.error().contains("name the model in the configuration"),
                "{}",
                measured.error()
            );
        }
    }
    // A key that may nothing is still refused.
    let closed = StandIn::with(|_| object(401, &json!({}))).await;
    let named = Endpoint {
        model: Some("mine".to_owned()),
        ..closed.endpoint()
    };
    assert!(
        run(&spec(&[64], 10), &named)
            .await
            .error()
            .contains("does not accept the configured key")
    );
}

#[tokio::test]
async fn counts_without_the_cached_part_serve_with_a_shared_prefix_alone() {
    let of_cache = |r: &Request| match r.output_tokens() {
        8 => counted(r, ADDED + 8, 8),
        _ => good(r),
    };
    let server = StandIn::start(of_cache).await;
    let mut spec = spec(&[64], 10);
    spec.shared_prefix = true;
    let measured = run(&spec, &server.endpoint()).await;
    assert_eq!(numbers(&measured), (10, 0));
    assert!(
        warned(
            &measured,
            "counted 10 of 10 prompts without the part that it had cached"
        ),
        "{:?}",
        measured.warnings
    );
    spec.shared_prefix = false;
    let measured = run(&spec, &server.endpoint()).await;
    assert!(
        measured.error().contains("the endpoint counted 15"),
        "{}",
        measured.error()
    );
}

#[tokio::test]
async fn an_account_without_credit_is_not_a_rate_limit() {
    for (status, message) in [
        (402, "Payment required"),
        (
            429,
            "You exceeded your current quota, please check your plan and billing details",
        ),
        (400, "Your credit balance is too low"),
    ] {
        let server = StandIn::start(move |_| object(status, &json!({"error": {"message": message}}))).await;
        let error = run(&spec(&[64], 10), &server.endpoint()).await.error();
        assert!(error.contains("no credit"), "{status}: {error}");
    }
}
