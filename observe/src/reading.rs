//! What was observed, as the page reads it from a worker or the server: in JSON, with the inputs that it sets.

use forkcast_engine::{Catalog, Scenario};
use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::finding::Bound;
use crate::report::{Observed, Shown};

/// A value that was observed and sets an input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The input's key.
    pub input: String,
    /// Value.
    pub value: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Observations behind it.
    pub n: u64,
    /// Whether it is the quantity or a bound.
    pub bound: Bound,
    /// What a reader must know to use it; empty if nothing.
    pub note: String,
    /// Inputs with their texts that must be set with it: the value holds for these alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<(String, String)>,
}

impl Found {
    /// Value, interval and number of observations.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        Estimate {
            value: self.value,
            low: self.low,
            high: self.high,
            n: self.n,
        }
    }
}

/// What files or answers say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// `examples`, `logs`, `corpus` or `quality`.
    pub kind: String,
    /// For people.
    pub shown: Shown,
    /// What sets an input.
    pub found: Vec<Found>,
    /// Where it comes from, as a link keeps it.
    pub line: String,
    /// Everything, as the program prints it with `--json`.
    pub json: String,
}

impl Reading {
    /// What was observed, for a scenario whose own figures come from `measured`.
    ///
    /// # Errors
    /// A summary that is no JSON.
    pub fn of(
        observed: Observed,
        scenario: &Scenario,
        measured: &str,
        date: &str,
        catalog: &Catalog,
    ) -> serde_json::Result<Self> {
        let applied = observed.apply(scenario, measured, date);
        let json = serde_json::to_string_pretty(&observed.json(&applied, catalog))?;
        let found = observed.findings.iter().filter_map(|finding| {
            Some(Found {
                input: finding.input?.to_owned(),
                value: finding.estimate.value,
                low: finding.estimate.low,
                high: finding.estimate.high,
                n: finding.estimate.n,
                bound: finding.bound,
                note: finding.note.to_owned(),
                with: Vec::new(),
            })
        });
        Ok(Self {
            kind: observed.kind.to_owned(),
            found: found.collect(),
            line: observed.line(date),
            shown: observed.shown,
            json,
        })
    }
}

/// A run over an evaluation set, with what became of each question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    /// What it says of inputs.
    pub reading: Reading,
    /// The questions: name and text.
    pub questions: Vec<(String, String)>,
    /// Endpoint and arm of each column.
    pub columns: Vec<(String, String)>,
    /// The answers, by question and then by column; none where it was not asked.
    pub answers: Vec<Vec<Option<Answered>>>,
}

/// What became of a question at an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Whether the answer is right.
    pub right: bool,
    /// Whether it was withheld.
    pub withheld: bool,
    /// Whether the limit on its length cut it off.
    pub cut: bool,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Its text, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
