//! The choice of the model left open: which model with which approach gives a right answer for the least.

use crate::catalog::Catalog;
use crate::cost::{self, supply};
use crate::decision::limits::{self, Musts};
use crate::decision::{Assessed, assess_in_range};
use crate::scenario::{Scenario, Supply};
use crate::strategy::{Family, STRATEGIES, Strategy};
use crate::tiers::Tier;

/// A model with an approach, at the likely values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The model, as its place in the catalog's list.
    pub model: u16,
    /// The approach.
    pub strategy: Strategy,
    /// Share of right answers.
    pub right: f64,
    /// Cost of a right answer over the horizon, USD.
    pub usd_per_right: f64,
    /// Cost of the mean month, USD.
    pub month_usd: f64,
}

/// The cheapest right answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Cheapest {
    /// Of each tier of models and each family of approaches the model and the approach that give a right answer for the least, among those
    /// that meet every requirement and, at the likely values, all limits; none where none does.
    pub cells: [[Option<Cell>; Family::ALL.len()]; Tier::ALL.len()],
    /// The same of all models and approaches whose share of right answers is no less than was asked for.
    pub as_right: Option<Cell>,
}

/// The scenario with another hosted model. Figures and prices that the team has of its own are about the model that it uses, so those of the
/// catalog take their place.
#[must_use]
pub fn with_model(s: &Scenario, model: u16) -> Scenario {
    if s.supply == Supply::Hosted && s.model_index == model {
        return *s;
    }
    Scenario {
        supply: Supply::Hosted,
        model_index: model,
        tuning_seller_index: Catalog::CHEAPEST,
        known_accuracy: None,
        passage_use: None,
        prompted_compliance: None,
        constrained_compliance: None,
        new_known: None,
        abstention: None,
        context_loss: None,
        own_input_usd: None,
        own_cached_usd: None,
        own_output_usd: None,
        own_write_usd: None,
        own_long_above_tokens: None,
        own_long_input_usd: None,
        own_long_cached_usd: None,
        own_long_write_usd: None,
        own_long_output_usd: None,
        measured_start_p50_ms: None,
        measured_start_p95_ms: None,
        measured_prefill_tps: None,
        measured_decode_tps: None,
        measured_train_tps: None,
        ..*s
    }
}

/// The models that are sold on the day of launch.
pub fn sold<'a>(s: &'a Scenario, catalog: &'a Catalog) -> impl Iterator<Item = u16> + use<'a> {
    (0..)
        .zip(catalog.models.iter())
        .filter(|(_, model)| supply::months_to_end(s, model).is_none_or(|months| months > 0.0))
        .map(|(place, _)| place)
}

/// Every approach with the model of the scenario, in the order of [`Strategy::ALL`]; none for one that fails a requirement or a limit.
#[must_use]
pub fn cells_of(s: &Scenario, catalog: &Catalog) -> [Option<Cell>; STRATEGIES] {
    let s = &s.in_range();
    let musts = limits::musts(s, catalog);
    let queries = cost::horizon_queries(s);
    let assessed = assess_in_range(s, catalog);
    let cell = |a: &Assessed, musts: &Musts| {
        let fits = musts.are_met() && limits::are_met(&limits::used(s, s, &a.figures(), &a.quality));
        fits.then(|| Cell {
            model: s.model_index,
            strategy: a.strategy,
            right: a.quality.p_correct,
            usd_per_right: a.total_usd / (queries * a.quality.p_correct).max(1e-9),
            month_usd: a.mean_month_usd(s),
        })
    };
    std::array::from_fn(|i| cell(&assessed[i], &musts[i]))
}

/// The cheapest right answers of a scenario whose model is left open, and the cheapest with at least that share of right answers: a cheap
/// model that is seldom right gives right answers for little too.
#[must_use]
pub fn cheapest(s: &Scenario, catalog: &Catalog, least_right: f64) -> Cheapest {
    let mut found = Cheapest {
        cells: [[None; Family::ALL.len()]; Tier::ALL.len()],
        as_right: None,
    };
    for model in sold(s, catalog) {
        let tier = catalog.model(model).tier as usize;
        for cell in cells_of(&with_model(s, model), catalog).into_iter().flatten() {
            let keep = |best: &mut Option<Cell>| {
                if best.is_none_or(|best| cell.usd_per_right < best.usd_per_right) {
                    *best = Some(cell);
                }
            };
            keep(&mut found.cells[tier][cell.strategy.family() as usize]);
            if cell.right >= least_right {
                keep(&mut found.as_right);
            }
        }
    }
    found
}
