//! What the engine says of a scenario.

use crate::order::places;
use crate::scenario::HybridTraining;
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
}

impl Report {
    /// The entry of a strategy.
    #[must_use]
    pub const fn of(&self, strategy: Strategy) -> &StrategyReport {
        &self.strategies[strategy.index()]
    }

    /// The strategies by rank: feasible ones first, then by utility.
    #[must_use]
    pub fn ranking(&self) -> [Strategy; STRATEGIES] {
        let order = places(STRATEGIES, &mut |a, b| {
            let (a, b) = (&self.strategies[a], &self.strategies[b]);
            (b.strategy == self.verdict.winner)
                .cmp(&(a.strategy == self.verdict.winner))
                .then(b.feasible.cmp(&a.feasible))
                .then(b.utility.total_cmp(&a.utility))
        });
        std::array::from_fn(|i| Strategy::ALL[order[i]])
    }
}

/// What the engine says of one strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct StrategyReport {
    /// Which one.
    pub strategy: Strategy,
    /// Whether it passes every gate.
    pub feasible: bool,
    /// The gates it fails.
    pub gates: Vec<Gate>,
    /// Weighted score, 0 to 1.
    pub utility: f64,
    /// Value of each criterion, 0 to 1, in the order of [`Criterion::ALL`].
    pub criteria: [f64; CRITERIA],
    /// What it costs.
    pub cost: CostReport,
    /// How long it takes.
    pub latency: LatencyReport,
    /// How good it is.
    pub quality: Quality,
    /// How the hybrid is trained; none for the others.
    pub hybrid: Option<HybridMethod>,
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
    /// People's time and new examples for each release of a tuned model.
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
    /// Wrong answers that show it or are caught, at a share of the price set for one.
    WrongAnswers,
    /// Wrong answers with nothing to show it, at the price set for one.
    SilentFailures,
}

/// How many cost items there are.
pub const COST_ITEMS: usize = 13;

impl CostItem {
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
        Self::WrongAnswers,
        Self::SilentFailures,
    ];

    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Build => "Build",
            Self::Indexing => "Indexing the corpus",
            Self::Training => "Training compute",
            Self::Releases => "Curation and release",
            Self::Prompt => "Prompt tokens",
            Self::Context => "Context tokens",
            Self::Output => "Answer tokens",
            Self::Gpus => "Serving GPUs",
            Self::Search => "Query embedding, reranking",
            Self::Store => "Vector store",
            Self::Upkeep => "Maintenance",
            Self::WrongAnswers => "Wrong answers noticed",
            Self::SilentFailures => "Wrong answers unnoticed",
        }
    }
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
    /// Writing the answer.
    Decode,
}

/// How many kinds of stage there are.
pub const STAGES: usize = 7;

impl StageKind {
    /// Every stage, in order.
    pub const ALL: [Self; STAGES] = [
        Self::Network,
        Self::Embed,
        Self::Search,
        Self::Rerank,
        Self::Queue,
        Self::Prefill,
        Self::Decode,
    ];

    /// Name shown to people, and in JSON.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Embed => "embed",
            Self::Search => "search",
            Self::Rerank => "rerank",
            Self::Queue => "queue",
            Self::Prefill => "prefill",
            Self::Decode => "decode",
        }
    }
}

impl StageKind {
    /// Name shown to people where the stage rests on a measurement.
    #[must_use]
    pub const fn measured_label(self) -> &'static str {
        match self {
            Self::Network => "network, measured",
            Self::Embed => "embed, measured",
            Self::Search => "search, measured",
            Self::Rerank => "rerank, measured",
            Self::Queue => "start, measured",
            Self::Prefill => "prefill, measured",
            Self::Decode => "decode, measured",
        }
    }
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

    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Quality => "Quality",
            Self::Cost => "Cost",
            Self::Latency => "Latency",
            Self::Freshness => "Freshness",
            Self::Traceability => "Traceability",
            Self::TimeToValue => "Time to launch",
            Self::Simplicity => "Simplicity",
        }
    }
}

/// A gate that a strategy fails, with the figures that say why and what would open it.
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
}

impl Gate {
    /// How hard it is to open: 2 for what no money or patience changes, 1 for limits one may move.
    #[must_use]
    pub const fn severity(&self) -> u32 {
        match self {
            Self::Audit
            | Self::ContextWindow { .. }
            | Self::NotSold
            | Self::Freshness { .. }
            | Self::Data { .. } => 2,
            _ => 1,
        }
    }
}

/// The recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The strategy recommended. Where none passes every gate, the one that comes nearest.
    pub winner: Strategy,
    /// Whether the winner passes every gate.
    pub feasible: bool,
    /// The next best feasible strategy, or where there is none, the next nearest. Full fine-tuning, LoRA and QLoRA count as one
    /// answer, so none of them is runner-up to another.
    pub runner_up: Strategy,
    /// The winner's utility less the runner-up's; can be negative where the hybrid's margin or a gate decided.
    pub margin: f64,
    /// Why, by weight: for the winner first, then against it.
    pub reasons: Vec<Reason>,
}

/// Whether a reason speaks for the winner or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Side {
    /// For the winner.
    For,
    /// Against the winner.
    Against,
}

/// One reason, with the figures that carry it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// For or against.
    pub side: Side,
    /// The criterion it belongs to.
    pub criterion: Criterion,
    /// What it says.
    pub fact: Fact,
    /// By how much it moves the winner's score against the strategy compared, 0 to 1.
    pub weight: f64,
}

/// What a reason says. The figures are those of the winner and of a rival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// Facts change at this interval and only retrieval keeps up.
    RetrievalKeepsUp {
        /// Mean days between changes.
        change_days: f64,
        /// Share of the tuned model's answers that would rest on facts still true.
        tuned_fresh: f64,
    },
    /// Facts change so seldom that what is trained stays true.
    FactsAreStable {
        /// Mean days between changes.
        change_days: f64,
    },
    /// Few questions need facts the model does not have.
    FewNewFacts {
        /// Share of questions.
        share: f64,
    },
    /// Answers can name their source.
    Cites {
        /// Whether that is required.
        required: bool,
    },
    /// Answers cannot name their source.
    CannotCite,
    /// The winner is right more (or less) often in its facts.
    Knows {
        /// The winner's share.
        winner: f64,
        /// The rival's share.
        rival: f64,
        /// The rival.
        than: Strategy,
    },
    /// The winner breaks format and tone less (or more) often.
    Behaves {
        /// Share of the winner's answers that lose worth to a wrong form.
        winner_breaks: f64,
        /// The rival's.
        rival_breaks: f64,
        /// The rival.
        than: Strategy,
    },
    /// The winner costs less (or more) over the horizon.
    Costs {
        /// USD over the horizon.
        winner_usd: f64,
        /// The rival's USD over the horizon.
        rival_usd: f64,
        /// The rival.
        than: Strategy,
    },
    /// Retrieval adds to the first token.
    RetrievalAdds {
        /// Milliseconds at the median.
        ms: f64,
    },
    /// The winner's first token comes sooner (or later).
    Faster {
        /// The winner's 95th percentile, ms.
        winner_ms: f64,
        /// The rival's 95th percentile, ms.
        rival_ms: f64,
        /// The rival.
        than: Strategy,
    },
    /// Live sooner (or later).
    Live {
        /// Weeks until the winner is live.
        winner_weeks: f64,
        /// Weeks until the rival is live.
        rival_weeks: f64,
        /// The rival.
        than: Strategy,
    },
    /// Simpler (or less simple) to run and to leave.
    Simpler {
        /// The rival.
        than: Strategy,
    },
    /// The rival is shut out by a gate.
    RivalGated {
        /// The rival.
        rival: Strategy,
        /// Its gate.
        gate: Gate,
    },
}

/// The month at which the dearer of two strategies becomes the cheaper one in total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossover {
    /// Cheaper in total before.
    pub before: Strategy,
    /// Cheaper in total after.
    pub after: Strategy,
    /// Month, 0 to the horizon, within the month by straight line.
    pub month: f64,
    /// What both have cost by then, USD.
    pub usd: f64,
}

/// The volume at which the monthly costs of two strategies cross.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeCrossover {
    /// Cheaper a month below.
    pub below: Strategy,
    /// Cheaper a month above.
    pub above: Strategy,
    /// Questions a day.
    pub queries_per_day: f64,
    /// USD a month there.
    pub usd: f64,
}

/// One step of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathStep {
    /// Month in which it is done; 0 is now.
    pub month: f64,
    /// What is done.
    pub action: PathAction,
    /// What has been spent by then, USD, the step's own up-front cost included.
    pub cumulative_usd: f64,
}

/// What a step of the path does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathAction {
    /// Build and launch.
    Launch(Strategy),
    /// Log answers and curate examples, until there are enough.
    Collect {
        /// Examples curated a month.
        per_month: f64,
        /// Examples needed in all.
        needed: f64,
    },
    /// The data gate opens.
    DataReady {
        /// Examples there are by then.
        examples: f64,
    },
    /// Fine-tune, and run from then on as this strategy.
    Tune(Strategy),
    /// Keep curating, but at this pace the gate stays shut within the horizon.
    OutOfReach {
        /// Months it would take; none where nothing is curated at all.
        months: Option<f64>,
    },
}

/// A signal of the seed article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Signal {
    /// Facts change weekly or faster: towards RAG.
    FactsChangeFast,
    /// Answers must be auditable: towards RAG.
    AuditMatters,
    /// Too little or too poor data to train on: towards RAG.
    DataNotReady,
    /// Many questions need facts of one's own: towards RAG.
    KnowledgeHeavy,
    /// Format, tone or reasoning must be kept: towards fine-tuning.
    BehaviourHeavy,
    /// Few facts of one's own, and stable: towards fine-tuning.
    FactsAreStable,
    /// Latency is tight: towards fine-tuning.
    LatencyIsTight,
    /// Volume makes long prompts dear: towards fine-tuning.
    VolumeIsHigh,
    /// Both fresh facts and strict behaviour: towards combining.
    BothNeeded,
}

impl Signal {
    /// Every signal, in the order of its number.
    pub const ALL: [Self; 9] = [
        Self::FactsChangeFast,
        Self::AuditMatters,
        Self::DataNotReady,
        Self::KnowledgeHeavy,
        Self::BehaviourHeavy,
        Self::FactsAreStable,
        Self::LatencyIsTight,
        Self::VolumeIsHigh,
        Self::BothNeeded,
    ];

    /// The strategy it points to.
    #[must_use]
    pub const fn towards(self) -> Strategy {
        match self {
            Self::FactsChangeFast | Self::AuditMatters | Self::DataNotReady | Self::KnowledgeHeavy => {
                Strategy::Rag
            }
            Self::BehaviourHeavy | Self::FactsAreStable | Self::LatencyIsTight | Self::VolumeIsHigh => {
                Strategy::Lora
            }
            Self::BothNeeded => Strategy::Hybrid,
        }
    }
}

/// What the reader should know before trusting the figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Warning {
    /// No strategy passes every gate.
    NothingFits,
    /// The two price feeds disagree on the model's price.
    FeedsDisagree,
    /// Another price was announced for the model, and the horizon's months are billed at it from that day on.
    PriceChanges {
        /// The model, as its place in the catalog's list.
        model: u16,
        /// Which of its later prices.
        later: u16,
    },
    /// A month of the recommended strategy costs more than the monthly budget, though the mean month does not.
    MonthOverBudget {
        /// The dearest month; 1 is the first after launch.
        month: f64,
        /// What it costs, USD.
        usd: f64,
    },
    /// The model is served on GPUs whose memory it fills past comfort: it is spread over this many.
    SpreadOverGpus {
        /// GPUs a replica needs.
        gpus: f64,
    },
    /// The GPU has no fp8 units: the weights are held in fp8 but computed in bf16.
    NoFp8,
    /// Fine-tuning is not sold for the model and its weights are closed.
    CannotTune,
    /// Retrieval is so poor that the model alone answers better.
    RetrievalHurts,
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
