//! PostgreSQL with pgvector, for real: a server of this process, or the one at `FORKCAST_TEST_POSTGRES_URL`, whose user may create
//! databases and has the extension at hand.

mod outcome;
mod tls_proxy;

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
use tls_proxy::{Answer, Front, Shown};

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
        search
            .path
            .as_ref()
            .is_some_and(|p| p.contains("sequential scan") && p.contains("so recall is 1")),
        "{:?}",
        search.path
    );
    assert!(
        outcome
            .warnings()
            .iter()
            .any(|w| w.contains("recall is 1.000 for that reason")),
        "{:?}",
        outcome.warnings()
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
    let store = self::store(&format!("postgres://{user}@{host}"));
    let outcome = Outcome::of_run(async |updates| run(&spec(), &store, None, &updates).await).await;
    let error = outcome.result.as_ref().expect_err("refused").to_string();
    assert!(error.contains("asks for a password"), "{error}");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_too_wide_for_single_precision_are_indexed_in_half() {
    let database = Database::new("half", true).await;
    // Wide vectors lie outside of their rows, so the table looks small to the planner: it reads 1,500 of 2,000 dimensions in full.
    let set = format!("ALTER DATABASE {} SET enable_seqscan = off", database.name);
    client(&database.server)
        .await
        .batch_execute(&set)
        .await
        .expect("set");
    for (dimensions, label) in [(2000, "HNSW, f32"), (3072, "HNSW, halfvec (f16)")] {
        let wide = RetrievalSpec {
            vectors: 600,
            dimensions,
            queries: 50,
            concurrency: 1,
            ..spec()
        };
        let outcome =
            Outcome::of_run(async |updates| run(&wide, &database.store(), None, &updates).await).await;
        outcome.result.as_ref().expect("done");
        let search = outcome.series("search");
        assert!(
            search.path.as_ref().is_some_and(|p| p.contains(label)),
            "{:?}",
            search.path
        );
        assert!(
            search.recall.is_some_and(|r| (0.9..=1.0).contains(&r)),
            "{:?}",
            search.recall
        );
    }
    assert!(database.schemas().await.is_empty());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_dimensions_than_the_index_takes_are_refused() {
    let database = Database::new("wide", true).await;
    let wide = RetrievalSpec {
        vectors: 100,
        dimensions: 4001,
        queries: 1,
        ..spec()
    };
    let outcome = Outcome::of_run(async |updates| run(&wide, &database.store(), None, &updates).await).await;
    let error = outcome.result.expect_err("too wide").to_string();
    assert!(error.contains("up to 4000"), "{error}");
    database.remove().await;
}

/// A short run by way of the front with this query in the address: its software, or its error.
async fn through(database: &Database, front: &Front, host: &str, query: &str) -> Result<String, String> {
    let (user, place) = database.url.rsplit_once('@').expect("user and host");
    let (_, name) = place.rsplit_once('/').expect("a database");
    let few = RetrievalSpec {
        vectors: 50,
        queries: 5,
        warmup: 0,
        ..spec()
    };
    let store = store(&format!("{user}@{host}:{}/{name}{query}", front.port));
    let outcome = Outcome::of_run(async |updates| run(&few, &store, None, &updates).await).await;
    let (_, password) = user.rsplit_once(':').expect("a password");
    assert!(!outcome.text().contains(password), "{}", outcome.text());
    match &outcome.result {
        Ok(()) => Ok(outcome.target().software.clone()),
        Err(error) => Err(error.to_string()),
    }
}

async fn behind(database: &Database) -> std::net::SocketAddr {
    let (_, place) = database.url.rsplit_once('@').expect("user and host");
    let (host, _) = place.rsplit_once('/').expect("a database");
    let mut found = tokio::net::lookup_host(host).await.expect("a host");
    found.next().expect("an address")
}

fn count(counter: &std::sync::atomic::AtomicU64) -> u64 {
    counter.load(std::sync::atomic::Ordering::Relaxed)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mode_of_tls_does_as_in_libpq() {
    let database = Database::new("tls", true).await;
    let server = behind(&database).await;
    let good = Front::new(server, Answer::Tls, Shown::Good).await;
    let with = |mode: &str, file: &std::path::Path| format!("?sslmode={mode}&sslrootcert={}", file.display());

    assert!(
        !through(&database, &good, "localhost", "?sslmode=disable")
            .await
            .expect("plain")
            .contains("TLS")
    );
    assert_eq!(count(&good.by_tls), 0);
    for query in [
        String::new(),
        "?sslmode=prefer".to_owned(),
        "?sslmode=require".to_owned(),
        "?application_name=forkcast&sslmode=require".to_owned(),
        with("require", &good.authority),
        with("verify-ca", &good.authority),
        with("verify-full", &good.authority),
        with("verify-full", &good.authority).replace('/', "%2F"),
        // A client that may bind its authentication to TLS does not need to.
        "?sslmode=require&channel_binding=prefer".to_owned(),
    ] {
        let (tls, plain) = (count(&good.by_tls), count(&good.plain));
        let software = through(&database, &good, "localhost", &query).await;
        assert!(
            software.as_ref().is_ok_and(|s| s.ends_with(", TLS 1.3")),
            "{query}: {software:?}"
        );
        assert!(
            count(&good.by_tls) > tls && count(&good.plain) == plain,
            "{query}"
        );
    }
    for (query, words) in [
        (
            with("verify-ca", &good.stranger),
            "not signed by a trusted authority",
        ),
        (
            with("require", &good.stranger),
            "not signed by a trusted authority",
        ),
        ("?sslmode=verify-full".to_owned(), "sslrootcert"),
        (
            with("verify-full", std::path::Path::new("/nowhere.pem")),
            "cannot be read",
        ),
        (
            "?sslmode=sometimes".to_owned(),
            "sslmode in the store's address takes disable",
        ),
        (
            "?sslmode=require&sslkey=k".to_owned(),
            "certificate of the client",
        ),
        (
            "?sslmode=require&channel_binding=require".to_owned(),
            "channel_binding",
        ),
    ] {
        let plain = count(&good.plain);
        let error = through(&database, &good, "localhost", &query)
            .await
            .expect_err(&query);
        assert!(error.contains(words), "{query}: {error}");
        assert_eq!(
            count(&good.plain),
            plain,
            "{query}: nothing goes over in clear text"
        );
    }
    // The certificate is for localhost, not for its address.
    let by_address = with("verify-full", &good.authority);
    let error = through(&database, &good, "127.0.0.1", &by_address)
        .await
        .expect_err("another name");
    assert!(error.contains("another host"), "{error}");
    assert!(
        through(&database, &good, "127.0.0.1", &with("verify-ca", &good.authority))
            .await
            .is_ok()
    );
    assert!(database.schemas().await.is_empty());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_and_servers_that_will_not_do_are_named() {
    let database = Database::new("tls_wrong", true).await;
    let server = behind(&database).await;
    for (answer, shown, mode, expected) in [
        (Answer::Tls, Shown::OfAnother, "verify-full", Err("another host")),
        (Answer::Tls, Shown::OfAnother, "verify-ca", Ok("TLS 1.3")),
        (Answer::Tls, Shown::Expired, "verify-full", Err("expired")),
        (Answer::Tls, Shown::Expired, "prefer", Ok("TLS 1.3")),
        (
            Answer::Tls,
            Shown::OfItself,
            "verify-full",
            Err("not signed by a trusted authority"),
        ),
        (Answer::None, Shown::Good, "require", Err("does not offer TLS")),
        (
            Answer::None,
            Shown::Good,
            "verify-full",
            Err("does not offer TLS"),
        ),
        (Answer::None, Shown::Good, "prefer", Ok("pgvector 0")),
        (
            Answer::Broken,
            Shown::Good,
            "require",
            Err("refuses the TLS connection"),
        ),
        (
            Answer::Odd,
            Shown::Good,
            "prefer",
            Err("does not answer as PostgreSQL does"),
        ),
    ] {
        let front = Front::new(server, answer, shown).await;
        let query = format!("?sslmode={mode}&sslrootcert={}", front.authority.display());
        let outcome = through(&database, &front, "localhost", &query).await;
        match (&outcome, expected) {
            (Ok(software), Ok(words)) => assert!(software.contains(words), "{mode}: {software}"),
            (Err(error), Err(words)) => assert!(error.contains(words), "{mode}: {error}"),
            _ => panic!("{mode}: {outcome:?} in place of {expected:?}"),
        }
    }
    // A server's own certificate, named as trusted.
    let front = Front::new(server, Answer::Tls, Shown::OfItself).await;
    for (host, is_fine) in [("localhost", true), ("127.0.0.1", false)] {
        let query = format!("?sslmode=verify-full&sslrootcert={}", front.shown.display());
        assert_eq!(
            through(&database, &front, host, &query).await.is_ok(),
            is_fine,
            "{host}"
        );
    }
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
            "postgres://someone:hidden-word@no-such-host.invalid/db".to_owned(),
            "is not found",
        ),
        ("postgres://someone@127.0.0.1/db?sslmode=on".to_owned(), "sslmode"),
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
