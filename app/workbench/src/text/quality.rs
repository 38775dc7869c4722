//! Questions and answers of one's own.

use crate::model::quality::{Filter, Mark};
use forkcast_engine::format::{count, usd};

pub(crate) const LABEL: &str = "Quality";
pub(crate) const ABOUT: &str = "Your own questions, asked with and without passages of your documents: what retrieval finds, what the model knows, uses and withholds. The set and the documents go to this server and from there only to the endpoints that you choose. Without an endpoint, only the recall is measured.";
pub(crate) const FILES: &str = "Questions and documents";
pub(crate) const CHOOSE_QUESTIONS: &str = "Choose questions";
pub(crate) const CHOOSE_DOCUMENTS: &str = "Choose a folder of documents";
pub(crate) const DEMONSTRATION: &str = "Use the demonstration";
pub(crate) const DEMONSTRATION_USED: &str =
    "The demonstration: 120 questions about Forkcast’s own documents.";
pub(crate) const FORM: &str = "Questions: JSON Lines or CSV with question, and answers, number, regex or schema; documents names the files that hold the answer.";
pub(crate) const ENDPOINTS: &str = "Endpoints to ask; the first sets the inputs";
pub(crate) const ARMS: &str = "Ways of asking";
pub(crate) const SEARCH: &str = "Search";
pub(crate) const JUDGE: &str = "Judge";
pub(crate) const NO_JUDGE: &str = "none";
pub(crate) const WITH_ANSWERS: &str = "Show the answers";
pub(crate) const PREPARE: &str = "Prepare";
pub(crate) const START: &str = "Start";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const PROGRESS: &str = "Progress";
pub(crate) const PLAN: &str = "What it will use";
pub(crate) const PLAN_COLUMNS: [&str; 6] = [
    "Endpoint",
    "Model",
    "Questions",
    "Prompt tokens, about",
    "Answer tokens, at most",
    "Cost, at most",
];
pub(crate) const UNKNOWN_PRICE: &str = "price not known";
pub(crate) const MUCH: &str =
    "That is above the limit that you set, or the price of many questions is not known.";
pub(crate) const PLANNED: &str = "Ready to start.";
pub(crate) const WAITING: &str = "Waiting until another run has ended …";
pub(crate) const DONE: &str = "Done.";
pub(crate) const CANCELLED: &str =
    "Cancelled. The same questions go on where they stopped, if this server keeps results.";
pub(crate) const LOST: &str =
    "The server does not answer any more. If it keeps results, the same questions go on where they stopped.";
pub(crate) const QUESTIONS: &str = "Questions and answers";
pub(crate) const SHOW: &str = "Show";
pub(crate) const SAVE_TABLE: &str = "Save as CSV";
pub(crate) const ID: &str = "id";
pub(crate) const QUESTION: &str = "question";
pub(crate) const NO_ROWS: &str = "No question is of that kind.";
pub(crate) const QUESTIONS_COLUMN: &str = "Question";
pub(crate) const NOT_READ: &str = "The browser cannot read that file.";
pub(crate) const NOT_ASKED: &str = "–";

pub(crate) fn questions(name: &str) -> String {
    format!("Questions: {name}")
}

pub(crate) fn documents(n: usize, passed_over: usize) -> String {
    let other = match passed_over {
        0 => String::new(),
        1 => "; 1 file is not text and is passed over".to_owned(),
        n => format!("; {} files are not text and are passed over", count(n as f64)),
    };
    format!("Documents: {}{other}", count(n as f64))
}

pub(crate) fn arm(id: &str) -> &'static str {
    match id {
        "closed-book" => "without documents",
        "rag" => "with passages",
        "wrong-passages" => "with wrong passages",
        "long-context" => "with whole documents",
        _ => "held to a JSON Schema",
    }
}

pub(crate) fn search(id: &str) -> &'static str {
    match id {
        "lexical" => "by words (BM25)",
        "dense" => "by vectors",
        "fused" => "both, fused",
        _ => "the best that the server has",
    }
}

pub(crate) fn judges(endpoint: &str) -> String {
    format!("{endpoint} (judge)")
}

pub(crate) fn cost(value: Option<f64>) -> String {
    value.map_or_else(|| UNKNOWN_PRICE.to_owned(), usd)
}

pub(crate) fn read(questions: u64, documents: u64, passages: u64) -> String {
    if documents == 0 {
        return format!("{} questions, no documents.", count(questions as f64));
    }
    format!(
        "{} questions, {} documents in {} passages.",
        count(questions as f64),
        count(documents as f64),
        count(passages as f64)
    )
}

pub(crate) fn kept(n: u64) -> String {
    format!("{} answers of an earlier run are used again.", count(n as f64))
}

pub(crate) fn preparing(done: u64, all: u64) -> String {
    if done == 0 {
        return "Reading and searching the documents …".to_owned();
    }
    format!(
        "Embedding passages: {} of {}",
        count(done as f64),
        count(all as f64)
    )
}

pub(crate) fn running(done: u64, all: u64, retries: u64, failed: u64) -> String {
    let mut line = format!("Asking: {} of {}", count(done as f64), count(all as f64));
    if retries + failed > 0 {
        line += &format!(
            "; {} retries, {} failed",
            count(retries as f64),
            count(failed as f64)
        );
    }
    line
}

pub(crate) fn failed(why: &str) -> String {
    format!("It ended without a result: {why}")
}

pub(crate) fn too_long(bytes: usize, most: usize) -> String {
    format!(
        "These files have {:.0} MB, and at most {:.0} MB can be sent. The command line reads more: forkcast measure quality.",
        bytes as f64 / 1e6,
        most as f64 / 1e6
    )
}

pub(crate) const fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "all questions",
        Filter::Differ => "where the ways of asking differ",
        Filter::NotRight => "where an answer is not right",
    }
}

pub(crate) const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Right => "right",
        Mark::Wrong => "wrong",
        Mark::Withheld => "withheld",
        Mark::Failed => "failed",
    }
}

pub(crate) fn counted(shown: usize, all: usize) -> String {
    format!("{} of {} questions", count(shown as f64), count(all as f64))
}

pub(crate) fn answer_of(column: &str) -> String {
    format!("{column}, answer")
}
