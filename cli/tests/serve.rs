//! `forkcast serve` over real HTTP: the real program, a real socket, a page that the test wrote.

mod server;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use forkcast_engine::{Catalog, MODEL_VERSION};
use server::{Dist, Server, program};

const INDEX: &str = "<!doctype html><title>t</title><script type=\"module\">import './app.js'</script>";
const JS: &str = "forkcast-app-1a2b3c4d5e6f7a8b.js";
const WASM: &str = "forkcast-app-1a2b3c4d5e6f7a8b_bg.wasm";

fn page() -> Dist {
    Dist::new(&[
        ("index.html", INDEX.as_bytes()),
        ("index.html.br", b"index in brotli"),
        (JS, b"plain js"),
        ("forkcast-app-1a2b3c4d5e6f7a8b.js.br", b"js in brotli"),
        ("forkcast-app-1a2b3c4d5e6f7a8b.js.gz", b"js in gzip"),
        (WASM, b"\0asm"),
        ("forkcast-app-1a2b3c4d5e6f7a8b_bg.wasm.br", b"wasm in brotli"),
        ("icon.svg", b"<svg/>"),
        ("manifest.webmanifest", b"{}"),
        ("measurements/one.json", b"{}"),
        // Beside the page, and nobody's business.
        ("../secret.txt", b"secret"),
    ])
}

#[test]
fn the_page_comes_whole_and_secured() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    assert!(server.address.ip().is_loopback());
    let answer = server.get("/");
    assert_eq!((answer.status, answer.text().as_str()), (200, INDEX));
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert!(answer.header("permissions-policy").contains("camera=()"));
    let policy = answer.header("content-security-policy");
    let directives: Vec<&str> = policy.split("; ").collect();
    for directive in [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    ] {
        assert!(directives.contains(&directive), "{directive} in {policy}");
    }
    // `printf "import './app.js'" | openssl dgst -sha256 -binary | base64`
    let scripts =
        "script-src 'self' 'wasm-unsafe-eval' 'sha256-9lBjXfz3bds15ZhSAKe0YlU5aZuefic7mnJYhv+sUFs='";
    assert!(directives.contains(&scripts), "{policy}");
}

#[test]
fn compressed_files_are_chosen_by_what_the_client_takes() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let cases = [
        (JS, "gzip, deflate, br, zstd", "br", "js in brotli"),
        (JS, "gzip", "gzip", "js in gzip"),
        (JS, "br;q=0, gzip", "gzip", "js in gzip"),
        (JS, "identity", "", "plain js"),
        (WASM, "gzip, br", "br", "wasm in brotli"),
        (WASM, "gzip", "", "\0asm"),
        ("", "br", "br", "index in brotli"),
        ("icon.svg", "gzip, br", "", "<svg/>"),
    ];
    for (name, takes, coding, body) in cases {
        let answer = server.ask(
            "GET",
            &format!("/{name}"),
            &[&format!("Accept-Encoding: {takes}")],
        );
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (200, coding),
            "{name} {takes}"
        );
        assert_eq!(answer.text(), body, "{name} {takes}");
        let vary = if name.is_empty() {
            "sec-fetch-dest"
        } else {
            "accept-encoding"
        };
        assert_eq!(answer.header("vary"), vary, "{name} {takes}");
    }
}

#[test]
fn types_and_lifetimes_are_those_of_the_file() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let forever = "public, max-age=31536000, immutable";
    let cases = [
        (WASM, "application/wasm", forever),
        (JS, "text/javascript", forever),
        ("icon.svg", "image/svg+xml", "no-cache"),
        ("manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("measurements/one.json", "application/json", "no-cache"),
        ("index.html", "text/html", "no-cache"),
    ];
    for (name, kind, lifetime) in cases {
        for coding in ["identity", "br"] {
            let answer = server.ask(
                "GET",
                &format!("/{name}"),
                &[&format!("Accept-Encoding: {coding}")],
            );
            assert_eq!(answer.status, 200, "{name}");
            assert!(
                answer.header("content-type").starts_with(kind),
                "{name}: {}",
                answer.header("content-type")
            );
            assert_eq!(answer.header("cache-control"), lifetime, "{name}");
        }
    }
    let answer = server.get(&format!("/{JS}?from=cache"));
    assert_eq!((answer.status, answer.header("cache-control")), (200, forever));
    let modified = answer.header("last-modified");
    let again = server.ask(
        "GET",
        &format!("/{JS}"),
        &[&format!("If-Modified-Since: {modified}")],
    );
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("cache-control"), forever);
    let part = server.ask("GET", &format!("/{JS}"), &["Range: bytes=0-4"]);
    assert_eq!((part.status, part.text().as_str()), (206, "plain"));
    let head = server.ask("HEAD", &format!("/{JS}"), &[]);
    assert_eq!(
        (head.status, head.header("content-length"), head.body.len()),
        (200, "8", 0)
    );
}

#[test]
fn what_is_not_there_is_404_and_nothing_outside_is_there() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    for path in [
        "/nothing",
        "/forkcast-app-ffffffffffffffff.js",
        "/measurements",
        "/measurements/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/measurements/../../secret.txt",
        "/..\\secret.txt",
        "/%2e%2e%5csecret.txt",
        "//etc/passwd",
        "/%00",
        "/index.html%00.js",
        "/%ff",
        "/index.html/",
        "/index.html/x",
        &format!("/{}", "x".repeat(5000)),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(
            answer.text(),
            "There is no such file here. The page is at /\n",
            "{path}"
        );
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert!(
            !answer.header("content-security-policy").is_empty(),
            "errors are secured too"
        );
    }
    assert_eq!(
        fs::read(dist.0.join("../secret.txt")).expect("it is there"),
        b"secret"
    );
}

#[test]
fn files_can_only_be_read() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    for path in ["/", "/healthz", "/nothing"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
            let answer = server.ask(method, path, &["Content-Length: 0"]);
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(
                answer.header("allow").replace(',', ", ").replace("  ", " "),
                "GET, HEAD",
                "{method} {path}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
}

#[test]
fn foreign_names_are_turned_away() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0", "--allow-host", "forkcast.example"]);
    for host in [
        "localhost",
        "localhost:1",
        "127.0.0.1",
        "[::1]:80",
        "forkcast.example",
        "FORKCAST.example:8080",
    ] {
        assert_eq!(
            server.ask("GET", "/", &[&format!("Host: {host}")]).status,
            200,
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "",
    ] {
        for path in ["/", "/healthz", "/nothing"] {
            let answer = server.ask("GET", path, &[&format!("Host: {host}")]);
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(answer.text().contains("--allow-host"), "{host}");
            assert_eq!(answer.header("access-control-allow-origin"), "");
        }
    }
    assert_eq!(
        server
            .ask("GET", "/", &["Host: localhost", "Host: evil.example"])
            .status,
        421
    );
    assert_eq!(
        server
            .ask("GET", "http://evil.example/", &["Host: localhost"])
            .status,
        421
    );
    assert_eq!(
        server
            .ask("GET", "http://localhost/", &["Host: localhost"])
            .status,
        200
    );
    let without = server.send(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert!(
        without.starts_with(b"HTTP/1.1 421 "),
        "{}",
        String::from_utf8_lossy(&without)
    );
}

#[test]
fn health_names_the_versions() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let answer = server.get("/healthz");
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/json")
    );
    let health: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(
        health,
        serde_json::json!({
            "status": "ok",
            "version": env!("CARGO_PKG_VERSION"),
            "model_version": MODEL_VERSION,
            "catalog_version": Catalog::builtin().version,
        })
    );
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "",
        "other sites need not know what runs here"
    );
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert!(!answer.header("content-security-policy").is_empty());
}

#[test]
fn nonsense_and_excess_are_refused_and_the_server_goes_on() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let field = format!("X-Long: {}\r\n", "x".repeat(20_000));
    let many = "X-Many: 1\r\n".repeat(200);
    for request in [
        "hello\r\n\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{field}\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(70_000)),
    ] {
        let answer = String::from_utf8_lossy(&server.send(request.as_bytes())).into_owned();
        let line = answer.lines().next().unwrap_or_default();
        assert!(line.is_empty() || line.starts_with("HTTP/1.1 4"), "{line}");
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_taken_port_is_named_and_without_one_the_next_is_taken() {
    let dist = page();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let output = program(&dist)
        .args(["--port", &port, "--dist"])
        .arg(&dist.0)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        said,
        format!(
            "forkcast: 127.0.0.1:{port} is taken: choose another --port, or leave it out to get a free one\n"
        )
    );
    assert!(output.stdout.is_empty());
    let (first, second) = (
        Server::start(&dist, &[]),
        Server::start(&dist, &["--keep-in-memory"]),
    );
    assert_ne!(first.address.port(), second.address.port());
    assert!(first.address.port() >= 4173 && second.address.port() >= 4173);
}

#[test]
fn a_folder_without_a_page_is_refused() {
    let output = program(&page())
        .args(["--dist", "/nowhere"])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("/nowhere holds no page") && said.contains("cargo xtask build"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn signals_end_it_within_a_second_though_connections_are_open() {
    let dist = page();
    for signal in ["TERM", "INT", "HUP"] {
        let server = Server::start(&dist, &["--port", "0"]);
        // One idle after a request, one that has sent nothing, one in the middle of a head.
        let mut idle = server.connect();
        idle.write_all(b"GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .expect("it reads");
        let mut seen = Vec::new();
        while !seen.ends_with(b"<svg/>") {
            let mut some = [0; 1024];
            let count = idle.read(&mut some).expect("an answer");
            assert_ne!(count, 0, "the connection is kept");
            seen.extend_from_slice(&some[..count]);
        }
        let _silent = server.connect();
        let mut slow = server.connect();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: loc").expect("it reads");
        let start = Instant::now();
        server.signal(signal);
        let (status, rest) = server.end();
        assert!(
            start.elapsed() < Duration::from_millis(1000),
            "{signal}: {:?}",
            start.elapsed()
        );
        assert_eq!(
            (status.code(), rest.as_str()),
            (Some(0), ""),
            "{signal}: one line on stdout, and exit 0"
        );
    }
}
