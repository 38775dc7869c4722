//! How sure the verdict is: the same scenario in many futures.
//!
//! Each future draws every assumption from a triangle over its low, likely and high value, and a few inputs that nobody knows exactly
//! from a range about what was set. The draws are a quasi-random sequence, the same every time: no seed, no clock.

pub mod unknowns;
pub mod worth;

use crate::assumptions::{ASSUMPTIONS, Calibration};
use crate::catalog::Catalog;
use crate::decision::{assess_in_range, choose};
use crate::order;
use crate::params::{PARAMS, Param, Spread, SpreadBy, Value};
use crate::scenario::Scenario;
use crate::strategy::{STRATEGIES, Strategy};

/// How many inputs are estimates.
const INPUTS: usize = {
    let (mut i, mut count) = (0, 0);
    while i < PARAMS.len() {
        if PARAMS[i].spread.is_some() {
            count += 1;
        }
        i += 1;
    }
    count
};

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

/// The inputs that are estimates, each with its spread, in the order in which simulated scenarios draw them.
fn estimates() -> impl Iterator<Item = (&'static Param, Spread)> {
    ESTIMATES
        .iter()
        .filter_map(|place| PARAMS[*place].spread.map(|spread| (&PARAMS[*place], spread)))
}

const DIMENSIONS: usize = ASSUMPTIONS.len() + INPUTS;
/// Futures whose whole cost curves are kept for the bands; more would change them by less than a line's width.
const CURVES: usize = 256;

/// What the futures say.
#[derive(Clone, Debug, PartialEq)]
pub struct Futures {
    /// How many there were.
    pub n: usize,
    /// Share of futures that each strategy wins.
    pub wins: [f64; STRATEGIES],
    /// Mean utility lost by choosing a strategy where another wins, counting a shut gate as the loss of all its utility.
    pub regret: [f64; STRATEGIES],
    /// Spent by the end of each month in the future at the tenth percentile, USD.
    pub cost_p10: [Vec<f64>; STRATEGIES],
    /// The same at the ninetieth.
    pub cost_p90: [Vec<f64>; STRATEGIES],
    /// Share of right answers at the tenth percentile.
    pub quality_p10: [f64; STRATEGIES],
    /// The same at the ninetieth.
    pub quality_p90: [f64; STRATEGIES],
}

/// Draws futures a few at a time, so that a page can go on painting in between.
#[derive(Clone, Debug)]
pub struct Sampler {
    scenario: Scenario,
    drawn: usize,
    wins: [u32; STRATEGIES],
    regret: [f64; STRATEGIES],
    curves: Vec<[Vec<f64>; STRATEGIES]>,
    qualities: Vec<[f64; STRATEGIES]>,
}

/// `n` futures of a scenario (one at the least).
#[must_use]
pub fn futures(s: &Scenario, catalog: &Catalog, n: usize) -> Futures {
    let mut sampler = Sampler::new(s);
    sampler.draw(catalog, n.max(1));
    sampler.futures()
}

impl Sampler {
    /// A sampler that has drawn nothing yet.
    #[must_use]
    pub fn new(s: &Scenario) -> Self {
        Self {
            scenario: s.in_range(),
            drawn: 0,
            wins: [0; STRATEGIES],
            regret: [0.0; STRATEGIES],
            curves: Vec::new(),
            qualities: Vec::new(),
        }
    }

    /// Futures drawn so far.
    #[must_use]
    pub const fn drawn(&self) -> usize {
        self.drawn
    }

    /// Draws `n` more futures.
    pub fn draw(&mut self, catalog: &Catalog, n: usize) {
        // One copy of the lists, whose entries are borrowed, for all futures of this call.
        let mut world = catalog.clone();
        for _ in 0..n {
            self.drawn += 1;
            let (scenario, calibration) = self.future(&catalog.calibration);
            world.calibration = calibration;
            let assessed = assess_in_range(&scenario, &world);
            let (decision, _, _) = choose(&scenario, &world, &assessed);
            let best = decision.utility[decision.winner.index()];
            self.wins[decision.winner.index()] += 1;
            for i in 0..STRATEGIES {
                let worth = if decision.open[i] {
                    decision.utility[i]
                } else {
                    0.0
                };
                self.regret[i] += (best - worth).max(0.0);
            }
            if self.curves.len() < CURVES {
                self.curves.push(std::array::from_fn(|i| {
                    assessed[i].costs.cumulative_usd(&scenario)
                }));
                self.qualities.push(assessed.map(|a| a.quality.p_correct));
            }
        }
    }

    /// What the futures drawn so far say. Before the first draw every share is zero.
    #[must_use]
    pub fn futures(&self) -> Futures {
        let n = self.drawn.max(1) as f64;
        let months = self.curves.first().map_or(0, |c| c[0].len());
        let band = |share: f64, i: usize| -> Vec<f64> {
            (0..months)
                .map(|m| percentile(self.curves.iter().filter_map(|c| c[i].get(m).copied()), share))
                .collect()
        };
        let quality = |share: f64, i: usize| percentile(self.qualities.iter().map(|q| q[i]), share);
        Futures {
            n: self.drawn,
            wins: self.wins.map(|w| f64::from(w) / n),
            regret: self.regret.map(|r| r / n),
            cost_p10: std::array::from_fn(|i| band(0.1, i)),
            cost_p90: std::array::from_fn(|i| band(0.9, i)),
            quality_p10: std::array::from_fn(|i| quality(0.1, i)),
            quality_p90: std::array::from_fn(|i| quality(0.9, i)),
        }
    }

    /// The scenario and the assumptions of the future drawn last.
    fn future(&self, likely: &Calibration) -> (Scenario, Calibration) {
        let mut calibration = *likely;
        let unit = |dimension: usize| place(self.drawn, dimension);
        for (d, assumption) in ASSUMPTIONS.iter().enumerate() {
            let middle = (assumption.get)(likely).clamp(assumption.low, assumption.high);
            (assumption.set)(
                &mut calibration,
                triangle(unit(d), assumption.low, middle, assumption.high),
            );
        }
        // A p95 below its p50 would be no distribution.
        calibration.network_p95_ms = calibration.network_p95_ms.max(calibration.network_ms);
        calibration.hosted_queue_p95_ms = calibration.hosted_queue_p95_ms.max(calibration.hosted_queue_ms);
        let mut s = self.scenario;
        for (param, spread) in estimates() {
            let way = 2.0 * triangle(unit(ASSUMPTIONS.len() + spread.draw), 0.0, 0.5, 1.0) - 1.0;
            let set = param.number(&s);
            let drawn = match spread.by {
                SpreadBy::Factor(by) => {
                    let factor = by.powf(way);
                    (spread.along)(&mut s, factor);
                    set * factor
                }
                SpreadBy::Shift(by) => set + by * way,
            };
            (param.set)(&mut s, Value::Number(drawn));
        }
        (s.in_range(), calibration)
    }
}

/// Inverse of the triangular distribution's cumulative share.
fn triangle(u: f64, low: f64, likely: f64, high: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return likely;
    }
    let peak = (likely - low) / width;
    if u < peak {
        low + (u * width * (likely - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - likely)).sqrt()
    }
}

/// Where future `n` lies in a dimension, 0 to 1: the binary van der Corput sequence, whose order and digits are scrambled anew for each
/// dimension (Owen's nested scrambling by a hash: Laine & Karras 2011, Burley 2020, JCGT 9:4). So in every dimension the futures are
/// spread as evenly as can be, and no few dimensions hang together. Steps by irrational numbers were tried first: of some forty of them
/// a few always nearly add up to a whole number, and what was then called the worth of one unknown was that of others.
fn place(n: usize, dimension: usize) -> f64 {
    let seed = hashed(dimension as u32 + 1);
    // The order, then the digits: the sequence's own reversal of the bits comes between and undoes those of both.
    let shuffled = mixed((n as u32).reverse_bits(), seed);
    let digits = mixed(shuffled.reverse_bits(), hashed(seed)).reverse_bits();
    (f64::from(digits) + 0.5) / 4_294_967_296.0
}

/// On reversed bits: swaps the halves of 0..2³², of each half, and so on, or leaves them, as the hash of all that is above says.
const fn mixed(x: u32, seed: u32) -> u32 {
    let mut x = x.wrapping_add(seed);
    x ^= x.wrapping_mul(0x6c50_b47c);
    x ^= x.wrapping_mul(0xb82f_1e52);
    x ^= x.wrapping_mul(0xc7af_e638);
    x ^ x.wrapping_mul(0x8d22_f6e6)
}

/// A number that has nothing to do with another's (the finaliser of MurmurHash3).
const fn hashed(x: u32) -> u32 {
    let mut x = x ^ 0x9e37_79b9;
    x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
    x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

fn percentile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    let place = ((values.len() - 1) as f64 * share).round() as usize;
    order::select(&mut values, place)
}

impl Futures {
    /// The share of futures that `strategy` wins.
    #[must_use]
    pub const fn share(&self, strategy: Strategy) -> f64 {
        self.wins[strategy.index()]
    }

    /// All that is spent over the horizon by `strategy`, tenth and ninetieth percentile, USD.
    #[must_use]
    pub fn total_usd(&self, strategy: Strategy) -> (f64, f64) {
        let last = |v: &[Vec<f64>; STRATEGIES]| v[strategy.index()].last().copied().unwrap_or(0.0);
        (last(&self.cost_p10), last(&self.cost_p90))
    }
}
