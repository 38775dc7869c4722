//! What the reader should know before trusting the figures.

use super::assess::Assessed;
use super::choose::Decision;
use crate::catalog::{Catalog, Model};
use crate::cost::supply;
use crate::quality;
use crate::report::{CostReport, Warning};
use crate::scenario::{Precision, Scenario, Supply};
use crate::strategy::{STRATEGIES, Strategy};

/// Announced prices that the horizon's bills are made with. A team's own prices hold whatever was announced.
fn price_changes(s: &Scenario, model: &Model, warnings: &mut Vec<Warning>) {
    if s.own_input_usd.is_some() && s.own_output_usd.is_some() {
        return;
    }
    for (i, later) in (0..).zip(model.later) {
        if supply::months_to(s, later) < s.horizon_months.round().max(1.0) {
            warnings.push(Warning::PriceChanges {
                model: s.model_index,
                later: i,
            });
        }
    }
}

/// The warnings of a scenario; `cost` is the winner's.
#[must_use]
pub(super) fn list(
    s: &Scenario,
    catalog: &Catalog,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
    cost: &CostReport,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if !decision.feasible {
        warnings.push(Warning::NothingFits);
    }
    // Months are told apart by what has been spent by their ends.
    let (mut month, mut usd) = (0, 0.0);
    for (i, spent) in cost.cumulative_usd.windows(2).enumerate() {
        // Differences of sums are a rounding apart where months are equal; the first of those is meant.
        if spent[1] - spent[0] > usd * (1.0 + 1e-9) {
            (month, usd) = (i + 1, spent[1] - spent[0]);
        }
    }
    if usd > s.budget_monthly_usd && cost.monthly_usd <= s.budget_monthly_usd {
        warnings.push(Warning::MonthOverBudget {
            month: month as f64,
            usd,
        });
    }
    match s.supply {
        Supply::Hosted => {
            let model = catalog.model(s.model_index);
            if model.other.disagrees() {
                warnings.push(Warning::FeedsDisagree);
            }
            price_changes(s, model, &mut warnings);
            let mut tuned = assessed.iter().filter(|a| a.strategy.only_tunes());
            if tuned.all(|a| !a.sold) {
                warnings.push(Warning::CannotTune);
            }
        }
        Supply::OwnGpus => {
            if let Some(fleet) = assessed[Strategy::BASELINE.index()].costs.fleet()
                && fleet.smallest.gpus > 1.0
            {
                warnings.push(Warning::SpreadOverGpus {
                    gpus: fleet.smallest.gpus,
                });
            }
            if s.precision == Precision::Fp8 && !catalog.gpu(s.gpu_index).fp8 {
                warnings.push(Warning::NoFp8);
            }
        }
    }
    if quality::retrieval_hurts(s, catalog) {
        warnings.push(Warning::RetrievalHurts);
    }
    warnings
}
