//! Net value: what right answers are worth, less the harm of wrong ones and what is paid.

use crate::cost;
use crate::report::Quality;
use crate::scenario::Scenario;

/// What an answer is worth on average, in USD: v × right − h × wrong unnoticed − `noticed` × h × wrong noticed.
#[must_use]
pub fn answer_usd(s: &Scenario, q: &Quality, noticed: f64) -> f64 {
    let worth = s.right_answer_usd.unwrap_or(0.0) * q.p_correct;
    worth - harm_usd(s, q, noticed)
}

/// The harm of wrong answers, USD an answer.
#[must_use]
pub fn harm_usd(s: &Scenario, q: &Quality, noticed: f64) -> f64 {
    let noticed_share = (1.0 - q.p_correct - q.silent_failure).max(0.0);
    s.wrong_answer_usd * (q.silent_failure + noticed * noticed_share)
}

/// Whether the team has set anything that net value is made of.
#[must_use]
pub fn is_set(s: &Scenario) -> bool {
    s.right_answer_usd.is_some() || s.wrong_answer_usd > 0.0
}

/// Questions of the average month of the horizon.
#[must_use]
pub fn month_queries(s: &Scenario) -> f64 {
    cost::horizon_queries(s) / s.months()
}

/// What an average month is worth if people answer every question, USD; none where the team has not said how long they take.
#[must_use]
pub fn people_month_usd(s: &Scenario) -> Option<f64> {
    let minutes = s.person_minutes?;
    let right = s.right_answer_usd.unwrap_or(0.0) * s.person_accuracy;
    // Nobody checks what a person said.
    let harm = s.wrong_answer_usd * (1.0 - s.person_accuracy);
    Some(month_queries(s) * (right - harm - minutes / 60.0 * s.person_usd_per_hour))
}
