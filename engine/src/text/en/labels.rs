//! The words for kinds of things: cost items, stages, criteria, groups of inputs, units.

use crate::assumptions::Status;
use crate::params::{Group, Unit, Unset};
use crate::report::{CostItem, Criterion, Instead, Limit, StageKind};
use crate::tiers::Tier;

impl CostItem {
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
            Self::Migration => "Move to another model",
            Self::Evaluation => "Evaluation",
            Self::Monitoring => "Monitoring and guard model",
        }
    }
}

impl Tier {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::SmallOpen => "Small, open weights",
            Self::MidOpen => "Large, open weights",
            Self::CheapHosted => "Small, hosted only",
            Self::Frontier => "Frontier",
        }
    }
}

impl StageKind {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
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
            Self::Thinking => "thinking, measured",
            Self::Decode => "decode, measured",
        }
    }
}

impl Limit {
    /// Name within a sentence.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Data => "usable examples",
            Self::FirstToken => "first token",
            Self::WholeAnswer => "whole answer",
            Self::UpfrontBudget => "up-front budget",
            Self::MonthlyBudget => "monthly budget",
            Self::Freshness => "current facts",
        }
    }
}

impl Instead {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::People => "leave it to people",
            Self::Nothing => "do nothing",
        }
    }
}

impl Criterion {
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

impl Group {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Knowledge => "Knowledge",
            Self::Behaviour => "Behaviour",
            Self::Data => "Training data",
            Self::Traffic => "Traffic",
            Self::Limits => "Limits",
            Self::Value => "Value",
            Self::Supply => "Model",
            Self::Retrieval => "Retrieval",
            Self::Training => "Training",
            Self::People => "People",
            Self::Checks => "Evaluation and monitoring",
            Self::Weights => "Weights",
            Self::Measured => "Measured",
        }
    }
}

impl Unit {
    /// The unit beside a number field, empty where the value needs none.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Days | Self::Interval => "days",
            Self::Months => "months",
            Self::Milliseconds => "ms",
            Self::Usd => "USD",
            Self::UsdPerMonth => "USD/month",
            Self::UsdPerHour => "USD/h",
            Self::Tokens => "tokens",
            Self::QueriesPerDay => "a day",
            Self::Share => "share",
            Self::Ratio => "0 to 1",
            Self::Hours => "hours",
            Self::HoursPerMonth => "h/month",
            Self::Examples => "examples",
            Self::ExamplesPerMonth => "a month",
            Self::UsdPerMTokens => "USD/M",
            Self::TokensPerSecond => "tokens/s",
            Self::Factor => "ratio",
            Self::Place => "-1 to 1",
            Self::Minutes => "minutes",
            Self::Count | Self::Choice => "",
        }
    }
}

impl Status {
    /// Word shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Published => "published",
            Self::Fitted => "fitted",
            Self::Observed => "observed",
        }
    }
}

impl Unset {
    /// What the page shows for an input that is unset, and reads back.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotMeasured => "not measured",
            Self::ListPrice => "list price",
            Self::SamePrice => "same price",
            Self::ByModel => "by model",
            Self::NotSet => "not set",
        }
    }
}
