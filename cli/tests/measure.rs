//! Measuring over real HTTP: the real program, its real worker, endpoints that the test holds in a known state.

mod endpoint;
mod measuring;
mod server;

use endpoint::Endpoint;
use measuring::{
    JSON, Stream, begun, ended, held, is_state, json_of, page, post, quick, run, start, with_endpoint,
};
use serde_json::{Value, json};
use server::Answer;

#[test]
fn a_run_goes_from_accepted_to_done_and_tells_all_on_the_way() {
    let dist = page();
    let server = start(&dist, &[]);
    let id = begun(&server, &quick());
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{id}/events"), "");
    let mut events = Vec::new();
    while let Some(event) = stream.next() {
        events.push(event);
    }
    let states: Vec<&str> = events.iter().filter_map(|(_, e)| e["state"].as_str()).collect();
    assert_eq!(states, ["queued", "running", "done"]);
    assert!(
        events.windows(2).all(|pair| pair[0].0 < pair[1].0),
        "numbers grow"
    );
    assert!(events.iter().any(|(_, e)| e["update"]["update"] == "progress"));

    let measured = run(&server, &id);
    assert_eq!(
        (measured["state"].as_str(), measured["schema_version"].as_u64()),
        (Some("done"), Some(1))
    );
    assert!(measured["ended"].is_string() && measured["machine"]["cores"].as_u64() > Some(0));
    assert_eq!(measured["ceilings"].as_array().map(Vec::len), Some(2));
    let series = &measured["series"][0];
    assert_eq!(
        (series["key"].as_str(), series["n"].as_u64()),
        (Some("decode-b1"), Some(5))
    );
    assert!(series["p50"]["value"].as_f64() > Some(0.0) && series["predicted_ms"].as_f64() > Some(0.0));
    assert!(series["p95"].is_null(), "five samples give no 95th percentile");

    let listed = json_of(&server.get("/api/v1/runs"));
    assert_eq!(listed["runs"][0]["id"], id.as_str());
    assert_eq!(listed["runs"][0]["title"], "Reference engine tiny, decode on CPU");
    let gone = server.ask("DELETE", &format!("/api/v1/runs/{id}"), &[]);
    assert_eq!(gone.status, 409, "what has ended stays");
    assert_eq!(run(&server, &id), measured);
    assert!(
        server
            .get("/metrics")
            .text()
            .contains("forkcast_runs{state=\"done\"} 1")
    );
}

#[test]
fn targets_say_what_there_is_and_why_there_is_no_gpu() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let targets = json_of(&server.get("/api/v1/targets"));
    assert_eq!(targets["endpoints"][0]["name"], "held");
    assert_eq!(targets["stores"][0]["name"], "embedded");
    assert!(
        !targets.to_string().contains(&endpoint.port()),
        "addresses are not told: {targets}"
    );
    let devices = targets["devices"].as_array().expect("devices");
    assert_eq!(devices[0]["available"], true);
    if devices[1]["available"] == false {
        assert!(
            devices[1]["label"]
                .as_str()
                .is_some_and(|label| label.contains("not to be measured here"))
        );
        let mut spec = quick();
        spec["device"] = "cuda".into();
        let refused = post(&server, &spec, &[]);
        assert_eq!(
            (refused.status, json_of(&refused)["code"].as_str()),
            (422, Some("no-device"))
        );
    }
}

#[test]
fn a_cancelled_run_keeps_what_it_had_and_the_next_one_begins() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let first = begun(&server, &held(50));
    let second = begun(&server, &quick());
    endpoint.let_through(12);
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{first}/events"), "");
    stream.until(|e| e["update"]["update"] == "series");
    let answer = server.ask("DELETE", &format!("/api/v1/runs/{first}"), &[]);
    assert_eq!(answer.status, 200);
    let cancelled = json_of(&answer);
    assert_eq!(cancelled["state"], "cancelled");
    assert!(cancelled["series"][0]["n"].as_u64() > Some(0), "{cancelled}");
    assert_eq!(ended(&server, &second)["state"], "done");
    let waiting = begun(&server, &held(50));
    let last = begun(&server, &quick());
    assert_eq!(
        json_of(&server.ask("DELETE", &format!("/api/v1/runs/{last}"), &[]))["state"],
        "cancelled"
    );
    // The one that was waited for begins all the same; a queue takes its moment.
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{waiting}/events"), "");
    stream.until(|e| is_state(e, "running"));
}

#[test]
fn a_full_queue_turns_away_and_says_when_to_come_back() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let first = begun(&server, &held(50));
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{first}/events"), "");
    stream.until(|e| is_state(e, "running"));
    for _ in 0..4 {
        begun(&server, &quick());
    }
    let refused = post(&server, &quick(), &[]);
    assert_eq!((refused.status, refused.header("retry-after")), (429, "5"));
    assert_eq!(json_of(&refused)["code"], "queue-full");
    assert_eq!(
        server.ask("DELETE", &format!("/api/v1/runs/{first}"), &[]).status,
        200
    );
}

#[test]
fn eight_tabs_see_the_same_events() {
    let dist = page();
    let server = start(&dist, &[]);
    let mut tabs: Vec<Stream> = (0..8)
        .map(|_| Stream::open(&server, "/api/v1/events?after=0", ""))
        .collect();
    let id = begun(&server, &quick());
    let seen: Vec<Vec<Value>> = tabs
        .iter_mut()
        .map(|tab| {
            let events = tab.until(|e| is_state(e, "done"));
            assert!(events.windows(2).all(|pair| pair[0].0 < pair[1].0));
            // Progress that a later one has overtaken may be missed by a slower reader; states and results may not.
            let kept = |e: &Value| e["event"] == "state" || e["update"]["update"] == "ceiling";
            events.into_iter().map(|(_, e)| e).filter(kept).collect()
        })
        .collect();
    assert!(seen.iter().all(|tab| *tab == seen[0]), "{seen:?}");
    assert!(seen[0].iter().all(|e| e["run"] == id.as_str()) && seen[0].len() >= 5);
}

#[test]
fn foreign_pages_and_names_are_refused() {
    let dist = page();
    let server = start(&dist, &["--allow-origin", "https://docs.example.org"]);
    let foreign = post(&server, &quick(), &["Origin: https://evil.example"]);
    assert_eq!(
        (foreign.status, json_of(&foreign)["code"].as_str()),
        (403, Some("foreign-origin"))
    );
    assert_eq!(foreign.header("access-control-allow-origin"), "");
    let read = server.ask("GET", "/api/v1/runs", &["Origin: https://evil.example"]);
    assert_eq!(read.status, 403);
    assert_eq!(
        post(&server, &quick(), &["Origin: null"]).status,
        403,
        "a sandboxed frame is foreign too"
    );
    assert_eq!(
        server.ask("GET", "/api/v1/runs", &["Host: evil.example"]).status,
        421
    );
    assert_eq!(
        json_of(&server.get("/api/v1/runs"))["runs"],
        json!([]),
        "nothing was begun"
    );

    let own = format!("Origin: http://{}", server.address);
    assert_eq!(post(&server, &quick(), &[&own]).status, 202);
    let named = server.ask("GET", "/api/v1/runs", &["Origin: https://docs.example.org"]);
    assert_eq!(
        (named.status, named.header("access-control-allow-origin")),
        (200, "https://docs.example.org")
    );
    let preflight = server.ask(
        "OPTIONS",
        "/api/v1/runs",
        &[
            "Origin: https://docs.example.org",
            "Access-Control-Request-Method: POST",
        ],
    );
    assert_eq!(preflight.status, 204);
    assert_eq!(
        preflight.header("access-control-allow-private-network"),
        "",
        "only where it is asked for"
    );
    let private = server.ask(
        "OPTIONS",
        "/api/v1/runs",
        &[
            "Origin: https://docs.example.org",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Private-Network: true",
        ],
    );
    assert_eq!(private.header("access-control-allow-private-network"), "true");
    assert_eq!(private.header("access-control-allow-credentials"), "true");
    let no_preflight = server.ask("OPTIONS", "/api/v1/runs", &["Origin: https://docs.example.org"]);
    assert_eq!(no_preflight.status, 405);
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("content-type")
    );
}

#[test]
fn what_cannot_be_taken_is_named() {
    let dist = page();
    let server = start(&dist, &[]);
    let field = |path: &str, value: Value| {
        let mut spec = quick();
        *spec.pointer_mut(path).expect("a field") = value;
        let answer = post(&server, &spec, &[]);
        let error = json_of(&answer);
        (
            answer.status,
            error["code"].as_str().unwrap_or_default().to_owned(),
            error["message"].to_string(),
        )
    };
    let (status, code, message) = field("/repeats", 2.into());
    assert_eq!((status, code.as_str()), (422, "invalid"));
    assert!(
        message.contains("3 to 10000") && message.contains("repeats"),
        "{message}"
    );
    let (status, code, message) = field("/shape", "gpt-5".into());
    assert_eq!((status, code.as_str()), (422, "unknown-target"));
    assert!(message.contains("tiny, smollm2-135m"), "{message}");
    let (status, _, message) = field("/kind", "rocket".into());
    assert!(status == 422 && message.contains("endpoint"), "{message}");
    let (status, code, message) = field("/task/context_tokens", 131_072.into());
    assert!(
        status == 202 || (status, code.as_str()) == (422, "no-memory"),
        "{message}"
    );
    let unknown = post(&server, &held(1), &[]);
    assert!(
        json_of(&unknown)["message"]
            .as_str()
            .is_some_and(|m| m.contains("none is configured"))
    );

    let huge = post(&server, &json!({"kind": "x".repeat(20_000)}), &[]);
    assert_eq!(
        (huge.status, json_of(&huge)["code"].as_str()),
        (413, Some("too-large"))
    );
    let raw = |kind: &str, body: &str| {
        let request = format!(
            "POST /api/v1/runs HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            server.address,
            body.len()
        );
        Answer::read(&server.send(request.as_bytes())).status
    };
    assert_eq!(raw("text/plain", &quick().to_string()), 415);
    assert_eq!(raw("application/json", "{\"kind\":"), 400);
    assert_eq!(server.get("/api/v1/runs/none").status, 404);
    assert_eq!(server.get("/api/v2/runs").status, 404);
    assert_eq!(server.ask("PUT", "/api/v1/runs", &[]).status, 405);
}

#[test]
fn beyond_loopback_measuring_takes_the_token() {
    let dist = page();
    let config = dist.0.with_file_name("forkcast.toml");
    std::fs::write(&config, "[server]\ntoken_env = \"PATH\"\n").expect("a file");
    let token = std::env::var("PATH").expect("a path");
    let server = start(&dist, &["--config", config.to_str().expect("text")]);
    let refused = server.get("/api/v1/targets");
    assert_eq!(
        (refused.status, json_of(&refused)["code"].as_str()),
        (401, Some("unauthorized"))
    );
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.ask("GET", "/metrics", &[]).status, 401);
    let bearer = format!("Authorization: Bearer {token}");
    assert_eq!(server.ask("GET", "/api/v1/targets", &[&bearer]).status, 200);
    assert_eq!(
        server
            .ask("GET", "/api/v1/targets", &["Authorization: Bearer x"])
            .status,
        401
    );
    assert_eq!(
        server.get(&format!("/api/v1/targets?token={token}")).status,
        401,
        "not in addresses"
    );
    let body = json!({ "token": token }).to_string();
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{JSON}\r\nContent-Length: {}\r\n\r\n{body}",
        server.address,
        body.len()
    );
    let session = Answer::read(&server.send(request.as_bytes()));
    let cookie = session.header("set-cookie");
    assert_eq!(session.status, 204);
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let cookie = format!("Cookie: a=b; {}", cookie.split(';').next().expect("a value"));
    assert_eq!(server.ask("GET", "/api/v1/targets", &[&cookie]).status, 200);

    // In a folder of its own, where no configuration names a token.
    let elsewhere = page();
    let open = start(&elsewhere, &["--host", "0.0.0.0"]);
    assert_eq!(
        open.get("/api/v1/targets").status,
        401,
        "a token is made where none is set"
    );
}

#[test]
fn keys_are_in_no_answer_and_not_in_the_results() {
    let dist = page();
    let endpoint = Endpoint::start();
    let config = dist.0.with_file_name("forkcast.toml");
    let secret = std::env::var("PATH").expect("a path");
    std::fs::write(
        &config,
        format!(
            "[endpoints.held]\nurl = \"{}\"\nkey_env = \"PATH\"\n",
            endpoint.url
        ),
    )
    .expect("a file");
    let server = start(&dist, &["--config", config.to_str().expect("text")]);
    endpoint.let_through(100);
    let id = begun(&server, &held(3));
    let measured = ended(&server, &id);
    assert_eq!(measured["state"], "done", "{measured}");
    assert!(
        endpoint.heard(&format!("Bearer {secret}")),
        "the endpoint gets the key"
    );
    for path in [
        "targets".to_owned(),
        "runs".to_owned(),
        format!("runs/{id}"),
        format!("runs/{id}/events"),
    ] {
        let told = server.get(&format!("/api/v1/{path}")).text();
        assert!(
            !told.contains(&secret) && !told.contains(&endpoint.port()),
            "{path}: {told}"
        );
    }
    let kept = std::fs::read(dist.0.with_file_name("data/forkcast/runs.sqlite")).expect("a file");
    let kept = String::from_utf8_lossy(&kept).into_owned();
    assert!(!kept.contains(&secret));
}
