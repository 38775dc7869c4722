//! How good answers are shown to be: an evaluation before each release, and answers graded while in use.

use crate::scenario::Scenario;

/// Standard errors on either side of a share that hold it with 95% confidence.
const Z_95: f64 = 1.96;

/// Questions that an evaluation needs for its margin: z² p (1 − p) / e², at p = ½, where a share is least certain.
#[must_use]
pub fn questions(s: &Scenario) -> f64 {
    (Z_95 / s.eval_margin).powi(2) * 0.25
}

/// The set of questions with reference answers, USD, paid once.
#[must_use]
pub fn set_usd(s: &Scenario) -> f64 {
    questions(s) * s.eval_item_usd
}

/// One evaluation: the answers to the whole set graded, USD.
#[must_use]
pub fn grading_usd(s: &Scenario) -> f64 {
    questions(s) * s.grading_usd
}

/// What is graded of the answers in use and the guard model cost by the question, USD.
#[must_use]
pub const fn per_query_usd(s: &Scenario) -> f64 {
    s.monitored_share * s.grading_usd + s.guard_usd
}
