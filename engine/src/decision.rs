//! From figures to a verdict: gates, criteria, the winner.

mod assess;
mod choose;
pub mod criteria;
pub mod gates;
pub mod path;
pub mod reasons;
pub mod signals;
mod warnings;

pub(crate) use assess::assess_in_range;
pub use assess::{Assessed, assess_all};
pub use choose::{Decision, choose, decide};

use crate::catalog::Catalog;
use crate::cost;
use crate::latency::Latency;
use crate::report::{
    CostReport, HybridMethod, LatencyReport, Report, STAGES, Stage, StageKind, StrategyReport, Verdict,
};
use crate::scenario::Scenario;
use crate::strategy::STRATEGIES;

/// Everything the engine says of a scenario. Total: any scenario gets a report free of NaN.
#[must_use]
pub fn evaluate(scenario: &Scenario, catalog: &Catalog) -> Report {
    let s = &scenario.in_range();
    let assessed = assess_in_range(s, catalog);
    let (decision, values, shut) = choose(s, catalog, &assessed);
    let queries = cost::horizon_queries(s);
    let strategies: [StrategyReport; STRATEGIES] = std::array::from_fn(|i| {
        let a = &assessed[i];
        StrategyReport {
            strategy: a.strategy,
            feasible: decision.open[i],
            gates: shut[i].list(),
            utility: decision.utility[i],
            criteria: values[i],
            cost: cost_report(s, a, queries),
            latency: latency_report(&a.latency),
            quality: a.quality,
            hybrid: a.strategy.combines().then_some(HybridMethod {
                method: a.method,
                training: s.hybrid_training,
            }),
        }
    });
    let crossovers = cost::crossover::months(std::array::from_fn(|i| {
        strategies[i].cost.cumulative_usd.as_slice()
    }));
    let verdict = Verdict {
        winner: decision.winner,
        feasible: decision.feasible,
        runner_up: decision.runner_up,
        margin: decision.margin,
        reasons: reasons::list(s, &decision, &assessed, &values, &shut),
    };
    Report {
        verdict,
        crossovers,
        path: path::plan(s, catalog, &decision, &assessed),
        signals: signals::fired(s, catalog, &assessed),
        warnings: warnings::list(
            s,
            catalog,
            &decision,
            &assessed,
            &strategies[decision.winner.index()].cost,
        ),
        strategies,
    }
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
