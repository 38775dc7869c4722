//! The values that set inputs, and those that only say something.

use std::collections::BTreeMap;

use forkcast_observe::{Bound, Estimate, Finding};

use super::estimates::{resampled, share};
use super::{Grades, Recall};
use crate::find::Step;
use crate::keep::Graded;
use crate::plan::{Arm, Plan};
use crate::text::finding as words;

/// Right answers from the model alone below which nothing is said of distraction.
const FEW: f64 = 5.0;
/// Context up to which a passage is used as well as alone, and from which on more is lost (the model's, `engine/src/quality/ability.rs`).
const SHORT_CONTEXT: f64 = 4_000.0;
const LONG_CONTEXT: f64 = 32_000.0;
/// Doublings below which a loss says nothing.
const LEAST_DOUBLINGS: f64 = 0.5;

pub(super) fn findings(
    plan: &Plan<'_>,
    table: &BTreeMap<(usize, Arm), Grades<'_>>,
    recalls: &[Recall],
) -> Vec<Finding> {
    let questions = &plan.set.questions;
    let mut all = Vec::new();
    // Whether the right passage of every question is known, rather than its document alone.
    let named = |id: &String| id.contains('#');
    let exact = questions
        .iter()
        .zip(&plan.found)
        .filter(|(_, found)| !found.right.is_empty())
        .all(|(question, found)| {
            question.documents.iter().all(named)
                || plan.corpus.is_some_and(|corpus| {
                    found
                        .right
                        .iter()
                        .filter_map(|at| corpus.passages.get(*at))
                        .all(|passage| question.expected.is_in(&passage.words) == Some(true))
                })
        });
    // What goes into prompts: after the reranker, if there is one.
    let step = plan.pipeline.reranker.as_ref().map(|_| Step::Reranked);
    let own = recalls.iter().find(|recall| {
        recall.search == plan.search.id() && recall.step == step && recall.k == plan.spec.k as usize
    });
    if let Some(recall) = own {
        all.push(Finding {
            bound: if exact { Bound::Value } else { Bound::Upper },
            ..finding(
                "recall",
                Some("recall"),
                recall.recall,
                if exact {
                    words::RECALL
                } else {
                    words::RECALL_OF_DOCUMENTS
                },
            )
        });
    }
    let grades = |arm: Arm| table.get(&(0, arm));
    let closed = grades(Arm::ClosedBook);
    if let Some(closed) = closed {
        let of = |with_documents: bool| {
            let own = closed
                .iter()
                .zip(questions)
                .filter(|(_, question)| question.documents.is_empty() != with_documents);
            share(own.filter_map(|(graded, _)| Some(graded.as_ref()?.score.right)))
        };
        let (general, special) = (of(false), of(true));
        if general.n > 0 {
            all.push(finding(
                "known_accuracy",
                Some("known_accuracy"),
                general,
                words::KNOWN,
            ));
        }
        if special.n > 0 {
            all.push(finding("new_known", Some("new_known"), special, words::NEW));
        }
    }
    let given = |arm: Arm, must_be_found: bool| pairs(plan, grades(arm)?, closed, must_be_found);
    let used = given(Arm::Rag, true);
    let short = used.as_ref().map(|pairs| use_of(plan.spec.seed, pairs));
    if let (Some(pairs), Some(estimate)) = (&used, short) {
        let without = pairs.iter().any(|(_, alone)| alone.is_none());
        all.push(Finding {
            bound: if without { Bound::Upper } else { Bound::Value },
            ..finding(
                "passage_use",
                Some("passage_use"),
                estimate,
                if without { words::USE_AT_MOST } else { words::USE },
            )
        });
    }
    if let (Some(short), Some(pairs)) = (short, given(Arm::LongContext, false)) {
        all.extend(context_loss(plan, short, &use_of(plan.spec.seed, &pairs)));
    }
    if let (Some(wrong), Some(closed)) = (grades(Arm::WrongPassages), closed) {
        all.extend(distraction(plan.spec.seed, wrong, closed));
    }
    let of_arms = |arms: &[Arm]| -> Vec<&Grades<'_>> { arms.iter().filter_map(|arm| grades(*arm)).collect() };
    let unsupported = of_arms(&[Arm::ClosedBook, Arm::WrongPassages]);
    if let Some(estimate) = by_question(&unsupported, |graded| {
        (!graded.score.right).then_some(graded.score.withheld)
    }) {
        all.push(finding(
            "abstention",
            Some("abstention"),
            estimate,
            words::ABSTENTION,
        ));
    }
    let free = of_arms(&[Arm::ClosedBook, Arm::Rag, Arm::WrongPassages, Arm::LongContext]);
    if let Some(estimate) = by_question(&free, |graded| graded.score.form) {
        all.push(finding(
            "prompted_compliance",
            Some("prompted_compliance"),
            estimate,
            words::PROMPTED,
        ));
    }
    if let Some(estimate) = by_question(&of_arms(&[Arm::Structured]), |graded| graded.score.form) {
        all.push(finding(
            "constrained_compliance",
            Some("constrained_compliance"),
            estimate,
            words::CONSTRAINED,
        ));
    }
    all
}

const fn finding(
    id: &'static str,
    input: Option<&'static str>,
    estimate: Estimate,
    note: &'static str,
) -> Finding {
    Finding {
        id,
        input,
        estimate,
        bound: Bound::Value,
        note,
    }
}

/// Right answers with the right passage in the prompt, and of the model alone on the same questions.
type Pairs = Vec<(f64, Option<f64>)>;

fn pairs(
    plan: &Plan<'_>,
    given: &Grades<'_>,
    closed: Option<&Grades<'_>>,
    must_be_found: bool,
) -> Option<Pairs> {
    let right = |graded: &Graded| f64::from(u8::from(graded.score.right));
    let mut pairs = Vec::new();
    for (at, graded) in given.iter().enumerate() {
        let found = plan
            .found
            .get(at)
            .is_some_and(|found| !found.right.is_empty() && (!must_be_found || found.is_found()));
        let (Some(graded), true) = (graded, found) else {
            continue;
        };
        let alone = closed.map(|closed| closed.get(at).copied().flatten().map(right));
        match alone {
            // One that failed alone is left out, or the pairs would not be pairs.
            Some(None) => {}
            Some(alone) => pairs.push((right(graded), alone)),
            None => pairs.push((right(graded), None)),
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// Use of the right passage: right answers with it are `use + (1 − use) × prior`.
fn use_of(seed: u32, pairs: &Pairs) -> Estimate {
    let solve = |with: f64, alone: f64| {
        if alone < 1.0 {
            ((with - alone) / (1.0 - alone)).clamp(0.0, 1.0)
        } else {
            f64::NAN
        }
    };
    let means = |places: &mut dyn Iterator<Item = usize>| {
        let (mut with, mut alone, mut n) = (0.0, 0.0, 0.0);
        for (a, b) in places.filter_map(|at| pairs.get(at)) {
            with += a;
            alone += b.unwrap_or(0.0);
            n += 1.0;
        }
        (with / n, alone / n)
    };
    let n = pairs.len();
    let (with, alone) = means(&mut (0..n));
    let value = solve(with, alone);
    let value = if value.is_nan() { 0.0 } else { value };
    let spread = resampled(seed, n, value, |places| {
        let (with, alone) = means(&mut places.iter().copied());
        solve(with, alone)
    });
    // Resampling alone would be certain of a share of 0 or 1.
    let wilson = Estimate::share(with * n as f64, n as u64);
    let ends = [solve(wilson.low, alone), solve(wilson.high, alone)];
    Estimate {
        low: ends.iter().copied().fold(spread.low, f64::min),
        high: ends.iter().copied().fold(spread.high, f64::max),
        ..spread
    }
}

/// Use lost per doubling of the context, from the difference between a few passages and whole documents.
fn context_loss(plan: &Plan<'_>, short: Estimate, long: &Estimate) -> Option<Finding> {
    let lengths: Vec<f64> = plan
        .tasks
        .iter()
        .filter(|task| task.endpoint == 0 && task.arm == Arm::LongContext)
        .map(|task| task.prompt_tokens)
        .collect();
    let length = lengths.iter().sum::<f64>() / lengths.len().max(1) as f64;
    let doublings = (length / SHORT_CONTEXT).log2();
    if doublings < LEAST_DOUBLINGS {
        return None;
    }
    let per = |difference: f64| (difference / doublings).clamp(0.0, 1.0);
    let difference = short.value - long.value;
    // The two shares are of nearly the same questions; taking them as independent makes the interval wider, never narrower.
    let below = (short.value - short.low).hypot(long.high - long.value);
    let above = (short.high - short.value).hypot(long.value - long.low);
    let beyond = length > LONG_CONTEXT;
    Some(Finding {
        bound: if beyond { Bound::Upper } else { Bound::Value },
        ..finding(
            "context_loss",
            Some("context_loss"),
            Estimate {
                value: per(difference),
                low: per(difference - below),
                high: per(difference + above),
                n: long.n,
            },
            if beyond { words::LOSS_BEYOND } else { words::LOSS },
        )
    })
}

/// Share of what the model knows alone that wrong passages make it lose.
fn distraction(seed: u32, wrong: &Grades<'_>, closed: &Grades<'_>) -> Option<Finding> {
    let right = |graded: &Graded| f64::from(u8::from(graded.score.right));
    let pairs: Vec<(f64, f64)> = wrong
        .iter()
        .zip(closed)
        .filter_map(|(wrong, closed)| Some((right((*wrong)?), right((*closed)?))))
        .collect();
    let lost = |places: &mut dyn Iterator<Item = usize>| {
        let (mut with, mut alone) = (0.0, 0.0);
        for (a, b) in places.filter_map(|at| pairs.get(at)) {
            with += a;
            alone += b;
        }
        (alone, (1.0 - with / alone).clamp(0.0, 1.0))
    };
    let (known, value) = lost(&mut (0..pairs.len()));
    if known < FEW {
        return None;
    }
    let estimate = resampled(seed, pairs.len(), value, |places| {
        lost(&mut places.iter().copied()).1
    });
    Some(finding("distraction", None, estimate, words::DISTRACTION))
}

/// A share over the answers of several arms, with an interval by the number of questions: the answers to one question are alike.
fn by_question(arms: &[&Grades<'_>], of: impl Fn(&Graded) -> Option<bool>) -> Option<Estimate> {
    let (mut hits, mut answers) = (0.0, 0.0);
    let mut seen = std::collections::BTreeSet::new();
    for grades in arms {
        for (at, graded) in grades.iter().enumerate() {
            if let Some(flag) = graded.and_then(&of) {
                hits += f64::from(u8::from(flag));
                answers += 1.0;
                seen.insert(at);
            }
        }
    }
    if answers == 0.0 {
        return None;
    }
    let n = seen.len() as f64;
    Some(Estimate::share(hits / answers * n, seen.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_use_of_a_passage_is_what_the_model_did_not_know_anyway() {
        // 100 questions: 40 known alone; of the other 60, 45 right with the passage: 0.75.
        let pairs: Pairs = (0..100)
            .map(|i| (f64::from(u8::from(i < 85)), Some(f64::from(u8::from(i < 40)))))
            .collect();
        let estimate = use_of(1, &pairs);
        assert!((estimate.value - 0.75).abs() < 1e-9, "{estimate:?}");
        assert!(
            estimate.low < 0.68 && estimate.high > 0.82 && estimate.low > 0.5,
            "{estimate:?}"
        );
        // Certain in the sample is not certain.
        let all: Pairs = vec![(1.0, Some(0.0)); 20];
        let estimate = use_of(1, &all);
        assert!(estimate.value == 1.0 && estimate.low < 0.9, "{estimate:?}");
    }

    #[test]
    fn answers_to_one_question_count_once_in_an_interval() {
        let right = Graded {
            score: crate::score::Score {
                right: true,
                ..Default::default()
            },
            retries: 0,
            cut: false,
            prompt_tokens: None,
            answer_tokens: None,
        };
        let grades: Grades<'_> = vec![Some(&right); 10];
        let estimate = by_question(&[&grades, &grades], |graded| Some(graded.score.right)).expect("answers");
        assert_eq!((estimate.value, estimate.n), (1.0, 10));
    }
}
