//! Requirements, which are absolute, and limits, which an approach meets with some chance.
//!
//! A requirement holds or not, whatever the simulations draw. A limit is a number, and the model says of each simulation how much of
//! it an approach uses; one that uses more misses it there, and its score falls smoothly with what it uses beyond.

use super::assess::Figures;
pub use super::parts::kept;
use crate::catalog::Catalog;
use crate::cost::supply::{self, Serve, Supplied};
use crate::math::{Bounds as _, exp};
use crate::prompt;
use crate::quality::behaviour::effective_examples;
use crate::quality::{self, knowledge};
use crate::report::{Gate, LIMITS, Limit, Quality};
use crate::scenario::{Audit, Permissions, Residency, Scenario, SearchKind};
use crate::simulation::{COST_ERROR, LATENCY_ERROR};
use crate::strategy::{Baked, Method, STRATEGIES, Strategy, Tuning};

/// The requirements that an approach fails.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Musts {
    failed: [Option<Gate>; 8],
}

impl Musts {
    /// Whether every requirement is met.
    #[must_use]
    pub fn are_met(&self) -> bool {
        self.failed.iter().all(Option::is_none)
    }

    /// The requirements failed.
    pub fn iter(&self) -> impl Iterator<Item = &Gate> {
        self.failed.iter().flatten()
    }
}

/// The requirements that each approach fails, in the order of [`Strategy::ALL`].
#[must_use]
pub fn musts(s: &Scenario, catalog: &Catalog) -> [Musts; STRATEGIES] {
    Strategy::ALL.map(|strategy| {
        let supplied = |method| supply::of(s, catalog, strategy, method);
        let first = supplied(match strategy.profile().tuning {
            Tuning::By(method) => method,
            Tuning::None | Tuning::Cheapest => Method::Lora,
        });
        let sold = match strategy.profile().tuning {
            Tuning::None | Tuning::By(_) => first.sold,
            Tuning::Cheapest => Method::ALL.into_iter().any(|method| supplied(method).sold),
        };
        let (own, context) = prompt::lengths(s, strategy);
        // The last of several rounds reads the passages of all.
        let rounds = if strategy.iterates() { s.search_rounds } else { 1.0 };
        let tokens = own + context * rounds + s.written_tokens();
        let gate = |failed: bool, gate: Gate| failed.then_some(gate);
        Musts {
            failed: [
                gate(s.audit == Audit::Required && !strategy.cites(), Gate::Audit),
                gate(!sold, Gate::NotSold),
                gate(
                    tokens > first.context_tokens,
                    Gate::ContextWindow {
                        tokens,
                        limit_tokens: first.context_tokens,
                    },
                ),
                gate(shows_too_much(s, strategy), Gate::Permissions),
                residency(s, catalog, strategy, &first),
                erasure(s, catalog, strategy),
                grammar(s, catalog, strategy),
                teacher(s, catalog, strategy),
            ],
        }
    })
}

/// Whether the approach holds facts of the corpus in its weights.
fn bakes_facts(s: &Scenario, strategy: Strategy) -> bool {
    strategy.bakes() && s.new_facts_share > 0.0
}

/// Whether it could show a document to somebody who may not see it: weights answer everybody alike, and so does a prompt that holds
/// everything. A prompt can hold what a role may see. Passages are found among those that the asker may see.
fn shows_too_much(s: &Scenario, strategy: Strategy) -> bool {
    match s.permissions {
        Permissions::None => false,
        Permissions::ByRole => bakes_facts(s, strategy),
        Permissions::ByDocument => bakes_facts(s, strategy) || strategy.reads_whole_corpus(),
    }
}

/// The requirement of residency where it fails. Where a seller does not say that it keeps to a region, it counts as one that does not.
fn residency(s: &Scenario, catalog: &Catalog, strategy: Strategy, supplied: &Supplied<'_>) -> Option<Gate> {
    // What is not sold at all fails for that.
    let hosted = supplied.sold
        && match supplied.serve {
            Serve::Hosted(_) => true,
            Serve::Gpus(_) => supplied.deployment.is_some(),
        };
    let embedder = catalog.embedder(s.embedder_index);
    let store = catalog.store(s.store_index);
    let reranker = catalog.reranker(s.reranker_index);
    let is_called = |p50_ms: f64, usd_per_node_hour: Option<f64>| p50_ms > 0.0 && usd_per_node_hour.is_none();
    let called_embedder = is_called(embedder.p50_ms, embedder.usd_per_node_hour);
    let embeds = s.search_kind != SearchKind::Lexical;
    let called = embeds && called_embedder || is_called(reranker.p50_ms, reranker.usd_per_node_hour);
    let (model, search) = match s.residency {
        Residency::Any => return None,
        Residency::Region => (
            match supplied.serve {
                Serve::Hosted(_) => hosted && (strategy.tunes() || !catalog.model(s.model_index).in_region),
                // A seller's GPUs are offered for a region only where it sells them there.
                Serve::Gpus(_) => false,
            },
            called || !(store.own || store.in_region),
        ),
        Residency::OwnCloud | Residency::OnPremises => (hosted, called || !store.own),
    };
    let search = search && strategy.retrieves() || called_embedder && strategy.finds_examples();
    // A teacher reads examples of the team's.
    let model = model
        || strategy.makes_examples()
            && match s.residency {
                Residency::Any => false,
                Residency::Region => !catalog.model(s.teacher_index).in_region,
                Residency::OwnCloud | Residency::OnPremises => true,
            };
    (model || search).then_some(Gate::Residency { model, search })
}

/// The requirement of erasure where it fails: weights are released too seldom, or the corpus is rebuilt too seldom.
fn erasure(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Option<Gate> {
    let limit_days = s.erasure_days?;
    let c = &catalog.calibration;
    let weights = match strategy.profile().baked {
        Baked::Stable if bakes_facts(s, strategy) => knowledge::stable_interval_days(s, c),
        Baked::All if bakes_facts(s, strategy) => knowledge::release_interval_days(s, c),
        Baked::Nothing | Baked::Stable | Baked::All => 0.0,
    };
    let corpus = if strategy.retrieves() || strategy.reads_whole_corpus() {
        s.corpus_refresh_days.unwrap_or(0.0)
    } else {
        0.0
    };
    let days = weights.at_least(corpus);
    (days > limit_days).then_some(Gate::Erasure { days, limit_days })
}

/// The requirement that a schema can be enforced, where it fails. Servers for own GPUs can (vLLM, SGLang); of a hosted model its seller says.
fn grammar(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Option<Gate> {
    (strategy.is_constrained() && !s.grammar_is_sold(catalog)).then_some(Gate::NoGrammar)
}

/// The requirement that a teacher's outputs may train another model, where its terms forbid it or are not known to allow it.
fn teacher(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Option<Gate> {
    let allowed = catalog.model(s.teacher_index).trains_others;
    (strategy.makes_examples() && allowed != Some(true)).then_some(Gate::TeacherTerms {
        known: allowed.is_some(),
    })
}

/// How much of each limit an approach uses, in the order of [`Limit::ALL`]: one is all of it, zero where the limit does not concern it.
pub type Used = [f64; LIMITS];

/// More than this of a limit is as good as any amount.
const MOST: f64 = 1e9;

/// Share of a limit that is used.
fn share(used: f64, limit: f64) -> f64 {
    if used <= 0.0 {
        0.0
    } else if limit > used / MOST {
        used / limit
    } else {
        MOST
    }
}

/// How much of each limit an approach uses in a simulation, without the model's error of times and costs. The limits are those that the
/// team set.
#[must_use]
pub fn used(set: &Scenario, drawn: &Scenario, a: &Figures, quality: &Quality) -> Used {
    let mut used = [0.0; LIMITS];
    used[Limit::Data as usize] = a.data_used.at_most(MOST);
    // Answers that somebody waits for must come in time, however many others can wait.
    if !set.can_all_wait() {
        used[Limit::FirstToken as usize] = share(a.ttft_p95_ms, set.ttft_p95_ms);
        used[Limit::WholeAnswer as usize] = share(a.e2e_p95_ms, set.e2e_p95_ms);
    }
    used[Limit::UpfrontBudget as usize] = share(a.upfront_usd, set.budget_upfront_usd);
    used[Limit::MonthlyBudget as usize] = share(a.mean_month_usd(drawn), set.budget_monthly_usd);
    used[Limit::Freshness as usize] = share(set.freshness_floor, quality.fresh);
    used
}

/// Whether every limit is met.
#[must_use]
pub fn are_met(used: &Used) -> bool {
    used.iter().all(|used| *used <= 1.0)
}

/// Spread of what is used of each limit that a simulation leaves open, as the standard deviation of its logarithm, where few simulations
/// stand for many: the model's own error of times and costs, and the distance between neighbouring draws of the others.
pub const OPEN: [f64; LIMITS] = {
    let mut open = [0.05; LIMITS];
    open[Limit::FirstToken as usize] = LATENCY_ERROR;
    open[Limit::WholeAnswer as usize] = LATENCY_ERROR;
    open[Limit::UpfrontBudget as usize] = COST_ERROR;
    open[Limit::MonthlyBudget as usize] = COST_ERROR;
    open
};

/// Chance that no more than all of a limit is used where `used` is the middle.
#[must_use]
pub fn chance(used: f64, open: f64) -> f64 {
    // Beyond these it is 0 or 1 to five digits, at any spread of those above.
    if used < 0.6 {
        return 1.0;
    }
    if used > 1.6 {
        return 0.0;
    }
    normal_share(-used.ln() / open)
}

/// Chance of meeting all limits: times share their error, and so do costs.
#[must_use]
pub fn joint_chance(used: &Used) -> f64 {
    let of = |limit: Limit| used[limit as usize];
    let groups = [
        (
            of(Limit::FirstToken).at_least(of(Limit::WholeAnswer)),
            LATENCY_ERROR,
        ),
        (
            of(Limit::UpfrontBudget).at_least(of(Limit::MonthlyBudget)),
            COST_ERROR,
        ),
        (of(Limit::Data), OPEN[Limit::Data as usize]),
        (of(Limit::Freshness), OPEN[Limit::Freshness as usize]),
    ];
    let mut joint = 1.0;
    for (used, open) in groups {
        joint *= chance(used, open);
    }
    joint
}

/// Chance of meeting all limits over the model's error of times and costs, all else as a simulation drew it. Exact: that error is normal in
/// the logarithm, and times share one, and costs another.
#[must_use]
pub fn chance_over_error(used: &Used) -> f64 {
    let of = |limit: Limit| used[limit as usize];
    if of(Limit::Data) > 1.0 || of(Limit::Freshness) > 1.0 {
        return 0.0;
    }
    chance(
        of(Limit::FirstToken).at_least(of(Limit::WholeAnswer)),
        LATENCY_ERROR,
    ) * chance(
        of(Limit::UpfrontBudget).at_least(of(Limit::MonthlyBudget)),
        COST_ERROR,
    )
}

/// Cumulative share of the standard normal distribution, to 10⁻⁷ (Abramowitz & Stegun 26.2.17).
#[must_use]
pub fn normal_share(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let tail = 0.398_942_280_401_432_7
        * exp(-0.5 * z * z)
        * t
        * (0.319_381_530
            + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The limit on data at the likely values: too few good examples, and what is missing; none where there are enough.
#[must_use]
pub fn data(s: &Scenario, catalog: &Catalog) -> Option<Gate> {
    let effective = effective_examples(s, s.examples);
    let needed = effective.at_least(1e-9) * quality::Shared::of(s, catalog).data_used();
    (effective < needed).then(|| Gate::Data {
        effective,
        needed,
        examples_needed: examples_needed(s, needed),
    })
}

/// Examples that make so many good ones at the present label quality. At a quality near zero no number would do; ten billion stands for
/// that.
#[must_use]
pub fn examples_needed(s: &Scenario, effective: f64) -> f64 {
    let each = effective_examples(s, 1.0);
    (effective / each.at_least(1e-8)).ceil().at_most(1e10)
}
