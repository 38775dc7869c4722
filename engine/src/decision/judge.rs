//! The rule by few simulations: sixteen for each cell of a ribbon or a map, some hundred while a slider moves.

use super::assess::Plans;
use super::correction::{Correction, Means, STEPS};
use super::limits::{self, Musts};
use super::rule::{ByMany, Decision, Outcome, Tally};
use super::settle::{self, Trials};
use crate::assumptions::Calibration;
use crate::catalog::Catalog;
use crate::math::Bounds as _;
use crate::quality::{self, behaviour::effective_examples};
use crate::report::{LIMITS, Limit};
use crate::scenario::Scenario;
use crate::simulation::{self, Draw, Draws, Estimates};
use crate::strategy::STRATEGIES;

pub use simulation::FEW;

/// Decides many scenarios by the same few simulations, whose draws are made once.
#[derive(Clone, Debug)]
pub struct Judge {
    world: Catalog,
    likely: Calibration,
    draws: [Draw; FEW],
    correction: Option<Correction>,
}

impl Judge {
    /// A judge by that catalog.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        Self {
            draws: simulation::few(&catalog.calibration),
            likely: catalog.calibration,
            world: catalog.clone(),
            correction: None,
        }
    }

    /// The same by another scrambling, for the search of the one that is used.
    #[must_use]
    pub fn by(scrambling: u32, catalog: &Catalog) -> Self {
        let draws = Draws::about(&catalog.calibration);
        Self {
            draws: std::array::from_fn(|n| draws.by(scrambling, n)),
            likely: catalog.calibration,
            world: catalog.clone(),
            correction: None,
        }
    }

    /// The same, corrected by what is known at a scenario at rest, if anything is. There it decides as many simulations do.
    #[must_use]
    pub fn corrected(self, correction: Option<Correction>) -> Self {
        Self { correction, ..self }
    }

    /// The same where one of the numbers that are drawn is known to have a value.
    #[must_use]
    pub fn knowing(&self, dimension: usize, value: f64) -> Self {
        let mut judge = self.clone();
        simulation::know(&mut judge.likely, dimension, value);
        for draw in &mut judge.draws {
            draw.know(dimension, value);
        }
        judge
    }

    /// The verdict on a scenario. Allocates nothing.
    #[must_use]
    pub fn decide(&mut self, scenario: &Scenario) -> Decision {
        let s = &scenario.in_range();
        let (musts, plans, trials) = self.settled(s);
        self.decide_in_range(s, &musts, &plans, &trials, &mut |_| ())
    }

    /// Means over the sixteen simulations of a scenario, without any correction.
    #[must_use]
    pub fn means(&mut self, scenario: &Scenario) -> Means {
        let s = &scenario.in_range();
        let (_, plans, trials) = self.settled(s);
        self.tally(s, &plans, &trials, &mut |_| ()).means()
    }

    /// What is settled before the simulations of a scenario in range.
    fn settled(&mut self, s: &Scenario) -> ([Musts; STRATEGIES], Plans, Trials) {
        self.world.calibration = self.likely;
        let musts = limits::musts(s, &self.world);
        let mut trials = Trials::NONE;
        let plans = settle::plans_by(s, &self.world, &musts, &|n| self.draws[n], &mut trials);
        (musts, plans, trials)
    }

    /// Chance that so many examples are enough to train on.
    #[must_use]
    pub fn chance_of_data(&self, s: &Scenario, examples: f64) -> f64 {
        let sum: f64 = self
            .draws
            .iter()
            .map(|draw| {
                let drawn = draw.scenario(s);
                // A number is asked for, so that number counts.
                let effective = effective_examples(&drawn, examples);
                limits::chance(
                    quality::enough_examples(&drawn, &self.world, &draw.calibration)
                        / effective.at_least(1e-9),
                    limits::OPEN[Limit::Data as usize],
                )
            })
            .sum();
        sum / FEW as f64
    }

    pub(super) fn decide_in_range(
        &mut self,
        s: &Scenario,
        musts: &[Musts; STRATEGIES],
        plans: &Plans,
        trials: &Trials,
        each: &mut dyn FnMut(&Outcome),
    ) -> Decision {
        let tally = self.tally(s, plans, trials, each);
        let means = tally.means();
        let corrected = self
            .correction
            .as_ref()
            .map_or(means, |correction| correction.of_judge(&means));
        tally.decision_by(s, musts, &corrected)
    }

    fn tally(
        &mut self,
        s: &Scenario,
        plans: &Plans,
        trials: &Trials,
        each: &mut dyn FnMut(&Outcome),
    ) -> Tally {
        let mut tally = Tally::EMPTY;
        let estimates = Estimates::of(s);
        for (n, draw) in self.draws.iter().enumerate() {
            let outcome = Outcome::tried(&estimates, plans, &mut self.world, draw, |strategy| {
                trials.known(strategy, n)
            });
            tally.add_open(s, &outcome);
            each(&outcome);
        }
        tally
    }
}

/// The verdict alone, by few simulations. Allocates nothing with the built-in catalog.
#[must_use]
pub fn decide(scenario: &Scenario, catalog: &Catalog) -> Decision {
    Judge::new(catalog).decide(scenario)
}

/// Simulations that decide while a slider moves, at the least.
const MOVING: usize = 64;
/// As many more follow while the verdict is not settled, up to so many.
const MOST_MOVING: usize = 256;

/// The verdict while a slider moves, and the chance with which each approach meets each limit, by the first of the simulations that decide
/// at rest: as many as settle it, within what a frame has time for. `before` is the last verdict by many, which corrects this one.
#[must_use]
pub fn moving(
    s: &Scenario,
    catalog: &Catalog,
    musts: &[Musts; STRATEGIES],
    plans: &Plans,
    before: Option<&ByMany>,
) -> (Decision, [[f64; LIMITS]; STRATEGIES]) {
    let mut world = catalog.clone();
    let mut tally = Tally::EMPTY;
    let draws = Draws::about(&catalog.calibration);
    let estimates = Estimates::of(s);
    let correction = before.and_then(|before| before.correction.as_ref());
    let mut n = 0;
    let mut decision = loop {
        for _ in 0..MOVING {
            let draw = draws.nth(n);
            let outcome = Outcome::simulated(&estimates, plans, &mut world, &draw);
            tally.add_moving(s, musts, &outcome);
            n += 1;
        }
        let decision = decided(&tally, s, musts, correction);
        if n >= MOST_MOVING || tally.is_settled(s, musts, &decision) {
            break decision;
        }
    };
    let (winner, runner_up) = (decision.winner, decision.runner_up);
    if let Some(before) = before.map(|before| &before.decision)
        && (before.winner, before.runner_up) == (winner, runner_up)
        && decision.open[winner.index()]
        && decision.open[runner_up.index()]
    {
        decision.strength = tally
            .won(winner.index(), runner_up.index())
            .strength_after(before.strength);
    }
    (decision, tally.meets())
}

/// The verdict by the first simulations, corrected where a correction is known. A verdict that they settle by themselves needs none, and
/// stands where a correction, which may come from a scenario far away, would give another.
pub(crate) fn decided(
    tally: &Tally,
    s: &Scenario,
    musts: &[Musts; STRATEGIES],
    correction: Option<&Correction>,
) -> Decision {
    let means = tally.means();
    let plain = tally.decision_by(s, musts, &means);
    let Some(correction) = correction else {
        return plain;
    };
    let corrected = tally.decision_by(s, musts, &correction.of_first(&means, tally.n() as usize));
    let alike = (corrected.winner, corrected.feasible) == (plain.winner, plain.feasible);
    if alike || !tally.is_settled(s, musts, &plain) {
        corrected
    } else {
        plain
    }
}

/// Makes a correction of the simulations at rest as they come.
#[derive(Clone, Debug)]
pub struct Corrector {
    judge: Means,
    tally: Tally,
    first: [Means; STEPS.len()],
}

impl Corrector {
    /// Of a scenario in range, with no simulation yet.
    #[must_use]
    pub fn new(s: &Scenario, catalog: &Catalog) -> Self {
        Self {
            judge: Judge::new(catalog).means(s),
            tally: Tally::EMPTY,
            first: [Means::NONE; STEPS.len()],
        }
    }

    /// Adds the next simulation of that scenario.
    pub fn add(&mut self, s: &Scenario, outcome: &Outcome) {
        let n = self.tally.n() as usize;
        if n >= STEPS[STEPS.len() - 1] {
            return;
        }
        self.tally.add_smoothly(s, outcome);
        if let Some(i) = STEPS.iter().position(|step| *step == n + 1) {
            self.first[i] = self.tally.means();
        }
    }

    /// The correction by the means of many simulations, if they are as many as the last of [`STEPS`].
    #[must_use]
    pub fn correction(&self, many: &Tally) -> Option<Correction> {
        (many.n() as usize >= STEPS[STEPS.len() - 1]).then(|| Correction {
            many: many.means(),
            judge: self.judge,
            first: self.first,
        })
    }
}
