//! What was observed, and the input that it sets.

use serde::Serialize;

use crate::estimate::Estimate;

/// Whether a value is the quantity itself or only bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// The quantity.
    Value,
    /// It is at most this.
    Upper,
    /// It is at least this.
    Lower,
}

/// A value that was observed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Name in JSON.
    pub id: &'static str,
    /// The input that it sets, if it sets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'static str>,
    /// Value, interval and number of observations.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// Whether it is the quantity or a bound.
    pub bound: Bound,
    /// What a reader must know to use it; empty if nothing.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub note: &'static str,
}

impl Finding {
    pub(crate) const fn new(id: &'static str, estimate: Estimate) -> Self {
        Self {
            id,
            input: None,
            estimate,
            bound: Bound::Value,
            note: "",
        }
    }

    /// A value that sets the input of the same name.
    pub(crate) const fn input(id: &'static str, estimate: Estimate) -> Self {
        let mut finding = Self::new(id, estimate);
        finding.input = Some(id);
        finding
    }

    pub(crate) const fn noted(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    pub(crate) const fn bound(mut self, bound: Bound) -> Self {
        self.bound = bound;
        self
    }
}
