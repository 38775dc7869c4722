//! `forkcast measure quality`.

use std::fmt::Display;

use forkcast_engine::format::{count, usd};
use forkcast_quality::find::Step;
use forkcast_quality::pipeline::{Called, Stored};
use forkcast_quality::service::Purpose;

pub(crate) const NO_SET: &str = "name an evaluation set, or give --demo";
pub(crate) const NO_DOCUMENTS: &str = "the folder holds no document with text";
pub(crate) const NO_EMBEDDER: &str = "a search by vectors needs --embedder DIR (model.safetensors, tokenizer.json, config.json) or --embeddings NAME; --search lexical needs neither";
pub(crate) const NOTHING_TO_DO: &str =
    "there is neither an endpoint to ask nor a corpus to search: give --endpoint NAME=URL or --corpus DIR";
pub(crate) const NOTHING_TO_ASK: &str = "There is neither an endpoint to ask nor a document to search.";
pub(crate) const ASKING: &str = "Asking";
pub(crate) const EMBEDDING: &str = "Embedding passages";
pub(crate) const RECALL_ONLY: &str = "No endpoint is asked: what retrieval finds is measured alone.";
pub(crate) const RECALL_BY_SERVICES: &str =
    "No endpoint is asked for answers: what retrieval finds is measured alone.";
pub(crate) const ESTIMATED_BY_WORDS: &str = "The search follows; until then, prompts are estimated with passages found by words, and answers of an earlier run are counted only where they need none.";
pub(crate) const SEARCHING_STORE: &str = "Searching the store";
pub(crate) const RERANKING: &str = "Reranking";
pub(crate) const UNNAMED_MODEL: &str = "not named";
pub(crate) const GO_ON: &str = "Go on? [y/N] ";
pub(crate) const ENDPOINT: &str = "endpoint";
pub(crate) const MODEL: &str = "model";
pub(crate) const CALLS: &str = "calls";
pub(crate) const PROMPT_TOKENS: &str = "prompt tokens, about";
pub(crate) const ANSWER_TOKENS: &str = "answer tokens, at most";
pub(crate) const USD: &str = "at most";
pub(crate) const UNKNOWN_PRICE: &str = "price not known";
pub(crate) const QUESTIONS: &str = "questions";
pub(crate) const DOCUMENTS: &str = "documents";
pub(crate) const SEARCH: &str = "search";
pub(crate) const ARMS: &str = "Answers";
pub(crate) const ARM: &str = "arm";
pub(crate) const N: &str = "n";
pub(crate) const RIGHT: &str = "right";
pub(crate) const F1: &str = "F1";
pub(crate) const WITHHELD: &str = "withheld";
pub(crate) const FORM: &str = "form kept";
pub(crate) const FAILED: &str = "failed";
pub(crate) const RETRIES: &str = "retries";
pub(crate) const NONE: &str = "–";
pub(crate) const DIFFERENCES: &str = "Differences, by the same questions";

pub(crate) fn passed_over(n: u64) -> String {
    format!(
        "{} files of the folder are passed over: they are not text in UTF-8, cannot be read or are longer than 64 MB.",
        count(n as f64)
    )
}

pub(crate) fn not_csv(name: &str) -> String {
    format!("{name} is not CSV with a header: leave out --from-csv for JSON")
}

pub(crate) fn no_such_endpoint(name: &str) -> String {
    format!("no endpoint is named {name}: give --endpoint {name}=URL, or name it in the configuration")
}

pub(crate) fn endpoint_failed(name: &str, error: impl Display) -> String {
    format!("Endpoint {name}: {error}")
}

pub(crate) fn not_a_price(given: &str) -> String {
    format!(
        "--price {given}: NAME=IN,OUT is accepted, in USD per million tokens of prompts and of answers, such as base=0.15,0.60"
    )
}

pub(crate) fn needs_corpus(arm: &str) -> String {
    format!("the arm {arm} needs documents: give --corpus DIR")
}

pub(crate) fn needs_yes(known: f64, limit: f64, unpriced: u64, most: u64) -> String {
    if known > limit {
        format!(
            "the run costs up to {}, above the limit of {}: add --yes, or raise --limit-usd",
            usd(known),
            usd(limit)
        )
    } else {
        format!(
            "the run makes {} calls at a price that is not known, above {}: add --yes, or give --price NAME=IN,OUT",
            count(unpriced as f64),
            count(most as f64)
        )
    }
}

pub(crate) fn kept(n: u64) -> String {
    format!("{} answers of an earlier run are used again.", count(n as f64))
}

pub(crate) fn asking(retries: u64, failed: u64) -> String {
    format!("{ASKING}; {retries} retries, {failed} failed")
}

pub(crate) const NOTHING_TO_JUDGE: &str =
    "No question of the set has \"match\": \"judge\", so there is nothing for --judge to do.";
pub(crate) const NO_LABELS: &str = "A judge is checked before it is used: give some questions with \"match\": \"judge\" labelled answers, such as \"labelled\": [{\"answer\": \"30 days\", \"right\": true}].";

fn counted(n: u64, one: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        _ => format!("{} {one}s", count(n as f64)),
    }
}

pub(crate) fn needs_judge(n: usize) -> String {
    format!(
        "The set has {} with \"match\": \"judge\": name the endpoint that judges with --judge NAME.",
        counted(n as u64, "question")
    )
}

pub(crate) fn judge(name: &str, n: u64, all: &str, right: &str, wrong: &str) -> String {
    format!(
        "The judge {name} agrees with {} labels in {all}: with answers labelled right in {right}, with those labelled wrong in {wrong}.",
        count(n as f64)
    )
}

pub(crate) fn doubtful_judge(low: &str) -> String {
    format!(
        "It may agree with as few as {low} of labels, so differences that rest on its grades are doubtful; label more answers, or take another judge."
    )
}

pub(crate) fn unjudged(n: u64) -> String {
    format!(
        "The judge said neither right nor wrong of {}; they count as not right.",
        counted(n, "answer")
    )
}

pub(crate) fn of_kind(kind: &str, n: usize) -> String {
    format!("{} {kind}", count(n as f64))
}

pub(crate) fn questions(n: usize, kinds: &[String]) -> String {
    format!("{} ({})", count(n as f64), kinds.join(", "))
}

pub(crate) fn documents(n: usize, passages: usize, tokens: f64) -> String {
    format!(
        "{} in {} passages of {} tokens on average",
        count(n as f64),
        count(passages as f64),
        count(tokens.round())
    )
}

pub(crate) fn missing(n: usize) -> String {
    format!(
        "{} questions name only documents or sections that are not in the corpus; they count in no recall.",
        count(n as f64)
    )
}

pub(crate) fn recall(n: u64) -> String {
    format!("Recall, {} questions", count(n as f64))
}

pub(crate) fn at(k: usize) -> String {
    format!("at {k}")
}

pub(crate) fn interval(value: &str, low: &str, high: &str) -> String {
    format!("{value} ({low} to {high})")
}

pub(crate) fn failed(endpoint: &str, arm: &str, n: u64, reason: &str) -> String {
    format!(
        "{endpoint}, {arm}: {} questions were not answered. The first: {reason}",
        count(n as f64)
    )
}

pub(crate) fn cut(endpoint: &str, arm: &str, n: u64) -> String {
    format!(
        "{endpoint}, {arm}: {} answers were cut off by --answer-tokens.",
        count(n as f64)
    )
}

pub(crate) fn ambiguous(n: u64) -> String {
    format!(
        "{} numbers in answers can be read in two ways, such as 1,234; right by one of them counts as right.",
        count(n as f64)
    )
}

pub(crate) fn place(endpoint: &str, arm: &str) -> String {
    format!("{endpoint} {arm}")
}

/// The difference with the ends of its interval.
pub(crate) fn difference(
    best: &str,
    other: &str,
    [value, low, high]: [f64; 3],
    n: u64,
    is_settled: bool,
    more: Option<u64>,
) -> String {
    let points = |share: f64| format!("{:.1}", share * 100.0);
    let size = format!(
        "{best} is right {} points ({} to {}) more often than {other}, of {} questions",
        points(value),
        points(low),
        points(high),
        count(n as f64)
    );
    match (is_settled, more) {
        (true, _) => format!("{size}."),
        (false, Some(more)) => {
            format!(
                "{size}: not settled. About {} more questions would settle it.",
                count(more as f64)
            )
        }
        (false, None) => format!(
            "{best} and {other} are right equally often, of {} questions.",
            count(n as f64)
        ),
    }
}

/// A name of a kind that there is not, with those that there are.
pub(crate) fn no_such(given: &str, accepted: &[&str]) -> String {
    let given: String = given.chars().take(40).collect();
    format!("“{given}” is none of {}", accepted.join(", "))
}

/// Recall at that number of passages, for the page.
pub(crate) fn recall_at(search: &str, k: usize) -> String {
    format!("recall at {k}, {search}")
}

pub(crate) fn searches_nothing(name: &str) -> String {
    format!("{name} would search documents, and there are none: give --corpus DIR")
}

pub(crate) fn no_such_store(name: &str) -> String {
    format!(
        "no store is named {name}: give --store {name}=URL, or name it in the configuration; embedded is always there"
    )
}

pub(crate) fn store_without_vectors(name: &str) -> String {
    format!("the store {name} needs vectors to search: give --embedder DIR or --embeddings NAME")
}

const fn purpose_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Embeddings => "embeddings",
        Purpose::Reranking => "reranking",
    }
}

/// An endpoint that retrieval asks, in the table of costs.
pub(crate) fn service(name: &str, purpose: Purpose) -> String {
    format!("{name} ({})", purpose_of(purpose))
}

pub(crate) fn fills_store(name: &str) -> String {
    format!(
        "The vectors of the passages go into the store {name}, under a name of their own, and are removed after the search."
    )
}

/// A list of passages in the table of recall.
pub(crate) fn list(search: &str, step: Option<Step>) -> String {
    match step {
        None => search.to_owned(),
        Some(Step::Exact) => format!("{search}, every vector"),
        Some(Step::Reranked) => format!("{search}, reranked"),
    }
}

pub(crate) fn stored(stored: &Stored) -> String {
    let Stored {
        name,
        software,
        path,
        vectors,
        dimensions,
        ..
    } = stored;
    format!(
        "Dense search is that of the store {name} ({software}) over {} vectors of {} numbers: {path}.",
        count(*vectors as f64),
        count(*dimensions as f64)
    )
}

pub(crate) fn remains(name: &str, error: &str) -> String {
    format!("Vectors may remain in the store {name}: {error}. The next run removes them.")
}

fn model_of(called: &Called) -> &str {
    called.model.as_deref().unwrap_or(UNNAMED_MODEL)
}

pub(crate) fn called(called: &Called, purpose: Purpose) -> String {
    let tokens = called.tokens.map_or_else(String::new, |tokens| {
        format!(", {} tokens as it counts them", count(tokens as f64))
    });
    let retries = match called.retries {
        0 => String::new(),
        n => format!(", {n} retries"),
    };
    format!(
        "{} by {} (model: {}): {}{retries}{tokens}.",
        match purpose {
            Purpose::Embeddings => "Vectors",
            Purpose::Reranking => "Order of passages",
        },
        called.endpoint,
        model_of(called),
        counted(called.calls, "call")
    )
}

pub(crate) fn not_in_catalog(called: &Called, purpose: Purpose) -> String {
    let input = match purpose {
        Purpose::Embeddings => "embedder",
        Purpose::Reranking => "reranker",
    };
    format!(
        "The catalog has no {input} of that name ({}), so the input {input} stays as it is: its costs and times are not those of the one measured.",
        model_of(called)
    )
}
