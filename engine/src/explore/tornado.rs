//! A tornado: what each thing that is not known for certain does to the verdict and to its cost, one at a time.

use crate::catalog::Catalog;
use crate::decision::{Correction, Judge, assess_in_range};
use crate::order::sorted;
use crate::scenario::{JudgeBy, Scenario};
use crate::strategy::Strategy;
use crate::uncertainty::unknowns::{self, Unknown};

/// The verdict with one unknown at an end of its range and all else as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// The unknown's value there.
    pub value: f64,
    /// Who wins there.
    pub winner: Strategy,
    /// Whether that winner passes every gate.
    pub feasible: bool,
    /// Expected score of the strategy that wins as things stand, 0 to 1.
    pub utility: f64,
    /// That score less the score of the strategy that is runner-up as things stand.
    pub margin: f64,
    /// Its net value of an average month less that of the runner-up as things stand, USD.
    pub lead_usd: f64,
    /// What the strategy that wins as things stand costs over the horizon, USD.
    pub total_usd: f64,
    /// What the runner-up as things stand costs over the horizon, USD.
    pub runner_up_usd: f64,
}

/// One bar of the tornado.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// What is not known.
    pub unknown: Unknown,
    /// At its least plausible value.
    pub low: End,
    /// At its greatest.
    pub high: End,
    /// Whether another strategy wins at either end.
    pub flips: bool,
}

impl Bar {
    /// How far the margin moves from end to end, in score.
    #[must_use]
    pub fn swing(&self) -> f64 {
        (self.high.margin - self.low.margin).abs()
    }

    /// How far the lead in net value moves from end to end, USD a month.
    #[must_use]
    pub fn swing_net_usd(&self) -> f64 {
        (self.high.lead_usd - self.low.lead_usd).abs()
    }

    /// How far the winner's cost over the horizon moves from end to end, USD.
    #[must_use]
    pub fn swing_usd(&self) -> f64 {
        (self.high.total_usd - self.low.total_usd).abs()
    }
}

/// A bar for every unknown, the one that moves the margin most first. The strategies compared are those that win and come second as
/// things stand, so that both ends speak of the same two. With the correction of many simulations of the scenario these are their two.
#[must_use]
pub fn bars(s: &Scenario, catalog: &Catalog, correction: Option<Correction>) -> Vec<Bar> {
    let s = &s.in_range();
    let mut judge = Judge::new(catalog).corrected(correction);
    let now = judge.decide(s);
    let mut world = catalog.clone();
    let mut end = |unknown: &Unknown, value: f64| {
        let mut moved = *s;
        world.calibration = catalog.calibration;
        unknown.set(&mut moved, &mut world, value);
        let moved = moved.in_range();
        let assessed = assess_in_range(&moved, &world);
        let decision = judge.knowing(unknown.dimension(), value).decide(&moved);
        let (winner, second) = (now.winner.index(), now.runner_up.index());
        End {
            value,
            winner: decision.winner,
            feasible: decision.feasible,
            utility: decision.utility[winner],
            margin: decision.utility[winner] - decision.utility[second],
            lead_usd: decision.net_usd[winner] - decision.net_usd[second],
            total_usd: assessed[winner].total_usd,
            runner_up_usd: assessed[second].total_usd,
        }
    };
    let bars = unknowns::list(s, catalog)
        .into_iter()
        .map(|unknown| {
            let (low, high) = (end(&unknown, unknown.low), end(&unknown, unknown.high));
            Bar {
                unknown,
                low,
                high,
                flips: low.winner != now.winner || high.winner != now.winner,
            }
        })
        .collect();
    let swing = |bar: &Bar| match s.judge_by {
        JudgeBy::Score => bar.swing(),
        JudgeBy::NetValue => bar.swing_net_usd(),
    };
    // Those at whose ends another approach wins come first.
    sorted(bars, |a: &Bar, b: &Bar| {
        b.flips.cmp(&a.flips).then(swing(b).total_cmp(&swing(a)))
    })
}
