//! The demonstration: its questions rest on the documents, and real retrieval finds most of them.

mod summary;

use std::collections::HashSet;

use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::demo::{DOCUMENTS, NAME, QUESTIONS};
use forkcast_quality::plan::{Pipeline, find};
use forkcast_quality::results::Summary;
use forkcast_quality::score::Expected;
use forkcast_quality::search::{Index, Search};
use forkcast_quality::set::Set;
use forkcast_retrieval::Embedder;

use summary::of_search;

fn set() -> Set {
    Set::read(NAME, QUESTIONS.as_bytes()).expect("the set")
}

fn corpus(passage_tokens: u32) -> Corpus {
    let mut corpus = Corpus::new(passage_tokens);
    for (path, text) in DOCUMENTS {
        corpus.add(path, text);
    }
    corpus
}

fn spec() -> QualitySpec {
    QualitySpec {
        k: 5,
        candidates: 20,
        passage_tokens: 200,
        context_tokens: 16_000,
        answer_tokens: 100,
        concurrency: 4,
        retries: 0,
        seed: 1,
        limit_usd: 1.0,
    }
}

#[test]
fn each_accepted_answer_occurs_in_its_gold_passage() {
    let set = set();
    assert_eq!((set.questions.len(), set.problems.bad), (120, 0));
    // Sections as they are, not cut into passages.
    let corpus = corpus(1_000_000);
    let mut asked = HashSet::new();
    for question in &set.questions {
        assert!(asked.insert(&question.question), "{} is asked twice", question.id);
        assert_eq!(question.documents.len(), 1, "{}", question.id);
        let gold: Vec<_> = corpus
            .passages
            .iter()
            .filter(|passage| passage.section == question.documents[0])
            .collect();
        assert_eq!(
            gold.len(),
            1,
            "{}: no section {}",
            question.id,
            question.documents[0]
        );
        let Expected::Text { answers, .. } = &question.expected else {
            panic!("{} expects a text", question.id);
        };
        for answer in answers {
            let only = Set::read(
                "one",
                serde_json::json!({"question": "q?", "answers": [answer]})
                    .to_string()
                    .as_bytes(),
            )
            .expect("one answer");
            let words = Corpus::words_of(gold[0]);
            assert_eq!(
                only.questions[0].expected.is_in(words),
                Some(true),
                "{}: \"{answer}\" is not in {}",
                question.id,
                question.documents[0]
            );
        }
    }
}

fn found(set: &Set, index: &Index<'_>, corpus: &Corpus, search: Search) -> Summary {
    let found = find(set, corpus, index, search, &spec(), |_| ()).expect("found");
    of_search((set, corpus), search, spec(), found, Pipeline::default())
}

fn recall(summary: &Summary, search: Search, k: usize) -> f64 {
    let row = summary
        .recall
        .iter()
        .find(|row| row.search == search.id() && row.k == k);
    row.expect("measured").recall.value
}

#[test]
fn words_find_most_of_the_answers_and_set_the_recall() {
    let corpus = corpus(200);
    let summary = found(&set(), &Index::lexical(&corpus), &corpus, Search::Lexical);
    let at = |k| recall(&summary, Search::Lexical, k);
    println!(
        "recall by words at 1, 5 and 20: {:.3} {:.3} {:.3}",
        at(1),
        at(5),
        at(20)
    );
    let five = at(5);
    assert!((0.6..0.97).contains(&five), "{five}");
    assert!(at(1) < five && five < at(20));
    let finding = summary
        .findings
        .iter()
        .find(|finding| finding.id == "recall")
        .expect("recall");
    assert_eq!((finding.input, finding.estimate.n), (Some("recall"), 120));
    assert_eq!(finding.estimate.value, five);
    assert!(finding.estimate.low < five && five < finding.estimate.high);
}

/// Real vectors of the documents that some questions are about; of all of them they would take minutes in a development build.
#[test]
fn real_vectors_find_most_of_the_answers_and_so_do_both_searches_together() {
    let folder =
        std::env::var_os("FORKCAST_TEST_MINILM").map_or_else(forkcast_test_servers::minilm, Into::into);
    let embedder = Embedder::load(&folder).expect("MiniLM");
    let few = [
        "docs/deploy.md",
        "docs/fuzzing.md",
        "docs/observe.md",
        "docs/pipelines.md",
    ];
    let mut set = set();
    set.questions
        .retain(|question| few.iter().any(|path| question.documents[0].starts_with(path)));
    let mut corpus = Corpus::new(200);
    for (path, text) in DOCUMENTS.iter().filter(|(path, _)| few.contains(path)) {
        corpus.add(path, text);
    }
    let mut last = 0;
    let index = Index::with_embedder(&corpus, &embedder, |done| last = last.max(done)).expect("embedded");
    assert_eq!(last, corpus.passages.len());
    let summary = found(&set, &index, &corpus, Search::Fused);
    let at = |search| recall(&summary, search, 5);
    let (dense, lexical, fused) = (at(Search::Dense), at(Search::Lexical), at(Search::Fused));
    println!("recall at 5: dense {dense:.3}, lexical {lexical:.3}, fused {fused:.3}");
    assert_eq!(summary.recall.iter().filter(|row| row.k == 5).count(), 3);
    assert!(dense > 0.5 && lexical > 0.5, "{dense} {lexical}");
    assert!(fused >= dense.min(lexical), "{dense} {lexical} {fused}");
    let finding = summary.findings.iter().find(|finding| finding.id == "recall");
    assert_eq!(finding.expect("recall").estimate.value, fused);
}
