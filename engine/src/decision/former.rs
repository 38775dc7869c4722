//! The verdict by the rule of model versions 1 and 2, for links and records that were made with them: so that a reader sees whether the
//! recommendation that the sender saw has changed.
//!
//! That rule looked at the likely values alone: an approach that missed a limit by anything was out, the budgets were the yardstick of cost,
//! and the harm of wrong answers was paid in cash. Costs, times and quality are those of today.

use super::assess::{Assessed, Figures, assess_in_range};
use super::{criteria, limits, value};
use crate::catalog::Catalog;
use crate::cost;
use crate::report::{CRITERIA, Criterion, Limit};
use crate::scenario::{ContextualChunks, RecallOf, Scenario};
use crate::strategy::Strategy;

/// Whether that version of the model decided by the former rule.
#[must_use]
pub fn is_former(version: &str) -> bool {
    matches!(version, "1" | "2")
}

/// The hosted model, and the one on own GPUs, that were the defaults of versions 1 to 3.
const FORMER_MODEL: &str = "llama-3.1-8b";

/// Sets what a version of the model had as another default than today's: a link names only the inputs that differ from the defaults of
/// the version that made it.
pub fn set_defaults(s: &mut Scenario, catalog: &Catalog, version: &str) {
    if matches!(version, "1" | "2" | "3" | "4" | "5") {
        // One set of figures held for all models, and what must be kept was of one kind.
        s.known_accuracy = Some(0.85);
        s.passage_use = Some(0.85);
        s.prompted_compliance = Some(0.65);
        s.abstention = Some(0.3);
        s.context_loss = Some(0.03);
        s.public_share = 0.0;
        s.teacher_usd_per_m = 0.0;
        // A share that a grammar can enforce is kept alike whatever stands in the prompt, as all form was.
        s.syntax_share = 1.0;
        // Recall was that of the pipeline as it was set, and a price of context was all there was of it.
        s.recall_of = RecallOf::AsSet;
        s.hops_share = 0.0;
        s.unannounced_end = 0.0;
        s.contextual_chunks = ContextualChunks::On;
        s.contextual_usd_per_m_tokens = 0.0;
    }
    if matches!(version, "1" | "2" | "3" | "4") {
        // All answers had the same length.
        s.answer_spread = 1.0;
    }
    if !matches!(version, "1" | "2" | "3") {
        return;
    }
    let place = catalog.models.iter().position(|model| model.id == FORMER_MODEL);
    if let Some(index) = place.and_then(|place| u16::try_from(place).ok()) {
        s.model_index = index;
        s.open_model_index = index;
    }
}

/// The approach that versions 1 and 2 would recommend.
#[must_use]
pub fn verdict(scenario: &Scenario, catalog: &Catalog) -> Strategy {
    let s = &scenario.in_range();
    let musts = limits::musts(s, catalog);
    let weights = criteria::weights(s);
    let queries = cost::horizon_queries(s);
    let allowed = s.budget_upfront_usd + s.budget_monthly_usd * s.horizon_months;
    let rank = |a: &Figures| {
        let i = a.strategy.index();
        let harm = queries * value::harm_usd(s, &a.quality, catalog.calibration.noticed_cost);
        let with_harm = Figures {
            total_usd: a.total_usd + harm,
            ..*a
        };
        let used = limits::used(s, s, &with_harm, &a.quality);
        // What could not be mended by time or money weighed twice.
        let failed = 2 * musts[i].iter().count()
            + Limit::ALL
                .into_iter()
                .filter(|limit| used[*limit as usize] > 1.0)
                .map(|limit| match limit {
                    Limit::Data | Limit::Freshness => 2,
                    Limit::FirstToken | Limit::WholeAnswer | Limit::UpfrontBudget | Limit::MonthlyBudget => 1,
                })
                .sum::<usize>();
        let mut values: [f64; CRITERIA] = criteria::values(s, a, 1.0);
        values[Criterion::Cost as usize] = 1.0 / (1.0 + 3.0 * with_harm.total_usd / allowed);
        let score: f64 = values.iter().zip(&weights).map(|(v, w)| v * w).sum();
        (failed, score - criteria::handicap(s, a.strategy))
    };
    let figures = assess_in_range(s, catalog).each_ref().map(Assessed::figures);
    let mut best = (rank(&figures[0]), figures[0].strategy);
    // There were no other approaches then.
    for a in figures[1..].iter().filter(|a| a.strategy.profile().basic) {
        let (failed, score) = rank(a);
        let (least, most) = best.0;
        if failed < least || failed == least && score > most {
            best = ((failed, score), a.strategy);
        }
    }
    best.1
}
