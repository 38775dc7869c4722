//! Every text of this crate that people read: reasons why a line or a file is refused, and notes on results. No text holds a word of a
//! question, an answer or a document.

use std::fmt::Display;

/// The evaluation set.
pub(crate) mod set {
    use std::fmt::Display;

    pub(crate) const TOO_LONG: &str = "longer than 16 MB";
    pub(crate) const NO_OBJECT: &str = "not an object of JSON";
    pub(crate) const NO_QUESTION: &str = "no text in question";
    pub(crate) const BAD_ID: &str = "the id is neither a text nor a number";
    pub(crate) const TWICE: &str = "an earlier line has the same id";
    pub(crate) const NOT_UTF8: &str = "not UTF-8";
    pub(crate) const CUT_ROW: &str = "the row has fewer fields than the header";
    pub(crate) const AMBIGUOUS: &str =
        "not a number, or one that can be read in two ways, such as 1,234; write 1234 or 1.234,0";
    pub(crate) const NO_ANSWER: &str = "no accepted answer has a word";
    pub(crate) const BAD_MATCH: &str = "match is none of exact, f1 and judge";
    pub(crate) const BAD_LABELS: &str =
        "labelled is no list of objects such as {\"answer\": \"30 days\", \"right\": true}";
    pub(crate) const LABELS_WITHOUT_JUDGE: &str =
        "labelled answers check a judge, which needs \"match\": \"judge\"";
    pub(crate) const BAD_REGEX: &str = "regex is not a regular expression, or too large a one";
    pub(crate) const BAD_SCHEMA: &str = "schema is not a JSON Schema";
    pub(crate) const NOTHING_EXPECTED: &str = "none of answers, number, regex and schema";

    pub(crate) fn not_json(column: usize) -> String {
        format!("not JSON at column {column}")
    }

    pub(crate) fn not_texts(name: &str) -> String {
        format!("{name} is neither a text nor a list of texts")
    }

    pub(crate) fn not_a_number(name: &str) -> String {
        format!("{name} is not a number that can be used")
    }

    pub(crate) fn several_expected(kinds: &[&str]) -> String {
        format!("several of {} where one is accepted", kinds.join(", "))
    }

    pub(crate) fn broken(file: &str, error: impl Display) -> String {
        format!("{file} cannot be read: {error}")
    }

    pub(crate) fn not_utf8(file: &str) -> String {
        format!("{file} is not UTF-8")
    }

    pub(crate) fn empty(file: &str) -> String {
        format!("{file} holds no question")
    }

    pub(crate) fn columns(file: &str) -> String {
        format!(
            "{file} is CSV without the columns question and one of answers, number, regex and schema; further columns are id, documents, tolerance, \
             expected, match and min_f1; several answers or documents are set apart by |"
        )
    }
}

/// The prompts.
pub(crate) mod prompts {
    pub(crate) fn misread(message: &str) -> String {
        format!("The prompts are not TOML of the accepted keys: {message}")
    }

    pub(crate) fn lacks(key: &str, part: &str) -> String {
        format!("The prompt {key} lacks {part}")
    }
}

/// The file of kept grades.
pub(crate) mod keep {
    use std::fmt::Display;

    pub(crate) fn failed(file: &str, error: impl Display) -> String {
        format!("{file} cannot be used to keep grades: {error}")
    }

    pub(crate) fn foreign(file: &str) -> String {
        format!("{file} is not a file of kept grades of this version; name another one")
    }

    pub(crate) fn damaged(file: &str, line: usize) -> String {
        format!("{file} is damaged in line {line}; remove the line to ask that question again")
    }

    pub(crate) fn unwritten(error: impl Display) -> String {
        format!("A grade cannot be kept: {error}")
    }
}

/// The run.
pub(crate) mod run {
    use super::Display;

    pub(crate) const ENDED: &str = "The run ended before every question was asked.";

    pub(crate) fn of_judge(error: impl Display) -> String {
        format!("the judge: {error}")
    }

    pub(crate) fn given_up(endpoint: &str, error: impl Display) -> String {
        format!("Endpoint {endpoint}: {error}")
    }
}

/// Endpoints and stores that retrieval asks.
pub(crate) mod service {
    use std::fmt::Display;

    use forkcast_endpoint::endpoint::RequestError;

    use crate::service::{Fault, Purpose};

    const fn path(purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Embeddings => "/embeddings",
            Purpose::Reranking => "/rerank",
        }
    }

    pub(crate) fn failed(name: &str, purpose: Purpose, fault: Fault) -> String {
        let path = path(purpose);
        format!("Endpoint {name}, {path}: {}", reason(purpose, fault))
    }

    fn reason(purpose: Purpose, fault: Fault) -> String {
        let path = path(purpose);
        match (fault, purpose) {
            (Fault::Request(error), _) => no_answer(purpose, error),
            (Fault::Form, Purpose::Embeddings) => {
                "the answer has no list data of vectors of numbers: give the address of an API that embeds texts as OpenAI's does".to_owned()
            }
            (Fault::Form, Purpose::Reranking) => {
                "the answer has no list of places and scores (results, or data): give the address of a reranker, and name its model in the configuration".to_owned()
            }
            (Fault::Count { asked, given }, _) => format!(
                "the answer has {given} entries for {asked} texts: ask a server or a model that answers for every text"
            ),
            (Fault::Places, _) => {
                "the entries of the answer do not name each text once by its index: the server does not follow the interface".to_owned()
            }
            (Fault::NotANumber, Purpose::Embeddings) => {
                "a vector holds a value that is no finite number: check the model and its precision on the server".to_owned()
            }
            (Fault::NotANumber, Purpose::Reranking) => {
                "a score (relevance_score, or score) is missing or no finite number: check that the model is a reranker, and its precision on the server".to_owned()
            }
            (Fault::Encoded, _) => {
                "the vectors come as text, not as numbers: turn base64 off on the server".to_owned()
            }
            (Fault::Lengths { first, other }, _) => format!(
                "vectors have {first} and {other} numbers: all must come from one model; check that {path} leads to one server"
            ),
            (Fault::Zeros, _) => {
                "a vector is all zeros, so that it is near to nothing: check the model on the server".to_owned()
            }
        }
    }

    /// The reasons of requests are worded for chats; some mean something else here.
    fn no_answer(purpose: Purpose, error: RequestError) -> String {
        let path = path(purpose);
        if error == RequestError::NotFound {
            return match purpose {
                Purpose::Embeddings => format!(
                    "the endpoint has no {path} at its address (HTTP 404): the address must end where {path} begins, as http://host/v1"
                ),
                Purpose::Reranking => format!(
                    "the endpoint has no {path} at its address (HTTP 404): the address must end where {path} begins, as http://host/v1, or http://host for text-embeddings-inference"
                ),
            };
        }
        if error == RequestError::Server(501) {
            return match purpose {
                Purpose::Embeddings => "the server does not embed (HTTP 501): start it with a model for embeddings (llama.cpp: --embeddings)".to_owned(),
                Purpose::Reranking => "the server does not rerank (HTTP 501): start it with a reranker (llama.cpp: --reranking)".to_owned(),
            };
        }
        if error == RequestError::ContextExceeded {
            return "a text is longer than the model takes: lower --passage-tokens".to_owned();
        }
        if matches!(error, RequestError::Rejected(413)) {
            return match purpose {
                Purpose::Embeddings => "the server takes no text of that length (HTTP 413): lower --passage-tokens".to_owned(),
                Purpose::Reranking => "the server takes fewer passages at once (HTTP 413): lower --candidates or --passage-tokens".to_owned(),
            };
        }
        if matches!(error, RequestError::Rejected(400 | 422)) {
            return match purpose {
                Purpose::Embeddings => format!(
                    "{error}: name its model in the configuration, and lower --passage-tokens if its texts are too long"
                ),
                Purpose::Reranking => format!(
                    "{error} in each known form: name its model in the configuration, or lower --candidates if it takes fewer passages at once"
                ),
            };
        }
        if error == RequestError::Malformed {
            return "the answer is not JSON: is the address that of the API?".to_owned();
        }
        if error == RequestError::Silent {
            return "the endpoint did not answer within the time limit".to_owned();
        }
        error.to_string()
    }

    pub(crate) fn store_failed(name: &str, error: impl Display) -> String {
        format!("Store {name}: {error}")
    }
}

/// Notes on findings.
pub(crate) mod finding {
    pub(crate) const RECALL: &str =
        "of the pipeline that was measured; recall_of, search_kind, chunks and chunk_tokens are set to it";
    pub(crate) const RECALL_OF_DOCUMENTS: &str = "some questions name a document but not the section that holds the answer, so that it is at most this";
    pub(crate) const KNOWN: &str = "right without documents, of the questions that name none";
    pub(crate) const NEW: &str = "right without documents, of the questions that name some";
    pub(crate) const USE: &str = "right with the right passage among those found, less what is right without documents on the same questions";
    pub(crate) const USE_AT_MOST: &str =
        "at most this, because it was not measured what the model knows without documents";
    pub(crate) const LOSS: &str =
        "use with few passages less use with whole documents, by doubling of the prompt above 4,000 tokens";
    pub(crate) const LOSS_BEYOND: &str = "at most this, because more is lost beyond 32,000 tokens";
    pub(crate) const DISTRACTION: &str =
        "share of what is right without documents that wrong passages make wrong";
    pub(crate) const ABSTENTION: &str =
        "withheld answers of those that are not right, without documents and with wrong passages";
    pub(crate) const PROMPTED: &str = "JSON that the schema accepts, by instructions alone";
    pub(crate) const CONSTRAINED: &str =
        "JSON that the schema accepts, where the server holds the answer to it";
}
