//! `forkcast measure quality` by endpoints for vectors and order and by a store: the real program against scripted servers, what it sets, and what
//! it asks before somebody has agreed.

use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use forkcast_test_servers::{Folder, execute, postgres, scripted};
use serde_json::{Value, json};

/// Stands in every question, answer and document.
const SECRET: &str = "Xylophonic";
const ITEMS: usize = 30;

fn quality(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forkcast"));
    command
        .args(["measure", "quality"])
        .args(arguments)
        .stdin(Stdio::null())
        .env_remove("FORKCAST_CONFIG");
    command.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A set and its documents: a right one, and a wrong one with more of the question's words.
fn given(folder: &Folder) -> (String, String) {
    let mut set = String::new();
    for i in 0..ITEMS {
        let line = json!({
            "question": format!("{SECRET} code of item{i}?"),
            "answers": [format!("{SECRET} {i}")],
            "documents": [format!("{i}.md")],
        });
        set += &format!("{line}\n");
        folder.write(
            &format!("corpus/{i}.md"),
            format!("Among several other remarks the one of item{i} is {SECRET} {i}."),
        );
        folder.write(
            &format!("corpus/wrong{i}.md"),
            format!("The {SECRET} code of item{i}: code of item{i}."),
        );
    }
    (folder.write("set.jsonl", &set), folder.path("corpus"))
}

/// The item of a text, and whether the text holds its answer.
fn item(text: &str) -> (usize, bool) {
    let after = text.split("item").nth(1).expect("an item");
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    (digits.parse().expect("a number"), text.contains("remarks"))
}

/// A server of all three: answers, vectors that point at the item, and an order that knows the right passage.
fn says(path: &str, body: &str, calls: &AtomicUsize) -> (u16, String) {
    if path == "/v1/models" {
        return (200, json!({ "data": [{ "id": "rerank-2.5" }] }).to_string());
    }
    calls.fetch_add(1, Ordering::Relaxed);
    let body: Value = serde_json::from_str(body).expect("JSON");
    let list = |name: &str| -> Vec<String> {
        let texts = body[name].as_array().expect("texts").iter();
        texts
            .map(|text| text.as_str().expect("a text").to_owned())
            .collect()
    };
    let answer = match path {
        "/v1/embeddings" => {
            let vector = |text: &String| {
                let mut vector = vec![0.0; ITEMS];
                vector[item(text).0] = 1.0;
                json!({ "embedding": vector })
            };
            json!({ "data": list("input").iter().map(vector).collect::<Vec<_>>() })
        }
        "/v1/rerank" => {
            let (asked, _) = item(body["query"].as_str().expect("a query"));
            let texts = list("documents");
            let row = |(index, text): (usize, &String)| {
                let score = f64::from(u8::from(item(text) == (asked, true)));
                json!({ "index": index, "relevance_score": score })
            };
            json!({ "results": texts.iter().enumerate().map(row).collect::<Vec<_>>() })
        }
        _ => {
            let user = body["messages"][1]["content"].as_str().expect("a question");
            let held = user.split(&format!("is {SECRET} ")).nth(1);
            let says = held.and_then(|rest| rest.split('.').next());
            let says = says.map_or_else(
                || "I don't know".to_owned(),
                |number| format!("{SECRET} {number}"),
            );
            json!({ "choices": [{ "message": { "content": says }, "finish_reason": "stop" }] })
        }
    };
    (200, answer.to_string())
}

fn rows(json: &Value, search: &str, step: &Value, k: usize) -> f64 {
    let all = json["summary"]["recall"].as_array().expect("recall");
    let row = all
        .iter()
        .find(|row| row["search"] == search && row["step"] == *step && row["k"] == k);
    row.unwrap_or_else(|| panic!("{search} {step} {k}: {all:?}"))["recall"]["value"]
        .as_f64()
        .expect("a share")
}

#[test]
fn a_pipeline_of_ones_own_is_measured_and_its_inputs_are_set_where_the_catalog_has_them() {
    let folder = Folder::new("quality-sources");
    let (set, corpus) = given(&folder);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let server = scripted(move |path, body| says(path, body, &count));
    let config = folder.write(
        "forkcast.toml",
        format!(
            "[endpoints.own]\nurl = \"{0}\"\nmodel = \"in-house\"\n[endpoints.order]\nurl = \"{0}\"\n[stores.near]\nkind = \"embedded\"\n",
            server.url
        ),
    );
    let base = [
        &*set,
        "--corpus",
        &corpus,
        "--config",
        &config,
        "--embeddings",
        "own",
        "--reranker",
        "order",
        "--store",
        "near",
        "--search",
        "lexical",
        "--k",
        "1",
        "--candidates",
        "30",
    ];
    let planned = quality(&[&base[..], &["--plan"]].concat());
    let plan = text(&planned.stderr);
    assert!(planned.status.success(), "{plan}");
    // 60 passages and 30 questions are three requests; an order for each question, at the catalog's price.
    for words in [
        "own (embeddings)",
        "order (reranking)",
        "in-house",
        "rerank-2.5",
        "price not known",
        "store near",
    ] {
        assert!(plan.contains(words), "{words}: {plan}");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0, "nothing was asked");
    let output = quality(&[&base[..], &["--json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(calls.load(Ordering::Relaxed), 3 + ITEMS);
    let measured: Value = serde_json::from_slice(&output.stdout).expect("JSON alone");
    let at = |search, step: Value, k| rows(&measured, search, &step, k);
    assert_eq!(
        (at("lexical", Value::Null, 1), at("lexical", json!("reranked"), 1)),
        (0.0, 1.0)
    );
    assert_eq!(
        (at("dense", Value::Null, 3), at("dense", json!("exact"), 3)),
        (1.0, 1.0)
    );
    let inputs = &measured["scenario"];
    assert_eq!(inputs["reranker"], "voyage-rerank-2.5");
    assert_eq!(inputs["rerank_candidates"], 30.0);
    assert_eq!(
        (&inputs["recall"], &inputs["recall_of"]),
        (&json!(1.0), &json!("as-set"))
    );
    let summary = &measured["summary"];
    assert_eq!(
        (&summary["store"]["name"], &summary["store"]["vectors"]),
        (&json!("near"), &json!(60))
    );
    assert_eq!(
        (&summary["embeddings"]["model"], &summary["embeddings"]["row"]),
        (&json!("in-house"), &Value::Null)
    );
    let page = quality(&base);
    let shown = text(&page.stdout);
    for words in [
        "lexical, reranked",
        "dense, every vector",
        "catalog has no embedder of that name (in-house)",
        "usearch",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for output in [&planned, &output, &page] {
        let all = text(&output.stdout) + &text(&output.stderr);
        assert!(!all.contains(SECRET) && !all.contains("127.0.0.1"), "{all}");
    }
}

#[test]
fn prompts_have_the_passages_in_the_new_order_and_a_run_goes_on() {
    let folder = Folder::new("quality-sources-prompts");
    let (set, corpus) = given(&folder);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let server = scripted(move |path, body| says(path, body, &count));
    let (base, order) = (format!("base={}", server.url), format!("order={}", server.url));
    let keep = folder.path("kept.jsonl");
    let arguments = [
        &*set,
        "--corpus",
        &corpus,
        "--endpoint",
        &base,
        "--endpoint",
        &order,
        "--reranker",
        "order",
        "--k",
        "1",
        "--arms",
        "rag",
        "--keep",
        &keep,
        "--json",
        "--yes",
    ];
    let first = quality(&arguments);
    assert!(first.status.success(), "{}", text(&first.stderr));
    let measured: Value = serde_json::from_slice(&first.stdout).expect("JSON alone");
    let arms = measured["summary"]["arms"].as_array().expect("arms");
    assert_eq!(
        (arms.len(), &arms[0]["endpoint"]),
        (1, &json!("base")),
        "the reranker answers nothing"
    );
    assert_eq!(arms[0]["right"]["value"], 1.0);
    let after = calls.load(Ordering::Relaxed);
    assert_eq!(after, 2 * ITEMS);
    let again = quality(&arguments);
    assert!(
        text(&again.stderr).contains("30 answers of an earlier run"),
        "{}",
        text(&again.stderr)
    );
    assert_eq!(
        calls.load(Ordering::Relaxed) - after,
        ITEMS,
        "orders are asked for again, answers are not"
    );
    // The price of the reranker counts before it starts.
    let limit = ["--price", "order=1000,0", "--limit-usd", "0.1"];
    let refused = quality(&[&arguments[..15], &limit].concat());
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("--yes"));
}

#[test]
fn postgres_is_named_by_an_address_that_nobody_sees_and_is_left_as_it_was() {
    let store = postgres();
    execute(&store, "CREATE EXTENSION vector");
    let folder = Folder::new("quality-sources-postgres");
    let (set, corpus) = given(&folder);
    let calls = Arc::new(AtomicUsize::new(0));
    let server = scripted(move |path, body| says(path, body, &calls));
    let (own, address) = (
        format!("own={}", server.url),
        folder.write("docs.url", &store.url),
    );
    let docs = format!("docs=file:{address}");
    let output = quality(&[
        &set,
        "--corpus",
        &corpus,
        "--endpoint",
        &own,
        "--embeddings",
        "own",
        "--store",
        &docs,
        "--json",
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let measured: Value = serde_json::from_slice(&output.stdout).expect("JSON alone");
    let stored = &measured["summary"]["store"];
    assert!(
        stored["software"]
            .as_str()
            .expect("software")
            .contains("PostgreSQL"),
        "{stored}"
    );
    assert_eq!(
        (&stored["name"], &stored["dimensions"]),
        (&json!("docs"), &json!(ITEMS))
    );
    assert_eq!(
        rows(&measured, "dense", &Value::Null, 3),
        rows(&measured, "dense", &json!("exact"), 3)
    );
    assert!(!text(&output.stderr).contains("postgres://"));
    let nothing_left = "DO $$ BEGIN IF EXISTS (SELECT FROM pg_namespace WHERE nspname LIKE 'forkcast_run_%') \
                        THEN RAISE EXCEPTION 'a schema is left'; END IF; END $$";
    execute(&store, nothing_left);
}

#[test]
fn what_cannot_be_searched_by_says_what_to_give() {
    let folder = Folder::new("quality-sources-refused");
    let (set, corpus) = given(&folder);
    let own = ["--endpoint", "own=http://127.0.0.1:1/v1"];
    for (arguments, words) in [
        (&[&*set, "--reranker", "own"][..], "--corpus"),
        (
            &[&*set, "--corpus", &corpus, "--reranker", "order"],
            "no endpoint is named order",
        ),
        (
            &[&*set, "--corpus", &corpus, "--store", "docs"],
            "no store is named docs",
        ),
        (
            &[&*set, "--corpus", &corpus, "--store", "embedded"],
            "--embeddings",
        ),
        (
            &[&*set, "--corpus", &corpus, "--embeddings", "own"],
            "Endpoint own: ",
        ),
        (
            &[
                &*set,
                "--corpus",
                &corpus,
                "--embeddings",
                "own",
                "--embedder",
                "x",
            ],
            "cannot be used with",
        ),
        (&[&*set, "--corpus", &corpus, "--candidates", "900"], "200"),
    ] {
        let output = quality(&[arguments, &own].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}
