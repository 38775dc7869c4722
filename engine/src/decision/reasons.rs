//! Why one approach comes before another: the differences between the two, by how much each moves the score.
//!
//! A reason is a difference with a figure on both sides. Swapping the two swaps what speaks for and what speaks against, because every
//! weight is that of the difference.

use super::assess::Assessed;
use super::{criteria, value};
use crate::cost::people;
use crate::order::sorted;
use crate::report::{CRITERIA, Criterion, Fact, Gate, Reason, Side};
use crate::scenario::{Audit, JudgeBy, Scenario};
use crate::strategy::STRATEGIES;

/// At most so many reasons for, and so many against.
const MOST: usize = 5;
/// Differences that move the score by less say nothing.
const LEAST_WEIGHT: f64 = 0.002;
/// A difference in times that counts nothing is told if it is more than this share of the longer one.
const TOLD: f64 = 0.01;
/// A requirement or a limit that rules an approach out decides more than any score.
const DECIDES: f64 = 1.0;

/// What is known of one of the two.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its figures at the likely values.
    pub assessed: &'a Assessed,
    /// The value of each of its criteria.
    pub values: &'a [f64; CRITERIA],
    /// What keeps it from fitting.
    pub gates: &'a [Gate],
    /// Its chance of meeting all limits.
    pub chance: f64,
}

/// The reasons: for the winner by weight, then against it by weight. `noticed` is the cost of a wrong answer that is noticed, relative to
/// one that is not.
#[must_use]
pub fn between(
    s: &Scenario,
    winner: Known<'_>,
    rival: Known<'_>,
    median_month_usd: f64,
    noticed: f64,
) -> Vec<Reason> {
    let pair = Pair {
        s,
        winner,
        rival,
        weights: criteria::weights(s),
        per_usd: 1.0 / median_month_usd.max(1e-9),
        noticed,
        reasons: Vec::with_capacity(16),
    };
    pair.list()
}

/// The median approach's cost of an average month, USD: what differences in net value are compared with.
#[must_use]
pub fn median_month_usd(s: &Scenario, assessed: &[Assessed; STRATEGIES]) -> f64 {
    criteria::median_of_basic(assessed.map(|a| a.total_usd / s.months()))
}

struct Pair<'a> {
    s: &'a Scenario,
    winner: Known<'a>,
    rival: Known<'a>,
    weights: [f64; CRITERIA],
    per_usd: f64,
    noticed: f64,
    reasons: Vec<Reason>,
}

impl Pair<'_> {
    fn list(mut self) -> Vec<Reason> {
        self.ruled_out();
        self.citing();
        match self.s.judge_by {
            JudgeBy::Score => self.by_score(),
            JudgeBy::NetValue => self.by_net_value(),
        }
        // That a later answer counts nothing is said, as readers look for it.
        self.reasons
            .retain(|r| r.weight >= LEAST_WEIGHT || matches!(r.fact, Fact::Faster { can_wait: true, .. }));
        let reasons = sorted(self.reasons, |a, b| b.weight.total_cmp(&a.weight));
        let side = |side: Side| reasons.iter().filter(move |r| r.side == side).take(MOST).copied();
        side(Side::For).chain(side(Side::Against)).collect()
    }

    /// Adds a reason by which the winner gains `moves`; a negative one speaks against it.
    fn push(&mut self, criterion: Criterion, moves: f64, fact: Fact) {
        self.reasons.push(Reason {
            side: if moves > 0.0 { Side::For } else { Side::Against },
            criterion,
            fact,
            weight: moves.abs(),
        });
    }

    /// By how much a criterion moves the winner's score against the rival's.
    fn moves(&self, criterion: Criterion) -> f64 {
        let i = criterion as usize;
        self.weights[i] * (self.winner.values[i] - self.rival.values[i])
    }

    fn ruled_out(&mut self) {
        let (w, r) = (self.winner, self.rival);
        // What both fail tells them apart no more than what neither fails.
        let worst = |of: Known<'_>, other: Known<'_>| {
            let apart = |gate: &&Gate| !other.gates.iter().any(|g| g.same_kind(gate));
            of.gates
                .iter()
                .filter(apart)
                .copied()
                .max_by(|a, b| a.severity().cmp(&b.severity()))
        };
        for (gate, who, sign) in [
            (worst(r, w), r.assessed.strategy, 1.0),
            (worst(w, r), w.assessed.strategy, -1.0),
        ] {
            // That one cannot cite is said by the reason on citing.
            if let Some(gate) = gate.filter(|gate| *gate != Gate::Audit) {
                self.push(gate.criterion(), sign * DECIDES, Fact::RuledOut { who, gate });
            }
        }
        if !w.gates.is_empty() && !r.gates.is_empty() {
            let fact = Fact::Chance {
                winner: w.chance,
                rival: r.chance,
                than: r.assessed.strategy,
            };
            self.push(Criterion::Quality, w.chance - r.chance, fact);
        }
    }

    fn citing(&mut self) {
        let (w, r) = (self.winner.assessed.strategy, self.rival.assessed.strategy);
        if self.s.audit == Audit::None {
            return;
        }
        let moves = self.moves(Criterion::Traceability);
        let required = self.s.audit == Audit::Required;
        let by_score = self.s.judge_by == JudgeBy::Score;
        if w.cites() == r.cites() {
            if by_score {
                let (who, than) = if moves > 0.0 { (w, r) } else { (r, w) };
                self.push(Criterion::Traceability, moves, Fact::CitesBetter { who, than });
            }
            return;
        }
        let weight = if required {
            DECIDES.copysign(moves)
        } else if by_score {
            moves
        } else {
            0.0
        };
        let (who, not) = if w.cites() { (w, r) } else { (r, w) };
        let sign = if w.cites() { 1.0 } else { -1.0 };
        self.push(
            Criterion::Traceability,
            sign * weight.abs(),
            Fact::Cites { required, who, not },
        );
    }

    fn by_score(&mut self) {
        let (w, r) = (self.winner.assessed, self.rival.assessed);
        let quality = self.weights[Criterion::Quality as usize];
        // The product of knowledge and behaviour differs by each difference times the mean of the other.
        let knows = quality
            * (w.quality.knowledge - r.quality.knowledge)
            * f64::midpoint(w.quality.behaviour, r.quality.behaviour);
        self.knows(knows);
        let behaves = quality
            * (w.quality.behaviour - r.quality.behaviour)
            * f64::midpoint(w.quality.knowledge, r.quality.knowledge);
        self.behaves(behaves);
        let than = r.strategy;
        self.push(
            Criterion::Freshness,
            self.moves(Criterion::Freshness),
            Fact::Current {
                winner: w.quality.fresh,
                rival: r.quality.fresh,
                change_days: self.s.change_days,
                than,
            },
        );
        self.costs(self.moves(Criterion::Cost));
        self.faster();
        self.push(
            Criterion::TimeToValue,
            self.moves(Criterion::TimeToValue),
            Fact::Live {
                winner_weeks: people::weeks_to_live(self.s, w.strategy),
                rival_weeks: people::weeks_to_live(self.s, than),
                than,
            },
        );
        // A hybrid is marked down for having two things to run.
        let handicap = criteria::handicap(self.s, than) - criteria::handicap(self.s, w.strategy);
        self.push(
            Criterion::Simplicity,
            self.moves(Criterion::Simplicity) + handicap,
            Fact::Simpler { than },
        );
    }

    fn by_net_value(&mut self) {
        let (w, r) = (self.winner.assessed, self.rival.assessed);
        let month = value::month_queries(self.s) * self.per_usd;
        let worth = self.s.right_answer_usd.unwrap_or(0.0) + self.noticed * self.s.wrong_answer_usd;
        let knows = (w.quality.knowledge - r.quality.knowledge)
            * f64::midpoint(w.quality.behaviour, r.quality.behaviour);
        self.knows(month * worth * knows);
        let behaves = (w.quality.behaviour - r.quality.behaviour)
            * f64::midpoint(w.quality.knowledge, r.quality.knowledge);
        self.behaves(month * worth * behaves);
        let silent = (r.quality.silent_failure - w.quality.silent_failure) * (1.0 - self.noticed);
        self.push(
            Criterion::Quality,
            month * self.s.wrong_answer_usd * silent,
            Fact::Silent {
                winner: w.quality.silent_failure,
                rival: r.quality.silent_failure,
                than: r.strategy,
            },
        );
        let months = self.s.months();
        self.costs((r.total_usd - w.total_usd) / months * self.per_usd);
    }

    fn faster(&mut self) {
        let (winner_ms, rival_ms) = (
            self.winner.assessed.latency.ttft.p95(),
            self.rival.assessed.latency.ttft.p95(),
        );
        let fact = Fact::Faster {
            winner_ms,
            rival_ms,
            can_wait: self.s.can_all_wait(),
            than: self.rival.assessed.strategy,
        };
        if !self.s.can_all_wait() {
            self.push(Criterion::Latency, self.moves(Criterion::Latency), fact);
        } else if (winner_ms - rival_ms).abs() > TOLD * winner_ms.max(rival_ms) {
            let side = if winner_ms < rival_ms {
                Side::For
            } else {
                Side::Against
            };
            self.reasons.push(Reason {
                side,
                criterion: Criterion::Latency,
                fact,
                weight: 0.0,
            });
        }
    }

    fn knows(&mut self, moves: f64) {
        let fact = Fact::Knows {
            winner: self.winner.assessed.quality.knowledge,
            rival: self.rival.assessed.quality.knowledge,
            than: self.rival.assessed.strategy,
        };
        self.push(Criterion::Quality, moves, fact);
    }

    fn behaves(&mut self, moves: f64) {
        let fact = Fact::Behaves {
            winner_breaks: 1.0 - self.winner.assessed.quality.behaviour,
            rival_breaks: 1.0 - self.rival.assessed.quality.behaviour,
            than: self.rival.assessed.strategy,
        };
        self.push(Criterion::Quality, moves, fact);
    }

    fn costs(&mut self, moves: f64) {
        let fact = Fact::Costs {
            winner_usd: self.winner.assessed.total_usd,
            rival_usd: self.rival.assessed.total_usd,
            than: self.rival.assessed.strategy,
        };
        self.push(Criterion::Cost, moves, fact);
    }
}
