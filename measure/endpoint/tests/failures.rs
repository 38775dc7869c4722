//! Each way in which a server fails, named in words without its address, its key or what it wrote.

mod stand_in;

use std::time::Instant;

use forkcast_endpoint::endpoint::{Client, Endpoint, Limits, RequestError};
use serde_json::json;
use stand_in::{
    DONE, Gate, StandIn, Step, content, end, event, finish, good, head, object, piece, role, send,
    short_limits, whole,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const KEY: &str = "sk-very-secret-key";

/// A server that is good, except that it takes these steps for a request of eight tokens.
async fn at_eight(steps: Vec<Step>) -> StandIn {
    StandIn::start(move |r| {
        if r.output_tokens() == 8 {
            steps.clone()
        } else {
            good(r)
        }
    })
    .await
}

/// Holds that a request is measured when the server takes these steps for it.
async fn is_measured(steps: Vec<Step>) {
    let server = at_eight(steps).await;
    let client = Client::new(&server.endpoint()).unwrap();
    client.model().await.unwrap();
    assert!(client.time("hello", 8, Instant::now()).await.is_ok());
}

/// The failure of a request when the server, good until then, takes these steps.
async fn fails(steps: Vec<Step>, limits: Limits) -> RequestError {
    let server = at_eight(steps).await;
    let endpoint = Endpoint {
        key: Some(KEY.to_owned()),
        ..server.endpoint()
    };
    // The preparation has all the time it wants.
    let patient = Client::new(&endpoint).unwrap();
    patient.model().await.unwrap();
    let client = Client::with_limits(&endpoint, limits).unwrap();
    until_ready(&client).await;
    let error = client.time("hello", 8, Instant::now()).await.expect_err("fails");
    check_words(error, &server.url);
    error
}

/// With a short time limit the first questions may themselves fail on a busy machine: then they are asked again.
async fn until_ready(client: &Client) {
    for _ in 0..100 {
        if client.model().await.is_ok() {
            return;
        }
    }
    panic!("the stand-in never answered");
}

fn check_words(error: RequestError, url: &str) {
    let words = error.to_string();
    let host = url.trim_start_matches("http://").trim_end_matches("/v1");
    for secret in [host, "127.0.0.1", KEY, "secret words"] {
        assert!(!words.contains(secret), "{words}");
    }
    assert!(words.contains("endpoint") || words.contains("prompt"), "{words}");
}

async fn fails_at_once(steps: Vec<Step>) -> RequestError {
    fails(steps, Limits::default()).await
}

fn says(status: u16, message: &str) -> Vec<Step> {
    object(
        status,
        &json!({"error": {"message": format!("{message} secret words")}}),
    )
}

#[tokio::test]
async fn statuses() {
    for (status, message, expected) in [
        (401, "", RequestError::Unauthorized),
        (403, "", RequestError::Unauthorized),
        (404, "The model `x` does not exist", RequestError::NoModel),
        (404, "", RequestError::NotFound),
        (429, "slow down", RequestError::TooManyRequests),
        (
            400,
            "exceeds the available context size",
            RequestError::ContextExceeded,
        ),
        (418, "", RequestError::Rejected(418)),
        (500, "", RequestError::Server(500)),
        (503, "Loading model", RequestError::Server(503)),
    ] {
        assert_eq!(fails_at_once(says(status, message)).await, expected);
    }
    let moved =
        Step::Send(b"HTTP/1.1 307 X\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n".to_vec());
    assert_eq!(fails_at_once(vec![moved]).await, RequestError::Redirected(307));
}

#[tokio::test]
async fn answers_that_are_no_stream() {
    let page = whole(200, "text/html", "<!doctype html><p>secret words</p>");
    assert_eq!(fails_at_once(page).await, RequestError::WebPage);
    let object = object(200, &json!({"choices": [{"message": {"content": "hi"}}]}));
    assert_eq!(fails_at_once(object).await, RequestError::NotStreamed);
    assert_eq!(fails_at_once(vec![head(), end()]).await, RequestError::Cut);
}

#[tokio::test]
async fn broken_streams() {
    let malformed = vec![
        head(),
        send(&role()),
        send("data: {\"choices\": [secret words\n\n"),
        end(),
    ];
    assert_eq!(fails_at_once(malformed).await, RequestError::Malformed);
    let reported = send(&event(
        &json!({"error": {"message": "secret words", "code": 500}}),
    ));
    assert_eq!(
        fails_at_once(vec![head(), send(&content("a")), reported, end()]).await,
        RequestError::Reported
    );
    let cut = vec![head(), send(&role()), send(&content("a")), Step::Cut];
    assert_eq!(fails_at_once(cut).await, RequestError::Cut);
    let ended = vec![head(), send(&role()), send(&content("a")), end()];
    assert_eq!(
        fails_at_once(ended).await,
        RequestError::Cut,
        "an orderly end without a finish"
    );
    assert_eq!(fails_at_once(vec![Step::Cut]).await, RequestError::Cut);
}

#[tokio::test]
async fn a_break_after_the_last_token_does_not_matter() {
    let complete = vec![
        head(),
        send(&(role() + &content("a") + &finish("length"))),
        Step::Cut,
    ];
    is_measured(complete).await;
}

#[tokio::test]
async fn streams_without_end() {
    let small = Limits {
        line_bytes: 10_000,
        body_bytes: 100_000,
        ..Limits::default()
    };
    let tokens = vec![
        head(),
        send(&role()),
        Step::Forever(piece(content("a").as_bytes())),
    ];
    assert_eq!(fails(tokens, small).await, RequestError::Endless);
    let comments = vec![head(), Step::Forever(piece(b": still here\n\n"))];
    assert_eq!(fails(comments, small).await, RequestError::Endless);
    let line = vec![head(), Step::Forever(piece(&[b'x'; 1000]))];
    assert_eq!(fails(line, small).await, RequestError::Endless);
}

#[tokio::test]
async fn servers_that_keep_a_client_waiting() {
    let role_only = vec![head(), send(&role()), Step::Wait(Gate::new())];
    let begun = vec![
        head(),
        send(&role()),
        send(&content("a")),
        Step::Wait(Gate::new()),
    ];
    let errors = tokio::join!(
        fails(vec![Step::Hang], short_limits()),
        fails(role_only, short_limits()),
        fails(begun, short_limits()),
    );
    assert_eq!(
        errors,
        (RequestError::Silent, RequestError::Silent, RequestError::Slow)
    );
}

#[tokio::test]
async fn an_end_of_transfer_that_never_comes_does_not_hold_up() {
    let open = vec![
        head(),
        send(&(content("a") + &finish("length") + DONE)),
        Step::Wait(Gate::new()),
    ];
    is_measured(open).await;
}

#[tokio::test]
async fn no_server_no_tls_no_address() {
    let server = StandIn::start(good).await;
    let tls = |url: &str| Endpoint {
        url: url.replace("http:", "https:"),
        ..server.endpoint()
    };
    let error = Client::new(&tls(&server.url)).unwrap().model().await;
    assert_eq!(error.expect_err("hangs up"), RequestError::Tls);
    let talks = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", talks.local_addr().unwrap());
    let talking = tokio::spawn(async move {
        let (mut stream, _) = talks.accept().await.unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    let error = Client::new(&tls(&url)).unwrap().model().await;
    assert_eq!(error.expect_err("speaks HTTP"), RequestError::Tls);
    talking.await.unwrap();

    let gone = server.endpoint();
    server.kill();
    let client = Client::new(&gone).unwrap();
    stand_in::until("the port to be closed", || {
        std::net::TcpStream::connect(&gone.url[7..gone.url.len() - 3]).is_err()
    })
    .await;
    let error = client.model().await.expect_err("nobody listens");
    assert_eq!(error, RequestError::Refused);
    check_words(error, &gone.url);

    for url in ["", "nonsense", "ftp://127.0.0.1/v1", "file:///etc/passwd"] {
        let endpoint = Endpoint {
            url: url.to_owned(),
            ..gone.clone()
        };
        assert_eq!(Client::new(&endpoint).expect_err(url), RequestError::Address);
    }
    let key = Endpoint {
        key: Some("line\nbreak".to_owned()),
        ..gone
    };
    assert_eq!(Client::new(&key).expect_err("no header"), RequestError::Key);
}

#[tokio::test]
async fn debug_output_holds_no_key() {
    let endpoint = Endpoint {
        name: "x".to_owned(),
        url: "http://127.0.0.1:1/v1".to_owned(),
        model: None,
        key: Some(KEY.to_owned()),
        key_header: None,
        proxy: None,
    };
    assert!(!format!("{:?}", Client::new(&endpoint).unwrap()).contains(KEY));
}
