//! PostgreSQL with pgvector, for real: a server of this process, or the one at `FORKCAST_TEST_POSTGRES_URL`, whose user may create
//! databases and has the extension at hand.

mod outcome;

use std::future::Future;
use std::net::TcpListener;
use std::sync::OnceLock;
use std::time::Duration;

use forkcast_endpoint::Updates;
use forkcast_protocol::measure::{RetrievalSpec, Update};
use forkcast_retrieval::{Address, Store, run};
use forkcast_test_servers::Server;
use tokio::time::{sleep, timeout};
use tokio_postgres::{Client, NoTls};

use outcome::Outcome;

/// Only ever reached if something hangs.
const DEADLINE: Duration = Duration::from_secs(60);

fn spec() -> RetrievalSpec {
    RetrievalSpec {
        store: "pg".to_owned(),
        vectors: 2000,
        dimensions: 48,
        k: 10,
        queries: 200,
        warmup: 10,
        concurrency: 3,
        embed: false,
    }
}

fn store(url: &str) -> Store {
    let address = Address {
        url: url.to_owned(),
        ..Address::default()
    };
    Store::new(Some("postgres"), address).expect("a store")
}

async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connects");
    tokio::spawn(async move { drop(connection.await) });
    client
}

/// The address of the server.
fn server() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    std::env::var("FORKCAST_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| SERVER.get_or_init(forkcast_test_servers::postgres).url.clone())
}

/// A database of the test's own, so that tests do not see each other's schemas.
struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    async fn new(name: &str, extension: bool) -> Self {
        let server = server();
        let name = format!("forkcast_test_{name}_{}", std::process::id());
        let admin = client(&server).await;
        admin
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .expect("a database");
        let base = server
            .rfind('/')
            .filter(|at| !server[..*at].ends_with('/'))
            .expect("an address with a database");
        let url = format!("{}/{name}", &server[..base]);
        if extension {
            client(&url)
                .await
                .batch_execute("CREATE EXTENSION vector")
                .await
                .expect("pgvector");
        }
        Self { server, name, url }
    }

    fn store(&self) -> Store {
        store(&self.url)
    }

    async fn schemas(&self) -> Vec<String> {
        client(&self.url)
            .await
            .query(
                "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'forkcast%'",
                &[],
            )
            .await
            .expect("a list")
            .iter()
            .map(|row| row.get(0))
            .collect()
    }

    async fn remove(self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        client(&self.server)
            .await
            .batch_execute(&drop)
            .await
            .expect("removed");
    }
}

/// Waits until it is so.
async fn until<F: Future<Output = bool>>(what: &str, check: impl Fn() -> F) {
    let wait = async {
        while !check().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, wait).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_by_the_index_with_recall_and_leaves_nothing_behind() {
    let database = Database::new("whole", true).await;
    let enough = RetrievalSpec {
        vectors: 6000,
        ..spec()
    };
    let outcome =
        Outcome::of_run(async |updates| run(&enough, &database.store(), None, &updates).await).await;
    outcome.result.as_ref().expect("done");
    let search = outcome.series("search");
    assert_eq!((search.n, search.errors, search.batch), (200, 0, Some(3)));
    assert!(
        search.recall.is_some_and(|r| (0.95..=1.0).contains(&r)),
        "{:?}",
        search.recall
    );
    assert!(
        search.path.as_ref().is_some_and(|p| p.contains("pgvector HNSW")),
        "{:?}",
        search.path
    );
    let software = &outcome.target().software;
    assert!(
        software.starts_with("PostgreSQL ") && software.contains(", pgvector 0."),
        "{software}"
    );
    assert!(outcome.phases().contains(&"Loading vectors".to_owned()));
    assert!(outcome.warnings().is_empty(), "{:?}", outcome.warnings());
    assert!(database.schemas().await.is_empty());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_so_small_that_its_index_is_not_used_is_labelled_so() {
    let database = Database::new("small", true).await;
    let small = RetrievalSpec {
        vectors: 200,
        queries: 20,
        ..spec()
    };
    let outcome = Outcome::of_run(async |updates| run(&small, &database.store(), None, &updates).await).await;
    outcome.result.as_ref().expect("done");
    let search = outcome.series("search");
    assert_eq!(search.recall, Some(1.0));
    assert!(
        search.path.as_ref().is_some_and(|p| p.contains("every row read")),
        "{:?}",
        search.path
    );
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_run_and_a_killed_one_are_cleared_away_and_a_living_one_is_not() {
    let database = Database::new("dropped", true).await;
    // A schema without a lock is what a killed run leaves; one whose lock is held belongs to a run.
    let other = client(&database.url).await;
    other
        .batch_execute(
            "CREATE SCHEMA forkcast_run_1_dead; CREATE SCHEMA forkcast_run_1_living; CREATE SCHEMA forkcast_other;
             SELECT pg_advisory_lock(hashtextextended('forkcast_run_1_living', 0))",
        )
        .await
        .expect("schemas");
    let (updates, mut receiver) = Updates::channel();
    let (store, large) = (
        database.store(),
        RetrievalSpec {
            vectors: 20_000,
            queries: 100_000,
            ..spec()
        },
    );
    let task = tokio::spawn(async move { run(&large, &store, None, &updates).await });
    // Into the middle of the load, with the schema there and the table locked.
    while let Some(update) = receiver.recv().await {
        if matches!(&update, Update::Progress { phase, done, .. } if phase == "Loading vectors" && *done > 1000)
        {
            break;
        }
    }
    assert!(!task.is_finished());
    task.abort();
    until("the schema of the dropped run is removed", || async {
        let mut left = database.schemas().await;
        left.sort();
        left == ["forkcast_other", "forkcast_run_1_living"]
    })
    .await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_dropped_while_its_index_is_built_is_cleared_away_at_once() {
    let database = Database::new("building", true).await;
    let (updates, mut receiver) = Updates::channel();
    let (store, large) = (
        database.store(),
        RetrievalSpec {
            vectors: 60_000,
            dimensions: 128,
            queries: 100,
            ..spec()
        },
    );
    let task = tokio::spawn(async move { run(&large, &store, None, &updates).await });
    while let Some(update) = receiver.recv().await {
        if matches!(&update, Update::Progress { phase, .. } if phase == "Building the index") {
            break;
        }
    }
    task.abort();
    until("the schema is removed", || async {
        database.schemas().await.is_empty()
    })
    .await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_vanishes_ends_the_run_and_what_was_measured_stays() {
    let database = Database::new("vanishes", true).await;
    let (updates, mut receiver) = Updates::channel();
    let (store, long) = (
        database.store(),
        RetrievalSpec {
            queries: 100_000,
            ..spec()
        },
    );
    let task = tokio::spawn(async move { run(&long, &store, None, &updates).await });
    let mut last = None;
    while let Some(update) = receiver.recv().await {
        let Update::Series(series) = update else { continue };
        if last.is_none() {
            let schema = database.schemas().await.remove(0);
            let drop = format!("DROP TABLE {schema}.items CASCADE");
            client(&database.url)
                .await
                .batch_execute(&drop)
                .await
                .expect("dropped");
        }
        last = Some(series);
    }
    let error = task
        .await
        .expect("no panic")
        .expect_err("the table is gone")
        .to_string();
    assert!(error.contains("gone"), "{error}");
    let last = last.expect("a series was sent");
    assert!(last.n > 0 && last.errors > 0, "{} and {}", last.n, last.errors);
    assert!(database.schemas().await.is_empty());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_the_extension_says_what_to_do() {
    let database = Database::new("bare", false).await;
    let outcome =
        Outcome::of_run(async |updates| run(&spec(), &database.store(), None, &updates).await).await;
    let error = outcome.result.as_ref().expect_err("no pgvector").to_string();
    assert!(error.contains("CREATE EXTENSION vector"), "{error}");
    assert!(database.schemas().await.is_empty());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_named_and_never_repeated() {
    let database = Database::new("password", true).await;
    let (start, host) = database.url.rsplit_once('@').expect("user and host");
    let user = start
        .trim_start_matches("postgres://")
        .trim_start_matches("postgresql://");
    let user = user.split(':').next().expect("a user");
    let store = store(&format!("postgres://{user}:not-the-word@{host}"));
    let outcome = Outcome::of_run(async |updates| run(&spec(), &store, None, &updates).await).await;
    let error = outcome.result.as_ref().expect_err("refused").to_string();
    assert!(error.contains("refused the user or the password"), "{error}");
    assert!(!outcome.text().contains("not-the-word"), "{}", outcome.text());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_dimensions_than_the_index_takes_are_refused() {
    let database = Database::new("wide", true).await;
    let wide = RetrievalSpec {
        vectors: 100,
        dimensions: 2001,
        queries: 1,
        ..spec()
    };
    let outcome = Outcome::of_run(async |updates| run(&wide, &database.store(), None, &updates).await).await;
    let error = outcome.result.expect_err("too wide").to_string();
    assert!(error.contains("up to 2000"), "{error}");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_or_invalid_address_is_reported_without_the_address() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("bound")
        .port();
    for (url, expected) in [
        (
            format!("postgres://someone:hidden-word@127.0.0.1:{port}/db"),
            "connection refused",
        ),
        (
            "postgres://someone:hidden-word@127.0.0.1:notaport/db".to_owned(),
            "of the form postgres://",
        ),
    ] {
        let outcome = Outcome::of_run(async |updates| run(&spec(), &store(&url), None, &updates).await).await;
        let error = outcome.result.as_ref().expect_err("nothing there").to_string();
        assert!(error.contains(expected), "{error}");
        let text = outcome.text();
        assert!(
            !text.contains("hidden-word") && !text.contains("127.0.0.1"),
            "{text}"
        );
    }
}
