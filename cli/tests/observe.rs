//! `forkcast observe`: the real program on small files as they are, and no text of theirs in a byte that it writes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use forkcast_test_servers::Folder;
use serde_json::Value;

fn forkcast(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn observe(arguments: &[&str]) -> Output {
    forkcast(&[&["observe"], arguments].concat())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(arguments: &[&str]) -> Value {
    let output = observe(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON alone")
}

fn observed<'v>(json: &'v Value, id: &str) -> &'v Value {
    let all = json["observed"].as_array().expect("values");
    all.iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("{id} of {all:?}"))
}

/// Words that stand in every prompt, answer and document of these tests.
const SECRET: &str = "Xylophonic";

fn examples(n: usize) -> String {
    (0..n)
        .map(|i| {
            let question: String = (0..20).map(|j| format!("{SECRET}{i}w{j} ")).collect();
            format!("{{\"messages\":[{{\"role\":\"user\",\"content\":\"{question}\"}},{{\"role\":\"assistant\",\"content\":\"{SECRET} yes\"}}]}}\n")
        })
        .collect()
}

fn log(n: usize) -> String {
    (0..n)
        .map(|i| {
            let created = 1_795_000_000 + i * 1000;
            format!("{{\"object\":\"chat.completion\",\"created\":{created},\"model\":\"gpt-5.4-mini\",\"choices\":[{{\"message\":{{\"content\":\"{SECRET}\"}}}}],\"user\":\"{SECRET}\",\"usage\":{{\"prompt_tokens\":{},\"completion_tokens\":100}}}}\n", 500 + i % 7)
        })
        .collect()
}

#[test]
fn examples_set_inputs_with_their_origin() {
    let folder = Folder::new("observe-examples");
    let file = folder.write("train.jsonl", examples(50) + &examples(5));
    let json = json(&["examples", &file]);
    assert_eq!(
        (&json["observation_version"], &json["kind"]),
        (&1.into(), &"examples".into())
    );
    assert_eq!(json["summary"]["copies"]["exact"], 5);
    let count = observed(&json, "examples");
    assert_eq!(
        (count["value"].as_f64(), count["n"].as_u64()),
        (Some(50.0), Some(55))
    );
    assert_eq!(
        (&count["provenance"], &count["origin"]),
        (&"observed".into(), &"train.jsonl".into())
    );
    assert_eq!(json["scenario"]["examples"], 50.0);
    let labels = observed(&json, "label_quality");
    assert_eq!(
        (&labels["bound"], labels.get("set")),
        (&"upper".into(), None),
        "a bound of 1 sets nothing"
    );
    assert!(
        json["summary"]["training"]
            .as_array()
            .is_some_and(|sellers| !sellers.is_empty())
    );
}

#[test]
fn a_schema_and_a_second_split_are_checked() {
    let folder = Folder::new("observe-schema");
    let line = |i: usize, answer: &str| {
        serde_json::json!({"prompt": format!("q{i}"), "completion": answer}).to_string() + "\n"
    };
    let train = folder.write("train.jsonl", line(1, r#"{"a": 1}"#) + &line(2, "{}"));
    let test = folder.write("test.jsonl", line(2, r#"{"a": "x"}"#));
    let schema = folder.write(
        "schema.json",
        r#"{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}"#,
    );
    let json = json(&["examples", &train, &test, "--schema", &schema]);
    let valid = json["summary"]["valid"]["value"].as_f64().expect("a share");
    assert!((valid - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(json["summary"]["leaks"][0]["exact"], 1);
    assert_eq!(observed(&json, "examples")["origin"], "train.jsonl and 1 more");
}

#[test]
fn logs_are_read_packed_and_give_a_link_and_a_scenario_that_keep_their_origin() {
    let folder = Folder::new("observe-logs");
    let plain = folder.write("log.jsonl", log(2000));
    let packed = folder.path("log.jsonl.gz");
    let gzip = Command::new("gzip").args(["-k", &plain]).status();
    assert!(gzip.is_ok_and(|status| status.success()), "gzip is there");
    let whole = json(&["logs", &plain]);
    let same = json(&["logs", &packed]);
    assert_eq!(whole["summary"]["traffic"], same["summary"]["traffic"]);
    assert_eq!(observed(&whole, "output_tokens")["value"], 100.0);
    let scenario = folder.path("scenario.json");
    let output = observe(&["logs", &plain, "--link", "-o", &scenario]);
    let link = text(&output.stdout);
    assert!(
        link.starts_with("#v1&") && link.contains("output_tokens=100&"),
        "{link}"
    );
    assert!(link.contains("measured=observed"), "{link}");
    let record = folder.path("record.json");
    let decided = forkcast(&["decide", &scenario, "--record", &record]);
    assert!(decided.status.success(), "{}", text(&decided.stderr));
    let record: Value = serde_json::from_str(&fs::read_to_string(record).expect("a record")).expect("JSON");
    let measured = record["measured"].as_str().expect("an origin");
    assert!(
        measured.starts_with("observed: log.jsonl, 20") && measured.contains("n=2,000"),
        "{measured}"
    );
    let again = forkcast(&["decide", "--url", link.trim(), "--json"]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let again: Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!(again["scenario"]["output_tokens"], 100.0);
}

#[test]
fn a_bill_is_held_against_the_prices() {
    let folder = Folder::new("observe-bill");
    let file = folder.write("log.jsonl", log(1000));
    let first = json(&["logs", &file]);
    let predicted = first["summary"]["bill"]["predicted_usd"].as_f64();
    let Some(predicted) = predicted else {
        panic!("the catalog has the model: {}", first["summary"]["models"]);
    };
    let twice = json(&["logs", &file, "--bill", &(predicted * 2.0).to_string()]);
    let ratio = observed(&twice, "bill_ratio")["value"].as_f64().expect("a ratio");
    assert!((ratio - 2.0).abs() < 1e-6, "{ratio}");
}

#[test]
fn a_folder_with_a_history_is_read() {
    let folder = Folder::new("observe-corpus");
    let git = |date: i64, arguments: &[&str]| {
        let done = Command::new("git")
            .args([
                "-C",
                &folder.root().display().to_string(),
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
            ])
            .args(arguments)
            .env("GIT_COMMITTER_DATE", format!("{date} +0000"))
            .env("GIT_AUTHOR_DATE", format!("{date} +0000"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", folder.root())
            .output()
            .expect("git is there");
        assert!(done.status.success(), "{}", text(&done.stderr));
    };
    let now = jiff::Timestamp::now().as_second();
    let day = 86_400;
    for i in 0..12 {
        folder.write(&format!("docs/{i}.md"), format!("{SECRET} {i} ").repeat(100));
    }
    git(now, &["init", "-q"]);
    git(now, &["add", "docs"]);
    git(now - 100 * day, &["commit", "-qm", SECRET]);
    for step in 1..10 {
        for i in 0..6 {
            folder.write(
                &format!("docs/{i}.md"),
                format!("{SECRET} {i} {step} ").repeat(100),
            );
        }
        git(now - (100 - step * 10) * day, &["commit", "-qam", SECRET]);
    }
    folder.write("docs/picture.png", b"\x89PNG\0\0");
    let docs = folder.path("docs");
    let json = json(&["corpus", &docs]);
    assert_eq!(
        (&json["summary"]["documents"], &json["summary"]["binary"]),
        (&12.into(), &1.into())
    );
    assert_eq!(json["summary"]["pace"]["source"], "history");
    let share = observed(&json, "change_share");
    assert!(
        (share["value"].as_f64().expect("a share") - 0.5).abs() < 0.01,
        "{share}"
    );
    // 54 changes of six documents in 600 days.
    let days = observed(&json, "change_days")["value"].as_f64().expect("days");
    assert!((days - 10.6).abs() < 0.2, "{days}");
    // Without git, by when each was modified last.
    fs::remove_dir_all(folder.root().join(".git")).expect("removed");
    let output = observe(&["corpus", &docs]);
    assert!(
        output.status.success() && text(&output.stderr).contains("no git history"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn bad_files_are_refused_with_place_and_reason() {
    let folder = Folder::new("observe-bad");
    let bad = folder.write("bad.jsonl", log(10) + &format!("{{\"{SECRET}\": \n"));
    let utf16 = folder.write("utf16.jsonl", b"\xFF\xFE{\0\"\0");
    let other = folder.write("other.jsonl", format!("{{\"text\": \"{SECRET}\"}}\n"));
    for (file, said) in [
        (&bad, "bad.jsonl, line 11"),
        (&utf16, "UTF-8"),
        (&other, "nearest is openai"),
        (&folder.path("missing"), "cannot be read"),
    ] {
        let output = observe(&["logs", file]);
        assert_eq!(output.status.code(), Some(2));
        let message = text(&output.stderr);
        assert!(message.contains(said) && !message.contains(SECRET), "{message}");
    }
}

#[test]
fn no_text_of_what_is_observed_gets_out() {
    let folder = Folder::new("observe-privacy");
    let odd = format!(
        "not JSON {SECRET}\n{{\"object\":\"chat.completion\",\"created\":\"{SECRET}\",\"usage\":{{}}}}\n"
    );
    let named = format!(
        "{{\"object\":\"chat.completion\",\"model\":\"Dear {SECRET}\",\"usage\":{{\"prompt_tokens\":1}},\"error\":\"{SECRET}\"}}\n"
    );
    let examples = folder.write("e.jsonl", examples(60) + &format!("not JSON {SECRET}\n"));
    let log = folder.write("l.jsonl", log(100) + &odd + &named);
    for i in 0..8 {
        folder.write(&format!("docs/{i}.txt"), format!("{SECRET} {i}").repeat(20));
    }
    let csv = folder.write(
        "c.csv",
        format!("time,input,output,{SECRET}\n2026-11-28,1,2,{SECRET}\n"),
    );
    let docs = folder.path("docs");
    let scenario = folder.path("scenario.json");
    for what in [
        ["examples", &examples],
        ["logs", &log],
        ["logs", &csv],
        ["corpus", &docs],
    ] {
        for more in [&["--json"][..], &["--link"], &["-o", &scenario]] {
            let output = observe(&[&what[..], more].concat());
            assert!(output.status.success(), "{what:?}: {}", text(&output.stderr));
            let mut written = text(&output.stdout) + &text(&output.stderr);
            if Path::new(&scenario).exists() {
                written += &fs::read_to_string(&scenario).expect("a scenario");
                fs::remove_file(&scenario).expect("removed");
            }
            let found = written.to_lowercase().contains(&SECRET.to_lowercase());
            assert!(!found, "{what:?} {more:?}: {written}");
        }
    }
}
