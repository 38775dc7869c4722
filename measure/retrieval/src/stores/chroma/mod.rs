//! Chroma over REST.
//!
//! Written after its API v2 and tested against a real server (1.5). A run has a collection of its own and removes it.

use std::time::Duration;

use async_trait::async_trait;
use forkcast_endpoint::{RunError, Updates};
use reqwest::{Method, Url};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::http::{Client, Service};
use super::{
    Address, EF_CONSTRUCTION, EF_SEARCH, Index, Job, LINKS, PREFIX, VectorStore, now_s, unique_name,
};
use crate::removals;
use crate::text::{self, label, phase, step};
use crate::vectors::Vectors;

/// Bytes of vectors in one request.
const BATCH_BYTES: usize = 1 << 20;
/// Collections in one page of the list.
const PAGE: usize = 100;
/// Pages of the list that are read. A server with more keeps what dead runs left.
const PAGES: usize = 100;
/// Age from which a collection of an earlier run counts as left behind. Chroma has no sessions that would say which run is alive.
const LEFT_BEHIND_S: u64 = 24 * 3600;
/// How often the number of vectors is asked for, and how long it may stay the same before it is complete.
const POLL: Duration = Duration::from_millis(250);
const STALLED: Duration = Duration::from_secs(60);
/// Tenant and database of an address without a path.
const USUAL: [&str; 2] = ["default_tenant", "default_database"];

const SERVICE: Service = Service {
    name: text::software::CHROMA,
    key_header: "x-chroma-token",
    // {"error":"NotFoundError","message":"…"}
    message: "/message",
};

/// Chroma over REST.
pub(crate) struct Chroma;

/// The server with the path of the database.
#[derive(Clone)]
struct Database {
    client: Client,
    path: String,
}

/// A collection that is removed when dropped.
struct Collection {
    database: Database,
    name: String,
    id: String,
    removed: bool,
}

#[derive(Deserialize)]
struct Checks {
    max_batch_size: usize,
}

#[derive(Deserialize)]
struct Made {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Found {
    ids: Vec<Vec<String>>,
}

#[async_trait]
impl VectorStore for Chroma {
    fn id(&self) -> &'static str {
        "chroma"
    }

    fn software(&self) -> &'static str {
        text::software::CHROMA
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["http", "https"]
    }

    /// Creates the collection, sends the vectors and waits until all are searched.
    async fn build(&self, address: &Address, job: &Job<'_>) -> Result<Box<dyn Index>, RunError> {
        let database = Database::at(address)?;
        let client = &database.client;
        let version: String = client
            .request(Method::GET, "api/v2/version", None, step::VERSION)
            .await?;
        let version: String = version.chars().take(32).collect();
        (job.announce)(text::software::chroma(&version));
        let checks: Checks = client
            .request(Method::GET, "api/v2/pre-flight-checks", None, step::VERSION)
            .await?;
        database.sweep().await?;
        let collection = Collection::create(database).await?;
        collection
            .fill(job.vectors, checks.max_batch_size, job.updates)
            .await?;
        collection.complete(job.vectors, job.updates).await?;
        Ok(Box::new(collection))
    }
}

#[async_trait]
impl Index for Collection {
    async fn search(&self, _: usize, query: &[f32], k: usize) -> Result<Vec<u32>, RunError> {
        let body = json!({ "query_embeddings": [query], "n_results": k, "include": [] });
        let found: Found = self
            .ask(Method::POST, "query", Some(&body), step::SEARCHING)
            .await?;
        let ids = found.ids.into_iter().next().unwrap_or_default();
        let rows: Result<Vec<u32>, _> = ids.iter().map(|id| id.parse()).collect();
        rows.map_err(|_| text::http::invalid_answer(SERVICE.name, step::SEARCHING))
    }

    fn path(&self) -> String {
        label::hnsw(SERVICE.name, LINKS, EF_CONSTRUCTION, EF_SEARCH)
    }

    async fn close(mut self: Box<Self>) -> Result<(), RunError> {
        self.database.remove(&self.name).await?;
        self.removed = true;
        Ok(())
    }
}

impl Database {
    /// `http://host:8000`, or with tenant and database: `http://host:8000/tenant/database`.
    fn at(address: &Address) -> Result<Self, RunError> {
        let mut url = Url::parse(&address.url).map_err(|_| text::http::invalid_address())?;
        let given: Vec<String> = url
            .path_segments()
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let [tenant, database] = match given.as_slice() {
            [] => USUAL.map(str::to_owned),
            [tenant, database] => [tenant.clone(), database.clone()],
            _ => return Err(text::chroma::invalid_path()),
        };
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        let origin = Address {
            url: url.to_string(),
            ..address.clone()
        };
        Ok(Self {
            client: Client::new(&SERVICE, &origin)?,
            path: format!("api/v2/tenants/{tenant}/databases/{database}/collections"),
        })
    }

    /// Removes a collection.
    async fn remove(&self, name: &str) -> Result<(), RunError> {
        let path = format!("{}/{name}", self.path);
        let done: Result<Value, RunError> = self
            .client
            .request(Method::DELETE, &path, None, step::REMOVING_COLLECTION)
            .await;
        done.map(drop)
    }

    /// Removes collections that runs killed more than a day ago have left.
    async fn sweep(&self) -> Result<(), RunError> {
        let mut names = Vec::new();
        for page in 0..PAGES {
            let path = format!("{}?limit={PAGE}&offset={}", self.path, page * PAGE);
            let found: Vec<Made> = self
                .client
                .request(Method::GET, &path, None, step::FINDING_REMAINS)
                .await?;
            let is_last = found.len() < PAGE;
            names.extend(found.into_iter().map(|made| made.name));
            if is_last {
                break;
            }
        }
        let old = |name: &&String| {
            name.strip_prefix(PREFIX)
                .and_then(|rest| rest.split('_').next()?.parse::<u64>().ok())
                .is_some_and(|created| created + LEFT_BEHIND_S < now_s())
        };
        for name in names.iter().filter(old) {
            if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                self.remove(name).await?;
            }
        }
        Ok(())
    }
}

impl Collection {
    async fn create(database: Database) -> Result<Self, RunError> {
        // The guard is there before the request: a run dropped while it is under way leaves nothing.
        let mut collection = Self {
            database,
            name: unique_name(),
            id: String::new(),
            removed: false,
        };
        let body = json!({
            "name": collection.name,
            "get_or_create": false,
            "configuration": { "hnsw": {
                "space": "cosine",
                "max_neighbors": LINKS,
                "ef_construction": EF_CONSTRUCTION,
                "ef_search": EF_SEARCH,
            } },
        });
        let database = &collection.database;
        let made: Made = database
            .client
            .request(Method::POST, &database.path, Some(&body), step::CREATING_COLLECTION)
            .await?;
        // It becomes a part of addresses.
        if !made.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') || made.id.is_empty() {
            return Err(text::http::invalid_answer(
                SERVICE.name,
                step::CREATING_COLLECTION,
            ));
        }
        collection.id = made.id;
        Ok(collection)
    }

    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        method: Method,
        of: &str,
        body: Option<&Value>,
        step: &str,
    ) -> Result<T, RunError> {
        let path = format!("{}/{}/{of}", self.database.path, self.id);
        self.database.client.request(method, &path, body, step).await
    }

    async fn fill(&self, vectors: &Vectors, most: usize, updates: &Updates) -> Result<(), RunError> {
        let batch = (BATCH_BYTES / (vectors.dimensions() * 4)).clamp(1, most.clamp(1, 1024));
        let total = vectors.len();
        for start in (0..total).step_by(batch) {
            let end = (start + batch).min(total);
            let ids: Vec<String> = (start..end).map(|id| id.to_string()).collect();
            let rows: Vec<&[f32]> = (start..end).map(|id| vectors.row(id)).collect();
            let body = json!({ "ids": ids, "embeddings": rows });
            let _: Value = self.ask(Method::POST, "add", Some(&body), step::LOADING).await?;
            updates.progress(phase::LOADING, end as u64, total as u64);
        }
        Ok(())
    }

    /// Waits until every vector counts, then searches once: what is still in Chroma's log goes into the graph with the next search, which
    /// would otherwise be one of those that are timed.
    async fn complete(&self, vectors: &Vectors, updates: &Updates) -> Result<(), RunError> {
        let total = vectors.len() as u64;
        let (mut seen, mut progressed) = (0, Instant::now());
        loop {
            let stored: u64 = self.ask(Method::GET, "count", None, step::WAITING).await?;
            updates.progress(phase::BUILDING, stored.min(total), total);
            if stored >= total {
                break;
            }
            if stored > seen {
                (seen, progressed) = (stored, Instant::now());
            }
            if progressed.elapsed() > STALLED {
                return Err(text::chroma::stalled(STALLED.as_secs(), stored, vectors.len()));
            }
            sleep(POLL).await;
        }
        self.search(0, vectors.row(0), 1).await.map(drop)
    }
}

impl Drop for Collection {
    fn drop(&mut self) {
        if self.removed {
            return;
        }
        let (database, name) = (self.database.clone(), self.name.clone());
        removals::begin(async move {
            let _ = database.remove(&name).await;
        });
    }
}
