//! The embedder with the weights of all-MiniLM-L6-v2.

mod outcome;

use std::path::{Path, PathBuf};

use forkcast_protocol::measure::{RetrievalSpec, SeriesKind};
use forkcast_retrieval::{Embedder, Store, run};
use serde::Deserialize;

use outcome::Outcome;

#[derive(Deserialize)]
struct Reference {
    text: String,
    embedding: Vec<f32>,
}

/// Written by `fixtures/minilm_reference.py`, an implementation of its own in double precision.
fn references() -> Vec<Reference> {
    serde_json::from_str(include_str!("fixtures/minilm.json")).expect("the fixture is JSON")
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The installed weights, or those of the folder that `FORKCAST_TEST_MINILM` names.
fn weights() -> PathBuf {
    std::env::var_os("FORKCAST_TEST_MINILM").map_or_else(forkcast_test_servers::minilm, PathBuf::from)
}

#[test]
fn agrees_with_an_independent_implementation_and_tells_related_from_unrelated() {
    let folder = weights();
    let embedder = Embedder::load(&folder).expect("loads");
    assert_eq!(embedder.dimensions(), 384);
    let embedded: Vec<Vec<f32>> = references()
        .iter()
        .map(|reference| {
            let ours = embedder.embed(&reference.text).expect("embeds");
            for (a, b) in ours.iter().zip(&reference.embedding) {
                assert!((a - b).abs() < 2e-5, "{a} and {b} in “{}”", reference.text);
            }
            assert_eq!(ours.len(), reference.embedding.len());
            ours
        })
        .collect();
    let [cat, kitten, bank, policy, password] = &embedded[..] else {
        panic!("five sentences")
    };
    // Two about a cat, two about monetary policy, one about neither; no pair shares more than small words.
    let related = cosine(cat, kitten).min(cosine(bank, policy));
    for other in [
        cosine(cat, bank),
        cosine(kitten, policy),
        cosine(cat, password),
        cosine(policy, password),
    ] {
        assert!(related > other + 0.3, "{related} against {other}");
    }
}

#[test]
fn a_long_text_is_cut_and_an_empty_one_has_an_embedding_all_the_same() {
    let folder = weights();
    let embedder = Embedder::load(&folder).expect("loads");
    for text in ["", &"harbour ".repeat(5000)] {
        let embedding = embedder.embed(text).expect("embeds");
        assert!((cosine(&embedding, &embedding) - 1.0).abs() < 1e-4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_times_the_embedding_of_questions() {
    let folder = weights();
    let spec = RetrievalSpec {
        store: "embedded".to_owned(),
        vectors: 500,
        dimensions: 384,
        k: 5,
        queries: 40,
        warmup: 2,
        concurrency: 1,
        embed: true,
    };
    let outcome =
        Outcome::of_run(async |updates| run(&spec, &Store::embedded(), Some(&folder), &updates).await).await;
    outcome.result.as_ref().expect("done");
    let embed = outcome.series("embed");
    assert_eq!((embed.n, embed.kind), (40, SeriesKind::Embed));
    assert!(
        embed.p50.value > 0.05,
        "a forward pass takes more than {} ms",
        embed.p50.value
    );
    assert!(outcome.has("search"));
}

#[test]
fn what_is_no_model_is_refused_by_name_and_without_the_path() {
    let folder = Path::new("/nowhere-in-particular");
    let error = Embedder::load(folder).err().expect("nothing there").to_string();
    assert!(
        error.contains("config.json") && !error.contains("nowhere"),
        "{error}"
    );
    let broken = std::env::temp_dir().join(format!("forkcast-broken-model-{}", std::process::id()));
    std::fs::create_dir_all(&broken).expect("a folder");
    std::fs::write(broken.join("config.json"), "{\"hidden_size\": 384}").expect("a file");
    let error = Embedder::load(&broken)
        .err()
        .expect("half a configuration")
        .to_string();
    assert!(error.contains("config.json is invalid"), "{error}");
    std::fs::remove_dir_all(&broken).expect("removed");
}
