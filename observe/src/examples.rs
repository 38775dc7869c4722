//! Examples for training: how many there are once copies are counted once, how long they are, and how many must be wrong.

mod format;
mod training;

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use serde::Serialize;
use serde_json::Value;

use crate::estimate::Estimate;
use crate::finding::{Bound, Finding};
use crate::hash::{self, Groups, Signature};
use crate::problems::{ObserveError, Problems, json_reason};
use crate::records::{Records, Shape};
use crate::sketch::{Distribution, Sketch};
use crate::text;
use crate::tokens::Counter;
pub use format::{Example, Format};
pub use training::{Training, training};

/// Answers of at most so many words are labels, names and figures: two of them that differ contradict each other. Of longer ones, two
/// wordings may both be right.
const SHORT_WORDS: usize = 20;

/// Whether an answer is valid, by a schema of the caller.
pub type Validate<'c> = &'c dyn Fn(&Value) -> bool;

/// Reads examples.
pub struct Examples<'c> {
    counter: &'c dyn Counter,
    validate: Option<Validate<'c>>,
    files: Vec<String>,
    rows: Vec<Row>,
    formats: BTreeMap<&'static str, u64>,
    problems: Problems,
    tokens: Sketch,
    input_tokens: Sketch,
    output_tokens: Sketch,
    checked: u64,
    valid: u64,
    missed: Option<(&'static str, Vec<&'static str>)>,
}

/// What is kept of an example.
struct Row {
    file: usize,
    input: u64,
    output: u64,
    short: bool,
    whole: Signature,
    question: Signature,
}

/// Copies and near copies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Copies {
    /// Examples that repeat an earlier one but for case, space and punctuation.
    pub exact: u64,
    /// Further examples that share 80% of their three-word pieces with an earlier one.
    pub near: u64,
    /// Examples that are left if each group of copies counts once.
    pub distinct: u64,
}

/// The same question with other answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contradictions {
    /// Examples whose question has several short answers or several JSON answers.
    pub examples: u64,
    /// Those of them that must be wrong if each question has one right answer: all but the most frequent answer.
    pub wrong: u64,
    /// Examples whose question has several long answers, which may all be right.
    pub reworded: u64,
}

/// Examples of one file whose question is also in an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leak {
    /// The earlier file.
    pub from: String,
    /// The file.
    pub into: String,
    /// Its examples with the same question.
    pub exact: u64,
    /// Its further examples with nearly the same question.
    pub near: u64,
    /// Share of its examples that leak.
    pub share: Estimate,
}

/// What the examples say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Files read, by name.
    pub files: Vec<String>,
    /// Examples that could be read.
    pub read: u64,
    /// Examples by format.
    pub formats: BTreeMap<&'static str, u64>,
    /// What could not be read.
    pub problems: Problems,
    /// Whether tokens are estimated by bytes.
    pub tokens_estimated: bool,
    /// Tokens of question and answer.
    pub tokens: Option<Distribution>,
    /// Tokens of questions.
    pub input_tokens: Option<Distribution>,
    /// Tokens of answers.
    pub output_tokens: Option<Distribution>,
    /// Tokens of all examples.
    pub total_tokens: f64,
    /// Copies.
    pub copies: Copies,
    /// Contradictions.
    pub contradictions: Contradictions,
    /// Leaks between files.
    pub leaks: Vec<Leak>,
    /// Share of answers that are valid by the schema, if one was given.
    pub valid: Option<Estimate>,
    /// Observed values, and the inputs that they set.
    pub findings: Vec<Finding>,
}

impl<'c> Examples<'c> {
    /// Nothing read yet. `validate` says of an answer's JSON whether it is valid.
    #[must_use]
    pub fn new(counter: &'c dyn Counter, validate: Option<Validate<'c>>) -> Self {
        Self {
            counter,
            validate,
            files: Vec::new(),
            rows: Vec::new(),
            formats: BTreeMap::new(),
            problems: Problems::default(),
            tokens: Sketch::default(),
            input_tokens: Sketch::default(),
            output_tokens: Sketch::default(),
            checked: 0,
            valid: 0,
            missed: None,
        }
    }

    /// Reads a file; each is a split of its own.
    ///
    /// # Errors
    /// A broken stream, another encoding, an unknown format, or too many bad records.
    pub fn read(&mut self, file: &str, reader: impl BufRead) -> Result<(), ObserveError> {
        let mut records = Records::opened(file, reader)?;
        if records.shape() == Shape::Csv {
            return Err(ObserveError::unknown_format(
                file,
                Format::Prompt.id(),
                Format::Prompt.fields().to_vec(),
            ));
        }
        let place = self.files.len();
        self.files.push(file.to_owned());
        let before = self.rows.len();
        while let Some(record) = records.next(file)? {
            let read = if record.too_long {
                Err(text::RECORD_TOO_LONG.to_owned())
            } else {
                self.example(records.bytes())
            };
            match read {
                Ok((format, example)) => {
                    self.problems.good();
                    self.add(place, format, &example);
                }
                Err(reason) => self.problems.bad(file, record.line, reason)?,
            }
        }
        if self.rows.len() == before
            && let Some((nearest, missed)) = self.missed.take()
        {
            return Err(ObserveError::unknown_format(file, nearest, missed));
        }
        Ok(())
    }

    fn example(&mut self, bytes: &[u8]) -> Result<(Format, Example), String> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| json_reason(&error))?;
        let Some(format) = Format::of(&value) else {
            let (nearest, missed) = Format::nearest(&value);
            let reason = text::no_format(nearest.id(), &missed);
            self.missed.get_or_insert((nearest.id(), missed));
            return Err(reason);
        };
        format
            .read(&value)
            .map(|example| (format, example))
            .map_err(str::to_owned)
    }

    fn add(&mut self, file: usize, format: Format, example: &Example) {
        *self.formats.entry(format.id()).or_default() += 1;
        let (input_tokens, output_tokens) = (
            self.counter.count(&example.input),
            self.counter.count(&example.output),
        );
        self.input_tokens.add(input_tokens);
        self.output_tokens.add(output_tokens);
        self.tokens.add(input_tokens + output_tokens);
        let json = serde_json::from_str::<Value>(&example.output)
            .ok()
            .filter(|value| value.is_object() || value.is_array());
        if let Some(validate) = self.validate {
            self.checked += 1;
            let parsed = json
                .clone()
                .or_else(|| serde_json::from_str(&example.output).ok());
            self.valid += u64::from(parsed.is_some_and(|value| validate(&value)));
        }
        // Keys of an object are sorted, so that their order does not count.
        let (output, short) = match &json {
            Some(value) => (hash::hash(value.to_string().as_bytes()), true),
            None => {
                let (output, words) = hash::of_words(&example.output);
                (output, words <= SHORT_WORDS)
            }
        };
        self.rows.push(Row {
            file,
            input: hash::of_words(&example.input).0,
            output,
            short,
            whole: Signature::of([&*example.input, &*example.output]),
            question: Signature::of([&*example.input]),
        });
    }

    /// The summary of all files.
    #[must_use]
    pub fn finish(self) -> Summary {
        let copies = self.copies();
        let contradictions = self.contradictions();
        let leaks = self.leaks();
        let n = self.rows.len() as u64;
        let mut findings = Vec::new();
        if let Some(tokens) = self.tokens.distribution() {
            findings.push(Finding::input(
                "examples",
                Estimate::exact(copies.distinct as f64, n),
            ));
            // Copies are taken off already.
            findings.push(
                Finding::input("duplicate_share", Estimate::exact(0.0, n)).noted(text::COPIES_TAKEN_OFF),
            );
            let note = if self.counter.is_estimate() {
                text::TOKENS_BY_BYTES
            } else {
                ""
            };
            findings.push(Finding::input("example_tokens", tokens.mean).noted(note));
            let noise = Estimate::share(contradictions.wrong as f64, n);
            findings.push(
                Finding::input("label_quality", noise.map(|wrong| 1.0 - wrong))
                    .bound(Bound::Upper)
                    .noted(text::LABELS_AT_MOST),
            );
        }
        Summary {
            files: self.files,
            read: n,
            formats: self.formats,
            problems: self.problems,
            tokens_estimated: self.counter.is_estimate(),
            tokens: self.tokens.distribution(),
            input_tokens: self.input_tokens.distribution(),
            output_tokens: self.output_tokens.distribution(),
            total_tokens: self.tokens.sum(),
            copies,
            contradictions,
            leaks,
            valid: self
                .validate
                .map(|_| Estimate::share(self.valid as f64, self.checked)),
            findings,
        }
    }

    /// Whether few enough records are bad.
    ///
    /// # Errors
    /// That too many are.
    pub fn check(&self) -> Result<(), ObserveError> {
        self.problems.check()
    }

    fn copies(&self) -> Copies {
        let n = self.rows.len();
        let mut groups = Groups::new(n);
        let mut first: HashMap<(u64, u64), usize> = HashMap::with_capacity(n);
        for (place, row) in self.rows.iter().enumerate() {
            let earlier = *first.entry((row.input, row.output)).or_insert(place);
            groups.join(earlier, place);
        }
        let exact = n - groups.count();
        // Short answers to nearly the same question are other examples if they differ: "3 + 4" is none of "3 + 5".
        let signature = |place: usize| self.rows.get(place).map(|row| &row.whole);
        hash::pairs(signature, n, |a, b| {
            if let (Some(x), Some(y)) = (self.rows.get(a), self.rows.get(b))
                && (x.output == y.output || !(x.short && y.short))
            {
                groups.join(a, b);
            }
        });
        let distinct = groups.count();
        Copies {
            exact: exact as u64,
            near: (n - exact - distinct) as u64,
            distinct: distinct as u64,
        }
    }

    fn contradictions(&self) -> Contradictions {
        let mut by_input: HashMap<u64, Vec<&Row>> = HashMap::with_capacity(self.rows.len());
        for row in &self.rows {
            by_input.entry(row.input).or_default().push(row);
        }
        let mut found = Contradictions {
            examples: 0,
            wrong: 0,
            reworded: 0,
        };
        for rows in by_input.values().filter(|rows| rows.len() > 1) {
            let mut answers: BTreeMap<u64, u64> = BTreeMap::new();
            rows.iter()
                .for_each(|row| *answers.entry(row.output).or_default() += 1);
            if answers.len() < 2 {
                continue;
            }
            let n = rows.len() as u64;
            if rows.iter().all(|row| row.short) {
                found.examples += n;
                found.wrong += n - answers.values().max().copied().unwrap_or(n);
            } else {
                found.reworded += n;
            }
        }
        found
    }

    fn leaks(&self) -> Vec<Leak> {
        if self.files.len() < 2 {
            return Vec::new();
        }
        let n = self.rows.len();
        let mut exact: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        let mut near: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        // An example leaks once, from the first file that has it.
        let mut leaked = vec![false; n];
        let mut first: HashMap<u64, usize> = HashMap::with_capacity(n);
        for (place, row) in self.rows.iter().enumerate() {
            let file = *first.entry(row.input).or_insert(row.file);
            if file != row.file {
                *exact.entry((file, row.file)).or_default() += 1;
                if let Some(leaked) = leaked.get_mut(place) {
                    *leaked = true;
                }
            }
        }
        // In the order of files, so that of each pair the later one leaks.
        let signature = |place: usize| self.rows.get(place).map(|row| &row.question);
        let mut candidates = Vec::new();
        hash::pairs(signature, n, |a, b| candidates.push((a.min(b), a.max(b))));
        candidates.sort_unstable();
        for (a, b) in candidates {
            let (Some(x), Some(y), Some(leaked)) = (self.rows.get(a), self.rows.get(b), leaked.get_mut(b))
            else {
                continue;
            };
            if x.file != y.file && !*leaked {
                *near.entry((x.file, y.file)).or_default() += 1;
                *leaked = true;
            }
        }
        let sizes = |file: usize| self.rows.iter().filter(|row| row.file == file).count() as u64;
        let name = |file: usize| self.files.get(file).cloned().unwrap_or_default();
        let mut keys: Vec<(usize, usize)> = exact.keys().chain(near.keys()).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .map(|key| {
                let (exact, near) = (
                    exact.get(&key).copied().unwrap_or(0),
                    near.get(&key).copied().unwrap_or(0),
                );
                Leak {
                    from: name(key.0),
                    into: name(key.1),
                    exact,
                    near,
                    share: Estimate::share((exact + near) as f64, sizes(key.1)),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
