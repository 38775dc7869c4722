//! What it is worth to know: the expected value of partial perfect information (EVPPI), and so what to measure next.
//!
//! For an unknown θ: E over θ of the expected benefit of the verdict given θ, less the expected benefit of the verdict without knowing
//! it. Both verdicts follow the one rule, so what is compared with is always the verdict that the page shows.
//! The inner expectation is a regression of each strategy's benefit on θ over one sample of futures (Strong, Oakley & Brennan 2014,
//! Medical Decision Making 34:311, doi 10.1177/0272989X13505910), here piecewise constant: means over equal shares of θ (Strong &
//! Oakley 2013, Medical Decision Making 33:755, doi 10.1177/0272989X12465533), as Haar wavelets of which only those are kept that
//! stand out of the noise (Donoho & Johnstone 1994, Biometrika 81:425, doi 10.1093/biomet/81.3.425). Without that an unknown that
//! changes nothing would seem to be worth something, as the greatest of noisy means is too great.
//!
//! What that leaves, by nested simulation in nine scenarios: a gain that sets in within one share of θ is blurred over that share
//! (at most 1/64 of its spread), a gain that does not stand out of the noise counts as none, and of the shares of all unknowns some
//! stand out by chance, which is worth a few hundred-thousandths of the score.

use super::Sampler;
use super::unknowns::{self, Unknown};
use crate::catalog::Catalog;
use crate::decision::{Decision, limits, value};
use crate::order;
use crate::report::in_percent;
use crate::scenario::{JudgeBy, Scenario};
use crate::simulation::{DIMENSIONS, places};
use crate::strategy::{STRATEGIES, Strategy};

/// Equal shares that each unknown's range of draws is cut into; a power of two.
const BINS: usize = 64;
/// Standard errors that a difference must exceed to count as one. Universal threshold for 64 values: √(2 ln 64) = 2.9.
const NOISE: f64 = 3.0;

/// Sums over a sample, from which the value of knowing each dimension follows. Knows nothing of approaches.
///
/// The choice follows the rule of the verdict: among the options that fit in a share of cases of at least `confidence` the one with the
/// greatest mean benefit, and else the one that fits most often, in whole percent.
#[derive(Clone, Debug)]
pub struct Partial {
    options: usize,
    confidence: f64,
    n: f64,
    sum: Vec<f64>,
    squares: Vec<f64>,
    /// Sum of what the best option that fits gains over each option, where there is one.
    ahead: Vec<f64>,
    fits: Vec<f64>,
    counts: Vec<f64>,
    benefits: Vec<f64>,
    costs: Vec<f64>,
    fit: Vec<f64>,
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
    pub fn new(dimensions: usize, options: usize, confidence: f64) -> Self {
        Self {
            options,
            confidence,
            n: 0.0,
            sum: vec![0.0; options],
            squares: vec![0.0; options * options],
            ahead: vec![0.0; options],
            fits: vec![0.0; options],
            counts: vec![0.0; dimensions * BINS],
            benefits: vec![0.0; dimensions * BINS * options],
            costs: vec![0.0; dimensions * BINS * options],
            fit: vec![0.0; dimensions * BINS * options],
        }
    }

    /// Adds one case: where in its distribution each unknown lies (0 to 1), and each option's benefit and cost, and whether it fits.
    pub fn add(&mut self, places: &[f64], benefits: &[f64], costs: &[f64], fits: &[bool]) {
        self.n += 1.0;
        let fitting = benefits.iter().zip(fits).filter(|(_, fits)| **fits);
        let best = fitting.map(|(b, _)| *b).fold(f64::NEG_INFINITY, f64::max);
        for (i, a) in benefits.iter().enumerate().take(self.options) {
            self.sum[i] += a;
            self.fits[i] += f64::from(u8::from(fits[i]));
            self.ahead[i] += (best - a).max(0.0);
            for (j, b) in benefits.iter().enumerate().take(self.options) {
                self.squares[i * self.options + j] += (a - b) * (a - b);
            }
        }
        for (d, place) in places.iter().enumerate() {
            let bin = d * BINS + ((place * BINS as f64) as usize).min(BINS - 1);
            self.counts[bin] += 1.0;
            for i in 0..self.options {
                let at = bin * self.options + i;
                self.benefits[at] += benefits[i];
                self.costs[at] += costs[i];
                self.fit[at] += f64::from(u8::from(fits[i]));
            }
        }
    }

    /// The option that the rule chooses.
    #[must_use]
    pub fn choice(&self) -> usize {
        let n = self.n.max(1.0);
        (1..self.options).fold(0, |best, i| {
            let key = |i: usize| self.key(self.fits[i] / n, self.sum[i] / n);
            if key(i) > key(best) { i } else { best }
        })
    }

    /// What options are compared by: those that fit by their benefit, the others by how often they fit, in whole percent, and then
    /// by their benefit.
    fn key(&self, fit: f64, benefit: f64) -> (bool, f64, f64) {
        if fit >= self.confidence {
            (true, 0.0, benefit)
        } else {
            (false, in_percent(fit), benefit)
        }
    }

    /// What it would be worth to know everything (EVPI) beside an option, in the unit of benefit.
    #[must_use]
    pub fn everything(&self, base: usize) -> f64 {
        self.ahead[base] / self.n.max(1.0)
    }

    /// What it would be worth to know one dimension (EVPPI) beside an option, `base`, that is chosen without.
    #[must_use]
    pub fn of(&self, dimension: usize, base: usize) -> Gain {
        let first = dimension * BINS;
        let n = self.n.max(1.0);
        let (mut better, mut fit) = (Vec::new(), Vec::new());
        for i in 0..self.options {
            better.push(self.curve(first, i, base));
            fit.push(self.fit_curve(first, i));
        }
        let mut gain = Gain::default();
        for bin in 0..BINS {
            let best = (0..self.options).fold(base, |best, i| {
                let key = |i: usize| self.key(fit[i][bin], better[i][bin]);
                if key(i) > key(best) { i } else { best }
            });
            if best == base {
                continue;
            }
            let share = self.counts[first + bin] / n;
            let cost = |i: usize| self.costs[(first + bin) * self.options + i] / n;
            // Whoever learns that a limit is missed changes course, though that may gain nothing in benefit.
            gain.benefit += share * better[best][bin].max(0.0);
            gain.saved += cost(base) - cost(best);
            gain.changes += share;
        }
        gain.benefit = gain.benefit.min(self.everything(base));
        gain
    }

    /// How much better option `i` is than `base` in each share of the dimension, noise left out.
    fn curve(&self, first: usize, i: usize, base: usize) -> [f64; BINS] {
        if i == base || self.n < 1.0 {
            return [0.0; BINS];
        }
        let mean = (self.sum[i] - self.sum[base]) / self.n;
        let variance = (self.squares[i * self.options + base] / self.n - mean * mean).max(0.0);
        let differ = |bin: usize| {
            self.benefits[(first + bin) * self.options + i]
                - self.benefits[(first + bin) * self.options + base]
        };
        self.without_noise(first, mean, variance, &differ)
    }

    /// How often option `i` fits in each share of the dimension, noise left out.
    fn fit_curve(&self, first: usize, i: usize) -> [f64; BINS] {
        if self.n < 1.0 {
            return [0.0; BINS];
        }
        let mean = self.fits[i] / self.n;
        self.without_noise(first, mean, mean * (1.0 - mean), &|bin| {
            self.fit[(first + bin) * self.options + i]
        })
    }

    /// Means of sums over the shares of a dimension, of which only those steps are kept that stand out of the noise.
    fn without_noise(
        &self,
        first: usize,
        mean: f64,
        variance: f64,
        sum: &dyn Fn(usize) -> f64,
    ) -> [f64; BINS] {
        let counts = &self.counts[first..first + BINS];
        let mut curve = [mean; BINS];
        let mut width = BINS;
        while width > 1 {
            let half = width / 2;
            for start in (0..BINS).step_by(width) {
                let total = |from: usize| {
                    (from..from + half)
                        .fold((0.0, 0.0), |(n, total), bin| (n + counts[bin], total + sum(bin)))
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
/// The same in USD, as a share of what a month of the approach chosen costs.
const WORTHWHILE_COST: f64 = 5e-3;
/// Unknowns that are named as worth measuring.
const NAMED: usize = 6;

/// One unknown and what it would be worth to know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// What is not known.
    pub unknown: Unknown,
    /// Gain in the score of the approach chosen, 0 to 1, beside the verdict by score.
    pub utility: f64,
    /// Gain in net value of an average month beside the verdict by net value, USD; none where the team has set no values.
    pub usd: Option<f64>,
    /// What the better choice saves over the horizon on average, USD; negative where it costs more. Money alone: a choice may
    /// gain in score and cost more.
    pub saved_usd: f64,
    /// Share of simulations in which another approach would be chosen.
    pub changes: f64,
}

/// Simulates a few at a time and sums what the simulations say of each unknown, so that a page can go on painting in between.
#[derive(Clone, Debug)]
pub struct Knowing {
    sampler: Sampler,
    score: Partial,
    net: Option<Partial>,
    cost: f64,
}

impl Knowing {
    /// Nothing simulated yet.
    #[must_use]
    pub fn new(s: &Scenario) -> Self {
        let partial = || Partial::new(DIMENSIONS, STRATEGIES, s.confidence);
        Self {
            sampler: Sampler::new(s),
            score: partial(),
            net: (value::is_set(s) || s.judge_by == JudgeBy::NetValue).then(partial),
            cost: 0.0,
        }
    }

    /// The scenario that is simulated.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.sampler.scenario
    }

    /// Simulations so far.
    #[must_use]
    pub const fn drawn(&self) -> usize {
        self.sampler.drawn
    }

    /// Simulates `n` more times: the same simulations that [`Sampler`] makes.
    pub fn draw(&mut self, catalog: &Catalog, n: usize) {
        let musts = limits::musts(&self.sampler.scenario, catalog).map(|m| m.are_met());
        let Self {
            sampler,
            score,
            net,
            cost,
        } = self;
        sampler.draw_each(catalog, n, |number, outcome| {
            let places = places(number);
            let fits = outcome.fits();
            let fits: [bool; STRATEGIES] = std::array::from_fn(|i| fits[i] && musts[i]);
            score.add(&places, &outcome.score, &outcome.total_usd, &fits);
            if let Some(net) = net {
                net.add(&places, &outcome.net_usd, &outcome.total_usd, &fits);
            }
            *cost += outcome.total_usd.iter().sum::<f64>() / STRATEGIES as f64;
        });
    }

    /// The verdict by all simulations so far: what the value of knowing is compared with.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.sampler.futures_decision(self.sampler.scenario.judge_by)
    }

    fn base(&self, judge_by: JudgeBy) -> usize {
        self.sampler.futures_decision(judge_by).winner.index()
    }

    /// What knowing everything would be worth (EVPI), in score.
    #[must_use]
    pub fn everything(&self) -> f64 {
        self.score.everything(self.base(JudgeBy::Score))
    }

    /// The approach that is chosen without knowing more: the verdict.
    #[must_use]
    pub fn choice(&self) -> Strategy {
        self.decision().winner
    }

    /// What is worth measuring, most first: the few unknowns whose worth anyone would act on.
    #[must_use]
    pub fn worthwhile(&self, catalog: &Catalog) -> Vec<Worth> {
        let s = &self.sampler.scenario;
        let month = self.cost / self.drawn().max(1) as f64 / s.months();
        let mut worth = self.ranked(catalog);
        worth.retain(|w| match s.judge_by {
            JudgeBy::Score => w.utility >= WORTHWHILE,
            JudgeBy::NetValue => w.usd.is_some_and(|usd| usd >= WORTHWHILE_COST * month),
        });
        worth.truncate(NAMED);
        worth
    }

    /// Every unknown, the one most worth measuring first.
    #[must_use]
    pub fn ranked(&self, catalog: &Catalog) -> Vec<Worth> {
        let s = &self.sampler.scenario;
        let (by_score, by_net) = (self.base(JudgeBy::Score), self.base(JudgeBy::NetValue));
        let worth = unknowns::list(s, catalog)
            .into_iter()
            .map(|unknown| {
                let score = self.score.of(unknown.dimension(), by_score);
                let net = self.net.as_ref().map(|net| net.of(unknown.dimension(), by_net));
                let judged = match s.judge_by {
                    JudgeBy::Score => score,
                    JudgeBy::NetValue => net.unwrap_or(score),
                };
                Worth {
                    unknown,
                    utility: score.benefit,
                    usd: net.map(|net| net.benefit),
                    saved_usd: judged.saved,
                    changes: judged.changes,
                }
            })
            .collect();
        let judged = |w: &Worth| match s.judge_by {
            JudgeBy::Score => w.utility,
            JudgeBy::NetValue => w.usd.unwrap_or(0.0),
        };
        order::sorted(worth, |a: &Worth, b: &Worth| judged(b).total_cmp(&judged(a)))
    }
}
