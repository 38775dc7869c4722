//! What the reader should know before trusting the figures.

use super::assess::Assessed;
use super::value;
use crate::catalog::{Catalog, Model};
use crate::cost::{self, moves, supply};
use crate::quality;
use crate::report::{CostReport, Verdict, Warning};
use crate::scenario::{GpuPurchase, JudgeBy, Precision, Residency, Scenario, Supply};
use crate::strategy::{STRATEGIES, Strategy};

/// Announced prices that the horizon's bills are made with. A team's own prices hold whatever was announced.
fn price_changes(s: &Scenario, model: &Model, warnings: &mut Vec<Warning>) {
    if s.own_input_usd.is_some() && s.own_output_usd.is_some() {
        return;
    }
    for (i, later) in (0..).zip(model.later) {
        if supply::months_to(s, later) < s.months() {
            warnings.push(Warning::PriceChanges {
                model: s.model_index,
                later: i,
            });
        }
    }
}

/// Whether the model is sold throughout the horizon.
fn ends(s: &Scenario, model: &Model, warnings: &mut Vec<Warning>) {
    if let Some(months) = supply::months_to_end(s, model)
        && months < s.months()
    {
        warnings.push(Warning::ModelEnds {
            model: s.model_index,
            month: (months > 0.0).then_some(months.floor() + 1.0),
        });
    }
}

/// That a tuned model is trained again on another one, and that its tuning closes: of the recommended approach if it is tuned, or else of the first that is.
fn tuning_ends(
    s: &Scenario,
    catalog: &Catalog,
    winner: Strategy,
    assessed: &[Assessed; STRATEGIES],
    warnings: &mut Vec<Warning>,
) {
    let first = std::iter::once(winner)
        .chain(Strategy::ALL)
        .map(|x| &assessed[x.index()]);
    let mut tuned = first.filter(|a| a.strategy.tunes() && a.sold);
    let Some(a) = tuned.next() else {
        return;
    };
    if let Some(usd) = a.costs.migration_usd() {
        let next = moves::next_base(s, catalog, a.strategy, a.method);
        warnings.push(Warning::TunedModelMoves {
            model: s.model_index,
            to: next.map(|next| next.model),
            strategy: a.strategy,
            usd,
        });
    }
    let offer = a.plan.sale.place();
    let tuning = &catalog.model(s.model_index).tuning;
    if let Some(place) = offer
        && tuning
            .get(usize::from(place))
            .is_some_and(|o| o.closing.is_some())
    {
        warnings.push(Warning::TuningCloses {
            model: s.model_index,
            offer: place,
        });
    }
}

/// The cached price that goes with an own price for input.
fn cached_price(s: &Scenario, model: &Model, warnings: &mut Vec<Warning>) {
    if let Some(cached) = model.cached_usd_per_m
        && s.own_input_usd.is_some_and(|usd| usd > 0.0)
        && s.own_cached_usd.is_none()
    {
        warnings.push(Warning::CachedPriceAssumed {
            share: cached / model.input_usd_per_m,
        });
    }
}

/// The list price that goes with an own price of the other kind of token.
fn list_price(s: &Scenario, model: &Model, warnings: &mut Vec<Warning>) {
    let (of_input, usd) = match (s.own_input_usd, s.own_output_usd) {
        (None, Some(_)) => (true, model.input_usd_per_m),
        (Some(_), None) => (false, model.output_usd_per_m),
        (None, None) | (Some(_), Some(_)) => return,
    };
    warnings.push(Warning::ListPriceAssumed { of_input, usd });
}

/// The warnings of a scenario; `cost` is the winner's.
#[must_use]
pub(super) fn list(
    s: &Scenario,
    catalog: &Catalog,
    verdict: &Verdict,
    assessed: &[Assessed; STRATEGIES],
    cost: &CostReport,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if !verdict.feasible {
        warnings.push(Warning::NothingFits);
    }
    if value::is_set(s) && s.judge_by == JudgeBy::Score {
        warnings.push(Warning::ValueNotCounted);
    }
    if s.judge_by == JudgeBy::NetValue && !value::is_set(s) {
        warnings.push(Warning::NoValueSet);
    }
    if s.batch_share > 0.0 {
        warnings.push(Warning::AnswersCanWait { share: s.batch_share });
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
            ends(s, model, &mut warnings);
            tuning_ends(s, catalog, verdict.winner, assessed, &mut warnings);
            price_changes(s, model, &mut warnings);
            list_price(s, model, &mut warnings);
            cached_price(s, model, &mut warnings);
            if model.always_thinks && s.thinking_tokens == 0.0 {
                warnings.push(Warning::ThinkingNotCounted);
            }
            if s.batch_share > 0.0 && model.batch_discount.is_none() {
                warnings.push(Warning::BatchesAtFullPrice);
            }
            let mut tuned = assessed.iter().filter(|a| a.strategy.only_tunes());
            if tuned.all(|a| !a.sold) {
                warnings.push(Warning::CannotTune {
                    open_weights: model.open_weights,
                });
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
            if cost::gpu_usd_per_hour(catalog.gpu(s.gpu_index), s.gpu_purchase).is_none() {
                warnings.push(Warning::GpuTermsUnpriced);
            } else if s.gpu_purchase == GpuPurchase::Reserved {
                warnings.push(Warning::Reserved {
                    months: catalog.gpu(s.gpu_index).reserved_months,
                });
            }
            if s.residency == Residency::OnPremises && s.gpu_purchase != GpuPurchase::Owned {
                warnings.push(Warning::RentedOnPremises);
            }
            if s.precision == Precision::Fp8 && !catalog.gpu(s.gpu_index).fp8 {
                warnings.push(Warning::NoFp8);
            }
        }
    }
    // Where no question needs the documents, no recall could help.
    if s.new_facts_share > 0.0 && quality::retrieval_hurts(s, catalog) {
        warnings.push(Warning::RetrievalHurts);
    }
    let winner = &assessed[verdict.winner.index()];
    if let Some(served) = winner.served.filter(|_| winner.sold) {
        warnings.push(Warning::ServedBy(served));
    }
    warnings
}
