//! The worker program, alone.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

/// Goes on for far longer than any test waits.
const ENDLESS: &str = r#"{"shape": "tiny", "device": "cpu", "repeats": 10000, "warmup": 0, "task": {"task": "decode", "batch": [1], "context_tokens": 2048}}"#;

#[test]
fn a_worker_ends_with_whoever_started_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_forkcast-worker"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "{ENDLESS}").expect("it reads");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("it is at work");
    // As the system does for a process that is killed; nothing else is closed, so a write of the worker's would not fail.
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("it ends");
    assert_eq!(child.wait().expect("it ended").code(), Some(1));
}

#[test]
fn a_specification_without_a_line_end_is_done_to_its_end() {
    let spec = ENDLESS.replace("10000", "3").replace("2048", "8");
    let mut child = Command::new(env!("CARGO_BIN_EXE_forkcast-worker"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(spec.as_bytes())
        .expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("decode-b1"));
}
