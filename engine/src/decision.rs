//! From figures to a verdict: gates, criteria, the winner.

pub mod criteria;
pub mod gates;
pub mod path;
pub mod reasons;
pub mod sensitivity;
pub mod signals;

use crate::catalog::{Catalog, Model};
use crate::cost::tokens::PromptTokens;
use crate::cost::{self, Costs, supply};
use crate::latency::{self, Latency};
use crate::quality;
use crate::report::{
    CRITERIA, CostReport, HybridMethod, LatencyReport, Quality, Report, STAGES, Stage, StageKind,
    StrategyReport, Verdict, Warning,
};
use crate::scenario::{Precision, Scenario, Supply};
use crate::strategy::{METHODS, Method, STRATEGIES, Strategy, Tuning};
use gates::Gates;

/// Everything known of one strategy, without a heap.
#[derive(Clone, Copy, Debug)]
pub struct Assessed {
    /// Which one.
    pub strategy: Strategy,
    /// How its model is trained, where it is.
    pub method: Method,
    /// What it costs.
    pub costs: Costs,
    /// All of the horizon's costs, USD.
    pub total_usd: f64,
    /// How long it takes.
    pub latency: Latency,
    /// How good it is.
    pub quality: Quality,
    /// Tokens of prompt and answer.
    pub tokens: f64,
    /// Tokens the model takes.
    pub context_tokens: f64,
    /// Whether its way of training can be bought for the model.
    pub sold: bool,
}

impl Assessed {
    /// The mean month of the horizon, USD.
    #[must_use]
    pub fn mean_month_usd(&self, s: &Scenario) -> f64 {
        (self.total_usd - self.costs.upfront_usd()) / s.horizon_months.round().max(1.0)
    }
}

/// The verdict alone: what sliders, ribbons and maps need, hundreds of times a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The strategy recommended; where none is feasible, the nearest.
    pub winner: Strategy,
    /// Whether it passes every gate.
    pub feasible: bool,
    /// The next best of another kind: full fine-tuning, LoRA and QLoRA count as one.
    pub runner_up: Strategy,
    /// The winner's utility less the runner-up's.
    pub margin: f64,
    /// Weighted score of each strategy, 0 to 1.
    pub utility: [f64; STRATEGIES],
    /// Which strategies pass every gate.
    pub open: [bool; STRATEGIES],
}

/// The figures of every strategy, in the order of [`Strategy::ALL`]. Any number outside of its input's range counts as the nearest
/// in range, so that no scenario can bring forth NaN.
#[must_use]
pub fn assess_all(scenario: &Scenario, catalog: &Catalog) -> [Assessed; STRATEGIES] {
    assess_in_range(&scenario.in_range(), catalog)
}

/// The same of a scenario that is in range: looking takes a twentieth of a decision.
pub(crate) fn assess_in_range(s: &Scenario, catalog: &Catalog) -> [Assessed; STRATEGIES] {
    let shared = latency::Shared::of(s, catalog);
    Strategy::ALL.map(|strategy| {
        let prompt = cost::tokens::of(s, strategy);
        let bill = |method| Bill::of(s, catalog, strategy, method, &prompt);
        let bill = match strategy.profile().tuning {
            Tuning::By(method) => bill(method),
            Tuning::Cheapest => cheapest(&Method::ALL.map(bill)),
            // Nothing is trained, so the method has no effect.
            Tuning::None => bill(Method::Lora),
        };
        let serving = bill
            .costs
            .fleet()
            .map(|fleet| fleet.serving(cost::first_month_queries(s)));
        Assessed {
            strategy,
            method: bill.method,
            costs: bill.costs,
            total_usd: bill.total_usd,
            latency: latency::assess(s, catalog, &shared, strategy, &prompt, serving.as_ref()),
            quality: bill.quality,
            tokens: prompt.total() + s.output_tokens,
            context_tokens: bill.context_tokens,
            sold: bill.sold,
        }
    })
}

/// What a strategy costs when it is trained by a method, and how good it is then.
#[derive(Clone, Copy)]
struct Bill {
    method: Method,
    costs: Costs,
    total_usd: f64,
    quality: Quality,
    context_tokens: f64,
    sold: bool,
}

impl Bill {
    fn of(
        s: &Scenario,
        catalog: &Catalog,
        strategy: Strategy,
        method: Method,
        prompt: &PromptTokens,
    ) -> Self {
        let supplied = supply::of(s, catalog, strategy, method);
        let quality = quality::assess(s, catalog, strategy, method);
        let costs = cost::assess(s, catalog, strategy, method, &supplied, prompt, &quality);
        Self {
            method,
            total_usd: costs.upfront_usd() + costs.months_usd(s),
            costs,
            quality,
            context_tokens: supplied.context_tokens,
            sold: supplied.sold,
        }
    }
}

/// The cheapest that is sold; LoRA where they cost alike or none is.
fn cheapest(bills: &[Bill; METHODS]) -> Bill {
    let mut best = &bills[Method::Lora as usize];
    for bill in bills {
        if bill.sold && (!best.sold || bill.total_usd < best.total_usd) {
            best = bill;
        }
    }
    *best
}

/// The verdict alone. Allocates nothing.
#[must_use]
pub fn decide(scenario: &Scenario, catalog: &Catalog) -> Decision {
    let s = &scenario.in_range();
    let assessed = assess_in_range(s, catalog);
    choose(s, catalog, &assessed).0
}

/// Weighs what was assessed. Also gives each strategy's criteria and gates.
#[must_use]
pub fn choose(
    s: &Scenario,
    catalog: &Catalog,
    assessed: &[Assessed; STRATEGIES],
) -> (Decision, [[f64; CRITERIA]; STRATEGIES], [Gates; STRATEGIES]) {
    let weights = criteria::weights(s);
    let mut values = [[0.0; CRITERIA]; STRATEGIES];
    let mut utility = [0.0; STRATEGIES];
    let mut shut = [Gates::default(); STRATEGIES];
    for (i, a) in assessed.iter().enumerate() {
        values[i] = criteria::values(s, a);
        utility[i] = values[i].iter().zip(&weights).map(|(v, w)| v * w).sum();
        shut[i] = gates::check(s, catalog, a);
    }
    let rank = |i: usize| {
        let score = criteria::ranked(s, Strategy::ALL[i], utility[i]);
        // A strategy that passes every gate comes before any that does not; among those that do not, the least shut comes first.
        (std::cmp::Reverse(shut[i].severity()), score)
    };
    let better = |a: usize, b: usize| {
        let ((shut_a, score_a), (shut_b, score_b)) = (rank(a), rank(b));
        shut_a.cmp(&shut_b).then(score_a.total_cmp(&score_b)).is_gt()
    };
    let mut winner = 0;
    for i in 1..STRATEGIES {
        if better(i, winner) {
            winner = i;
        }
    }
    // Full, LoRA and QLoRA are one answer, fine-tune: the runner-up to one of them is none of the others.
    let rivals = |i: usize| !Strategy::ALL[i].same_answer(Strategy::ALL[winner]);
    let mut runner_up = usize::from(winner == 0);
    for i in 0..STRATEGIES {
        if rivals(i) && (!rivals(runner_up) || better(i, runner_up)) {
            runner_up = i;
        }
    }
    let decision = Decision {
        winner: Strategy::ALL[winner],
        feasible: shut[winner].is_open(),
        runner_up: Strategy::ALL[runner_up],
        margin: utility[winner] - utility[runner_up],
        utility,
        open: shut.map(|g| g.is_open()),
    };
    (decision, values, shut)
}

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
        warnings: warnings(
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

/// Announced prices that the horizon's bills are made with. A team's own prices hold whatever was announced.
fn price_changes(s: &Scenario, model: &Model, warnings: &mut Vec<Warning>) {
    if s.own_input_usd.is_some() && s.own_output_usd.is_some() {
        return;
    }
    for (i, later) in (0..).zip(model.later) {
        if supply::months_to(s, later) < s.horizon_months.round().max(1.0) {
            warnings.push(Warning::PriceChanges {
                model: s.model_index,
                later: i,
            });
        }
    }
}

fn warnings(
    s: &Scenario,
    catalog: &Catalog,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
    cost: &CostReport,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if !decision.feasible {
        warnings.push(Warning::NothingFits);
    }
    // Months are told apart by what has been spent by their ends.
    let (mut month, mut usd) = (0, 0.0);
    for (i, spent) in cost.cumulative_usd.windows(2).enumerate() {
        // Differences of sums are a rounding apart where months are equal; the first of those is meant.
        if spent[1] - spent[0] > usd * (1.0 + 1e-9) {
            (month, usd) = (i + 1, spent[1] - spent[0]);
        }
    }
    if usd > s.budget_monthly_usd && cost.monthly_usd <= s.budget_monthly_usd {
        warnings.push(Warning::MonthOverBudget {
            month: month as f64,
            usd,
        });
    }
    match s.supply {
        Supply::Hosted => {
            let model = catalog.model(s.model_index);
            if model.other.disagrees() {
                warnings.push(Warning::FeedsDisagree);
            }
            price_changes(s, model, &mut warnings);
            let mut tuned = assessed.iter().filter(|a| a.strategy.only_tunes());
            if tuned.all(|a| !a.sold) {
                warnings.push(Warning::CannotTune);
            }
        }
        Supply::OwnGpus => {
            if let Some(fleet) = assessed[Strategy::BASELINE.index()].costs.fleet()
                && fleet.smallest.gpus > 1.0
            {
                warnings.push(Warning::SpreadOverGpus {
                    gpus: fleet.smallest.gpus,
                });
            }
            if s.precision == Precision::Fp8 && !catalog.gpu(s.gpu_index).fp8 {
                warnings.push(Warning::NoFp8);
            }
        }
    }
    if quality::retrieval_hurts(s, catalog) {
        warnings.push(Warning::RetrievalHurts);
    }
    warnings
}
