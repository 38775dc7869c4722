//! How sure the verdict is: the same scenario in many simulations, and the verdict that follows from them all.

pub mod export;
pub mod unknowns;
pub mod worth;

use crate::catalog::Catalog;
use crate::decision::judge::Corrector;
use crate::decision::limits::{self, Musts};
use crate::decision::rule::{Outcome, Tally};
use crate::decision::{self, Assessed, ByMany, Correction, Decision, Plans, assess_planned, figures_planned};
use crate::math::Bounds as _;
use crate::order;
use crate::report::LIMITS;
use crate::scenario::{JudgeBy, Scenario};
use crate::simulation::{Draw, Draws, Estimates};
use crate::strategy::{STRATEGIES, Strategy};

/// Simulations whose whole cost curves are kept for the bands; more would change them by less than a line's width.
const CURVES: usize = 256;

/// What the simulations say.
#[derive(Clone, Debug, PartialEq)]
pub struct Futures {
    /// How many there were.
    pub n: usize,
    /// The verdict by all of them.
    pub decision: Decision,
    /// Share of simulations in which each approach comes out ahead: the best of those that meet all limits.
    pub wins: [f64; STRATEGIES],
    /// Share of simulations in which no approach meets all limits. With `wins` it makes one.
    pub nothing: f64,
    /// Chance with which each approach meets each limit.
    pub meets: [[f64; LIMITS]; STRATEGIES],
    /// Mean score lost by choosing an approach where another is best, counting what a score loses beyond limits.
    pub regret: [f64; STRATEGIES],
    /// Mean net value of a month lost by choosing an approach where another is best, USD.
    pub regret_usd: [f64; STRATEGIES],
    /// Spent by the end of each month in the simulation at the tenth percentile, USD.
    pub cost_p10: [Vec<f64>; STRATEGIES],
    /// The same at the ninetieth.
    pub cost_p90: [Vec<f64>; STRATEGIES],
    /// Share of right answers at the tenth percentile.
    pub quality_p10: [f64; STRATEGIES],
    /// The same at the ninetieth.
    pub quality_p90: [f64; STRATEGIES],
    /// How far few simulations are off these, once there are enough.
    pub correction: Option<Correction>,
}

/// Simulates a few at a time, so that a page can go on painting in between.
#[derive(Clone, Debug)]
pub struct Sampler {
    scenario: Scenario,
    drawn: usize,
    settled: Option<([Musts; STRATEGIES], Plans)>,
    tally: Tally,
    corrector: Option<Corrector>,
    regret: [f64; STRATEGIES],
    regret_usd: [f64; STRATEGIES],
    curves: Vec<[Vec<f64>; STRATEGIES]>,
    qualities: Vec<[f64; STRATEGIES]>,
}

/// `n` simulations of a scenario (one at the least).
#[must_use]
pub fn futures(s: &Scenario, catalog: &Catalog, n: usize) -> Futures {
    let mut sampler = Sampler::new(s);
    sampler.draw(catalog, n.max(1));
    sampler.futures()
}

impl Sampler {
    /// A sampler that has simulated nothing yet.
    #[must_use]
    pub fn new(s: &Scenario) -> Self {
        Self {
            scenario: s.in_range(),
            drawn: 0,
            settled: None,
            tally: Tally::EMPTY,
            corrector: None,
            regret: [0.0; STRATEGIES],
            regret_usd: [0.0; STRATEGIES],
            curves: Vec::new(),
            qualities: Vec::new(),
        }
    }

    /// Simulations so far.
    #[must_use]
    pub const fn drawn(&self) -> usize {
        self.drawn
    }

    /// Simulates `n` more times.
    pub fn draw(&mut self, catalog: &Catalog, n: usize) {
        self.draw_each(catalog, n, |_, _| ());
    }

    /// The same, with each simulation's number, counted from 0, and outcome.
    pub fn draw_each(&mut self, catalog: &Catalog, n: usize, mut each: impl FnMut(usize, &Outcome)) {
        // One copy of the lists for all simulations of this call.
        let mut world = catalog.clone();
        let s = &self.scenario;
        let (musts, plans) = *self
            .settled
            .get_or_insert_with(|| (limits::musts(s, catalog), decision::plans(s, catalog)));
        self.corrector.get_or_insert_with(|| Corrector::new(s, catalog));
        let draws = Draws::about(&catalog.calibration);
        let estimates = Estimates::of(s);
        for _ in 0..n {
            let draw = draws.nth(self.drawn);
            world.calibration = draw.calibration;
            let drawn = estimates.drawn(&draw);
            let outcome = if self.curves.len() < CURVES {
                let assessed = assess_planned(&drawn, &world, &plans);
                self.keep(&drawn, &draw, &assessed);
                let figures = assessed.each_ref().map(Assessed::figures);
                Outcome::of(&self.scenario, &drawn, &world, &draw, &figures)
            } else {
                let figures = figures_planned(&drawn, &world, &plans);
                Outcome::of(&self.scenario, &drawn, &world, &draw, &figures)
            };
            self.tally.add(&self.scenario, &musts, &outcome);
            if let Some(corrector) = &mut self.corrector {
                corrector.add(&self.scenario, &outcome);
            }
            lose(&mut self.regret, &outcome.score, &musts);
            lose(&mut self.regret_usd, &outcome.net_usd, &musts);
            each(self.drawn, &outcome);
            self.drawn += 1;
        }
    }

    /// Keeps what the bands are drawn of.
    fn keep(&mut self, drawn: &Scenario, draw: &Draw, assessed: &[Assessed; STRATEGIES]) {
        let times = draw.times.1;
        self.curves.push(std::array::from_fn(|i| {
            let mut curve = assessed[i].costs.cumulative_usd(drawn);
            curve.iter_mut().for_each(|usd| *usd *= times);
            curve
        }));
        self.qualities.push(std::array::from_fn(|i| {
            let a = &assessed[i];
            draw.errors.applied(drawn, a.strategy, &a.quality).p_correct
        }));
    }

    /// The verdict by the simulations so far, judged by one or the other.
    fn futures_decision(&self, judge_by: JudgeBy) -> Decision {
        let s = Scenario {
            judge_by,
            ..self.scenario
        };
        let musts = self.settled.map(|(musts, _)| musts).unwrap_or_default();
        self.tally.decision(&s, &musts)
    }

    /// What the simulations so far say. Before the first every share is zero.
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
            decision: self.futures_decision(self.scenario.judge_by),
            wins: self.tally.ahead(),
            nothing: self.tally.nothing(),
            meets: self.tally.meets(),
            regret: self.regret.map(|r| r / n),
            regret_usd: self.regret_usd.map(|r| r / n),
            cost_p10: std::array::from_fn(|i| band(0.1, i)),
            cost_p90: std::array::from_fn(|i| band(0.9, i)),
            quality_p10: std::array::from_fn(|i| quality(0.1, i)),
            quality_p90: std::array::from_fn(|i| quality(0.9, i)),
            correction: self.corrector.as_ref().and_then(|c| c.correction(&self.tally)),
        }
    }
}

/// Adds what each approach falls behind the best of those that meet every requirement.
fn lose(sum: &mut [f64; STRATEGIES], judged: &[f64; STRATEGIES], musts: &[Musts; STRATEGIES]) {
    let may = |i: &usize| musts[*i].are_met();
    let best = (0..STRATEGIES)
        .filter(may)
        .map(|i| judged[i])
        .fold(f64::NEG_INFINITY, f64::max);
    for i in 0..STRATEGIES {
        sum[i] += (best - judged[i]).at_least(0.0);
    }
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
    /// The verdict, and what the report needs besides.
    #[must_use]
    pub const fn by_many(&self) -> ByMany {
        ByMany {
            decision: self.decision,
            meets: self.meets,
            correction: self.correction,
        }
    }

    /// The share of simulations in which `strategy` comes out ahead.
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
