//! Wrong requests, however wrong, get only answers that the document names.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::document::Document;
use crate::server::{self, Answer, Server};
use crate::{Client, ROUTES, page, quick};

pub(crate) fn every_route_refuses_foreign_pages_and_names(client: &Client<'_>) {
    for (method, path) in ROUTES {
        for field in [
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site",
            "Sec-Fetch-Dest: iframe",
            "Sec-Fetch-Dest: image",
        ] {
            let answer = client.ask(method, path, &[field]);
            assert_eq!(answer.status, 403, "{method} {path} {field}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
            assert!(
                answer
                    .header("content-security-policy")
                    .contains("frame-ancestors 'self'")
            );
        }
        let own = format!("Origin: http://{}", client.server.address);
        for twice in [
            [own.as_str(), "Origin: https://evil.example"],
            ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
        ] {
            assert_eq!(
                client.ask(method, path, &twice).status,
                403,
                "{method} {path} {twice:?}"
            );
        }
        let answer = client.ask(method, path, &["Host: evil.example"]);
        assert_eq!(answer.status, 421, "{method} {path}");
    }
    let two = ["Content-Type: application/json", "Content-Type: text/plain"];
    assert_eq!(client.post("/api/v1/runs", b"{}", &two).status, 415);
    // How the server is may be read by no other page, too.
    let health = client.server.get("/healthz");
    assert_eq!(health.header("access-control-allow-origin"), "");
    assert_eq!(health.header("cross-origin-resource-policy"), "same-origin");
    let own = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Dest: empty"];
    assert_eq!(client.ask("GET", "/api/v1/runs", &own).status, 200);
    let typed = ["Sec-Fetch-Site: none", "Sec-Fetch-Dest: document"];
    assert_eq!(client.ask("GET", "/api/v1/runs", &typed).status, 200);
}

pub(crate) fn every_route_refuses_what_is_no_request(client: &Client<'_>) {
    let many = ["X-Field: 1"; 65];
    for (method, path) in ROUTES {
        let malformed = client.ask(method, path, &["this is no header field"]);
        assert_eq!(malformed.status, 400, "{method} {path}");
        let long = client.ask(method, path, &many);
        assert_eq!(long.status, 431, "{method} {path}");
        for answer in [malformed, long] {
            assert_eq!(answer.header("connection"), "close");
            assert_eq!(answer.header("content-length"), answer.body.len().to_string());
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
    // Where no path can be read there is no route to hold the answer against.
    for request in [
        "GET /api/v1/runs\r\n\r\n",
        "\u{1}\u{2}\u{3}\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = Answer::read(&client.server.send(request.as_bytes()));
        let error: Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert_eq!(
            (answer.status, error["code"].as_str()),
            (400, Some("invalid")),
            "{request}"
        );
    }
    let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(17_000));
    let answer = Answer::read(&client.server.send(long.as_bytes()));
    let error: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!((answer.status, error["code"].as_str()), (431, Some("too-large")));
}

#[test]
fn a_proxy_that_lets_anybody_measure_is_warned_of() {
    let dist = page();
    // A port that is taken ends the program after it has said what it has to say.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let output = server::program(&dist)
        .args(["--port", &port, "--allow-host", "forkcast.example", "--dist"])
        .arg(&dist.0)
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("no token is set") && said.contains("token_env"),
        "{said}"
    );
}

#[test]
fn no_request_gets_an_answer_that_the_document_does_not_name() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let document = Document::of(&server);
    let client = Client {
        server: &server,
        document: &document,
    };
    let mut random = StdRng::seed_from_u64(11);
    let mut accepted = 0;
    for _ in 0..600 {
        let mut spec = quick();
        for _ in 0..random.random_range(1..4) {
            mutate(&mut spec, &mut random);
        }
        let mut body = spec.to_string().into_bytes();
        if random.random_bool(0.2) {
            let at = random.random_range(0..body.len());
            body[at] = random.random();
        }
        let answer = client.post("/api/v1/runs", &body, &[]);
        assert!(
            answer.status < 500,
            "{}: {}",
            String::from_utf8_lossy(&body),
            answer.text()
        );
        if answer.status == 202 {
            accepted += 1;
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            assert!(document.takes(&body), "accepted against the document: {body}");
            let run: Value = serde_json::from_slice(&answer.body).expect("JSON");
            let id = run["id"].as_str().expect("an id");
            client.ask("DELETE", &format!("/api/v1/runs/{id}"), &[]);
        }
        let long = "x".repeat(300);
        let odd = ["%00", "%2e%2e", "none%0d%0a", "%F0%9F", "a%2Fb", "'", &long][random.random_range(0..7)];
        let method = ["GET", "DELETE", "POST", "PATCH"][random.random_range(0..4)];
        let place = [
            "/api/v1/runs/",
            "/api/v1/history/",
            "/api/v1/runs?limit=",
            "/api/v1/",
        ][random.random_range(0..4)];
        client.ask(method, &format!("{place}{odd}"), &[]);
    }
    assert!(accepted > 0, "some are runs all the same");
}

/// Puts something else in the place of a value, or takes one away.
fn mutate(value: &mut Value, random: &mut StdRng) {
    let others = [
        json!(null),
        json!(-1),
        json!(0),
        json!(1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(""),
        json!("\u{1b}[2J\u{202e}"),
        json!([]),
        json!([1, 2, 3, 4, 5, 6, 7, 8, 9]),
        json!({"a": 1}),
        json!(true),
    ];
    match value {
        Value::Object(map) if random.random_bool(0.9) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            let Some(key) = keys.get(random.random_range(0..keys.len().max(1))) else {
                return;
            };
            if random.random_bool(0.15) {
                map.remove(key);
            } else if let Some(value) = map.get_mut(key) {
                mutate(value, random);
            }
        }
        other => *other = others[random.random_range(0..others.len())].clone(),
    }
}
