//! Qdrant, by its REST interface.
//!
//! Written after the OpenAPI description that Qdrant publishes (`docs/redoc/master/openapi.json` of its repository, read in 2026,
//! releases 1.10 to 1.20): `points/query` is there from 1.10 on. A run has a collection of its own and removes it.

mod client;

use std::time::Duration;

use forkcast_endpoint::{RunError, Updates};
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

pub(super) use self::client::Client;
use super::{Announce, BUILDING, EF_CONSTRUCTION, EF_SEARCH, LINKS, LOADING, PREFIX, now_s, unique_name};
use crate::vectors::Vectors;

/// Bytes of vectors in one request, well below the 32 MB that Qdrant accepts as JSON.
const BATCH_BYTES: usize = 1 << 20;
/// How often the collection is asked whether its index is built.
const POLL: Duration = Duration::from_millis(250);
/// Answers of a green collection with an incomplete index after which it is taken as it is: the optimiser starts a moment after the
/// last vectors have come.
const SETTLED: u32 = 20;
/// How long the index may take without any progress.
const STALLED: Duration = Duration::from_secs(300);
/// Age from which a collection of an earlier run counts as left behind.
const LEFT_BEHIND_S: u64 = 24 * 3600;

/// A collection with the vectors.
pub(crate) struct Qdrant(Collection);

/// A collection that is removed when dropped.
struct Collection {
    client: Client,
    name: String,
    removed: bool,
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

impl Qdrant {
    /// Creates the collection, sends the vectors and waits for the index.
    pub(crate) async fn build(
        client: Client,
        vectors: &Vectors,
        announce: Announce<'_>,
        updates: &Updates,
    ) -> Result<Self, RunError> {
        let version: Version = client.plain("", "asking for the version").await?;
        if !version.title.to_lowercase().contains("qdrant") {
            return Err(RunError::new("what answers at the store's address is not Qdrant"));
        }
        announce(format!("Qdrant {}", version.version));
        sweep(&client).await?;
        let collection = Collection::create(client, vectors.dimensions()).await?;
        collection.fill(vectors, updates).await?;
        collection.indexed(vectors.len(), updates).await?;
        Ok(Self(collection))
    }

    /// The `k` nearest, best first.
    pub(crate) async fn search(&self, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        let body = json!({
            "query": query,
            "limit": k,
            "params": { "hnsw_ef": EF_SEARCH, "exact": false },
            "with_payload": false,
            "with_vector": false,
        });
        let path = format!("collections/{}/points/query", self.0.name);
        let found: Found = self.0.client.post(&path, &body, "searching").await?;
        Ok(found.points.into_iter().map(|point| point.id).collect())
    }

    /// Removes the collection.
    pub(crate) async fn close(mut self) -> Result<(), RunError> {
        self.0
            .client
            .delete(&format!("collections/{}", self.0.name))
            .await?;
        self.0.removed = true;
        Ok(())
    }
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
        let made: bool = collection
            .client
            .put(&path, &body, "creating a collection")
            .await?;
        if made {
            return Ok(collection);
        }
        Err(RunError::new("Qdrant did not create the collection"))
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
            let upserted: Upserted = self.client.put(&path, &body, LOADING).await?;
            // With `wait`, `acknowledged` would mean that the vectors are not there yet.
            if upserted.status != "completed" {
                return Err(RunError::new(format!(
                    "Qdrant did not finish storing vectors in time: it answered “{}”",
                    upserted.status.chars().take(32).collect::<String>()
                )));
            }
            updates.progress(LOADING, end as u64, total as u64);
        }
        Ok(())
    }

    /// Waits until the collection is green with its vectors in the index.
    async fn indexed(&self, total: usize, updates: &Updates) -> Result<(), RunError> {
        let path = format!("collections/{}", self.name);
        let (mut green, mut seen, mut progressed) = (0, 0, Instant::now());
        loop {
            let info: Info = self.client.get(&path, "waiting for the index").await?;
            let indexed = info.indexed_vectors_count.unwrap_or(0);
            let stored = info.points_count.unwrap_or(total as u64);
            updates.progress(BUILDING, indexed.min(total as u64), total as u64);
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
                        updates.warn(format!(
                            "Qdrant says it is done with {indexed} of {total} vectors in its index; it reads the others in full."
                        ));
                        return Ok(());
                    }
                }
                "red" => {
                    return Err(RunError::new(
                        "Qdrant could not build the index: the collection's status is red",
                    ));
                }
                _ => green = 0,
            }
            if progressed.elapsed() > STALLED {
                return Err(RunError::new(format!(
                    "Qdrant's index has made no progress for five minutes: {indexed} of {total} vectors"
                )));
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
        if let Ok(runtime) = Handle::try_current() {
            let (client, path) = (self.client.clone(), format!("collections/{}", self.name));
            runtime.spawn(async move {
                let _ = client.delete(&path).await;
            });
        }
    }
}

/// Removes collections that runs killed more than a day ago have left. Qdrant has no sessions that would say which run is alive.
async fn sweep(client: &Client) -> Result<(), RunError> {
    let found: Collections = client
        .get("collections", "looking for what earlier runs have left")
        .await?;
    let old = |name: &str| {
        name.strip_prefix(PREFIX)
            .and_then(|rest| rest.split('_').next()?.parse::<u64>().ok())
            .is_some_and(|created| created + LEFT_BEHIND_S < now_s())
    };
    for Named { name } in found.collections {
        if old(&name) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            client.delete(&format!("collections/{name}")).await?;
        }
    }
    Ok(())
}
