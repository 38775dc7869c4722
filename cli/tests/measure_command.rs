//! `forkcast measure`: the real program, an endpoint that the test holds, and what ends up in the file.

mod endpoint;

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use endpoint::Endpoint;
use serde_json::Value;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forkcast"));
    // Where no configuration lies about.
    let elsewhere = std::env::temp_dir();
    command
        .arg("measure")
        .args(arguments)
        .current_dir(elsewhere)
        .env_remove("FORKCAST_CONFIG")
        .stdin(Stdio::null());
    command
}

fn done(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("forkcast-measure-{}-{name}.json", std::process::id()))
}

fn taken(path: &PathBuf) -> Value {
    let text = fs::read_to_string(path).expect("a file");
    let _ = fs::remove_file(path);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_measurement_is_json_on_stdout_and_a_table_on_stderr() {
    let small = ["--shape", "tiny", "--repeats", "25", "--prompt-tokens", "8,16"];
    let output = done(&[&["reference", "prefill"], &small[..]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let measured: Value = serde_json::from_slice(&output.stdout).expect("JSON alone");
    assert_eq!(measured["state"], "done");
    let keys: Vec<&str> = measured["series"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|s| s["key"].as_str())
        .collect();
    assert_eq!(keys, ["prefill-8", "prefill-16"]);
    let table = stderr(&output);
    for heading in ["p50", "p95", "p99", "predicted", "ratio", "Prefill, 16 tokens"] {
        assert!(table.contains(heading), "{heading} in {table}");
    }
}

/// Arguments that measure an endpoint with short prompts and answers.
fn short_answers<'a>(target: &'a str, requests: &'a str, warmup: &'a str) -> [&'a str; 11] {
    [
        "endpoint",
        "--endpoint",
        target,
        "--prompt-tokens",
        "32",
        "--output-tokens",
        "4",
        "--requests",
        requests,
        "--warmup",
        warmup,
    ]
}

#[test]
fn an_endpoint_is_measured_into_a_file() {
    let endpoint = Endpoint::start();
    endpoint.let_through(1000);
    let path = file("endpoint");
    let target = format!("held={}", endpoint.url);
    let limits = [
        "--ttft-ms",
        "60000",
        "--e2e-ms",
        "60000",
        "-o",
        path.to_str().expect("text"),
    ];
    let output = done(&[&short_answers(&target, "40", "2")[..], &limits].concat());
    assert!(
        output.status.success() && output.stdout.is_empty(),
        "{}",
        stderr(&output)
    );
    let measured = taken(&path);
    let ttft = measured["series"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|s| s["kind"] == "ttft")
        .expect("a row");
    assert_eq!(
        (
            ttft["n"].as_u64(),
            ttft["errors"].as_u64(),
            ttft["good_share"].as_f64()
        ),
        (Some(40), Some(0), Some(1.0))
    );
    assert!(
        ttft["p95"]["value"].is_number() && ttft["p99"].is_null(),
        "40 samples give no 99th percentile"
    );
    assert!(
        !measured.to_string().contains(&endpoint.port()),
        "addresses are not written"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_measurement_is_written_with_what_it_had() {
    let endpoint = Endpoint::start();
    endpoint.let_through(60);
    let path = file("interrupted");
    let target = format!("held={}", endpoint.url);
    let to = ["--output", path.to_str().expect("text")];
    let child = program(&[&short_answers(&target, "500", "0")[..], &to].concat())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    endpoint.wait_for_all_taken();
    let sent = Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill starts").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    let measured = taken(&path);
    assert_eq!(measured["state"], "cancelled");
    assert!(measured["series"][0]["n"].as_u64() > Some(0), "{measured}");
}

#[test]
fn what_cannot_be_measured_is_named_with_what_can() {
    let said = |arguments: &[&str]| {
        let output = done(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
        stderr(&output)
    };
    assert!(said(&["endpoint"]).contains("--endpoint NAME=URL"));
    assert!(said(&["endpoint", "--endpoint", "x"]).contains("takes NAME=URL"));
    assert!(said(&["endpoint", "--endpoint", "x=ftp://y"]).contains("http://"));
    assert!(said(&["reference", "decode", "--shape", "gpt"]).contains("tiny, smollm2-135m"));
    assert!(said(&["retrieval", "nowhere"]).contains("embedded"));
    assert!(said(&["retrieval", "--queries", "0"]).contains("1 to 100000"));
    let unwritable = ["reference", "decode", "--shape", "tiny", "-o", "/nowhere/x.json"];
    assert!(
        said(&unwritable).contains("cannot be written"),
        "before anything is measured"
    );
    assert!(said(&["run", "/nowhere.json"]).contains("cannot be read"));
    let two = [
        "endpoint",
        "--endpoint",
        "a=http://h/v1",
        "--endpoint",
        "b=http://h/v1",
    ];
    assert!(said(&two).contains("a, b"));
    let config = file("config");
    fs::write(
        &config,
        "[endpoints.a]\nurl = \"http://user:secret@h/v1\"\nport = 1\n",
    )
    .expect("a file");
    let wrong = said(&["endpoint", "--config", config.to_str().expect("text")]);
    assert!(wrong.contains("port") && !wrong.contains("secret"), "{wrong}");
    let _ = fs::remove_file(&config);
}

/// The head of the first request that comes to the listener, which is refused.
fn first_head(listener: &TcpListener) -> String {
    let (mut client, _) = listener.accept().expect("a client");
    let mut head = String::new();
    BufReader::new(&client).read_line(&mut head).expect("a head");
    let _ = client.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    head
}

#[test]
fn a_proxy_of_the_environment_hears_nothing() {
    let endpoint = Endpoint::start();
    endpoint.let_through(100);
    let canary = TcpListener::bind("127.0.0.1:0").expect("a port");
    let proxy = format!("http://{}", canary.local_addr().expect("an address"));
    let target = format!("held={}", endpoint.url);
    let mut command = program(&short_answers(&target, "3", "0"));
    for variable in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env(variable, &proxy);
    }
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", stderr(&output));
    canary.set_nonblocking(true).expect("set");
    assert!(canary.accept().is_err(), "nobody asked the proxy");
}

#[test]
fn a_configured_proxy_is_used_and_named() {
    let canary = TcpListener::bind("127.0.0.1:0").expect("a port");
    let proxy = canary.local_addr().expect("an address");
    let config = file("proxy");
    let text = format!(
        "[server]\nproxy = \"http://{proxy}\"\n[endpoints.far]\nurl = \"http://endpoint.invalid/v1\"\nmodel = \"m\"\n"
    );
    fs::write(&config, text).expect("a file");
    let asked = std::thread::spawn(move || first_head(&canary));
    let output = done(&[
        "endpoint",
        "--config",
        config.to_str().expect("text"),
        "--requests",
        "1",
        "--warmup",
        "0",
    ]);
    let _ = fs::remove_file(&config);
    let head = asked.join().expect("it was asked");
    assert!(head.contains(" http://endpoint.invalid/v1/"), "{head}");
    assert!(
        !output.status.success() && stderr(&output).contains("through the configured proxy"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn four_programs_send_what_one_would_and_merge_into_its_measurement() {
    let of = |shard: Option<&str>| -> (Vec<String>, Value) {
        let endpoint = Endpoint::start();
        endpoint.let_through(1000);
        let path = file(&format!("shard-{}", shard.unwrap_or("none").replace('/', "-")));
        let target = format!("held={}", endpoint.url);
        let mut arguments = short_answers(&target, "42", "0").to_vec();
        arguments.extend(["--concurrency", "5", "-o", path.to_str().expect("text")]);
        arguments.extend(shard.map(|shard| ["--shard", shard]).into_iter().flatten());
        let output = done(&arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        (endpoint.prompts(), taken(&path))
    };
    let (_, one) = of(None);
    let (mut sent, mut files) = (Vec::new(), Vec::new());
    for index in 0..4 {
        let (prompts, measured) = of(Some(&format!("{index}/4")));
        sent.extend(prompts);
        let path = file(&format!("part-{index}"));
        fs::write(&path, measured.to_string()).expect("a file");
        files.push(path);
    }
    let different: HashSet<&String> = sent.iter().collect();
    assert_eq!(different.len(), sent.len(), "no cache of prompts is hit");

    let mut merge = vec!["merge".to_owned()];
    merge.extend(files.iter().rev().map(|path| path.display().to_string()));
    let arguments: Vec<&str> = merge.iter().map(String::as_str).collect();
    let output = done(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let merged: Value = serde_json::from_slice(&output.stdout).expect("JSON alone");
    assert_eq!(merged["spec"], one["spec"], "the whole run");
    let series = |measured: &Value| -> Vec<(String, u64, u64)> {
        let rows = measured["series"].as_array().expect("rows");
        rows.iter()
            .map(|row| {
                (
                    row["key"].as_str().expect("a key").to_owned(),
                    row["n"].as_u64().expect("a number"),
                    row["batch"].as_u64().expect("a number"),
                )
            })
            .collect()
    };
    assert_eq!(series(&merged), series(&one));
    // They ran one after another.
    assert!(
        stderr(&output).contains("Time to first token"),
        "{}",
        stderr(&output)
    );
    let warnings = merged["warnings"].to_string();
    assert!(warnings.contains("only 0% of the run"), "{warnings}");

    // One of them is missing, or is there twice.
    for (files, says) in [
        (&arguments[1..4], "shards are missing: 0/4"),
        (
            &[arguments[1], arguments[2], arguments[3], arguments[3]][..],
            "1/4 is there twice",
        ),
    ] {
        let output = done(&[&["merge"], files].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(says), "{}", stderr(&output));
    }
    for path in files {
        let _ = fs::remove_file(path);
    }
}

#[test]
fn a_shard_needs_a_request_and_a_client_of_its_own() {
    let target = "held=http://127.0.0.1:9/v1";
    for (shard, says) in [
        ("4/4", "counted from 0, such as 0/4"),
        (
            "0/7",
            "requests takes at least one for each of the 7 shards, not 5",
        ),
        (
            "0/2",
            "concurrency takes at least one for each of the 2 shards, not 1",
        ),
    ] {
        let output = done(&[&short_answers(target, "5", "0")[..], &["--shard", shard]].concat());
        assert_eq!(output.status.code(), Some(2), "{shard}");
        assert!(stderr(&output).contains(says), "{}", stderr(&output));
    }
}
