//! A run of searches in a store.

use serde::{Deserialize, Serialize};

use crate::measure::error::{SpecError, check_name};
use crate::measure::field::{self, RunField};

/// Search in a store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RetrievalSpec {
    /// Name of the store in the operator's configuration; `embedded` is always there.
    pub store: String,
    /// Vectors in the index, 100 to 10,000,000.
    pub vectors: u32,
    /// Dimensions of a vector, 8 to 4,096.
    pub dimensions: u32,
    /// Neighbors requested, 1 to 100.
    pub k: u32,
    /// Searches counted, 1 to 100,000.
    pub queries: u32,
    /// Searches before them that are not counted.
    pub warmup: u32,
    /// Searches in flight at once, 1 to 256.
    pub concurrency: u32,
    /// Whether query embedding by the configured MiniLM is measured as well.
    pub embed: bool,
}

/// Its fields.
pub(in crate::measure) static FIELDS: [RunField; 7] = [
    RunField::whole("vectors", "Vectors in the index", (100, 10_000_000), 20_000),
    RunField::whole("dimensions", "Dimensions", (8, 4096), 384).help("Dimensions of a vector"),
    RunField::whole("k", "Neighbors requested", (1, 100), 10),
    RunField::whole("queries", "Searches", (1, 100_000), 2_000).help("Searches counted"),
    RunField::whole("warmup", "Warm-up searches", (0, 1000), 100).help("Searches before the counted ones"),
    RunField::whole("concurrency", "Concurrent searches", (1, 256), 1),
    RunField::flag("embed", "Also time query embedding"),
];

impl RetrievalSpec {
    pub(super) fn check(&self) -> Result<(), SpecError> {
        check_name("store", &self.store)?;
        field::check(&FIELDS, self)
    }
}
