//! Whether a record's decision still comes out.

use forkcast_engine::Catalog;

use super::Record;
use crate::json::ReadError;

/// Share by which a figure may differ: more than rounding, less than anything one would act on.
const TOLERANCE: f64 = 1e-6;

impl Record {
    /// Decides again with the model and prices of today, and says in sentences what differs; nothing where all is as recorded.
    ///
    /// # Errors
    /// An input that the model no longer takes.
    pub fn verify(&self, catalog: &Catalog) -> Result<Vec<String>, ReadError> {
        let now = Self::of(&self.scenario(catalog)?, catalog, &self.date, &self.measured);
        let mut out = Vec::new();
        let mut differs = |what: &str, was: &str, is: &str| {
            if was != is {
                out.push(format!("The {what} was {was} and is {is}."));
            }
        };
        let (old, new) = (&self.decision, &now.decision);
        differs("version of the model", &old.model_version, &new.model_version);
        differs("price snapshot", &old.catalog_version, &new.catalog_version);
        let hash = |record: &Self| {
            record
                .catalog_sha256
                .clone()
                .unwrap_or_else(|| "a list of one's own".to_owned())
        };
        differs("content of the catalog", &hash(self), &hash(&now));
        differs("recommendation", old.verdict.winner.id(), new.verdict.winner.id());
        differs(
            "runner-up",
            old.verdict.runner_up.id(),
            new.verdict.runner_up.id(),
        );
        let passes = |feasible| {
            if feasible { "fitting" } else { "not fitting" }
        };
        differs(
            "winner",
            passes(old.verdict.feasible),
            passes(new.verdict.feasible),
        );
        let mut figure = |what: &str, was: f64, is: f64| {
            if (was - is).abs() > TOLERANCE * was.abs().max(1e-3) {
                out.push(format!("The {what} was {was} and is {is}."));
            }
        };
        figure("margin", old.verdict.margin, new.verdict.margin);
        figure(
            "share of simulations in which it comes out ahead",
            old.verdict.confidence,
            new.verdict.confidence,
        );
        for row in &old.strategies {
            let Some(other) = new.strategies.iter().find(|other| other.id == row.id) else {
                continue;
            };
            let name = &row.label;
            figure(
                &format!("cost of {name} up front, USD,"),
                row.cost.upfront_usd,
                other.cost.upfront_usd,
            );
            figure(
                &format!("cost of {name} a month, USD,"),
                row.cost.monthly_usd,
                other.cost.monthly_usd,
            );
            figure(
                &format!("share of right answers of {name}"),
                row.quality.p_correct,
                other.quality.p_correct,
            );
            figure(
                &format!("time of {name} to the last token, ms,"),
                row.latency.e2e_p95_ms,
                other.latency.e2e_p95_ms,
            );
        }
        for row in &self.assumptions {
            if let Some(other) = now.assumptions.iter().find(|other| other.key == row.key) {
                figure(&format!("assumption {}", row.key), row.value, other.value);
            }
        }
        Ok(out)
    }
}
