//! The rows of a record.

use forkcast_engine::assumptions::{Assumption, Note};
use forkcast_engine::catalog::Provenance;
use forkcast_engine::params::{PARAMS, Param};
use forkcast_engine::{Catalog, Scenario, format};
use serde::{Deserialize, Serialize};

use crate::text::record as words;

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRow {
    /// Name in links and JSON.
    pub key: String,
    /// Name for people.
    pub label: String,
    /// The value with its unit.
    pub value: String,
    /// The default with its unit.
    pub default: String,
    /// Whether it differs from the default.
    pub changed: bool,
}

impl InputRow {
    pub(super) fn all(scenario: &Scenario, catalog: &Catalog) -> Vec<Self> {
        let defaults = Scenario::defaults(catalog);
        let row = |param: &Param| Self {
            key: param.key.to_owned(),
            label: param.label.to_owned(),
            value: format::value(param, scenario, catalog),
            default: format::value(param, &defaults, catalog),
            changed: !param.is_default(scenario, catalog),
        };
        PARAMS.iter().map(row).collect()
    }
}

/// One price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// What is bought.
    pub what: String,
    /// For how much, in words with units.
    pub price: String,
    /// Who says so.
    pub source: String,
    /// Day on which it was checked.
    pub as_of: String,
}

impl PriceRow {
    /// The prices that a scenario uses.
    #[must_use]
    pub fn all(s: &Scenario, catalog: &Catalog) -> Vec<Self> {
        let row = |what: &str, price: String, from: &Provenance| Self {
            what: what.to_owned(),
            price,
            source: from.source.to_string(),
            as_of: from.as_of.to_string(),
        };
        let model = catalog.model(s.model_index);
        let mut price = words::token_prices(
            model.input_usd_per_m,
            model.cached_usd_per_m,
            model.output_usd_per_m,
        );
        if let Some(long) = model.long {
            price += &words::long_prompts(
                long.above_tokens,
                long.input_usd_per_m,
                long.cached_usd_per_m,
                long.output_usd_per_m,
            );
        }
        for later in model.later {
            price += &words::later(
                later.from,
                later.input_usd_per_m,
                later.cached_usd_per_m,
                later.output_usd_per_m,
            );
        }
        if let Some(peak) = model.peak {
            price += &words::peak(peak.input_usd_per_m, peak.cached_usd_per_m, peak.output_usd_per_m);
        }
        let other = &model.other;
        if other.disagrees() {
            price += &words::second_feed(
                other.input_usd_per_m.unwrap_or(model.input_usd_per_m),
                other.cached_usd_per_m.or(model.cached_usd_per_m),
                other.output_usd_per_m.unwrap_or(model.output_usd_per_m),
            );
        }
        let figures = [
            other.long.above_tokens,
            other.long.input_usd_per_m,
            other.long.cached_usd_per_m,
            other.long.output_usd_per_m,
        ];
        for (name, figure) in words::LONG_FIGURES.into_iter().zip(figures) {
            if let Some(figure) = figure {
                price += &words::second_feed_long(name, figure);
            }
        }
        let own = s.has_own_prices().then(|| Self {
            what: words::OWN_PRICES.to_owned(),
            price: words::own_prices(s.own_input_usd, s.own_cached_usd, s.own_output_usd),
            source: words::OWN_SOURCE.to_owned(),
            as_of: String::new(),
        });
        let gpu = catalog.gpu(s.gpu_index);
        let embedder = catalog.embedder(s.embedder_index);
        let store = catalog.store(s.store_index);
        let reranker = catalog.reranker(s.reranker_index);
        let listed = [
            row(&model.label, price, &model.provenance),
            row(&gpu.label, words::per_hour(gpu.usd_per_hour), &gpu.provenance),
            row(
                &embedder.label,
                words::per_m_tokens(embedder.usd_per_m_tokens),
                &embedder.provenance,
            ),
            row(&store.label, words::billing(store.billing), &store.provenance),
            row(
                &reranker.label,
                words::per_k_questions(reranker.usd_per_k_queries),
                &reranker.provenance,
            ),
        ];
        own.into_iter().chain(listed).collect()
    }
}

/// One assumption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// Its name.
    pub key: String,
    /// What it says.
    pub label: String,
    /// Unit of the values.
    pub unit: String,
    /// The value used.
    pub value: f64,
    /// Least plausible value.
    pub low: f64,
    /// Greatest plausible value.
    pub high: f64,
    /// `assumed`, `published` or `fitted`.
    pub status: String,
    /// Where it comes from.
    pub source: String,
}

impl AssumptionRow {
    pub(super) fn of(assumption: &Assumption, note: &Note, catalog: &Catalog) -> Self {
        Self {
            key: assumption.key.to_owned(),
            label: note.label.to_owned(),
            unit: note.unit.label().to_owned(),
            value: (assumption.get)(&catalog.calibration),
            low: assumption.low,
            high: assumption.high,
            status: note.status.label().to_owned(),
            source: note.source.to_owned(),
        }
    }
}
