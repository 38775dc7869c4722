//! Whether a record's decision still comes out.

use forkcast_engine::Catalog;

use super::Record;
use crate::json::ReadError;
use crate::text::record as words;

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
                out.push(words::differs(what, was, is));
            }
        };
        let (old, new) = (&self.decision, &now.decision);
        differs(words::MODEL_VERSION, &old.model_version, &new.model_version);
        differs(words::SNAPSHOT, &old.catalog_version, &new.catalog_version);
        let hash = |record: &Self| {
            record
                .catalog_sha256
                .clone()
                .unwrap_or_else(|| words::OWN_LIST.to_owned())
        };
        differs(words::CONTENT, &hash(self), &hash(&now));
        differs(
            words::RECOMMENDATION,
            old.verdict.winner.id(),
            new.verdict.winner.id(),
        );
        differs(
            words::RUNNER_UP,
            old.verdict.runner_up.id(),
            new.verdict.runner_up.id(),
        );
        differs(
            words::RECOMMENDATION,
            words::feasible(old.verdict.feasible),
            words::feasible(new.verdict.feasible),
        );
        let mut figure = |what: &str, was: f64, is: f64| {
            if (was - is).abs() > TOLERANCE * was.abs().max(1e-3) {
                out.push(words::differs(what, was, is));
            }
        };
        figure(words::MARGIN, old.verdict.margin, new.verdict.margin);
        figure(words::WON, old.verdict.confidence, new.verdict.confidence);
        for row in &old.strategies {
            let Some(other) = new.strategies.iter().find(|other| other.id == row.id) else {
                continue;
            };
            let name = &row.label;
            figure(
                &words::upfront(name),
                row.cost.upfront_usd,
                other.cost.upfront_usd,
            );
            figure(
                &words::monthly(name),
                row.cost.monthly_usd,
                other.cost.monthly_usd,
            );
            figure(
                &words::correct(name),
                row.quality.p_correct,
                other.quality.p_correct,
            );
            figure(
                &words::last_token(name),
                row.latency.e2e_p95_ms,
                other.latency.e2e_p95_ms,
            );
        }
        for row in &self.assumptions {
            if let Some(other) = now.assumptions.iter().find(|other| other.key == row.key) {
                figure(&words::assumption(&row.key), row.value, other.value);
            }
        }
        Ok(out)
    }
}
