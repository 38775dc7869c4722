//! `forkcast measure quality`: the real program against a scripted model, killed and gone on with, and no text of questions, answers or
//! documents in a byte that it writes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use forkcast_test_servers::{Folder, scripted};
use serde_json::{Value, json};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forkcast"));
    command
        .args(["measure", "quality"])
        .args(arguments)
        .stdin(Stdio::null())
        .env_remove("FORKCAST_CONFIG");
    command
}

fn quality(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json_of(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON alone")
}

fn observed<'v>(json: &'v Value, id: &str) -> &'v Value {
    let all = json["observed"].as_array().expect("values");
    all.iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("{id} of {all:?}"))
}

/// Stands in every question, answer and document.
const SECRET: &str = "Xylophonic";
const ITEMS: usize = 40;

/// A set and its documents.
fn given(folder: &Folder) -> (String, String) {
    let mut set = String::new();
    for i in 0..ITEMS {
        let line = json!({
            "question": format!("{SECRET} code of item {i}?"),
            "answers": [format!("{SECRET} {i}")],
            "documents": [format!("{i}.md")],
        });
        set += &format!("{line}\n");
        folder.write(
            &format!("corpus/{i}.md"),
            format!("# Item {i}\n\nThe code of item {i} is {SECRET} {i}."),
        );
    }
    (folder.write("set.jsonl", &set), folder.path("corpus"))
}

/// Right with the passage; withheld without.
fn says(body: &str) -> (u16, String) {
    let body: Value = serde_json::from_str(body).expect("JSON");
    let user = body["messages"][1]["content"].as_str().expect("a question");
    let number: String = user
        .rsplit("item ")
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let right = format!("{SECRET} {number}");
    let says = if user.contains(&format!("is {right}.")) {
        right
    } else {
        "I don't know".to_owned()
    };
    let reply = json!({ "choices": [{ "message": { "content": says }, "finish_reason": "stop" }] });
    (200, reply.to_string())
}

/// The result without the day.
fn dateless(json: &Value) -> String {
    let date = json["date"].as_str().expect("a day");
    json.to_string().replace(date, "DAY")
}

#[test]
fn inputs_are_set_with_their_origin_and_the_scenario_can_be_decided_on() {
    let folder = Folder::new("quality-inputs");
    let (set, corpus) = given(&folder);
    let server = scripted(|_, _| (404, "{}".to_owned()));
    let (endpoint, scenario, file) = (
        format!("base={}", server.url),
        folder.path("scenario.json"),
        folder.path("result.json"),
    );
    // Without a configured model, the first that the server lists.
    let lists = scripted(|path, body| match path {
        "/v1/models" => (200, json!({ "data": [{ "id": "gpt-5.4-mini" }] }).to_string()),
        _ => says(body),
    });
    let listed = format!("base={}", lists.url);
    let plain = quality(&[&set, "--corpus", &corpus, "--endpoint", &endpoint]);
    assert_eq!(
        plain.status.code(),
        Some(2),
        "a server that lists no model is refused"
    );
    let arguments = [
        &*set,
        "--corpus",
        &corpus,
        "--endpoint",
        &listed,
        "--apply",
        &scenario,
        "-o",
        &file,
        "--json",
        "--yes",
    ];
    let json = json_of(&quality(&arguments));
    assert_eq!(
        (&json["kind"], &json["observation_version"]),
        (&"quality".into(), &1.into())
    );
    assert_eq!(
        json,
        serde_json::from_str::<Value>(&fs::read_to_string(&file).expect("written")).expect("JSON")
    );
    let recall = observed(&json, "recall");
    assert_eq!(
        (recall["value"].as_f64(), recall["set"].as_f64()),
        (Some(1.0), Some(1.0))
    );
    assert_eq!(
        (&recall["origin"], &recall["provenance"]),
        (&"set.jsonl".into(), &"observed".into())
    );
    assert!(recall["low"].as_f64().expect("low") < 0.95);
    let used = observed(&json, "passage_use");
    assert_eq!(
        (used["set"].as_f64(), used["n"].as_u64()),
        (Some(1.0), Some(ITEMS as u64))
    );
    assert_eq!(observed(&json, "abstention")["set"].as_f64(), Some(1.0));
    assert_eq!(observed(&json, "new_known")["set"].as_f64(), Some(0.0));
    // The recall belongs to the pipeline that was measured, and simulations draw it.
    let inputs = &json["scenario"];
    assert_eq!(
        (&inputs["recall_of"], &inputs["search_kind"]),
        (&"as-set".into(), &"lexical".into())
    );
    // The link has the interval that simulations draw, and so has the scenario that `forkcast decide` reads.
    let low = (recall["low"].as_f64().expect("low") * 1e4).round() / 1e4;
    let link = json["link"].as_str().expect("a link");
    assert!(link.contains(&format!("recall:{low}:1:{ITEMS}")), "{link}");
    let decided = Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(["decide", &scenario, "--json"])
        .output()
        .expect("the program starts");
    let decided: Value = serde_json::from_slice(&decided.stdout).expect("JSON");
    let rows = decided["observed"].as_array().expect("what was observed");
    let of_recall = rows.iter().find(|row| row["input"] == "recall").expect("recall");
    assert_eq!(
        (of_recall["low"].as_f64(), of_recall["n"].as_u64()),
        (Some(low), Some(ITEMS as u64))
    );
    let arms = json["summary"]["arms"].as_array().expect("arms");
    assert_eq!(arms.len(), 3);
    assert_eq!(json["summary"]["differences"][0]["is_settled"], true);
    assert!(
        json["measured"]
            .as_str()
            .expect("a line")
            .starts_with("observed: set.jsonl, ")
    );
    let record = folder.path("record.json");
    let decided = Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(["decide", &scenario, "--record", &record])
        .output()
        .expect("the program starts");
    assert!(decided.status.success(), "{}", text(&decided.stderr));
    let record: Value = serde_json::from_str(&fs::read_to_string(record).expect("a record")).expect("JSON");
    let measured = record["measured"].as_str().expect("an origin");
    assert!(measured.starts_with("observed: set.jsonl, 20"), "{measured}");
    let page = quality(&[&set, "--corpus", &corpus, "--endpoint", &listed, "--yes"]);
    let (shown, said) = (text(&page.stdout), text(&page.stderr));
    for words in [
        "Recall, 40 questions",
        "100% (91% to 100%)",
        "closed-book",
        "wrong-passages",
        "more often than",
        "#v1&",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(
        said.contains("gpt-5.4-mini") && said.contains('$'),
        "the plan comes first: {said}"
    );
}

#[test]
fn a_run_that_was_killed_goes_on_to_the_same_result() {
    let folder = Folder::new("quality-killed");
    let (set, corpus) = given(&folder);
    let calls = Arc::new((Mutex::new(0_usize), Condvar::new()));
    const ANSWERED: usize = 25;
    let counter = Arc::clone(&calls);
    // Answers so many, and then none until the process is gone.
    let stuck = scripted(move |path, body| {
        if path == "/v1/models" {
            return (200, json!({ "data": [{ "id": "m" }] }).to_string());
        }
        let (count, more) = &*counter;
        let place = {
            let mut count = count.lock().expect("whole");
            *count += 1;
            more.notify_all();
            *count
        };
        if place > ANSWERED {
            loop {
                std::thread::park();
            }
        }
        says(body)
    });
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let well = scripted(move |path, body| {
        if path == "/v1/models" {
            return (200, json!({ "data": [{ "id": "m" }] }).to_string());
        }
        counter.fetch_add(1, Ordering::Relaxed);
        says(body)
    });
    let keep = folder.path("kept.jsonl");
    let run = |url: &str, keep: &str| -> Vec<String> {
        let endpoint = format!("base={url}");
        let given = [
            &*set,
            "--corpus",
            &corpus,
            "--endpoint",
            &endpoint,
            "--keep",
            keep,
            "--json",
        ];
        given.iter().map(|&part| part.to_owned()).collect()
    };
    let arguments = run(&stuck.url, &keep);
    let mut child = program(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (count, more) = &*calls;
    // Four are in flight; once that many wait, every answer before them has come back to the program or is about to.
    drop(
        more.wait_while(count.lock().expect("whole"), |count| *count < ANSWERED + 4)
            .expect("whole"),
    );
    child.kill().expect("killed");
    child.wait().expect("gone");
    let before = fs::read_to_string(&keep)
        .expect("kept")
        .matches("\"key\"")
        .count();
    assert!((ANSWERED - 4..=ANSWERED).contains(&before), "{before}");
    let go_on = |keep: &str| {
        let arguments = run(&well.url, keep);
        quality(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let resumed = go_on(&keep);
    assert!(text(&resumed.stderr).contains(&format!("{before} answers of an earlier run")));
    assert_eq!(
        asked.load(Ordering::Relaxed),
        3 * ITEMS - before,
        "only what was not answered is asked"
    );
    let once = go_on(&folder.path("other.jsonl"));
    assert_eq!(dateless(&json_of(&resumed)), dateless(&json_of(&once)));
}

#[test]
fn no_text_of_a_question_an_answer_or_a_document_is_written_unless_answers_are_to_be_kept() {
    let folder = Folder::new("quality-private");
    let (set, corpus) = given(&folder);
    let server = scripted(|path, body| match path {
        "/v1/models" => (200, json!({ "data": [{ "id": "m" }] }).to_string()),
        _ => says(body),
    });
    let endpoint = format!("base={}", server.url);
    let out = folder.path("out");
    fs::create_dir_all(&out).expect("a folder");
    let at = |name: &str| Path::new(&out).join(name).display().to_string();
    let (keep, apply, file) = (at("keep.jsonl"), at("scenario.json"), at("result.json"));
    let base = [
        &*set,
        "--corpus",
        &corpus,
        "--endpoint",
        &endpoint,
        "--keep",
        &keep,
        "--apply",
        &apply,
        "-o",
        &file,
    ];
    let secret = |bytes: &[u8]| text(bytes).to_lowercase().contains(&SECRET.to_lowercase());
    for more in [&[][..], &["--json"], &["--link"], &["--plan"]] {
        let output = quality(&[&base[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(!secret(&output.stdout) && !secret(&output.stderr), "{more:?}");
    }
    for entry in fs::read_dir(&out).expect("a folder").flatten() {
        assert!(
            !secret(&fs::read(entry.path()).expect("a file")),
            "{:?}",
            entry.path()
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&keep).expect("kept").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let other = at("answers.jsonl");
    let output = quality(&[
        &set,
        "--corpus",
        &corpus,
        "--endpoint",
        &endpoint,
        "--keep",
        &other,
        "--keep-answers",
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(secret(&fs::read(&other).expect("kept")), "answers were asked for");
}

#[test]
fn what_costs_more_than_the_limit_needs_a_yes() {
    let folder = Folder::new("quality-cost");
    let (set, corpus) = given(&folder);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let server = scripted(move |path, body| match path {
        "/v1/models" => (200, json!({ "data": [{ "id": "m" }] }).to_string()),
        _ => {
            counter.fetch_add(1, Ordering::Relaxed);
            says(body)
        }
    });
    let endpoint = format!("base={}", server.url);
    let base = [
        &*set,
        "--corpus",
        &corpus,
        "--endpoint",
        &endpoint,
        "--price",
        "base=5,100",
    ];
    let refused = quality(&base);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    // 120 answers of at most 300 tokens.
    assert!(said.contains("--yes") && said.contains("$3.6"), "{said}");
    let planned = quality(&[&base[..], &["--plan"]].concat());
    assert!(planned.status.success() && text(&planned.stderr).contains("120"));
    assert_eq!(calls.load(Ordering::Relaxed), 0, "nothing was asked");
    for allowed in [&["--yes"][..], &["--limit-usd", "10"]] {
        assert!(
            quality(&[&base[..], allowed].concat()).status.success(),
            "{allowed:?}"
        );
    }
    assert_eq!(calls.load(Ordering::Relaxed), 2 * 3 * ITEMS);
    let wrong = quality(&[&base[..5], &["--price", "base=1.000,5", "--limit-usd", "-1"]].concat());
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn without_an_endpoint_the_recall_of_the_demonstration_is_measured() {
    let json = json_of(&quality(&["--demo", "--json"]));
    assert_eq!(json["files"], json!(["demo/questions.jsonl"]));
    let recall = observed(&json, "recall");
    assert_eq!(
        (recall["n"].as_u64(), &recall["bound"]),
        (Some(120), &"value".into())
    );
    assert_eq!(json["summary"]["corpus"]["missing"], 0);
    assert_eq!(json["observed"].as_array().map(Vec::len), Some(1));
}

#[test]
fn csv_and_bad_lines_are_read_as_they_should_be() {
    let folder = Folder::new("quality-csv");
    let set = folder.write(
        "set.csv",
        "question,answers,documents\nWhere is it?,here|there,a.md\n",
    );
    folder.write("corpus/a.md", "It is here, where it is; or there.");
    let corpus = folder.path("corpus");
    let json = json_of(&quality(&[&set, "--from-csv", "--corpus", &corpus, "--json"]));
    assert_eq!(observed(&json, "recall")["value"].as_f64(), Some(1.0));
    let bad = folder.write(
        "bad.jsonl",
        &("{\"question\":\"q?\",\"answers\":[\"x\"]}\n".repeat(5) + "nonsense\n"),
    );
    let output = quality(&[&bad, "--corpus", &corpus]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("line 6") && said.contains("5%"), "{said}");
    for (arguments, words) in [
        (&["--json"][..], "--demo"),
        (&[&*set, "--arms", "rag"], "--corpus"),
        (&[&*set], "--endpoint"),
        (&[&*set, "--corpus", &corpus, "--search", "dense"], "--embedder"),
        (&[&*set, "--corpus", &corpus, "--on", "tuned"], "tuned"),
        (&[&*set, "--corpus", &corpus, "--k", "90"], "50"),
    ] {
        let output = quality(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(words),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn prompts_are_shown_and_replaced() {
    let folder = Folder::new("quality-prompts");
    let (set, _) = given(&folder);
    let shown = quality(&["--show-prompts"]);
    let usual = text(&shown.stdout);
    assert!(shown.status.success() && usual.contains("closed_book") && usual.contains("withheld"));
    let own = folder.write(
        "own.toml",
        usual.replace(
            "closed_book = \"{question}\"",
            "closed_book = \"Frage: {question}\"",
        ),
    );
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let server = scripted(move |path, body| {
        if path == "/v1/models" {
            return (200, json!({ "data": [{ "id": "m" }] }).to_string());
        }
        let body: Value = serde_json::from_str(body).expect("JSON");
        kept.lock().expect("whole").push(
            body["messages"][1]["content"]
                .as_str()
                .expect("a prompt")
                .to_owned(),
        );
        (
            200,
            json!({ "choices": [{ "message": { "content": "x" }, "finish_reason": "stop" }] }).to_string(),
        )
    });
    let endpoint = format!("base={}", server.url);
    let output = quality(&[&set, "--endpoint", &endpoint, "--prompts", &own]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let seen = seen.lock().expect("whole");
    assert!(seen.len() == ITEMS && seen.iter().all(|prompt| prompt.starts_with("Frage: ")));
    let broken = folder.write("broken.toml", "with_passages = \"no place for them\"");
    let output = quality(&[&set, "--endpoint", &endpoint, "--prompts", &broken]);
    assert!(
        text(&output.stderr).contains("{question}"),
        "{}",
        text(&output.stderr)
    );
}
