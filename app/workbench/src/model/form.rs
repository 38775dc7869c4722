//! Forms of runs: fields, defaults, and the specification made from the input.

use crate::text::form as texts;
use forkcast_protocol::measure::{Amount, Device, RunField, RunSpec, Targets, specification};
use serde_json::{Value, json};

pub use forkcast_protocol::measure::RunKind as Kind;

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A number.
    Number,
    /// Numbers between commas.
    Numbers,
    /// One of a list: value and label.
    Choice(Vec<(String, String)>),
    /// Yes or no.
    Flag,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the specification.
    pub name: &'static str,
    /// Its name shown.
    pub label: &'static str,
    /// How it is filled in.
    pub input: Input,
    /// The content.
    pub value: String,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The kind of measurement.
    pub kind: Kind,
    /// The fields in order. Some depend on the choice made in others.
    pub fields: Vec<Field>,
}

/// An error in a field, or in the run if the field is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// The message: the error, and what is accepted.
    pub message: String,
}

fn field(name: &'static str, label: &'static str, input: Input, value: &str) -> Field {
    Field {
        name,
        label,
        input,
        value: value.to_owned(),
    }
}

/// A field that a row describes.
fn row(row: &RunField) -> Field {
    let input = match row.amount {
        Amount::Whole { .. } | Amount::Real { .. } => Input::Number,
        Amount::Wholes { .. } => Input::Numbers,
        Amount::Flag => Input::Flag,
    };
    field(row.name, row.label, input, &row.amount.default())
}

fn choice(name: &'static str, label: &'static str, options: Vec<(String, String)>) -> Field {
    let value = options.first().map(|o| o.0.clone()).unwrap_or_default();
    field(name, label, Input::Choice(options), &value)
}

fn fixed(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options
        .iter()
        .map(|(v, l)| ((*v).to_owned(), (*l).to_owned()))
        .collect()
}

impl Form {
    /// The form of a kind with its defaults, for the backend's targets.
    #[must_use]
    pub fn new(kind: Kind, targets: &Targets) -> Self {
        let endpoints = || {
            let label = |e: &forkcast_protocol::measure::EndpointTarget| match &e.model {
                Some(model) => texts::target(&e.name, model),
                None => e.name.clone(),
            };
            choice(
                "target",
                texts::ENDPOINT,
                targets
                    .endpoints
                    .iter()
                    .map(|e| (e.name.clone(), label(e)))
                    .collect(),
            )
        };
        let stores = || {
            let all = targets.stores.iter();
            choice(
                "store",
                texts::STORE,
                all.map(|s| (s.name.clone(), texts::target(&s.name, &s.software)))
                    .collect(),
            )
        };
        let mut fields = match kind {
            Kind::Endpoint => vec![
                endpoints(),
                choice(
                    "loop",
                    texts::LOAD,
                    fixed(&[("closed", texts::CLOSED_LOOP), ("open", texts::OPEN_LOOP)]),
                ),
            ],
            Kind::Retrieval => vec![stores()],
            Kind::RagCost => vec![endpoints(), stores()],
            Kind::Reference => vec![
                choice(
                    "shape",
                    texts::SHAPE,
                    targets
                        .shapes
                        .iter()
                        .filter(|s| s.fits)
                        .map(|s| (s.id.clone(), s.label.clone()))
                        .collect(),
                ),
                choice(
                    "device",
                    texts::DEVICE,
                    targets
                        .devices
                        .iter()
                        .filter(|d| d.available)
                        .map(|d| {
                            let id = match d.device {
                                Device::Cpu => "cpu",
                                Device::Cuda => "cuda",
                            };
                            (id.to_owned(), d.label.clone())
                        })
                        .collect(),
                ),
                choice(
                    "task",
                    texts::TASK,
                    fixed(&[
                        ("prefill", texts::PREFILL),
                        ("decode", texts::DECODE),
                        ("train", texts::TRAIN),
                    ]),
                ),
                choice(
                    "methods",
                    texts::METHOD,
                    fixed(&[
                        ("lora", texts::LORA),
                        ("qlora", texts::QLORA),
                        ("full", texts::FULL),
                        ("full,lora,qlora", texts::ALL_METHODS),
                    ]),
                ),
            ],
        };
        fields.extend(kind.fields().iter().map(row));
        let mut form = Self { kind, fields };
        if targets.embedder.is_some() {
            form.set("embed", "yes".to_owned());
        }
        form
    }

    /// The value of a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|f| f.name == name)
            .map_or("", |f| &f.value)
    }

    /// Puts a value into a field.
    pub fn set(&mut self, name: &str, value: String) {
        if let Some(field) = self.fields.iter_mut().find(|f| f.name == name) {
            field.value = value;
        }
    }

    /// Whether a field counts with the choices as they are.
    #[must_use]
    pub fn shows(&self, name: &str) -> bool {
        let when = match self.kind.field(name) {
            Some(row) => row.when,
            None if name == "methods" => Some(("task", "train")),
            None => None,
        };
        when.is_none_or(|(choice, value)| self.value(choice) == value)
    }

    /// The reason why nothing of this kind can be measured here; `None` if something can.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        let empty = |name: &str| {
            self.fields
                .iter()
                .any(|f| f.name == name && matches!(&f.input, Input::Choice(all) if all.is_empty()))
        };
        if empty("target") {
            Some(texts::NO_ENDPOINT.to_owned())
        } else if empty("store") {
            Some(texts::NO_STORE.to_owned())
        } else if empty("shape") || empty("device") {
            Some(texts::NO_SHAPE.to_owned())
        } else {
            None
        }
    }

    /// The run that was asked for.
    ///
    /// # Errors
    /// The first field with an invalid value.
    pub fn spec(&self) -> Result<RunSpec, FieldError> {
        let mut values = Vec::new();
        for field in self.fields.iter().filter(|f| self.shows(f.name)) {
            values.push((field.name, self.parsed(field)?));
        }
        // Through text: runs are read from text anyway, and a second way of reading them would be code of its own.
        let spec: RunSpec =
            serde_json::from_str(&specification(self.kind, values).to_string()).map_err(|e| FieldError {
                field: String::new(),
                message: e.to_string(),
            })?;
        spec.check().map_err(|e| FieldError {
            field: self.shown_name(e.field).to_owned(),
            message: texts::accepted(e.accepted, e.found),
        })?;
        Ok(spec)
    }

    /// The name under which this form shows a field of the specification.
    #[must_use]
    pub fn shown_name<'a>(&'a self, name: &'a str) -> &'a str {
        let found = self
            .fields
            .iter()
            .find(|f| self.shows(f.name) && self.kind.field(f.name).is_some_and(|row| row.key == name));
        found.map_or(name, |f| f.name)
    }

    /// What was typed, as JSON.
    fn parsed(&self, field: &Field) -> Result<Value, FieldError> {
        if let Some(row) = self.kind.field(field.name) {
            return row.read(&field.value).map_err(|message| FieldError {
                field: field.name.to_owned(),
                message,
            });
        }
        // Choices: one text, but for the methods, which are several.
        Ok(if field.name == "methods" {
            json!(field.value.split(',').collect::<Vec<&str>>())
        } else {
            json!(field.value)
        })
    }
}

#[cfg(test)]
mod tests;
