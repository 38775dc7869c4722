//! A run over the embedded store, as the program runs it.

mod outcome;

use forkcast_protocol::measure::{RetrievalSpec, SeriesKind};
use forkcast_retrieval::{Store, run};

use outcome::Outcome;

fn spec() -> RetrievalSpec {
    RetrievalSpec {
        store: "embedded".to_owned(),
        vectors: 3000,
        dimensions: 64,
        k: 10,
        queries: 300,
        warmup: 20,
        concurrency: 2,
        embed: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_store_gives_latency_with_recall_and_exact_search_beside_it() {
    let outcome =
        Outcome::of_run(async |updates| run(&spec(), &Store::embedded(), None, &updates).await).await;
    outcome.result.as_ref().expect("done");
    let search = outcome.series("search");
    assert_eq!(
        (search.n, search.errors, search.kind),
        (300, 0, SeriesKind::Search)
    );
    assert_eq!(search.batch, Some(2));
    let recall = search.recall.expect("a search has a recall");
    assert!((0.95..=1.0).contains(&recall), "{recall}");
    assert!(search.p50.value > 0.0 && search.p95.is_some() && search.p99.is_none());
    assert!(search.throughput_per_s.is_some_and(|t| t > 0.0));
    let exact = outcome.series("search-exact");
    assert_eq!(exact.recall, Some(1.0));
    assert!(exact.n > 0);
    assert!(
        outcome.target().software.starts_with("usearch 2."),
        "{:?}",
        outcome.target()
    );
    let phases = outcome.phases();
    for phase in ["Exact answers", "Building the index", "Warm-up", "Searching"] {
        assert!(
            phases.contains(&phase.to_owned()),
            "{phase} is not among {phases:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_embedding_model_the_rest_is_measured_with_a_warning() {
    let asked = RetrievalSpec {
        embed: true,
        queries: 30,
        ..spec()
    };
    let outcome =
        Outcome::of_run(async |updates| run(&asked, &Store::embedded(), None, &updates).await).await;
    outcome.result.as_ref().expect("done");
    assert_eq!(outcome.series("search").n, 30);
    assert!(
        outcome
            .warnings()
            .iter()
            .any(|w| w.contains("No embedding model"))
    );
    assert!(!outcome.has("embed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_run_stops_working() {
    let (updates, mut receiver) = forkcast_endpoint::Updates::channel();
    let large = RetrievalSpec {
        vectors: 200_000,
        queries: 1000,
        ..spec()
    };
    let task = tokio::spawn(async move { run(&large, &Store::embedded(), None, &updates).await });
    receiver.recv().await.expect("it has begun");
    task.abort();
    // The channel closes when the last thread of the run has let go of its end.
    let closed = async { while receiver.recv().await.is_some() {} };
    tokio::time::timeout(std::time::Duration::from_secs(60), closed)
        .await
        .expect("every thread of the run ends");
}
