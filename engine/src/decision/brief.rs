//! The verdict and the figures behind it, without the rest of a report: for tables of many scenarios.

use super::assess::Assessed;
use super::judge::Judge;
use super::rule::{Decision, Tally};
use super::{limits, settle};
use crate::catalog::Catalog;
use crate::cost;
use crate::scenario::Scenario;
use crate::simulation::Draws;
use crate::strategy::{STRATEGIES, Strategy};

/// A verdict with the figures of every approach at the likely values.
#[derive(Clone, Debug)]
pub struct Brief {
    /// The verdict.
    pub decision: Decision,
    assessed: [Assessed; STRATEGIES],
    scenario: Scenario,
    queries: f64,
}

/// The figures of one approach, as a report has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glance {
    /// Chance with which it meets all limits together; 0 where it fails a requirement.
    pub chance: f64,
    /// Expected score.
    pub utility: f64,
    /// Expected net value of an average month, USD.
    pub net_usd: f64,
    /// Before the first answer, USD.
    pub upfront_usd: f64,
    /// In the mean month of the horizon, USD.
    pub monthly_usd: f64,
    /// Everything over the horizon, by the questions answered, USD.
    pub per_query_usd: f64,
    /// Time to first token, 95th percentile.
    pub ttft_p95_ms: f64,
    /// Time to last token, 95th percentile.
    pub e2e_p95_ms: f64,
    /// Share of answers that are right and in the right form.
    pub p_correct: f64,
}

impl Brief {
    /// That by the few simulations which decide while a hand moves. The judge knows the catalog.
    #[must_use]
    pub fn by_few(judge: &mut Judge, scenario: &Scenario, catalog: &Catalog) -> Self {
        let s = scenario.in_range();
        let musts = limits::musts(&s, catalog);
        let mut trials = settle::Trials::NONE;
        let assessed = settle::assess_and_try(&s, catalog, &musts, &mut trials);
        let plans = assessed.map(|a| a.plan);
        let decision = judge.decide_in_range(&s, &musts, &plans, &trials, &mut |_| ());
        Self::of(decision, assessed, s)
    }

    /// That by the first `n` simulations of [`crate::uncertainty::futures`] (one at the least).
    #[must_use]
    pub fn by_first(n: usize, scenario: &Scenario, catalog: &Catalog) -> Self {
        let s = scenario.in_range();
        let musts = limits::musts(&s, catalog);
        let assessed = settle::assess_in_range(&s, catalog);
        let plans = assessed.map(|a| a.plan);
        let draws = Draws::about(&catalog.calibration);
        let tally = Tally::of(&s, catalog, &musts, &plans, (0..n.max(1)).map(|n| draws.nth(n)));
        Self::of(tally.decision(&s, &musts), assessed, s)
    }

    fn of(decision: Decision, assessed: [Assessed; STRATEGIES], scenario: Scenario) -> Self {
        Self {
            decision,
            assessed,
            scenario,
            queries: cost::horizon_queries(&scenario),
        }
    }

    /// The figures of an approach.
    #[must_use]
    pub fn glance(&self, strategy: Strategy) -> Glance {
        let i = strategy.index();
        let (a, decision) = (&self.assessed[i], &self.decision);
        Glance {
            chance: decision.chance[i],
            utility: decision.utility[i],
            net_usd: decision.net_usd[i],
            upfront_usd: a.costs.upfront_usd(),
            monthly_usd: a.mean_month_usd(&self.scenario),
            per_query_usd: a.total_usd / self.queries,
            ttft_p95_ms: a.latency.ttft.p95(),
            e2e_p95_ms: a.latency.e2e.p95(),
            p_correct: a.quality.p_correct,
        }
    }
}
