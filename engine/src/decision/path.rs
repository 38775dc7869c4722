//! What to do when: the seed article's sequencing, with months and money.

use super::assess::Assessed;
use super::choose::{Decision, decide};
use super::gates;
use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::Catalog;
use crate::cost::{self, people};
use crate::report::{PathAction, PathStep};
use crate::scenario::Scenario;
use crate::strategy::{STRATEGIES, Strategy};

/// Months of one person's full work.
fn build_months(s: &Scenario, strategy: Strategy) -> f64 {
    people::build_hours(s, strategy) / people::WORK_HOURS_PER_MONTH
}

/// Examples curated a month: what the team can check, and no more than production yields.
#[must_use]
pub fn curated_per_month(s: &Scenario) -> f64 {
    s.curation_per_month
        .min(s.log_yield * s.queries_per_day * DAYS_PER_MONTH)
}

/// The path to the verdict.
///
/// A hybrid starts as RAG: that validates the use case while answers are logged. Where only the data gate keeps a tuned model from
/// winning, the path leads there by way of RAG. Anything else is built and launched.
#[must_use]
pub fn plan(
    s: &Scenario,
    catalog: &Catalog,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
) -> Vec<PathStep> {
    let spend = Spending { s, assessed };
    let mut steps = Vec::with_capacity(4);
    if decision.winner.combines() {
        let launch = build_months(s, Strategy::RETRIEVAL);
        let tune = launch + build_months(s, Strategy::TUNED);
        steps.push(spend.step(launch, PathAction::Launch(Strategy::RETRIEVAL), launch, None));
        steps.push(spend.step(
            tune,
            PathAction::Tune(decision.winner),
            launch,
            Some((tune, decision.winner)),
        ));
        return steps;
    }
    let launch = build_months(s, decision.winner);
    steps.push(spend.step(launch, PathAction::Launch(decision.winner), launch, None));
    if !decision.winner.only_retrieves() || gates::data(s, catalog).is_none() {
        return steps;
    }
    let needed = gates::examples_needed(s, catalog);
    let mut ready = *s;
    // With the gate open and no more: would a tuned model then win?
    ready.examples = needed.min(1e6);
    let then = decide(&ready, catalog);
    if !then.winner.tunes() || !then.feasible {
        return steps;
    }
    let per_month = curated_per_month(s);
    steps.push(spend.step(launch, PathAction::Collect { per_month, needed }, launch, None));
    let months = (needed - s.examples) / per_month;
    let at = launch + months;
    if !at.is_finite() || at > s.horizon_months {
        let months = at.is_finite().then_some(at);
        steps.push(spend.step(s.horizon_months, PathAction::OutOfReach { months }, launch, None));
        return steps;
    }
    steps.push(spend.step(at, PathAction::DataReady { examples: needed }, launch, None));
    let tune = at + build_months(s, Strategy::TUNED);
    steps.push(spend.step(
        tune,
        PathAction::Tune(then.winner),
        launch,
        Some((tune, then.winner)),
    ));
    steps
}

struct Spending<'a> {
    s: &'a Scenario,
    assessed: &'a [Assessed; STRATEGIES],
}

impl Spending<'_> {
    /// A step with what has been spent by then: the first strategy's up-front cost and its months since `launched`, and from the
    /// switch on the second strategy's further up-front cost.
    fn step(
        &self,
        month: f64,
        action: PathAction,
        launched: f64,
        switch: Option<(f64, Strategy)>,
    ) -> PathStep {
        let first = match action {
            PathAction::Launch(strategy) => strategy,
            PathAction::Collect { .. }
            | PathAction::DataReady { .. }
            | PathAction::Tune(_)
            | PathAction::OutOfReach { .. } => Strategy::RETRIEVAL,
        };
        let costs = &self.assessed[first.index()].costs;
        let run_for = (month - launched).max(0.0);
        let mut cumulative_usd = costs.upfront_usd();
        for (month, queries) in (0..).zip(cost::months(self.s)) {
            let share = (run_for - f64::from(month)).clamp(0.0, 1.0);
            cumulative_usd += share * costs.month_usd(month, queries);
        }
        if let Some((_, second)) = switch {
            let further = self.assessed[second.index()].costs.upfront_usd() - costs.upfront_usd();
            cumulative_usd += if second.retrieves() {
                further.max(0.0)
            } else {
                self.assessed[second.index()].costs.upfront_usd()
            };
        }
        PathStep {
            month,
            action,
            cumulative_usd,
        }
    }
}
