//! The shape of a decision. Units are in the names; shares are 0 to 1.

use forkcast_engine::Strategy;
use forkcast_engine::strategy::Method;
use serde::{Deserialize, Serialize};

use super::keyed::{InputValue, Keyed};

/// What Forkcast says of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of the model; it changes whenever the same scenario and prices can give other figures.
    pub model_version: String,
    /// Date of the price snapshot.
    pub catalog_version: String,
    /// Every input by its key.
    pub scenario: Keyed<InputValue>,
    /// The recommendation.
    pub verdict: Verdict,
    /// Every strategy, always all of them and in the same order.
    pub strategies: Vec<StrategyRow>,
    /// Months at which the cumulative costs of two strategies cross.
    pub crossovers: Vec<CrossoverRow>,
    /// Volumes at which the monthly costs of two strategies cross.
    pub volume_crossovers: Vec<VolumeCrossoverRow>,
    /// What to do when.
    pub path: Vec<PathRow>,
    /// The seed article's signals that the scenario shows.
    pub signals: Vec<SignalRow>,
    /// What to know before trusting the figures.
    pub warnings: Vec<WarningRow>,
}

/// The recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The strategy recommended; where none passes every gate, the one that comes nearest.
    pub winner: Strategy,
    /// The next best of another kind.
    pub runner_up: Strategy,
    /// The winner's utility less the runner-up's.
    pub margin: f64,
    /// Share of the futures in which the winner wins.
    pub confidence: f64,
    /// What that share rests on.
    pub futures: Confidence,
    /// Whether the winner passes every gate.
    pub feasible: bool,
    /// The verdict in one line.
    pub headline: String,
    /// What to do, in a second one.
    pub subtitle: String,
    /// Why, by weight: for the winner first, then against it.
    pub reasons: Vec<ReasonRow>,
    /// For each input that can change the winner, the nearest value at which it does; nearest first.
    pub flips: Vec<FlipRow>,
    /// What is worth measuring next, most first; empty where nothing is.
    #[serde(default)]
    pub measure_next: Vec<NextRow>,
}

/// Something that is not known for certain, and what it is worth to know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextRow {
    /// Key of the assumption or the input.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Unit of the three values.
    pub unit: String,
    /// Least plausible value.
    pub low: f64,
    /// The value used.
    pub likely: f64,
    /// Greatest plausible value.
    pub high: f64,
    /// Expected value of knowing it (EVPPI), in utility, 0 to 1.
    pub worth: f64,
    /// Share of the futures in which knowing it changes the choice.
    pub changes: f64,
    /// What the better choice saves over the horizon on average, USD; negative where it costs more.
    pub saved_usd: f64,
    /// The kind of run of `forkcast measure` that measures it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured_by: Option<String>,
}

/// How the strategies fare over many futures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// How many futures were drawn.
    pub n: usize,
    /// Share of futures that each strategy wins.
    pub wins: Keyed<f64>,
    /// Mean utility lost by choosing each strategy where another wins.
    pub regret: Keyed<f64>,
}

/// Whether a reason speaks for the winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// It does.
    For,
    /// It speaks against it.
    Against,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonRow {
    /// For or against the winner.
    pub side: Side,
    /// The criterion it belongs to, as in [`StrategyRow::criteria`].
    pub criterion: String,
    /// The reason in words.
    pub text: String,
    /// By how much it moves the winner's score against the strategy compared.
    pub weight: f64,
}

/// The nearest value of an input at which the winner changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlipRow {
    /// Key of the input.
    pub key: String,
    /// The value it has.
    pub from: InputValue,
    /// The value at which the winner changes.
    pub at: InputValue,
    /// `above` or `below` that value; `is` for an option.
    pub when: String,
    /// Who wins there.
    pub winner: Strategy,
    /// How far that is on the input's slider.
    pub distance: f64,
    /// The same in words.
    pub text: String,
}

/// One strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrategyRow {
    /// Which one.
    pub id: Strategy,
    /// Its name for people.
    pub label: String,
    /// How the hybrid is trained; only there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method: Option<Method>,
    /// Whether the hybrid is trained `plain` or `retrieval-aware`; only there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub training: Option<String>,
    /// Whether it passes every gate.
    pub feasible: bool,
    /// The gates it fails.
    pub gates: Vec<GateRow>,
    /// Weighted score.
    pub utility: f64,
    /// What it costs.
    pub cost: Cost,
    /// How long it takes.
    pub latency: Latency,
    /// How good its answers are.
    pub quality: Quality,
    /// Value of each criterion.
    pub criteria: Keyed<f64>,
}

/// A gate that is shut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateRow {
    /// `audit`, `data`, `ttft`, `e2e`, `upfront-budget`, `monthly-budget`, `freshness`, `context-window` or `not-sold`.
    pub id: String,
    /// Why it is shut.
    pub reason: String,
    /// What would open it.
    pub opens: String,
    /// What the scenario gives, in the unit of the limit, where the gate compares two numbers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual: Option<f64>,
    /// What is asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<f64>,
}

/// What a strategy costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Before the first answer.
    pub upfront_usd: f64,
    /// In the mean month of the horizon.
    pub monthly_usd: f64,
    /// Everything over the horizon, by the questions answered.
    pub per_query_usd: f64,
    /// What one more question costs in the first month.
    pub marginal_query_usd: f64,
    /// Everything over the horizon, by the questions answered rightly.
    pub per_correct_usd: f64,
    /// Compute of one release: all its training runs.
    pub training_run_usd: f64,
    /// GPUs held during a training run.
    pub training_gpus: f64,
    /// Releases of a tuned model a month.
    pub releases_per_month: f64,
    /// GPUs that serve the model at the first month's peak; zero on a hosted endpoint.
    pub serving_gpus: f64,
    /// Spent by the end of month 0, 1, … horizon; month 0 is up front.
    pub cumulative_usd: Vec<f64>,
    /// The totals by where the money goes.
    pub items: Keyed<ItemCost>,
}

/// What one item costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemCost {
    /// Before the first answer.
    pub upfront_usd: f64,
    /// In the mean month of the horizon.
    pub monthly_usd: f64,
}

/// How long a strategy takes, at the first month's peak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Time to first token, median.
    pub ttft_p50_ms: f64,
    /// Time to first token, 95th percentile.
    pub ttft_p95_ms: f64,
    /// Time to last token, median.
    pub e2e_p50_ms: f64,
    /// Time to last token, 95th percentile.
    pub e2e_p95_ms: f64,
    /// The stages that take any time, in order. Percentiles of stages do not add up to those of the whole.
    pub stages: Vec<StageRow>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageRow {
    /// `network`, `embed`, `search`, `rerank`, `queue`, `prefill` or `decode`.
    pub id: String,
    /// Median.
    pub p50_ms: f64,
    /// 95th percentile.
    pub p95_ms: f64,
    /// Whether it rests on a measurement; otherwise it is assumed or follows from published figures.
    #[serde(default)]
    pub measured: bool,
}

/// How good a strategy's answers are: shares of all answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Right and in the right form.
    pub p_correct: f64,
    /// Right in its facts.
    pub knowledge: f64,
    /// Worth kept after what a wrong form costs.
    pub behaviour: f64,
    /// Wrong in its facts, yet stated with the same confidence.
    pub silent_failure: f64,
    /// Resting on facts that are known, or given, and still true.
    pub fresh: f64,
}

/// A month at which two cumulative costs cross.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossoverRow {
    /// Cheaper in total before.
    pub before: Strategy,
    /// Cheaper in total after.
    pub after: Strategy,
    /// The month.
    pub month: f64,
    /// What both have cost by then.
    pub usd: f64,
    /// The same in words.
    pub text: String,
}

/// A volume at which two monthly costs cross.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VolumeCrossoverRow {
    /// Cheaper a month below.
    pub below: Strategy,
    /// Cheaper a month above.
    pub above: Strategy,
    /// The volume.
    pub queries_per_day: f64,
    /// USD a month there.
    pub usd: f64,
    /// The same in words.
    pub text: String,
}

/// One step of the path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathRow {
    /// Month in which it is done; 0 is now.
    pub month: f64,
    /// `launch`, `collect`, `data-ready`, `tune` or `out-of-reach`.
    pub action: String,
    /// The strategy launched or tuned to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub strategy: Option<Strategy>,
    /// What has been spent by then.
    pub cumulative_usd: f64,
    /// The step in words.
    pub text: String,
}

/// A signal of the seed article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalRow {
    /// Its name.
    pub id: String,
    /// The strategy it points to.
    pub towards: Strategy,
    /// In short.
    pub text: String,
    /// The article's sentence.
    pub sentence: String,
}

/// A warning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WarningRow {
    /// `nothing-fits`, `month-over-budget`, `feeds-disagree`, `price-changes`, `spread-over-gpus`, `no-fp8`, `cannot-tune` or
    /// `retrieval-hurts`.
    pub id: String,
    /// In words.
    pub text: String,
}
