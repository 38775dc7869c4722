//! The figures of every strategy: what it costs, how long it takes, how good it is.

use super::parts::{self, kept};
use crate::catalog::Catalog;
use crate::cost::supply::{self, Serve, Supplied};
use crate::cost::{self, Costs, sellers};
use crate::latency::{self, Latency};
use crate::prompt::{self, PromptTokens};
use crate::quality;
use crate::report::{Criterion, Quality, Served, ServedBy};
use crate::scenario::{Scenario, Supply};
use crate::strategy::{Method, STRATEGIES, Strategy, Tuning};

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
    /// How much of the limit on data it uses; zero where it needs no examples.
    pub data_used: f64,
    /// Tokens of prompt and answer.
    pub tokens: f64,
    /// Tokens the model takes.
    pub context_tokens: f64,
    /// Whether its way of training can be bought for the model.
    pub sold: bool,
    /// Who serves its tuned weights, and how.
    pub served: Option<Served>,
}

impl Assessed {
    /// The mean month of the horizon, USD.
    #[must_use]
    pub fn mean_month_usd(&self, s: &Scenario) -> f64 {
        (self.total_usd - self.upfront_usd) / s.horizon_months.round().max(1.0)
    }

    fn worth(&self, s: &Scenario, least_usd: f64) -> f64 {
        worth(s, &self.latency, self.total_usd, self.upfront_usd, least_usd)
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
    let common = Common::of(s, catalog);
    let assess_by = |strategy: Strategy| common.assess(s, catalog, strategy);
    // Written in place: mapping the array would copy each of these large values several times.
    let mut all = [assess_by(Strategy::ALL[0]); STRATEGIES];
    for (slot, strategy) in all.iter_mut().zip(Strategy::ALL).skip(1) {
        *slot = assess_by(strategy);
    }
    all
}

/// The figures of one strategy alone, of a scenario that is in range.
pub(super) fn assess_only(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Assessed {
    Common::of(s, catalog).assess(s, catalog, strategy)
}

/// What is the same for every strategy.
struct Common<'a> {
    shared: latency::Shared,
    answers: quality::Shared,
    caches: prompt::Caches<'a>,
}

impl<'a> Common<'a> {
    fn of(s: &Scenario, catalog: &'a Catalog) -> Self {
        Self {
            shared: latency::Shared::of(s, catalog),
            answers: quality::Shared::of(s, catalog),
            caches: prompt::Caches::of(s, catalog),
        }
    }

    fn assess(&self, s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Assessed {
        let Self {
            shared,
            answers,
            caches,
        } = self;
        let cache = caches.cheapest(s, strategy);
        let prompt = prompt::with_cache(s, strategy, &cache);
        let assess = |prompt: &PromptTokens| assess_one(s, catalog, shared, answers, strategy, prompt);
        let assessed = assess(&prompt);
        // A corpus that is forgotten between questions can be kept, so that no first token waits for it to be read.
        if strategy.reads_whole_corpus()
            && !cache.is_kept()
            && let Some(kept) = caches.kept_warm(s, strategy)
        {
            let kept = assess(&prompt::with_cache(s, strategy, &kept));
            let least_usd = assessed.total_usd.min(kept.total_usd);
            if kept.worth(s, least_usd) > assessed.worth(s, least_usd) {
                return kept;
            }
        }
        assessed
    }
}

/// The figures of a strategy with that prompt.
fn assess_one(
    s: &Scenario,
    catalog: &Catalog,
    shared: &latency::Shared,
    answers: &quality::Shared,
    strategy: Strategy,
    prompt: &PromptTokens,
) -> Assessed {
    let bill = |method| {
        let supplied = sellers::choose(s, catalog, strategy, method, prompt);
        Bill::of(s, catalog, answers, strategy, method, prompt, &supplied)
    };
    let bill = match strategy.profile().tuning {
        Tuning::By(method) => bill(method),
        Tuning::Cheapest => cheapest(bill),
        // Nothing is trained, so the method has no effect.
        Tuning::None => bill(Method::Lora),
    };
    let time = |bill: &Bill| {
        let queries = cost::first_month_queries(s);
        let fleet = bill.costs.fleet();
        let serving = fleet.map(|fleet| fleet.serving(queries));
        let latency = latency::assess(s, catalog, shared, strategy, prompt, serving.as_ref());
        match fleet.and_then(|fleet| fleet.cold_starts(queries)) {
            Some((share, ms)) => latency.with_cold_starts(share, ms),
            None => latency,
        }
    };
    let mut latency = time(&bill);
    let mut bill = bill;
    // The cheapest seller may be too slow where another is not.
    if strategy.tunes() && s.supply == Supply::Hosted && !is_in_time(s, &latency) {
        let least_usd = bill.total_usd;
        let mut most = worth(s, &latency, bill.total_usd, bill.upfront_usd, least_usd);
        let methods = Method::ALL
            .into_iter()
            .filter(|method| match strategy.profile().tuning {
                Tuning::By(by) => by == *method,
                Tuning::None | Tuning::Cheapest => true,
            });
        for method in methods {
            for supplied in supply::candidates(s, catalog, strategy, method) {
                let other = Bill::of(s, catalog, answers, strategy, method, prompt, &supplied);
                let other_latency = time(&other);
                let other_worth = worth(s, &other_latency, other.total_usd, other.upfront_usd, least_usd);
                if other_worth > most {
                    (most, bill, latency) = (other_worth, other, other_latency);
                }
            }
        }
    }
    Assessed {
        strategy,
        method: bill.method,
        costs: bill.costs,
        total_usd: bill.total_usd,
        upfront_usd: bill.upfront_usd,
        latency,
        quality: bill.quality,
        data_used: answers.data_used_by(strategy),
        tokens: prompt.total() + s.written_tokens(),
        context_tokens: bill.context_tokens,
        sold: bill.sold,
        served: bill.served,
    }
}

/// Whether the limits on times are met.
fn is_in_time(s: &Scenario, latency: &Latency) -> bool {
    latency.ttft.p95() <= s.ttft_p95_ms && latency.e2e.p95() <= s.e2e_p95_ms
}

/// How well a way of serving does where times and costs are all that differ: what is kept of the score beyond the limits, times the parts
/// of it that cost and the first token make up, as the score has them. So no limit is a cliff at which another seller or another cache is taken.
fn worth(s: &Scenario, latency: &Latency, total_usd: f64, upfront_usd: f64, least_usd: f64) -> f64 {
    let month_usd = (total_usd - upfront_usd) / s.horizon_months.round().max(1.0);
    let used = [
        latency.ttft.p95() / s.ttft_p95_ms,
        latency.e2e.p95() / s.e2e_p95_ms,
        upfront_usd / s.budget_upfront_usd,
        month_usd / s.budget_monthly_usd,
    ];
    let weights = parts::weights(s);
    let of = |criterion: Criterion, value: f64| weights[criterion as usize] * (1.0 - value);
    kept(&used)
        * (1.0
            - of(
                Criterion::Cost,
                parts::cost(total_usd, parts::MEDIANS * least_usd),
            )
            - of(Criterion::Latency, parts::latency(s, latency.ttft.p95())))
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
    served: Option<Served>,
}

impl Bill {
    fn of(
        s: &Scenario,
        catalog: &Catalog,
        answers: &quality::Shared,
        strategy: Strategy,
        method: Method,
        prompt: &PromptTokens,
        supplied: &Supplied<'_>,
    ) -> Self {
        let quality = quality::assess_shared(s, catalog, answers, strategy, method);
        let costs = cost::assess(s, catalog, strategy, method, supplied, prompt);
        let upfront_usd = costs.upfront_usd();
        Self {
            method,
            total_usd: upfront_usd + costs.months_usd(s),
            upfront_usd,
            costs,
            quality,
            context_tokens: supplied.context_tokens,
            sold: supplied.sold,
            served: served(s, catalog, supplied),
        }
    }
}

/// Who serves tuned weights, and how.
fn served(s: &Scenario, catalog: &Catalog, supplied: &Supplied<'_>) -> Option<Served> {
    let seller = supplied.seller?;
    let by = match (supplied.serve, supplied.deployment) {
        (_, Some(d)) => ServedBy::Hour {
            gpu: d.gpu,
            usd_per_gpu_hour: d.usd_per_gpu_hour,
            scales_to_zero: d.scale_to_zero.is_some(),
        },
        (Serve::Gpus(_), None) => ServedBy::OwnGpus,
        (Serve::Hosted(tuned), None) => {
            let model = catalog.model(s.model_index);
            let times = |tuned: f64, own: Option<f64>, list: f64| {
                let base = own.unwrap_or(list);
                if base > 0.0 { tuned / base } else { 1.0 }
            };
            ServedBy::Token {
                input: times(tuned.launch.input, s.own_input_usd, model.input_usd_per_m),
                output: times(tuned.launch.output, s.own_output_usd, model.output_usd_per_m),
            }
        }
    };
    Some(Served { seller, by })
}

/// The cheapest that is sold; LoRA where they cost alike or none is.
fn cheapest(bill: impl Fn(Method) -> Bill) -> Bill {
    let mut best = bill(Method::Lora);
    for method in Method::ALL {
        if method != Method::Lora {
            let other = bill(method);
            if other.sold && (!best.sold || other.total_usd < best.total_usd) {
                best = other;
            }
        }
    }
    best
}
