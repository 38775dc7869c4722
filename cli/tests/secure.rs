//! What `forkcast serve` keeps to itself and from whom, over real HTTP (docs/security.md).

mod server;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use server::{Dist, Server, program};

const INDEX: &str = "<!doctype html><title>t</title><script type=\"module\">import './app.js'</script>";

fn page() -> Dist {
    Dist::new(&[("index.html", INDEX.as_bytes()), ("icon.svg", b"<svg/>")])
}

#[test]
fn only_what_cannot_measure_may_be_framed_by_others() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0"]);
    let policy = |answer: &server::Answer| answer.header("content-security-policy").to_owned();
    for path in [
        "/",
        "/index.html",
        "/icon.svg",
        "/healthz",
        "/openapi.json",
        "/api/v1/runs",
        "/nothing",
    ] {
        let policy = policy(&server.get(path));
        assert!(policy.contains("frame-ancestors 'self'"), "{path}: {policy}");
        assert!(!policy.contains("frame-ancestors *"), "{path}: {policy}");
    }
    let embedded = server.get("/embed.html");
    assert_eq!((embedded.status, embedded.text().as_str()), (200, INDEX));
    let policy = policy(&embedded);
    assert!(policy.contains("frame-ancestors *"), "{policy}");
    let sandbox = policy
        .split("; ")
        .find(|directive| directive.starts_with("sandbox"));
    assert!(
        sandbox.is_some_and(
            |sandbox| sandbox.contains("allow-scripts") && !sandbox.contains("allow-same-origin")
        ),
        "without an origin it can ask the API for nothing: {policy}"
    );
    assert!(
        policy.contains("'sha256-9lBjXfz3bds15ZhSAKe0YlU5aZuefic7mnJYhv+sUFs='"),
        "{policy}"
    );

    // The examples alone may hold frames, and only the page's.
    for (path, may_frame) in [("/embedding.html", true), ("/", false), ("/embed.html", false)] {
        let policy = server.get(path).header("content-security-policy").to_owned();
        assert_eq!(policy.contains("frame-src 'self'"), may_frame, "{path}: {policy}");
    }

    // A snippet that names the page itself goes on working: a frame is sent on, and a browser keeps the fragment.
    for path in ["/", "/index.html", "/?from=mail"] {
        for destination in ["iframe", "frame", "embed", "object"] {
            let answer = server.ask("GET", path, &[&format!("Sec-Fetch-Dest: {destination}")]);
            assert_eq!(
                (answer.status, answer.header("location")),
                (307, "embed.html"),
                "{path} {destination}"
            );
            assert_eq!(answer.header("vary"), "sec-fetch-dest");
        }
        let answer = server.ask("GET", path, &["Sec-Fetch-Dest: document"]);
        assert_eq!(answer.status, 200, "{path}");
    }
    let asset = server.ask("GET", "/icon.svg", &["Sec-Fetch-Dest: iframe"]);
    assert_eq!(asset.status, 200, "what is not the page is not sent on");
}

#[cfg(unix)]
#[test]
fn hidden_files_links_out_of_the_folder_and_pipes_are_not_served() {
    use std::os::unix::fs::symlink;
    let dist = page();
    fs::write(dist.0.join(".env"), "SECRET=1").expect("a file");
    fs::create_dir(dist.0.join(".git")).expect("a folder");
    fs::write(dist.0.join(".git/config"), "secret").expect("a file");
    symlink("/etc/passwd", dist.0.join("p.txt")).expect("a link");
    symlink("/etc", dist.0.join("etc")).expect("a link");
    symlink("icon.svg", dist.0.join("same.svg")).expect("a link");
    // A compressed copy would be served in the place of its file.
    symlink("/etc/passwd", dist.0.join("icon.svg.gz")).expect("a link");
    let made = std::process::Command::new("mkfifo")
        .arg(dist.0.join("pipe"))
        .status();
    assert!(made.expect("mkfifo starts").success());
    let server = Server::start(&dist, &["--port", "0"]);
    for path in [
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/p.txt",
        "/etc/passwd",
        "/etc/hostname",
        "/pipe",
        "/icon.svg",
    ] {
        let answer = server.ask("GET", path, &["Accept-Encoding: gzip"]);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    assert_eq!(
        server.get("/same.svg").status,
        200,
        "a link within the folder is the page's own"
    );
}

#[test]
fn readers_that_never_read_do_not_keep_the_next_one_out() {
    let large = vec![b'a'; 8 << 20];
    let dist = Dist::new(&[("index.html", INDEX.as_bytes()), ("large.bin", &large)]);
    let server = Server::start(&dist, &["--port", "0"]);
    let greedy: Vec<_> = (0..256)
        .map(|_| {
            let mut stream = server.connect();
            stream
                .write_all(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .expect("it reads");
            // Its answer has begun, and the rest of it does not fit the system's buffers.
            let mut first = [0; 12];
            stream.read_exact(&mut first).expect("an answer");
            assert_eq!(&first, b"HTTP/1.1 200");
            stream
        })
        .collect();
    for _ in 0..3 {
        assert_eq!(server.get("/").status, 200);
    }
    drop(greedy);
}

#[test]
fn a_second_server_stops_where_the_first_has_the_results_and_runs_beside_it_with_others() {
    let dist = page();
    let first = Server::start(&dist, &["--port", "0"]);
    let second = program(&dist)
        .args(["--port", "0", "--dist"])
        .arg(&dist.0)
        .output()
        .expect("the program starts");
    assert_eq!(second.status.code(), Some(2));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains(&format!("process {}", first.id())), "{said}");
    assert!(
        said.contains("--database FILE") && said.contains("runs.sqlite"),
        "{said}"
    );
    assert!(second.stdout.is_empty());
    let other = dist.0.with_file_name("other.sqlite");
    let beside = Server::start(
        &dist,
        &["--port", "0", "--database", other.to_str().expect("text")],
    );
    assert_eq!((first.get("/").status, beside.get("/").status), (200, 200));
    assert!(other.is_file());
    // When the first has ended, however that came about, the file is free.
    #[cfg(unix)]
    {
        first.signal("KILL");
        first.end();
        assert_eq!(Server::start(&dist, &["--port", "0"]).get("/").status, 200);
    }
}

#[test]
fn results_are_kept_in_memory_only_where_that_was_asked_for() {
    let dist = page();
    let server = Server::start(&dist, &["--port", "0", "--keep-in-memory"]);
    let targets = server.get("/api/v1/targets").text();
    assert!(!targets.contains("unkept"), "{targets}");
    assert!(!dist.0.with_file_name("data").exists(), "nothing is written");
}

#[test]
fn a_configuration_found_by_chance_is_named_and_gets_no_secrets() {
    let dist = page();
    let found = dist.0.with_file_name("forkcast.toml");
    let started = |text: &str| {
        fs::write(&found, text).expect("a file");
        // A port that is taken ends the program after it has read everything.
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port().to_string();
        let output = program(&dist)
            .args(["--port", &port, "--dist"])
            .arg(&dist.0)
            .output()
            .expect("the program starts");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = started("[endpoints.a]\nurl = \"http://127.0.0.1:9/v1\"\n");
    assert!(
        said.contains("using ./forkcast.toml") && said.contains("is taken: choose"),
        "{said}"
    );
    for (text, entry) in [
        (
            "[endpoints.a]\nurl = \"http://127.0.0.1:9/v1\"\nkey_env = \"HOME\"\n",
            "endpoints.a.key_env",
        ),
        ("[stores.a]\nurl_env = \"HOME\"\n", "stores.a.url_env"),
        (
            "[stores.a]\nurl = \"http://127.0.0.1:9\"\nkey_env = \"HOME\"\n",
            "stores.a.key_env",
        ),
        ("[server]\ntoken_env = \"PATH\"\n", "server.token_env"),
        ("[server]\ncuda_worker = \"/bin/sh\"\n", "server.cuda_worker"),
        ("[server]\nproxy = \"http://127.0.0.1:9\"\n", "server.proxy"),
    ] {
        let said = started(text);
        assert!(said.contains(entry) && said.contains("--config"), "{said}");
        assert!(!said.contains("is taken: choose"), "it stops there: {said}");
    }
}

#[test]
fn origins_that_are_none_are_refused() {
    let dist = page();
    for origin in ["null", "*", "https://docs.example.org/", "docs.example.org"] {
        let output = program(&dist)
            .args(["--port", "0", "--allow-origin", origin, "--dist"])
            .arg(&dist.0)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{origin}: {said}");
        assert!(
            said.contains("--allow-origin") && said.contains("https://docs.example.org"),
            "{said}"
        );
    }
}

#[test]
fn passwords_on_the_command_line_are_warned_of_and_can_be_kept_from_it() {
    let dist = page();
    let file = dist.0.with_file_name("docs.url");
    fs::write(&file, "postgres://user:hunter2@127.0.0.1:9/db\n").expect("a file");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let said = |store: &str| {
        let output = program(&dist)
            .args(["--port", &port, "--store", store, "--dist"])
            .arg(&dist.0)
            .env("DOCS_DATABASE", "postgres://user:hunter2@127.0.0.1:9/db")
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("hunter2"), "{said}");
        said
    };
    let shown = said("docs=postgres://user:hunter2@127.0.0.1:9/db");
    assert!(
        shown.contains("list of processes") && shown.contains("docs=env:VARIABLE"),
        "{shown}"
    );
    for kept in [
        "docs=env:DOCS_DATABASE".to_owned(),
        format!("docs=file:{}", file.display()),
    ] {
        let said = said(&kept);
        assert!(
            said.contains("is taken: choose") && !said.contains("list of processes"),
            "{said}"
        );
    }
    assert!(said("docs=env:NOT_SET_ANYWHERE").contains("NOT_SET_ANYWHERE is not set"));
}
