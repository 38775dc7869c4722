//! From figures to a verdict: requirements, limits, criteria, and the one rule.

mod assess;
mod brief;
pub mod correction;
pub mod criteria;
pub mod former;
pub mod judge;
pub mod ladder;
pub mod limits;
mod parts;
pub mod path;
pub mod reasons;
mod repair;
pub mod rule;
pub mod settle;
pub mod signals;
pub mod value;
mod warnings;

pub use assess::{Assessed, Figures, Plan, Plans};
pub(crate) use assess::{assess_planned, bills, figures_planned};
pub use brief::{Brief, Glance};
pub use correction::Correction;
pub use judge::{Judge, decide};
pub use rule::{ByMany, Decision};
use settle::Trials;
pub use settle::{assess_all, plans};
pub(crate) use settle::{assess_in_range, plans_of};

use crate::catalog::Catalog;
use crate::cost;
use crate::latency::Latency;
use crate::quality;
use crate::report::{
    CostReport, Gate, HybridMethod, Instead, LIMITS, LabelBatch, LatencyReport, Limit, Report, STAGES, Stage,
    StageKind, StrategyReport, Verdict,
};
use crate::scenario::{JudgeBy, Scenario};
use crate::strategy::{STRATEGIES, Strategy};
use judge::FEW;
use limits::Used;
use reasons::Known;

/// Everything the engine says of a scenario, by few simulations. Total: any scenario gets a report free of NaN.
#[must_use]
pub fn evaluate(scenario: &Scenario, catalog: &Catalog) -> Report {
    evaluate_as(scenario, catalog, Verdicts::default())
}

/// What many simulations said, where they are done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verdicts<'a> {
    /// Of this scenario.
    pub of_this: Option<&'a ByMany>,
    /// Of the scenario before it, from which an input has just moved.
    pub before: Option<&'a ByMany>,
}

/// The same with the verdict of many simulations, where it is given.
#[must_use]
pub fn evaluate_as(scenario: &Scenario, catalog: &Catalog, verdicts: Verdicts<'_>) -> Report {
    let s = &scenario.in_range();
    let musts = limits::musts(s, catalog);
    let mut trials = Trials::NONE;
    let assessed = settle::assess_and_try(s, catalog, &musts, &mut trials);
    let plans = assessed.map(|a| a.plan);
    let many = verdicts.of_this.or(verdicts.before);
    let mut judge = Judge::new(catalog).corrected(many.and_then(|many| many.correction));
    let mut used = [[[0.0; LIMITS]; STRATEGIES]; FEW];
    let mut n = 0;
    judge.decide_in_range(s, &musts, &plans, &trials, &mut |outcome| {
        used[n] = *outcome.open();
        n += 1;
    });
    let (decision, meets) = verdicts.of_this.map_or_else(
        || judge::moving(s, catalog, &musts, &plans, verdicts.before),
        |many| (many.decision, many.meets),
    );
    let values = rule::likely_values(s, &assessed);
    let gates: [Vec<Gate>; STRATEGIES] = std::array::from_fn(|i| {
        if musts[i].are_met() && decision.open[i] {
            return Vec::new();
        }
        let mut gates: Vec<Gate> = musts[i].iter().copied().collect();
        let of_approach = used.map(|simulation| simulation[i]);
        gates.extend(missed(s, &assessed[i], &of_approach, &meets[i], gates.is_empty()));
        gates
    });
    let known = |i: usize| Known {
        assessed: &assessed[i],
        values: &values[i],
        gates: &gates[i],
        chance: decision.chance[i],
    };
    let median = reasons::median_month_usd(s, &assessed);
    let noticed = catalog.calibration.noticed_cost;
    let winner = decision.winner.index();
    let against = |i: usize| reasons::between(s, known(winner), known(i), median, noticed);
    let queries = cost::horizon_queries(s);
    let strategies: [StrategyReport; STRATEGIES] = std::array::from_fn(|i| {
        let a = &assessed[i];
        StrategyReport {
            strategy: a.strategy,
            feasible: decision.open[i],
            gates: gates[i].clone(),
            chance: decision.chance[i],
            meets: meets[i],
            tightest: tightest(&meets[i]),
            utility: decision.utility[i],
            net_usd: decision.net_usd[i],
            why_not: if i == winner { Vec::new() } else { against(i) },
            criteria: values[i],
            cost: cost_report(s, a, queries),
            latency: latency_report(&a.latency),
            quality: a.quality,
            hybrid: a.strategy.combines().then_some(HybridMethod {
                method: a.method,
                training: s.hybrid_training,
            }),
            served: a.served.filter(|_| a.sold),
        }
    });
    let crossovers = cost::crossover::months(std::array::from_fn(|i| {
        strategies[i].cost.cumulative_usd.as_slice()
    }));
    let months = s.months();
    let verdict = Verdict {
        judge_by: s.judge_by,
        winner: decision.winner,
        feasible: decision.feasible,
        runner_up: decision.runner_up,
        strength: decision.strength,
        margin: decision.margin,
        lead_usd: decision.lead_usd,
        spread: decision.spread,
        instead: instead(s, &decision),
        people_usd: value::people_month_usd(s),
        by_net_value: by_net_value(s, &decision),
        reasons: against(decision.runner_up.index()),
    };
    Report {
        path: path::plan(s, catalog, &mut judge, &decision, &assessed),
        recall: quality::retrieval::recall(s, catalog),
        repair: repair::find(s, catalog, &mut judge, &decision, &assessed),
        signals: signals::fired(s, catalog, &assessed),
        warnings: warnings::list(s, catalog, &verdict, &assessed, &strategies[winner].cost),
        ladder: ladder::of(
            musts.map(|m| m.are_met()),
            assessed.map(|a| a.quality.p_correct * queries / months),
            assessed.map(|a| a.total_usd / months),
        ),
        labels: labels(s, catalog, &decision, &assessed, queries / months),
        verdict,
        crossovers,
        strategies,
    }
}

/// Sizes of the batches of labels of which the report says what they would bring.
const BATCHES: [f64; 2] = [100.0, 1000.0];

/// What more labels of the quality at hand would bring to the recommended approach if it trains on them, or else to the best of those that do.
fn labels(
    s: &Scenario,
    catalog: &Catalog,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
    queries_per_month: f64,
) -> [LabelBatch; 2] {
    // A teacher's examples stand beside the team's, so more of those may bring nothing.
    let trains_on_own = |x: &Strategy| x.tunes() && !x.makes_examples();
    let best = if trains_on_own(&decision.winner) {
        decision.winner
    } else {
        let utility = |x: &Strategy| decision.utility[x.index()];
        let tuned = Strategy::ALL.into_iter().filter(trains_on_own);
        tuned
            .max_by(|a, b| utility(a).total_cmp(&utility(b)))
            .unwrap_or(Strategy::TUNED)
    };
    let method = assessed[best.index()].method;
    BATCHES.map(|examples| {
        let more = Scenario {
            examples: s.examples + examples,
            ..*s
        };
        let right = quality::assess(&more, catalog, best, method).p_correct;
        let right_per_month = (right - assessed[best.index()].quality.p_correct) * queries_per_month;
        let usd = examples * s.curation_usd;
        LabelBatch {
            strategy: best,
            examples,
            right_per_month,
            usd,
            usd_per_right: usd / (right_per_month * s.months()).max(1.0),
        }
    })
}

/// The limit that is met with the smallest chance; none where each is met for certain.
fn tightest(meets: &[f64; LIMITS]) -> Option<Limit> {
    let mut tightest: Option<Limit> = None;
    for limit in Limit::ALL {
        let chance = meets[limit as usize];
        if chance < 0.9995 && tightest.is_none_or(|t| chance < meets[t as usize]) {
            tightest = Some(limit);
        }
    }
    tightest
}

/// The limits that keep an approach from fitting, with what would have to be allowed: those that it meets with less than the confidence
/// asked for, or else the tightest.
fn missed(
    s: &Scenario,
    a: &Assessed,
    used: &[Used; FEW],
    meets: &[f64; LIMITS],
    must_name_one: bool,
) -> Vec<Gate> {
    let gate = |limit: Limit, confidence: f64| limit_gate(s, a, limit, needed(used, limit, confidence));
    let missed: Vec<Gate> = Limit::ALL
        .into_iter()
        .filter(|limit| meets[*limit as usize] < s.confidence)
        .map(|limit| gate(limit, s.confidence))
        .collect();
    if !missed.is_empty() || !must_name_one {
        return missed;
    }
    // Each limit alone is met often enough, but not all together.
    let limit = tightest(meets).unwrap_or(Limit::FirstToken);
    vec![gate(limit, f64::midpoint(1.0, meets[limit as usize]))]
}

/// By how much a limit would have to be multiplied for an approach to meet it with that confidence: more than one.
fn needed(used: &[Used; FEW], limit: Limit, confidence: f64) -> f64 {
    let l = limit as usize;
    let chance = |times: f64| {
        let sum: f64 = used
            .iter()
            .map(|simulation| limits::chance(simulation[l] / times, limits::OPEN[l]))
            .sum();
        sum / FEW as f64
    };
    let (mut low, mut high) = (0.0f64, 25.0f64);
    // In the logarithm, to a ten-thousandth.
    for _ in 0..18 {
        let middle = f64::midpoint(low, high);
        if chance(middle.exp()) < confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    high.exp().max(1.001)
}

/// A missed limit with what would have to be allowed.
fn limit_gate(s: &Scenario, a: &Assessed, limit: Limit, times: f64) -> Gate {
    match limit {
        Limit::Data => {
            let effective = quality::behaviour::effective_examples(s, s.examples);
            let needed = if effective > 0.0 {
                effective * times
            } else {
                DATA_NEEDED
            };
            Gate::Data {
                effective,
                needed,
                examples_needed: limits::examples_needed(s, needed),
            }
        }
        Limit::FirstToken => Gate::TimeToFirstToken {
            p95_ms: s.ttft_p95_ms * times,
            limit_ms: s.ttft_p95_ms,
        },
        Limit::WholeAnswer => Gate::WholeAnswer {
            p95_ms: s.e2e_p95_ms * times,
            limit_ms: s.e2e_p95_ms,
        },
        Limit::UpfrontBudget => Gate::UpfrontBudget {
            usd: s.budget_upfront_usd * times,
            limit_usd: s.budget_upfront_usd,
        },
        Limit::MonthlyBudget => Gate::MonthlyBudget {
            usd: s.budget_monthly_usd * times,
            limit_usd: s.budget_monthly_usd,
        },
        Limit::Freshness => Gate::Freshness {
            fresh: (s.freshness_floor / times).min(a.quality.fresh),
            floor: s.freshness_floor,
        },
    }
}

/// Good examples needed where there are none to begin with: nine times in ten that is enough.
const DATA_NEEDED: f64 = 420.0;

/// What is better than every approach, where they are judged by net value: people, or nothing at all.
fn instead(s: &Scenario, decision: &Decision) -> Option<Instead> {
    if s.judge_by != JudgeBy::NetValue {
        return None;
    }
    let best = decision.net_usd[decision.winner.index()];
    match value::people_month_usd(s) {
        Some(people) if people > best && (people > 0.0 || s.right_answer_usd.is_none()) => {
            Some(Instead::People)
        }
        // Without the worth of a right answer nothing can be said to be better than none.
        Some(_) | None => (s.right_answer_usd.is_some() && best < 0.0).then_some(Instead::Nothing),
    }
}

/// The approach that net value would choose, where it has been set and approaches are judged by score.
fn by_net_value(s: &Scenario, decision: &Decision) -> Option<Strategy> {
    if s.judge_by == JudgeBy::NetValue || !value::is_set(s) {
        return None;
    }
    let any = decision.open.contains(&true);
    let best = (0..STRATEGIES)
        .filter(|i| decision.open[*i] || !any)
        .max_by(|a, b| decision.net_usd[*a].total_cmp(&decision.net_usd[*b]))?;
    Some(Strategy::ALL[best])
}

fn cost_report(s: &Scenario, a: &Assessed, queries: f64) -> CostReport {
    let upfront_usd = a.costs.upfront_usd();
    let first_month = cost::first_month_queries(s);
    CostReport {
        upfront_usd,
        monthly_usd: a.mean_month_usd(s),
        per_query_usd: a.total_usd / queries,
        marginal_query_usd: a.costs.marginal_query_usd(first_month),
        per_correct_usd: a.total_usd / (queries * a.quality.p_correct.max(1e-3)),
        training_run_usd: a.costs.training_run_usd,
        training_gpus: a.costs.training_gpus,
        releases_per_month: a.costs.releases_per_month,
        serving_gpus: a
            .costs
            .fleet()
            .map_or(0.0, |fleet| fleet.serving(first_month).gpus),
        cumulative_usd: a.costs.cumulative_usd(s),
        items: a.costs.items(s),
    }
}

fn latency_report(latency: &Latency) -> LatencyReport {
    let stages = (0..STAGES)
        .map(|i| Stage {
            kind: StageKind::ALL[i],
            p50_ms: latency.stages[i].p50(),
            p95_ms: latency.stages[i].p95(),
        })
        .filter(|stage| stage.p50_ms > 0.0)
        .collect();
    LatencyReport {
        stages,
        ttft_p50_ms: latency.ttft.p50(),
        ttft_p95_ms: latency.ttft.p95(),
        e2e_p50_ms: latency.e2e.p50(),
        e2e_p95_ms: latency.e2e.p95(),
    }
}
