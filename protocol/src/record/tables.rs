//! The rows of a record.

use forkcast_engine::assumptions::{Assumption, Note};
use forkcast_engine::catalog::{Billing, Provenance};
use forkcast_engine::params::{PARAMS, Param};
use forkcast_engine::{Catalog, Scenario, format};
use serde::{Deserialize, Serialize};

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
        let amount = |usd: Option<f64>| usd.map_or_else(|| "none".to_owned(), |usd| usd.to_string());
        let mut price = format!(
            "USD per million tokens: input {}, cached {}, output {}",
            model.input_usd_per_m,
            amount(model.cached_usd_per_m),
            model.output_usd_per_m
        );
        if let Some(long) = model.long {
            price += &format!(
                "; prompts above {} tokens: input {}, cached {}, output {}",
                long.above_tokens,
                long.input_usd_per_m,
                amount(long.cached_usd_per_m),
                long.output_usd_per_m
            );
        }
        for later in model.later {
            price += &format!(
                "; from {}: input {}, cached {}, output {}",
                later.from,
                later.input_usd_per_m,
                amount(later.cached_usd_per_m),
                later.output_usd_per_m
            );
        }
        if let Some(peak) = model.peak {
            price += &format!(
                "; at peak hours: input {}, cached {}, output {}",
                peak.input_usd_per_m,
                amount(peak.cached_usd_per_m),
                peak.output_usd_per_m
            );
        }
        if model.other.disagrees() {
            let other = |usd: Option<f64>, same: Option<f64>| amount(usd.or(same));
            price += &format!(
                "; a second feed says input {}, cached {}, output {}",
                other(model.other.input_usd_per_m, Some(model.input_usd_per_m)),
                other(model.other.cached_usd_per_m, model.cached_usd_per_m),
                other(model.other.output_usd_per_m, Some(model.output_usd_per_m))
            );
        }
        let long = Catalog::other_long_prompt(s.model_index);
        let differs = [
            ("above tokens", long.above_tokens),
            ("input", long.input_usd_per_m),
            ("cached", long.cached_usd_per_m),
            ("output", long.output_usd_per_m),
        ];
        for (name, figure) in differs {
            if let Some(figure) = figure {
                price += &format!("; of long prompts a second feed says {name} {figure}");
            }
        }
        let own = s.has_own_prices().then(|| {
            let paid = |usd: Option<f64>| usd.map_or_else(|| "as listed".to_owned(), |usd| usd.to_string());
            Self {
                what: "Token prices of your own".to_owned(),
                price: format!(
                    "USD per million tokens: input {}, cached {}, output {}; at any length, hour and month",
                    paid(s.own_input_usd),
                    paid(s.own_cached_usd),
                    paid(s.own_output_usd)
                ),
                source: "your own".to_owned(),
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
                format!("{} USD an hour", gpu.usd_per_hour),
                Catalog::gpu_source(s.gpu_index),
            ),
            row(
                &embedder.label,
                format!("{} USD per million tokens", embedder.usd_per_m_tokens),
                Catalog::embedder_source(s.embedder_index),
            ),
            row(
                &store.label,
                billing(store.billing),
                Catalog::store_source(s.store_index),
            ),
            row(
                &reranker.label,
                format!("{} USD per thousand questions", reranker.usd_per_k_queries),
                Catalog::reranker_source(s.reranker_index),
            ),
        ];
        own.into_iter().chain(listed).collect()
    }
}

fn billing(billing: Billing) -> String {
    match billing {
        Billing::None => "nothing: it lives in the application's memory".to_owned(),
        Billing::Nodes {
            usd_per_node_hour,
            node_gb,
        } => format!("{usd_per_node_hour} USD an hour for each node of {node_gb} GB"),
        Billing::ReadUnits {
            usd_per_gb_month,
            usd_per_m_read_units,
            minimum_usd_month,
        } => format!(
            "{usd_per_gb_month} USD per GB and month, {usd_per_m_read_units} USD per million read units, at least {minimum_usd_month} USD a month"
        ),
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
