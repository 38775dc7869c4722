//! Parameters fitted anew from the facts, beside those the model uses.

use super::rates;
use crate::assumptions::Calibration;
use crate::quality::evidence;

/// A parameter, fitted and committed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Key of the assumption.
    pub key: &'static str,
    /// Fitted here.
    pub fitted: f64,
    /// What the model uses.
    pub committed: f64,
    /// What it was fitted on.
    pub on: &'static str,
}

impl Parameter {
    /// Whether the two agree to `share` of the committed value.
    #[must_use]
    pub fn agrees(&self, share: f64) -> bool {
        (self.fitted - self.committed).abs() <= share * self.committed
    }
}

/// Every parameter that is fitted by formula.
#[must_use]
pub fn all() -> Vec<Parameter> {
    let c = Calibration::LIKELY;
    let (prefill, decode) = rates::alone_efficiencies();
    vec![
        Parameter {
            key: "prefill_mfu",
            fitted: prefill,
            committed: c.prefill_mfu,
            on: "NIM, concurrency 1: time to first token",
        },
        Parameter {
            key: "decode_mbu",
            fitted: decode,
            committed: c.decode_mbu,
            on: "NIM, concurrency 1: time between tokens",
        },
        Parameter {
            key: "examples_half",
            fitted: examples_half(),
            committed: c.examples_half,
            on: "MNLI at 100 to 392,000 examples, least squares",
        },
    ]
}

/// Least squares over MNLI of chance + (ceiling − chance) × n / (n + n½), by scanning n½ from 10 to 1,000 in steps of 1.
#[must_use]
pub fn examples_half() -> f64 {
    let rows = evidence::rows();
    let mnli: Vec<(f64, f64)> = rows
        .iter()
        .filter(|r| r.setting.contains("MNLI"))
        .filter_map(|r| {
            let n = r.setting.split(", ").nth(2)?.split(' ').next()?.replace(',', "");
            Some((n.parse().ok()?, r.published))
        })
        .collect();
    let chance = 1.0 / 3.0;
    let loss = |half: f64| -> f64 {
        mnli.iter()
            .map(|(n, published)| (chance + (0.905 - chance) * n / (n + half) - published).powi(2))
            .sum()
    };
    (10..=1000).map(f64::from).fold(
        10.0,
        |best, half| if loss(half) < loss(best) { half } else { best },
    )
}
