//! The decision record: everything that a reader needs to understand a decision and to reproduce it.
//!
//! As JSON it can be read back ([`Record::read`]) and held against the model and prices of today ([`Record::verify`]); as Markdown or
//! as a page to print it is for people. The engine has no clock, so the caller gives the date.

mod markdown;
mod page;
mod tables;
mod verify;

use forkcast_engine::assumptions::{ASSUMPTIONS, NOTES};
use forkcast_engine::catalog::CONTENT_SHA256;
use forkcast_engine::{Catalog, Scenario};
use serde::{Deserialize, Serialize};

use crate::about::{About, WithAbout};
use crate::json::{Decision, ReadError, read_scenario};
use crate::link::{self, MEASURED_CHARS, View};
use crate::visible::plain;
pub use markdown::escape as escape_markdown;
pub use page::{Section, escape as escape_html};
pub use tables::{AssumptionRow, InputRow, PriceRow};

/// Version of the shape of [`Record`]. Fields may be added; none changes its meaning or goes.
pub const RECORD_VERSION: u32 = 1;

/// What a record says it holds.
const KIND: &str = "decision";

/// A decision with everything needed to reproduce it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`RECORD_VERSION`].
    pub record_version: u32,
    /// Day on which it was made, as the caller gave it.
    pub date: String,
    /// Fragment of the page's address that shows the scenario.
    pub link: String,
    /// SHA-256 of the built-in catalog; none if other prices were used, which are in [`Record::prices`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_sha256: Option<String>,
    /// Source and date of the team's own figures; empty if it has none.
    #[serde(default)]
    pub measured: String,
    /// The reader's note on the scenario; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Every input with its value.
    pub inputs: Vec<InputRow>,
    /// The prices that the scenario uses.
    pub prices: Vec<PriceRow>,
    /// The assumptions of the model.
    pub assumptions: Vec<AssumptionRow>,
    /// The decision. Its fields are beside those above, so that a reader of decisions also reads records.
    #[serde(flatten)]
    pub decision: Decision,
}

impl Record {
    /// The record of a decision on `date`. `measured` names the source and date of the team's own figures; it is cut to
    /// [`MEASURED_CHARS`].
    #[must_use]
    pub fn of(scenario: &Scenario, catalog: &Catalog, date: &str, measured: &str) -> Self {
        let measured: String = plain(measured).chars().take(MEASURED_CHARS).collect();
        let view = View {
            measured: measured.clone(),
            ..View::of(*scenario)
        };
        Self {
            record_version: RECORD_VERSION,
            date: date.to_owned(),
            link: link::encode(&view, catalog),
            catalog_sha256: (catalog == Catalog::builtin()).then(|| CONTENT_SHA256.to_owned()),
            measured,
            note: String::new(),
            inputs: InputRow::all(scenario, catalog),
            prices: PriceRow::all(scenario, catalog),
            assumptions: ASSUMPTIONS
                .iter()
                .zip(&NOTES)
                .map(|(assumption, note)| AssumptionRow::of(assumption, note, catalog))
                .collect(),
            decision: Decision::of(scenario, catalog),
        }
    }

    /// The same with a note on the scenario, which its link holds too.
    #[must_use]
    pub fn noted(self, note: &str, scenario: &Scenario, catalog: &Catalog) -> Self {
        let view = View {
            measured: self.measured.clone(),
            note: link::note(note),
            ..View::of(*scenario)
        };
        Self {
            link: link::encode(&view, catalog),
            note: view.note,
            ..self
        }
    }

    /// The record as JSON.
    ///
    /// # Errors
    /// Never for a record that [`Record::of`] made.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&WithAbout {
            about: About::new(KIND, &self.date, &self.measured, None),
            content: self,
        })
    }

    /// Reads a record written by [`Record::to_json`].
    ///
    /// # Errors
    /// The place where the JSON is invalid, or the missing field.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        serde_json::from_str(text).map_err(|error| ReadError::Syntax {
            line: error.line(),
            column: error.column(),
            message: error
                .to_string()
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned(),
        })
    }

    /// The scenario decided on.
    ///
    /// # Errors
    /// An input that the model no longer has, or whose range or options no longer hold the value.
    pub fn scenario(&self, catalog: &Catalog) -> Result<Scenario, ReadError> {
        let (scenario, observed) = (&self.decision.scenario, &self.decision.observed);
        let inputs = serde_json::json!({ "scenario": scenario, "observed": observed });
        read_scenario(&inputs.to_string(), catalog)
    }
}

#[cfg(test)]
mod tests;
