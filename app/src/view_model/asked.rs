//! What a damaged link asks: the question in words, its answers, and what each makes of the scenario.

use crate::text::asked as texts;
use forkcast_engine::params::{Param, Value};
use forkcast_engine::{Catalog, Scenario, format};
use forkcast_protocol::link::Question;

/// A question in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What is asked.
    pub question: String,
    /// What is assumed meanwhile.
    pub meanwhile: String,
    /// The answers, in the order of the buttons.
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// On its button.
    pub label: String,
    /// The value that it gives the input asked for; none for an answer that changes nothing.
    pub value: Option<Value>,
}

/// The scenario with an answer.
#[must_use]
pub fn answered(question: &Question, answer: &Answer, scenario: &Scenario) -> Scenario {
    let mut next = *scenario;
    if let (Question::Requirement { param, .. }, Some(value)) = (question, answer.value) {
        (param.set)(&mut next, value);
    }
    next
}

/// The question about a part of the link, for the scenario as it stands.
#[must_use]
pub fn asked(question: &Question, scenario: &Scenario, catalog: &Catalog) -> Asked {
    match question {
        Question::Requirement {
            param,
            text,
            choices,
            assumed,
        } => Asked {
            question: texts::question(param.label, text),
            meanwhile: match assumed {
                Some(value) => texts::strictest(&label(param, *value, catalog)),
                None => texts::default(&format::value(param, scenario, catalog)),
            },
            answers: choices
                .iter()
                .map(|choice| Answer {
                    label: label(param, *choice, catalog),
                    value: Some(*choice),
                })
                .collect(),
        },
        Question::Link { read } => Asked {
            question: texts::damaged(*read).to_owned(),
            meanwhile: texts::damaged_meanwhile(*read).to_owned(),
            answers: vec![Answer {
                label: texts::go_on(*read).to_owned(),
                value: None,
            }],
        },
    }
}

fn label(param: &Param, value: Value, catalog: &Catalog) -> String {
    match value {
        Value::Number(x) if param.unset.is_some() && x == 0.0 => format::unset_value(param),
        Value::Number(x) => format::number_value(param, x),
        Value::Choice(i) => format::option_label(param, i, catalog),
        Value::Unset => format::unset_value(param),
    }
}

/// Whether a question still stands: nobody has set its input since the link was read.
#[must_use]
pub fn stands(question: &Question, read: &Scenario, now: &Scenario) -> bool {
    match question {
        Question::Requirement { param, .. } => (param.get)(read) == (param.get)(now),
        Question::Link { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::scenario::Audit;
    use forkcast_protocol::link::{View, decode, encode};

    fn catalog() -> &'static Catalog {
        Catalog::builtin()
    }

    #[test]
    fn a_damaged_requirement_is_asked_for_with_every_option_and_the_strictest_meanwhile() {
        let read = decode("v1&audit=requ&change_days=7", catalog());
        let [question] = &read.questions[..] else {
            panic!("{:?}", read.questions)
        };
        let asked = asked(question, &read.view.scenario, catalog());
        assert!(
            asked.question.contains("“requ”") && asked.question.ends_with("Which did it hold?"),
            "{}",
            asked.question
        );
        assert!(asked.meanwhile.contains("required"), "{}", asked.meanwhile);
        let labels: Vec<&str> = asked.answers.iter().map(|answer| &*answer.label).collect();
        assert_eq!(labels, ["not needed", "useful", "required"]);
        let scenarios: Vec<Scenario> = asked
            .answers
            .iter()
            .map(|answer| answered(question, answer, &read.view.scenario))
            .collect();
        let audits: Vec<Audit> = scenarios.iter().map(|scenario| scenario.audit).collect();
        assert_eq!(audits, [Audit::None, Audit::Useful, Audit::Required]);
        assert!(scenarios.iter().all(|scenario| scenario.change_days == 7.0));
    }

    #[test]
    fn a_damaged_number_is_asked_for_and_its_default_is_named() {
        let read = decode("v1&budget_monthly_usd=12x000", catalog());
        let asked = asked(&read.questions[0], &read.view.scenario, catalog());
        assert!(asked.meanwhile.contains("$8,000"), "{}", asked.meanwhile);
        assert!(asked.answers.iter().any(|answer| answer.label == "$8,000"));
        let erasure = decode("v1&erasure_days=x", catalog());
        let asked = super::asked(&erasure.questions[0], &erasure.view.scenario, catalog());
        assert!(asked.meanwhile.contains("1 day"), "{}", asked.meanwhile);
        assert!(asked.answers.len() >= 5, "{:?}", asked.answers.len());
        let unset = asked.answers.iter().find(|answer| {
            let next = answered(&erasure.questions[0], answer, &erasure.view.scenario);
            next.erasure_days.is_none()
        });
        assert!(unset.is_some_and(|answer| !answer.label.is_empty()));
    }

    #[test]
    fn a_link_that_is_cut_as_a_whole_has_one_answer_that_changes_nothing() {
        let whole = encode(
            &View::of(Scenario {
                audit: Audit::Required,
                change_days: 7.0,
                ..Scenario::defaults(catalog())
            }),
            catalog(),
        );
        let cut = whole.split("&audit").next().expect("a beginning");
        for link in [cut, "s1.AAAA.00000"] {
            let read = decode(link, catalog());
            let question = read
                .questions
                .iter()
                .find(|question| matches!(question, Question::Link { .. }))
                .expect("the link is asked for");
            let asked = asked(question, &read.view.scenario, catalog());
            assert!(!asked.question.is_empty() && !asked.meanwhile.is_empty());
            assert_eq!(asked.answers.len(), 1);
            let next = answered(question, &asked.answers[0], &read.view.scenario);
            assert_eq!(next, read.view.scenario);
        }
    }

    #[test]
    fn a_question_is_answered_by_its_control_too() {
        let read = decode("v1&audit=requ", catalog()).view.scenario;
        let question = &decode("v1&audit=requ", catalog()).questions[0];
        assert!(stands(
            question,
            &read,
            &Scenario {
                change_days: 2.0,
                ..read
            }
        ));
        assert!(!stands(
            question,
            &read,
            &Scenario {
                audit: Audit::None,
                ..read
            }
        ));
    }
}
