//! Qdrant by its REST contract, and for real when `QDRANT_URL` (and `QDRANT_KEY`) are set.

mod outcome;
mod qdrant_server;

use std::time::Duration;

use forkcast_endpoint::Updates;
use forkcast_protocol::measure::{RetrievalSpec, Update};
use forkcast_retrieval::{Address, Store, run};
use tokio::time::{sleep, timeout};

use outcome::Outcome;
use qdrant_server::{Fault, Qdrant};

const KEY: &str = "key-of-the-test";

fn spec() -> RetrievalSpec {
    outcome::spec("qdrant")
}

fn store(url: &str, key: &str) -> Store {
    let address = Address {
        url: url.to_owned(),
        key: Some(key.to_owned()),
        proxy: None,
    };
    Store::new(Some("qdrant"), address).expect("a store")
}

async fn against(fault: Fault) -> (Outcome, Qdrant) {
    let server = Qdrant::start(fault).await;
    let outcome =
        Outcome::of_run(async |updates| run(&spec(), &store(&server.url, KEY), None, &updates).await).await;
    (outcome, server)
}

fn error(outcome: &Outcome) -> String {
    outcome.result.as_ref().expect_err("the run fails").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_keeps_the_contract_and_the_collection_is_removed() {
    let (outcome, server) = against(Fault::None).await;
    outcome.result.as_ref().expect("done");
    let log = server.log.lock().expect("whole");
    assert!(log.breaches.is_empty(), "{:?}", log.breaches);
    assert_eq!(log.searches, 105, "a warm-up of 5 and 100 searches");
    assert!(log.collections.is_empty());
    assert!(
        log.requests
            .last()
            .is_some_and(|r| r.starts_with("DELETE /collections/forkcast_run_"))
    );
    let search = outcome.series("search");
    assert_eq!((search.n, search.errors), (100, 0));
    // The stand-in searches exactly: anything less would be a vector or an id changed on the way.
    assert!(search.recall.is_some_and(|r| r > 0.995), "{:?}", search.recall);
    assert_eq!(outcome.target().software, "Qdrant 1.20.1");
    assert!(outcome.warnings().is_empty(), "{:?}", outcome.warnings());
    assert!(!outcome.text().contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_one_where_there_is_one() {
    let Ok(url) = std::env::var("QDRANT_URL") else {
        println!("not run: QDRANT_URL is not set");
        return;
    };
    let address = Address {
        url,
        key: std::env::var("QDRANT_KEY").ok(),
        proxy: None,
    };
    let store = Store::new(Some("qdrant"), address).expect("a store");
    let outcome = Outcome::of_run(async |updates| run(&spec(), &store, None, &updates).await).await;
    outcome.result.as_ref().expect("done");
    assert!(outcome.series("search").recall.is_some_and(|r| r > 0.9));
    assert!(outcome.target().software.starts_with("Qdrant 1."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_left_is_removed_after_a_day_and_nothing_else_is() {
    let server = Qdrant::start(Fault::None).await;
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    let (old, young) = (
        format!("forkcast_run_{}_00", now - 90_000),
        format!("forkcast_run_{}_00", now - 3600),
    );
    for name in [&old, &young, &"products".to_owned()] {
        server
            .log
            .lock()
            .expect("whole")
            .collections
            .insert(name.clone(), qdrant_server::Collection::default());
    }
    let outcome =
        Outcome::of_run(async |updates| run(&spec(), &store(&server.url, KEY), None, &updates).await).await;
    outcome.result.expect("done");
    let log = server.log.lock().expect("whole");
    assert_eq!(log.collections.keys().collect::<Vec<_>>(), [&young, "products"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_that_vanishes_ends_the_run_and_what_was_measured_stays() {
    let (outcome, _server) = against(Fault::Vanishes(60)).await;
    assert!(error(&outcome).contains("doesn't exist"), "{}", error(&outcome));
    let search = outcome.series("search");
    assert_eq!(search.n, 55, "60 less the warm-up");
    assert!(search.errors >= 10, "{}", search.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_another_form_and_a_broken_index_are_named() {
    for (fault, expected) in [
        (Fault::Malformed, "that its interface does not describe"),
        (Fault::Red, "status is red"),
        (Fault::Acknowledged, "did not finish storing"),
        (Fault::NotQdrant, "is not Qdrant"),
        (Fault::Endless, "longer than 8 MB"),
    ] {
        let (outcome, server) = against(fault).await;
        assert!(
            error(&outcome).contains(expected),
            "{fault:?}: {}",
            error(&outcome)
        );
        // The guard removes it, after the run has ended.
        let gone = async {
            while !server.log.lock().expect("whole").collections.is_empty() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(30), gone)
            .await
            .expect("the collection is removed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_run_removes_its_collection() {
    let server = Qdrant::start(Fault::None).await;
    let (updates, mut receiver) = Updates::channel();
    let (store, long) = (
        store(&server.url, KEY),
        RetrievalSpec {
            queries: 100_000,
            ..spec()
        },
    );
    let task = tokio::spawn(async move { run(&long, &store, None, &updates).await });
    while let Some(update) = receiver.recv().await {
        if matches!(&update, Update::Progress { phase, done, .. } if phase == "Searching" && *done > 0) {
            break;
        }
    }
    assert_eq!(server.log.lock().expect("whole").collections.len(), 1);
    task.abort();
    let gone = async {
        while !server.log.lock().expect("whole").collections.is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(30), gone)
        .await
        .expect("the collection is removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_and_a_server_that_is_not_there_are_named_without_key_or_address() {
    let server = Qdrant::start(Fault::None).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("bound");
    for (url, expected) in [
        (server.url.clone(), "refused the key"),
        (format!("http://{nobody}"), "could not be reached"),
        ("http://127.0.0.1:notaport".to_owned(), "of the form http://"),
    ] {
        let outcome = Outcome::of_run(async |updates| {
            run(&spec(), &store(&url, "wrong-and-secret"), None, &updates).await
        })
        .await;
        assert!(error(&outcome).contains(expected), "{}", error(&outcome));
        let text = outcome.text();
        assert!(
            !text.contains("wrong-and-secret") && !text.contains("127.0.0.1"),
            "{text}"
        );
    }
}
