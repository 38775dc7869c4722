//! Evaluations over real HTTP, against a scripted model whose right answers are known.

mod endpoint;
mod measuring;
mod server;

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use forkcast_test_servers::{Folder, Scripted, scripted};
use measuring::{JSON, Stream, json_of, page, start};
use serde_json::{Value, json};
use server::{Answer, Server};

const PATH: &str = "/api/v1/evaluations";
/// Stands in every question, answer and document.
const SECRET: &str = "Xylophonic";
const ITEMS: usize = 12;
/// Questions that the model answers without help.
const KNOWN: usize = 3;

fn request(server: &Server, method: &str, path: &str, body: &str) -> Answer {
    let length = format!("Content-Length: {}", body.len());
    let host = server.address;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{JSON}\r\n{length}\r\n\r\n{body}"
    );
    Answer::read(&server.send(request.as_bytes()))
}

fn wanted() -> Value {
    let questions: Vec<String> = (0..ITEMS)
        .map(|i| {
            json!({
                "id": format!("q{i}"),
                "question": format!("{SECRET} code of item {i}?"),
                "answers": [format!("{SECRET} {i}")],
                "documents": [format!("{i}.md")],
            })
            .to_string()
        })
        .collect();
    let documents: Vec<Value> = (0..ITEMS)
        .map(|i| json!({"path": format!("{i}.md"), "text": format!("The code of item {i} is {SECRET} {i}.")}))
        .collect();
    json!({
        "name": "set.jsonl", "questions": questions.join("\n"), "documents": documents, "endpoints": ["base"],
        "spec": {"k": 3, "passage_tokens": 200, "context_tokens": 1000, "answer_tokens": 20, "concurrency": 1, "retries": 0,
                 "seed": 1, "limit_usd": 1.0},
        "link": "v1&recall=0.5",
    })
}

/// Right with the passage, and of the first few without; withheld otherwise. Counts its answers.
fn model(asked: Arc<AtomicUsize>, before: impl Fn(usize) + Send + Sync + 'static) -> Scripted {
    scripted(move |path, body| {
        if path == "/v1/models" {
            return (200, json!({"data": [{"id": "gpt-5.4-mini"}]}).to_string());
        }
        before(asked.fetch_add(1, Ordering::SeqCst));
        let body: Value = serde_json::from_str(body).expect("JSON");
        let user = body["messages"][1]["content"].as_str().expect("a question");
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let number = digits(user.rsplit("item ").next().unwrap_or_default());
        let right = format!("{SECRET} {number}");
        let known = number.parse::<usize>().is_ok_and(|n| n < KNOWN);
        let says = if known || user.contains(&format!("is {right}.")) {
            right
        } else {
            "I don't know".to_owned()
        };
        (
            200,
            json!({"choices": [{"message": {"content": says}, "finish_reason": "stop"}]}).to_string(),
        )
    })
}

/// Where it stands once it is in that state.
fn until(server: &Server, id: &str, state: &str) -> Value {
    let mut stream = Stream::open(server, &format!("{PATH}/{id}/events"), "");
    let seen = stream.until(|standing| standing["state"] == state || standing["state"] == "failed");
    let last = seen.last().expect("one").1.clone();
    assert_eq!(last["state"], state, "{last}");
    last
}

fn begun(server: &Server, wanted: &Value) -> String {
    let answer = request(server, "POST", PATH, &wanted.to_string());
    assert_eq!(answer.status, 202, "{}", answer.text());
    let id = json_of(&answer)["id"].as_str().expect("an id").to_owned();
    assert_eq!(answer.header("location"), format!("{PATH}/{id}"));
    id
}

fn found<'v>(result: &'v Value, input: &str) -> &'v Value {
    let all = result["reading"]["found"].as_array().expect("values");
    let one = all.iter().find(|found| found["input"] == input);
    one.unwrap_or_else(|| panic!("{input} of {all:?}"))
}

#[test]
fn a_plan_asks_nothing_and_a_start_finds_the_known_truth() {
    let dist = page();
    let asked = Arc::new(AtomicUsize::new(0));
    let model = model(Arc::clone(&asked), |_| ());
    let server = start(&dist, &["--endpoint", &format!("base={}", model.url)]);
    let id = begun(&server, &wanted());
    let planned = until(&server, &id, "planned");
    let cost = &planned["plan"]["costs"][0];
    assert_eq!(
        (&cost["model"], cost["calls"].as_u64()),
        (&json!("gpt-5.4-mini"), Some(3 * ITEMS as u64))
    );
    // 20 tokens of answer for each question, at 4.50 USD per million, and prompts.
    assert!(
        cost["usd"]
            .as_f64()
            .is_some_and(|usd| usd > 3.0 * ITEMS as f64 * 20.0 * 4.5e-6)
    );
    assert_eq!(
        asked.load(Ordering::SeqCst),
        0,
        "nothing is asked before the start"
    );
    assert_eq!(request(&server, "GET", &format!("{PATH}/{id}"), "").status, 409);
    assert_eq!(
        request(&server, "POST", &format!("{PATH}/{id}/start"), "").status,
        202
    );
    assert_eq!(
        request(&server, "POST", &format!("{PATH}/{id}/start"), "").status,
        409
    );
    until(&server, &id, "done");
    let result = json_of(&server.get(&format!("{PATH}/{id}")));
    let share = |input: &str| found(&result, input)["value"].as_f64().expect("a share");
    assert_eq!((share("recall"), share("passage_use")), (1.0, 1.0));
    assert!((share("new_known") - KNOWN as f64 / ITEMS as f64).abs() < 1e-9);
    // The recall goes with the pipeline that it was measured on.
    let with = found(&result, "recall")["with"].to_string();
    assert!(
        with.contains(r#"["chunks","3"]"#) && with.contains(r#"["search_kind","lexical"]"#),
        "{with}"
    );
    assert_eq!(
        result["columns"],
        json!([
            ["base", "closed-book"],
            ["base", "rag"],
            ["base", "wrong-passages"]
        ])
    );
    let right = |column: usize| -> usize {
        let rows = result["answers"].as_array().expect("rows");
        rows.iter().filter(|row| row[column]["right"] == true).count()
    };
    assert_eq!((right(0), right(1)), (KNOWN, ITEMS));
    assert_eq!(result["questions"][4][0], "q4");
    assert!(
        result["answers"][0][0]["text"].is_null(),
        "answers were not asked for"
    );
    assert!(
        result["reading"]["line"]
            .as_str()
            .is_some_and(|line| line.contains("set.jsonl"))
    );
    assert_eq!(
        request(&server, "DELETE", &format!("{PATH}/{id}"), "").status,
        204
    );
    assert_eq!(server.get(&format!("{PATH}/{id}")).status, 404);
}

#[test]
fn answers_are_given_where_they_are_asked_for() {
    let dist = page();
    let model = model(Arc::default(), |_| ());
    let server = start(&dist, &["--endpoint", &format!("base={}", model.url)]);
    let mut wanted = wanted();
    wanted["with_answers"] = true.into();
    wanted["arms"] = json!(["rag"]);
    let id = begun(&server, &wanted);
    until(&server, &id, "planned");
    request(&server, "POST", &format!("{PATH}/{id}/start"), "");
    until(&server, &id, "done");
    let result = json_of(&server.get(&format!("{PATH}/{id}")));
    assert_eq!(result["answers"][5][0]["text"], format!("{SECRET} 5"));
}

#[test]
fn the_demonstration_measures_the_recall_without_an_endpoint_or_a_start() {
    let dist = page();
    let server = start(&dist, &[]);
    let mut demo = wanted();
    for field in ["questions", "documents", "endpoints", "link"] {
        demo.as_object_mut().expect("fields").remove(field);
    }
    let id = begun(&server, &demo);
    let done = until(&server, &id, "done");
    assert_eq!(done["plan"]["questions"], 120);
    let result = json_of(&server.get(&format!("{PATH}/{id}")));
    let recall = found(&result, "recall")["value"].as_f64().expect("a share");
    assert!((0.6..1.0).contains(&recall), "{recall}");
    assert_eq!(result["columns"], json!([]));
}

#[test]
fn one_that_was_stopped_goes_on_and_leaves_no_text_on_the_disk() {
    let dist = page();
    let folder = Folder::new("evaluations");
    let database = folder.path("runs.sqlite");
    let asked = Arc::new(AtomicUsize::new(0));
    // Of the first server, the eighth answer never comes.
    let gate = Arc::new((Mutex::new(()), Condvar::new()));
    let (is_open, reached) = (Arc::new(AtomicBool::new(false)), Arc::clone(&gate));
    let open = Arc::clone(&is_open);
    let model = model(Arc::clone(&asked), move |n| {
        if n >= 7 && !open.load(Ordering::SeqCst) {
            reached.1.notify_all();
            loop {
                std::thread::park();
            }
        }
    });
    let endpoint = format!("base={}", model.url);
    let arguments = ["--endpoint", &endpoint, "--database", &database];
    {
        let server = start(&dist, &arguments);
        let id = begun(&server, &wanted());
        until(&server, &id, "planned");
        let mut waiting = gate.0.lock().expect("a lock");
        request(&server, "POST", &format!("{PATH}/{id}/start"), "");
        while asked.load(Ordering::SeqCst) < 8 {
            waiting = gate.1.wait(waiting).expect("a lock");
        }
    }
    // The server was killed with its process.
    let grades = folder.path("runs.grades");
    let kept: Vec<_> = fs::read_dir(&grades).expect("grades").flatten().collect();
    assert_eq!(kept.len(), 1);
    let text = fs::read_to_string(kept[0].path()).expect("text");
    assert!(text.lines().count() > 6 && !text.contains(SECRET), "{text}");
    is_open.store(true, Ordering::SeqCst);
    let server = start(&dist, &arguments);
    let id = begun(&server, &wanted());
    let planned = until(&server, &id, "planned");
    let again = planned["plan"]["kept"].as_u64().expect("a number");
    assert!((6..=7).contains(&again), "{planned}");
    let before = asked.load(Ordering::SeqCst);
    request(&server, "POST", &format!("{PATH}/{id}/start"), "");
    until(&server, &id, "done");
    let result = json_of(&server.get(&format!("{PATH}/{id}")));
    assert_eq!(found(&result, "passage_use")["value"], 1.0);
    assert_eq!(asked.load(Ordering::SeqCst) - before, 3 * ITEMS - again as usize);
    assert_eq!(
        fs::read_dir(&grades).expect("a folder").count(),
        0,
        "what is done needs no grades"
    );
    drop(server);
    for file in fs::read_dir(folder.path("")).expect("a folder").flatten() {
        if file.path().is_file() {
            let bytes = fs::read(file.path()).expect("bytes");
            assert!(
                !String::from_utf8_lossy(&bytes).contains(SECRET),
                "{:?}",
                file.path()
            );
        }
    }
}

#[test]
fn what_cannot_be_evaluated_is_refused_with_its_field_or_fails_with_the_reason() {
    let dist = page();
    let model = model(Arc::default(), |_| ());
    let server = start(&dist, &["--endpoint", &format!("base={}", model.url)]);
    let refused = |field: &str, value: Value, named: &str| {
        let mut wanted = wanted();
        wanted[field] = value;
        let answer = request(&server, "POST", PATH, &wanted.to_string());
        assert_eq!(answer.status, 422, "{}", answer.text());
        let error = json_of(&answer);
        assert_eq!(error["field"], field, "{error}");
        assert!(
            error["message"].as_str().is_some_and(|text| text.contains(named)),
            "{error}"
        );
    };
    refused("endpoints", json!(["other"]), "other");
    refused("search", json!("magic"), "lexical");
    refused("arms", json!(["guess"]), "closed-book");
    refused("link", json!("what"), "Forkcast");
    let mut spec = wanted()["spec"].clone();
    spec["k"] = 0.into();
    refused("spec", spec, "50");
    // What only reading shows ends it with the reason.
    let mut broken = wanted();
    broken["questions"] = "neither JSON nor CSV".into();
    let id = begun(&server, &broken);
    let failed = until_failed(&server, &id);
    assert!(
        failed["error"]
            .as_str()
            .is_some_and(|text| text.contains("set.jsonl")),
        "{failed}"
    );
    let mut closed = wanted();
    closed.as_object_mut().expect("fields").remove("documents");
    closed["arms"] = json!(["rag"]);
    let id = begun(&server, &closed);
    let failed = until_failed(&server, &id);
    assert!(
        failed["error"].as_str().is_some_and(|text| text.contains("rag")),
        "{failed}"
    );
    assert_eq!(
        request(&server, "POST", &format!("{PATH}/none/start"), "").status,
        404
    );
}

fn until_failed(server: &Server, id: &str) -> Value {
    let mut stream = Stream::open(server, &format!("{PATH}/{id}/events"), "");
    let seen = stream.until(|standing| standing["state"] == "failed");
    seen.last().expect("one").1.clone()
}

#[test]
fn no_more_are_held_than_a_few_and_one_that_runs_does_not_give_way() {
    let dist = page();
    let open = Arc::new(AtomicBool::new(false));
    let is_open = Arc::clone(&open);
    let model = model(Arc::default(), move |_| {
        if !is_open.load(Ordering::SeqCst) {
            loop {
                std::thread::park();
            }
        }
    });
    let server = start(&dist, &["--endpoint", &format!("base={}", model.url)]);
    let running = begun(&server, &wanted());
    until(&server, &running, "planned");
    request(&server, "POST", &format!("{PATH}/{running}/start"), "");
    until(&server, &running, "running");
    let idle = begun(&server, &wanted());
    for _ in 0..3 {
        begun(&server, &wanted());
    }
    assert_eq!(server.get(&format!("{PATH}/{idle}")).status, 404, "it gave way");
    assert_eq!(server.get(&format!("{PATH}/{running}")).status, 409, "it runs");
    // A run of another kind waits for its turn.
    let run = measuring::begun(&server, &measuring::quick());
    assert_eq!(measuring::run(&server, &run)["state"], "queued");
    assert_eq!(
        request(&server, "DELETE", &format!("{PATH}/{running}"), "").status,
        204
    );
    assert_eq!(measuring::ended(&server, &run)["state"], "done");
}
