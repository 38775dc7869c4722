//! The kinds of benchmark runs that measure something of the model.

/// A kind of benchmark run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Load on a model's endpoint: waiting, reading the prompt, writing the answer.
    Endpoint,
    /// Embedding and searching a set of documents.
    Retrieval,
    /// Training steps of the reference engine.
    Reference,
    /// An evaluation set: what retrieval finds, what a model knows, uses, obeys and withholds.
    Quality,
}

impl Run {
    /// Its name in the interface of the benchmark backend.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Retrieval => "retrieval",
            Self::Reference => "reference",
            Self::Quality => "quality",
        }
    }
}
