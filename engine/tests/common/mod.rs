//! Shared by the tests of the engine and, through the crate `forkcast-tests`, by those of other crates.

use forkcast_engine::catalog::{Billing, CacheTerms, OfferedServing};
use forkcast_engine::decision::{Assessed, assess_all};
use forkcast_engine::params::{self, Kind, PARAMS, Param, Value};
use forkcast_engine::presets::Preset;
use forkcast_engine::scenario::Audit;
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::{Catalog, Scenario};

/// The built-in catalog.
#[must_use]
pub fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

/// A catalog in which everything costs ten times as much, but for announced prices and those of long prompts and peak hours.
#[must_use]
pub fn ten_times_as_dear(catalog: &Catalog) -> Catalog {
    let mut dear = catalog.clone();
    for m in dear.models.to_mut() {
        m.input_usd_per_m *= 10.0;
        m.output_usd_per_m *= 10.0;
        m.cached_usd_per_m = m.cached_usd_per_m.map(|x| x * 10.0);
        if let Some(usd) = m.cache.storage_usd_per_m_hour {
            m.cache = Box::leak(Box::new(CacheTerms {
                storage_usd_per_m_hour: Some(usd * 10.0),
                ..*m.cache
            }));
        }
        for offer in m.tuning.to_mut() {
            offer.training_usd_per_m *= 10.0;
            match &mut offer.serving {
                OfferedServing::Serverless {
                    input_usd_per_m,
                    output_usd_per_m,
                } => {
                    *input_usd_per_m *= 10.0;
                    *output_usd_per_m *= 10.0;
                }
                OfferedServing::Dedicated { usd_per_gpu_hour, .. } => *usd_per_gpu_hour *= 10.0,
            }
        }
    }
    for g in dear.gpus.to_mut() {
        g.usd_per_hour *= 10.0;
        for term in [
            &mut g.usd_per_hour_reserved,
            &mut g.usd_per_hour_spot,
            &mut g.usd_per_hour_owned,
        ] {
            *term = term.map(|usd| usd * 10.0);
        }
    }
    for e in dear.embedders.to_mut() {
        e.usd_per_m_tokens *= 10.0;
        e.usd_per_node_hour = e.usd_per_node_hour.map(|usd| usd * 10.0);
    }
    for r in dear.rerankers.to_mut() {
        r.usd_per_k_queries *= 10.0;
        r.usd_per_m_tokens *= 10.0;
        r.usd_per_node_hour = r.usd_per_node_hour.map(|usd| usd * 10.0);
    }
    for store in dear.stores.to_mut() {
        store.billing = match store.billing {
            Billing::None => Billing::None,
            Billing::Nodes {
                usd_per_node_hour,
                node_gb,
                node_qps,
                included_nodes,
            } => Billing::Nodes {
                usd_per_node_hour: usd_per_node_hour * 10.0,
                node_gb,
                node_qps,
                included_nodes,
            },
            Billing::ReadUnits {
                usd_per_gb_month,
                usd_per_m_read_units,
                usd_per_m_write_units,
                minimum_usd_month,
            } => Billing::ReadUnits {
                usd_per_gb_month: usd_per_gb_month * 10.0,
                usd_per_m_read_units: usd_per_m_read_units * 10.0,
                usd_per_m_write_units: usd_per_m_write_units * 10.0,
                minimum_usd_month: minimum_usd_month * 10.0,
            },
        };
    }
    dear
}

/// A value for each approach: one for each that refines no other, in their order, and `other` for the rest.
///
/// # Panics
/// There are more basic approaches than values.
#[must_use]
pub fn of_basic<T: Copy>(values: &[T], other: T) -> [T; STRATEGIES] {
    let mut values = values.iter();
    forkcast_engine::Strategy::ALL.map(|x| {
        if x.profile().basic {
            *values.next().expect("a value for each")
        } else {
            other
        }
    })
}

/// The scenario of a preset.
///
/// # Panics
/// There is no such preset.
#[must_use]
pub fn preset(id: &str) -> Scenario {
    Preset::find(id).expect("a preset").scenario(catalog())
}

/// The place of a model in the catalog.
///
/// # Panics
/// There is no such model.
#[must_use]
pub fn model(id: &str) -> u16 {
    catalog()
        .models
        .iter()
        .position(|m| m.id == id)
        .expect("in the catalog") as u16
}

/// The input with that key.
///
/// # Panics
/// There is no such input.
#[must_use]
pub fn param(key: &str) -> &'static Param {
    params::find(key).expect("an input")
}

/// The scenario with inputs set as on the command line: `key=value`, separated by spaces.
///
/// # Panics
/// An input that does not exist, or a value that it does not take.
#[must_use]
pub fn with(mut s: Scenario, set: &str) -> Scenario {
    for pair in set.split_whitespace() {
        let (key, value) = pair.split_once('=').expect("key=value");
        param(key)
            .set_text(&mut s, value, catalog())
            .expect("a valid input");
    }
    s
}

/// The defaults with inputs set as on the command line.
///
/// # Panics
/// As [`with`].
#[must_use]
pub fn scenario(set: &str) -> Scenario {
    with(Scenario::default(), set)
}

/// The scenario with those inputs set that `chosen` names: a number to a position on its slider, a choice to an option, both from 0 to 1
/// in the order of the engine's table.
#[must_use]
pub fn at_positions(positions: &[f64], chosen: impl Fn(&Param) -> bool) -> Scenario {
    let mut s = Scenario::default();
    for (param, position) in PARAMS.iter().zip(positions).filter(|(param, _)| chosen(param)) {
        put(&mut s, param, *position);
    }
    s
}

/// Sets an input: a number to a position on its slider, a choice to an option, both from 0 to 1.
pub fn put(s: &mut Scenario, param: &Param, position: f64) {
    let value = match param.kind {
        Kind::Number { .. } => Value::Number(param.raw_at(position)),
        Kind::Choice { .. } => {
            let options = param.options(catalog());
            let i = ((position * options.len() as f64) as usize).min(options.len() - 1);
            Value::Choice(options[i].0)
        }
    };
    (param.set)(s, value);
}

/// Limits so wide that every constraint is met.
#[must_use]
pub fn roomy() -> Scenario {
    Scenario {
        budget_upfront_usd: 1e7,
        budget_monthly_usd: 1e6,
        horizon_months: 10.0,
        ttft_p95_ms: 60_000.0,
        e2e_p95_ms: 600_000.0,
        freshness_floor: 0.0,
        audit: Audit::None,
        examples: 5000.0,
        label_quality: 1.0,
        corpus_tokens: 20_000.0,
        ..Scenario::default()
    }
}

/// The figures of every approach in a scenario.
#[must_use]
pub fn assessed(s: &Scenario) -> [Assessed; STRATEGIES] {
    assess_all(s, catalog())
}

/// Asserts that a figure agrees to nine digits with one worked out by hand.
///
/// # Panics
/// It does not.
pub fn close(found: f64, by_hand: f64) {
    assert!(
        (found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1e-3),
        "{found}, by hand {by_hand}"
    );
}

/// Numbers of Marsaglia's xorshift, so that an oracle shares no draw with the engine.
pub struct Random(pub u64);

impl Random {
    /// The next number, from 0 to 1.
    pub fn draw(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}
