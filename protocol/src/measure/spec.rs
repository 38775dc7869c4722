//! What to measure: the runs, each in a file with the rows of its fields.

use super::error::SpecError;
use crate::text;
use serde::{Deserialize, Serialize};

pub(super) mod endpoint;
mod quality;
pub(super) mod rag;
pub(super) mod reference;
pub(super) mod retrieval;

pub use endpoint::{EndpointSpec, LEVEL_MS, Load, ServiceLevel, Shard};
pub use quality::QualitySpec;
pub use rag::RagSpec;
pub use reference::{Device, Method, ReferenceSpec, Task};
pub use retrieval::RetrievalSpec;

/// One run. Targets are names from the operator's configuration: no client can make the server call an address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RunSpec {
    /// Generation at an OpenAI-compatible endpoint: time to first token by prompt length, time per output token, by load.
    Endpoint(EndpointSpec),
    /// Embedding of a query and search in a store, with recall.
    Retrieval(RetrievalSpec),
    /// The whole path with retrieval against the plain one on the same endpoint.
    RagCost(RagSpec),
    /// The reference engine: a transformer of a named shape with random weights.
    Reference(ReferenceSpec),
}

impl RunSpec {
    /// Whether every field lies in its range. Names of targets and shapes are checked by whoever knows them.
    ///
    /// # Errors
    /// The first field that does not, with what is accepted.
    pub fn check(&self) -> Result<(), SpecError> {
        match self {
            Self::Endpoint(s) => s.check(),
            Self::Retrieval(s) => s.check(),
            Self::RagCost(s) => s.check(),
            Self::Reference(s) => s.check(),
        }
    }

    /// The run in one line, for lists.
    #[must_use]
    pub fn title(&self) -> String {
        text::measure::title(self)
    }
}
