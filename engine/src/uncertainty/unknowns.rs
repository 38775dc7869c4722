//! What is not known for certain: every assumption, and the inputs that are estimates.

use crate::assumptions::{ASSUMPTIONS, NOTES, Status};
use crate::catalog::Catalog;
pub use crate::measuring::Run;
use crate::params::{Param, SpreadBy, Unit, Value};
use crate::scenario::{Scenario, Sureness};
use crate::simulation::{self, estimates};

/// One thing that is not known for certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unknown {
    /// Key of the assumption or of the input.
    pub key: &'static str,
    /// What it is, in words.
    pub label: &'static str,
    /// Unit of the three values.
    pub unit: Unit,
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
    /// The input, where it is one.
    input: Option<&'static Param>,
}

/// The run that can measure an assumption.
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
        "at_passage_use" | "at_instructions" | "at_context_loss" | "at_declines" | "at_syntax"
        | "at_facts" | "distraction" => Some(Run::Quality),
        "store_hop_ms" => Some(Run::Retrieval),
        "full_training_mfu" | "lora_training_mfu" | "qlora_speed" => Some(Run::Reference),
        _ => None,
    }
}

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
const fn source(param: &Param) -> &'static str {
    param.source
}

/// Empty without the texts: the page has it in its HTML.
#[cfg(not(all(feature = "texts", not(target_arch = "wasm32"))))]
const fn source(_: &Param) -> &'static str {
    ""
}

/// Everything that the simulations of a scenario draw: the assumptions in their order, then the estimated inputs that are set and of
/// which the team is not certain. The model's own error is not among them: nobody can look it up.
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
            input: None,
        })
        .collect();
    for (param, spread) in estimates() {
        if !param.is_set(s) || (spread.sure)(s) == Sureness::Fixed {
            continue;
        }
        let likely = param.number(s);
        let (least, most) = param.range().unwrap_or((likely, likely));
        let interval = param.interval(s);
        let (low, high) = match (interval, spread.of(s)) {
            (Some(interval), _) if interval.low() < interval.high() => (interval.low(), interval.high()),
            (None, SpreadBy::Factor(by)) => (likely / by, likely * by),
            (None, SpreadBy::Shift(by)) => (likely - by, likely + by),
            // It is known.
            (Some(_), _) | (None, SpreadBy::AsObserved) => continue,
        };
        unknowns.push(Unknown {
            key: param.key,
            label: param.label,
            unit: param.unit,
            low: low.clamp(least, most),
            likely,
            high: high.clamp(least, most),
            status: if interval.is_some() {
                Status::Observed
            } else {
                Status::Assumed
            },
            source: source(param),
            measured_by: param.measured_by,
            dimension: simulation::dimension(spread.draw),
            input: Some(param),
        });
    }
    unknowns
}

impl Unknown {
    /// Its place among the numbers that a simulation draws.
    #[must_use]
    pub const fn dimension(&self) -> usize {
        self.dimension
    }

    /// Makes it `value` in a scenario and its catalog, all else as it stands.
    pub fn set(&self, s: &mut Scenario, catalog: &mut Catalog, value: f64) {
        if let Some(assumption) = ASSUMPTIONS.get(self.dimension) {
            (assumption.set)(&mut catalog.calibration, value);
            simulation::in_order(&mut catalog.calibration);
            return;
        }
        if let Some(param) = self.input {
            if let Some(spread) = param.spread
                && self.likely > 0.0
            {
                (spread.along)(s, value / self.likely);
            }
            (param.set)(s, Value::Number(value));
        }
    }
}
