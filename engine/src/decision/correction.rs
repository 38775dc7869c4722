//! How far few simulations are off many. At a scenario at rest both are known, and what few simulations say of a scenario near it is
//! corrected by their difference: the same simulations are off by nearly as much there.

use crate::math::Bounds as _;
use crate::strategy::STRATEGIES;

/// Numbers of simulations whose difference is known: those after which a moving verdict or a refined cell may stand.
pub const STEPS: [usize; 6] = [64, 128, 192, 256, 512, 1024];

/// Means over simulations, for each approach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// Score, 0 to 1.
    pub score: [f64; STRATEGIES],
    /// What limits took from it.
    pub lost: [f64; STRATEGIES],
    /// Net value of an average month, USD.
    pub net_usd: [f64; STRATEGIES],
    /// Standard deviation of that over the simulations.
    pub net_spread_usd: [f64; STRATEGIES],
    /// Chance of meeting all limits, whether or not the approach meets every requirement.
    pub chance: [f64; STRATEGIES],
}

impl Means {
    /// No simulations.
    pub const NONE: Self = Self {
        score: [0.0; STRATEGIES],
        lost: [0.0; STRATEGIES],
        net_usd: [0.0; STRATEGIES],
        net_spread_usd: [0.0; STRATEGIES],
        chance: [0.0; STRATEGIES],
    };

    /// These means of few simulations, corrected by what the same simulations said of another scenario (`few`), of which many are known.
    /// At that scenario the outcome is that of the many, to the last digit.
    #[must_use]
    fn corrected(&self, few: &Self, many: &Self) -> Self {
        Self {
            score: std::array::from_fn(|i| self.corrected_score(few, many, i)),
            lost: self.lost,
            // A tenth of the traffic makes a tenth of the difference.
            net_usd: std::array::from_fn(|i| {
                let left = share(self.net_spread_usd[i], few.net_spread_usd[i]);
                shifted(self.net_usd[i], few.net_usd[i], many.net_usd[i], left)
            }),
            net_spread_usd: self.net_spread_usd,
            chance: std::array::from_fn(|i| {
                let left = share(spread_of_chance(self.chance[i]), spread_of_chance(few.chance[i]));
                shifted(self.chance[i], few.chance[i], many.chance[i], left).clamp(0.0, 1.0)
            }),
        }
    }

    fn corrected_score(&self, few: &Self, many: &Self, i: usize) -> f64 {
        // Beyond a limit little is left of a score, and with it of what few simulations are off: less than in proportion, as a limit that
        // is missed in another simulation has no part in it.
        let kept = share(self.score[i], few.score[i]);
        let left = kept * kept;
        // What limits take is off as well, and less so where they take less: nothing where every simulation meets them.
        let taken = |of: &Self| (of.lost[i] / (of.score[i] + of.lost[i])).clamp(0.0, 1.0);
        let met = 1.0 - share(taken(self), taken(few));
        shifted(self.score[i], few.score[i], many.score[i], left) + left * met * (many.lost[i] - few.lost[i])
    }
}

/// Standard deviation of what happens with that chance: one near 0 or 1 is known better than one in between, and one of 0 or 1 needs no
/// correction.
fn spread_of_chance(chance: f64) -> f64 {
    (chance * (1.0 - chance)).at_least(0.0).sqrt()
}

/// What is left of `before`, 0 to 1; all of it where there is more.
fn share(now: f64, before: f64) -> f64 {
    if now < before {
        (now / before).at_least(0.0)
    } else {
        1.0
    }
}

/// `here`, corrected by that part of the difference between few and many.
fn shifted(here: f64, few: f64, many: f64, part: f64) -> f64 {
    part * many + (here - part * few)
}

/// What few and many simulations say of the same scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// The many.
    pub many: Means,
    /// The sixteen of a [`super::Judge`].
    pub judge: Means,
    /// The first of the many, as many as [`STEPS`] say.
    pub first: [Means; STEPS.len()],
}

impl Correction {
    /// What sixteen simulations say, corrected.
    pub(super) fn of_judge(&self, here: &Means) -> Means {
        here.corrected(&self.judge, &self.many)
    }

    /// What the first `n` simulations say, corrected if `n` is one of [`STEPS`].
    pub(super) fn of_first(&self, here: &Means, n: usize) -> Means {
        STEPS
            .iter()
            .position(|step| *step == n)
            .map_or(*here, |i| here.corrected(&self.first[i], &self.many))
    }
}
