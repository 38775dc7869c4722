//! The figures of every strategy: what it costs, how long it takes, how good it is.

use crate::catalog::Catalog;
use crate::cost::{self, Costs, supply};
use crate::latency::{self, Latency};
use crate::prompt::{self, PromptTokens};
use crate::quality;
use crate::report::Quality;
use crate::scenario::Scenario;
use crate::strategy::{METHODS, Method, STRATEGIES, Strategy, Tuning};

/// Everything known of one strategy, without a heap.
#[derive(Clone, Copy, Debug)]
pub struct Assessed {
    /// Which one.
    pub strategy: Strategy,
    /// How its model is trained, where it is.
    pub method: Method,
    /// What it costs.
    pub costs: Costs,
    /// All that is paid over the horizon, USD.
    pub total_usd: f64,
    /// What is paid of it before the first answer, USD.
    pub upfront_usd: f64,
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
        (self.total_usd - self.upfront_usd) / s.horizon_months.round().max(1.0)
    }
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
    let answers = quality::Shared::of(s, catalog);
    let cache = prompt::Cache::of(s, catalog);
    Strategy::ALL.map(|strategy| {
        let prompt = prompt::with_cache(s, strategy, &cache);
        let bill = |method| Bill::of(s, catalog, &answers, strategy, method, &prompt);
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
            upfront_usd: bill.upfront_usd,
            latency: latency::assess(s, catalog, &shared, strategy, &prompt, serving.as_ref()),
            quality: bill.quality,
            tokens: prompt.total() + s.written_tokens(),
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
    upfront_usd: f64,
    quality: Quality,
    context_tokens: f64,
    sold: bool,
}

impl Bill {
    fn of(
        s: &Scenario,
        catalog: &Catalog,
        answers: &quality::Shared,
        strategy: Strategy,
        method: Method,
        prompt: &PromptTokens,
    ) -> Self {
        let supplied = supply::of(s, catalog, strategy, method);
        let quality = quality::assess_shared(s, catalog, answers, strategy, method);
        let costs = cost::assess(s, catalog, strategy, method, &supplied, prompt);
        let upfront_usd = costs.upfront_usd();
        Self {
            method,
            total_usd: upfront_usd + costs.months_usd(s),
            upfront_usd,
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
