//! The API against its own document: every answer that it names is brought about and held against it, and no request, however wrong,
//! gets another.
//!
//! It is over 600 lines because one server has to meet every case, and the list of answers must be seen to be whole.

mod document;
mod endpoint;
mod server;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use document::Document;
use endpoint::Endpoint;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use server::{Answer, Dist, Server};

const TOKEN: &str = "3f9c1a7be04d25687f0a";

fn page() -> Dist {
    Dist::new(&[("index.html", b"<!doctype html><title>t</title>")])
}

fn quick() -> Value {
    json!({"kind": "reference", "shape": "tiny", "device": "cpu", "repeats": 5, "warmup": 0,
           "task": {"task": "decode", "batch": [1], "context_tokens": 8}})
}

/// A run that is done in moments on any machine: the reference engine measures the machine first.
fn brief() -> Value {
    json!({"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 8, "k": 5, "queries": 10, "warmup": 0,
           "concurrency": 1, "embed": false})
}

fn held(requests: u32) -> Value {
    json!({"kind": "endpoint", "target": "held", "load": {"loop": "closed", "concurrency": 1}, "prompt_tokens": [64],
           "output_tokens": 4, "requests": requests, "warmup": 0})
}

/// A client that holds every answer against the document.
struct Client<'s> {
    server: &'s Server,
    document: &'s Document,
}

impl Client<'_> {
    fn ask(&self, method: &str, path: &str, fields: &[&str]) -> Answer {
        let answer = self.server.ask(method, path, fields);
        self.document.check(method, path, &answer);
        answer
    }

    fn post(&self, path: &str, body: &[u8], fields: &[&str]) -> Answer {
        let answer = self.server.post(path, body, fields);
        self.document.check("POST", path, &answer);
        answer
    }

    fn run(&self, spec: &Value, status: u16) -> String {
        let body = spec.to_string();
        let answer = self.post("/api/v1/runs", body.as_bytes(), &[]);
        assert_eq!(answer.status, status, "{}", answer.text());
        let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
        answer["id"].as_str().unwrap_or_default().to_owned()
    }

    /// Sends a request and leaves its answer to come.
    fn open(&self, method: &str, path: &str, more: &str) -> TcpStream {
        let mut stream = self.server.connect();
        let host = self.server.address;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}"
        )
        .expect("it reads");
        stream
    }

    /// An event stream that does not end, read until it has told of something.
    fn first_event(&self, path: &str) {
        let mut stream = self.open("GET", path, "\r\n");
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains("data: ") || !answer.ends_with(b"\n\r\n") {
            let read = stream.read(&mut part).expect("an event");
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&part[..read]);
        }
        self.document.check("GET", path, &Answer::read(&answer));
    }

    /// The run has ended when its stream does.
    fn done(&self, spec: &Value, unkept: bool) -> String {
        let path = if unkept {
            "/api/v1/runs?unkept=true"
        } else {
            "/api/v1/runs"
        };
        let answer = self.post(path, spec.to_string().as_bytes(), &[]);
        assert_eq!(answer.status, 202, "{}", answer.text());
        let run: Value = serde_json::from_slice(&answer.body).expect("JSON");
        let id = run["id"].as_str().expect("an id").to_owned();
        self.is(200, "GET", &format!("/api/v1/runs/{id}/events"));
        let run: Value =
            serde_json::from_slice(&self.ask("GET", &format!("/api/v1/runs/{id}"), &[]).body).expect("JSON");
        assert_eq!(run["state"], "done", "{run}");
        id
    }

    fn is(&self, status: u16, method: &str, path: &str) {
        let answer = self.ask(method, path, &[]);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    }
}

#[test]
fn every_answer_of_the_document_is_given_as_it_says() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = Server::start(
        &dist,
        &["--port", "0", "--endpoint", &format!("held={}", endpoint.url)],
    );
    let document = Document::of(&server);
    let client = Client {
        server: &server,
        document: &document,
    };
    // Bodies that never come; what is answered is looked at in the end.
    let slow: Vec<(&str, TcpStream)> = ["/api/v1/runs", "/api/v1/session"]
        .map(|path| {
            let fields = "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{";
            (path, client.open("POST", path, fields))
        })
        .into();
    let done = client.done(&quick(), false);
    client.first_event("/api/v1/events?after=0");
    // To JSON 5.0 is a whole number, and the document is JSON's.
    let mut whole = quick();
    whole["repeats"] = json!(5.0);
    whole["task"]["batch"] = json!([1.0]);
    assert!(document.takes(&whole));
    client.done(&whole, false);
    for (field, value) in [
        ("/repeats", json!(5.5)),
        (
            "/task",
            json!({"task": "decode", "batch": [1], "context_tokens": 8, "more": 1}),
        ),
    ] {
        let mut wrong = whole.clone();
        *wrong.pointer_mut(field).expect("a field") = value;
        assert!(!document.takes(&wrong), "{field}");
        client.run(&wrong, 422);
    }
    client.is(200, "GET", "/api/v1/targets");
    client.is(200, "GET", "/api/v1/runs?limit=200");
    client.is(200, "GET", &format!("/api/v1/runs/{done}"));
    client.is(409, "DELETE", &format!("/api/v1/runs/{done}"));
    client.is(200, "GET", "/metrics");
    client.is(200, "GET", "/openapi.json");

    let first = client.run(&held(50), 202);
    client.is(409, "DELETE", &format!("/api/v1/history/{first}"));
    // The first may not have been taken from the queue yet, which then has room for one fewer.
    let waiting: Vec<String> = (0..4).map(|_| client.run(&held(50), 202)).collect();
    let full = client.post("/api/v1/runs", held(50).to_string().as_bytes(), &[]);
    assert_eq!((full.status, full.header("retry-after")), (429, "5"));
    for id in waiting.iter().chain([&first]) {
        client.is(200, "DELETE", &format!("/api/v1/runs/{id}"));
    }

    client.is(204, "DELETE", &format!("/api/v1/history/{done}"));
    client.is(200, "DELETE", "/api/v1/history?keep=1");
    for path in [
        "/api/v1/history",
        "/api/v1/history?keep=-1",
        "/api/v1/history?keep=9999999",
    ] {
        client.is(400, "DELETE", path);
    }
    for path in ["", "/events"] {
        client.is(404, "GET", &format!("/api/v1/runs/none{path}"));
        client.is(400, "GET", &format!("/api/v1/runs/%FF{path}"));
    }
    client.is(404, "DELETE", "/api/v1/runs/none");
    client.is(404, "DELETE", "/api/v1/history/none");
    client.is(400, "DELETE", "/api/v1/runs/%FF");
    client.is(400, "DELETE", "/api/v1/history/%FF");
    for path in [
        "/api/v1/runs?limit=0",
        "/api/v1/runs?limit=201",
        "/api/v1/runs?limit=x",
        "/api/v1/runs?limit=1&limit=2",
        "/api/v1/runs?most=1",
        "/api/v1/events?after=x",
    ] {
        client.is(400, "GET", path);
    }
    for (path, method) in [
        ("/api/v1/targets", "POST"),
        ("/metrics", "POST"),
        ("/api/v1/runs", "PUT"),
        ("/api/v1/runs/none", "POST"),
        ("/openapi.json", "DELETE"),
    ] {
        client.is(405, method, path);
    }
    client.is(404, "GET", "/api/v2/runs");

    for path in ["/api/v1/runs", "/api/v1/session"] {
        let post = |body: &[u8], fields: &[&str]| client.post(path, body, fields).status;
        assert_eq!(post(b"{\"", &[]), 400);
        assert_eq!(post(&vec![b' '; 20_000], &[]), 413);
        assert_eq!(post(b"{}", &["Content-Type: text/plain"]), 415);
        assert_eq!(post(b"{}", &[]), 422);
        assert_eq!(post(b"{}", &["Origin: https://evil.example"]), 403);
    }
    // More than any usual machine holds on its way to the endpoint.
    let mut large = held(100_000);
    large["prompt_tokens"] = json!([1_000_000]);
    large["load"]["concurrency"] = json!(4_096);
    if free_memory() < 40e9 {
        let refused = client.post("/api/v1/runs", large.to_string().as_bytes(), &[]);
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("no-memory"), "{}", refused.text());
    }
    let head = format!(
        "Host: {}\r\nContent-Type: application/json\r\nConnection: close\r\n",
        server.address
    );
    for (form, body) in [
        ("Transfer-Encoding: chunked", "zz\r\n"),
        ("Transfer-Encoding: chunked", "ffffffffffffffffff\r\n{}"),
        ("Content-Length: 18446744073709551615", "{"),
        ("Content-Length: 99999999999999999999", "{"),
    ] {
        let request = format!("POST /api/v1/runs HTTP/1.1\r\n{head}{form}\r\n\r\n{body}");
        let answer = Answer::read(&server.send(request.as_bytes()));
        document.check("POST", "/api/v1/runs", &answer);
        assert!(
            matches!(answer.status, 400 | 413 | 431),
            "{form}: {}",
            answer.status
        );
    }
    assert_eq!(client.post("/api/v1/runs?unkept=perhaps", b"{}", &[]).status, 400);
    let right = json!({"token": "any"}).to_string();
    assert_eq!(
        client.post("/api/v1/session", right.as_bytes(), &[]).status,
        204,
        "no token is needed"
    );

    every_route_refuses_foreign_pages_and_names(&client);
    every_route_refuses_what_is_no_request(&client);
    with_all_streams_taken(&client);
    with_a_token(&document);
    without_results(&document);
    with_a_damaged_file(&document);
    for (path, mut stream) in slow {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = Answer::read(&answer);
        document.check("POST", path, &answer);
        assert_eq!(answer.status, 408, "{path}");
    }

    let left: Vec<String> = document.answers().difference(&document.seen()).cloned().collect();
    // It takes a disk that does not answer: `cli/src/measure/api/tests.rs`.
    assert_eq!(left, ["delete /api/v1/runs/{id} 202"]);
}

/// Memory that a run may take, bytes, as Linux tells it; elsewhere more than any run takes.
fn free_memory() -> f64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(f64::INFINITY, |kib| kib * 1024.0)
}

/// Method and path of every route.
const ROUTES: [(&str, &str); 12] = [
    ("GET", "/api/v1/targets"),
    ("GET", "/api/v1/runs"),
    ("POST", "/api/v1/runs"),
    ("GET", "/api/v1/runs/none"),
    ("DELETE", "/api/v1/runs/none"),
    ("GET", "/api/v1/runs/none/events"),
    ("GET", "/api/v1/events"),
    ("DELETE", "/api/v1/history?keep=0"),
    ("DELETE", "/api/v1/history/none"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("POST", "/api/v1/session"),
];

fn every_route_refuses_foreign_pages_and_names(client: &Client<'_>) {
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
        let answer = client.ask(method, path, &["Host: evil.example"]);
        assert_eq!(answer.status, 421, "{method} {path}");
    }
    // How the server is may be read by no other page, too.
    let health = client.server.get("/healthz");
    assert_eq!(health.header("access-control-allow-origin"), "");
    assert_eq!(health.header("cross-origin-resource-policy"), "same-origin");
    let own = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Dest: empty"];
    assert_eq!(client.ask("GET", "/api/v1/runs", &own).status, 200);
    let typed = ["Sec-Fetch-Site: none", "Sec-Fetch-Dest: document"];
    assert_eq!(client.ask("GET", "/api/v1/runs", &typed).status, 200);
}

fn every_route_refuses_what_is_no_request(client: &Client<'_>) {
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

fn with_all_streams_taken(client: &Client<'_>) {
    let run = client.done(&brief(), false);
    let streams: Vec<TcpStream> = (0..128)
        .map(|_| {
            let mut stream = client.open("GET", "/api/v1/events", "\r\n");
            let mut status = [0; 12];
            stream.read_exact(&mut status).expect("an answer");
            assert_eq!(&status, b"HTTP/1.1 200");
            stream
        })
        .collect();
    for path in ["/api/v1/events".to_owned(), format!("/api/v1/runs/{run}/events")] {
        let answer = client.ask("GET", &path, &[]);
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (503, "5"),
            "{path}"
        );
    }
    drop(streams);
}

fn with_a_token(document: &Document) {
    let dist = page();
    let config = dist.0.with_file_name("forkcast.toml");
    std::fs::write(&config, "[server]\ntoken_env = \"CONTRACT_TOKEN\"\n").expect("a file");
    let server = Server::start_with(
        &dist,
        &["--port", "0", "--config", config.to_str().expect("text")],
        &[("CONTRACT_TOKEN", TOKEN)],
    );
    let client = Client {
        server: &server,
        document,
    };
    for (method, path) in ROUTES {
        if !matches!(path, "/openapi.json" | "/api/v1/session") {
            let answer = client.ask(method, path, &[]);
            assert_eq!(answer.status, 401, "{method} {path}");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    let bearer = format!("Authorization: bearer {TOKEN}");
    assert_eq!(
        client.ask("GET", "/api/v1/targets", &[&bearer]).status,
        200,
        "in small letters too"
    );
    let session = |token: &str, fields: &[&str]| {
        let body = json!({ "token": token }).to_string();
        client.post("/api/v1/session", body.as_bytes(), fields)
    };
    let cookie = session(TOKEN, &[]).header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && !cookie.contains("Secure"),
        "{cookie}"
    );
    // A page that came over TLS gets a cookie that goes no other way.
    let by_proxy = format!("Origin: https://{}", server.address);
    assert!(
        session(TOKEN, &[&by_proxy])
            .header("set-cookie")
            .contains("; Secure")
    );
    // Ten wrong tokens, and then not even the right one is looked at.
    for _ in 0..10 {
        assert_eq!(session("wrong", &[]).status, 401);
    }
    let slowed = session(TOKEN, &[]);
    assert_eq!(slowed.status, 429);
    assert!(
        slowed
            .header("retry-after")
            .parse::<u32>()
            .is_ok_and(|seconds| seconds <= 60)
    );
    for (method, path) in ROUTES {
        if !matches!(path, "/openapi.json" | "/api/v1/session") {
            assert_eq!(
                client.ask(method, path, &[&bearer]).status,
                429,
                "{method} {path}"
            );
        }
    }
}

fn without_results(document: &Document) {
    let dist = page();
    let database = dist.0.with_file_name("broken.sqlite");
    std::fs::write(&database, vec![b'x'; 20_000]).expect("a file");
    let server = Server::start(
        &dist,
        &["--port", "0", "--database", database.to_str().expect("text")],
    );
    let client = Client {
        server: &server,
        document,
    };
    let targets: Value =
        serde_json::from_slice(&client.ask("GET", "/api/v1/targets", &[]).body).expect("JSON");
    assert!(
        targets["unkept"]
            .as_str()
            .is_some_and(|why| why.contains("broken.sqlite")),
        "{targets}"
    );
    let body = quick().to_string();
    let refused = client.post("/api/v1/runs", body.as_bytes(), &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("\"unkept\""), "{}", refused.text());
    assert_eq!(
        client
            .post("/api/v1/runs?unkept=true", body.as_bytes(), &[])
            .status,
        202
    );
    assert_eq!(server.get("/").status, 200, "the page is served all the same");
    assert_eq!(
        std::fs::read(&database).expect("a file"),
        vec![b'x'; 20_000],
        "untouched"
    );
}

/// A file of results with a run, and the page that each of its tables begins on. The run has more than SQLite keeps in memory.
fn file_of_results(dist: &Dist, database: &Path, document: &Document) -> (String, Vec<(String, u64)>) {
    let server = Server::start(
        dist,
        &["--port", "0", "--database", database.to_str().expect("text")],
    );
    let client = Client {
        server: &server,
        document,
    };
    let id = client.done(&brief(), false);
    stop(server);
    let connection = rusqlite::Connection::open(database).expect("a database");
    let warning =
        json!({"event": "update", "run": id, "update": {"update": "warning", "text": "a".repeat(1_000)}});
    let change = connection.unchecked_transaction().expect("it can be written");
    for _ in 0..4_000 {
        change
            .execute(
                "INSERT INTO events (run, body) VALUES (?1, ?2)",
                [&id, &warning.to_string()],
            )
            .expect("a row");
    }
    change.commit().expect("written");
    let size: u64 = connection
        .query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0))
        .expect("a size")
        .unsigned_abs();
    let mut tables = connection
        .prepare("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0")
        .expect("tables");
    let tables = tables.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())));
    let tables: Result<Vec<(String, u64)>, _> = tables.expect("rows").collect();
    let places = tables.expect("tables").into_iter();
    (id, places.map(|(name, page)| (name, (page - 1) * size)).collect())
}

fn stop(server: Server) {
    server.signal("TERM");
    assert!(server.end().0.success());
}

/// Overwrites a page of a file.
fn damage(file: &Path, place: u64) {
    use std::io::{Seek as _, SeekFrom};
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(file)
        .expect("a file");
    file.seek(SeekFrom::Start(place)).expect("a place");
    file.write_all(&[b'x'; 4096]).expect("written");
}

fn with_a_damaged_file(document: &Document) {
    let dist = page();
    let database = dist.0.with_file_name("damaged.sqlite");
    let (id, tables) = file_of_results(&dist, &database, document);
    let whole = std::fs::read(&database).expect("a file");
    let place = |wanted: &str| tables.iter().find(|(name, _)| name == wanted).expect("a table").1;
    let start = || {
        Server::start(
            &dist,
            &["--port", "0", "--database", database.to_str().expect("text")],
        )
    };

    // While it is served: the run's events are read through memory, which then holds nothing of the damaged page.
    let server = start();
    let client = Client {
        server: &server,
        document,
    };
    damage(&database, place("sqlite_sequence"));
    client.is(200, "GET", &format!("/api/v1/runs/{id}"));
    for path in ["/api/v1/events", "/metrics", &format!("/api/v1/runs/{id}/events")] {
        client.is(500, "GET", path);
    }
    drop(server);

    // Before it is served: nothing of it is read at the start.
    std::fs::write(&database, &whole).expect("a file");
    damage(&database, place("runs"));
    let server = start();
    let client = Client {
        server: &server,
        document,
    };
    client.is(500, "GET", "/api/v1/runs");
    client.is(500, "GET", &format!("/api/v1/runs/{id}"));
    client.is(500, "DELETE", &format!("/api/v1/runs/{id}"));
    client.is(500, "DELETE", &format!("/api/v1/history/{id}"));
    client.is(500, "DELETE", "/api/v1/history?keep=0");
    drop(server);

    // Wherever it is damaged the page is served, and a run can be done that says it is wanted all the same.
    for (name, place) in &tables {
        std::fs::write(&database, &whole).expect("a file");
        damage(&database, *place);
        let server = start();
        let client = Client {
            server: &server,
            document,
        };
        assert_eq!(server.get("/").status, 200, "{name}");
        for path in ["/api/v1/targets", "/api/v1/runs", "/metrics"] {
            client.ask("GET", path, &[]);
        }
        client.done(&brief(), true);
    }
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
