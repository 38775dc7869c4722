//! The rows of a record.

use forkcast_engine::assumptions::{Assumption, Note};
use forkcast_engine::catalog::{Billing, Provenance};
use forkcast_engine::params::{PARAMS, Param};
use forkcast_engine::{Catalog, Scenario, format};
use serde::{Deserialize, Serialize};

use crate::text::record::{self as text, LongPrice};

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRow {
    /// Name in links and JSON.
    pub key: String,
    /// Name for people.
    pub label: String,
    /// The value with its unit, and the interval in which it was observed, if it was.
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
            value: value(param, scenario, catalog),
            default: format::value(param, &defaults, catalog),
            changed: !param.is_default(scenario, catalog),
        };
        PARAMS.iter().map(row).collect()
    }
}

fn value(param: &Param, scenario: &Scenario, catalog: &Catalog) -> String {
    let value = format::value(param, scenario, catalog);
    match param.interval(scenario) {
        Some(interval) => {
            let shown = |end: f64| format::number_value(param, end);
            text::observed(
                &value,
                &shown(interval.low()),
                &shown(interval.high()),
                interval.n(),
            )
        }
        None => value,
    }
}

/// One price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// The item that is bought.
    pub what: String,
    /// Its price with units.
    pub price: String,
    /// The source of the price.
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
        let amount = |usd: Option<f64>| usd.map_or_else(|| text::NO_PRICE.to_owned(), |usd| usd.to_string());
        let mut price = text::tokens(
            &model.input_usd_per_m.to_string(),
            &amount(model.cached_usd_per_m),
            &model.output_usd_per_m.to_string(),
        );
        if let Some(long) = model.long {
            price += &text::long_tokens(
                long.above_tokens,
                &long.input_usd_per_m.to_string(),
                &amount(long.cached_usd_per_m),
                &long.output_usd_per_m.to_string(),
            );
        }
        for later in model.later {
            price += &text::later_tokens(
                later.from,
                &later.input_usd_per_m.to_string(),
                &amount(later.cached_usd_per_m),
                &later.output_usd_per_m.to_string(),
            );
        }
        if let Some(peak) = model.peak {
            price += &text::peak_tokens(
                &peak.input_usd_per_m.to_string(),
                &amount(peak.cached_usd_per_m),
                &peak.output_usd_per_m.to_string(),
            );
        }
        if model.other.disagrees() {
            let other = |usd: Option<f64>, same: Option<f64>| amount(usd.or(same));
            price += &text::second_feed(
                &other(model.other.input_usd_per_m, Some(model.input_usd_per_m)),
                &other(model.other.cached_usd_per_m, model.cached_usd_per_m),
                &other(model.other.output_usd_per_m, Some(model.output_usd_per_m)),
            );
        }
        let long = Catalog::other_long_prompt(s.model_index);
        let differs: Vec<(LongPrice, f64)> = [
            (LongPrice::Above, long.above_tokens),
            (LongPrice::Input, long.input_usd_per_m),
            (LongPrice::Cached, long.cached_usd_per_m),
            (LongPrice::Output, long.output_usd_per_m),
        ]
        .into_iter()
        .filter_map(|(price, value)| Some((price, value?)))
        .collect();
        price += &text::second_feed_long(&differs);
        let own = s.has_own_prices().then(|| {
            let paid =
                |usd: Option<f64>| usd.map_or_else(|| text::AS_LISTED.to_owned(), |usd| usd.to_string());
            Self {
                what: text::OWN_PRICES.to_owned(),
                price: text::own_tokens(
                    &paid(s.own_input_usd),
                    &paid(s.own_cached_usd),
                    &paid(s.own_write_usd),
                    &paid(s.own_output_usd),
                ) + &text::own_long_tokens(s.own_long_above_tokens.map(|above| {
                    let same = |long: Option<f64>, short: Option<f64>| paid(long.or(short));
                    (
                        above,
                        [
                            same(s.own_long_input_usd, s.own_input_usd),
                            same(s.own_long_cached_usd, s.own_cached_usd),
                            same(s.own_long_write_usd, s.own_write_usd),
                            same(s.own_long_output_usd, s.own_output_usd),
                        ],
                    )
                })),
                source: text::OWN_SOURCE.to_owned(),
                as_of: String::new(),
            }
        });
        let gpu = catalog.gpu(s.gpu_index);
        let embedder = catalog.embedder(s.embedder_index);
        let store = catalog.store(s.store_index);
        let reranker = catalog.reranker(s.reranker_index);
        let listed = [
            row(&model.label, price, Catalog::model_source(s.model_index)),
            row(
                &gpu.label,
                text::per_hour(gpu.usd_per_hour),
                Catalog::gpu_source(s.gpu_index),
            ),
            row(
                &embedder.label,
                text::per_m_tokens(embedder.usd_per_m_tokens),
                Catalog::embedder_source(s.embedder_index),
            ),
            row(
                &store.label,
                billing(store.billing),
                Catalog::store_source(s.store_index),
            ),
            row(
                &reranker.label,
                if reranker.usd_per_m_tokens > 0.0 {
                    text::per_m_tokens(reranker.usd_per_m_tokens)
                } else {
                    text::per_k_questions(reranker.usd_per_k_queries)
                },
                Catalog::reranker_source(s.reranker_index),
            ),
        ];
        own.into_iter().chain(listed).collect()
    }
}

fn billing(billing: Billing) -> String {
    match billing {
        Billing::None => text::NO_STORE_PRICE.to_owned(),
        Billing::Nodes {
            usd_per_node_hour,
            node_gb,
            node_qps: _,
            included_nodes,
        } => text::per_node(usd_per_node_hour, node_gb, included_nodes),
        Billing::ReadUnits {
            usd_per_gb_month,
            usd_per_m_read_units,
            usd_per_m_write_units,
            minimum_usd_month,
        } => text::per_read(
            usd_per_gb_month,
            usd_per_m_read_units,
            usd_per_m_write_units,
            minimum_usd_month,
        ),
    }
}

/// One assumption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssumptionRow {
    /// Its name.
    pub key: String,
    /// Its label.
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
