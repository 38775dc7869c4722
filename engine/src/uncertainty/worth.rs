//! What it is worth to know: the expected value of partial perfect information (EVPPI), and so what to measure next.
//!
//! For an unknown θ: E over θ of the greatest expected benefit given θ, less the greatest expected benefit without knowing it.
//! The inner expectation is a regression of each strategy's benefit on θ over one sample of futures (Strong, Oakley & Brennan 2014,
//! Medical Decision Making 34:311, doi 10.1177/0272989X13505910), here piecewise constant: means over equal shares of θ (Strong &
//! Oakley 2013, Medical Decision Making 33:755, doi 10.1177/0272989X12465533), as Haar wavelets of which only those are kept that
//! stand out of the noise (Donoho & Johnstone 1994, Biometrika 81:425, doi 10.1093/biomet/81.3.425). Without that an unknown that
//! changes nothing would seem to be worth something, as the greatest of noisy means is too great.
//!
//! What that leaves, by nested simulation in nine scenarios: a gain that sets in within one share of θ is blurred over that share
//! (at most 1/64 of its spread), a gain that does not stand out of the noise counts as none, and of the shares of all unknowns some
//! stand out by chance, which is worth a few hundred-thousandths of the score.

use super::unknowns::{self, Unknown};
use super::{DIMENSIONS, Sampler, place};
use crate::catalog::Catalog;
use crate::decision::{Decision, assess_in_range, choose, criteria};
use crate::order;
use crate::scenario::Scenario;
use crate::strategy::{STRATEGIES, Strategy};

/// Equal shares that each unknown's range of draws is cut into; a power of two.
const BINS: usize = 64;
/// Standard errors that a difference must exceed to count as one. Universal threshold for 64 values: √(2 ln 64) = 2.9.
const NOISE: f64 = 3.0;

/// Sums over a sample, from which the value of knowing each dimension follows. Knows nothing of strategies.
#[derive(Clone, Debug)]
pub struct Partial {
    options: usize,
    n: f64,
    best: f64,
    sum: Vec<f64>,
    squares: Vec<f64>,
    counts: Vec<f64>,
    benefits: Vec<f64>,
    costs: Vec<f64>,
}

/// What knowing one dimension is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// In the unit of benefit. Not negative, and no more than knowing everything.
    pub benefit: f64,
    /// Cost saved by choosing with that knowledge; negative where the better choice costs more.
    pub saved: f64,
    /// Share of cases in which another option is chosen.
    pub changes: f64,
}

impl Partial {
    /// Nothing summed yet, of so many unknowns and options.
    #[must_use]
    pub fn new(dimensions: usize, options: usize) -> Self {
        Self {
            options,
            n: 0.0,
            best: 0.0,
            sum: vec![0.0; options],
            squares: vec![0.0; options * options],
            counts: vec![0.0; dimensions * BINS],
            benefits: vec![0.0; dimensions * BINS * options],
            costs: vec![0.0; dimensions * BINS * options],
        }
    }

    /// Adds one case: where in its distribution each unknown lies (0 to 1), and each option's benefit and cost.
    pub fn add(&mut self, places: &[f64], benefits: &[f64], costs: &[f64]) {
        self.n += 1.0;
        self.best += benefits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (i, a) in benefits.iter().enumerate().take(self.options) {
            self.sum[i] += a;
            for (j, b) in benefits.iter().enumerate().take(self.options) {
                self.squares[i * self.options + j] += (a - b) * (a - b);
            }
        }
        for (d, place) in places.iter().enumerate() {
            let bin = d * BINS + ((place * BINS as f64) as usize).min(BINS - 1);
            self.counts[bin] += 1.0;
            for (i, (benefit, cost)) in benefits.iter().zip(costs).enumerate() {
                self.benefits[bin * self.options + i] += benefit;
                self.costs[bin * self.options + i] += cost;
            }
        }
    }

    /// The option with the greatest mean benefit.
    #[must_use]
    pub fn choice(&self) -> usize {
        (1..self.options).fold(0, |best, i| if self.sum[i] > self.sum[best] { i } else { best })
    }

    /// What it would be worth to know everything (EVPI), in the unit of benefit.
    #[must_use]
    pub fn everything(&self) -> f64 {
        ((self.best - self.sum[self.choice()]) / self.n.max(1.0)).max(0.0)
    }

    /// What it would be worth to know one dimension (EVPPI).
    #[must_use]
    pub fn of(&self, dimension: usize) -> Gain {
        let base = self.choice();
        let first = dimension * BINS;
        let counts = &self.counts[first..first + BINS];
        let curves: Vec<[f64; BINS]> = (0..self.options)
            .map(|i| self.curve(first, counts, i, base))
            .collect();
        let mut gain = Gain::default();
        for (bin, count) in counts.iter().enumerate() {
            let best = (0..self.options).fold(base, |best, i| {
                if curves[i][bin] > curves[best][bin] {
                    i
                } else {
                    best
                }
            });
            if best == base {
                continue;
            }
            let share = count / self.n;
            let cost = |i: usize| self.costs[(first + bin) * self.options + i] / self.n;
            gain.benefit += share * curves[best][bin];
            gain.saved += cost(base) - cost(best);
            gain.changes += share;
        }
        gain.benefit = gain.benefit.min(self.everything());
        gain
    }

    /// How much better option `i` is than the choice in each share of the dimension, noise left out.
    fn curve(&self, first: usize, counts: &[f64], i: usize, base: usize) -> [f64; BINS] {
        let mut curve = [0.0; BINS];
        if i == base || self.n < 1.0 {
            return curve;
        }
        let differ = |bin: usize| {
            self.benefits[(first + bin) * self.options + i]
                - self.benefits[(first + bin) * self.options + base]
        };
        let mean = (self.sum[i] - self.sum[base]) / self.n;
        let variance = (self.squares[i * self.options + base] / self.n - mean * mean).max(0.0);
        curve.fill(mean);
        let mut width = BINS;
        while width > 1 {
            let half = width / 2;
            for start in (0..BINS).step_by(width) {
                let total = |from: usize| {
                    (from..from + half).fold((0.0, 0.0), |(n, sum), bin| (n + counts[bin], sum + differ(bin)))
                };
                let ((n_left, left), (n_right, right)) = (total(start), total(start + half));
                if n_left < 2.0 || n_right < 2.0 {
                    continue;
                }
                let step = right / n_right - left / n_left;
                if step.abs() > NOISE * (variance * (1.0 / n_left + 1.0 / n_right)).sqrt() {
                    let n = n_left + n_right;
                    for (bin, value) in curve[start..start + width].iter_mut().enumerate() {
                        *value += if bin < half {
                            -step * n_right / n
                        } else {
                            step * n_left / n
                        };
                    }
                }
            }
            width = half;
        }
        curve
    }
}

/// Gain in score below which knowing something is worth nothing that anyone would act on: a twentieth of a point of 100.
const WORTHWHILE: f64 = 5e-4;
/// Unknowns that are named as worth measuring.
const NAMED: usize = 6;

/// One unknown and what it would be worth to know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// What is not known.
    pub unknown: Unknown,
    /// Gain in the score of the strategy chosen, 0 to 1; a strategy behind a shut gate counts as zero.
    pub utility: f64,
    /// What the better choice saves over the horizon on average, USD; negative where it costs more. Money alone: a choice may
    /// gain in score and cost more.
    pub saved_usd: f64,
    /// Share of futures in which another strategy would be chosen.
    pub changes: f64,
}

/// Draws futures a few at a time and sums what they say of each unknown, so that a page can go on painting in between.
#[derive(Clone, Debug)]
pub struct Knowing {
    sampler: Sampler,
    partial: Partial,
}

impl Knowing {
    /// Nothing drawn yet.
    #[must_use]
    pub fn new(s: &Scenario) -> Self {
        Self {
            sampler: Sampler::new(s),
            partial: Partial::new(DIMENSIONS, STRATEGIES),
        }
    }

    /// The scenario whose futures are drawn.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.sampler.scenario
    }

    /// Futures drawn so far.
    #[must_use]
    pub const fn drawn(&self) -> usize {
        self.sampler.drawn
    }

    /// Draws `n` more futures: the same that [`Sampler`] draws.
    pub fn draw(&mut self, catalog: &Catalog, n: usize) {
        let mut world = catalog.clone();
        for _ in 0..n {
            self.sampler.drawn += 1;
            let (scenario, calibration) = self.sampler.future(&catalog.calibration);
            world.calibration = calibration;
            let assessed = assess_in_range(&scenario, &world);
            let (decision, _, _) = choose(&scenario, &world, &assessed);
            let benefits: [f64; STRATEGIES] = std::array::from_fn(|i| benefit(&scenario, &decision, i));
            let costs = assessed.map(|a| a.total_usd);
            let places: [f64; DIMENSIONS] = std::array::from_fn(|d| place(self.sampler.drawn, d));
            self.partial.add(&places, &benefits, &costs);
        }
    }

    /// What knowing everything would be worth (EVPI), in score.
    #[must_use]
    pub fn everything(&self) -> f64 {
        self.partial.everything()
    }

    /// The strategy that is best on average over the futures drawn.
    #[must_use]
    pub fn choice(&self) -> Strategy {
        Strategy::ALL[self.partial.choice()]
    }

    /// What is worth measuring, most first: the few unknowns whose worth anyone would act on.
    #[must_use]
    pub fn worthwhile(&self, catalog: &Catalog) -> Vec<Worth> {
        let mut worth = self.ranked(catalog);
        worth.retain(|w| w.utility >= WORTHWHILE);
        worth.truncate(NAMED);
        worth
    }

    /// Every unknown, the one most worth measuring first.
    #[must_use]
    pub fn ranked(&self, catalog: &Catalog) -> Vec<Worth> {
        let worth = unknowns::list(&self.sampler.scenario, catalog)
            .into_iter()
            .map(|unknown| {
                let gain = self.partial.of(unknown.dimension());
                Worth {
                    unknown,
                    utility: gain.benefit,
                    saved_usd: gain.saved,
                    changes: gain.changes,
                }
            })
            .collect();
        order::sorted(worth, |a: &Worth, b: &Worth| b.utility.total_cmp(&a.utility))
    }
}

/// What a strategy is worth in a future: its score, a hybrid's less the margin it must win by; nothing behind a shut gate.
#[must_use]
pub fn benefit(s: &Scenario, decision: &Decision, i: usize) -> f64 {
    if decision.open[i] {
        criteria::ranked(s, Strategy::ALL[i], decision.utility[i])
    } else {
        0.0
    }
}
