//! PostgreSQL with pgvector.
//!
//! A run has a schema of its own and removes it. A session lock marks a live run: the next run removes each schema of a run whose lock
//! nobody holds.

mod connection;
mod schema;

use std::pin::pin;
use std::time::Duration;

use async_trait::async_trait;
use forkcast_endpoint::{RunError, Updates};
use pgvector::Vector;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, NoTls, Statement};

use self::connection::explain;
use self::schema::Schema;
use super::{Address, EF_CONSTRUCTION, EF_SEARCH, Index, Job, LINKS, VectorStore, unique_name};
use crate::text::{self, label, phase, step};
use crate::vectors::Vectors;

/// Most dimensions that pgvector indexes in single precision.
const MOST_DIMENSIONS: usize = 2000;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How often the progress of a build is queried.
const POLL: Duration = Duration::from_millis(500);

/// PostgreSQL with pgvector, without TLS.
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
        // The parser's own message would repeat parts of the address, and the password with them.
        let config: Config = address.url.parse().map_err(|_| text::postgres::invalid_address())?;
        let client = connect(&config).await?;
        (job.announce)(software(&client).await?);
        if vectors.dimensions() > MOST_DIMENSIONS {
            return Err(text::postgres::too_wide(MOST_DIMENSIONS, vectors.dimensions()));
        }
        let schema = Schema::create(config.clone(), &client, unique_name()).await?;
        fill(&client, &schema, vectors, job.updates).await?;
        index(&client, &schema, vectors, &config, job.updates).await?;
        let mut ready = Vec::with_capacity(job.workers);
        for _ in 0..job.workers {
            let client = connect(&config).await?;
            let set = format!(
                "SET hnsw.ef_search = {EF_SEARCH}; SET search_path TO {}, public, {}",
                schema.name(),
                extension_schema(&client).await?
            );
            run(&client, &set, step::PREPARING_CONNECTION).await?;
            let query = format!("SELECT id FROM items ORDER BY embedding <=> $1 LIMIT {}", job.k);
            let statement = client
                .prepare(&query)
                .await
                .map_err(|e| explain(&e, step::PREPARING_SEARCH))?;
            ready.push((client, statement));
        }
        let path = path(&ready[0].0, &schema, job.k).await?;
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
async fn connect(config: &Config) -> Result<Client, RunError> {
    let connecting = async {
        let stream = connection::open(config).await?;
        let connected = config.connect_raw(stream, NoTls).await;
        connected.map_err(|e| explain(&e, step::CONNECTING))
    };
    let (client, connection) = timeout(CONNECT, connecting)
        .await
        .map_err(|_| text::postgres::connect_timeout(CONNECT.as_secs()))??;
    // What ends the connection is also the answer of the next query.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

async fn run(client: &Client, sql: &str, step: &str) -> Result<(), RunError> {
    client.batch_execute(sql).await.map_err(|e| explain(&e, step))
}

/// PostgreSQL and pgvector with their versions.
async fn software(client: &Client) -> Result<String, RunError> {
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
    Ok(text::software::postgres(version, &extension))
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
    config: &Config,
    updates: &Updates,
) -> Result<(), RunError> {
    let watcher = connect(config).await?;
    // A graph that fits its memory is built several times faster; PostgreSQL's own default is 64 MB.
    let needed_mb = vectors.len() * (vectors.dimensions() * 4 + 512) * 3 / 2 / 1_000_000;
    let memory = needed_mb.clamp(64, 4096);
    let build = format!(
        "CREATE INDEX items_hnsw ON {0}.items USING hnsw (embedding vector_cosine_ops)
         WITH (m = {LINKS}, ef_construction = {EF_CONSTRUCTION})",
        schema.name()
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
async fn path(client: &Client, schema: &Schema, k: usize) -> Result<String, RunError> {
    let sql = format!(
        "EXPLAIN SELECT id FROM {0}.items ORDER BY embedding <=> (SELECT embedding FROM {0}.items LIMIT 1) LIMIT {k}",
        schema.name()
    );
    let rows = client
        .query(&sql, &[])
        .await
        .map_err(|e| explain(&e, step::PLANNING))?;
    let indexed = rows
        .iter()
        .filter_map(|row| row.try_get::<_, String>(0).ok())
        .any(|line| line.contains("items_hnsw"));
    Ok(if indexed {
        label::hnsw("pgvector", LINKS, EF_CONSTRUCTION, EF_SEARCH)
    } else {
        label::UNINDEXED.to_owned()
    })
}
