//! What a wiki or a chat is told of a link (docs/embedding.md).

mod server;

use serde_json::Value;
use server::{Dist, Server};

fn server() -> (Dist, Server) {
    let dist = Dist::new(&[("index.html", b"<!doctype html><title>t</title>")]);
    let server = Server::start(&dist, &["--port", "0"]);
    (dist, server)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_link_is_described_as_a_frame_with_its_recommendation() {
    let (_dist, server) = server();
    let host = server.address.to_string();
    let link = format!("http://{host}/#v1&queries_per_day=50000&embed=cost&theme=dark");
    let answer = server.get(&format!(
        "/oembed?url={}&maxwidth=500&maxheight=300&format=json",
        encoded(&link)
    ));
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let told: Value = serde_json::from_str(&answer.text()).expect("JSON");
    let told_of = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (told_of("version"), told_of("type")),
        ("1.0".to_owned(), "rich".to_owned())
    );
    assert_eq!(
        (&told["width"], &told["height"]),
        (&Value::from(500), &Value::from(300))
    );
    assert_eq!(told_of("thumbnail_url"), format!("http://{host}/preview.png"));
    let html = told_of("html");
    assert!(
        html.starts_with(&format!("<iframe src=\"http://{host}/embed.html#v1&amp;check=")),
        "{html}"
    );
    assert!(
        html.contains("&amp;queries_per_day=50000&amp;embed=cost&amp;theme=dark\""),
        "{html}"
    );
    assert!(
        html.contains("sandbox=\"allow-scripts ") && !html.contains("allow-same-origin"),
        "{html}"
    );

    // The title is the recommendation of that scenario, not of the defaults.
    let defaults = server.get("/oembed.json");
    let defaults: Value = serde_json::from_str(&defaults.text()).expect("JSON");
    assert_ne!(defaults["title"], told["title"]);
    assert!(
        defaults["html"]
            .as_str()
            .is_some_and(|html| html.contains("embed=verdict,cost\""))
    );
}

#[test]
fn what_is_no_link_to_this_page_is_refused_with_a_reason() {
    let (_dist, server) = server();
    let host = server.address.to_string();
    for (asked, status, reason) in [
        (
            "url=https%3A%2F%2Fexample.org%2F".to_owned(),
            404,
            "link to the page of this server",
        ),
        (
            format!("url=ftp%3A%2F%2F{host}%2F"),
            404,
            "link to the page of this server",
        ),
        (
            format!("url=http%3A%2F%2F{host}%2Fmethod.html"),
            404,
            "link to the page of this server",
        ),
        (
            "url=javascript%3Aalert(1)".to_owned(),
            404,
            "link to the page of this server",
        ),
        (
            format!("url=http%3A%2F%2F{host}%2F&maxwidth=wide"),
            400,
            "whole numbers",
        ),
        (
            format!("url=http%3A%2F%2F{host}%2F&format=xml"),
            501,
            "format=json",
        ),
    ] {
        let answer = server.get(&format!("/oembed?{asked}"));
        assert_eq!(answer.status, status, "{asked}");
        assert!(answer.text().contains(reason), "{asked}: {}", answer.text());
    }
    // Nothing of a link gets into markup as it was given.
    let evil = encoded(&format!(
        "http://{host}/#v1&measured=\"><script>alert(1)</script>"
    ));
    let told = server.get(&format!("/oembed?url={evil}")).text();
    assert!(!told.contains("<script"), "{told}");
}
