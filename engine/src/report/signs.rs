//! Signals that a scenario shows, and warnings about its figures.

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

impl Warning {
    /// Name in JSON.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::NothingFits => "nothing-fits",
            Self::FeedsDisagree => "feeds-disagree",
            Self::PriceChanges { .. } => "price-changes",
            Self::MonthOverBudget { .. } => "month-over-budget",
            Self::SpreadOverGpus { .. } => "spread-over-gpus",
            Self::NoFp8 => "no-fp8",
            Self::CannotTune => "cannot-tune",
            Self::RetrievalHurts => "retrieval-hurts",
        }
    }
}
