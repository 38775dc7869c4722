//! The kinds of runs, and the specification built from the fields of a form.

use serde_json::{Map, Value, json};

use super::field::RunField;
use super::spec::{endpoint, rag, reference, retrieval};

/// A kind of run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Generation at an endpoint.
    Endpoint,
    /// Search in a store.
    Retrieval,
    /// The cost of retrieval.
    RagCost,
    /// The reference engine.
    Reference,
}

impl RunKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Endpoint, Self::Retrieval, Self::RagCost, Self::Reference];

    /// Name in specifications.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Retrieval => "retrieval",
            Self::RagCost => "rag-cost",
            Self::Reference => "reference",
        }
    }

    /// The fields that people fill in, in the order of forms.
    #[must_use]
    pub const fn fields(self) -> &'static [RunField] {
        match self {
            Self::Endpoint => &endpoint::FIELDS,
            Self::Retrieval => &retrieval::FIELDS,
            Self::RagCost => &rag::FIELDS,
            Self::Reference => &reference::FIELDS,
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static RunField> {
        self.fields().iter().find(|field| field.name == name)
    }
}

/// A specification in JSON, of values by their names in forms.
#[must_use]
pub fn specification(kind: RunKind, values: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut spec = Map::new();
    spec.insert("kind".to_owned(), json!(kind.id()));
    for (name, value) in values {
        let row = kind.field(name);
        let part = match (row, name) {
            (Some(row), _) => row.within,
            // The choices that the parts hang on.
            (None, "loop") => Some("load"),
            (None, "task" | "methods") => Some("task"),
            (None, _) => None,
        };
        let key = row.map_or(name, |row| row.key).to_owned();
        match part {
            Some(part) => {
                let within = spec.entry(part).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(within) = within {
                    within.insert(key, value);
                }
            }
            None => {
                spec.insert(key, value);
            }
        }
    }
    Value::Object(spec)
}
