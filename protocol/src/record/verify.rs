//! Whether a recorded decision can be reproduced.

use forkcast_engine::Catalog;

use super::Record;
use crate::json::ReadError;
use crate::text::record::{self as text, Figure};

/// Share by which a figure may differ: more than rounding, less than anyone would act on.
const TOLERANCE: f64 = 1e-6;

impl Record {
    /// Decides again with the model and prices of today and returns a sentence for each difference.
    ///
    /// # Errors
    /// An input that the model no longer accepts.
    pub fn verify(&self, catalog: &Catalog) -> Result<Vec<String>, ReadError> {
        let now = Self::of(&self.scenario(catalog)?, catalog, &self.date, &self.measured);
        let mut out = Vec::new();
        let mut differs = |figure: Figure<'_>, was: &str, is: &str| {
            if was != is {
                out.push(text::differs(figure, was, is));
            }
        };
        let (old, new) = (&self.decision, &now.decision);
        differs(Figure::ModelVersion, &old.model_version, &new.model_version);
        differs(Figure::Snapshot, &old.catalog_version, &new.catalog_version);
        let hash = |record: &Self| {
            let hash = record.catalog_sha256.clone();
            hash.unwrap_or_else(|| text::OWN_CATALOG.to_owned())
        };
        differs(Figure::Catalog, &hash(self), &hash(&now));
        let (was, is) = (&old.verdict, &new.verdict);
        differs(Figure::Recommendation, was.winner.id(), is.winner.id());
        differs(Figure::RunnerUp, was.runner_up.id(), is.runner_up.id());
        differs(
            Figure::Feasible,
            text::constraints(was.feasible),
            text::constraints(is.feasible),
        );
        let mut figure = |figure: Figure<'_>, was: f64, is: f64| {
            if (was - is).abs() > TOLERANCE * was.abs().max(1e-3) {
                out.push(text::differs(figure, &was.to_string(), &is.to_string()));
            }
        };
        figure(Figure::Margin, was.margin, is.margin);
        figure(Figure::WinShare, was.confidence, is.confidence);
        for row in &old.strategies {
            let Some(other) = new.strategies.iter().find(|other| other.id == row.id) else {
                continue;
            };
            let label = &row.label;
            figure(
                Figure::UpfrontCost(label),
                row.cost.upfront_usd,
                other.cost.upfront_usd,
            );
            figure(
                Figure::MonthlyCost(label),
                row.cost.monthly_usd,
                other.cost.monthly_usd,
            );
            figure(
                Figure::Correct(label),
                row.quality.p_correct,
                other.quality.p_correct,
            );
            figure(
                Figure::LastToken(label),
                row.latency.e2e_p95_ms,
                other.latency.e2e_p95_ms,
            );
        }
        for row in &self.assumptions {
            if let Some(other) = now.assumptions.iter().find(|other| other.key == row.key) {
                figure(Figure::Assumption(&row.key), row.value, other.value);
            }
        }
        Ok(out)
    }
}
