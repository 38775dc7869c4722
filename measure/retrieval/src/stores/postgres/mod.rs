//! PostgreSQL with pgvector.
//!
//! A run has a schema of its own and removes it. A session lock marks a live run: the next run removes each schema of a run whose lock
//! nobody holds.

mod connection;
mod forward;
mod schema;
mod tls;

use std::pin::pin;
use std::time::Duration;

use async_trait::async_trait;
use forkcast_endpoint::{RunError, Updates};
use pgvector::Vector;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement};

use self::connection::{Place, explain};
use self::schema::Schema;
use super::{Address, EF_CONSTRUCTION, EF_SEARCH, Index, Job, LINKS, VectorStore, unique_name};
use crate::text::{self, label, phase, step};
use crate::vectors::Vectors;

/// Most dimensions that pgvector indexes in single precision.
const MOST_IN_SINGLE: usize = 2000;
/// Most dimensions that it indexes in half precision.
const MOST_DIMENSIONS: usize = 4000;
/// The first version that has half precision.
const HALF_SINCE: (u32, u32) = (0, 7);
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How often the progress of a build is queried.
const POLL: Duration = Duration::from_millis(500);

/// The numbers that an index keeps of each vector. The table has them in single precision.
#[derive(Clone, Copy)]
enum Precision {
    Single,
    /// Of vectors with so many dimensions, more than an index takes in single precision.
    Half(usize),
}

impl Precision {
    const fn of(dimensions: usize) -> Self {
        if dimensions > MOST_IN_SINGLE {
            Self::Half(dimensions)
        } else {
            Self::Single
        }
    }

    /// The indexed form of a vector.
    fn cast(self, vector: &str) -> String {
        match self {
            Self::Single => vector.to_owned(),
            Self::Half(dimensions) => format!("(({vector})::halfvec({dimensions}))"),
        }
    }

    const fn operators(self) -> &'static str {
        match self {
            Self::Single => "vector_cosine_ops",
            Self::Half(_) => "halfvec_cosine_ops",
        }
    }

    fn label(self) -> String {
        match self {
            Self::Single => label::hnsw("pgvector", LINKS, EF_CONSTRUCTION, EF_SEARCH),
            Self::Half(_) => label::hnsw_half("pgvector", LINKS, EF_CONSTRUCTION, EF_SEARCH),
        }
    }
}

/// PostgreSQL with pgvector, by TLS as its address asks for.
pub(crate) struct Postgres;

/// A schema with the vectors, and the connections that search it.
struct Table {
    workers: Vec<(Client, Statement)>,
    path: String,
    schema: Schema,
}

#[async_trait]
impl VectorStore for Postgres {
    fn id(&self) -> &'static str {
        "postgres"
    }

    fn software(&self) -> &'static str {
        text::software::POSTGRES
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["postgres", "postgresql"]
    }

    /// Connects, loads the vectors and builds the index, then opens a connection for each worker.
    async fn build(&self, address: &Address, job: &Job<'_>) -> Result<Box<dyn Index>, RunError> {
        let vectors: &Vectors = job.vectors;
        let place = Place::new(&address.url)?;
        let (client, tls) = connect_and_tell(&place).await?;
        let (version, extension) = software(&client).await?;
        (job.announce)(text::software::postgres(&version, &extension, tls));
        let precision = Precision::of(vectors.dimensions());
        let most = if has_half(&extension) {
            MOST_DIMENSIONS
        } else {
            MOST_IN_SINGLE
        };
        if vectors.dimensions() > most {
            return Err(text::postgres::too_wide(most, vectors.dimensions(), most < MOST_DIMENSIONS));
        }
        let schema = Schema::create(place.clone(), &client, unique_name()).await?;
        fill(&client, &schema, vectors, job.updates).await?;
        index(&client, &schema, vectors, precision, &place, job.updates).await?;
        let mut ready = Vec::with_capacity(job.workers);
        for _ in 0..job.workers {
            let client = connect(&place).await?;
            let set = format!(
                "SET hnsw.ef_search = {EF_SEARCH}; SET search_path TO {}, public, {}",
                schema.name(),
                extension_schema(&client).await?
            );
            run(&client, &set, step::PREPARING_CONNECTION).await?;
            let (own, other) = (precision.cast("embedding"), precision.cast("$1::vector"));
            let query = format!("SELECT id FROM items ORDER BY {own} <=> {other} LIMIT {}", job.k);
            let statement = client
                .prepare(&query)
                .await
                .map_err(|e| explain(&e, step::PREPARING_SEARCH))?;
            ready.push((client, statement));
        }
        let indexed = is_indexed(&ready[0].0, &schema, precision, job.k).await?;
        if !indexed {
            job.updates.warn(text::warning::SEQUENTIAL_SCAN);
        }
        let path = if indexed {
            precision.label()
        } else {
            label::UNINDEXED.to_owned()
        };
        schema.keep(client);
        Ok(Box::new(Table {
            workers: ready,
            path,
            schema,
        }))
    }
}

#[async_trait]
impl Index for Table {
    async fn search(&self, worker: usize, query: &[f32], _: usize) -> Result<Vec<u32>, RunError> {
        let (client, statement) = &self.workers[worker % self.workers.len()];
        let rows = client
            .query(statement, &[&Vector::from(query.to_vec())])
            .await
            .map_err(|e| explain(&e, step::SEARCHING))?;
        rows.iter()
            .map(|row| {
                let id: i32 = row.try_get(0).map_err(|e| explain(&e, step::READING))?;
                Ok(id as u32)
            })
            .collect()
    }

    /// From PostgreSQL's own plan.
    fn path(&self) -> String {
        self.path.clone()
    }

    async fn close(self: Box<Self>) -> Result<(), RunError> {
        drop(self.workers);
        self.schema.remove().await
    }
}

/// A connection, served by a task that ends with it.
async fn connect(place: &Place) -> Result<Client, RunError> {
    Ok(connect_and_tell(place).await?.0)
}

/// A connection with its version of TLS.
async fn connect_and_tell(place: &Place) -> Result<(Client, Option<&'static str>), RunError> {
    let connecting = async {
        let opened = connection::open(place).await?;
        let ready = tls::Ready(opened.end_point);
        let connected = place.config.connect_raw(opened.stream, ready).await;
        let (client, connection) = connected.map_err(|e| explain(&e, step::CONNECTING))?;
        Ok::<_, RunError>((client, connection, opened.version))
    };
    let (client, connection, version) = timeout(CONNECT, connecting)
        .await
        .map_err(|_| text::postgres::connect_timeout(CONNECT.as_secs()))??;
    // What ends the connection is also the answer of the next query.
    tokio::spawn(async move { drop(connection.await) });
    Ok((client, version))
}

/// Whether that version of pgvector has half precision. One that is written otherwise is newer.
fn has_half(extension: &str) -> bool {
    let mut parts = extension.split('.').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= HALF_SINCE,
        _ => true,
    }
}

async fn run(client: &Client, sql: &str, step: &str) -> Result<(), RunError> {
    client.batch_execute(sql).await.map_err(|e| explain(&e, step))
}

/// PostgreSQL and pgvector with their versions.
async fn software(client: &Client) -> Result<(String, String), RunError> {
    let row = client
        .query_one(
            "SELECT version(), (SELECT extversion FROM pg_extension WHERE extname = 'vector')",
            &[],
        )
        .await
        .map_err(|e| explain(&e, step::VERSION))?;
    let version: String = row.try_get(0).map_err(|e| explain(&e, step::VERSION))?;
    let extension: Option<String> = row.try_get(1).map_err(|e| explain(&e, step::VERSION))?;
    let extension = extension.ok_or_else(text::postgres::no_extension)?;
    // The rest names the compiler and the machine that PostgreSQL was built on.
    let version = version.split(" on ").next().unwrap_or_default();
    Ok((version.to_owned(), extension))
}

/// The schema that pgvector was installed in, quoted.
async fn extension_schema(client: &Client) -> Result<String, RunError> {
    let row = client
        .query_one(
            "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'vector'",
            &[],
        )
        .await
        .map_err(|e| explain(&e, step::FINDING_EXTENSION))?;
    row.try_get(0).map_err(|e| explain(&e, step::FINDING_EXTENSION))
}

/// Creates the table and copies the vectors into it.
async fn fill(
    client: &Client,
    schema: &Schema,
    vectors: &Vectors,
    updates: &Updates,
) -> Result<(), RunError> {
    let failed = |e| explain(&e, step::LOADING);
    // Unlogged: the vectors are the run's own, and need not survive a crash of the server.
    let sql = format!(
        "SET search_path TO {0}, public, {1};
         CREATE UNLOGGED TABLE {0}.items (id integer PRIMARY KEY, embedding vector({2}) NOT NULL)",
        schema.name(),
        extension_schema(client).await?,
        vectors.dimensions()
    );
    run(client, &sql, step::CREATING_TABLE).await?;
    let probe = client.prepare("SELECT NULL::vector").await.map_err(failed)?;
    let vector = probe.columns()[0].type_().clone();
    let sink = client
        .copy_in(&format!("COPY {}.items FROM STDIN BINARY", schema.name()))
        .await
        .map_err(failed)?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &[Type::INT4, vector]));
    let total = vectors.len();
    let step = (total / 100).max(1);
    for (id, row) in vectors.rows().enumerate() {
        let value = Vector::from(row.to_vec());
        writer
            .as_mut()
            .write(&[&(id as i32), &value])
            .await
            .map_err(failed)?;
        if (id + 1) % step == 0 {
            updates.progress(phase::LOADING, id as u64 + 1, total as u64);
        }
    }
    writer.as_mut().finish().await.map_err(failed)?;
    Ok(())
}

/// Builds the index and reports its progress from a second connection.
async fn index(
    client: &Client,
    schema: &Schema,
    vectors: &Vectors,
    precision: Precision,
    place: &Place,
    updates: &Updates,
) -> Result<(), RunError> {
    let watcher = connect(place).await?;
    // A graph that fits its memory is built several times faster; PostgreSQL's own default is 64 MB.
    let needed_mb = vectors.len() * (vectors.dimensions() * 4 + 512) * 3 / 2 / 1_000_000;
    let memory = needed_mb.clamp(64, 4096);
    let build = format!(
        "CREATE INDEX items_hnsw ON {0}.items USING hnsw ({1} {2})
         WITH (m = {LINKS}, ef_construction = {EF_CONSTRUCTION})",
        schema.name(),
        precision.cast("embedding"),
        precision.operators()
    );
    let settings = format!("SET maintenance_work_mem = '{memory}MB'");
    run(client, &settings, step::PREPARING_INDEX).await?;
    let result = watched(client, &watcher, &build, updates).await;
    // Parallel workers share memory by way of /dev/shm, which containers keep small.
    if let Err(error) = result {
        if error.code().is_none_or(|code| !code.code().starts_with("53")) {
            return Err(explain(&error, step::BUILDING));
        }
        run(
            client,
            "SET max_parallel_maintenance_workers = 0",
            step::PREPARING_INDEX,
        )
        .await?;
        watched(client, &watcher, &build, updates)
            .await
            .map_err(|e| explain(&e, step::BUILDING))?;
    }
    run(
        client,
        &format!("ANALYZE {}.items", schema.name()),
        step::ANALYZING,
    )
    .await
}

async fn watched(
    client: &Client,
    watcher: &Client,
    build: &str,
    updates: &Updates,
) -> Result<(), tokio_postgres::Error> {
    let mut building = pin!(client.batch_execute(build));
    let mut ticks = interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            result = &mut building => return result,
            _ = ticks.tick() => {
                let row = watcher
                    .query_opt(
                        "SELECT blocks_done, blocks_total FROM pg_stat_progress_create_index
                         WHERE datname = current_database() AND blocks_total > 0 LIMIT 1",
                        &[],
                    )
                    .await;
                // Without a view of the progress the build goes on all the same.
                if let Ok(Some(row)) = row
                    && let (Ok(done), Ok(total)) = (row.try_get::<_, i64>(0), row.try_get::<_, i64>(1))
                {
                    updates.progress(phase::BUILDING, done.max(0) as u64, total.max(0) as u64);
                }
            }
        }
    }
}

/// Whether the planner takes the index: below some hundred rows it reads them all.
async fn is_indexed(
    client: &Client,
    schema: &Schema,
    precision: Precision,
    k: usize,
) -> Result<bool, RunError> {
    let sql = format!(
        "EXPLAIN SELECT id FROM {0}.items ORDER BY {1} <=> (SELECT {1} FROM {0}.items LIMIT 1) LIMIT {k}",
        schema.name(),
        precision.cast("embedding")
    );
    let rows = client
        .query(&sql, &[])
        .await
        .map_err(|e| explain(&e, step::PLANNING))?;
    Ok(rows
        .iter()
        .filter_map(|row| row.try_get::<_, String>(0).ok())
        .any(|line| line.contains("items_hnsw")))
}
