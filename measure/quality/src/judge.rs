//! A judge: an endpoint that says whether an answer says the same as an accepted one, and how far people agree with it.
//!
//! A judge is believed as far as it was checked: some questions hold answers that people have labelled right or wrong, and the judge grades
//! these first.

use std::sync::Arc;

use forkcast_endpoint::endpoint::Client;
use forkcast_observe::Estimate;
use serde::Serialize;
use serde_json::json;

use crate::corpus::tokens;
use crate::keep::{Graded, Keep};
use crate::plan::{Asked, Plan, key};
use crate::prompts::filled;
use crate::run::{Backoff, Sent, ask};
use crate::score::{Score, without_thoughts};
use crate::set::Question;
use crate::{QualityError, text, words};

/// The endpoint that judges, and how far people agree with it once it was checked.
#[derive(Clone, Debug)]
pub struct Judge {
    /// The endpoint.
    pub asked: Asked,
    /// How far it agrees with labels.
    pub agreement: Option<Agreement>,
}

/// How far a judge agrees with answers that people have labelled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Share of labels that the judge gives too. A word that is neither right nor wrong agrees with none.
    pub agreement: Estimate,
    /// Share of the answers labelled right that it takes as right.
    pub right_as_right: Estimate,
    /// Share of the answers labelled wrong that it takes as wrong.
    pub wrong_as_wrong: Estimate,
    /// Replies that were neither right nor wrong.
    pub unreadable: u64,
}

/// What a judge says; none if it is neither right nor wrong.
pub(crate) fn verdict(reply: &str) -> Option<bool> {
    let said = words::words(without_thoughts(reply));
    match said.first()?.as_str() {
        "right" | "correct" | "yes" | "true" => Some(true),
        "wrong" | "incorrect" | "no" | "false" => Some(false),
        _ => None,
    }
}

/// The question to the judge about an answer.
pub(crate) fn question(plan: &Plan<'_>, question: &Question, answer: &str) -> String {
    let accepted: Vec<String> = question
        .expected
        .accepted()
        .iter()
        .map(|own| format!("- {own}"))
        .collect();
    let parts = [
        ("{question}", question.question.as_str()),
        ("{answers}", &accepted.join("\n")),
        ("{answer}", without_thoughts(answer).trim()),
    ];
    filled(&plan.prompts.judge, &parts).trim().to_owned()
}

/// An answer that people have labelled, as the judge is asked about it.
struct Labelled {
    key: String,
    user: String,
    right: bool,
}

fn labelled(plan: &Plan<'_>) -> Vec<Labelled> {
    let Some(judge) = &plan.judge else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for own in &plan.set.questions {
        for (answer, right) in &own.labelled {
            let user = question(plan, own, answer);
            let of = json!(["label", judge.asked.name, judge.asked.model, user]);
            all.push(Labelled {
                key: key(&of),
                user,
                right: *right,
            });
        }
    }
    all
}

/// Answers that people have labelled and the judge has not graded yet, and the tokens of the questions about them.
pub(crate) fn open(plan: &Plan<'_>, is_kept: impl Fn(&str) -> bool) -> (u64, f64) {
    let all = labelled(plan);
    let open: Vec<&Labelled> = all.iter().filter(|one| !is_kept(&one.key)).collect();
    (open.len() as u64, open.iter().map(|one| tokens(&one.user)).sum())
}

/// Has the judge grade the answers that people have labelled.
///
/// # Errors
/// A judge that does not answer, or a grade that cannot be kept.
pub async fn check(
    plan: &Plan<'_>,
    client: &Arc<Client>,
    keep: &mut Keep,
    backoff: Backoff,
) -> Result<Option<Agreement>, QualityError> {
    let Some(judge) = &plan.judge else {
        return Ok(None);
    };
    let mut pairs = Vec::new();
    for one in labelled(plan) {
        let said = match keep.get(&one.key) {
            Some(graded) => (!graded.score.unjudged).then_some(graded.score.right),
            None => {
                let sent = Sent::to_judge(one.user.clone());
                let (tokens, retries) = (plan.spec.answer_tokens, plan.spec.retries);
                let (reply, retries) = ask(client, &judge.asked.model, &sent, tokens, retries, backoff).await;
                let reply = reply
                    .map_err(|error| QualityError::new(text::run::given_up(&judge.asked.name, error)))?;
                let said = verdict(&reply.text);
                let graded = Graded {
                    score: Score {
                        right: said == Some(true),
                        unjudged: said.is_none(),
                        ..Score::default()
                    },
                    retries,
                    cut: reply.cut,
                    prompt_tokens: reply.prompt_tokens,
                    answer_tokens: reply.completion_tokens,
                };
                keep.put(&one.key, &graded, &reply.text)?;
                said
            }
        };
        pairs.push((one.right, said));
    }
    Ok(Some(agreement(&pairs)))
}

fn agreement(pairs: &[(bool, Option<bool>)]) -> Agreement {
    let share = |of: Option<bool>| {
        let own = pairs.iter().filter(|(label, _)| of.is_none_or(|of| of == *label));
        let hits = own.clone().filter(|(label, said)| *said == Some(*label)).count();
        Estimate::share(hits as f64, own.count() as u64)
    };
    Agreement {
        agreement: share(None),
        right_as_right: share(Some(true)),
        wrong_as_wrong: share(Some(false)),
        unreadable: pairs.iter().filter(|(_, said)| said.is_none()).count() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_its_first_word() {
        for (reply, said) in [
            ("Right.", Some(true)),
            ("**Wrong** because …", Some(false)),
            ("<think>is it right?</think> incorrect", Some(false)),
            ("It is right", None),
            ("", None),
        ] {
            assert_eq!(verdict(reply), said, "{reply}");
        }
    }
}
