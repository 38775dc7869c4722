//! Counts what the grades say, with intervals, and names the inputs that follow.

mod differences;
mod estimates;
mod findings;

use std::collections::BTreeMap;

use forkcast_observe::{Estimate, Finding, Problems};
use serde::Serialize;

use crate::corpus::Corpus;
use crate::find::{Found, Step};
use crate::judge::Agreement;
use crate::keep::Graded;
use crate::pipeline::Pipeline;
use crate::plan::{Arm, Plan};
use crate::run::Outcome;
use crate::search::Search;
use crate::text;
use differences::differences;
use estimates::{mean, share};
use findings::findings;

/// Most passages up to which recall is listed.
pub const MOST_K: usize = 20;
/// Numbers of passages at which recall is listed beside that of the prompts.
const LISTED: [usize; 5] = [1, 3, 5, 10, MOST_K];

/// How often a search finds a passage that holds the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recall {
    /// The kind of search.
    pub search: &'static str,
    /// How its list differs from the one that the kind gives, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
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
    /// What the search rested on beside words and MiniLM.
    #[serde(flatten)]
    pub pipeline: Pipeline,
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
        pipeline: plan.pipeline.clone(),
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
    for (kind, step) in lists() {
        let ranks: Vec<Option<usize>> = known.iter().filter_map(|found| rank(found, kind, step)).collect();
        if ranks.is_empty() {
            continue;
        }
        all.extend(ks.iter().map(|&k| Recall {
            search: kind.id(),
            step,
            k,
            recall: share(ranks.iter().map(|rank| rank.is_some_and(|rank| rank < k))),
        }));
    }
    all
}

/// Every kind of search, and what may be listed beside it.
fn lists() -> impl Iterator<Item = (Search, Option<Step>)> {
    let steps = [None, Some(Step::Exact), Some(Step::Reranked)];
    Search::ALL
        .into_iter()
        .flat_map(move |kind| steps.map(|step| (kind, step)))
}

/// The place of the first right passage in that list, if there was such a list.
fn rank(found: &Found, kind: Search, step: Option<Step>) -> Option<Option<usize>> {
    let plain = found.ranks.iter().filter(|_| step.is_none());
    let mut plain = plain.filter(|(own, _)| *own == kind).map(|(_, rank)| *rank);
    let beside = found.beside.iter();
    let mut beside = beside
        .filter(|(own, how, _)| *own == kind && Some(*how) == step)
        .map(|(_, _, rank)| *rank);
    plain.next().or_else(|| beside.next())
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
