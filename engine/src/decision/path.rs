//! What to do when: the seed article's sequencing, with months and money.

use super::assess::Assessed;
use super::judge::Judge;
use super::limits;
use super::rule::Decision;
use super::settle::assess_in_range;
use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::Catalog;
use crate::cost::{self, people};
use crate::report::{OpenedBy, PathAction, PathStep};
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
/// A hybrid starts as RAG: that validates the use case while answers are logged. Where only the examples keep a tuned model from
/// winning, the path leads there by way of RAG. Anything else is built and launched.
#[must_use]
pub fn plan(
    s: &Scenario,
    catalog: &Catalog,
    judge: &mut Judge,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
) -> Vec<PathStep> {
    let spend = Spending { s, assessed };
    let mut steps = Vec::with_capacity(4);
    let built = |months: f64| OpenedBy::Build { months };
    let tuning_months = build_months(s, Strategy::TUNED);
    if decision.winner.combines() {
        let launch = build_months(s, Strategy::RETRIEVAL);
        let tune = launch + tuning_months;
        let first = PathAction::Launch(Strategy::RETRIEVAL);
        steps.push(spend.step(launch, first, built(launch), launch, None));
        let then = Switch::to(decision.winner, assessed);
        let action = PathAction::Tune(decision.winner);
        steps.push(spend.step(tune, action, built(tuning_months), launch, Some(then)));
        return steps;
    }
    let launch = build_months(s, decision.winner);
    let first = PathAction::Launch(decision.winner);
    steps.push(spend.step(launch, first, built(launch), launch, None));
    if !decision.winner.only_retrieves() || limits::data(s, catalog).is_none() {
        return steps;
    }
    // With enough examples and no more: would a tuned model then win? Where the other limits are tight it takes more of them.
    let room = f64::midpoint(1.0, s.confidence);
    let found = [room, 0.95, 0.98, 0.995]
        .into_iter()
        .filter(|chance| *chance >= room)
        .find_map(|chance| {
            let needed = enough(s, judge, chance);
            let mut ready = *s;
            ready.examples = needed.min(1e6);
            let then = judge.decide(&ready);
            (then.winner.tunes() && then.feasible).then_some((needed, ready, then))
        });
    let Some((needed, ready, then)) = found else {
        return steps;
    };
    let per_month = curated_per_month(s);
    let collect = PathAction::Collect { per_month, needed };
    steps.push(spend.step(launch, collect, OpenedBy::Launch, launch, None));
    let months = (needed - s.examples) / per_month;
    let at = launch + months;
    if !at.is_finite() || at > s.horizon_months {
        let months = at.is_finite().then_some(at);
        let action = PathAction::OutOfReach { months };
        steps.push(spend.step(s.horizon_months, action, OpenedBy::Nothing, launch, None));
        return steps;
    }
    // Curating them is paid for as they come.
    let examples = needed - s.examples;
    let curation_usd = examples * s.curation_usd;
    let curated = OpenedBy::Curation {
        examples,
        usd: curation_usd,
    };
    let mut step = spend.step(
        at,
        PathAction::DataReady { examples: needed },
        curated,
        launch,
        None,
    );
    step.cumulative_usd += curation_usd;
    steps.push(step);
    let tune = at + tuning_months;
    // The costs of the tuned model are those of one trained on as many examples.
    let later = assess_in_range(&ready, catalog);
    let switch = Switch::to(then.winner, &later);
    let action = PathAction::Tune(then.winner);
    let mut step = spend.step(tune, action, built(tuning_months), launch, Some(switch));
    step.cumulative_usd += curation_usd;
    steps.push(step);
    steps
}

/// Examples with which the limit on data is met with that chance.
fn enough(s: &Scenario, judge: &Judge, chance: f64) -> f64 {
    let (mut low, mut high) = (s.examples.max(1.0).ln(), 1e10f64.ln());
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if judge.chance_of_data(s, middle.exp()) < chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    high.exp().ceil()
}

/// A change from one approach to another.
#[derive(Clone, Copy)]
struct Switch {
    further_usd: f64,
}

impl Switch {
    /// The switch to an approach with what it costs up front in those figures; one that retrieves keeps what was built.
    fn to(second: Strategy, assessed: &[Assessed; STRATEGIES]) -> Self {
        let usd = assessed[second.index()].upfront_usd;
        let kept = assessed[Strategy::RETRIEVAL.index()].upfront_usd;
        Self {
            further_usd: if second.retrieves() {
                (usd - kept).max(0.0)
            } else {
                usd
            },
        }
    }
}

struct Spending<'a> {
    s: &'a Scenario,
    assessed: &'a [Assessed; STRATEGIES],
}

impl Spending<'_> {
    /// A step with what has been spent by then: the first approach's up-front cost and its months since `launched`, and from the
    /// switch on the second approach's further up-front cost.
    fn step(
        &self,
        month: f64,
        action: PathAction,
        opened_by: OpenedBy,
        launched: f64,
        switch: Option<Switch>,
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
        cumulative_usd += switch.map_or(0.0, |switch| switch.further_usd);
        PathStep {
            month,
            action,
            opened_by,
            cumulative_usd,
        }
    }
}
