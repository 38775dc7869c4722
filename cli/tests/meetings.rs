//! Live sessions over real HTTP.

mod endpoint;
mod measuring;
mod server;

use measuring::{JSON, Stream, json_of, page, start};
use serde_json::{Value, json};
use server::{Answer, Server};

const LINK: &str = "v1&queries_per_day=50000";

fn post(server: &Server, path: &str, body: &Value, fields: &[&str]) -> Answer {
    let body = body.to_string();
    let length = format!("Content-Length: {}", body.len());
    let lines = [&[JSON, length.as_str()], fields].concat().join("\r\n");
    let host = server.address;
    let request =
        format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{lines}\r\n\r\n{body}");
    Answer::read(&server.send(request.as_bytes()))
}

fn wanted(link: &str) -> Value {
    json!({"link": link, "from": "a page"})
}

fn begun(server: &Server) -> String {
    let answer = post(server, "/api/v1/meetings", &wanted(LINK), &[]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    json_of(&answer)["id"].as_str().expect("an id").to_owned()
}

#[test]
fn one_moves_and_all_see() {
    let dist = page();
    let server = start(&dist, &[]);
    let id = begun(&server);
    let events = format!("/api/v1/meetings/{id}/events");
    let mut streams = [
        Stream::open(&server, &events, ""),
        Stream::open(&server, &events, ""),
    ];
    for stream in &mut streams {
        let (n, now) = stream.next().expect("where it stands");
        assert_eq!((n, now["link"].as_str()), (0, Some(LINK)));
    }
    let moved = post(
        &server,
        &format!("/api/v1/meetings/{id}"),
        &wanted("v1&recall=0.7"),
        &[],
    );
    assert_eq!((moved.status, json_of(&moved)["n"].as_u64()), (200, Some(1)));
    for stream in &mut streams {
        let (n, now) = stream.next().expect("a movement");
        assert_eq!(
            (n, now["link"].as_str(), now["from"].as_str()),
            (1, Some("v1&recall=0.7"), Some("a page"))
        );
    }
    // Whoever comes later sees where it stands, not how it came there.
    assert_eq!(Stream::open(&server, &events, "").next().expect("an event").0, 1);
}

#[test]
fn beyond_this_machine_a_session_takes_the_token() {
    let dist = page();
    let server = start(&dist, &["--host", "0.0.0.0"]);
    assert_eq!(post(&server, "/api/v1/meetings", &wanted(LINK), &[]).status, 401);
    let any = format!("/api/v1/meetings/{}", "0".repeat(32));
    assert_eq!(post(&server, &any, &wanted(LINK), &[]).status, 401);
    assert_eq!(server.get(&format!("{any}/events")).status, 401);
}

#[test]
fn what_is_no_session_and_no_link_is_refused_with_what_is_accepted() {
    let dist = page();
    let server = start(&dist, &[]);
    let id = begun(&server);
    let path = format!("/api/v1/meetings/{id}");
    let long = format!("v1&note={}", "x".repeat(9_000));
    for link in ["", "tea", "<script>alert(1)</script>", &long] {
        let answer = post(&server, &path, &wanted(link), &[]);
        assert_eq!(
            (answer.status, json_of(&answer)["field"].as_str()),
            (422, Some("link")),
            "{link}"
        );
        assert!(answer.text().contains("v1"), "{}", answer.text());
    }
    let body = json!({"link": "v".repeat(20_000), "from": ""});
    assert_eq!(post(&server, &path, &body, &[]).status, 413);
    let more = json!({"link": LINK, "from": "", "more": 1});
    assert_eq!(post(&server, &path, &more, &[]).status, 422);
    let none = format!("/api/v1/meetings/{}", "0".repeat(32));
    assert_eq!(post(&server, &none, &wanted(LINK), &[]).status, 404);
    assert_eq!(server.get(&format!("{none}/events")).status, 404);
    let foreign = post(&server, &path, &wanted(LINK), &["Origin: https://else.example"]);
    assert_eq!(foreign.status, 403);
}
