//! Which strategy wins: gates first, then the weighted score.

use super::assess::{Assessed, assess_in_range};
use super::criteria;
use super::gates::{self, Gates};
use crate::catalog::Catalog;
use crate::report::CRITERIA;
use crate::scenario::Scenario;
use crate::strategy::{STRATEGIES, Strategy};

/// The verdict alone: what sliders, ribbons and maps need, hundreds of times a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The strategy recommended; where none is feasible, the nearest.
    pub winner: Strategy,
    /// Whether it passes every gate.
    pub feasible: bool,
    /// The next best of another kind: full fine-tuning, LoRA and QLoRA count as one.
    pub runner_up: Strategy,
    /// The winner's utility less the runner-up's.
    pub margin: f64,
    /// Weighted score of each strategy, 0 to 1.
    pub utility: [f64; STRATEGIES],
    /// Which strategies pass every gate.
    pub open: [bool; STRATEGIES],
}

/// The verdict alone. Allocates nothing.
#[must_use]
pub fn decide(scenario: &Scenario, catalog: &Catalog) -> Decision {
    let s = &scenario.in_range();
    let assessed = assess_in_range(s, catalog);
    choose(s, catalog, &assessed).0
}

/// Weighs what was assessed. Also gives each strategy's criteria and gates.
#[must_use]
pub fn choose(
    s: &Scenario,
    catalog: &Catalog,
    assessed: &[Assessed; STRATEGIES],
) -> (Decision, [[f64; CRITERIA]; STRATEGIES], [Gates; STRATEGIES]) {
    let weights = criteria::weights(s);
    let mut values = [[0.0; CRITERIA]; STRATEGIES];
    let mut utility = [0.0; STRATEGIES];
    let mut shut = [Gates::default(); STRATEGIES];
    for (i, a) in assessed.iter().enumerate() {
        values[i] = criteria::values(s, a);
        utility[i] = values[i].iter().zip(&weights).map(|(v, w)| v * w).sum();
        shut[i] = gates::check(s, catalog, a);
    }
    let rank = |i: usize| {
        let score = criteria::ranked(s, Strategy::ALL[i], utility[i]);
        // A strategy that passes every gate comes before any that does not; among those that do not, the least shut comes first.
        (std::cmp::Reverse(shut[i].severity()), score)
    };
    let better = |a: usize, b: usize| {
        let ((shut_a, score_a), (shut_b, score_b)) = (rank(a), rank(b));
        shut_a.cmp(&shut_b).then(score_a.total_cmp(&score_b)).is_gt()
    };
    let mut winner = 0;
    for i in 1..STRATEGIES {
        if better(i, winner) {
            winner = i;
        }
    }
    // Full, LoRA and QLoRA are one answer, fine-tune: the runner-up to one of them is none of the others.
    let rivals = |i: usize| !Strategy::ALL[i].same_answer(Strategy::ALL[winner]);
    let mut runner_up = usize::from(winner == 0);
    for i in 0..STRATEGIES {
        if rivals(i) && (!rivals(runner_up) || better(i, runner_up)) {
            runner_up = i;
        }
    }
    let decision = Decision {
        winner: Strategy::ALL[winner],
        feasible: shut[winner].is_open(),
        runner_up: Strategy::ALL[runner_up],
        margin: utility[winner] - utility[runner_up],
        utility,
        open: shut.map(|g| g.is_open()),
    };
    (decision, values, shut)
}
