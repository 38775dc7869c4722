//! What a search rests on beside words and MiniLM: endpoints for embeddings and reranking, and a store.

use serde::Serialize;

/// An endpoint that was asked for vectors or for an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Called {
    /// The endpoint's name.
    pub endpoint: String,
    /// Its model; none if the server names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The catalog's row of that model, which its input is set to; none if the catalog has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Answers.
    pub calls: u64,
    /// Further attempts.
    pub retries: u64,
    /// Tokens as the server counts them; none if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
}

/// A store whose index was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Its name in the configuration.
    pub name: String,
    /// Its software with the version.
    pub software: String,
    /// How it searched: by which index, or by reading every vector.
    pub path: String,
    /// Vectors that it held.
    pub vectors: usize,
    /// Numbers in a vector.
    pub dimensions: usize,
    /// That the vectors may remain in the store, with the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remains: Option<String>,
}

/// What a search rests on beside words and MiniLM.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pipeline {
    /// The endpoint that made the vectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embeddings: Option<Called>,
    /// The store that was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<Stored>,
    /// The endpoint that put the first passages into order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reranker: Option<Called>,
    /// Passages that it put into order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates: Option<u32>,
}
