//! The figures of every strategy: what it costs, how long it takes, how good it is.

use crate::catalog::Catalog;
use crate::cost::supply::{self, Sale, Serve, Supplied};
use crate::cost::{self, Costs, sellers};
use crate::latency::{self, Latency};
use crate::prompt::{self, CacheWay, Caches, PlannedCaches, PromptTokens};
use crate::quality;
use crate::report::{Quality, Served, ServedBy};
use crate::scenario::{Scenario, Supply};
use crate::strategy::{Method, STRATEGIES, Strategy, Tuning};

/// What a team settles before it knows how things turn out: how the prompt is cached, how the model is trained, and who serves it.
///
/// It is settled once ([`super::settle`]) and held in every simulation: nobody picks a seller after the fact, and the seller that is named
/// is the one that the chances are about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub(super) cache: CacheWay,
    pub(super) method: Method,
    pub(super) sale: Sale,
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
    pub fn figures(&self) -> Figures {
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
}

fn mean_month_usd(s: &Scenario, total_usd: f64, upfront_usd: f64) -> f64 {
    (total_usd - upfront_usd) / s.months()
}

/// The figures of one strategy alone by its cheapest plan, of a scenario that is in range.
pub(super) fn assess_only(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Assessed {
    World::of(s, catalog).cheapest(&Caches::of(s, catalog), strategy)
}

/// The figures of every strategy with all choices made before, as in a simulation.
pub(crate) fn figures_planned(s: &Scenario, catalog: &Catalog, plans: &Plans) -> [Figures; STRATEGIES] {
    figures_tried(s, catalog, plans, |_| None)
}

/// The same where those of some strategies are known.
pub(super) fn figures_tried(
    s: &Scenario,
    catalog: &Catalog,
    plans: &Plans,
    known: impl Fn(Strategy) -> Option<Figures>,
) -> [Figures; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = PlannedCaches::of(s, catalog, plans.iter().map(|plan| plan.cache));
    Strategy::ALL.map(|strategy| {
        known(strategy).unwrap_or_else(|| world.figures(&caches, strategy, plans[strategy.index()]))
    })
}

/// The same with all that is known.
pub(crate) fn assess_planned(s: &Scenario, catalog: &Catalog, plans: &Plans) -> [Assessed; STRATEGIES] {
    let world = World::of(s, catalog);
    let caches = PlannedCaches::of(s, catalog, plans.iter().map(|plan| plan.cache));
    each(|strategy| world.by_plan(&caches, strategy, plans[strategy.index()]))
}

/// What two strategies cost by their plans, of a scenario that is in range.
pub(crate) fn bills(s: &Scenario, catalog: &Catalog, pair: [Strategy; 2], plans: &[Plan; 2]) -> [Costs; 2] {
    let world = World::of(s, catalog);
    let caches = PlannedCaches::of(s, catalog, plans.iter().map(|plan| plan.cache));
    std::array::from_fn(|i| {
        let (strategy, plan) = (pair[i], plans[i]);
        world.planned(&caches, strategy, plan, |prompt, supplied| {
            cost::assess(s, catalog, strategy, plan.method, supplied, prompt, &world.costs)
        })
    })
}

/// Written in place: mapping the array would copy each of these large values several times.
pub(super) fn each(mut of: impl FnMut(Strategy) -> Assessed) -> [Assessed; STRATEGIES] {
    let mut all = [of(Strategy::ALL[0]); STRATEGIES];
    for (slot, strategy) in all.iter_mut().zip(Strategy::ALL).skip(1) {
        *slot = of(strategy);
    }
    all
}

/// Offers of a method that are kept to compare others with.
const MOST_KNOWN: usize = 8;

/// What all strategies have in common.
pub(super) struct World<'a> {
    pub(super) s: &'a Scenario,
    pub(super) catalog: &'a Catalog,
    times: latency::Shared,
    answers: quality::Shared,
    costs: cost::shared::Shared,
}

impl<'a> World<'a> {
    pub(super) fn of(s: &'a Scenario, catalog: &'a Catalog) -> Self {
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

    /// A strategy by the plan that costs the least.
    pub(super) fn cheapest(&self, caches: &Caches<'_>, strategy: Strategy) -> Assessed {
        let (s, catalog) = (self.s, self.catalog);
        let (way, cache) = caches.cheapest(s, strategy);
        let prompt = prompt::with_cache(s, strategy, &cache);
        let by_cheapest_seller = |method| {
            let sale = sellers::choose(s, catalog, strategy, method, &prompt);
            let supplied = supply::supplied(s, catalog, strategy, method, &prompt, sale);
            let plan = Plan {
                cache: way,
                method,
                sale,
            };
            self.assessed(strategy, plan, &prompt, &supplied)
        };
        match strategy.profile().tuning {
            Tuning::By(method) => by_cheapest_seller(method),
            Tuning::Cheapest => cheapest(by_cheapest_seller),
            // Nothing is trained, so the method has no effect.
            Tuning::None => by_cheapest_seller(Method::Lora),
        }
    }

    /// The plans that there are besides the cheapest: a corpus that is forgotten between questions can be kept, so that no first token waits for it to
    /// be read, and tuned weights can be served by others. Whoever sells the same as another, and asks more, is passed over.
    pub(super) fn others(
        &self,
        caches: &Caches<'_>,
        cheapest: &Assessed,
        each: &mut dyn FnMut(Plan, &Figures, bool),
    ) {
        let (s, catalog, strategy) = (self.s, self.catalog, cheapest.strategy);
        let mut offer = |plan: Plan, prompt: &PromptTokens, supplied: &Supplied<'_>| {
            let quality = if plan.method == cheapest.method {
                cheapest.quality
            } else {
                self.quality(strategy, plan.method)
            };
            self.worked_out(
                strategy,
                plan.method,
                prompt,
                supplied,
                quality,
                |figures, costs, _| each(plan, &figures, costs.fleet().is_some()),
            );
        };
        if strategy.reads_whole_corpus()
            && let Some((way, kept)) = caches.kept_warm(s, strategy)
        {
            let prompt = prompt::with_cache(s, strategy, &kept);
            let plan = Plan {
                cache: way,
                ..cheapest.plan
            };
            let supplied = supply::supplied(s, catalog, strategy, plan.method, &prompt, plan.sale);
            offer(plan, &prompt, &supplied);
        }
        if !strategy.tunes() || s.supply != Supply::Hosted {
            return;
        }
        let (cache, prompt) = (cheapest.plan.cache, cheapest_prompt(s, caches, strategy));
        for method in Method::ALL {
            match strategy.profile().tuning {
                Tuning::By(by) if by != method => continue,
                Tuning::By(_) | Tuning::None | Tuning::Cheapest => {}
            }
            let mut known: [Option<Supplied<'_>>; MOST_KNOWN] = [None; MOST_KNOWN];
            for (sale, supplied) in supply::candidates(s, catalog, strategy, method) {
                if known.iter().flatten().any(|known| supplied.is_no_cheaper(known)) {
                    continue;
                }
                if let Some(free) = known.iter_mut().find(|known| known.is_none()) {
                    *free = Some(supplied);
                }
                let plan = Plan { cache, method, sale };
                if plan != cheapest.plan {
                    offer(plan, &prompt, &supplied);
                }
            }
        }
    }

    /// All that is known of a strategy by its plan.
    pub(super) fn by_plan(&self, caches: &PlannedCaches, strategy: Strategy, plan: Plan) -> Assessed {
        self.planned(caches, strategy, plan, |prompt, supplied| {
            self.assessed(strategy, plan, prompt, supplied)
        })
    }

    /// The figures of a strategy by its plan.
    pub(super) fn figures(&self, caches: &PlannedCaches, strategy: Strategy, plan: Plan) -> Figures {
        self.planned(caches, strategy, plan, |prompt, supplied| {
            let quality = self.quality(strategy, plan.method);
            self.worked_out(
                strategy,
                plan.method,
                prompt,
                supplied,
                quality,
                |figures, _, _| figures,
            )
        })
    }

    /// Costs, times and answers of a strategy with prompt and supply at hand, of which something is kept.
    fn worked_out<T>(
        &self,
        strategy: Strategy,
        method: Method,
        prompt: &PromptTokens,
        supplied: &Supplied<'_>,
        quality: Quality,
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
            quality,
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
            self.quality(strategy, plan.method),
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

    fn quality(&self, strategy: Strategy, method: Method) -> Quality {
        quality::assess_shared(self.s, self.catalog, &self.answers, strategy, method)
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

/// The prompt in the way of caching that costs the least.
fn cheapest_prompt(s: &Scenario, caches: &Caches<'_>, strategy: Strategy) -> PromptTokens {
    prompt::with_cache(s, strategy, &caches.cheapest(s, strategy).1)
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
