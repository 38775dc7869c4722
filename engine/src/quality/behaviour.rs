//! Keeping the format, tone and way of reasoning.

use crate::assumptions::Calibration;
use crate::scenario::Scenario;

/// Exponent of label quality in [`effective_examples`]. Four is the least whole number with which 1,000 careful examples (0.95
/// right) outweigh 10,000 noisy ones (0.5 right), as the seed article has it: 0.95⁴ × 1,000 = 815 against 0.5⁴ × 10,000 = 625.
const QUALITY_EXPONENT: i32 = 4;

/// Examples weighed by their quality: count × quality⁴.
#[must_use]
pub fn effective_examples(examples: f64, label_quality: f64) -> f64 {
    examples * label_quality.powi(QUALITY_EXPONENT)
}

/// Share of what training can teach that was learned, 0 to 1: n / (n + n½) in effective examples.
///
/// Fitted on Hu et al. 2021, table 16 (MNLI): 0.333 + (0.905 − 0.333) × n / (n + 100).
#[must_use]
pub fn learned(examples: f64, label_quality: f64, c: &Calibration) -> f64 {
    let n = effective_examples(examples, label_quality);
    n / (n + c.examples_half)
}

/// Share of strict answers that keep the form. Retrieved passages do not enter: context does not teach behaviour.
#[must_use]
pub fn compliance(c: &Calibration, gain: f64) -> f64 {
    c.prompted_compliance + (c.tuned_compliance - c.prompted_compliance).max(0.0) * gain
}

/// Share of the answers' worth that is kept: 1 − strictness × penalty × (1 − compliance).
#[must_use]
pub fn worth_kept(s: &Scenario, compliance: f64) -> f64 {
    1.0 - s.strictness * s.behaviour_penalty * (1.0 - compliance)
}
