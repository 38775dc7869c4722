//! A stand-in for Qdrant that holds every request against the contract and answers as Qdrant does.
//!
//! Written after the published OpenAPI description (`docs/redoc/master/openapi.json` of qdrant/qdrant, master as of August 2026, which
//! covers releases up to 1.20) and the example answers in it; no Qdrant server was at hand. With `QDRANT_URL` set, the same suite runs
//! against a real one. It searches exactly, so that recall is 1 when queries and ids go over the wire unharmed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the server misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// The collection is gone after so many searches.
    Vanishes(usize),
    /// Searches are answered with what the contract does not know.
    Malformed,
    /// The collection's status is red.
    Red,
    /// Vectors are acknowledged but not stored.
    Acknowledged,
    /// Another server answers.
    NotQdrant,
    /// The first answer is longer than any that is needed.
    Endless,
}

/// What has happened.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) collections: BTreeMap<String, Collection>,
    /// `METHOD /path` of every request.
    pub(crate) requests: Vec<String>,
    /// What of a request was against the contract.
    pub(crate) breaches: Vec<String>,
    pub(crate) searches: usize,
}

#[derive(Default)]
pub(crate) struct Collection {
    size: usize,
    points: BTreeMap<u64, Vec<f64>>,
    /// Questions for its state since the last vectors: the index takes two of them.
    asked: u32,
}

#[derive(Clone)]
pub(crate) struct Qdrant {
    pub(crate) url: String,
    pub(crate) log: Arc<Mutex<Log>>,
}

const KEY: &str = "key-of-the-test";

impl Qdrant {
    pub(crate) async fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let log = Arc::new(Mutex::new(Log::default()));
        let shared = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared), fault));
            }
        });
        Self { url, log }
    }
}

async fn serve(stream: TcpStream, log: Arc<Mutex<Log>>, fault: Fault) {
    let mut stream = BufReader::new(stream);
    while let Some((method, target, headers, body)) = request(&mut stream).await {
        let (status, answer) = {
            let mut log = log.lock().expect("whole");
            log.requests.push(format!("{method} {target}"));
            if headers.get("api-key").map(String::as_str) == Some(KEY) {
                log.answer(&method, &target, &headers, &body, fault)
            } else {
                (401, Value::String("Invalid API key or JWT".to_owned()))
            }
        };
        let text = answer.to_string();
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            text.len()
        );
        if stream.write_all((head + &text).as_bytes()).await.is_err() {
            return;
        }
    }
}

type Headers = BTreeMap<String, String>;

async fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, String, Headers, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .map_or(Some(0), |l| l.parse().ok())?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((method, target, headers, body))
}

/// What Qdrant wraps its results in.
fn ok(result: &Value) -> (u16, Value) {
    (
        200,
        json!({ "result": result, "status": "ok", "time": 0.000206061 }),
    )
}

fn missing(name: &str) -> (u16, Value) {
    let error = format!("Not found: Collection `{name}` doesn't exist!");
    (404, json!({ "status": { "error": error }, "time": 0.000012 }))
}

impl Log {
    fn answer(
        &mut self,
        method: &str,
        target: &str,
        headers: &Headers,
        body: &[u8],
        fault: Fault,
    ) -> (u16, Value) {
        let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        if !body.is_null() && headers.get("content-type").map(String::as_str) != Some("application/json") {
            self.breaches
                .push(format!("{method} {target}: a body that does not say it is JSON"));
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method, &parts[..]) {
            ("GET", [""]) if fault == Fault::Endless => {
                (200, json!({ "title": "qdrant", "version": "1".repeat(64 << 20) }))
            }
            ("GET", [""]) if fault == Fault::NotQdrant => {
                (200, json!({ "title": "a bakery", "version": "3" }))
            }
            ("GET", [""]) => (
                200,
                json!({ "title": "qdrant - vector search engine", "version": "1.20.1", "commit": "0a1b2c3d" }),
            ),
            ("GET", ["collections"]) => {
                let names: Vec<Value> = self
                    .collections
                    .keys()
                    .map(|name| json!({ "name": name }))
                    .collect();
                ok(&json!({ "collections": names }))
            }
            ("PUT", ["collections", name]) => self.create(name, &body),
            ("GET", ["collections", name]) => self.info(name, fault),
            ("DELETE", ["collections", name]) => ok(&json!(self.collections.remove(*name).is_some())),
            ("PUT", ["collections", name, "points"]) => self.upsert(name, query, &body, fault),
            ("POST", ["collections", name, "points", "query"]) => self.query(name, &body, fault),
            _ => {
                self.breaches
                    .push(format!("{method} {target}: no such operation"));
                (404, Value::Null)
            }
        }
    }

    fn breach(&mut self, held: bool, what: &str) {
        if !held {
            self.breaches.push(what.to_owned());
        }
    }

    fn create(&mut self, name: &str, body: &Value) -> (u16, Value) {
        let size = body.pointer("/vectors/size").and_then(Value::as_u64).unwrap_or(0);
        self.breach(size > 0, "create: vectors.size is a positive integer");
        let distance = body.pointer("/vectors/distance").and_then(Value::as_str);
        self.breach(
            matches!(distance, Some("Cosine" | "Euclid" | "Dot" | "Manhattan")),
            "create: vectors.distance is one of four",
        );
        for (field, least) in [
            ("/hnsw_config/m", 0),
            ("/hnsw_config/ef_construct", 4),
            ("/hnsw_config/full_scan_threshold", 10),
            ("/optimizers_config/indexing_threshold", 1),
        ] {
            let value = body.pointer(field).and_then(Value::as_u64);
            self.breach(
                value.is_some_and(|v| v >= least),
                &format!("create: {field} is at least {least}"),
            );
        }
        let collection = Collection {
            size: size as usize,
            ..Collection::default()
        };
        self.collections.insert(name.to_owned(), collection);
        ok(&json!(true))
    }

    fn info(&mut self, name: &str, fault: Fault) -> (u16, Value) {
        let Some(collection) = self.collections.get_mut(name) else {
            return missing(name);
        };
        collection.asked += 1;
        let count = collection.points.len();
        // Green before the optimiser has begun, yellow while it works, green again with everything indexed.
        let (status, indexed) = match collection.asked {
            _ if fault == Fault::Red => ("red", 0),
            1 => ("green", 0),
            2 => ("yellow", count / 2),
            _ => ("green", count),
        };
        ok(&json!({
            "status": status,
            "optimizer_status": "ok",
            "indexed_vectors_count": indexed,
            "points_count": count,
            "segments_count": 2,
            "config": { "params": { "vectors": { "size": collection.size, "distance": "Cosine" } } },
            "payload_schema": {},
        }))
    }

    fn upsert(&mut self, name: &str, query: &str, body: &Value, fault: Fault) -> (u16, Value) {
        self.breach(query == "wait=true", "upsert: waits for the vectors to be there");
        let points = body
            .pointer("/points")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        self.breach(!points.is_empty(), "upsert: points is a list");
        let Some(collection) = self.collections.get_mut(name) else {
            return missing(name);
        };
        let mut odd = Vec::new();
        for point in &points {
            let vector: Option<Vec<f64>> = point["vector"]
                .as_array()
                .map(|v| v.iter().filter_map(Value::as_f64).collect());
            match (point["id"].as_u64(), vector) {
                (Some(id), Some(vector)) if vector.len() == collection.size => {
                    collection.points.insert(id, vector);
                }
                _ => odd.push(format!("upsert: a point of another form: {}", point["id"])),
            }
        }
        collection.asked = 0;
        self.breaches.extend(odd);
        let status = if fault == Fault::Acknowledged {
            "acknowledged"
        } else {
            "completed"
        };
        ok(&json!({ "operation_id": 0, "status": status }))
    }

    fn query(&mut self, name: &str, body: &Value, fault: Fault) -> (u16, Value) {
        self.searches += 1;
        if matches!(fault, Fault::Vanishes(after) if self.searches > after) {
            self.collections.remove(name);
        }
        let Some(collection) = self.collections.get(name) else {
            return missing(name);
        };
        if fault == Fault::Malformed {
            return ok(&json!({ "points": [{ "id": "not-a-number" }] }));
        }
        let query: Vec<f64> = body["query"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
            .collect();
        let limit = body["limit"].as_u64().unwrap_or(0) as usize;
        let mut scored: Vec<(f64, u64)> = collection
            .points
            .iter()
            .map(|(id, vector)| (vector.iter().zip(&query).map(|(a, b)| a * b).sum(), *id))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let points: Vec<Value> = scored
            .iter()
            .take(limit)
            .map(|(score, id)| json!({ "id": id, "version": 0, "score": score }))
            .collect();
        let (size, ef) = (
            collection.size,
            body.pointer("/params/hnsw_ef").and_then(Value::as_u64),
        );
        self.breach(query.len() == size, "query: as long as the vectors");
        self.breach(limit > 0, "query: limit is a positive integer");
        self.breach(
            ef.is_some_and(|ef| ef >= limit as u64),
            "query: hnsw_ef is no less than limit",
        );
        ok(&json!({ "points": points }))
    }
}
