//! The shape of a decision. Units are in the names; shares are 0 to 1.

use forkcast_engine::Strategy;
use forkcast_engine::strategy::Method;
use serde::{Deserialize, Serialize};

use super::keyed::{InputValue, Keyed};

/// What Forkcast says of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct Decision {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of the model; it changes whenever the same scenario and prices can give other figures.
    pub model_version: String,
    /// Date of the price snapshot.
    pub catalog_version: String,
    /// Every input by its key.
    pub scenario: Keyed<InputValue>,
    /// The inputs that were observed, each with its interval. [`super::read_scenario`] reads them with the scenario.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub observed: Vec<ObservedRow>,
    /// The recommendation.
    pub verdict: Verdict,
    /// Every strategy, always all of them and in the same order.
    pub strategies: Vec<StrategyRow>,
    /// Their families, in the order of the rule. Empty in files of model versions before 6.
    #[serde(default)]
    pub families: Vec<FamilyRow>,
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
    /// What another right answer costs, from the cheapest approach up; those that others beat have no place on it.
    #[serde(default)]
    pub ladder: Vec<RungRow>,
    /// What more labelled examples of the same quality would bring to the best approach that trains on them.
    #[serde(default)]
    pub labels: Vec<LabelsRow>,
    /// Share of questions of one passage for which the pipeline finds it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub recall: Option<f64>,
    /// What to change of retrieval before anything else, where recall is what limits the answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repair: Option<RepairRow>,
    /// How able the model in use is, and where each figure comes from. Empty in files of model versions before 6, and where this crate is built
    /// without the texts that sources are.
    #[serde(default)]
    pub ability: Vec<AbilityRow>,
}

/// An input that was observed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct ObservedRow {
    /// Its key.
    pub input: String,
    /// The value that it was set to. The interval holds as long as the input has it.
    pub set: f64,
    /// Lower end of the 95% interval that simulations draw.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Observations behind it.
    pub n: u32,
    /// `observed`.
    pub provenance: String,
}

/// One quantity of the model in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct AbilityRow {
    /// Name of the quantity.
    pub id: String,
    /// The input that takes its place, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub input: Option<String>,
    /// What it says.
    pub label: String,
    /// The value used.
    pub value: f64,
    /// The least that simulations draw.
    pub low: f64,
    /// The greatest that simulations draw.
    pub high: f64,
    /// `team`, `model` or `tier`.
    pub from: String,
    /// The tier, where it is that of the tier.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tier: Option<String>,
    /// Where it comes from; empty for a figure of the team's own.
    pub source: String,
}

/// An input of retrieval and the value that it should have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct ChangeRow {
    /// The input.
    pub key: String,
    /// The value, as links and the command line take it.
    pub to: String,
}

/// What to change of retrieval first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct RepairRow {
    /// The changes: inputs and the values that they should have.
    pub changes: Vec<ChangeRow>,
    /// Share of questions for which the pipeline finds a passage, as it is and changed.
    pub recall: [f64; 2],
    /// The approach recommended with the changes.
    pub strategy: Strategy,
    /// Whether that is another one than without.
    pub turns_verdict: bool,
    /// Share of right answers of the approach recommended as it is, and of that one with the changes.
    pub right: [f64; 2],
    /// What the changes cost once, people's time included.
    pub once_usd: f64,
    /// What they add to the average month of that approach.
    pub monthly_usd: f64,
    /// What they add to its median time to first token.
    pub ttft_p50_ms: f64,
    /// The same in words.
    pub text: String,
}

/// Approaches that are one answer in several techniques.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct FamilyRow {
    /// `prompting`, `long-context`, `retrieval`, `fine-tuning` or `combined`.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// Its approaches in the order of the rule, the best first.
    pub strategies: Vec<Strategy>,
}

impl Decision {
    /// The best approach of each family, and then the others, both in the order of the rule. In files without families all are among
    /// the first.
    #[must_use]
    pub fn by_family(&self) -> (Vec<&StrategyRow>, Vec<&StrategyRow>) {
        if self.families.is_empty() {
            return (self.strategies.iter().collect(), Vec::new());
        }
        let row = |id: &Strategy| self.strategies.iter().find(|row| row.id == *id);
        let best = self.families.iter().filter_map(|of| of.strategies.first());
        let others = self.families.iter().flat_map(|of| of.strategies.iter().skip(1));
        (best.filter_map(row).collect(), others.filter_map(row).collect())
    }
}

/// A batch of labelled examples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct LabelsRow {
    /// The approach that trains on them.
    pub strategy: Strategy,
    /// Examples in the batch.
    pub examples: f64,
    /// What they cost, USD.
    pub usd: f64,
    /// Right answers more in an average month.
    pub right_per_month: f64,
    /// The same in words.
    pub text: String,
}

/// A step of the ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct RungRow {
    /// The approach.
    pub strategy: Strategy,
    /// Right answers of an average month.
    pub right_per_month: f64,
    /// What an average month costs with its share of what is paid up front.
    pub month_usd: f64,
    /// USD for each right answer more than on the step below.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub extra_usd: Option<f64>,
    /// The same in words.
    pub text: String,
}

/// The recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The approach recommended: of those that fit the one with the greatest expected score (or net value); where none fits, the one
    /// with the greatest chance.
    pub winner: Strategy,
    /// The second by the same rule, of another kind.
    pub runner_up: Strategy,
    /// `clear`, `leaning`, `close` or `nothing-fits`.
    #[serde(default)]
    pub strength: String,
    /// The winner's expected score less the runner-up's.
    pub margin: f64,
    /// The winner's expected net value of an average month less the runner-up's.
    #[serde(default)]
    pub lead_usd: f64,
    /// Standard deviation, over the simulations, of the lead in what approaches are judged by.
    #[serde(default)]
    pub spread: f64,
    /// Share of the simulations in which the winner comes out ahead.
    pub confidence: f64,
    /// What that share rests on.
    pub futures: Confidence,
    /// Whether the winner fits: meets every requirement, and all limits with the confidence asked for.
    pub feasible: bool,
    /// How often the winner meets all limits, in words.
    #[serde(default)]
    pub limits: String,
    /// How often the winner's kind comes out ahead, in words: approaches of a family are one answer.
    #[serde(default)]
    pub ahead: String,
    /// How far the runner-up is behind, in words.
    #[serde(default)]
    pub second: String,
    /// `people` or `nothing` where that is better than every approach, judged by net value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub instead: Option<String>,
    /// Net value of an average month of people's answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub people_usd: Option<f64>,
    /// The approach that net value would choose, where values are set and approaches are judged by score.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by_net_value: Option<Strategy>,
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
    /// Expected value of knowing it (EVPPI), in score, 0 to 1.
    pub worth: f64,
    /// The same in net value of an average month, where values are set.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub worth_usd: Option<f64>,
    /// Share of the simulations in which knowing it changes the choice.
    pub changes: f64,
    /// What the better choice saves over the horizon on average, USD; negative where it costs more.
    pub saved_usd: f64,
    /// The kind of run of `forkcast measure` that measures it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured_by: Option<String>,
}

/// How the approaches fare over many simulations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct Confidence {
    /// How many simulations there were.
    pub n: usize,
    /// Share of simulations in which each approach comes out ahead.
    pub wins: Keyed<f64>,
    /// Share of simulations in which no approach meets all limits.
    #[serde(default)]
    pub nothing: f64,
    /// Mean score lost by choosing each approach where another is best.
    pub regret: Keyed<f64>,
    /// Mean net value of a month lost by choosing each approach where another is best.
    #[serde(default)]
    pub regret_usd: Keyed<f64>,
}

/// Whether a reason speaks for the winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// It does.
    For,
    /// It speaks against it.
    Against,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
    /// Who serves its tuned weights, and how; only where it has any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub served: Option<ServedRow>,
    /// Whether it fits: meets every requirement, and all limits with the confidence asked for.
    pub feasible: bool,
    /// The requirements it fails, and the limits that keep it from fitting.
    pub gates: Vec<GateRow>,
    /// Chance with which it meets all limits together; 0 where it fails a requirement.
    #[serde(default)]
    pub chance: f64,
    /// Chance with which it meets each limit.
    #[serde(default)]
    pub limits: Keyed<f64>,
    /// The limit that it meets with the smallest chance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tightest: Option<String>,
    /// Expected score over the simulations.
    pub utility: f64,
    /// Expected net value of an average month.
    #[serde(default)]
    pub net_usd: f64,
    /// Why the winner comes before it: the reasons between the two.
    #[serde(default)]
    pub why_not: Vec<ReasonRow>,
    /// What it costs.
    pub cost: Cost,
    /// How long it takes.
    pub latency: Latency,
    /// How good its answers are.
    pub quality: Quality,
    /// Value of each criterion.
    pub criteria: Keyed<f64>,
}

/// Who serves tuned weights, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct ServedRow {
    /// The seller, as in the input `tuning_seller`.
    pub seller: String,
    /// `serverless`, `dedicated` or `own-gpus`.
    pub serving: String,
    /// USD an hour for a GPU; only where dedicated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub usd_per_gpu_hour: Option<f64>,
    /// In words.
    pub text: String,
}

/// A requirement that fails, or a limit that is not met with the confidence asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct GateRow {
    /// `audit`, `data`, `ttft`, `e2e`, `upfront-budget`, `monthly-budget`, `freshness`, `context-window`, `not-sold`, `permissions`,
    /// `residency` or `erasure`.
    pub id: String,
    /// Why it is shut.
    pub reason: String,
    /// What would open it.
    pub opens: String,
    /// What would have to be allowed, in the unit of the limit, where two numbers are compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual: Option<f64>,
    /// What is asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<f64>,
}

/// What a strategy costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct ItemCost {
    /// Before the first answer.
    pub upfront_usd: f64,
    /// In the mean month of the horizon.
    pub monthly_usd: f64,
}

/// How long a strategy takes, at the first month's peak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
    /// What makes it possible, in words.
    #[serde(default)]
    pub opened_by: String,
}

/// A signal of the seed article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct WarningRow {
    /// `nothing-fits`, `month-over-budget`, `feeds-disagree`, `price-changes`, `spread-over-gpus`, `gpu-terms-unpriced`, `no-fp8`, `cannot-tune`,
    /// `retrieval-hurts`, `thinking-not-counted`, `batches-at-full-price`, `answers-can-wait`, `tuned-model-moves`, `tuning-closes`, `list-price-assumed`, `reserved`,
    /// `rented-on-premises` or another.
    pub id: String,
    /// In words.
    pub text: String,
}
