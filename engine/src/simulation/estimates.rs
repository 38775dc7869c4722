//! The inputs that are estimates, and how each is drawn about its value in a scenario.

use super::Draw;
use crate::math::{exp, ln};
use crate::params::{ESTIMATE_COUNT, PARAMS, Param, REACH, Spread, SpreadBy, Value};
use crate::scenario::{Scenario, Sureness};
use std::sync::LazyLock;

/// How many inputs are estimates.
pub const INPUTS: usize = {
    let (mut i, mut count) = (0, 0);
    while i < PARAMS.len() {
        if PARAMS[i].spread.is_some() {
            count += 1;
        }
        i += 1;
    }
    count
};

// Each has a place for its interval.
const _: () = assert!(
    INPUTS == ESTIMATE_COUNT,
    "ESTIMATE_COUNT counts the rows with `draw`"
);

/// The places in the table of the inputs that are estimates, by the dimension that draws them.
const ESTIMATES: [usize; INPUTS] = {
    let mut places = [usize::MAX; INPUTS];
    let mut i = 0;
    while i < PARAMS.len() {
        if let Some(spread) = PARAMS[i].spread {
            assert!(
                places[spread.draw] == usize::MAX,
                "two estimates share a dimension"
            );
            places[spread.draw] = i;
        }
        i += 1;
    }
    places
};

/// The inputs that are estimates, each with its spread, in the order in which simulations draw them.
pub fn estimates() -> impl Iterator<Item = (&'static Param, Spread)> {
    ESTIMATES
        .iter()
        .filter_map(|place| PARAMS[*place].spread.map(|spread| (&PARAMS[*place], spread)))
}

/// Logarithms of the factors by which the estimates may be off: with them a power takes an exponential alone.
static LN_FACTORS: LazyLock<[f64; INPUTS]> = LazyLock::new(|| {
    let mut logarithms = [0.0; INPUTS];
    for (slot, (_, spread)) in logarithms.iter_mut().zip(estimates()) {
        if let SpreadBy::Factor(by) = spread.by {
            *slot = by.ln();
        }
    }
    logarithms
});

/// The estimates of one scenario: all that is the same in every simulation of it.
#[derive(Clone, Debug)]
pub struct Estimates {
    set: Scenario,
    drawn: [Option<Estimate>; INPUTS],
}

#[derive(Clone, Copy, Debug)]
struct Estimate {
    param: &'static Param,
    spread: Spread,
    likely: f64,
    /// What it is off by at the low and at the high end of what is drawn.
    ends: [Off; 2],
    /// Least and most that the input may be.
    range: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug)]
enum Off {
    /// By this power of e.
    Power(f64),
    /// By this difference.
    Difference(f64),
}

impl Estimates {
    /// Those of a scenario. What is fixed, unset, or neither observed nor given a spread is no estimate.
    #[must_use]
    pub fn of(set: &Scenario) -> Self {
        let mut drawn = [None; INPUTS];
        for (i, (slot, (param, spread))) in drawn.iter_mut().zip(estimates()).enumerate() {
            // A rough guess is off twice as far.
            let times = match (spread.sure)(set) {
                Sureness::Fixed => continue,
                Sureness::AboutRight => 1.0,
                Sureness::RoughGuess => 2.0,
            };
            if !param.is_set(set) {
                continue;
            }
            let likely = param.number(set);
            let ends = match (param.interval(set), spread.by) {
                (Some(interval), by) => {
                    let ends = [interval.low().min(likely), interval.high().max(likely)];
                    ends.map(|end| match by {
                        // What is off by a factor is drawn by its logarithm.
                        SpreadBy::Factor(_) if end > 0.0 && likely > 0.0 => {
                            Off::Power(times * REACH * ln(end / likely))
                        }
                        SpreadBy::Factor(_) | SpreadBy::Shift(_) | SpreadBy::AsObserved => {
                            Off::Difference(times * REACH * (end - likely))
                        }
                    })
                }
                (None, SpreadBy::Factor(_)) => {
                    let power = times * LN_FACTORS[i];
                    [Off::Power(-power), Off::Power(power)]
                }
                (None, SpreadBy::Shift(by)) => [Off::Difference(-times * by), Off::Difference(times * by)],
                (None, SpreadBy::AsObserved) => continue,
            };
            *slot = Some(Estimate {
                param,
                spread,
                likely,
                ends,
                range: param.range(),
            });
        }
        Self { set: *set, drawn }
    }

    /// The scenario that they are about.
    #[must_use]
    pub const fn set(&self) -> &Scenario {
        &self.set
    }

    /// The scenario of a simulation.
    #[must_use]
    pub fn drawn(&self, draw: &Draw) -> Scenario {
        let mut s = self.set;
        for (estimate, way) in self.drawn.iter().zip(draw.way) {
            let Some(estimate) = estimate else { continue };
            let likely = estimate.likely;
            let drawn = match estimate.ends[usize::from(way >= 0.0)] {
                Off::Power(power) => {
                    let off = exp(power * way.abs());
                    (estimate.spread.along)(&mut s, off);
                    likely * off
                }
                Off::Difference(difference) => {
                    let drawn = likely + difference * way.abs();
                    if likely > 0.0 {
                        (estimate.spread.along)(&mut s, drawn / likely);
                    }
                    drawn
                }
            };
            let drawn = estimate.range.map_or(drawn, |(min, max)| drawn.clamp(min, max));
            (estimate.param.set)(&mut s, Value::Number(drawn));
        }
        s
    }
}
