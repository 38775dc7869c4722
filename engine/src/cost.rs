//! What a strategy costs: up front, by the month and over the horizon, item by item.
//!
//! Each item is one of three kinds: paid once, paid every month whatever the traffic, or paid by the question. Two items are
//! neither: GPUs come in whole replicas, and a store can have a least monthly fee. [`Costs`] keeps these apart, so that a month at any
//! traffic is a few multiplications. Prices announced for after launch are steps: what they add to a question from then on.

pub mod checks;
pub mod crossover;
mod fleet;
pub mod moves;
pub mod people;
pub mod retrieval;
pub mod sellers;
pub mod shared;
pub mod supply;
mod tariff;
pub mod training;

pub use fleet::{GpuFleet, gpu_usd_per_hour};

use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::{Catalog, MOST_LATER};
use crate::math::Bounds as _;
use crate::prompt::PromptTokens;
use crate::report::{COST_ITEMS, CostItem, ItemCost};
use crate::scenario::Scenario;
use crate::strategy::{Method, Strategy};
use fleet::fleet;
use retrieval::{Nodes, StoreFee};
use shared::{Shared, Traffic};
use supply::{Serve, Supplied, TokenPrice};

/// Costs of one strategy, without a heap.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    upfront: [f64; COST_ITEMS],
    monthly: [f64; COST_ITEMS],
    per_query: [f64; COST_ITEMS],
    upfront_sum: f64,
    monthly_sum: f64,
    per_query_sum: f64,
    steps: [Step; MOST_LATER],
    step_count: usize,
    migration: Option<Migration>,
    reembedding: Option<Migration>,
    store: StoreFee,
    search: [Nodes; 2],
    gpus: Option<GpuFleet>,
    /// Compute of one release, USD.
    pub training_run_usd: f64,
    /// GPUs held during a training run.
    pub training_gpus: f64,
    /// Releases a month.
    pub releases_per_month: f64,
}

/// The move to another model when the seller ends this one.
#[derive(Clone, Copy, Debug)]
struct Migration {
    /// The month in which it ends; 0 is the first after launch.
    month: u32,
    usd: f64,
}

impl Migration {
    /// The move so many months after launch; none beyond the horizon. One that has ended before launch is never launched on, which a
    /// warning says.
    fn within(s: &Scenario, months: f64, usd: f64) -> Option<Self> {
        let within = months > 0.0 && months < s.months();
        within.then_some(Self {
            month: months as u32,
            usd,
        })
    }
}

/// The items that are paid by the token.
const TOKEN_ITEMS: [CostItem; 3] = [CostItem::Prompt, CostItem::Context, CostItem::Output];

/// A change of prices.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Months after launch.
    month: f64,
    /// What a question costs more from then on, USD, in the order of [`TOKEN_ITEMS`].
    per_query: [f64; TOKEN_ITEMS.len()],
    per_query_sum: f64,
}

impl Step {
    const NONE: Self = Self {
        month: 0.0,
        per_query: [0.0; TOKEN_ITEMS.len()],
        per_query_sum: 0.0,
    };

    /// Share of a month's days on which it is in force. Months count from 0, the first after launch.
    fn share(&self, month: u32) -> f64 {
        (f64::from(month) + 1.0 - self.month).clamp(0.0, 1.0)
    }
}

/// USD for one question, in the order of [`TOKEN_ITEMS`], with its share of what keeps its prefix in the cache. `batch_discount` is taken off
/// for questions that can wait.
fn token_usd(
    s: &Scenario,
    prompt: &PromptTokens,
    price: TokenPrice,
    batch_discount: f64,
) -> [f64; TOKEN_ITEMS.len()] {
    let paid = 1.0 - s.batch_share * batch_discount;
    let (write_times, pings, stored) = match &prompt.cache {
        Some(cache) => (cache.write_times, cache.pings, cache.stored_usd_per_m / 1e6),
        None => (1.0, 0.0, 0.0),
    };
    let own_static = prompt.own * prompt.own_static_share;
    // A request that keeps the prefix reads what is cached of it, and writes what has changed.
    let asked = 1.0 + pings;
    let kept_context = prompt.context_cached + prompt.context_written;
    [
        // Differences of sums may fall a rounding below nothing.
        price.input_usd(
            (prompt.own_uncached() - prompt.own_written()).at_least(0.0),
            prompt.own_written() * write_times,
            prompt.own_cached() + pings * own_static,
        ) + own_static * stored,
        price.input_usd(
            (prompt.context - kept_context).at_least(0.0),
            prompt.context_written * write_times * asked,
            prompt.context_cached * asked,
        ) + kept_context * stored,
        price.output_usd(s.written_tokens()),
    ]
    .map(|usd| usd * paid)
}

/// Requests of the usual length that the rounds of a search add up to: so many at three rounds, and in proportion to the further rounds.
fn rounds_tokens(s: &Scenario, catalog: &Catalog) -> f64 {
    1.0 + (catalog.calibration.agent_tokens - 1.0) * (s.search_rounds - 1.0) / 2.0
}

/// Costs of `strategy`. `supplied` says where its model runs and is trained, `method` how it is trained.
#[must_use]
pub fn assess(
    s: &Scenario,
    catalog: &Catalog,
    strategy: Strategy,
    method: Method,
    supplied: &Supplied<'_>,
    prompt: &PromptTokens,
    shared: &Shared,
) -> Costs {
    let mut costs = Costs {
        upfront: [0.0; COST_ITEMS],
        monthly: [0.0; COST_ITEMS],
        per_query: [0.0; COST_ITEMS],
        upfront_sum: 0.0,
        monthly_sum: 0.0,
        per_query_sum: 0.0,
        steps: [Step::NONE; MOST_LATER],
        step_count: 0,
        migration: None,
        reembedding: None,
        store: StoreFee::NONE,
        search: [Nodes::NONE; 2],
        gpus: None,
        training_run_usd: 0.0,
        training_gpus: 0.0,
        releases_per_month: 0.0,
    };
    let item = |i: CostItem| i as usize;
    costs.upfront[item(CostItem::Build)] = people::build_hours(s, strategy) * s.team_usd_per_hour;
    costs.monthly[item(CostItem::Upkeep)] = people::upkeep_hours(s, strategy) * s.team_usd_per_hour;
    costs.upfront[item(CostItem::Evaluation)] = shared.set_usd + shared.grading_usd;
    costs.per_query[item(CostItem::Monitoring)] = shared.checked_usd;

    let calls = if strategy.iterates() {
        rounds_tokens(s, catalog)
    } else {
        1.0
    };
    let token_usd = |price, off| token_usd(s, prompt, price, off).map(|usd| usd * calls);
    // What is made once by asking a model: rollouts of an optimiser, or a teacher's examples.
    let mut asked_usd = 0.0;
    match supplied.serve {
        Serve::Hosted(tariff) => {
            let off = supplied.batch_discount;
            let mut before = token_usd(tariff.launch, off);
            if strategy.optimises() {
                asked_usd = s.rollouts * token_usd(tariff.launch, 0.0).iter().sum::<f64>();
            }
            for (i, usd) in TOKEN_ITEMS.into_iter().zip(before) {
                costs.per_query[item(i)] = usd;
            }
            for (step, &(month, price)) in costs.steps.iter_mut().zip(tariff.later()) {
                let after = token_usd(price, off);
                let per_query = std::array::from_fn(|i| after[i] - before[i]);
                *step = Step {
                    month,
                    per_query,
                    per_query_sum: per_query.iter().sum(),
                };
                costs.step_count += 1;
                before = after;
            }
        }
        Serve::Gpus(shape) => {
            let gpus = fleet(s, catalog, prompt, shape, supplied.deployment.as_ref());
            costs.gpus = Some(gpus.with_calls(calls));
        }
    }

    if strategy.retrieves() || strategy.finds_examples() {
        let bill = if strategy.finds_examples() {
            retrieval::examples_bill(s, catalog)
        } else if strategy.iterates() {
            shared.bill.searched(s.search_rounds)
        } else {
            shared.bill
        };
        costs.upfront[item(CostItem::Indexing)] = bill.index_once_usd;
        costs.monthly[item(CostItem::Indexing)] = bill.reindex_monthly_usd;
        costs.per_query[item(CostItem::Search)] = bill.search_usd;
        costs.store = bill.store;
        costs.search = [bill.embedding, bill.reranking];
        costs.reembedding = bill
            .embedder_ends_in_months
            .and_then(|months| Migration::within(s, months, bill.index_once_usd));
    }
    // Text is what passages, a corpus in the prompt and facts to train on have in common.
    let learns_facts = strategy.tunes() && training::fact_tokens(s, strategy) > 0.0;
    if strategy.retrieves() || strategy.reads_whole_corpus() || learns_facts {
        costs.upfront[item(CostItem::Indexing)] += shared.parsing_usd;
        costs.monthly[item(CostItem::Indexing)] += shared.parsing_monthly_usd;
    }

    if strategy.makes_examples() {
        asked_usd = shared.teacher_usd;
    }
    costs.upfront[item(CostItem::Training)] = asked_usd;
    if strategy.tunes() {
        let run = training::release(s, catalog, strategy, method, &supplied.train);
        let releases = training::releases_per_month(s, catalog, strategy);
        let people = s.release_hours * s.team_usd_per_hour;
        costs.training_run_usd = run.usd;
        costs.training_gpus = run.gpus;
        costs.releases_per_month = releases;
        let text = training::synthetic_usd(s, strategy);
        costs.upfront[item(CostItem::Training)] += run.usd;
        costs.upfront[item(CostItem::Releases)] = people + text;
        // Examples that speak of facts that have changed are made again.
        let made_again = asked_usd * s.new_facts_share * shared.changed_share;
        costs.monthly[item(CostItem::Training)] = (run.usd + made_again) * releases;
        costs.monthly[item(CostItem::Evaluation)] = shared.grading_usd * releases;
        costs.monthly[item(CostItem::Releases)] = releases
            * (people
                + training::recuration_usd(s, catalog, strategy, shared.changed_share)
                + text * training::rewritten_share(strategy, shared.changed_share));
    }
    if supplied.ends_in_months.is_some() || supplied.may_end {
        let adapting_usd = s.migration_hours * s.team_usd_per_hour + shared.grading_usd;
        let with_training = |run_usd: f64| adapting_usd + run_usd + s.release_hours * s.team_usd_per_hour;
        costs.migration = supplied
            .ends_in_months
            .and_then(|months| Migration::within(s, months, 0.0))
            .map(|migration| Migration {
                usd: if !strategy.tunes() {
                    // What an optimiser found was found for the model that ends.
                    adapting_usd + asked_usd
                } else if let Some(next) = moves::next_base(s, catalog, strategy, method) {
                    with_training(training::release(s, catalog, strategy, method, &next.train).usd)
                } else {
                    // The move is to a prompt, as nobody tunes what is left.
                    adapting_usd
                },
                ..migration
            });
        if supplied.may_end {
            // What follows the model may end as well, so moves come at a constant rate: the expected ones of a month.
            let usd = if strategy.tunes() {
                with_training(costs.training_run_usd)
            } else {
                adapting_usd + asked_usd
            };
            costs.monthly[item(CostItem::Migration)] = shared.ends_per_month * usd;
        }
    }
    // One pass: each sum waits for its last addition, so three at once take little longer than one.
    let mut sums = [0.0; 3];
    for i in 0..COST_ITEMS {
        sums[0] += costs.upfront[i];
        sums[1] += costs.monthly[i];
        sums[2] += costs.per_query[i];
    }
    [costs.upfront_sum, costs.monthly_sum, costs.per_query_sum] = sums;
    costs
}

impl Costs {
    /// Before the first answer, USD.
    #[must_use]
    pub const fn upfront_usd(&self) -> f64 {
        self.upfront_sum
    }

    /// The steps that come after launch.
    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().take(self.step_count)
    }

    /// A question in that month, USD, without GPUs and store. Its price is that of the month's days, each weighing as much.
    fn query_usd(&self, month: u32) -> f64 {
        let steps: f64 = self
            .steps()
            .map(|step| step.per_query_sum * step.share(month))
            .sum();
        self.per_query_sum + steps
    }

    /// A month with that many questions, USD, at the prices in force in it. Months count from 0, the first after launch.
    #[must_use]
    pub fn month_usd(&self, month: u32, queries: f64) -> f64 {
        self.month_usd_with(month, queries, self.gpus_usd(queries))
    }

    /// The same with the GPUs' part at hand.
    fn month_usd_with(&self, month: u32, queries: f64, gpus_usd: f64) -> f64 {
        let once = |event: Option<Migration>| {
            event
                .filter(|event| event.month == month)
                .map_or(0.0, |event| event.usd)
        };
        self.usual_month_usd_with(month, queries, gpus_usd) + once(self.migration) + once(self.reembedding)
    }

    /// The same without a move to another model, which is paid once.
    #[must_use]
    pub fn usual_month_usd(&self, month: u32, queries: f64) -> f64 {
        self.usual_month_usd_with(month, queries, self.gpus_usd(queries))
    }

    /// GPUs that serve, USD a month.
    fn gpus_usd(&self, queries: f64) -> f64 {
        self.gpus.as_ref().map_or(0.0, |fleet| fleet.month_usd(queries))
    }

    fn usual_month_usd_with(&self, month: u32, queries: f64, gpus_usd: f64) -> f64 {
        self.monthly_sum
            + self.query_usd(month) * queries
            + self.store.month_usd(queries)
            + self.search_servers_usd(queries)
            + gpus_usd
    }

    /// Servers that embed questions and rerank, USD a month.
    fn search_servers_usd(&self, queries: f64) -> f64 {
        self.search.iter().map(|nodes| nodes.month_usd(queries)).sum()
    }

    /// One more question in the first month, USD. A GPU's share is what a question takes of its capacity.
    #[must_use]
    pub fn marginal_query_usd(&self, queries: f64) -> f64 {
        self.query_usd(0) + self.store.marginal_usd() + self.gpus_usd(queries) / queries.at_least(1.0)
    }

    /// What the move to another model costs when the seller ends this one within the horizon, USD; none where it does not.
    #[must_use]
    pub fn migration_usd(&self) -> Option<f64> {
        self.migration.map(|migration| migration.usd)
    }

    /// GPUs that serve, where the model runs on GPUs.
    #[must_use]
    pub const fn fleet(&self) -> Option<&GpuFleet> {
        self.gpus.as_ref()
    }

    /// All months of the horizon together, USD, without what is paid up front.
    #[must_use]
    pub fn months_usd(&self, s: &Scenario, traffic: &Traffic) -> f64 {
        if let Some(usd) = self.even_months_usd(traffic) {
            return usd;
        }
        let mut fleet = self.gpus.as_ref().map(|fleet| (fleet, fleet.sizes()));
        (0..)
            .zip(months(s))
            .map(|(month, queries)| {
                let gpus_usd = fleet
                    .as_mut()
                    .map_or(0.0, |(fleet, sizes)| fleet.month_usd_by(sizes, queries));
                self.month_usd_with(month, queries, gpus_usd)
            })
            .sum()
    }

    /// The same where every month costs a fixed sum and so much a question: no step, as many GPUs in the first month as in the last, and
    /// a store past its least fee in both or in neither.
    fn even_months_usd(&self, traffic: &Traffic) -> Option<f64> {
        let Traffic {
            months,
            first,
            last,
            all: queries,
        } = *traffic;
        let is_felt = |step: &Step| step.per_query_sum != 0.0 && step.month < months;
        if self.steps().any(is_felt) {
            return None;
        }
        let store = self.store.even_usd(first, last)?;
        let gpus = match &self.gpus {
            Some(fleet) => fleet.even_usd(first, last)?,
            None => 0.0,
        };
        let servers = self.search_servers_usd(first);
        if servers != self.search_servers_usd(last) {
            return None;
        }
        let usd = |event: Option<Migration>| event.map_or(0.0, |event| event.usd);
        let migration = usd(self.migration) + usd(self.reembedding);
        Some(
            months * (self.monthly_sum + store.0 + servers + gpus)
                + queries * (self.per_query_sum + store.1)
                + migration,
        )
    }

    /// Spent by the end of month 0, 1, … horizon, USD.
    #[must_use]
    pub fn cumulative_usd(&self, s: &Scenario) -> Vec<f64> {
        let mut spent = self.upfront_usd();
        let mut out = Vec::with_capacity(s.horizon_months as usize + 1);
        out.push(spent);
        for (month, queries) in (0..).zip(months(s)) {
            spent += self.month_usd(month, queries);
            out.push(spent);
        }
        out
    }

    /// Up front and in the mean month of the horizon, by item.
    #[must_use]
    pub fn items(&self, s: &Scenario) -> [ItemCost; COST_ITEMS] {
        let mut items = [ItemCost::default(); COST_ITEMS];
        let mut count = 0.0;
        for (month, queries) in (0..).zip(months(s)) {
            count += 1.0;
            for (i, item) in items.iter_mut().enumerate() {
                item.monthly_usd += self.monthly[i] + self.per_query[i] * queries;
            }
            for step in self.steps() {
                for (item, usd) in TOKEN_ITEMS.into_iter().zip(step.per_query) {
                    items[item as usize].monthly_usd += usd * step.share(month) * queries;
                }
            }
            items[CostItem::Store as usize].monthly_usd += self.store.month_usd(queries);
            items[CostItem::Search as usize].monthly_usd += self.search_servers_usd(queries);
            items[CostItem::Gpus as usize].monthly_usd += self.gpus_usd(queries);
        }
        items[CostItem::Migration as usize].monthly_usd += self.migration.map_or(0.0, |move_| move_.usd);
        items[CostItem::Indexing as usize].monthly_usd += self.reembedding.map_or(0.0, |again| again.usd);
        for (i, item) in items.iter_mut().enumerate() {
            item.upfront_usd = self.upfront[i];
            item.monthly_usd /= f64::max(count, 1.0);
        }
        items
    }
}

/// Questions of the first month.
#[must_use]
pub fn first_month_queries(s: &Scenario) -> f64 {
    s.queries_per_day * DAYS_PER_MONTH
}

/// Questions of each month of the horizon.
pub fn months(s: &Scenario) -> impl Iterator<Item = f64> + use<> {
    let growth = 1.0 + s.growth_monthly;
    let first = first_month_queries(s);
    let count = s.months() as u32;
    let mut queries = first;
    (0..count).map(move |_| {
        let now = queries;
        queries *= growth;
        now
    })
}

/// Questions of the whole horizon: a geometric series.
#[must_use]
pub fn horizon_queries(s: &Scenario) -> f64 {
    let months = s.months();
    let growth = s.growth_monthly;
    let times = if growth.abs() < 1e-9 {
        months
    } else {
        ((1.0 + growth).powi(months as i32) - 1.0) / growth
    };
    first_month_queries(s) * times
}
