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

/// What a reason says: a difference between the winner and a rival, with the figures of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// More (or fewer) answers rest on facts that are still true.
    Current {
        /// The winner's share.
        winner: f64,
        /// The rival's share.
        rival: f64,
        /// Mean days between changes.
        change_days: f64,
        /// The rival.
        than: Strategy,
    },
    /// One of the two can name the source of an answer, and the other cannot.
    Cites {
        /// Whether that is required.
        required: bool,
        /// The one that can.
        who: Strategy,
        /// The one that cannot.
        not: Strategy,
    },
    /// One of the two names the source of an answer more exactly.
    CitesBetter {
        /// The one that does.
        who: Strategy,
        /// The other.
        than: Strategy,
    },
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
    /// The winner is wrong without anyone noticing less (or more) often.
    Silent {
        /// The winner's share.
        winner: f64,
        /// The rival's share.
        rival: f64,
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
    /// The winner's first token comes sooner (or later).
    Faster {
        /// The winner's 95th percentile, ms.
        winner_ms: f64,
        /// The rival's 95th percentile, ms.
        rival_ms: f64,
        /// Whether every answer can wait, so that it counts nothing.
        can_wait: bool,
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
    /// One of the two is ruled out.
    RuledOut {
        /// Which one.
        who: Strategy,
        /// The requirement it fails, or the limit it does not meet with the confidence asked for.
        gate: Gate,
    },
    /// Neither fits, and one of the two has the greater chance.
    Chance {
        /// The winner's chance of meeting all limits.
        winner: f64,
        /// The rival's.
        rival: f64,
        /// The rival.
        than: Strategy,
    },
}
