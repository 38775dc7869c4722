//! How able models are, by tier: the ranges of `data/ability.toml`.

#[cfg(feature = "texts")]
use crate::assumptions::{Note, Status};
#[cfg(feature = "texts")]
use crate::unit::Unit;

/// Plausible values of a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The one that is used.
    pub likely: f64,
    /// The greatest.
    pub high: f64,
}

impl Range {
    /// The value at a place in the range: −1 is the least, 0 the likely and 1 the greatest.
    #[must_use]
    pub fn at(self, place: f64) -> f64 {
        let room = if place < 0.0 {
            self.likely - self.low
        } else {
            self.high - self.likely
        };
        self.likely + room * place
    }
}

/// How able a model is, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Open weights of up to some 20 billion parameters.
    SmallOpen,
    /// Larger open weights, most of them mixtures of experts.
    MidOpen,
    /// The smaller models of makers with closed weights.
    CheapHosted,
    /// The best of their time.
    Frontier,
}

impl Tier {
    /// All.
    pub const ALL: [Self; 4] = [Self::SmallOpen, Self::MidOpen, Self::CheapHosted, Self::Frontier];

    /// Name in the data.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::SmallOpen => "small-open",
            Self::MidOpen => "mid-open",
            Self::CheapHosted => "cheap-hosted",
            Self::Frontier => "frontier",
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/ability.rs"));
