//! Why the winner wins, as facts with their figures.

use super::{Criterion, Gate};
use crate::strategy::Strategy;

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
