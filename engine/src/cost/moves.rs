//! Where a tuned model goes when the seller of its base ends that: it is trained again on another model that somebody tunes.

use super::supply::{self, Train};
use crate::catalog::{Catalog, Model};
use crate::scenario::Scenario;
use crate::strategy::{Method, Strategy};

/// The model that a tuned one is trained again on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextBase<'a> {
    /// Its place in the catalog's list.
    pub model: u16,
    /// Where it is trained.
    pub train: Train<'a>,
}

/// The next base of the scenario's hosted model: the one that its seller names if it is tuned in the same way, or else, of those that are, the nearest in list
/// price. Sold throughout the horizon, by the sellers of tuning that the scenario allows. None where there is no such.
#[must_use]
pub fn next_base<'a>(
    s: &Scenario,
    catalog: &'a Catalog,
    strategy: Strategy,
    method: Method,
) -> Option<NextBase<'a>> {
    let model = catalog.model(s.model_index);
    let named = model.ends.and_then(|ends| ends.replacement);
    let mut best: Option<(f64, NextBase<'a>)> = None;
    for (place, other) in (0..).zip(catalog.models.iter()) {
        let lasts = supply::months_to_end(s, other).is_none_or(|months| months >= s.months());
        if place == s.model_index || !lasts {
            continue;
        }
        let Some(train) = cheapest_training(s, other, strategy, method) else {
            continue;
        };
        let distance = if named == Some(place) {
            0.0
        } else {
            apart(model, other)
        };
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, NextBase { model: place, train }));
        }
    }
    best.map(|(_, next)| next)
}

/// How far two models are apart in list price, as a ratio of at least 1.
fn apart(a: &Model, b: &Model) -> f64 {
    let usd = |m: &Model| m.input_usd_per_m + m.output_usd_per_m;
    let ratio = usd(b) / usd(a).max(f64::MIN_POSITIVE);
    if ratio > 1.0 {
        ratio
    } else {
        1.0 / ratio.max(f64::MIN_POSITIVE)
    }
}

/// The training of a model that costs the least a token; none where nobody trains it so.
fn cheapest_training<'a>(
    s: &Scenario,
    model: &'a Model,
    strategy: Strategy,
    method: Method,
) -> Option<Train<'a>> {
    let usd = |train: &Train<'_>| match train {
        Train::Managed(usd_per_m) => *usd_per_m,
        Train::Rented(_) | Train::Nothing => 0.0,
    };
    supply::offers(s, model, strategy)
        .filter_map(|(_, offer)| supply::trained(s, model, offer, method))
        .min_by(|a, b| usd(a).total_cmp(&usd(b)))
}
