//! Qdrant, by its REST interface.
//!
//! Written after the OpenAPI description that Qdrant publishes (`docs/redoc/master/openapi.json` of its repository, read in 2026,
//! releases 1.10 to 1.20): `points/query` is there from 1.10 on. A run has a collection of its own and removes it.

use std::time::Duration;

use async_trait::async_trait;
use forkcast_endpoint::{RunError, Updates};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::http::{Client, Service};
use super::{
    Address, EF_CONSTRUCTION, EF_SEARCH, Index, Job, LINKS, PREFIX, VectorStore, now_s, unique_name,
};
use crate::removals;
use crate::text::{self, label, phase, step};
use crate::vectors::Vectors;

/// Bytes of vectors in one request, well below the 32 MB that Qdrant accepts as JSON.
const BATCH_BYTES: usize = 1 << 20;
/// How often the state of the index is queried.
const POLL: Duration = Duration::from_millis(250);
/// Answers of a green collection with an incomplete index after which it is taken as it is: the optimizer starts a moment after the
/// last vectors have arrived.
const SETTLED: u32 = 20;
/// How long the index may take without any progress.
const STALLED: Duration = Duration::from_secs(300);
/// Age from which a collection of an earlier run counts as left behind.
const LEFT_BEHIND_S: u64 = 24 * 3600;

const SERVICE: Service = Service {
    name: text::software::QDRANT,
    key_header: "api-key",
    // {"status":{"error":"…"},"time":…}
    message: "/status/error",
};

/// Qdrant over REST.
pub(crate) struct Qdrant;

/// A collection that is removed when dropped.
struct Collection {
    client: Client,
    name: String,
    removed: bool,
}

/// The envelope of every answer but the version.
#[derive(Deserialize)]
struct Envelope<T> {
    result: T,
}

#[derive(Deserialize)]
struct Version {
    title: String,
    version: String,
}

#[derive(Deserialize)]
struct Collections {
    collections: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Info {
    status: String,
    #[serde(default)]
    indexed_vectors_count: Option<u64>,
    #[serde(default)]
    points_count: Option<u64>,
}

#[derive(Deserialize)]
struct Upserted {
    status: String,
}

#[derive(Deserialize)]
struct Found {
    points: Vec<Point>,
}

#[derive(Deserialize)]
struct Point {
    id: u32,
}

#[async_trait]
impl VectorStore for Qdrant {
    fn id(&self) -> &'static str {
        "qdrant"
    }

    fn software(&self) -> &'static str {
        text::software::QDRANT
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["http", "https"]
    }

    /// Creates the collection, sends the vectors and waits for the index.
    async fn build(&self, address: &Address, job: &Job<'_>) -> Result<Box<dyn Index>, RunError> {
        let client = Client::new(&SERVICE, address)?;
        let version: Version = client.request(Method::GET, "", None, step::VERSION).await?;
        if !version.title.to_lowercase().contains("qdrant") {
            return Err(text::qdrant::another_server());
        }
        (job.announce)(text::software::qdrant(&version.version));
        sweep(&client).await?;
        let collection = Collection::create(client, job.vectors.dimensions()).await?;
        collection.fill(job.vectors, job.updates).await?;
        collection.indexed(job.vectors.len(), job.updates).await?;
        Ok(Box::new(collection))
    }
}

#[async_trait]
impl Index for Collection {
    async fn search(&self, _: usize, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        let body = json!({
            "query": query,
            "limit": k,
            "params": { "hnsw_ef": EF_SEARCH, "exact": false },
            "with_payload": false,
            "with_vector": false,
        });
        let path = format!("collections/{}/points/query", self.name);
        let found: Found = ask(&self.client, Method::POST, &path, Some(&body), step::SEARCHING).await?;
        Ok(found.points.into_iter().map(|point| point.id).collect())
    }

    fn path(&self) -> String {
        label::hnsw(SERVICE.name, LINKS, EF_CONSTRUCTION, EF_SEARCH)
    }

    async fn close(mut self: Box<Self>) -> Result<(), RunError> {
        remove(&self.client, &self.name).await?;
        self.removed = true;
        Ok(())
    }
}

/// Sends a request and takes the result out of its envelope.
async fn ask<T: DeserializeOwned>(
    client: &Client,
    method: Method,
    path: &str,
    body: Option<&Value>,
    step: &str,
) -> Result<T, RunError> {
    let envelope: Envelope<T> = client.request(method, path, body, step).await?;
    Ok(envelope.result)
}

/// Removes a collection; one that does not exist counts as removed.
async fn remove(client: &Client, name: &str) -> Result<(), RunError> {
    let path = format!("collections/{name}");
    ask::<bool>(client, Method::DELETE, &path, None, step::REMOVING_COLLECTION)
        .await
        .map(drop)
}

impl Collection {
    async fn create(client: Client, dimensions: usize) -> Result<Self, RunError> {
        // The guard is there before the request: a run dropped while it is under way leaves nothing.
        let collection = Self {
            client,
            name: unique_name(),
            removed: false,
        };
        let body = json!({
            "vectors": { "size": dimensions, "distance": "Cosine" },
            "hnsw_config": { "m": LINKS, "ef_construct": EF_CONSTRUCTION, "full_scan_threshold": 10 },
            // By default Qdrant reads small collections in full instead of indexing them; 10 kB is a few vectors.
            "optimizers_config": { "indexing_threshold": 10 },
        });
        let path = format!("collections/{}", collection.name);
        let made: bool = ask(
            &collection.client,
            Method::PUT,
            &path,
            Some(&body),
            step::CREATING_COLLECTION,
        )
        .await?;
        if made {
            return Ok(collection);
        }
        Err(text::qdrant::not_created())
    }

    async fn fill(&self, vectors: &Vectors, updates: &Updates) -> Result<(), RunError> {
        let batch = (BATCH_BYTES / (vectors.dimensions() * 4)).clamp(1, 1024);
        let path = format!("collections/{}/points?wait=true", self.name);
        let total = vectors.len();
        for start in (0..total).step_by(batch) {
            let end = (start + batch).min(total);
            let points: Vec<_> = (start..end)
                .map(|id| json!({ "id": id, "vector": vectors.row(id) }))
                .collect();
            let body = json!({ "points": points });
            let upserted: Upserted =
                ask(&self.client, Method::PUT, &path, Some(&body), step::LOADING).await?;
            // With `wait`, `acknowledged` would mean that the vectors are not there yet.
            if upserted.status != "completed" {
                return Err(text::qdrant::not_stored(
                    &upserted.status.chars().take(32).collect::<String>(),
                ));
            }
            updates.progress(phase::LOADING, end as u64, total as u64);
        }
        Ok(())
    }

    /// Waits until the collection is green with its vectors in the index.
    async fn indexed(&self, total: usize, updates: &Updates) -> Result<(), RunError> {
        let path = format!("collections/{}", self.name);
        let (mut green, mut seen, mut progressed) = (0, 0, Instant::now());
        loop {
            let info: Info = ask(&self.client, Method::GET, &path, None, step::WAITING).await?;
            let indexed = info.indexed_vectors_count.unwrap_or(0);
            let stored = info.points_count.unwrap_or(total as u64);
            updates.progress(phase::BUILDING, indexed.min(total as u64), total as u64);
            if indexed > seen {
                (seen, progressed) = (indexed, Instant::now());
            }
            match info.status.as_str() {
                "green" => {
                    green += 1;
                    if indexed >= stored && stored >= total as u64 {
                        return Ok(());
                    }
                    if green >= SETTLED {
                        updates.warn(text::warning::index_incomplete(SERVICE.name, indexed, total));
                        return Ok(());
                    }
                }
                "red" => {
                    return Err(text::qdrant::red());
                }
                _ => green = 0,
            }
            if progressed.elapsed() > STALLED {
                return Err(text::qdrant::stalled(STALLED.as_secs() / 60, indexed, total));
            }
            sleep(POLL).await;
        }
    }
}

impl Drop for Collection {
    fn drop(&mut self) {
        if self.removed {
            return;
        }
        let (client, name) = (self.client.clone(), self.name.clone());
        removals::begin(async move {
            let _ = remove(&client, &name).await;
        });
    }
}

/// Removes collections that runs killed more than a day ago have left. Qdrant has no sessions that would say which run is alive.
async fn sweep(client: &Client) -> Result<(), RunError> {
    let found: Collections = ask(client, Method::GET, "collections", None, step::FINDING_REMAINS).await?;
    let old = |name: &str| {
        name.strip_prefix(PREFIX)
            .and_then(|rest| rest.split('_').next()?.parse::<u64>().ok())
            .is_some_and(|created| created + LEFT_BEHIND_S < now_s())
    };
    for Named { name } in found.collections {
        if old(&name) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            remove(client, &name).await?;
        }
    }
    Ok(())
}
