//! Why the winner wins, and what speaks against it, by how much each moves the score.

use super::assess::Assessed;
use super::choose::Decision;
use super::criteria;
use super::gates::Gates;
use crate::cost::people;
use crate::latency;
use crate::order::sorted;
use crate::report::{CRITERIA, Criterion, Fact, Gate, Reason, Side};
use crate::scenario::{Audit, Scenario};
use crate::strategy::{STRATEGIES, Strategy};

/// At most so many reasons for, and so many against.
const MOST: usize = 5;
/// Differences that move the score by less say nothing.
const LEAST_WEIGHT: f64 = 0.002;

struct Context<'a> {
    s: &'a Scenario,
    winner: &'a Assessed,
    rival: &'a Assessed,
    weights: [f64; CRITERIA],
    winner_values: &'a [f64; CRITERIA],
    rival_values: &'a [f64; CRITERIA],
}

/// The reasons: for the winner by weight, then against it by weight.
#[must_use]
pub fn list(
    s: &Scenario,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
    values: &[[f64; CRITERIA]; STRATEGIES],
    shut: &[Gates; STRATEGIES],
) -> Vec<Reason> {
    let winner = decision.winner;
    let rival = rival(decision);
    let context = Context {
        s,
        winner: &assessed[winner.index()],
        rival: &assessed[rival.index()],
        weights: criteria::weights(s),
        winner_values: &values[winner.index()],
        rival_values: &values[rival.index()],
    };
    let mut reasons = Vec::with_capacity(16);
    context.freshness(assessed, &mut reasons);
    context.traceability(&mut reasons);
    context.quality(&mut reasons);
    context.cost(&mut reasons);
    context.latency(assessed, &mut reasons);
    context.time_and_parts(&mut reasons);
    if let Some(gate) = shut[rival.index()].iter().max_by_key(|g| g.severity()) {
        context.gated(*gate, &mut reasons);
    }
    reasons.retain(|r| r.weight >= LEAST_WEIGHT);
    let reasons = sorted(reasons, |a, b| b.weight.total_cmp(&a.weight));
    let side = |side: Side| reasons.iter().filter(move |r| r.side == side).take(MOST).copied();
    side(Side::For).chain(side(Side::Against)).collect()
}

/// Whom the winner is compared with: the article's fork is retrieval against fine-tuning, so RAG is compared with the best tuned
/// model and a tuned model with RAG; a hybrid with the better of the two, anything else with RAG.
fn rival(decision: &Decision) -> Strategy {
    let tuned = Strategy::ALL
        .into_iter()
        .filter(|s| s.only_tunes())
        .max_by(|a, b| {
            decision.utility[a.index()]
                .total_cmp(&decision.utility[b.index()])
                .then(b.cmp(a))
        })
        .unwrap_or(Strategy::TUNED);
    let winner = decision.winner;
    let tuned_is_better = decision.utility[tuned.index()] > decision.utility[Strategy::RETRIEVAL.index()];
    if winner.only_retrieves() || (winner.combines() && tuned_is_better) {
        tuned
    } else {
        Strategy::RETRIEVAL
    }
}

const fn side(good: bool) -> Side {
    if good { Side::For } else { Side::Against }
}

impl Context<'_> {
    /// By how much a criterion moves the winner's score against the rival's; positive speaks for the winner.
    fn moves(&self, criterion: Criterion) -> f64 {
        let i = criterion as usize;
        self.weights[i] * (self.winner_values[i] - self.rival_values[i])
    }

    fn push(&self, out: &mut Vec<Reason>, criterion: Criterion, good: bool, weight: f64, fact: Fact) {
        out.push(Reason {
            side: side(good),
            criterion,
            fact,
            weight: weight.abs(),
        });
    }

    /// By how much the knowledge part alone moves the score.
    fn knowledge_weight(&self) -> f64 {
        let (w, r) = (&self.winner.quality, &self.rival.quality);
        self.weights[Criterion::Quality as usize] * (w.knowledge - r.knowledge) * r.behaviour
    }

    fn freshness(&self, assessed: &[Assessed; STRATEGIES], out: &mut Vec<Reason>) {
        let tuned_fresh = assessed[Strategy::TUNED.index()].quality.fresh;
        let moved = self.moves(Criterion::Freshness);
        let share = self.s.new_facts_share;
        if self.winner.strategy.retrieves() {
            if tuned_fresh < 0.97 {
                // What retrieval keeps current it also answers rightly: with facts that change weekly or faster all of the quality
                // it gains is owed to this, with slower ones half.
                let owed = if self.s.change_days <= 7.0 { 1.0 } else { 0.5 };
                let weight = moved.max(0.0) + owed * self.knowledge_weight().max(0.0);
                let fact = Fact::RetrievalKeepsUp {
                    change_days: self.s.change_days,
                    tuned_fresh,
                };
                self.push(out, Criterion::Freshness, true, weight.max(LEAST_WEIGHT), fact);
            }
        } else if share <= 0.2 {
            let weight = self.weights[Criterion::Freshness as usize] * (1.0 - share);
            self.push(
                out,
                Criterion::Freshness,
                true,
                weight,
                Fact::FewNewFacts { share },
            );
        } else if self.winner.quality.fresh >= 0.9 {
            let weight = self.weights[Criterion::Freshness as usize] * self.winner.quality.fresh;
            let fact = Fact::FactsAreStable {
                change_days: self.s.change_days,
            };
            self.push(out, Criterion::Freshness, true, weight, fact);
        }
    }

    fn traceability(&self, out: &mut Vec<Reason>) {
        let required = self.s.audit == Audit::Required;
        let weight = if required {
            1.0
        } else {
            self.weights[Criterion::Traceability as usize]
        };
        if self.s.audit == Audit::None {
            return;
        }
        if self.winner.strategy.cites() {
            self.push(
                out,
                Criterion::Traceability,
                true,
                weight,
                Fact::Cites { required },
            );
        } else {
            self.push(out, Criterion::Traceability, false, weight, Fact::CannotCite);
        }
    }

    fn quality(&self, out: &mut Vec<Reason>) {
        let (w, r) = (&self.winner.quality, &self.rival.quality);
        let weight = self.weights[Criterion::Quality as usize];
        let than = self.rival.strategy;
        let knows = w.knowledge - r.knowledge;
        if knows.abs() >= 0.01 {
            let fact = Fact::Knows {
                winner: w.knowledge,
                rival: r.knowledge,
                than,
            };
            self.push(
                out,
                Criterion::Quality,
                knows > 0.0,
                self.knowledge_weight(),
                fact,
            );
        }
        let behaves = w.behaviour - r.behaviour;
        if behaves.abs() >= 0.01 {
            let fact = Fact::Behaves {
                winner_breaks: 1.0 - w.behaviour,
                rival_breaks: 1.0 - r.behaviour,
                than,
            };
            self.push(
                out,
                Criterion::Quality,
                behaves > 0.0,
                weight * behaves * w.knowledge,
                fact,
            );
        }
    }

    fn cost(&self, out: &mut Vec<Reason>) {
        let moved = self.moves(Criterion::Cost);
        let fact = Fact::Costs {
            winner_usd: self.winner.total_usd,
            rival_usd: self.rival.total_usd,
            than: self.rival.strategy,
        };
        self.push(out, Criterion::Cost, moved > 0.0, moved, fact);
    }

    fn latency(&self, assessed: &[Assessed; STRATEGIES], out: &mut Vec<Reason>) {
        let moved = self.moves(Criterion::Latency);
        if self.winner.strategy.retrieves() {
            let without = if self.winner.strategy.tunes() {
                self.winner.method.strategy()
            } else {
                Strategy::BASELINE
            };
            let ms = latency::retrieval_adds_ms(&self.winner.latency, &assessed[without.index()].latency);
            self.push(
                out,
                Criterion::Latency,
                false,
                moved.min(0.0).abs().max(LEAST_WEIGHT),
                Fact::RetrievalAdds { ms },
            );
        } else {
            let fact = Fact::Faster {
                winner_ms: self.winner.latency.ttft.p95(),
                rival_ms: self.rival.latency.ttft.p95(),
                than: self.rival.strategy,
            };
            self.push(out, Criterion::Latency, moved > 0.0, moved, fact);
        }
    }

    fn time_and_parts(&self, out: &mut Vec<Reason>) {
        let than = self.rival.strategy;
        let moved = self.moves(Criterion::TimeToValue);
        let fact = Fact::Live {
            winner_weeks: people::weeks_to_live(self.s, self.winner.strategy),
            rival_weeks: people::weeks_to_live(self.s, than),
            than,
        };
        self.push(out, Criterion::TimeToValue, moved > 0.0, moved, fact);
        let moved = self.moves(Criterion::Simplicity);
        self.push(
            out,
            Criterion::Simplicity,
            moved > 0.0,
            moved,
            Fact::Simpler { than },
        );
    }

    fn gated(&self, gate: Gate, out: &mut Vec<Reason>) {
        let criterion = match gate {
            Gate::Audit => Criterion::Traceability,
            Gate::Data { .. } | Gate::ContextWindow { .. } | Gate::NotSold => Criterion::Quality,
            Gate::Freshness { .. } => Criterion::Freshness,
            Gate::TimeToFirstToken { .. } | Gate::WholeAnswer { .. } => Criterion::Latency,
            Gate::UpfrontBudget { .. } | Gate::MonthlyBudget { .. } => Criterion::Cost,
        };
        // A gate has no weight of its own. Missing examples count by how much the behaviour they would teach is asked for.
        let weight = match gate {
            Gate::Data { .. } => 0.05 + 0.15 * self.s.strictness,
            Gate::Audit
            | Gate::TimeToFirstToken { .. }
            | Gate::WholeAnswer { .. }
            | Gate::UpfrontBudget { .. }
            | Gate::MonthlyBudget { .. }
            | Gate::Freshness { .. }
            | Gate::ContextWindow { .. }
            | Gate::NotSold => 0.05,
        };
        self.push(
            out,
            criterion,
            true,
            weight,
            Fact::RivalGated {
                rival: self.rival.strategy,
                gate,
            },
        );
    }
}
