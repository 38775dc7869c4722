//! "Repair retrieval first": the changes of the pipeline that would make answers better where recall is what limits them.
//!
//! Every input of retrieval is tried with every option of its row, one change after the other, as long as each gains. Only a report
//! asks for it: it takes some hundred assessments.

use super::assess::{Assessed, assess_only};
use super::judge::Judge;
use super::limits;
use super::rule::Decision;
use super::settle::assess_in_range;
use super::{criteria, value};
use crate::catalog::Catalog;
use crate::cost;
use crate::params::{Group, Kind, PARAMS, Param, Value};
use crate::quality::retrieval;
use crate::report::{Change, Repair};
use crate::scenario::{JudgeBy, Scenario};
use crate::strategy::{STRATEGIES, Strategy};

/// Least gain in right answers for which a change is worth a sentence where the approach stays the same.
const WORTH_SAYING: f64 = 0.05;
/// Least gain for one that turns the verdict.
const WORTH_TURNING: f64 = 0.02;
/// Share of the wrong answers of retrieval that missed passages must be behind.
const LIMITS_ANSWERS: f64 = 0.5;
/// Changes at the most: more would be another system.
const MOST_CHANGES: usize = 4;
/// Least gain of a further change in score: half a point of right answers at the usual weight. In net value a dollar a month.
const LEAST_GAIN: [f64; 2] = [0.002, 1.0];

/// The repair, where there is one.
#[must_use]
pub(super) fn find(
    s: &Scenario,
    catalog: &Catalog,
    judge: &mut Judge,
    decision: &Decision,
    assessed: &[Assessed; STRATEGIES],
) -> Option<Repair> {
    let retrieves = Strategy::RETRIEVAL;
    let set = retrieval::by_reference(s, catalog);
    let before = retrieval::Retrieved::of(s, catalog);
    let right = |a: &[Assessed; STRATEGIES], strategy: Strategy| a[strategy.index()].quality.p_correct;
    let wrong = 1.0 - assessed[retrieves.index()].quality.knowledge;
    let may_retrieve = limits::musts(s, catalog)[retrieves.index()].are_met();
    if !may_retrieve || s.new_facts_share * (1.0 - before.found) < LIMITS_ANSWERS * wrong {
        return None;
    }
    // A change may take so long that the approach meets its limits no more: then those before it are what is left.
    let steps = steps(&set, catalog, assessed);
    steps.into_iter().rev().find_map(|(repaired, changes)| {
        let then = judge.decide(&repaired);
        let after = assess_in_range(&repaired, catalog);
        let gain = |strategy: Strategy| right(&after, strategy) - right(assessed, decision.winner);
        // Where fine-tuning stays ahead by its score, the one with the most right answers is named if that is many more.
        let strategy = Strategy::ALL
            .into_iter()
            .filter(|strategy| strategy.retrieves() && then.open[strategy.index()])
            .max_by(|x, y| {
                let rank = |strategy: Strategy| (strategy == then.winner, gain(strategy));
                let (x, y) = (rank(*x), rank(*y));
                x.0.cmp(&y.0).then(x.1.total_cmp(&y.1))
            })?;
        let turns_verdict = strategy == then.winner && strategy != decision.winner;
        let least = if turns_verdict {
            WORTH_TURNING
        } else {
            WORTH_SAYING
        };
        if gain(strategy) < least {
            return None;
        }
        let (a, b) = (&assessed[strategy.index()], &after[strategy.index()]);
        Some(Repair {
            changes,
            recall: [before.recall, retrieval::recall(&repaired, catalog)],
            strategy,
            turns_verdict,
            right: [right(assessed, decision.winner), right(&after, strategy)],
            once_usd: b.upfront_usd - a.upfront_usd + s.repair_hours * s.team_usd_per_hour,
            monthly_usd: b.mean_month_usd(s) - a.mean_month_usd(s),
            ttft_p50_ms: b.latency.ttft.p50() - a.latency.ttft.p50(),
        })
    })
}

/// The changes that gain, one after the other: after each, the scenario and all changes so far.
fn steps(
    set: &Scenario,
    catalog: &Catalog,
    assessed: &[Assessed; STRATEGIES],
) -> Vec<(Scenario, Vec<Change>)> {
    let yardstick = criteria::yardstick_usd(set, assessed.map(|a| a.total_usd), cost::horizon_queries(set));
    let judged = |s: &Scenario| judged(s, catalog, yardstick);
    let [score, net_usd] = LEAST_GAIN;
    let least = match set.judge_by {
        JudgeBy::Score => score,
        JudgeBy::NetValue => net_usd,
    };
    let mut best = (judged(set), *set);
    let mut changes: Vec<Change> = Vec::new();
    let mut steps = Vec::new();
    for _ in 0..2 * MOST_CHANGES {
        let now = best.1;
        let least = best.0 + least;
        let mut step: Option<Change> = None;
        for param in PARAMS.iter().filter(|param| param.group == Group::Retrieval) {
            let is_changed = changes.iter().any(|change| change.key == param.key);
            if changes.len() == MOST_CHANGES && !is_changed {
                continue;
            }
            for value in options(param, &now, catalog) {
                let mut other = now;
                (param.set)(&mut other, value);
                // What recall is that of the reference is a fact, and no change.
                other.recall = set.recall;
                other.recall_of = set.recall_of;
                let other = other.in_range();
                if retrieval::recall(&other, catalog) <= retrieval::recall(&now, catalog) {
                    continue;
                }
                let gained = judged(&other);
                if gained > best.0.max(least)
                    && limits::musts(&other, catalog)[Strategy::RETRIEVAL.index()].are_met()
                {
                    best = (gained, other);
                    step = Some(Change {
                        key: param.key,
                        to: number(value),
                    });
                }
            }
        }
        let Some(step) = step else {
            break;
        };
        match changes.iter_mut().find(|change| change.key == step.key) {
            Some(change) => *change = step,
            None => changes.push(step),
        }
        steps.push((best.1, changes.clone()));
    }
    steps
}

/// The values of an input that are tried: every option, or some numbers about the one it has.
fn options(param: &Param, s: &Scenario, catalog: &Catalog) -> Vec<Value> {
    match param.kind {
        Kind::Choice { .. } => param
            .options(catalog)
            .iter()
            .map(|(index, _, _)| Value::Choice(*index))
            .collect(),
        Kind::Number { min, max, .. } => {
            let now = param.number(s);
            [0.25, 0.5, 2.0, 4.0, 10.0]
                .into_iter()
                .map(|times| (now * times).round())
                .filter(|value| (min..=max).contains(value))
                .map(Value::Number)
                .collect()
        }
    }
}

const fn number(value: Value) -> f64 {
    match value {
        Value::Number(x) => x,
        Value::Choice(index) => index as f64,
        Value::Unset => 0.0,
    }
}

/// What retrieval is judged by at the likely values, as the rule has it: score, or net value.
fn judged(s: &Scenario, catalog: &Catalog, yardstick_usd: f64) -> f64 {
    let a = assess_only(s, catalog, Strategy::RETRIEVAL);
    match s.judge_by {
        JudgeBy::Score => {
            let values = criteria::values(s, &a.figures(), yardstick_usd);
            let score: f64 = values.iter().zip(criteria::weights(s)).map(|(v, w)| v * w).sum();
            score * limits::kept(&limits::used(s, s, &a.figures(), &a.quality))
        }
        JudgeBy::NetValue => {
            let queries = cost::horizon_queries(s);
            let answers = queries * value::answer_usd(s, &a.quality, catalog.calibration.noticed_cost);
            (answers - a.total_usd) / s.months()
        }
    }
}
