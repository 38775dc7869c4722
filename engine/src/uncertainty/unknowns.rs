//! What is not known for certain: every assumption, and the inputs that are estimates.

use super::{INPUTS, SPREADS};
use crate::assumptions::{ASSUMPTIONS, NOTES, Status};
use crate::catalog::Catalog;
use crate::params::{PARAMS, Param};
use crate::scenario::Scenario;

/// The kind of benchmark run that measures something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Load on a model's endpoint: waiting, reading the prompt, writing the answer.
    Endpoint,
    /// Embedding and searching a set of documents.
    Retrieval,
    /// Training steps of the reference engine.
    Reference,
}

impl Run {
    /// Its name in the interface of the benchmark backend.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Retrieval => "retrieval",
            Self::Reference => "reference",
        }
    }
}

/// One thing that is not known for certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unknown {
    /// Key of the assumption or of the input.
    pub key: &'static str,
    /// What it is, in words.
    pub label: &'static str,
    /// Unit of the three values.
    pub unit: &'static str,
    /// Least plausible value.
    pub low: f64,
    /// The value the model uses.
    pub likely: f64,
    /// Greatest plausible value.
    pub high: f64,
    /// How it is known.
    pub status: Status,
    /// Where the values come from.
    pub source: &'static str,
    /// The run that can measure it, where there is one.
    pub measured_by: Option<Run>,
    dimension: usize,
}

/// Estimated inputs, in the order in which the futures draw them. Hours to build stand for both ways of building, which are
/// misjudged together: the value shown is that of RAG.
const ESTIMATED: [(&str, bool); INPUTS] = [
    ("queries_per_day", true),
    ("recall", false),
    ("new_facts_share", false),
    ("change_days", true),
    ("label_quality", false),
    ("build_hours_rag", true),
];

fn measured_by(key: &str) -> Option<Run> {
    match key {
        "network_ms"
        | "network_p95_ms"
        | "hosted_queue_ms"
        | "hosted_queue_p95_ms"
        | "hosted_prefill_tps"
        | "hosted_decode_tps"
        | "prefill_mfu"
        | "decode_mbu" => Some(Run::Endpoint),
        "store_hop_ms" | "recall" => Some(Run::Retrieval),
        "full_training_mfu" | "lora_training_mfu" | "qlora_speed" => Some(Run::Reference),
        _ => None,
    }
}

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
const fn source(param: &Param) -> &'static str {
    param.source
}

/// The page has it in its HTML.
#[cfg(not(all(feature = "texts", not(target_arch = "wasm32"))))]
const fn source(_: &Param) -> &'static str {
    ""
}

/// Everything that the futures of a scenario draw: the assumptions in their order, then the estimated inputs.
#[must_use]
pub fn list(s: &Scenario, catalog: &Catalog) -> Vec<Unknown> {
    let s = &s.in_range();
    let mut unknowns: Vec<Unknown> = ASSUMPTIONS
        .iter()
        .zip(&NOTES)
        .enumerate()
        .map(|(dimension, (a, note))| Unknown {
            key: a.key,
            label: note.label,
            unit: note.unit,
            low: a.low,
            likely: (a.get)(&catalog.calibration).clamp(a.low, a.high),
            high: a.high,
            status: note.status,
            source: note.source,
            measured_by: measured_by(a.key),
            dimension,
        })
        .collect();
    for (i, ((key, by_factor), spread)) in ESTIMATED.iter().zip(SPREADS).enumerate() {
        let Some(param) = PARAMS.iter().find(|p| p.key == *key) else {
            continue;
        };
        let likely = param.number(s);
        let (least, most) = param.range().unwrap_or((likely, likely));
        let (low, high) = if *by_factor {
            (likely / spread, likely * spread)
        } else {
            (likely - spread, likely + spread)
        };
        unknowns.push(Unknown {
            key,
            label: param.label,
            unit: param.unit.label(),
            low: low.clamp(least, most),
            likely,
            high: high.clamp(least, most),
            status: Status::Assumed,
            source: source(param),
            measured_by: measured_by(key),
            dimension: ASSUMPTIONS.len() + i,
        });
    }
    unknowns
}

impl Unknown {
    /// Its place in the sequence of draws.
    pub(super) const fn dimension(&self) -> usize {
        self.dimension
    }

    /// Makes it `value` in a scenario and its catalog, all else as it stands.
    pub fn set(&self, s: &mut Scenario, catalog: &mut Catalog, value: f64) {
        if let Some(assumption) = ASSUMPTIONS.get(self.dimension) {
            let c = &mut catalog.calibration;
            (assumption.set)(c, value);
            // A p95 below its p50 would be no distribution.
            c.network_p95_ms = c.network_p95_ms.max(c.network_ms);
            c.hosted_queue_p95_ms = c.hosted_queue_p95_ms.max(c.hosted_queue_ms);
            return;
        }
        match self.key {
            "queries_per_day" => s.queries_per_day = value,
            "recall" => s.recall = value,
            "new_facts_share" => s.new_facts_share = value,
            "change_days" => s.change_days = value,
            "label_quality" => s.label_quality = value,
            _ => {
                if self.likely > 0.0 {
                    s.build_hours_ft *= value / self.likely;
                }
                s.build_hours_rag = value;
            }
        }
    }
}
