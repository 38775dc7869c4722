//! Chroma against a stand-in that answers as a real server (1.5) does, and for real where `CHROMA_URL` is set.

mod outcome;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use forkcast_protocol::measure::RetrievalSpec;
use forkcast_retrieval::{Address, Store, run};
use forkcast_test_servers::scripted;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use outcome::Outcome;

const ID: &str = "7d0b4c1e-0f64-4f0b-9b8f-1d3f0a5a7c11";
const COLLECTIONS: &str = "/api/v2/tenants/default_tenant/databases/default_database/collections";

fn spec() -> RetrievalSpec {
    outcome::spec("chroma")
}

fn store(url: &str, key: Option<&str>) -> Store {
    let address = Address {
        url: url.to_owned(),
        key: key.map(str::to_owned),
        proxy: None,
    };
    Store::new(Some("chroma"), address).expect("a store")
}

async fn measured(url: &str) -> Outcome {
    Outcome::of_run(async |updates| run(&spec(), &store(url, None), None, &updates).await).await
}

fn error(outcome: &Outcome) -> String {
    outcome.result.as_ref().expect_err("the run fails").to_string()
}

/// What the stand-in holds.
#[derive(Default)]
struct World {
    names: Vec<String>,
    rows: BTreeMap<String, Vec<f64>>,
    largest_batch: usize,
    searches: usize,
    configuration: Value,
}

/// Most vectors that the stand-in takes at once.
const MOST: usize = 300;

impl World {
    fn answer(&mut self, path: &str, body: &str) -> (u16, Value) {
        let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
        let missing = || {
            let message = "Collection does not exist.";
            (404, json!({ "error": "NotFoundError", "message": message }))
        };
        let own = format!("{COLLECTIONS}/{ID}");
        match path {
            "/api/v2/version" => (200, json!("1.0.0")),
            "/api/v2/pre-flight-checks" => (
                200,
                json!({ "max_batch_size": MOST, "supports_base64_encoding": true }),
            ),
            _ if path == COLLECTIONS => {
                self.configuration = body["configuration"].clone();
                let name = body["name"].as_str().expect("a name");
                self.names.push(name.to_owned());
                (
                    200,
                    json!({ "id": ID, "name": name, "metadata": null, "dimension": null }),
                )
            }
            _ if path.starts_with(&format!("{COLLECTIONS}?")) => {
                let all = self.names.iter().map(|name| json!({ "id": ID, "name": name }));
                (200, all.collect())
            }
            _ if path == format!("{own}/add") => {
                let (ids, rows) = (&body["ids"], body["embeddings"].as_array().expect("vectors"));
                self.largest_batch = self.largest_batch.max(rows.len());
                for (at, row) in rows.iter().enumerate() {
                    let row = row.as_array().expect("a vector").iter().filter_map(Value::as_f64);
                    let id = ids[at].as_str().expect("a text").to_owned();
                    self.rows.insert(id, row.collect());
                }
                (201, json!({}))
            }
            _ if path == format!("{own}/count") => (200, json!(self.rows.len())),
            _ if path == format!("{own}/query") => {
                self.searches += 1;
                let query = body["query_embeddings"][0].as_array().expect("a vector");
                let query: Vec<f64> = query.iter().filter_map(Value::as_f64).collect();
                let near = |row: &[f64]| -> f64 { row.iter().zip(&query).map(|(a, b)| a * b).sum() };
                let mut found: Vec<(&String, f64)> =
                    self.rows.iter().map(|(id, row)| (id, near(row))).collect();
                found.sort_by(|a, b| b.1.total_cmp(&a.1));
                found.truncate(body["n_results"].as_u64().expect("a number") as usize);
                let ids: Vec<&String> = found.into_iter().map(|(id, _)| id).collect();
                (200, json!({ "ids": [ids], "distances": null, "include": [] }))
            }
            _ => match path.strip_prefix(&format!("{COLLECTIONS}/")) {
                Some(name) if self.names.iter().any(|own| own == name) => {
                    self.names.retain(|own| own != name);
                    (200, json!({}))
                }
                Some(_) | None => missing(),
            },
        }
    }
}

fn stand_in(world: World) -> (String, Arc<Mutex<World>>) {
    let world = Arc::new(Mutex::new(world));
    let shared = Arc::clone(&world);
    let server = scripted(move |path, body| {
        let (status, answer) = shared.lock().expect("whole").answer(path, body);
        (status, answer.to_string())
    });
    (server.url.trim_end_matches("/v1").to_owned(), world)
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_are_sent_in_batches_that_the_server_takes_and_the_collection_is_removed() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("after 1970").as_secs();
    let (old, young) = (
        format!("forkcast_run_{}_00", now - 90_000),
        format!("forkcast_run_{}_00", now - 3600),
    );
    let (url, world) = stand_in(World {
        names: vec![old, young.clone(), "products".to_owned()],
        ..World::default()
    });
    let outcome = measured(&url).await;
    outcome.result.as_ref().expect("done");
    let world = world.lock().expect("whole");
    assert_eq!(world.names, [&young, "products"], "what is left");
    assert_eq!(world.largest_batch, MOST);
    // One search before those that are timed puts what Chroma's log holds into the graph.
    assert_eq!(world.searches, 106);
    let hnsw = json!({ "space": "cosine", "max_neighbors": 16, "ef_construction": 128, "ef_search": 128 });
    assert_eq!(world.configuration["hnsw"], hnsw);
    let search = outcome.series("search");
    assert_eq!((search.n, search.errors), (100, 0));
    // The stand-in searches exactly: anything less would be a vector or an id changed on the way.
    assert!(search.recall.is_some_and(|r| r > 0.995), "{:?}", search.recall);
    assert_eq!(outcome.target().software, "Chroma 1.0.0");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_one_where_there_is_one() {
    let Ok(url) = std::env::var("CHROMA_URL") else {
        println!("not run: CHROMA_URL is not set");
        return;
    };
    let outcome = measured(&url).await;
    outcome.result.as_ref().expect("done");
    assert!(outcome.series("search").recall.is_some_and(|r| r > 0.9));
    assert!(outcome.target().software.starts_with("Chroma "));
    let missing = measured(&format!("{}/nobody/nothing", url.trim_end_matches('/'))).await;
    assert!(error(&missing).contains("Chroma"), "{}", error(&missing));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_has_both_tenant_and_database_or_neither() {
    let (url, _world) = stand_in(World::default());
    let outcome = measured(&format!("{url}/tenant")).await;
    assert!(
        error(&outcome).contains("/TENANT/DATABASE"),
        "{}",
        error(&outcome)
    );
    // Others than the usual ones stand in the path of every request.
    let outcome = measured(&format!("{url}/acme/docs")).await;
    assert!(
        error(&outcome).contains("Collection does not exist"),
        "{}",
        error(&outcome)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_goes_into_chromas_header_and_into_no_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a request"));
        }
        let answer = b"HTTP/1.1 401 X\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer).await.expect("answered");
        String::from_utf8_lossy(&head).to_lowercase()
    });
    let store = store(&url, Some("hunter2"));
    let outcome = Outcome::of_run(async |updates| run(&spec(), &store, None, &updates).await).await;
    let head = server.await.expect("served");
    assert!(head.contains("x-chroma-token: hunter2"), "{head}");
    let error = error(&outcome);
    assert!(
        error.contains("Chroma") && error.contains("key") && !error.contains("hunter2"),
        "{error}"
    );
}
