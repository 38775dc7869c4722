//! Evaluations: the form, what is sent, and the table of questions with their answers.

use forkcast_charts::Table;
use forkcast_observe::reading::{Answered, Evaluated};
use forkcast_protocol::measure::{
    EVALUATION_BYTES, Evaluation, EvaluationDocument, EvaluationStanding, EvaluationState, QualitySpec,
    Targets,
};
use serde_json::{Map, Value};

use super::form::FieldError;
use crate::text::quality as texts;

/// Ways of asking, as the server names them.
pub const ARMS: [&str; 5] = [
    "closed-book",
    "rag",
    "wrong-passages",
    "long-context",
    "structured",
];

/// Kinds of search, as the server names them. The first leaves the choice to the server.
pub const SEARCHES: [&str; 4] = ["", "lexical", "dense", "fused"];

/// A file with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Its path, with folders.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The reader's questions; without them, Forkcast's own.
    pub questions: Option<TextFile>,
    /// The reader's documents.
    pub documents: Vec<TextFile>,
    /// Files of the folder that are not text.
    pub passed_over: usize,
    /// The endpoints, and whether each is asked.
    pub endpoints: Vec<(String, bool)>,
    /// The endpoint that judges; empty for none.
    pub judge: String,
    /// Whether each of [`ARMS`] is asked.
    pub arms: [bool; 5],
    /// One of [`SEARCHES`].
    pub search: String,
    /// The numbers, by the rows of [`QualitySpec::FIELDS`].
    pub numbers: Vec<String>,
    /// Whether the table shows the answers.
    pub with_answers: bool,
}

impl Choice {
    /// The demonstration, at no endpoint.
    #[must_use]
    pub fn new(targets: &Targets) -> Self {
        Self {
            questions: None,
            documents: Vec::new(),
            passed_over: 0,
            endpoints: targets
                .endpoints
                .iter()
                .map(|endpoint| (endpoint.name.clone(), false))
                .collect(),
            judge: String::new(),
            arms: [true, true, true, false, false],
            search: String::new(),
            numbers: QualitySpec::FIELDS
                .iter()
                .map(|row| row.amount.default())
                .collect(),
            with_answers: false,
        }
    }

    /// Takes the files of a folder as documents. Their paths begin below the folder, as questions name them.
    pub fn take_documents(&mut self, files: Vec<(String, Option<String>)>) {
        let all = files.len();
        let within = |path: String| match path.split_once('/') {
            Some((_, inner)) => inner.to_owned(),
            None => path,
        };
        self.documents = files
            .into_iter()
            .filter_map(|(path, text)| {
                let text = text.filter(|text| !text.contains(['\0', char::REPLACEMENT_CHARACTER]))?;
                Some(TextFile {
                    path: within(path),
                    text,
                })
            })
            .collect();
        self.passed_over = all - self.documents.len();
    }

    /// Whether there are documents to search: the reader's, or those of the demonstration.
    #[must_use]
    pub fn has_documents(&self) -> bool {
        !self.documents.is_empty() || self.questions.is_none()
    }

    fn spec(&self) -> Result<QualitySpec, FieldError> {
        let mut fields = Map::new();
        for (row, typed) in QualitySpec::FIELDS.iter().zip(&self.numbers) {
            let value = row.read(typed).map_err(|message| FieldError {
                field: row.name.to_owned(),
                message,
            })?;
            fields.insert(row.key.to_owned(), value);
        }
        // Through text, as every specification is read.
        let spec: QualitySpec =
            serde_json::from_str(&Value::Object(fields).to_string()).map_err(|error| FieldError {
                field: String::new(),
                message: error.to_string(),
            })?;
        spec.check().map_err(|error| FieldError {
            field: error.field.to_owned(),
            message: crate::text::form::accepted(error.accepted, error.found),
        })?;
        Ok(spec)
    }

    /// What is sent, with the scenario's link.
    ///
    /// # Errors
    /// The first number that is wrong, or files that are too long.
    pub fn request(&self, link: String) -> Result<Evaluation, FieldError> {
        let spec = self.spec()?;
        let bytes: usize = self
            .documents
            .iter()
            .chain(&self.questions)
            .map(|file| file.text.len())
            .sum();
        if bytes > EVALUATION_BYTES / 2 {
            return Err(FieldError {
                field: String::new(),
                message: texts::too_long(bytes, EVALUATION_BYTES / 2),
            });
        }
        let asked = self.endpoints.iter().filter(|(_, is_asked)| *is_asked);
        let arms = ARMS.iter().zip(self.arms).filter(|(arm, is_asked)| {
            // The others need documents.
            *is_asked && (self.has_documents() || matches!(**arm, "closed-book" | "structured"))
        });
        let documents = self.documents.iter().map(|file| EvaluationDocument {
            path: file.path.clone(),
            text: file.text.clone(),
        });
        Ok(Evaluation {
            name: self
                .questions
                .as_ref()
                .map_or_else(String::new, |file| file.path.clone()),
            questions: self.questions.as_ref().map(|file| file.text.clone()),
            documents: (!self.documents.is_empty()).then(|| documents.collect()),
            spec,
            search: (!self.search.is_empty()).then(|| self.search.clone()),
            endpoints: asked.map(|(name, _)| name.clone()).collect(),
            judge: (!self.judge.is_empty()).then(|| self.judge.clone()),
            arms: arms.map(|(arm, _)| (*arm).to_owned()).collect(),
            link: Some(link),
            with_answers: self.with_answers,
        })
    }
}

/// How far it is, in a sentence.
#[must_use]
pub fn status(standing: &EvaluationStanding) -> String {
    match standing.state {
        EvaluationState::Preparing => texts::preparing(standing.done, standing.all),
        EvaluationState::Planned => texts::PLANNED.to_owned(),
        EvaluationState::Waiting => texts::WAITING.to_owned(),
        EvaluationState::Running => {
            texts::running(standing.done, standing.all, standing.retries, standing.failed)
        }
        EvaluationState::Done => texts::DONE.to_owned(),
        EvaluationState::Failed => texts::failed(standing.error.as_deref().unwrap_or_default()),
        EvaluationState::Cancelled => texts::CANCELLED.to_owned(),
    }
}

/// Which questions the table shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those that some arms answer rightly and others do not.
    Differ,
    /// Those that at least one arm does not answer rightly.
    NotRight,
}

impl Filter {
    /// Every filter.
    pub const ALL: [Self; 3] = [Self::All, Self::Differ, Self::NotRight];

    /// Its name in the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Differ => "differ",
            Self::NotRight => "not-right",
        }
    }

    /// The filter of that name.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|filter| filter.id() == id)
            .unwrap_or_default()
    }

    fn keeps(self, row: &[Option<Answered>]) -> bool {
        let right = |is: bool| row.iter().flatten().any(|answer| answer.right == is);
        match self {
            Self::All => true,
            Self::Differ => right(true) && right(false),
            Self::NotRight => right(false),
        }
    }
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The answer is right.
    Right,
    /// It is not.
    Wrong,
    /// It was withheld.
    Withheld,
    /// There is none.
    Failed,
}

impl Mark {
    /// Of an answer.
    #[must_use]
    pub const fn of(answer: &Answered) -> Self {
        if answer.failure.is_some() {
            Self::Failed
        } else if answer.right {
            Self::Right
        } else if answer.withheld {
            Self::Withheld
        } else {
            Self::Wrong
        }
    }

    /// Its name for programs and styles.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Withheld => "withheld",
            Self::Failed => "failed",
        }
    }
}

/// The places of the questions that the table shows.
#[must_use]
pub fn shown(result: &Evaluated, filter: Filter) -> Vec<usize> {
    let rows = result.answers.iter().enumerate();
    rows.filter(|(_, row)| filter.keeps(row))
        .map(|(place, _)| place)
        .collect()
}

/// The names of the columns.
#[must_use]
pub fn columns(result: &Evaluated) -> Vec<String> {
    let columns = result.columns.iter();
    columns
        .map(|(endpoint, arm)| format!("{endpoint} {arm}"))
        .collect()
}

/// The table as a file, with the answers where they are there.
#[must_use]
pub fn csv(result: &Evaluated, filter: Filter) -> String {
    let names = columns(result);
    let has_texts = result
        .answers
        .iter()
        .flatten()
        .flatten()
        .any(|answer| answer.text.is_some());
    let mut head = vec![texts::ID.to_owned(), texts::QUESTION.to_owned()];
    for name in &names {
        head.push(name.clone());
        if has_texts {
            head.push(texts::answer_of(name));
        }
    }
    let rows = shown(result, filter).into_iter().filter_map(|place| {
        let (id, question) = result.questions.get(place)?;
        let mut cells = vec![id.clone(), question.clone()];
        for answer in result.answers.get(place)? {
            let mark = answer.as_ref().map_or("", |answer| Mark::of(answer).id());
            cells.push(mark.to_owned());
            if has_texts {
                let text = answer
                    .as_ref()
                    .and_then(|answer| answer.text.clone().or_else(|| answer.failure.clone()));
                cells.push(text.unwrap_or_default());
            }
        }
        Some(cells)
    });
    Table {
        columns: head,
        rows: rows.collect(),
    }
    .csv()
}

#[cfg(test)]
mod tests;
