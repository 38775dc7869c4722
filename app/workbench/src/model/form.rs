//! Forms of runs: fields, defaults, and the specification made from the input.

use forkcast_protocol::measure::{Device, RunSpec, Targets};
use serde_json::{Map, Value, json};

/// A kind of measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Generation at an endpoint.
    Endpoint,
    /// Search in a store.
    Retrieval,
    /// The time that retrieval adds.
    RagCost,
    /// The reference engine.
    Reference,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Endpoint, Self::Retrieval, Self::RagCost, Self::Reference];

    /// Name in specifications.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Retrieval => "retrieval",
            Self::RagCost => "rag-cost",
            Self::Reference => "reference",
        }
    }

    /// Name shown.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Endpoint => "Endpoint",
            Self::Retrieval => "Retrieval",
            Self::RagCost => "Cost of retrieval",
            Self::Reference => "Reference engine",
        }
    }

    /// A description, in a sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Endpoint => {
                "Time to first token by prompt length and time per token, at a server that speaks the OpenAI protocol."
            }
            Self::Retrieval => "Embedding a query and searching a store, with recall.",
            Self::RagCost => {
                "The same endpoint with and without retrieved passages, in turn: the added time, stage by stage."
            }
            Self::Reference => {
                "A transformer of a named shape with random weights, on this server’s own processor or GPU."
            }
        }
    }
}

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

fn number(name: &'static str, label: &'static str, value: &str) -> Field {
    field(name, label, Input::Number, value)
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
                Some(model) => format!("{} ({model})", e.name),
                None => e.name.clone(),
            };
            choice(
                "target",
                "Endpoint",
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
                "Store",
                all.map(|s| (s.name.clone(), format!("{} ({})", s.name, s.software)))
                    .collect(),
            )
        };
        let fields = match kind {
            Kind::Endpoint => vec![
                endpoints(),
                choice(
                    "loop",
                    "Load",
                    fixed(&[
                        ("closed", "Clients that wait for their answer"),
                        ("open", "Arrivals at a rate"),
                    ]),
                ),
                number("concurrency", "Concurrent clients", "1"),
                number("rate_per_s", "Arrivals per second", "1"),
                field(
                    "prompt_tokens",
                    "Prompt lengths, tokens",
                    Input::Numbers,
                    "128, 512, 2048",
                ),
                number("output_tokens", "Tokens of an answer", "64"),
                number("requests", "Requests for each length", "50"),
                number("warmup", "Warm-up requests", "3"),
                field(
                    "shared_prefix",
                    "All prompts share a prefix, so that a prefix cache can serve it",
                    Input::Flag,
                    "",
                ),
            ],
            Kind::Retrieval => vec![
                stores(),
                number("vectors", "Vectors in the index", "10000"),
                number("dimensions", "Dimensions", "384"),
                number("k", "Neighbours asked for", "10"),
                number("queries", "Searches", "1000"),
                number("warmup", "Warm-up searches", "50"),
                number("concurrency", "Concurrent searches", "1"),
                field(
                    "embed",
                    "Also time query embedding",
                    Input::Flag,
                    if targets.embedder.is_some() { "yes" } else { "" },
                ),
            ],
            Kind::RagCost => vec![
                endpoints(),
                stores(),
                number("vectors", "Passages in the store", "10000"),
                number("chunks", "Passages in the prompt", "5"),
                number("chunk_tokens", "Tokens of a passage", "128"),
                number("prompt_tokens", "Tokens of the prompt without them", "128"),
                number("output_tokens", "Tokens of an answer", "32"),
                number("requests", "Pairs of requests", "50"),
                number("warmup", "Warm-up pairs", "3"),
                number("concurrency", "Concurrent clients", "1"),
            ],
            Kind::Reference => vec![
                choice(
                    "shape",
                    "Shape",
                    targets
                        .shapes
                        .iter()
                        .filter(|s| s.fits)
                        .map(|s| (s.id.clone(), s.label.clone()))
                        .collect(),
                ),
                choice(
                    "device",
                    "Device",
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
                    "Task",
                    fixed(&[
                        ("prefill", "Read a prompt"),
                        ("decode", "Write one more token"),
                        ("train", "One training step"),
                    ]),
                ),
                field(
                    "prompt_lengths",
                    "Prompt lengths, tokens",
                    Input::Numbers,
                    "64, 256",
                ),
                field("batches", "Concurrent answers", Input::Numbers, "1, 4"),
                number("context_tokens", "Tokens already in the context", "256"),
                choice(
                    "methods",
                    "Method",
                    fixed(&[
                        ("lora", "LoRA"),
                        ("qlora", "QLoRA"),
                        ("full", "Full"),
                        ("full,lora,qlora", "All three, in turn"),
                    ]),
                ),
                number("batch", "Sequences in a step", "2"),
                number("sequence_tokens", "Tokens of a sequence", "64"),
                number("rank", "Rank of the adapters", "8"),
                number("repeats", "Repeats", "30"),
                number("warmup", "Warm-up repeats", "3"),
            ],
        };
        Self { kind, fields }
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
        match (self.kind, name) {
            (Kind::Endpoint, "concurrency") => self.value("loop") == "closed",
            (Kind::Endpoint, "rate_per_s") => self.value("loop") == "open",
            (Kind::Reference, "prompt_lengths") => self.value("task") == "prefill",
            (Kind::Reference, "batches" | "context_tokens") => self.value("task") == "decode",
            (Kind::Reference, "methods" | "batch" | "sequence_tokens" | "rank") => {
                self.value("task") == "train"
            }
            _ => true,
        }
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
            Some("No endpoint is configured on this server. Its operator adds one to the configuration file (“forkcast serve --help” explains how).".to_owned())
        } else if empty("store") {
            Some("No store is configured on this server.".to_owned())
        } else if empty("shape") || empty("device") {
            Some("No shape of the reference engine fits this server’s memory.".to_owned())
        } else {
            None
        }
    }

    /// The run that was asked for.
    ///
    /// # Errors
    /// The first field with an invalid value.
    pub fn spec(&self) -> Result<RunSpec, FieldError> {
        let mut flat = Map::new();
        for field in self.fields.iter().filter(|f| self.shows(f.name)) {
            flat.insert(field.name.to_owned(), parsed(field)?);
        }
        let mut spec = Map::new();
        spec.insert("kind".to_owned(), json!(self.kind.id()));
        let mut inner = Map::new();
        for (name, value) in flat {
            match (self.kind, name.as_str()) {
                (Kind::Endpoint, "loop" | "concurrency" | "rate_per_s")
                | (Kind::Reference, "task" | "context_tokens" | "batch" | "sequence_tokens" | "rank") => {
                    inner.insert(name, value);
                }
                (Kind::Reference, "prompt_lengths") => {
                    inner.insert("prompt_tokens".to_owned(), value);
                }
                (Kind::Reference, "batches") => {
                    inner.insert("batch".to_owned(), value);
                }
                (Kind::Reference, "methods") => {
                    let named: Vec<&str> = value.as_str().unwrap_or_default().split(',').collect();
                    inner.insert("methods".to_owned(), json!(named));
                }
                _ => {
                    spec.insert(name, value);
                }
            }
        }
        match self.kind {
            Kind::Endpoint => spec.insert("load".to_owned(), Value::Object(inner)),
            Kind::Reference => spec.insert("task".to_owned(), Value::Object(inner)),
            Kind::Retrieval | Kind::RagCost => None,
        };
        // Through text: runs are read from text anyway, and a second reader would be more code.
        let spec: RunSpec =
            serde_json::from_str(&Value::Object(spec).to_string()).map_err(|e| FieldError {
                field: String::new(),
                message: e.to_string(),
            })?;
        spec.check().map_err(|e| FieldError {
            field: self.shown_name(e.field).to_owned(),
            message: format!("{} is accepted here, not {}", e.accepted, e.found),
        })?;
        Ok(spec)
    }

    /// The name under which this form shows a field of the specification.
    #[must_use]
    pub fn shown_name<'a>(&'a self, name: &'a str) -> &'a str {
        let task = self.value("task");
        match (self.kind, name, task) {
            (Kind::Reference, "prompt_tokens", "prefill") => "prompt_lengths",
            (Kind::Reference, "batch", "decode") => "batches",
            _ => name,
        }
    }
}

/// The input, as JSON.
fn parsed(field: &Field) -> Result<Value, FieldError> {
    let wrong = |message: String| FieldError {
        field: field.name.to_owned(),
        message,
    };
    let whole = |text: &str| -> Result<Value, FieldError> {
        // Thousands often have separators.
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
        plain
            .parse::<u32>()
            .map(|n| json!(n))
            .map_err(|_| wrong(format!("“{}” is not a whole number", text.trim())))
    };
    match &field.input {
        Input::Flag => Ok(json!(!field.value.is_empty())),
        Input::Choice(_) => Ok(json!(field.value)),
        Input::Number if field.name == "rate_per_s" => field
            .value
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|x| x.is_finite())
            .map(|x| json!(x))
            .ok_or_else(|| wrong(format!("“{}” is not a number", field.value.trim()))),
        Input::Number => whole(&field.value.replace(',', "")),
        Input::Numbers => {
            let all: Result<Vec<Value>, FieldError> = field
                .value
                .split([',', ';'])
                .filter(|t| !t.trim().is_empty())
                .map(whole)
                .collect();
            Ok(Value::Array(all?))
        }
    }
}

#[cfg(test)]
mod tests;
