//! PostgreSQL with pgvector.
//!
//! A run has a schema of its own and removes it. A session lock says that the run is alive: what a killed run has left is known by
//! its name and the lock that nobody holds, and the next run removes it.

mod failure;
mod schema;
mod socket;

use std::pin::pin;
use std::time::Duration;

use forkcast_endpoint::{RunError, Updates};
use pgvector::Vector;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, NoTls, Statement};

use self::failure::explain;
use self::schema::Schema;
use super::{Announce, BUILDING, EF_CONSTRUCTION, EF_SEARCH, LINKS, LOADING, parameters, unique_name};
use crate::vectors::Vectors;

/// Most dimensions that pgvector indexes in single precision.
const MOST_DIMENSIONS: usize = 2000;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How often a build is asked how far it is.
const POLL: Duration = Duration::from_millis(500);

/// A schema with the vectors, and the connections that search it.
pub(crate) struct Postgres {
    workers: Vec<(Client, Statement)>,
    path: String,
    schema: Schema,
}

impl Postgres {
    /// Connects, loads the vectors and builds the index; `workers` connections stand ready after it.
    pub(crate) async fn build(
        url: &str,
        vectors: &Vectors,
        k: usize,
        workers: usize,
        announce: Announce<'_>,
        updates: &Updates,
    ) -> Result<Self, RunError> {
        // The parser's own message would repeat parts of the address, and the password with them.
        let config: Config = url.parse().map_err(|_| {
            RunError::new(
                "the store's address is not of the form postgres://user:password@host:port/database",
            )
        })?;
        let client = connect(&config).await?;
        announce(software(&client).await?);
        if vectors.dimensions() > MOST_DIMENSIONS {
            return Err(RunError::new(format!(
                "dimensions takes up to {MOST_DIMENSIONS} with pgvector, whose index holds no more, not {}",
                vectors.dimensions()
            )));
        }
        let schema = Schema::create(config.clone(), &client, unique_name()).await?;
        fill(&client, &schema, vectors, updates).await?;
        index(&client, &schema, vectors, &config, updates).await?;
        let mut ready = Vec::with_capacity(workers);
        for _ in 0..workers {
            let client = connect(&config).await?;
            let set = format!(
                "SET hnsw.ef_search = {EF_SEARCH}; SET search_path TO {}, public, {}",
                schema.name(),
                extension_schema(&client).await?
            );
            run(&client, &set, "preparing a connection").await?;
            let query = format!("SELECT id FROM items ORDER BY embedding <=> $1 LIMIT {k}");
            let statement = client
                .prepare(&query)
                .await
                .map_err(|e| explain(&e, "preparing the search"))?;
            ready.push((client, statement));
        }
        let path = path(&ready[0].0, &schema, k).await?;
        schema.keep(client);
        Ok(Self {
            workers: ready,
            path,
            schema,
        })
    }

    /// The nearest, best first, by the connection of that worker.
    pub(crate) async fn search(&self, worker: usize, query: &[f32]) -> Result<Vec<u32>, RunError> {
        let (client, statement) = &self.workers[worker % self.workers.len()];
        let rows = client
            .query(statement, &[&Vector::from(query.to_vec())])
            .await
            .map_err(|e| explain(&e, "searching"))?;
        rows.iter()
            .map(|row| {
                let id: i32 = row.try_get(0).map_err(|e| explain(&e, "reading an answer"))?;
                Ok(id as u32)
            })
            .collect()
    }

    /// How PostgreSQL goes about a search, from its own plan.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Removes the schema.
    pub(crate) async fn close(self) -> Result<(), RunError> {
        drop(self.workers);
        self.schema.remove().await
    }
}

/// A connection, served by a task that ends with it.
async fn connect(config: &Config) -> Result<Client, RunError> {
    let connecting = async {
        let stream = socket::open(config).await?;
        let connected = config.connect_raw(stream, NoTls).await;
        connected.map_err(|e| explain(&e, "connecting"))
    };
    let (client, connection) = timeout(CONNECT, connecting)
        .await
        .map_err(|_| RunError::new("PostgreSQL could not be reached: no answer within 10 s"))??;
    // What ends the connection is also the answer of the next query.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

async fn run(client: &Client, sql: &str, doing: &str) -> Result<(), RunError> {
    client.batch_execute(sql).await.map_err(|e| explain(&e, doing))
}

/// PostgreSQL and pgvector with their versions.
async fn software(client: &Client) -> Result<String, RunError> {
    let asked = "asking for the versions";
    let row = client
        .query_one(
            "SELECT version(), (SELECT extversion FROM pg_extension WHERE extname = 'vector')",
            &[],
        )
        .await
        .map_err(|e| explain(&e, asked))?;
    let version: String = row.try_get(0).map_err(|e| explain(&e, asked))?;
    let extension: Option<String> = row.try_get(1).map_err(|e| explain(&e, asked))?;
    let extension = extension.ok_or_else(|| {
        RunError::new(
            "the database has no extension pgvector: run CREATE EXTENSION vector in it as its owner",
        )
    })?;
    // What follows is the compiler and the machine it was built on.
    let version = version.split(" on ").next().unwrap_or_default();
    Ok(format!("{version}, pgvector {extension}"))
}

/// The schema that pgvector was installed in, quoted.
async fn extension_schema(client: &Client) -> Result<String, RunError> {
    let row = client
        .query_one(
            "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'vector'",
            &[],
        )
        .await
        .map_err(|e| explain(&e, "looking for pgvector"))?;
    row.try_get(0).map_err(|e| explain(&e, "looking for pgvector"))
}

/// Creates the table and copies the vectors into it.
async fn fill(
    client: &Client,
    schema: &Schema,
    vectors: &Vectors,
    updates: &Updates,
) -> Result<(), RunError> {
    let doing = "loading the vectors";
    let failed = |e| explain(&e, doing);
    // Unlogged: the vectors are the run's own, and need not survive a crash of the server.
    let sql = format!(
        "SET search_path TO {0}, public, {1};
         CREATE UNLOGGED TABLE {0}.items (id integer PRIMARY KEY, embedding vector({2}) NOT NULL)",
        schema.name(),
        extension_schema(client).await?,
        vectors.dimensions()
    );
    run(client, &sql, "creating the table").await?;
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
            updates.progress(LOADING, id as u64 + 1, total as u64);
        }
    }
    writer.as_mut().finish().await.map_err(failed)?;
    Ok(())
}

/// Builds the index, telling how far it is from a second connection.
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
    run(client, &settings, "preparing the index").await?;
    let result = watched(client, &watcher, &build, updates).await;
    // Parallel workers share memory by way of /dev/shm, which containers keep small.
    if let Err(error) = result {
        if error.code().is_none_or(|code| !code.code().starts_with("53")) {
            return Err(explain(&error, "building the index"));
        }
        run(
            client,
            "SET max_parallel_maintenance_workers = 0",
            "preparing the index",
        )
        .await?;
        watched(client, &watcher, &build, updates)
            .await
            .map_err(|e| explain(&e, "building the index"))?;
    }
    run(
        client,
        &format!("ANALYZE {}.items", schema.name()),
        "analysing the table",
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
                    updates.progress(BUILDING, done.max(0) as u64, total.max(0) as u64);
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
        .map_err(|e| explain(&e, "asking for the plan"))?;
    let indexed = rows
        .iter()
        .filter_map(|row| row.try_get::<_, String>(0).ok())
        .any(|line| line.contains("items_hnsw"));
    Ok(if indexed {
        format!("pgvector HNSW, f32, cosine, {}", parameters())
    } else {
        "pgvector, every row read: the planner passes over the index of so small a table".to_owned()
    })
}
