//! Counts what the grades say, with intervals, and names the inputs that follow.

use std::collections::BTreeMap;

use forkcast_observe::estimate::Z95;
use forkcast_observe::{Bound, Estimate, Finding, Problems};
use serde::Serialize;

use crate::corpus::Corpus;
use crate::judge::Agreement;
use crate::keep::Graded;
use crate::plan::{Arm, Dice, Plan};
use crate::run::Outcome;
use crate::search::Search;
use crate::text::{self, finding as words};

/// Most passages up to which recall is listed.
pub const MOST_K: usize = 20;
/// Numbers of passages at which recall is listed beside that of the prompts.
const LISTED: [usize; 5] = [1, 3, 5, 10, MOST_K];
/// Resamples of an interval.
const RESAMPLES: usize = 2000;
/// Right answers from the model alone below which nothing is said of distraction.
const FEW: f64 = 5.0;
/// Context up to which a passage is used as well as alone, and from which on more is lost (the model's, `engine/src/quality/ability.rs`).
const SHORT_CONTEXT: f64 = 4_000.0;
const LONG_CONTEXT: f64 = 32_000.0;
/// Doublings below which a loss says nothing.
const LEAST_DOUBLINGS: f64 = 0.5;

/// How often a search finds a passage that holds the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recall {
    /// The kind of search.
    pub search: &'static str,
    /// Passages taken.
    pub k: usize,
    /// Share of questions.
    pub recall: Estimate,
}

/// What an endpoint did in an arm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArmResult {
    /// The endpoint's name.
    pub endpoint: String,
    /// The model that answered.
    pub model: String,
    /// The arm.
    pub arm: Arm,
    /// Share of right answers.
    pub right: Estimate,
    /// Share of answers that were withheld.
    pub withheld: Estimate,
    /// Mean of the words in common with the nearest accepted answer (F1), where texts are expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub f1: Option<Estimate>,
    /// Share of answers that keep the required form, where one is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Estimate>,
    /// Mean share of expected fields that are right, where fields are expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Estimate>,
    /// Questions that were not answered.
    pub failed: u64,
    /// The first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Further attempts.
    pub retries: u64,
    /// Answers that the limit on their length cut off.
    pub cut: u64,
    /// Tokens of prompts and answers, as the server counts them; of the questions that it counted.
    pub prompt_tokens: u64,
    /// Tokens of answers.
    pub answer_tokens: u64,
    /// USD at the price of the plan; none if the price is not known or nothing was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usd: Option<f64>,
}

/// An endpoint in an arm, by names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The endpoint.
    pub endpoint: String,
    /// The arm.
    pub arm: Arm,
}

/// How much more often the best arm is right than another, on the questions that both answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The best.
    pub best: Place,
    /// The other.
    pub other: Place,
    /// Difference of the shares of right answers, resampled in pairs.
    pub difference: Estimate,
    /// Whether the interval excludes 0.
    pub is_settled: bool,
    /// Further questions of the same kind that would settle it, if it stays as large; none if it is settled, or if both are right on the same
    /// questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_questions: Option<u64>,
}

/// The documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Documents {
    /// Documents.
    pub documents: usize,
    /// Passages.
    pub passages: usize,
    /// Mean tokens of a passage, estimated by bytes.
    pub passage_tokens: f64,
    /// Tokens in all, estimated by bytes.
    pub tokens: f64,
    /// Questions whose documents are not among them.
    pub missing: usize,
}

/// A judge, and how far people agree with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgeResult {
    /// The endpoint's name.
    pub endpoint: String,
    /// The model that judges.
    pub model: String,
    /// How far it agrees with labelled answers.
    #[serde(flatten)]
    pub agreement: Option<Agreement>,
    /// Answers of which it said neither right nor wrong. They count as not right.
    pub unjudged: u64,
}

/// Everything that a run found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Questions.
    pub questions: usize,
    /// Questions by kind of expected answer.
    pub kinds: BTreeMap<&'static str, usize>,
    /// Questions that name documents.
    pub with_documents: usize,
    /// Lines that could not be read.
    pub problems: Problems,
    /// The documents, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corpus: Option<Documents>,
    /// The kind of search whose passages were in prompts.
    pub search: &'static str,
    /// Passages in a prompt.
    pub k: u32,
    /// Seed of resampling and places.
    pub seed: u32,
    /// Hash of the prompts in use.
    pub prompts: String,
    /// Recall by kind of search and number of passages.
    pub recall: Vec<Recall>,
    /// Results by endpoint and arm.
    pub arms: Vec<ArmResult>,
    /// The best arm against every other.
    pub differences: Vec<Difference>,
    /// The judge, if one graded answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgeResult>,
    /// Numbers in answers that could be read in two ways; right by one of them counts as right.
    pub ambiguous_numbers: u64,
    /// Values, and the inputs that they set.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// The grades of one endpoint in one arm, by question.
type Grades<'o> = Vec<Option<&'o Graded>>;

/// Counts a run. Without outcomes there is the recall alone.
#[must_use]
pub fn summarize(plan: &Plan<'_>, outcomes: &[Outcome]) -> Summary {
    let questions = &plan.set.questions;
    let mut table: BTreeMap<(usize, Arm), Grades<'_>> = BTreeMap::new();
    for (task, outcome) in plan.tasks.iter().zip(outcomes) {
        let row = table
            .entry((task.endpoint, task.arm))
            .or_insert_with(|| vec![None; questions.len()]);
        if let (Some(slot), Outcome::Graded(graded)) = (row.get_mut(task.question), outcome) {
            *slot = Some(graded);
        }
    }
    let arms = table
        .iter()
        .map(|((endpoint, arm), grades)| arm_result(plan, outcomes, *endpoint, *arm, grades))
        .collect();
    let recall = recalls(plan);
    let findings = findings(plan, &table, &recall);
    let missing = plan
        .found
        .iter()
        .zip(questions)
        .filter(|(found, question)| found.right.is_empty() && !question.documents.is_empty());
    Summary {
        questions: questions.len(),
        kinds: plan.set.kinds().into_iter().collect(),
        with_documents: questions.iter().filter(|q| !q.documents.is_empty()).count(),
        problems: plan.set.problems.clone(),
        corpus: plan.corpus.map(|corpus| Documents {
            documents: corpus.documents.len(),
            passages: corpus.passages.len(),
            passage_tokens: corpus.passage_tokens(),
            tokens: corpus.tokens(),
            missing: missing.count(),
        }),
        search: plan.search.id(),
        k: plan.spec.k,
        seed: plan.spec.seed,
        prompts: plan.prompts.hash(),
        arms,
        differences: differences(plan, &table),
        judge: plan.judge.as_ref().map(|judge| JudgeResult {
            endpoint: judge.asked.name.clone(),
            model: judge.asked.model.clone(),
            agreement: judge.agreement.clone(),
            unjudged: table
                .values()
                .flatten()
                .flatten()
                .filter(|graded| graded.score.unjudged)
                .count() as u64,
        }),
        ambiguous_numbers: table
            .values()
            .flatten()
            .flatten()
            .filter(|graded| graded.score.ambiguous)
            .count() as u64,
        recall,
        findings,
    }
}

fn share(flags: impl Iterator<Item = bool>) -> Estimate {
    let (mut hits, mut n) = (0.0, 0);
    for flag in flags {
        hits += f64::from(u8::from(flag));
        n += 1;
    }
    Estimate::share(hits, n)
}

fn mean(values: &[f64]) -> Option<Estimate> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let estimate = Estimate::of_mean(mean, variance(values, mean), values.len() as u64);
    Some(Estimate {
        low: estimate.low.max(0.0),
        high: estimate.high.min(1.0),
        ..estimate
    })
}

fn variance(values: &[f64], mean: f64) -> f64 {
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    squares / (values.len() as f64 - 1.0).max(1.0)
}

fn arm_result(
    plan: &Plan<'_>,
    outcomes: &[Outcome],
    endpoint: usize,
    arm: Arm,
    grades: &Grades<'_>,
) -> ArmResult {
    let graded: Vec<&Graded> = grades.iter().flatten().copied().collect();
    let own = plan
        .tasks
        .iter()
        .zip(outcomes)
        .filter(|(task, _)| (task.endpoint, task.arm) == (endpoint, arm));
    let (mut failed, mut failure, mut retries) = (0, None, 0);
    for (_, outcome) in own {
        match outcome {
            Outcome::Graded(graded) => retries += u64::from(graded.retries),
            Outcome::Failed {
                error,
                retries: tries,
                by_judge,
            } => {
                failed += 1;
                retries += u64::from(*tries);
                failure.get_or_insert_with(|| {
                    if *by_judge {
                        text::run::of_judge(error)
                    } else {
                        error.to_string()
                    }
                });
            }
        }
    }
    let values =
        |of: fn(&Graded) -> Option<f64>| -> Vec<f64> { graded.iter().filter_map(|one| of(one)).collect() };
    let form = graded.iter().filter_map(|one| one.score.form);
    let sum = |of: fn(&Graded) -> Option<u64>| graded.iter().filter_map(|one| of(one)).sum::<u64>();
    let (prompt_tokens, answer_tokens) = (sum(|one| one.prompt_tokens), sum(|one| one.answer_tokens));
    let asked = plan.endpoints.get(endpoint);
    ArmResult {
        endpoint: asked.map(|asked| asked.name.clone()).unwrap_or_default(),
        model: asked.map(|asked| asked.model.clone()).unwrap_or_default(),
        arm,
        right: share(graded.iter().map(|one| one.score.right)),
        withheld: share(graded.iter().map(|one| one.score.withheld)),
        f1: mean(&values(|one| one.score.f1)),
        form: (form.clone().count() > 0).then(|| share(form)),
        fields: mean(&values(|one| one.score.fields)),
        failed,
        failure,
        retries,
        cut: graded.iter().filter(|one| one.cut).count() as u64,
        prompt_tokens,
        answer_tokens,
        usd: asked
            .and_then(|asked| asked.price)
            .filter(|_| prompt_tokens + answer_tokens > 0)
            .map(|price| (prompt_tokens as f64 * price.input + answer_tokens as f64 * price.output) / 1e6),
    }
}

/// Recall over the questions whose documents are in the corpus.
fn recalls(plan: &Plan<'_>) -> Vec<Recall> {
    let known: Vec<_> = plan
        .found
        .iter()
        .filter(|found| !found.right.is_empty())
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let k = plan.spec.k as usize;
    let mut ks: Vec<usize> = LISTED.into_iter().chain([k]).collect();
    ks.sort_unstable();
    ks.dedup();
    let mut all = Vec::new();
    for kind in Search::ALL {
        let ranks: Vec<Option<usize>> = known
            .iter()
            .filter_map(|found| found.ranks.iter().find(|(own, _)| *own == kind))
            .map(|(_, rank)| *rank)
            .collect();
        if ranks.is_empty() {
            continue;
        }
        all.extend(ks.iter().map(|&k| Recall {
            search: kind.id(),
            k,
            recall: share(ranks.iter().map(|rank| rank.is_some_and(|rank| rank < k))),
        }));
    }
    all
}

/// The best arm against each other, on the questions that all of them answered.
fn differences(plan: &Plan<'_>, table: &BTreeMap<(usize, Arm), Grades<'_>>) -> Vec<Difference> {
    // Wrong passages are a probe, no way to answer.
    let arms: Vec<(&(usize, Arm), &Grades<'_>)> = table
        .iter()
        .filter(|((_, arm), _)| *arm != Arm::WrongPassages)
        .collect();
    let common: Vec<usize> = (0..plan.set.questions.len())
        .filter(|at| {
            arms.iter()
                .all(|(_, grades)| grades.get(*at).is_some_and(Option::is_some))
        })
        .collect();
    if common.is_empty() {
        return Vec::new();
    }
    let right = |grades: &Grades<'_>| -> Vec<f64> {
        common
            .iter()
            .filter_map(|at| grades.get(*at).copied().flatten())
            .map(|graded| f64::from(u8::from(graded.score.right)))
            .collect()
    };
    let mut ranked: Vec<(&(usize, Arm), Vec<f64>)> =
        arms.iter().map(|(key, grades)| (*key, right(grades))).collect();
    ranked.sort_by(|(_, a), (_, b)| b.iter().sum::<f64>().total_cmp(&a.iter().sum()));
    let Some(((best, best_right), others)) = ranked.split_first() else {
        return Vec::new();
    };
    let name = |(endpoint, arm): &(usize, Arm)| Place {
        endpoint: plan
            .endpoints
            .get(*endpoint)
            .map(|asked| asked.name.clone())
            .unwrap_or_default(),
        arm: *arm,
    };
    others
        .iter()
        .map(|(other, other_right)| {
            let pairs: Vec<f64> = best_right.iter().zip(other_right).map(|(a, b)| a - b).collect();
            let n = pairs.len();
            let mean = pairs.iter().sum::<f64>() / n as f64;
            let difference = resampled(plan.spec.seed, n, mean, |places| {
                places.iter().filter_map(|at| pairs.get(*at)).sum::<f64>() / n as f64
            });
            let is_settled = difference.low > 0.0;
            Difference {
                best: name(best),
                other: name(other),
                more_questions: more_questions(&pairs, mean).filter(|_| !is_settled),
                difference,
                is_settled,
            }
        })
        .collect()
}

/// Further questions at which a difference of that size would have an interval without 0; none if there is no difference.
fn more_questions(pairs: &[f64], mean: f64) -> Option<u64> {
    if mean <= 0.0 {
        return None;
    }
    let needed = Z95 * Z95 * variance(pairs, mean) / (mean * mean);
    Some((needed.ceil() as u64).saturating_sub(pairs.len() as u64).max(1))
}

/// A value with the interval of its resamples, always the same for a seed.
fn resampled(seed: u32, n: usize, value: f64, of: impl Fn(&[usize]) -> f64) -> Estimate {
    let mut dice = Dice::new(u64::from(seed));
    let mut places = vec![0; n];
    let samples = (0..RESAMPLES)
        .map(|_| {
            places.fill_with(|| dice.below(n));
            of(&places)
        })
        .collect();
    Estimate::resampled(value, samples, n as u64)
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

fn findings(plan: &Plan<'_>, table: &BTreeMap<(usize, Arm), Grades<'_>>, recalls: &[Recall]) -> Vec<Finding> {
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
    let own = recalls
        .iter()
        .find(|recall| recall.search == plan.search.id() && recall.k == plan.spec.k as usize);
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

/// Whether the recall belongs to a search that reads vectors.
#[must_use]
pub fn reads_vectors(search: Search) -> bool {
    matches!(search, Search::Dense | Search::Fused)
}

/// Mean tokens of a passage, as the input `chunk_tokens` takes it.
#[must_use]
pub fn chunk_tokens(corpus: &Corpus) -> f64 {
    corpus.passage_tokens().round()
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
    fn the_questions_that_settle_a_difference_settle_it() {
        // Of 50 pairs six favour one and three the other.
        let pairs: Vec<f64> = (0..50)
            .map(|i| match i {
                0..=5 => 1.0,
                6..=8 => -1.0,
                _ => 0.0,
            })
            .collect();
        let mean = pairs.iter().sum::<f64>() / 50.0;
        let more = more_questions(&pairs, mean).expect("there is a difference");
        let times = (50 + more) as f64 / 50.0;
        let many: Vec<f64> = pairs
            .iter()
            .copied()
            .cycle()
            .take((50.0 * (times + 1.0)) as usize)
            .collect();
        let n = many.len();
        let sum = |places: &[usize]| places.iter().map(|at| many[*at]).sum::<f64>() / n as f64;
        assert!(resampled(1, n, mean, sum).low > 0.0, "{more}");
        let few = |places: &[usize]| places.iter().map(|at| pairs[*at]).sum::<f64>() / 50.0;
        assert!(resampled(1, 50, mean, few).low <= 0.0);
        assert_eq!(more_questions(&[0.0; 9], 0.0), None);
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
