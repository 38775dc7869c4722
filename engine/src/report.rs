//! What the engine says of a scenario.
//!
//! Over 600 lines: the types of the report, which page, command line and record read as one.

mod path;
mod reasons;
mod repair;
mod signs;

pub use path::{Crossover, OpenedBy, PathAction, PathStep, VolumeCrossover};
pub use reasons::{Fact, Reason, Side};
pub use repair::{Change, Repair};
pub use signs::{Signal, Warning};

use crate::order::places;
use crate::scenario::{HybridTraining, JudgeBy};
use crate::strategy::{Method, STRATEGIES, Strategy};

/// Everything the engine says of one scenario. No number in it is NaN or infinite, so equal reports compare equal.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// One entry for each strategy, in the order of [`Strategy::ALL`].
    pub strategies: [StrategyReport; STRATEGIES],
    /// The recommendation.
    pub verdict: Verdict,
    /// Months at which the cumulative costs of two strategies cross.
    pub crossovers: Vec<Crossover>,
    /// What to do when.
    pub path: Vec<PathStep>,
    /// The seed article's signals that the scenario shows.
    pub signals: Vec<Signal>,
    /// What the reader should know before trusting the figures.
    pub warnings: Vec<Warning>,
    /// What another right answer costs.
    pub ladder: Ladder,
    /// Share of questions of one passage for which the pipeline finds it.
    pub recall: f64,
    /// What to change of retrieval before anything else, where recall is what limits the answers.
    pub repair: Option<Repair>,
    /// What more labels would bring.
    pub labels: [LabelBatch; 2],
}

/// A chance in whole percent, as it is shown: of approaches that do not fit, those that show the same chance are told apart by their score.
#[must_use]
pub fn in_percent(chance: f64) -> f64 {
    (chance * 100.0).round()
}

/// What a batch of labels would bring to the best approach that trains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelBatch {
    /// The approach.
    pub strategy: Strategy,
    /// Labels in the batch.
    pub examples: f64,
    /// Right answers more in the average month of the horizon.
    pub right_per_month: f64,
    /// What the batch costs, USD.
    pub usd: f64,
    /// What each of these right answers costs over the horizon, USD; the batch's whole cost where there are none.
    pub usd_per_right: f64,
}

impl Report {
    /// The entry of a strategy.
    #[must_use]
    pub const fn of(&self, strategy: Strategy) -> &StrategyReport {
        &self.strategies[strategy.index()]
    }

    /// The approaches in the order of the rule: the recommended one, those that fit by what they are judged by, the others by chance.
    #[must_use]
    pub fn ranking(&self) -> [Strategy; STRATEGIES] {
        let order = places(STRATEGIES, &mut |a, b| {
            let (a, b) = (&self.strategies[a], &self.strategies[b]);
            let chance = |x: &StrategyReport| {
                if x.feasible {
                    f64::INFINITY
                } else {
                    in_percent(x.chance)
                }
            };
            let judged = |x: &StrategyReport| match self.verdict.judge_by {
                JudgeBy::Score => x.utility,
                JudgeBy::NetValue => x.net_usd,
            };
            (b.strategy == self.verdict.winner)
                .cmp(&(a.strategy == self.verdict.winner))
                .then(chance(b).total_cmp(&chance(a)))
                .then(judged(b).total_cmp(&judged(a)))
        });
        std::array::from_fn(|i| Strategy::ALL[order[i]])
    }

    /// The approaches of each family in the order of the rule: the best of a family first, families by their best.
    #[must_use]
    pub fn families(&self) -> Vec<Vec<Strategy>> {
        let mut families: Vec<Vec<Strategy>> = Vec::new();
        for strategy in self.ranking() {
            let same = |of: &&mut Vec<Strategy>| of.first().is_some_and(|best| best.same_answer(strategy));
            match families.iter_mut().find(same) {
                Some(family) => family.push(strategy),
                None => families.push(vec![strategy]),
            }
        }
        families
    }
}

/// What the engine says of one strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct StrategyReport {
    /// Which one.
    pub strategy: Strategy,
    /// Whether it fits: meets every requirement, and all limits with the confidence asked for.
    pub feasible: bool,
    /// The requirements it fails, and the limits that keep it from fitting.
    pub gates: Vec<Gate>,
    /// Chance with which it meets all limits together, 0 to 1; 0 where it fails a requirement.
    pub chance: f64,
    /// Chance with which it meets each limit, in the order of [`Limit::ALL`].
    pub meets: [f64; LIMITS],
    /// The limit that it meets with the smallest chance; none where it meets all of them in every simulation.
    pub tightest: Option<Limit>,
    /// Expected score over the simulations, 0 to 1; that of a hybrid less the margin it must lead by.
    pub utility: f64,
    /// Expected net value of an average month, USD.
    pub net_usd: f64,
    /// Why the recommended approach comes before this one, as its own reasons are given; empty for the recommended one.
    pub why_not: Vec<Reason>,
    /// Value of each criterion at the likely values, 0 to 1, in the order of [`Criterion::ALL`].
    pub criteria: [f64; CRITERIA],
    /// What it costs.
    pub cost: CostReport,
    /// How long it takes.
    pub latency: LatencyReport,
    /// How good it is.
    pub quality: Quality,
    /// How the hybrid is trained; none for the others.
    pub hybrid: Option<HybridMethod>,
    /// Who serves its tuned weights, and how; none where nothing is tuned, or it cannot be.
    pub served: Option<Served>,
}

/// Who serves tuned weights, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    /// The seller, as its place in the catalog's list; its last entry stands for GPUs of one's own.
    pub seller: u16,
    /// How it is paid.
    pub by: ServedBy,
}

/// How serving is paid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ServedBy {
    /// By the token, at so many times the base model's price of input and of output.
    Token {
        /// Of input.
        input: f64,
        /// Of output.
        output: f64,
    },
    /// By the hour, for GPUs of the seller.
    Hour {
        /// Kind of GPU, as its place in the catalog's list.
        gpu: u16,
        /// USD an hour for one of them.
        usd_per_gpu_hour: f64,
        /// Whether they are given back while nobody asks.
        scales_to_zero: bool,
    },
    /// By the hour, for GPUs of the scenario.
    OwnGpus,
}

impl ServedBy {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Token { .. } => "serverless",
            Self::Hour { .. } => "dedicated",
            Self::OwnGpus => "own-gpus",
        }
    }
}

/// How a hybrid's model is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HybridMethod {
    /// By which method.
    pub method: Method,
    /// With passages or without.
    pub training: HybridTraining,
}

/// Where money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostItem {
    /// People's time until it is live.
    Build,
    /// Embedding the corpus, once and again as it changes.
    Indexing,
    /// Compute of training runs.
    Training,
    /// People's time, new examples and synthetic text for each release of a tuned model.
    Releases,
    /// Question, instructions and examples in the prompt.
    Prompt,
    /// Retrieved passages, or the whole corpus, in the prompt.
    Context,
    /// Tokens of the answers.
    Output,
    /// GPUs that serve the model.
    Gpus,
    /// Embedding the questions, and reranking.
    Search,
    /// The vector store.
    Store,
    /// People's time to keep it in order.
    Upkeep,
    /// The move to another model when the seller ends this one: tests, and for a tuned model another release.
    Migration,
    /// A set of questions with reference answers, and the answers graded before each release.
    Evaluation,
    /// Answers graded while in use, and a guard model.
    Monitoring,
}

/// How many cost items there are.
pub const COST_ITEMS: usize = 14;

impl CostItem {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Indexing => "indexing",
            Self::Training => "training",
            Self::Releases => "releases",
            Self::Prompt => "prompt",
            Self::Context => "context",
            Self::Output => "output",
            Self::Gpus => "gpus",
            Self::Search => "search",
            Self::Store => "store",
            Self::Upkeep => "upkeep",
            Self::Migration => "migration",
            Self::Evaluation => "evaluation",
            Self::Monitoring => "monitoring",
        }
    }

    /// Every item.
    pub const ALL: [Self; COST_ITEMS] = [
        Self::Build,
        Self::Indexing,
        Self::Training,
        Self::Releases,
        Self::Prompt,
        Self::Context,
        Self::Output,
        Self::Gpus,
        Self::Search,
        Self::Store,
        Self::Upkeep,
        Self::Migration,
        Self::Evaluation,
        Self::Monitoring,
    ];
}

/// What one strategy costs, in US dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct CostReport {
    /// Before the first answer.
    pub upfront_usd: f64,
    /// In the mean month of the horizon, each month at its own traffic and prices.
    pub monthly_usd: f64,
    /// Everything over the horizon, by the questions answered.
    pub per_query_usd: f64,
    /// What one more question costs in the first month.
    pub marginal_query_usd: f64,
    /// Everything over the horizon, by the questions answered rightly.
    pub per_correct_usd: f64,
    /// Compute of one release: all its training runs. Zero where nothing is trained.
    pub training_run_usd: f64,
    /// GPUs held during a training run; zero where nothing is trained, or where the provider trains.
    pub training_gpus: f64,
    /// Releases of a tuned model a month.
    pub releases_per_month: f64,
    /// GPUs that serve the model at the first month's peak; zero on a hosted endpoint.
    pub serving_gpus: f64,
    /// Spent by the end of month 0, 1, … horizon; month 0 is up front.
    pub cumulative_usd: Vec<f64>,
    /// Up front and in the mean month, by item, in the order of [`CostItem::ALL`]. They add up to the totals.
    pub items: [ItemCost; COST_ITEMS],
}

/// What one item costs, in US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ItemCost {
    /// Before the first answer.
    pub upfront_usd: f64,
    /// In the mean month of the horizon.
    pub monthly_usd: f64,
}

/// A part of the way from question to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageKind {
    /// To the model and back.
    Network,
    /// Embedding the question.
    Embed,
    /// Searching the store, its network included.
    Search,
    /// Reranking the passages.
    Rerank,
    /// Waiting for the model.
    Queue,
    /// Reading the prompt.
    Prefill,
    /// Thinking before the answer.
    Thinking,
    /// Writing the answer.
    Decode,
}

/// How many kinds of stage there are.
pub const STAGES: usize = 8;

impl StageKind {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Embed => "embed",
            Self::Search => "search",
            Self::Rerank => "rerank",
            Self::Queue => "queue",
            Self::Prefill => "prefill",
            Self::Thinking => "thinking",
            Self::Decode => "decode",
        }
    }

    /// Every stage, in order.
    pub const ALL: [Self; STAGES] = [
        Self::Network,
        Self::Embed,
        Self::Search,
        Self::Rerank,
        Self::Queue,
        Self::Prefill,
        Self::Thinking,
        Self::Decode,
    ];
}

/// One stage's distribution, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// Which one.
    pub kind: StageKind,
    /// Median, ms.
    pub p50_ms: f64,
    /// 95th percentile, ms.
    pub p95_ms: f64,
}

/// How long one strategy takes, in milliseconds, at the first month's peak.
#[derive(Clone, Debug, PartialEq)]
pub struct LatencyReport {
    /// Stages that take any time, in order.
    pub stages: Vec<Stage>,
    /// Time to first token, median.
    pub ttft_p50_ms: f64,
    /// Time to first token, 95th percentile.
    pub ttft_p95_ms: f64,
    /// Time to last token, median.
    pub e2e_p50_ms: f64,
    /// Time to last token, 95th percentile.
    pub e2e_p95_ms: f64,
}

/// How good one strategy's answers are: shares of all answers, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Right and in the right form: the product of the next two.
    pub p_correct: f64,
    /// Right in its facts.
    pub knowledge: f64,
    /// Worth kept after what a wrong form costs.
    pub behaviour: f64,
    /// Wrong in its facts, yet stated with the same confidence.
    pub silent_failure: f64,
    /// Resting on facts that are known to the model, or given to it, and still true.
    pub fresh: f64,
}

/// What a strategy is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Criterion {
    /// Answers that are right and in the right form.
    Quality,
    /// Total cost over the horizon against the budgets.
    Cost,
    /// Time to first token against the service level.
    Latency,
    /// Answers on facts that are still true.
    Freshness,
    /// Answers that name their source.
    Traceability,
    /// Being live soon.
    TimeToValue,
    /// Few moving parts, and free to change the model.
    Simplicity,
}

/// How many criteria there are.
pub const CRITERIA: usize = 7;

impl Criterion {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Cost => "cost",
            Self::Latency => "latency",
            Self::Freshness => "freshness",
            Self::Traceability => "traceability",
            Self::TimeToValue => "time_to_value",
            Self::Simplicity => "simplicity",
        }
    }

    /// Every criterion.
    pub const ALL: [Self; CRITERIA] = [
        Self::Quality,
        Self::Cost,
        Self::Latency,
        Self::Freshness,
        Self::Traceability,
        Self::TimeToValue,
        Self::Simplicity,
    ];
}

/// A number that an approach must keep to, with some chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Enough good examples to train on.
    Data,
    /// Time to first token.
    FirstToken,
    /// Time to last token.
    WholeAnswer,
    /// What is paid before the first answer.
    UpfrontBudget,
    /// What an average month costs.
    MonthlyBudget,
    /// Answers on facts that are still true.
    Freshness,
}

/// How many limits there are.
pub const LIMITS: usize = 6;

impl Limit {
    /// Name in JSON: that of its gate.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::FirstToken => "ttft",
            Self::WholeAnswer => "e2e",
            Self::UpfrontBudget => "upfront-budget",
            Self::MonthlyBudget => "monthly-budget",
            Self::Freshness => "freshness",
        }
    }

    /// Every limit.
    pub const ALL: [Self; LIMITS] = [
        Self::Data,
        Self::FirstToken,
        Self::WholeAnswer,
        Self::UpfrontBudget,
        Self::MonthlyBudget,
        Self::Freshness,
    ];
}

/// How clear a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The lead is large beside its spread, or no other approach fits.
    Clear,
    /// The lead is small beside its spread, or the approach comes out ahead in few simulations.
    Leaning,
    /// Two approaches are too close to call.
    Close,
    /// No approach meets all limits with the confidence asked for.
    NothingFits,
}

impl Strength {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Leaning => "leaning",
            Self::Close => "close",
            Self::NothingFits => "nothing-fits",
        }
    }
}

/// What there is beside the approaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// People answer every question.
    People,
    /// The questions stay unanswered.
    Nothing,
}

impl Instead {
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Nothing => "nothing",
        }
    }
}

/// One step of the ladder of approaches by what another right answer costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rung {
    /// The approach.
    pub strategy: Strategy,
    /// Right answers of an average month.
    pub right_per_month: f64,
    /// What an average month costs with its share of what is paid up front, USD.
    pub month_usd: f64,
    /// USD for each right answer more than on the rung below; none on the lowest rung.
    pub extra_usd: Option<f64>,
}

/// An approach that is on no rung: others give as many right answers for less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dominated {
    /// The approach.
    pub strategy: Strategy,
    /// One that gives no fewer right answers for no more, or the upper one of the two that do together.
    pub by: Strategy,
}

/// What another right answer costs from approach to approach, among those that meet every requirement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ladder {
    /// From the cheapest up.
    pub rungs: Vec<Rung>,
    /// The others.
    pub dominated: Vec<Dominated>,
}

/// A requirement that an approach fails, or a limit that it does not meet with the confidence asked for, with the figures that say why.
/// The figure of a limit is the one that would have to be allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gate {
    /// An answer must cite its source and this approach cannot.
    Audit,
    /// Too few good examples to train on.
    Data {
        /// Examples weighed by their quality.
        effective: f64,
        /// Effective examples needed.
        needed: f64,
        /// Examples to have in all, at the present label quality.
        examples_needed: f64,
    },
    /// The 95th percentile of the time to first token is over the service level.
    TimeToFirstToken {
        /// Expected, ms.
        p95_ms: f64,
        /// Allowed, ms.
        limit_ms: f64,
    },
    /// The 95th percentile of the time to the last token is over the service level.
    WholeAnswer {
        /// Expected, ms.
        p95_ms: f64,
        /// Allowed, ms.
        limit_ms: f64,
    },
    /// The up-front cost is over the budget.
    UpfrontBudget {
        /// Expected, USD.
        usd: f64,
        /// Allowed, USD.
        limit_usd: f64,
    },
    /// The mean month costs more than the budget.
    MonthlyBudget {
        /// Expected, USD a month.
        usd: f64,
        /// Allowed, USD a month.
        limit_usd: f64,
    },
    /// Too few answers rest on facts that are still true.
    Freshness {
        /// Expected share.
        fresh: f64,
        /// Least share.
        floor: f64,
    },
    /// The corpus and the prompt do not fit the model's context.
    ContextWindow {
        /// Tokens needed.
        tokens: f64,
        /// Tokens the model takes.
        limit_tokens: f64,
    },
    /// This way of training is not to be had for the model.
    NotSold,
    /// The model's seller is not known to hold answers to a schema.
    NoGrammar,
    /// The teacher's outputs may not train another model, or nobody says that they may.
    TeacherTerms {
        /// Whether its terms are known.
        known: bool,
    },
    /// It cannot keep a document from those who may not see it.
    Permissions,
    /// Data would be processed where it may not be, or where nobody says.
    Residency {
        /// By the model.
        model: bool,
        /// By what searches: embedder, store or reranker.
        search: bool,
    },
    /// It holds what is to be erased for too long.
    Erasure {
        /// Days for which it does.
        days: f64,
        /// Days allowed.
        limit_days: f64,
    },
}

impl Gate {
    /// The criterion it belongs to.
    #[must_use]
    pub const fn criterion(&self) -> Criterion {
        match self {
            Self::Audit => Criterion::Traceability,
            Self::Data { .. }
            | Self::ContextWindow { .. }
            | Self::NotSold
            | Self::NoGrammar
            | Self::TeacherTerms { .. }
            | Self::Permissions
            | Self::Residency { .. } => Criterion::Quality,
            Self::Freshness { .. } | Self::Erasure { .. } => Criterion::Freshness,
            Self::TimeToFirstToken { .. } | Self::WholeAnswer { .. } => Criterion::Latency,
            Self::UpfrontBudget { .. } | Self::MonthlyBudget { .. } => Criterion::Cost,
        }
    }

    /// Whether it is the same requirement or limit, whatever the figures.
    #[must_use]
    pub fn same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether it is a requirement, which is certain and absolute, and no limit.
    #[must_use]
    pub const fn is_must(&self) -> bool {
        matches!(
            self,
            Self::Audit
                | Self::ContextWindow { .. }
                | Self::NotSold
                | Self::NoGrammar
                | Self::TeacherTerms { .. }
                | Self::Permissions
                | Self::Residency { .. }
                | Self::Erasure { .. }
        )
    }

    /// How hard it is to open: 2 for what no money or patience changes, 1 for limits one may move.
    #[must_use]
    pub const fn severity(&self) -> u32 {
        match self {
            Self::Audit
            | Self::ContextWindow { .. }
            | Self::NotSold
            | Self::NoGrammar
            | Self::TeacherTerms { .. }
            | Self::Permissions
            | Self::Residency { .. }
            | Self::Erasure { .. }
            | Self::Freshness { .. }
            | Self::Data { .. } => 2,
            Self::TimeToFirstToken { .. }
            | Self::WholeAnswer { .. }
            | Self::UpfrontBudget { .. }
            | Self::MonthlyBudget { .. } => 1,
        }
    }
}

/// The recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What approaches are judged by.
    pub judge_by: JudgeBy,
    /// The approach recommended: of those that fit the one with the greatest expected score (or net value). Where none fits, the one
    /// with the greatest chance.
    pub winner: Strategy,
    /// Whether the winner fits.
    pub feasible: bool,
    /// The second by the same rule. The approaches of a family count as one answer, so none of them is runner-up to another.
    pub runner_up: Strategy,
    /// How clear it is.
    pub strength: Strength,
    /// The winner's expected score less the runner-up's.
    pub margin: f64,
    /// The winner's expected net value of an average month less the runner-up's, USD.
    pub lead_usd: f64,
    /// Standard deviation, over the simulations, of the lead in what approaches are judged by.
    pub spread: f64,
    /// What is better than every approach where approaches are judged by net value.
    pub instead: Option<Instead>,
    /// Net value of an average month of people's answers, USD; none where the team has not said how long they take.
    pub people_usd: Option<f64>,
    /// The approach that net value would choose, where it has been set and approaches are judged by score.
    pub by_net_value: Option<Strategy>,
    /// Why, by weight: for the winner against the runner-up first, then against it.
    pub reasons: Vec<Reason>,
}

/// The nearest value of an input at which the winner changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flip {
    /// Key of the input.
    pub key: &'static str,
    /// The value it has.
    pub from: f64,
    /// The value at which the winner changes, exact to 0.1 % of the slider's way. For a choice, the index of the option.
    pub at: f64,
    /// Whether the winner changes above that value, or below it.
    pub above: bool,
    /// Who wins beyond.
    pub winner: Strategy,
    /// Distance on the slider, 0 to 1.
    pub distance: f64,
}
