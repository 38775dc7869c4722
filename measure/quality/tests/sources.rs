//! Retrieval by endpoints and a store whose truth is known: a reranker that knows the right passage, vectors that point at it, PostgreSQL beside
//! every vector; and servers that answer nonsense.

mod settings;
mod summary;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use forkcast_endpoint::Endpoint;
use forkcast_endpoint::endpoint::Client;
use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::demo;
use forkcast_quality::find::{Found, Step};
use forkcast_quality::pipeline::Pipeline;
use forkcast_quality::results::Summary;
use forkcast_quality::retrieve::{Phase, Sources, retrieve};
use forkcast_quality::search::Search;
use forkcast_quality::service::{Fee, Purpose, Service};
use forkcast_quality::set::Set;
use forkcast_retrieval::{Address, Store};
use forkcast_test_servers::{execute, postgres, scripted};
use serde_json::{Value, json};

use settings::{QUICK, SPEC};
use summary::of_search;

const ITEMS: usize = 40;
/// One right passage in so many has no word of its question.
const HIDDEN: usize = 5;
/// One right passage in so many has a vector that points elsewhere.
const ASTRAY: usize = 4;

/// For each item a right passage, and a wrong one with more of the question's words.
fn world() -> (Set, Corpus) {
    let mut lines = String::new();
    let mut corpus = Corpus::new(200);
    for i in 0..ITEMS {
        let line = json!({"question": format!("What does thing{i} hold?"), "answers": [format!("code{i}x")], "documents": [format!("{i}.md")]});
        lines += &format!("{line}\n");
        let name = if i % HIDDEN == 0 {
            String::new()
        } else {
            format!("thing{i}")
        };
        corpus.add(
            &format!("{i}.md"),
            &format!("Remark {name} on several matters that are longer, with code{i}x at its end."),
        );
        corpus.add(
            &format!("wrong{i}.md"),
            &format!("Hold thing{i}: does thing{i} hold?"),
        );
    }
    (Set::read("set.jsonl", lines.as_bytes()).expect("a set"), corpus)
}

/// The number after a word of a text.
fn number(text: &str, word: &str) -> Option<usize> {
    let after = text.split(word).nth(1)?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn service(url: &str, purpose: Purpose) -> Service {
    let endpoint = Endpoint {
        name: "own".to_owned(),
        url: url.to_owned(),
        model: None,
        key: None,
        key_header: None,
        proxy: None,
    };
    let client = Client::new(&endpoint).expect("an address");
    Service::new("own", purpose, client, Some("m".to_owned()))
}

fn summary(set: &Set, corpus: &Corpus, search: Search, (found, pipeline): (Vec<Found>, Pipeline)) -> Summary {
    of_search((set, corpus), search, SPEC, found, pipeline)
}

fn recall(summary: &Summary, search: Search, step: Option<Step>, k: usize) -> f64 {
    let row = summary
        .recall
        .iter()
        .find(|row| row.search == search.id() && row.step == step && row.k == k);
    row.unwrap_or_else(|| panic!("{search:?} {step:?} at {k}"))
        .recall
        .value
}

async fn reranked(url: &str, spec: &QualitySpec) -> Result<Summary, String> {
    let (set, corpus) = world();
    let reranker = service(url, Purpose::Reranking);
    let sources = Sources {
        reranker: Some(&reranker),
        ..Sources::default()
    };
    let found = retrieve(
        (&set, &corpus),
        sources,
        Search::Lexical,
        spec,
        QUICK,
        |_, _, _| {},
    )
    .await;
    let found = found.map_err(|error| error.to_string())?;
    Ok(summary(&set, &corpus, Search::Lexical, found))
}

/// Scores of a reranker that knows which passage is right.
fn scores(body: &Value) -> Vec<f64> {
    let query = body["query"].as_str().expect("a query");
    let texts = body["documents"].as_array().or(body["texts"].as_array());
    let right = format!("code{}x", number(query, "thing").expect("an item"));
    texts
        .expect("texts")
        .iter()
        .map(|text| f64::from(u8::from(text.as_str().expect("a text").contains(&right))) * 9.0 - 4.0)
        .collect()
}

/// The scores in the form of llama.cpp and others, in falling order.
fn results(scores: &[f64]) -> Value {
    let mut rows: Vec<(usize, f64)> = scores.iter().copied().enumerate().collect();
    rows.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let rows: Vec<Value> = rows
        .iter()
        .map(|(index, score)| json!({"index": index, "relevance_score": score}))
        .collect();
    json!({"results": rows, "usage": {"total_tokens": 10}})
}

fn read(body: &str) -> Value {
    serde_json::from_str(body).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reranker_that_knows_the_passage_raises_recall_to_its_known_value() {
    let server = scripted(|path, body| {
        let body = read(body);
        assert_eq!((path, &body["model"]), ("/v1/rerank", &json!("m")));
        let documents = body["documents"].as_array().expect("documents").len();
        assert!(documents <= 20 && body["top_n"] == json!(documents));
        (200, results(&scores(&body)).to_string())
    });
    let summary = reranked(&server.url, &SPEC).await.expect("reranked");
    let at = |step, k| recall(&summary, Search::Lexical, step, k);
    // Wrong passages come first by words; the reranker finds all but those that are not among its candidates.
    let all = 1.0 - 1.0 / HIDDEN as f64;
    assert_eq!((at(None, 1), at(None, 3)), (0.0, all));
    assert_eq!(
        (at(Some(Step::Reranked), 1), at(Some(Step::Reranked), 20)),
        (all, all)
    );
    let finding = summary.findings.iter().find(|finding| finding.id == "recall");
    assert_eq!(finding.expect("recall").estimate.value, all);
    let called = summary.pipeline.reranker.expect("called");
    assert_eq!(
        (called.calls, called.tokens),
        (ITEMS as u64, Some(10 * ITEMS as u64))
    );
    // Its first candidate alone has no other order.
    let one = QualitySpec {
        candidates: 1,
        ..SPEC
    };
    let summary = reranked("http://127.0.0.1:1/v1", &one).await.expect("not asked");
    assert_eq!(recall(&summary, Search::Lexical, Some(Step::Reranked), 3), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_form_of_the_interface_is_found_once() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    // text-embeddings-inference knows no documents.
    let tei = scripted(move |_, body| {
        count.fetch_add(1, Ordering::Relaxed);
        let body = read(body);
        if body["texts"].is_null() {
            return (422, "missing field `texts`".to_owned());
        }
        let rows: Vec<Value> = scores(&body)
            .iter()
            .enumerate()
            .map(|(index, score)| json!({"index": index, "score": score}))
            .collect();
        (200, json!(rows).to_string())
    });
    let one_by_one = QualitySpec {
        concurrency: 1,
        ..SPEC
    };
    let summary = reranked(&tei.url, &one_by_one).await.expect("reranked");
    assert_eq!(recall(&summary, Search::Lexical, Some(Step::Reranked), 1), 0.8);
    assert_eq!(
        calls.load(Ordering::Relaxed),
        ITEMS + 2,
        "two forms were refused, once"
    );
    // Voyage refuses top_n and lists under data.
    let voyage = scripted(|_, body| {
        let body = read(body);
        if !body["top_n"].is_null() {
            return (400, json!({"detail": "top_n is not supported"}).to_string());
        }
        (
            200,
            json!({"data": results(&scores(&body))["results"]}).to_string(),
        )
    });
    let summary = reranked(&voyage.url, &SPEC).await.expect("reranked");
    assert_eq!(recall(&summary, Search::Lexical, Some(Step::Reranked), 1), 0.8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reranker_that_answers_nonsense_says_what_is_wrong_and_quotes_nothing() {
    type Answer = Box<dyn Fn(&Value) -> (u16, String) + Send + Sync>;
    let wrong: Vec<(Answer, &str)> = vec![
        (
            Box::new(|_| (200, json!({"choices": []}).to_string())),
            "no list of places and scores",
        ),
        (
            Box::new(|body| {
                let mut answer = results(&scores(body));
                answer["results"].as_array_mut().expect("rows").pop();
                (200, answer.to_string())
            }),
            "entries for",
        ),
        (
            Box::new(|body| {
                let mut answer = results(&scores(body));
                answer["results"][0]["index"] = json!(77);
                (200, answer.to_string())
            }),
            "each text once",
        ),
        (
            Box::new(|body| (200, results(&scores(body)).to_string().replace("-4.0", "NaN"))),
            "finite number",
        ),
        (Box::new(|_| (200, "<html>thing1</html>".to_owned())), "web page"),
        (Box::new(|_| (200, "thing1 is best".to_owned())), "not JSON"),
        (
            Box::new(|_| (200, "{\"results\": [{\"ind".to_owned())),
            "before it was complete",
        ),
        (Box::new(|_| (500, "thing1".to_owned())), "HTTP 500"),
        (Box::new(|_| (501, "{}".to_owned())), "--reranking"),
        (Box::new(|_| (404, "{}".to_owned())), "no /rerank at its address"),
        (Box::new(|_| (401, "{}".to_owned())), "key"),
        (Box::new(|_| (413, "{}".to_owned())), "--candidates"),
        (Box::new(|_| (422, "{}".to_owned())), "in each known form"),
        (
            Box::new(|_| (200, json!({"error": {"message": "thing1"}}).to_string())),
            "error",
        ),
    ];
    for (answer, words) in wrong {
        let server = scripted(move |_, body| answer(&read(body)));
        let error = reranked(&server.url, &SPEC).await.expect_err(words);
        assert!(
            error.starts_with("Endpoint own, /rerank: ") && error.contains(words),
            "{words}: {error}"
        );
        assert!(
            !error.contains("thing") && !error.contains("127.0.0.1"),
            "{error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_asked_again() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let server = scripted(move |_, body| {
        if count.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
            return (429, "{}".to_owned());
        }
        (200, results(&scores(&read(body))).to_string())
    });
    let spec = QualitySpec {
        concurrency: 1,
        ..SPEC
    };
    let summary = reranked(&server.url, &spec).await.expect("reranked");
    let called = summary.pipeline.reranker.expect("called");
    assert_eq!((called.calls, called.retries), (ITEMS as u64, ITEMS as u64));
}

/// The direction of a text: that of its item, or none of them.
fn direction(text: &str) -> Vec<f32> {
    let item = match number(text, "code") {
        Some(item) if item % ASTRAY == 1 => None,
        Some(item) => Some(item),
        // A question; wrong passages point elsewhere.
        None => number(text, "thing").filter(|_| text.starts_with("What")),
    };
    // What points elsewhere is farther from a question than every item, so that nothing hangs on equal ones.
    let mut vector = vec![if item.is_some() { 0.01 } else { 0.0 }; ITEMS + 1];
    vector[item.unwrap_or(ITEMS)] = 3.0;
    vector
}

/// An answer with the entries in another order.
fn embeddings(body: &Value) -> Value {
    let texts = body["input"].as_array().expect("texts");
    let entry = |(index, text): (usize, &Value)| json!({"index": index, "embedding": direction(text.as_str().expect("a text"))});
    let mut data: Vec<Value> = texts.iter().enumerate().map(entry).collect();
    data.reverse();
    json!({"data": data, "usage": {"prompt_tokens": texts.len(), "total_tokens": texts.len()}})
}

async fn embedded(url: &str, search: Search, store: Option<&Store>) -> Result<Summary, String> {
    let (set, corpus) = world();
    let own = service(url, Purpose::Embeddings);
    let sources = Sources {
        embeddings: Some(&own),
        store: store.map(|store| ("docs", store)),
        ..Sources::default()
    };
    let most = Mutex::new(0);
    let progress = |phase, done, all| {
        if phase == Phase::Embedding {
            assert_eq!(all, 3 * ITEMS);
            *most.lock().expect("whole") = done;
        }
    };
    let found = retrieve((&set, &corpus), sources, search, &SPEC, QUICK, progress).await;
    let found = found.map_err(|error| error.to_string())?;
    assert_eq!(*most.lock().expect("whole"), 3 * ITEMS);
    Ok(summary(&set, &corpus, search, found))
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_of_an_endpoint_find_what_they_point_at() {
    let batches = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&batches);
    let server = scripted(move |path, body| {
        let body = read(body);
        assert_eq!((path, &body["model"]), ("/v1/embeddings", &json!("m")));
        seen.lock()
            .expect("whole")
            .push(body["input"].as_array().expect("texts").len());
        (200, embeddings(&body).to_string())
    });
    let dense = embedded(&server.url, Search::Dense, None).await.expect("found");
    let expected = 1.0 - 1.0 / ASTRAY as f64;
    assert_eq!(recall(&dense, Search::Dense, None, 1), expected);
    assert!(
        dense.recall.iter().all(|row| row.step.is_none()),
        "no store was asked"
    );
    let mut sizes = batches.lock().expect("whole").clone();
    sizes.sort_unstable();
    assert_eq!(sizes, [24, 32, 32, 32]);
    let called = dense.pipeline.embeddings.expect("called");
    assert_eq!((called.calls, called.tokens), (4, Some(3 * ITEMS as u64)));
    let fused = embedded(&server.url, Search::Fused, None).await.expect("found");
    assert!(recall(&fused, Search::Fused, None, 1) > recall(&fused, Search::Lexical, None, 1));
    // A server that takes fewer texts at once is asked for fewer.
    let small = scripted(|_, body| {
        let body = read(body);
        if body["input"].as_array().expect("texts").len() > 10 {
            return (
                422,
                json!({"error": "batch size 32 > maximum allowed batch size 10"}).to_string(),
            );
        }
        (200, embeddings(&body).to_string())
    });
    let halved = embedded(&small.url, Search::Dense, None).await.expect("found");
    assert_eq!(recall(&halved, Search::Dense, None, 1), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_that_are_none_say_what_is_wrong_and_quote_nothing() {
    type Answer = Box<dyn Fn(Value) -> (u16, String) + Send + Sync>;
    let wrong: Vec<(Answer, &str)> = vec![
        (
            Box::new(|mut answer| {
                answer["data"].as_array_mut().expect("rows").pop();
                (200, answer.to_string())
            }),
            "entries for",
        ),
        (
            Box::new(|mut answer| {
                answer["data"][0]["embedding"]
                    .as_array_mut()
                    .expect("numbers")
                    .remove(0);
                (200, answer.to_string())
            }),
            "and 40 numbers",
        ),
        (
            Box::new(|mut answer| {
                answer["data"][0]["embedding"] = json!("AAAA");
                (200, answer.to_string())
            }),
            "base64",
        ),
        (
            Box::new(|mut answer| {
                answer["data"][0]["embedding"][3] = Value::Null;
                (200, answer.to_string())
            }),
            "no finite number",
        ),
        (
            Box::new(|answer| (200, answer["data"].to_string())),
            "no list data",
        ),
        (Box::new(|_| (200, "<!doctype html>".to_owned())), "web page"),
        (
            Box::new(|_| (200, "{\"data\": [".to_owned())),
            "before it was complete",
        ),
        (Box::new(|_| (501, "{}".to_owned())), "--embeddings"),
        (
            Box::new(|_| (404, "{}".to_owned())),
            "no /embeddings at its address",
        ),
        (Box::new(|_| (413, "{}".to_owned())), "--passage-tokens"),
        (Box::new(|_| (400, "{}".to_owned())), "name its model"),
    ];
    for (answer, words) in wrong {
        let server = scripted(move |_, body| answer(embeddings(&read(body))));
        let error = embedded(&server.url, Search::Dense, None).await.expect_err(words);
        assert!(
            error.starts_with("Endpoint own, /embeddings: ") && error.contains(words),
            "{words}: {error}"
        );
        assert!(
            !error.contains("thing") && !error.contains("127.0.0.1"),
            "{error}"
        );
    }
}

#[test]
fn calls_and_tokens_are_priced_before_anything_is_asked() {
    let (set, corpus) = world();
    let mut own = service("http://127.0.0.1:1/v1", Purpose::Embeddings);
    let tokens = |text: &str| text.len() as f64 / 4.0;
    let cost = own.cost(&set, &corpus, &SPEC);
    let passages: f64 = corpus.passages.iter().map(|passage| tokens(&passage.text)).sum();
    let questions: f64 = set.questions.iter().map(|one| tokens(&one.question)).sum();
    assert_eq!((cost.calls, cost.usd), (4, None));
    assert!((cost.prompt_tokens - passages - questions).abs() < 1e-6);
    own.fee = Some(Fee::Tokens(2.0));
    let usd = own.cost(&set, &corpus, &SPEC).usd.expect("priced");
    assert!((usd - (passages + questions) * 2e-6).abs() < 1e-12);
    let mut reranker = service("http://127.0.0.1:1/v1", Purpose::Reranking);
    reranker.fee = Some(Fee::Calls(2.0));
    let cost = reranker.cost(&set, &corpus, &SPEC);
    assert_eq!((cost.calls, cost.usd), (ITEMS as u64, Some(ITEMS as f64 * 2e-3)));
    let each = 20.0 * (questions + ITEMS as f64 * passages / corpus.passages.len() as f64);
    assert!((cost.prompt_tokens - each).abs() < 1e-6);
}

/// Words of a text in so many counters, without a model: near to texts with the same words.
fn counters(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0_f32; 256];
    for word in text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 3)
    {
        let hash = word
            .bytes()
            .fold(5381_usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
        vector[hash % 256] += 1.0;
    }
    vector[0] += 0.1;
    vector
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_holds_the_demonstration_and_its_recall_stands_beside_that_of_every_vector() {
    let server = postgres();
    execute(&server, "CREATE EXTENSION vector");
    // Of so small a table the planner would read every row, and nothing could be lost.
    execute(&server, "ALTER DATABASE postgres SET enable_seqscan = off");
    let url = server.url.clone();
    let store = Store::new(
        None,
        Address {
            url,
            ..Address::default()
        },
    )
    .expect("PostgreSQL");
    let endpoint = scripted(|_, body| {
        let body = read(body);
        let texts = body["input"].as_array().expect("texts");
        let entry = |text: &Value| json!({"embedding": counters(text.as_str().expect("a text"))});
        (
            200,
            json!({"data": texts.iter().map(entry).collect::<Vec<_>>()}).to_string(),
        )
    });
    let set = Set::read(demo::NAME, demo::QUESTIONS.as_bytes()).expect("a set");
    let mut corpus = Corpus::new(200);
    for (path, text) in demo::DOCUMENTS {
        corpus.add(path, text);
    }
    let own = service(&endpoint.url, Purpose::Embeddings);
    let sources = Sources {
        embeddings: Some(&own),
        store: Some(("docs", &store)),
        ..Sources::default()
    };
    let found = retrieve(
        (&set, &corpus),
        sources,
        Search::Dense,
        &SPEC,
        QUICK,
        |_, _, _| {},
    )
    .await
    .expect("found");
    let summary = summary(&set, &corpus, Search::Dense, found);
    let stored = summary.pipeline.store.clone().expect("a store");
    println!("{} by {}", stored.path, stored.software);
    assert_eq!((stored.vectors, stored.dimensions), (corpus.passages.len(), 256));
    assert!(stored.software.contains("PostgreSQL") && stored.remains.is_none());
    assert!(stored.path.contains("HNSW"), "{}", stored.path);
    for k in [1, 3, 20] {
        let (index, exact) = (
            recall(&summary, Search::Dense, None, k),
            recall(&summary, Search::Dense, Some(Step::Exact), k),
        );
        println!("recall at {k}: by the index {index:.3}, by every vector {exact:.3}");
        assert!(exact > 0.1 && (index - exact).abs() < 0.1, "{index} {exact}");
    }
    // The input is that of the index.
    let finding = summary
        .findings
        .iter()
        .find(|finding| finding.id == "recall")
        .expect("recall");
    assert_eq!(
        finding.estimate.value,
        recall(&summary, Search::Dense, None, SPEC.k as usize)
    );
    let nothing_left = "DO $$ BEGIN IF EXISTS (SELECT FROM pg_namespace WHERE nspname LIKE 'forkcast_run_%') \
                        THEN RAISE EXCEPTION 'a schema is left'; END IF; END $$";
    execute(&server, nothing_left);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_in_this_process_finds_what_every_vector_finds_and_a_store_that_is_gone_is_named() {
    let server = scripted(|_, body| (200, embeddings(&read(body)).to_string()));
    let summary = embedded(&server.url, Search::Dense, Some(&Store::embedded()))
        .await
        .expect("found");
    let expected = 1.0 - 1.0 / ASTRAY as f64;
    assert_eq!(recall(&summary, Search::Dense, None, 1), expected);
    assert_eq!(recall(&summary, Search::Dense, Some(Step::Exact), 1), expected);
    let gone = Address {
        url: "postgres://u:hunter2@127.0.0.1:1/d".to_owned(),
        ..Address::default()
    };
    let gone = Store::new(None, gone).expect("an address");
    let error = embedded(&server.url, Search::Dense, Some(&gone))
        .await
        .expect_err("nobody is there");
    assert!(
        error.starts_with("Store docs: ") && !error.contains("hunter2"),
        "{error}"
    );
}
