//! The figures of every strategy: what it costs, how long it takes, how good it is.

use super::parts::{self, kept};
use crate::catalog::Catalog;
use crate::cost::supply::{self, Sale, Serve, Supplied};
use crate::cost::{self, Costs, sellers};
use crate::latency::{self, Latency};
use crate::prompt::{self, CacheWay, Caches, PlannedCaches, PromptTokens};
use crate::quality;
use crate::report::{Criterion, Quality, Served, ServedBy};
use crate::scenario::{Scenario, Supply};
use crate::strategy::{Method, STRATEGIES, Strategy, Tuning};

/// What a team settles before it knows how things turn out: how the prompt is cached, how the model is trained, and who serves it.
///
/// It is settled at the likely values and held in every simulation: nobody picks a seller after the fact, and the seller that is named is
/// the one that the chances are about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    cache: CacheWay,
    method: Method,
    sale: Sale,
}

/// The plan of every strategy, in the order of [`Strategy::ALL`].
pub type Plans = [Plan; STRATEGIES];

/// What a simulation needs of one strategy.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Which one.
    pub strategy: Strategy,
    /// All that is paid over the horizon, USD.
    pub total_usd: f64,
    /// What is paid of it before the first answer, USD.
    pub upfront_usd: f64,
    /// 95th percentile of the time to the first token, ms.
    pub ttft_p95_ms: f64,
    /// The same of the whole answer.
    pub e2e_p95_ms: f64,
    /// How good it is.
    pub quality: Quality,
    /// How much of the limit on data it uses; zero where it needs no examples.
    pub data_used: f64,
}

impl Figures {
    /// The mean month of the horizon, USD.
    #[must_use]
    pub fn mean_month_usd(&self, s: &Scenario) -> f64 {
        mean_month_usd(s, self.total_usd, self.upfront_usd)
    }
}

/// Everything known of one strategy, without a heap.
#[derive(Clone, Copy, Debug)]
pub struct Assessed {
    /// Which one.
    pub strategy: Strategy,
    /// How its model is trained, where it is.
    pub method: Method,
    /// What it costs, by item and month.
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
    /// The choices behind these figures.
    pub plan: Plan,
}

impl Assessed {
    /// The mean month of the horizon, USD.
    #[must_use]
    pub fn mean_month_usd(&self, s: &Scenario) -> f64 {
        mean_month_usd(s, self.total_usd, self.upfront_usd)
    }

    /// Those of its figures that a simulation needs.
    #[must_use]
    pub const fn figures(&self) -> Figures {
        Figures {
            strategy: self.strategy,
            total_usd: self.total_usd,
            upfront_usd: self.upfront_usd,
            ttft_p95_ms: self.latency.ttft.p95(),
            e2e_p95_ms: self.latency.e2e.p95(),
            quality: self.quality,
            data_used: self.data_used,
        }
    }

    fn worth(&self, s: &Scenario, least_usd: f64) -> f64 {
        worth(s, &self.latency, self.total_usd, self.upfront_usd, least_usd)
    }
}

fn mean_month_usd(s: &Scenario, total_usd: f64, upfront_usd: f64) -> f64 {
    (total_usd - upfront_usd) / s.months()
}

/// The figures of every strategy, in the order of [`Strategy::ALL`]. Any number outside of its input's range counts as the nearest
/// in range, so that no scenario can bring forth NaN.
#[must_use]
pub fn assess_all(scenario: &Scenario, catalog: &Catalog) -> [Assessed; STRATEGIES] {
    assess_in_range(&scenario.in_range(), catalog)
}

/// The same of a scenario that is in range: looking takes a twentieth of a decision.
pub(crate) fn assess_in_range(s: &Scenario, catalog: &Catalog) -> [Assessed; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = Caches::of(s, catalog);
    each(|strategy| world.settled(&caches, strategy))
}

/// The figures of one strategy alone, of a scenario that is in range.
pub(super) fn assess_only(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Assessed {
    World::of(s, catalog).settled(&Caches::of(s, catalog), strategy)
}

/// The figures of every strategy with all choices made before, as in a simulation.
pub(crate) fn figures_planned(s: &Scenario, catalog: &Catalog, plans: &Plans) -> [Figures; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = PlannedCaches::of(s, catalog, plans.iter().map(|plan| plan.cache));
    Strategy::ALL.map(|strategy| {
        let plan = plans[strategy.index()];
        world.planned(&caches, strategy, plan, |prompt, supplied| {
            world.worked_out(strategy, plan.method, prompt, supplied, |figures, _, _| figures)
        })
    })
}

/// The same with all that is known.
pub(crate) fn assess_planned(s: &Scenario, catalog: &Catalog, plans: &Plans) -> [Assessed; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = PlannedCaches::of(s, catalog, plans.iter().map(|plan| plan.cache));
    each(|strategy| {
        let plan = plans[strategy.index()];
        world.planned(&caches, strategy, plan, |prompt, supplied| {
            world.assessed(strategy, plan, prompt, supplied)
        })
    })
}

/// The plans that a team settles on at the likely values.
#[must_use]
pub fn plans(s: &Scenario, catalog: &Catalog) -> Plans {
    assess_in_range(s, catalog).map(|a| a.plan)
}

/// Written in place: mapping the array would copy each of these large values several times.
fn each(of: impl Fn(Strategy) -> Assessed) -> [Assessed; STRATEGIES] {
    let mut all = [of(Strategy::ALL[0]); STRATEGIES];
    for (slot, strategy) in all.iter_mut().zip(Strategy::ALL).skip(1) {
        *slot = of(strategy);
    }
    all
}

/// What all strategies have in common.
struct World<'a> {
    s: &'a Scenario,
    catalog: &'a Catalog,
    times: latency::Shared,
    answers: quality::Shared,
    costs: cost::shared::Shared,
}

impl<'a> World<'a> {
    fn of(s: &'a Scenario, catalog: &'a Catalog) -> Self {
        let answers = quality::Shared::of(s, catalog);
        Self {
            s,
            catalog,
            times: latency::Shared::of(s, catalog),
            costs: cost::shared::Shared::of(s, catalog, &answers.made),
            answers,
        }
    }

    /// A strategy by its plan: its prompt and supply, of which something is made.
    fn planned<T>(
        &self,
        caches: &PlannedCaches,
        strategy: Strategy,
        plan: Plan,
        make: impl FnOnce(&PromptTokens, &Supplied<'_>) -> T,
    ) -> T {
        let (s, catalog) = (self.s, self.catalog);
        let prompt = prompt::with_cache(s, strategy, caches.by(plan.cache));
        let supplied = supply::supplied(s, catalog, strategy, plan.method, &prompt, plan.sale);
        make(&prompt, &supplied)
    }

    /// A strategy by the plan that does best.
    fn settled(&self, caches: &Caches<'_>, strategy: Strategy) -> Assessed {
        let s = self.s;
        let (way, cache) = caches.cheapest(s, strategy);
        let assessed = self.sold(strategy, way, &prompt::with_cache(s, strategy, &cache));
        // A corpus that is forgotten between questions can be kept, so that no first token waits for it to be read.
        if strategy.reads_whole_corpus()
            && !cache.is_kept()
            && let Some((way, kept)) = caches.kept_warm(s, strategy)
        {
            let kept = self.sold(strategy, way, &prompt::with_cache(s, strategy, &kept));
            let least_usd = assessed.total_usd.min(kept.total_usd);
            if kept.worth(s, least_usd) > assessed.worth(s, least_usd) {
                return kept;
            }
        }
        assessed
    }

    /// A strategy with that prompt, by the method and the seller that do best.
    fn sold(&self, strategy: Strategy, cache: CacheWay, prompt: &PromptTokens) -> Assessed {
        let (s, catalog) = (self.s, self.catalog);
        let by = |method, sale, supplied: &Supplied<'_>| {
            let plan = Plan { cache, method, sale };
            self.assessed(strategy, plan, prompt, supplied)
        };
        let by_cheapest_seller = |method| {
            let sale = sellers::choose(s, catalog, strategy, method, prompt);
            let supplied = supply::supplied(s, catalog, strategy, method, prompt, sale);
            by(method, sale, &supplied)
        };
        let mut best = match strategy.profile().tuning {
            Tuning::By(method) => by_cheapest_seller(method),
            Tuning::Cheapest => cheapest(by_cheapest_seller),
            // Nothing is trained, so the method has no effect.
            Tuning::None => by_cheapest_seller(Method::Lora),
        };
        // The cheapest seller may be too slow where another is not.
        if strategy.tunes() && s.supply == Supply::Hosted && !is_in_time(s, &best.latency) {
            let least_usd = best.total_usd;
            let mut most = best.worth(s, least_usd);
            let methods = Method::ALL
                .into_iter()
                .filter(|method| match strategy.profile().tuning {
                    Tuning::By(by) => by == *method,
                    Tuning::None | Tuning::Cheapest => true,
                });
            for method in methods {
                for (sale, supplied) in supply::candidates(s, catalog, strategy, method) {
                    let other = by(method, sale, &supplied);
                    let worth = other.worth(s, least_usd);
                    if worth > most {
                        (most, best) = (worth, other);
                    }
                }
            }
        }
        best
    }

    /// Costs, times and answers of a strategy with prompt and supply at hand, of which something is kept.
    fn worked_out<T>(
        &self,
        strategy: Strategy,
        method: Method,
        prompt: &PromptTokens,
        supplied: &Supplied<'_>,
        keep: impl FnOnce(Figures, &Costs, &Latency) -> T,
    ) -> T {
        let (s, catalog) = (self.s, self.catalog);
        let costs = cost::assess(s, catalog, strategy, method, supplied, prompt, &self.costs);
        let latency = self.latency(strategy, prompt, &costs);
        let upfront_usd = costs.upfront_usd();
        let figures = Figures {
            strategy,
            total_usd: upfront_usd + costs.months_usd(s, self.costs.traffic()),
            upfront_usd,
            ttft_p95_ms: latency.ttft.p95(),
            e2e_p95_ms: latency.e2e.p95(),
            quality: quality::assess_shared(s, catalog, &self.answers, strategy, method),
            data_used: self.answers.data_used_by(strategy),
        };
        keep(figures, &costs, &latency)
    }

    /// All that is known of a strategy by its plan, with prompt and supply at hand.
    fn assessed(
        &self,
        strategy: Strategy,
        plan: Plan,
        prompt: &PromptTokens,
        supplied: &Supplied<'_>,
    ) -> Assessed {
        let (s, catalog) = (self.s, self.catalog);
        self.worked_out(
            strategy,
            plan.method,
            prompt,
            supplied,
            |figures, costs, latency| Assessed {
                strategy,
                method: plan.method,
                costs: *costs,
                total_usd: figures.total_usd,
                upfront_usd: figures.upfront_usd,
                latency: *latency,
                quality: figures.quality,
                data_used: figures.data_used,
                tokens: prompt.total() + s.written_tokens(),
                context_tokens: supplied.context_tokens,
                sold: supplied.sold,
                served: served(s, catalog, supplied),
                plan,
            },
        )
    }

    fn latency(&self, strategy: Strategy, prompt: &PromptTokens, costs: &Costs) -> Latency {
        let queries = cost::first_month_queries(self.s);
        let fleet = costs.fleet();
        let serving = fleet.map(|fleet| fleet.serving(queries));
        let latency = latency::assess(
            self.s,
            self.catalog,
            &self.times,
            strategy,
            prompt,
            serving.as_ref(),
        );
        match fleet.and_then(|fleet| fleet.cold_starts(queries)) {
            Some((share, ms)) => latency.with_cold_starts(share, ms),
            None => latency,
        }
    }
}

/// Whether the limits on times are met.
fn is_in_time(s: &Scenario, latency: &Latency) -> bool {
    latency.ttft.p95() <= s.ttft_p95_ms && latency.e2e.p95() <= s.e2e_p95_ms
}

/// How well a way of serving does where times and costs are all that differ: what is kept of the score beyond the limits, times the parts
/// of it that cost and the first token make up, as the score has them. So no limit is a cliff at which another seller or another cache is taken.
fn worth(s: &Scenario, latency: &Latency, total_usd: f64, upfront_usd: f64, least_usd: f64) -> f64 {
    let month_usd = mean_month_usd(s, total_usd, upfront_usd);
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
fn cheapest(by: impl Fn(Method) -> Assessed) -> Assessed {
    let mut best = by(Method::Lora);
    for method in Method::ALL {
        if method != Method::Lora {
            let other = by(method);
            if other.sold && (!best.sold || other.total_usd < best.total_usd) {
                best = other;
            }
        }
    }
    best
}
