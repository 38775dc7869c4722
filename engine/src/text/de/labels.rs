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
            Self::Build => "Aufbau",
            Self::Indexing => "Indizierung des Korpus",
            Self::Training => "Rechenzeit fürs Training",
            Self::Releases => "Kuratieren und Release",
            Self::Prompt => "Prompt-Token",
            Self::Context => "Kontext-Token",
            Self::Output => "Antwort-Token",
            Self::Gpus => "GPUs im Betrieb",
            Self::Search => "Query-Embedding, Reranking",
            Self::Store => "Vektorspeicher",
            Self::Upkeep => "Wartung",
            Self::Migration => "Modellwechsel",
            Self::Evaluation => "Evaluation",
            Self::Monitoring => "Monitoring und Wächtermodell",
        }
    }
}

impl Tier {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::SmallOpen => "Klein, offene Gewichte",
            Self::MidOpen => "Groß, offene Gewichte",
            Self::CheapHosted => "Klein, nur gehostet",
            Self::Frontier => "Spitzenmodell",
        }
    }
}

impl StageKind {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Network => "Netz",
            Self::Embed => "Embedding",
            Self::Search => "Suche",
            Self::Rerank => "Reranking",
            Self::Queue => "Warteschlange",
            Self::Prefill => "Prefill",
            Self::Thinking => "Denken",
            Self::Decode => "Decode",
        }
    }

    /// Name shown to people where the stage rests on a measurement.
    #[must_use]
    pub const fn measured_label(self) -> &'static str {
        match self {
            Self::Network => "Netz, gemessen",
            Self::Embed => "Embedding, gemessen",
            Self::Search => "Suche, gemessen",
            Self::Rerank => "Reranking, gemessen",
            Self::Queue => "Start, gemessen",
            Self::Prefill => "Prefill, gemessen",
            Self::Thinking => "Denken, gemessen",
            Self::Decode => "Decode, gemessen",
        }
    }
}

impl Limit {
    /// Name within a sentence.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Data => "brauchbare Beispiele",
            Self::FirstToken => "erstes Token",
            Self::WholeAnswer => "ganze Antwort",
            Self::UpfrontBudget => "Anfangsbudget",
            Self::MonthlyBudget => "Monatsbudget",
            Self::Freshness => "aktuelle Fakten",
        }
    }
}

impl Instead {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::People => "Menschen antworten lassen",
            Self::Nothing => "nichts tun",
        }
    }
}

impl Criterion {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Quality => "Qualität",
            Self::Cost => "Kosten",
            Self::Latency => "Latenz",
            Self::Freshness => "Aktualität",
            Self::Traceability => "Nachweisbarkeit",
            Self::TimeToValue => "Zeit bis zum Start",
            Self::Simplicity => "Einfachheit",
        }
    }
}

impl Group {
    /// Name shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Knowledge => "Wissen",
            Self::Behaviour => "Verhalten",
            Self::Data => "Trainingsdaten",
            Self::Traffic => "Last",
            Self::Limits => "Grenzwerte",
            Self::Value => "Wert",
            Self::Supply => "Modell",
            Self::Retrieval => "Retrieval",
            Self::Training => "Training",
            Self::People => "Menschen",
            Self::Checks => "Evaluation und Monitoring",
            Self::Weights => "Gewichte",
            Self::Measured => "Gemessen",
        }
    }
}

impl Unit {
    /// The unit beside a number field, empty where the value needs none.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Days | Self::Interval => "Tage",
            Self::Months => "Monate",
            Self::Milliseconds => "ms",
            Self::Usd => "USD",
            Self::UsdPerMonth => "USD/Monat",
            Self::UsdPerHour => "USD/h",
            Self::Tokens => "Token",
            Self::QueriesPerDay => "pro Tag",
            Self::Share => "Anteil",
            Self::Ratio => "0 bis 1",
            Self::Hours => "Stunden",
            Self::HoursPerMonth => "h/Monat",
            Self::Examples => "Beispiele",
            Self::ExamplesPerMonth => "pro Monat",
            Self::UsdPerMTokens => "USD/Mio.",
            Self::TokensPerSecond => "Token/s",
            Self::Factor => "Verhältnis",
            Self::Place => "-1 bis 1",
            Self::Minutes => "Minuten",
            Self::Count | Self::Choice => "",
        }
    }
}

impl Status {
    /// Word shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assumed => "angenommen",
            Self::Published => "veröffentlicht",
            Self::Fitted => "angepasst",
            Self::Observed => "beobachtet",
        }
    }
}

impl Unset {
    /// What the page shows for an input that is unset, and reads back.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotMeasured => "nicht gemessen",
            Self::ListPrice => "Listenpreis",
            Self::SamePrice => "gleicher Preis",
            Self::ByModel => "nach Modell",
            Self::NotSet => "nicht gesetzt",
        }
    }
}
