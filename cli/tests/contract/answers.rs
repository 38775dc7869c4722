//! Every answer of the document is brought about and held against it. One server has to meet every case of it, for the list of answers
//! must be seen to be whole.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::document::Document;
use crate::endpoint::Endpoint;
use crate::server::{Answer, Dist, Server};
use crate::{Client, ROUTES, brief, held, page, quick, wrong};

const TOKEN: &str = "3f9c1a7be04d25687f0a";

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
    let slow: Vec<(&str, TcpStream)> = TAKING_BODIES
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

    let events = client.meeting();
    client.first_event(&events);
    let step = events.trim_end_matches("/events");
    let body = json!({"link": "v1&recall=0.7", "from": "a"}).to_string();
    assert_eq!(client.post(step, body.as_bytes(), &[]).status, 200);
    assert_eq!(
        client.post("/api/v1/meetings/none", body.as_bytes(), &[]).status,
        404
    );
    client.is(404, "GET", "/api/v1/meetings/none/events");
    client.is(400, "GET", "/api/v1/meetings/%FF/events");

    let evaluation = client.evaluation(&json!([]));
    // The stream ends with the evaluation.
    let events = client.ask("GET", &format!("{evaluation}/events"), &[]);
    assert!(events.text().contains("\"state\":\"done\""), "{}", events.text());
    client.is(200, "GET", &evaluation);
    client.is(409, "POST", &format!("{evaluation}/start"));
    client.is(204, "DELETE", &evaluation);
    client.is(404, "DELETE", &evaluation);
    client.is(404, "GET", &evaluation);
    client.is(404, "GET", &format!("{evaluation}/events"));
    client.is(404, "POST", &format!("{evaluation}/start"));
    for (method, path) in [
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/events"),
        ("POST", "/start"),
    ] {
        client.is(400, method, &format!("/api/v1/evaluations/%FF{path}"));
    }
    let planned = client.evaluation(&json!(["held"]));
    let mut stream = client.open("GET", &format!("{planned}/events"), "\r\n");
    let mut seen = Vec::new();
    let mut part = [0; 4096];
    while !String::from_utf8_lossy(&seen).contains("\"state\":\"planned\"") {
        let read = stream.read(&mut part).expect("an event");
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&part[..read]);
    }
    drop(stream);
    client.is(409, "GET", &planned);
    client.is(202, "POST", &format!("{planned}/start"));
    client.is(204, "DELETE", &planned);

    for path in TAKING_BODIES {
        let post = |body: &[u8], fields: &[&str]| client.post(path, body, fields).status;
        assert_eq!(post(b"{\"", &[]), 400);
        if path == "/api/v1/evaluations" {
            let mut stream = client.open(
                "POST",
                path,
                "Content-Type: application/json\r\nContent-Length: 70000000\r\n\r\n",
            );
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).expect("an answer");
            let answer = Answer::read(&answer);
            client.document.check("POST", path, &answer);
            assert_eq!(answer.status, 413);
        } else {
            assert_eq!(post(&vec![b' '; 20_000], &[]), 413);
        }
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

    wrong::every_route_refuses_foreign_pages_and_names(&client);
    wrong::every_route_refuses_what_is_no_request(&client);
    with_all_streams_taken(&client);
    with_all_sessions_followed(&document);
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

/// The routes that take a body.
const TAKING_BODIES: [&str; 5] = [
    "/api/v1/runs",
    "/api/v1/session",
    "/api/v1/meetings",
    "/api/v1/meetings/none",
    "/api/v1/evaluations",
];

/// Memory that a run may take, bytes, as Linux tells it; elsewhere more than any run takes.
fn free_memory() -> f64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(f64::INFINITY, |kib| kib * 1024.0)
}

/// A stream that was begun.
fn followed(client: &Client<'_>, path: &str) -> TcpStream {
    let mut stream = client.open("GET", path, "\r\n");
    let mut status = [0; 12];
    stream.read_exact(&mut status).expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 200");
    stream
}

fn with_all_sessions_followed(document: &Document) {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let client = Client {
        server: &server,
        document,
    };
    let streams: Vec<TcpStream> = (0..64).map(|_| followed(&client, &client.meeting())).collect();
    let body = json!({"link": "v1", "from": "a"}).to_string();
    let refused = client.post("/api/v1/meetings", body.as_bytes(), &[]);
    assert_eq!((refused.status, refused.header("retry-after")), (503, "5"));
    drop(streams);
}

fn with_all_streams_taken(client: &Client<'_>) {
    let run = client.done(&brief(), false);
    let streams: Vec<TcpStream> = (0..128).map(|_| followed(client, "/api/v1/events")).collect();
    let meeting = client.meeting();
    let evaluation = client.evaluation(&json!([]));
    for path in [
        format!("{evaluation}/events"),
        "/api/v1/events".to_owned(),
        format!("/api/v1/runs/{run}/events"),
        meeting,
    ] {
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
    // The numbers are kept, and so are figures.
    client.is(200, "GET", "/metrics");
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
    client.is(500, "GET", &format!("/api/v1/runs/{id}/events"));
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
