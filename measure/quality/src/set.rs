//! The evaluation set: questions, what is expected of each answer, and the documents that hold it.

use std::collections::HashSet;
use std::io::BufRead;

use forkcast_observe::records::{Record, Records, Shape, fields, separator};
use forkcast_observe::{ObserveError, Problems};
use regex::RegexBuilder;
use serde_json::{Map, Value};

use crate::score::Expected;
use crate::{QualityError, numbers, text};

/// Largest compiled expression, bytes.
const REGEX_BYTES: usize = 1 << 20;
/// `match` of questions whose answers a judge grades.
const JUDGE: &str = "judge";
/// F1 that counts as right where `"match": "f1"` is asked for without one.
const USUAL_F1: f64 = 0.8;

/// A question of the set.
#[derive(Debug)]
pub struct Question {
    /// Its name, unique in the set.
    pub id: String,
    /// Its text.
    pub question: String,
    /// What is expected of the answer.
    pub expected: Expected,
    /// The documents, or sections of documents (`path#section`), that hold the answer; none if it needs none of the team's data.
    pub documents: Vec<String>,
    /// Whether a judge grades answers that are none of the accepted ones word for word.
    pub judged: bool,
    /// Answers that people have labelled right or wrong: a judge is checked on them.
    pub labelled: Vec<(String, bool)>,
}

/// The questions, and the lines that could not be read.
#[derive(Debug)]
pub struct Set {
    /// The questions.
    pub questions: Vec<Question>,
    /// The lines that could not be read.
    pub problems: Problems,
    /// Whether it was CSV.
    pub is_csv: bool,
}

impl Set {
    /// Reads JSON Lines, a JSON array, or CSV with a header.
    ///
    /// # Errors
    /// A stream that breaks, a file that is not UTF-8 or holds nothing, CSV without its columns, or more than 5% of lines that cannot be
    /// read.
    pub fn read(file: &str, reader: impl BufRead) -> Result<Self, QualityError> {
        let refused = |error: ObserveError| QualityError::new(error.to_string());
        let broken = |error| QualityError::new(text::set::broken(file, &error));
        let mut records = Records::new(reader).map_err(broken)?;
        match records.shape() {
            Shape::NotUtf8 => return Err(QualityError::new(text::set::not_utf8(file))),
            Shape::Empty => return Err(QualityError::new(text::set::empty(file))),
            Shape::Lines | Shape::Values | Shape::Csv => {}
        }
        let mut set = Self {
            questions: Vec::new(),
            problems: Problems::default(),
            is_csv: records.shape() == Shape::Csv,
        };
        let mut names = HashSet::new();
        let mut header: Option<(char, Vec<String>)> = None;
        while let Some(record) = records.advance().map_err(broken)? {
            if records.shape() == Shape::Csv && header.is_none() {
                header = Some(columns(file, records.bytes())?);
                continue;
            }
            match question(record, records.bytes(), header.as_ref(), &mut names) {
                Ok(question) => {
                    set.problems.good();
                    set.questions.push(question);
                }
                Err(reason) => set.problems.bad(file, record.line, reason).map_err(refused)?,
            }
        }
        set.problems.check().map_err(refused)?;
        if set.questions.is_empty() {
            return Err(QualityError::new(text::set::empty(file)));
        }
        Ok(set)
    }

    /// Questions of a kind of expected answer, by the kind's name.
    #[must_use]
    pub fn kinds(&self) -> Vec<(&'static str, usize)> {
        let mut kinds: Vec<(&'static str, usize)> = Vec::new();
        for question in &self.questions {
            let id = question.expected.id();
            match kinds.iter_mut().find(|(kind, _)| *kind == id) {
                Some((_, n)) => *n += 1,
                None => kinds.push((id, 1)),
            }
        }
        kinds
    }
}

/// The columns of a CSV, which must have a question and something that is expected.
fn columns(file: &str, header: &[u8]) -> Result<(char, Vec<String>), QualityError> {
    let header = String::from_utf8_lossy(header);
    let by = separator(&header);
    let names: Vec<String> = fields(&header, by)
        .into_iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|own| own == name);
    if has("question")
        && ["answers", "answer", "number", "regex", "schema"]
            .into_iter()
            .any(has)
    {
        return Ok((by, names));
    }
    Err(QualityError::new(text::set::columns(file)))
}

fn question(
    record: Record,
    bytes: &[u8],
    header: Option<&(char, Vec<String>)>,
    names: &mut HashSet<String>,
) -> Result<Question, String> {
    if record.too_long {
        return Err(text::set::TOO_LONG.to_owned());
    }
    let entry = match header {
        Some((by, columns)) => row(bytes, *by, columns)?,
        None => match serde_json::from_slice(bytes) {
            Ok(Value::Object(entry)) => entry,
            Ok(_) => return Err(text::set::NO_OBJECT.to_owned()),
            Err(error) => return Err(text::set::not_json(error.column())),
        },
    };
    let question = entry
        .get("question")
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|question| !question.is_empty())
        .ok_or(text::set::NO_QUESTION)?
        .to_owned();
    let id = match entry.get("id") {
        None | Some(Value::Null) => record.line.to_string(),
        Some(Value::String(id)) if !id.trim().is_empty() => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        Some(_) => return Err(text::set::BAD_ID.to_owned()),
    };
    let documents = texts(&entry, "documents")?;
    let expected = expected(&entry)?;
    let judged = entry.get("match").and_then(Value::as_str) == Some(JUDGE);
    let labelled = labelled(&entry)?;
    if !labelled.is_empty() && !judged {
        return Err(text::set::LABELS_WITHOUT_JUDGE.to_owned());
    }
    // Last, so that a line that cannot be read takes no name.
    if !names.insert(id.clone()) {
        return Err(text::set::TWICE.to_owned());
    }
    Ok(Question {
        id,
        question,
        expected,
        documents,
        judged,
        labelled,
    })
}

/// A row of CSV in the form of a JSON object.
fn row(bytes: &[u8], by: char, columns: &[String]) -> Result<Map<String, Value>, String> {
    let row = std::str::from_utf8(bytes).map_err(|_| text::set::NOT_UTF8)?;
    let cells = fields(row, by);
    if cells.len() < columns.len() {
        return Err(text::set::CUT_ROW.to_owned());
    }
    let mut entry = Map::new();
    for (name, cell) in columns.iter().zip(cells) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let list = || {
            let parts = cell.split('|').map(str::trim).filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
        };
        let number = || numbers::exact(cell).map(Value::from).ok_or(text::set::AMBIGUOUS);
        let value = match name.as_str() {
            "answers" | "answer" | "documents" => list(),
            "number" | "tolerance" | "min_f1" => number()?,
            "schema" | "expected" | "labelled" => {
                serde_json::from_str(cell).map_err(|e| text::set::not_json(e.column()))?
            }
            _ => Value::String(cell.to_owned()),
        };
        let name = if name == "answer" { "answers" } else { name };
        entry.insert(name.to_owned(), value);
    }
    Ok(entry)
}

/// Answers that people have labelled: a list of `{"answer": …, "right": …}`.
fn labelled(entry: &Map<String, Value>) -> Result<Vec<(String, bool)>, String> {
    let wrong = || text::set::BAD_LABELS.to_owned();
    let list = match entry.get("labelled") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(wrong()),
    };
    let each = list.iter().map(|one| {
        let answer = one.get("answer").and_then(Value::as_str);
        let right = one.get("right").and_then(Value::as_bool);
        let both = answer.zip(right);
        both.map(|(answer, right)| (answer.to_owned(), right))
            .ok_or_else(wrong)
    });
    each.collect()
}

/// A text, or a list of texts; empty if the field is missing.
fn texts(entry: &Map<String, Value>, name: &str) -> Result<Vec<String>, String> {
    let wrong = || text::set::not_texts(name);
    match entry.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![text.clone()]),
        Some(Value::Array(list)) => list
            .iter()
            .map(|text| text.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect(),
        Some(_) => Err(wrong()),
    }
}

fn number(entry: &Map<String, Value>, name: &str) -> Result<Option<f64>, String> {
    match entry.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(_) => Err(text::set::not_a_number(name)),
    }
}

fn expected(entry: &Map<String, Value>) -> Result<Expected, String> {
    let given = |name: &&str| entry.get(*name).is_some_and(|value| !value.is_null());
    let kinds: Vec<&str> = ["answers", "number", "regex", "schema"]
        .into_iter()
        .filter(given)
        .collect();
    match kinds.as_slice() {
        ["answers"] => {
            let answers = texts(entry, "answers")?;
            if answers
                .iter()
                .all(|answer| crate::words::normal(answer).is_empty())
            {
                return Err(text::set::NO_ANSWER.to_owned());
            }
            let given = number(entry, "min_f1")?;
            let min_f1 = match entry.get("match").and_then(Value::as_str) {
                None if given.is_none() => 1.0,
                Some("exact" | JUDGE) => 1.0,
                None | Some("f1") => given.unwrap_or(USUAL_F1),
                Some(_) => return Err(text::set::BAD_MATCH.to_owned()),
            };
            Ok(Expected::Text { answers, min_f1 })
        }
        ["number"] => {
            let value = number(entry, "number")?.ok_or_else(|| text::set::not_a_number("number"))?;
            let tolerance = number(entry, "tolerance")?.unwrap_or(0.0);
            if !(tolerance >= 0.0 && tolerance.is_finite()) {
                return Err(text::set::not_a_number("tolerance"));
            }
            Ok(Expected::Number { value, tolerance })
        }
        ["regex"] => {
            let pattern = entry.get("regex").and_then(Value::as_str).unwrap_or_default();
            RegexBuilder::new(pattern)
                .size_limit(REGEX_BYTES)
                .build()
                .ok()
                .filter(|_| !pattern.is_empty())
                .map(|regex| Expected::Regex(Box::new(regex)))
                .ok_or_else(|| text::set::BAD_REGEX.to_owned())
        }
        ["schema"] => {
            let schema = entry.get("schema").cloned().unwrap_or_default();
            let validator = jsonschema::validator_for(&schema)
                .ok()
                .filter(|_| schema.is_object())
                .ok_or(text::set::BAD_SCHEMA)?;
            let values = entry.get("expected").filter(|value| !value.is_null()).cloned();
            Ok(Expected::Schema {
                schema,
                validator: Box::new(validator),
                values,
            })
        }
        [] => Err(text::set::NOTHING_EXPECTED.to_owned()),
        _ => Err(text::set::several_expected(&kinds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<Set, QualityError> {
        Set::read("set.jsonl", file.as_bytes())
    }

    #[test]
    fn every_kind_of_expected_answer_is_read() {
        let set = read(
            r#"{"id":"a","question":"When?","answers":["on Sunday","Sunday"],"documents":["hours.md#open"]}
{"question":"How many?","number":12,"tolerance":0.5}
{"question":"Which code?","regex":"[A-Z]{2}"}

{"question":"Where?","schema":{"type":"object"},"expected":{"city":"Paris"}}
{"question":"Roughly?","answers":"some words here","match":"f1","min_f1":0.5}"#,
        )
        .expect("a set");
        assert_eq!(
            set.kinds(),
            [("answers", 2), ("number", 1), ("regex", 1), ("schema", 1)]
        );
        assert_eq!(set.questions[1].id, "2");
        assert_eq!(set.questions[0].documents, ["hours.md#open"]);
        assert!(matches!(set.questions[4].expected, Expected::Text { min_f1, .. } if min_f1 == 0.5));
    }

    #[test]
    fn csv_has_lists_by_bars_and_no_ambiguous_number() {
        let set = read("id;question;answers;number;documents\n1;When?;Sunday|on Sunday;;a.md|b.md\n2;\"How; many?\";;0,5;\n")
            .expect("a set");
        assert_eq!(set.questions[0].documents, ["a.md", "b.md"]);
        assert!(matches!(set.questions[1].expected, Expected::Number { value, .. } if value == 0.5));
        let error = read("question;number\nHow many?;1,234\n").expect_err("ambiguous");
        assert!(error.to_string().contains("1,234"), "{error}");
        let error = read("frage,antwort\na,b\n").expect_err("no columns");
        assert!(error.to_string().contains("question"), "{error}");
    }

    #[test]
    fn bad_lines_are_counted_and_too_many_stop() {
        let good = "{\"question\":\"q?\",\"answers\":[\"a\"]}\n";
        let set = read(&(good.repeat(60) + "{\"question\":\"q?\"}\nnot json\n")).expect("few are bad");
        assert_eq!((set.questions.len(), set.problems.bad), (60, 2));
        assert_eq!(set.problems.first[0].line, 61);
        assert!(
            set.problems.first[0].reason.contains("answers"),
            "{:?}",
            set.problems.first
        );
        let error = read(&(good.repeat(10) + "{}\n")).expect_err("too many");
        assert!(error.to_string().contains("set.jsonl"), "{error}");
    }

    #[test]
    fn each_wrong_entry_says_what_is_wrong() {
        let reason = |line: &str| {
            let good = "{\"id\":\"a\",\"question\":\"q?\",\"answers\":[\"a\"]}\n";
            let more: String = (0..40)
                .map(|i| format!("{{\"id\":\"x{i}\",\"question\":\"q?\",\"number\":1}}\n"))
                .collect();
            let set = read(&(good.to_owned() + &more + line)).expect("one is bad");
            set.problems.first[0].reason.clone()
        };
        for (line, words) in [
            (
                r#"{"question":"q?","answers":["a"],"number":1}"#,
                "answers, number",
            ),
            (r#"{"id":"a","question":"q?","answers":["a"]}"#, "id"),
            (r#"{"question":" ","answers":["a"]}"#, "question"),
            (r#"{"question":"q?","answers":["?!"]}"#, "answer"),
            (r#"{"question":"q?","number":"12"}"#, "number"),
            (r#"{"question":"q?","regex":"("}"#, "regular expression"),
            (r#"{"question":"q?","schema":{"type":"nothing"}}"#, "JSON Schema"),
            (r#"{"question":"q?","answers":["a"],"match":"near"}"#, "exact"),
            (
                r#"{"question":"q?","answers":["a"],"match":"judge","labelled":[{"answer":"b"}]}"#,
                "labelled",
            ),
            (
                r#"{"question":"q?","answers":["a"],"labelled":[{"answer":"b","right":true}]}"#,
                "judge",
            ),
            ("[1]", "object"),
        ] {
            let found = reason(line);
            assert!(found.contains(words), "{line}: {found}");
        }
    }
}
