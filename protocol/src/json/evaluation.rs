//! A decision without the searches around it, and what simulations say: what takes milliseconds where a decision takes tenths of a second.

use forkcast_engine::uncertainty;
use forkcast_engine::{Catalog, Scenario, Strategy};
use serde::{Deserialize, Serialize};

use super::decision::{
    AbilityRow, Confidence, CrossoverRow, FamilyRow, LabelsRow, ObservedRow, PathRow, ReasonRow, RepairRow,
    RungRow, SignalRow, StrategyRow, WarningRow,
};
use super::keyed::{InputValue, Keyed};
use super::made::{by_strategy, confidence, figure, limits};

/// What Forkcast says of one scenario without searching its surroundings: a [`super::Decision`] without flips, without what to measure next and
/// without the crossings over volume. Every field means what it means there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct Evaluation {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of the model.
    pub model_version: String,
    /// Date of the price snapshot.
    pub catalog_version: String,
    /// Every input by its key.
    pub scenario: Keyed<InputValue>,
    /// The inputs that were observed, each with its interval.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub observed: Vec<ObservedRow>,
    /// The recommendation.
    pub verdict: Recommendation,
    /// Every strategy, always all of them and in the same order.
    pub strategies: Vec<StrategyRow>,
    /// Their families, in the order of the rule.
    pub families: Vec<FamilyRow>,
    /// Months at which the cumulative costs of two strategies cross.
    pub crossovers: Vec<CrossoverRow>,
    /// What to do when.
    pub path: Vec<PathRow>,
    /// The seed article's signals that the scenario shows.
    pub signals: Vec<SignalRow>,
    /// What to know before trusting the figures.
    pub warnings: Vec<WarningRow>,
    /// What another right answer costs, from the cheapest approach up.
    pub ladder: Vec<RungRow>,
    /// What more labelled examples of the same quality would bring.
    pub labels: Vec<LabelsRow>,
    /// Share of questions of one passage for which the pipeline finds it.
    pub recall: f64,
    /// What to change of retrieval before anything else, where recall is what limits the answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repair: Option<RepairRow>,
    /// How able the model in use is, and where each figure comes from.
    pub ability: Vec<AbilityRow>,
}

/// The recommendation of an [`Evaluation`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct Recommendation {
    /// The approach recommended, or the closest where none fits.
    pub winner: Strategy,
    /// The second by the same rule, of another kind.
    pub runner_up: Strategy,
    /// `clear`, `leaning`, `close` or `nothing-fits`.
    pub strength: String,
    /// The winner's expected score less the runner-up's.
    pub margin: f64,
    /// The winner's expected net value of an average month less the runner-up's.
    pub lead_usd: f64,
    /// Standard deviation, over the simulations, of the lead in what approaches are judged by.
    pub spread: f64,
    /// Share of the simulations in which the winner comes out ahead.
    pub confidence: f64,
    /// What that share rests on.
    pub futures: Confidence,
    /// Whether the winner fits: meets every requirement, and all limits with the confidence asked for.
    pub feasible: bool,
    /// How often the winner meets all limits, in words.
    pub limits: String,
    /// How often the winner's kind comes out ahead, in words: approaches of a family are one answer.
    pub ahead: String,
    /// How far the runner-up is behind, in words.
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
}

/// What simulations say of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
pub struct Simulated {
    /// How many simulations there were.
    pub n: usize,
    /// The approach recommended by them, or the closest where none fits.
    pub winner: Strategy,
    /// Whether it fits.
    pub feasible: bool,
    /// Share of simulations in which each approach comes out ahead.
    pub wins: Keyed<f64>,
    /// Share of simulations in which no approach meets all limits.
    pub nothing: f64,
    /// Mean score lost by choosing each approach where another is best.
    pub regret: Keyed<f64>,
    /// Mean net value of a month lost by choosing each approach where another is best.
    pub regret_usd: Keyed<f64>,
    /// Chance with which each approach meets all limits together; 0 where it fails a requirement.
    pub chance: Keyed<f64>,
    /// Chance with which each approach meets each limit.
    pub limits: Keyed<Keyed<f64>>,
    /// Spent by each approach by the end of month 0, 1, … horizon, tenth percentile of the first 256 simulations.
    pub cost_p10: Keyed<Vec<f64>>,
    /// The same, ninetieth percentile.
    pub cost_p90: Keyed<Vec<f64>>,
    /// Share of right answers of each approach, tenth percentile of the first 256 simulations.
    pub quality_p10: Keyed<f64>,
    /// The same, ninetieth percentile.
    pub quality_p90: Keyed<f64>,
}

impl Simulated {
    /// What the first `simulations` of those behind a decision say (one at the least).
    #[must_use]
    pub fn of(scenario: &Scenario, catalog: &Catalog, simulations: usize) -> Self {
        let s = &scenario.clamped(catalog);
        let futures = uncertainty::futures(s, catalog, simulations);
        let Confidence {
            n,
            wins,
            nothing,
            regret,
            regret_usd,
        } = confidence(&futures);
        let band = |costs: &[Vec<f64>]| {
            Strategy::ALL
                .iter()
                .zip(costs)
                .map(|(strategy, months)| (strategy.id(), months.iter().map(|usd| figure(*usd)).collect()))
                .collect()
        };
        Self {
            n,
            winner: futures.decision.winner,
            feasible: futures.decision.feasible,
            wins,
            nothing,
            regret,
            regret_usd,
            chance: by_strategy(&futures.decision.chance),
            limits: Strategy::ALL
                .iter()
                .zip(futures.meets)
                .map(|(strategy, meets)| (strategy.id(), limits(meets)))
                .collect(),
            cost_p10: band(&futures.cost_p10),
            cost_p90: band(&futures.cost_p90),
            quality_p10: by_strategy(&futures.quality_p10),
            quality_p90: by_strategy(&futures.quality_p90),
        }
    }
}
