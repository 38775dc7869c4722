//! Results on disk: a disk that is full while the program runs, and who may read what is written.
#![cfg(unix)]

mod endpoint;
mod measuring;
mod server;

use std::fs;
use std::path::Path;
use std::process::Command;

use endpoint::Endpoint;
use measuring::{JSON, Stream, begun, ended, held, json_of, page, post, run};
use serde_json::{Value, json};
use server::{Answer, Server};

/// Names the folder of a small file system to the test that runs within it.
const SMALL_DISK: &str = "FORKCAST_TEST_SMALL_DISK";

/// A run that is done in moments on any machine: the reference engine measures the machine first.
fn brief() -> Value {
    json!({"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 8, "k": 5, "queries": 10, "warmup": 0,
           "concurrency": 1, "embed": false})
}

/// A run that says it is wanted all the same.
fn begun_unkept(server: &Server, spec: &Value) -> String {
    let body = spec.to_string();
    let head = format!(
        "POST /api/v1/runs?unkept=true HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{JSON}\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    let answer = Answer::read(&server.send((head + &body).as_bytes()));
    assert_eq!(answer.status, 202, "{}", answer.text());
    json_of(&answer)["id"].as_str().expect("an id").to_owned()
}

/// The run, once its stream has ended. An end that could not be written has no number in it.
fn over(server: &Server, id: &str) -> Value {
    server.get(&format!("/api/v1/runs/{id}/events"));
    run(server, id)
}

fn states(server: &Server) -> Vec<(String, String)> {
    let runs = json_of(&server.get("/api/v1/runs?limit=100"));
    let runs = runs["runs"].as_array().expect("runs").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    runs.map(|run| (text(&run["id"]), text(&run["state"]))).collect()
}

/// What a user relies on when the disk is full: `fill` leaves no room, `free` gives it back, and SQLite then says `reason`.
fn with_a_full_disk(
    start: &dyn Fn(&Endpoint) -> Server,
    fill: &dyn Fn(&Server),
    free: &dyn Fn(&Server),
    reason: &str,
) {
    let endpoint = Endpoint::start();
    let server = start(&endpoint);
    let cancelled = begun(&server, &held(50));
    let waiting = begun(&server, &held(50));
    endpoint.let_through(12);
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{cancelled}/events"), "");
    // The last that there is to tell until the endpoint answers more; three of its answers count the tokens of a prompt.
    stream.until(|e| (&e["update"]["done"], &e["update"]["total"]) == (&json!(9), &json!(50)));
    fill(&server);

    // Whoever cancels a run gets an answer, and whoever follows it hears of the end.
    let answer = server.ask("DELETE", &format!("/api/v1/runs/{cancelled}"), &[]);
    // A busy machine may need longer than the answer waits: the run then still ends.
    assert!([200, 202].contains(&answer.status), "{}", answer.text());
    let told = server.get(&format!("/api/v1/runs/{cancelled}/events")).text();
    assert!(told.contains("\"state\":\"cancelled\""), "{told}");
    drop(stream);
    // The next in the queue cannot be kept, and says so.
    let failed = over(&server, &waiting);
    let error = failed["error"].as_str().expect("a reason");
    assert_eq!(failed["state"], "failed");
    assert!(
        error.contains("cannot be kept") && error.contains(reason),
        "{error}"
    );

    // The page is served, says what is wrong, and a run must say that it is wanted all the same.
    assert_eq!(server.get("/").status, 200);
    let unkept = || json_of(&server.get("/api/v1/targets"))["unkept"].clone();
    assert!(
        unkept().as_str().is_some_and(|why| why.contains(reason)),
        "{}",
        unkept()
    );
    let refused = post(&server, &brief(), &[]);
    assert_eq!(
        (refused.status, &json_of(&refused)["code"]),
        (409, &json!("unkept"))
    );

    // With room again everything goes on, and the ends are written.
    free(&server);
    assert_eq!(unkept(), Value::Null);
    let done = begun(&server, &brief());
    assert_eq!(ended(&server, &done)["state"], "done");

    // Full once more: a run that is wanted all the same is done in memory, beside what there was.
    fill(&server);
    assert_eq!(post(&server, &brief(), &[]).status, 409);
    let in_memory = begun_unkept(&server, &brief());
    let measured = ended(&server, &in_memory);
    assert_eq!(measured["state"], "done", "{measured}");
    assert!(measured["series"][0]["p50"]["value"].as_f64() > Some(0.0));
    let state = |id: &str, state: &str| (id.to_owned(), state.to_owned());
    let kept = [
        state(&done, "done"),
        state(&waiting, "failed"),
        state(&cancelled, "cancelled"),
    ];
    assert_eq!(states(&server)[1..], kept);
    assert!(
        unkept()
            .as_str()
            .is_some_and(|why| why.contains("until this server ends"))
    );

    // The next server has what was kept.
    free(&server);
    server.signal("TERM");
    let (status, _) = server.end();
    assert!(status.success());
    let server = start(&endpoint);
    assert_eq!(states(&server), kept);
    assert!(run(&server, &cancelled)["series"][0]["n"].as_u64() > Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_the_size_of_files_is_a_full_disk() {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let limit = |server: &Server, bytes: Option<u64>| {
        let process = Pid::from_raw(server.id() as i32).expect("a process");
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        prlimit(Some(process), Resource::Fsize, limit).expect("it can be limited");
    };
    let dist = page();
    let log = dist.0.join("../log");
    with_a_full_disk(
        // Its messages go to the full disk too, which must end nothing.
        &|endpoint| {
            let log = fs::File::create(&log).expect("a log");
            let endpoint = format!("held={}", endpoint.url);
            Server::start_logged(&dist, &["--port", "0", "--endpoint", &endpoint], log)
        },
        &|server| limit(server, Some(0)),
        &|server| limit(server, None),
        "disk I/O error",
    );
}

/// On a file system of 2 MB, which takes a mount. Where the system lets nobody but root have mounts of their own, nothing is tried.
#[cfg(target_os = "linux")]
#[test]
fn a_run_on_a_full_disk_ends_and_the_page_is_served() {
    if let Some(folder) = std::env::var_os(SMALL_DISK) {
        let filler = Path::new(&folder).join("filler");
        let database = Path::new(&folder).join("runs.sqlite");
        let dist = page();
        with_a_full_disk(
            &|endpoint| {
                let endpoint = format!("held={}", endpoint.url);
                let database = database.to_str().expect("text");
                Server::start(
                    &dist,
                    &["--port", "0", "--database", database, "--endpoint", &endpoint],
                )
            },
            &|_| {
                let error = fs::write(&filler, vec![b'x'; 4 << 20]).expect_err("it is full");
                assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
            },
            &|_| {
                let _ = fs::remove_file(&filler);
            },
            "database or disk is full",
        );
        return;
    }
    let own_mounts = ["--user", "--map-root-user", "--mount"];
    let possible = Command::new("unshare")
        .args(own_mounts)
        .args(["sh", "-c", "mount -t tmpfs none /mnt"])
        .output();
    if !possible.is_ok_and(|output| output.status.success()) {
        eprintln!("not tried: this system lets nobody but root mount a file system");
        return;
    }
    let dist = page();
    let folder = dist.0.with_file_name("small");
    fs::create_dir_all(&folder).expect("a folder");
    let output = Command::new("unshare")
        .args(own_mounts)
        .args(["sh", "-c", "mount -t tmpfs -o size=2m none \"$0\" && exec \"$@\""])
        .arg(&folder)
        .arg(std::env::current_exe().expect("this test"))
        .args([
            "--exact",
            "a_run_on_a_full_disk_ends_and_the_page_is_served",
            "--nocapture",
        ])
        .env(SMALL_DISK, &folder)
        .output()
        .expect("unshare starts");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn a_file_of_results_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let dist = page();
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    for there_before in [false, true] {
        let path = dist.0.with_file_name(format!("results-{there_before}.json"));
        if there_before {
            fs::write(&path, "{}").expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        }
        let output = Command::new(env!("CARGO_BIN_EXE_forkcast"))
            .args([
                "measure",
                "reference",
                "decode",
                "--shape",
                "tiny",
                "--context-tokens",
                "8",
                "--batch",
                "1",
            ])
            .args(["--repeats", "3", "--warmup", "0", "-o"])
            .arg(&path)
            .output()
            .expect("the program starts");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(mode(&path), 0o600, "there before: {there_before}");
        let measured: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        assert_eq!(measured["state"], "done");
    }
}
