#![cfg(unix)]
//! How runs end when something else does: the server, its worker, the endpoint.

mod endpoint;
mod measuring;
mod server;

use std::time::{Duration, Instant};

use endpoint::Endpoint;
use measuring::{PATIENCE, Stream, begun, ended, held, is_state, page, quick, run, start, with_endpoint};
use serde_json::json;

#[test]
fn a_killed_server_loses_nothing_it_was_told() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let done = begun(&server, &quick());
    let before = ended(&server, &done);
    let cut = begun(&server, &held(50));
    let queued = begun(&server, &quick());
    endpoint.let_through(12);
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{cut}/events"), "");
    let seen = stream.until(|e| e["update"]["update"] == "series");
    let last = seen.last().expect("events").0;
    server.signal("KILL");
    server.end();

    let server = with_endpoint(&dist, &endpoint);
    assert_eq!(run(&server, &done), before);
    let partial = run(&server, &cut);
    assert_eq!(partial["state"], "interrupted");
    assert!(
        partial["series"][0]["n"].as_u64() > Some(0),
        "what was measured is kept: {partial}"
    );
    assert!(
        partial["error"]
            .as_str()
            .is_some_and(|e| e.contains("server ended"))
    );
    assert_eq!(run(&server, &queued)["state"], "interrupted");
    // Whoever followed goes on where the stream broke off.
    let mut stream = Stream::open(
        &server,
        &format!("/api/v1/runs/{cut}/events"),
        &format!("Last-Event-ID: {last}\r\n"),
    );
    let mut rest = Vec::new();
    while let Some(event) = stream.next() {
        rest.push(event);
    }
    assert!(rest.iter().all(|(n, _)| *n > last) && is_state(&rest.last().expect("an end").1, "interrupted"));
}

#[cfg(target_os = "linux")]
#[test]
fn the_worker_of_a_killed_server_ends() {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::process::{Pid, PidfdFlags, pidfd_open};
    let dist = page();
    let server = start(&dist, &[]);
    let mut spec = quick();
    spec["repeats"] = 10_000.into();
    spec["task"]["context_tokens"] = 2048.into();
    let id = begun(&server, &spec);
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{id}/events"), "");
    // The machine's ceilings are the worker's first words.
    stream.until(|e| e["update"]["update"] == "ceiling");
    let worker = child_of(server.id()).expect("a worker");
    let worker =
        pidfd_open(Pid::from_raw(worker).expect("a process"), PidfdFlags::empty()).expect("it is there");
    server.signal("KILL");
    server.end();
    let patience = rustix::event::Timespec {
        tv_sec: PATIENCE.as_secs() as i64,
        tv_nsec: 0,
    };
    let ended =
        poll(&mut [PollFd::new(&worker, PollFlags::IN)], Some(&patience)).expect("it can be waited for");
    assert_eq!(ended, 1, "the worker is still at work");
}

/// A process that the process has started.
#[cfg(target_os = "linux")]
fn child_of(parent: u32) -> Option<i32> {
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // After the name in brackets: state and parent.
        let of: u32 = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        (of == parent).then_some(id)
    })
}

#[test]
fn a_closed_terminal_ends_the_server_as_any_signal_does() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let id = begun(&server, &held(50));
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{id}/events"), "");
    stream.until(|e| is_state(e, "running"));
    server.signal("HUP");
    let mut last = None;
    while let Some((_, event)) = stream.next() {
        last = Some(event);
    }
    assert!(last.is_some_and(|e| is_state(&e, "interrupted")));
    let (status, _) = server.end();
    assert!(status.success());
}

#[test]
fn a_server_that_is_told_to_end_removes_what_its_run_has_put_into_postgresql() {
    let database = forkcast_test_servers::postgres();
    forkcast_test_servers::execute(&database, "CREATE EXTENSION vector");
    let dist = page();
    let server = start(&dist, &["--store", &format!("docs={}", database.url)]);
    let spec = json!({"kind": "retrieval", "store": "docs", "vectors": 20_000, "dimensions": 128, "k": 5, "queries": 100_000, "warmup": 0,
        "concurrency": 1, "embed": false});
    let id = begun(&server, &spec);
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{id}/events"), "");
    stream.until(|e| {
        let update = &e["update"];
        update["phase"] == "Loading vectors" && update["done"].as_u64() > Some(1_000)
    });
    server.signal("TERM");
    let (status, _) = server.end();
    assert!(status.success());
    forkcast_test_servers::execute(
        &database,
        "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_namespace WHERE nspname LIKE 'forkcast_run_%'), 'a schema is left'; END $$",
    );
}

#[test]
fn a_target_that_dies_in_mid_stream_fails_the_run_by_name() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let id = begun(&server, &held(200));
    endpoint.let_through(60);
    let mut stream = Stream::open(&server, &format!("/api/v1/runs/{id}/events"), "");
    stream.until(|e| e["update"]["update"] == "series");
    let port = endpoint.port();
    drop(endpoint);
    let failed = ended(&server, &id);
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["series"][0]["n"].as_u64() > Some(0), "{failed}");
    let error = failed["error"].as_str().expect("a reason");
    assert!(!error.is_empty() && !error.contains(&port), "{error}");
    assert_eq!(
        ended(&server, &begun(&server, &quick()))["state"],
        "done",
        "the server goes on"
    );
}

#[test]
fn a_server_told_to_end_does_so_with_streams_open_and_keeps_the_run() {
    let dist = page();
    let endpoint = Endpoint::start();
    let server = with_endpoint(&dist, &endpoint);
    let id = begun(&server, &held(50));
    let mut streams: Vec<Stream> = (0..5)
        .map(|_| Stream::open(&server, "/api/v1/events?after=0", ""))
        .collect();
    for stream in &mut streams {
        stream.until(|e| is_state(e, "running"));
    }
    let asked = Instant::now();
    server.signal("TERM");
    for stream in &mut streams {
        let mut last = None;
        while let Some((_, event)) = stream.next() {
            last = Some(event);
        }
        assert!(
            last.is_some_and(|e| is_state(&e, "interrupted")),
            "each stream tells the end and ends"
        );
    }
    let (status, _) = server.end();
    assert!(status.success());
    // The program's own limit is 0.7 s; the bound of the issue is one second.
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    let server = with_endpoint(&dist, &endpoint);
    assert_eq!(run(&server, &id)["state"], "interrupted");
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_needs_more_files_than_the_system_allows_ends_and_the_server_lives_on() {
    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
    let (dist, endpoint) = (page(), Endpoint::start());
    let server = with_endpoint(&dist, &endpoint);
    let process = Pid::from_raw(server.id() as i32).expect("a process");
    // The most that is allowed stays: only root may raise it.
    let few = Rlimit {
        current: Some(64),
        maximum: getrlimit(Resource::Nofile).maximum,
    };
    let before = prlimit(Some(process), Resource::Nofile, few).expect("it can be limited");
    endpoint.let_through(1000);
    let mut spec = held(200);
    spec["load"]["concurrency"] = json!(200);
    let id = begun(&server, &spec);
    let over = ended(&server, &id);
    let state = over["state"].as_str().expect("a state");
    assert!(["done", "failed"].contains(&state), "{over}");
    // Requests that could not be sent are counted, or end the run with the reason.
    let errors: u64 = over["series"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|series| series["errors"].as_u64())
        .sum();
    assert!(errors > 0 || over["error"].as_str().is_some(), "{over}");
    assert_eq!(server.get("/").status, 200);

    // With enough of them the next run is as good as ever.
    prlimit(Some(process), Resource::Nofile, before).expect("it can be given back");
    let next = begun(&server, &held(5));
    assert_eq!(ended(&server, &next)["state"], "done");
}
