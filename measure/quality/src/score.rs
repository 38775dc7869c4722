//! Grades an answer against what is expected of it.

use std::collections::HashMap;

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::words::{holds, normal};
use crate::{numbers, words};

/// Decimals that a share keeps, so that one that was read back is the same.
const DECIMALS: f64 = 1e6;

/// What is expected of an answer.
#[derive(Debug)]
pub enum Expected {
    /// One of these texts, but for case, punctuation and articles; or a share of words in common (F1) of at least so much, if that is
    /// asked for.
    Text {
        /// The accepted answers.
        answers: Vec<String>,
        /// Least F1 that counts as right; 1 asks for the same words.
        min_f1: f64,
    },
    /// A number this near.
    Number {
        /// The number.
        value: f64,
        /// How far off it may be.
        tolerance: f64,
    },
    /// A text that matches the whole expression.
    Regex(Box<Regex>),
    /// JSON that the schema accepts, with these values in its fields, if any are given.
    Schema {
        /// The schema.
        schema: Value,
        /// It, compiled.
        validator: Box<jsonschema::Validator>,
        /// The values, by field.
        values: Option<Value>,
    },
}

/// The grade of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Whether it is right.
    pub right: bool,
    /// Whether the model withheld an answer.
    pub withheld: bool,
    /// Words in common with the nearest accepted answer (F1), where texts are expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f1: Option<f64>,
    /// Whether the required form was kept, where one is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<bool>,
    /// Share of the expected fields that are right, where fields are expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<f64>,
    /// Whether a number could be read in two ways.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ambiguous: bool,
    /// Whether a judge was asked and said neither right nor wrong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unjudged: bool,
}

impl Expected {
    /// Name of the kind in JSON.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Text { .. } => "answers",
            Self::Number { .. } => "number",
            Self::Regex(_) => "regex",
            Self::Schema { .. } => "schema",
        }
    }

    /// Grades an answer. `withheld` holds beginnings of answers that withhold one.
    #[must_use]
    pub fn score(&self, answer: &str, withheld: &[Vec<String>]) -> Score {
        let answer = without_thoughts(answer);
        let said = words::words(answer);
        let mut score = match self {
            Self::Text { answers, min_f1 } => {
                let said = normal(answer);
                let f1 = answers
                    .iter()
                    .map(|own| f1(&said, &normal(own)))
                    .fold(0.0, f64::max);
                let exact = answers.iter().any(|own| normal(own) == said);
                Score {
                    right: exact || *min_f1 < 1.0 && f1 >= *min_f1,
                    f1: Some(rounded(f1)),
                    ..Score::default()
                }
            }
            Self::Number { value, tolerance } => {
                let number = numbers::only(answer);
                let near = |reading: &f64| (reading - value).abs() <= tolerance + 1e-9 * value.abs();
                Score {
                    right: number.as_ref().is_some_and(|n| n.readings.iter().any(near)),
                    ambiguous: number.is_some_and(|n| n.is_ambiguous),
                    ..Score::default()
                }
            }
            Self::Regex(regex) => {
                let answer = answer.trim();
                let whole = regex
                    .find(answer)
                    .is_some_and(|found| found.len() == answer.len());
                Score {
                    right: whole,
                    ..Score::default()
                }
            }
            Self::Schema {
                validator, values, ..
            } => schema(answer, validator, values.as_ref()),
        };
        score.withheld = !score.right && withheld.iter().any(|start| said.starts_with(start));
        score
    }

    /// Grades an answer that the server held to a schema of one field, `answer`.
    #[must_use]
    pub fn score_structured(&self, answer: &str, withheld: &[Vec<String>]) -> Score {
        if matches!(self, Self::Schema { .. }) {
            return self.score(answer, withheld);
        }
        let inner = json(without_thoughts(answer));
        let inner = inner.as_ref().and_then(|value| value.get("answer"));
        let text = inner.map(|value| match value {
            Value::String(text) => text.clone(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                value.to_string()
            }
        });
        let mut score = self.score(text.as_deref().unwrap_or_default(), withheld);
        score.form = Some(text.is_some());
        score
    }

    /// The accepted answers, where texts are expected.
    #[must_use]
    pub fn accepted(&self) -> &[String] {
        match self {
            Self::Text { answers, .. } => answers,
            Self::Number { .. } | Self::Regex(_) | Self::Schema { .. } => &[],
        }
    }

    /// Whether a passage holds an accepted answer; `None` where that cannot be told from its text.
    #[must_use]
    pub fn is_in(&self, passage: &[String]) -> Option<bool> {
        match self {
            Self::Text { answers, .. } => Some(answers.iter().any(|own| holds(passage, &normal(own)))),
            Self::Number { .. } | Self::Regex(_) | Self::Schema { .. } => None,
        }
    }
}

fn schema(answer: &str, validator: &jsonschema::Validator, values: Option<&Value>) -> Score {
    let json = json(answer);
    let valid = json.as_ref().is_some_and(|json| validator.is_valid(json));
    let fields = values.map(|values| {
        let (mut right, mut all) = (0.0, 0.0);
        compare(values, json.as_ref(), &mut right, &mut all);
        if all > 0.0 { right / all } else { 1.0 }
    });
    Score {
        right: valid && fields.is_none_or(|share| share >= 1.0),
        form: Some(valid),
        fields: fields.map(rounded),
        ..Score::default()
    }
}

/// Counts the expected values, field by field, and those that are there.
fn compare(expected: &Value, found: Option<&Value>, right: &mut f64, all: &mut f64) {
    match expected {
        Value::Object(fields) => {
            for (name, value) in fields {
                compare(value, found.and_then(|found| found.get(name)), right, all);
            }
        }
        Value::Array(values) => {
            *all += 1.0;
            let same = found.and_then(Value::as_array).is_some_and(|found| {
                found.len() == values.len() && values.iter().zip(found).all(|(a, b)| is_same(a, b))
            });
            *right += f64::from(u8::from(same));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            *all += 1.0;
            *right += f64::from(u8::from(found.is_some_and(|found| is_same(expected, found))));
        }
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => normal(a) == normal(b),
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() <= 1e-9 * a.abs().max(1e-9)
        }
        _ => a == b,
    }
}

/// The JSON of an answer, which models like to put between fences.
fn json(answer: &str) -> Option<Value> {
    let answer = answer.trim();
    let inner = answer.strip_prefix("```").and_then(|rest| {
        let rest = rest.strip_suffix("```")?;
        Some(rest.strip_prefix("json").unwrap_or(rest))
    });
    serde_json::from_str(inner.unwrap_or(answer).trim()).ok()
}

/// An answer without the thoughts that some models write before it.
pub(crate) fn without_thoughts(answer: &str) -> &str {
    let start = answer.trim_start();
    if start.starts_with("<think>")
        && let Some((_, rest)) = start.split_once("</think>")
    {
        return rest.trim_start();
    }
    answer
}

/// The harmonic mean of the shares of words in common, each counted as often as it occurs.
fn f1(said: &[String], own: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in own {
        *left.entry(word).or_default() += 1;
    }
    let mut common = 0.0;
    for word in said {
        if let Some(n) = left.get_mut(word.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            common += 1.0;
        }
    }
    if common == 0.0 {
        return 0.0;
    }
    2.0 * common / (said.len() + own.len()) as f64
}

fn rounded(share: f64) -> f64 {
    (share * DECIMALS).round() / DECIMALS
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(answers: &[&str], min_f1: f64) -> Expected {
        Expected::Text {
            answers: answers.iter().map(|text| (*text).to_owned()).collect(),
            min_f1,
        }
    }

    fn schema_of(values: Option<Value>) -> Expected {
        let schema = json!({"type": "object", "required": ["city", "days"], "properties": {"days": {"type": "integer"}}});
        Expected::Schema {
            validator: Box::new(jsonschema::validator_for(&schema).expect("a schema")),
            schema,
            values,
        }
    }

    #[test]
    fn texts_are_right_but_for_case_punctuation_and_articles() {
        let expected = text(&["the 30 days", "a month"], 1.0);
        assert!(expected.score("30 Days.", &[]).right && expected.score("Month", &[]).right);
        let sentence = expected.score("It takes 30 days", &[]);
        assert!(!sentence.right && sentence.f1 == Some(rounded(2.0 / 3.0)));
        assert!(text(&["30 days"], 0.6).score("It takes 30 days", &[]).right);
        assert!(expected.score("<think>hm, 5?</think>\n30 days", &[]).right);
    }

    #[test]
    fn numbers_are_near_enough_in_any_of_their_readings() {
        let expected = Expected::Number {
            value: 1234.0,
            tolerance: 1.0,
        };
        assert!(expected.score("about 1233 days", &[]).right);
        let both = expected.score("1.234", &[]);
        assert!(both.right && both.ambiguous);
        assert!(!expected.score("1230", &[]).right && !expected.score("1234 or 5", &[]).right);
    }

    #[test]
    fn expressions_must_match_the_whole_answer() {
        let expected = Expected::Regex(Box::new(Regex::new("[A-Z]{2}-[0-9]+").expect("a regex")));
        assert!(expected.score(" AB-12 ", &[]).right && !expected.score("AB-12 it is", &[]).right);
    }

    #[test]
    fn json_is_valid_and_its_fields_are_counted() {
        let expected = schema_of(Some(json!({"city": "Paris", "days": 3})));
        let right = expected.score("```json\n{\"city\": \"paris\", \"days\": 3.0}\n```", &[]);
        assert_eq!(
            (right.right, right.form, right.fields),
            (true, Some(true), Some(1.0))
        );
        let half = expected.score("{\"city\": \"Rome\", \"days\": 3}", &[]);
        assert_eq!(
            (half.right, half.form, half.fields),
            (false, Some(true), Some(0.5))
        );
        let broken = expected.score("Paris, 3 days", &[]);
        assert_eq!(
            (broken.right, broken.form, broken.fields),
            (false, Some(false), Some(0.0))
        );
        assert!(schema_of(None).score("{\"city\": 1, \"days\": 3}", &[]).right);
    }

    #[test]
    fn an_answer_is_withheld_by_its_beginning_and_only_if_it_is_not_right() {
        let unknown = [words::words("I don't know")];
        let expected = text(&["30 days"], 1.0);
        assert!(expected.score("I don’t know, sorry.", &unknown).withheld);
        assert!(!expected.score("They don't know it", &unknown).withheld);
        assert!(
            !text(&["I don't know"], 1.0)
                .score("I don't know", &unknown)
                .withheld
        );
    }

    #[test]
    fn a_structured_answer_is_graded_by_its_field() {
        let expected = text(&["30 days"], 1.0);
        let right = expected.score_structured("{\"answer\": \"30 days\"}", &[]);
        assert!(right.right && right.form == Some(true));
        let broken = expected.score_structured("30 days", &[]);
        assert!(!broken.right && broken.form == Some(false));
    }
}
