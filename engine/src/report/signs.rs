//! Signals that a scenario shows, and warnings about its figures.

use super::Served;
use crate::strategy::Strategy;

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
    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FactsChangeFast => "facts-change-fast",
            Self::AuditMatters => "audit-matters",
            Self::DataNotReady => "data-not-ready",
            Self::KnowledgeHeavy => "knowledge-heavy",
            Self::BehaviourHeavy => "behaviour-heavy",
            Self::FactsAreStable => "facts-are-stable",
            Self::LatencyIsTight => "latency-is-tight",
            Self::VolumeIsHigh => "volume-is-high",
            Self::BothNeeded => "both-needed",
        }
    }

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
                Strategy::RETRIEVAL
            }
            Self::BehaviourHeavy | Self::FactsAreStable | Self::LatencyIsTight | Self::VolumeIsHigh => {
                Strategy::TUNED
            }
            Self::BothNeeded => Strategy::COMBINED,
        }
    }
}

/// What the reader should know before trusting the figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Warning {
    /// No approach meets all limits with the confidence asked for.
    NothingFits,
    /// The worth of a right answer or the cost of a wrong one is set, and the score counts neither.
    ValueNotCounted,
    /// Approaches are judged by net value, and neither the worth of a right answer nor the cost of a wrong one is set.
    NoValueSet,
    /// The two price feeds disagree on the model's price.
    FeedsDisagree,
    /// Another price was announced for the model, and the horizon's months are billed at it from that day on.
    PriceChanges {
        /// The model, as its place in the catalog's list.
        model: u16,
        /// Which of its later prices.
        later: u16,
    },
    /// The seller of the model stops selling it within the horizon, or has stopped.
    ModelEnds {
        /// The model, as its place in the catalog's list.
        model: u16,
        /// The month after launch in which that is, counted from 1; none where it has ended by launch.
        month: Option<f64>,
    },
    /// A tuned model must be trained again on another one when the seller ends its base.
    TunedModelMoves {
        /// The base that ends, as its place in the catalog's list.
        model: u16,
        /// What it is trained again on; none where nothing that is sold throughout the horizon is tuned in the same way.
        to: Option<u16>,
        /// The approach whose move it is.
        strategy: Strategy,
        /// What the move costs, USD.
        usd: f64,
    },
    /// The seller of a model's tuning closes it.
    TuningCloses {
        /// The model, as its place in the catalog's list.
        model: u16,
        /// Which of its offers.
        offer: u16,
    },
    /// The team gave a price of its own for input tokens and none for cached ones.
    CachedPriceAssumed {
        /// Share of the input price that is assumed for cached tokens.
        share: f64,
    },
    /// The team gave a price of its own for output tokens and none for those of input, or the other way round.
    ListPriceAssumed {
        /// Whether it is the price of input that was not given.
        of_input: bool,
        /// The list price that is assumed, USD per million tokens.
        usd: f64,
    },
    /// The GPUs are priced as reserved.
    Reserved {
        /// For how many months, where a source says so.
        months: Option<f64>,
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
    /// No source states a price of the GPU on the terms asked for: its on-demand price is used.
    GpuTermsUnpriced,
    /// The GPU has no fp8 units: the weights are held in fp8 but computed in bf16.
    NoFp8,
    /// The model cannot be fine-tuned: nobody in the catalog sells it, and its dimensions are not known.
    CannotTune {
        /// Whether its weights are open, where that is known.
        open_weights: Option<bool>,
    },
    /// Retrieval is so poor that the model alone answers better.
    RetrievalHurts,
    /// The model thinks before every answer, and no thinking tokens are given.
    ThinkingNotCounted,
    /// Answers that can wait are at no discount, as none is known for the model.
    BatchesAtFullPrice,
    /// Some answers can wait: the limits on times hold for the others only.
    AnswersCanWait {
        /// Share of the answers.
        share: f64,
    },
    /// The model is to stay on the team's premises, on GPUs that are rented.
    RentedOnPremises,
    /// The recommended approach has tuned weights, and this seller serves them.
    ServedBy(Served),
}

impl Warning {
    /// Name in JSON.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::NothingFits => "nothing-fits",
            Self::ValueNotCounted => "value-not-counted",
            Self::NoValueSet => "no-value-set",
            Self::FeedsDisagree => "feeds-disagree",
            Self::PriceChanges { .. } => "price-changes",
            Self::ModelEnds { .. } => "model-ends",
            Self::TunedModelMoves { .. } => "tuned-model-moves",
            Self::TuningCloses { .. } => "tuning-closes",
            Self::CachedPriceAssumed { .. } => "cached-price-assumed",
            Self::ListPriceAssumed { .. } => "list-price-assumed",
            Self::Reserved { .. } => "reserved",
            Self::MonthOverBudget { .. } => "month-over-budget",
            Self::SpreadOverGpus { .. } => "spread-over-gpus",
            Self::GpuTermsUnpriced => "gpu-terms-unpriced",
            Self::NoFp8 => "no-fp8",
            Self::CannotTune { .. } => "cannot-tune",
            Self::RetrievalHurts => "retrieval-hurts",
            Self::ThinkingNotCounted => "thinking-not-counted",
            Self::BatchesAtFullPrice => "batches-at-full-price",
            Self::AnswersCanWait { .. } => "answers-can-wait",
            Self::RentedOnPremises => "rented-on-premises",
            Self::ServedBy(_) => "served-by",
        }
    }
}
