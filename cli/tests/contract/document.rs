//! `/openapi.json`, held against what the server answers.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::server::{Answer, Server};

/// The document, and the answers of it that were seen.
pub(crate) struct Document {
    document: Value,
    seen: RefCell<BTreeSet<String>>,
    /// By the text of their schema: making one takes longer than any request.
    validators: RefCell<BTreeMap<String, Rc<jsonschema::Validator>>>,
}

impl Document {
    pub(crate) fn of(server: &Server) -> Self {
        let answer = server.get("/openapi.json");
        assert_eq!(answer.status, 200);
        Self {
            document: serde_json::from_slice(&answer.body).expect("JSON"),
            seen: RefCell::default(),
            validators: RefCell::default(),
        }
    }

    /// Every answer that the document names: method, path and status.
    pub(crate) fn answers(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for (path, methods) in self.document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                for status in operation["responses"].as_object().expect("responses").keys() {
                    all.insert(format!("{method} {path} {status}"));
                }
            }
        }
        all
    }

    /// Those of them that were checked.
    pub(crate) fn seen(&self) -> BTreeSet<String> {
        self.seen.borrow().clone()
    }

    /// Whether the answer is one that the document names for the request, in every part.
    pub(crate) fn check(&self, method: &str, path: &str, answer: &Answer) {
        let said = || format!("{method} {path}: {} {}", answer.status, answer.text());
        let bare = path.split('?').next().unwrap_or_default();
        let method = method.to_lowercase();
        let Some((template, operations)) = self.find(bare) else {
            assert_eq!(answer.status, 404, "{}", said());
            self.validate("ApiError", answer, &said());
            return;
        };
        // HEAD is GET without a body.
        let Some(operation) = operations.get(&method) else {
            assert_eq!(answer.status, 405, "{}", said());
            assert!(!answer.header("allow").is_empty(), "{}", said());
            self.validate("ApiError", answer, &said());
            return;
        };
        let response = &operation["responses"][answer.status.to_string()];
        assert!(response.is_object(), "not in the document: {}", said());
        self.seen
            .borrow_mut()
            .insert(format!("{method} {template} {}", answer.status));
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let may_be_absent = header["schema"]["type"]
                .as_array()
                .is_some_and(|kinds| kinds.contains(&"null".into()));
            let there = !answer.header(&name.to_lowercase()).is_empty();
            assert!(there || may_be_absent, "{name} is missing: {}", said());
        }
        let kind = answer
            .header("content-type")
            .split(';')
            .next()
            .unwrap_or_default();
        let Some(content) = response["content"].as_object() else {
            assert!(answer.body.is_empty(), "{}", said());
            return;
        };
        let schema = &content.get(kind).unwrap_or_else(|| panic!("{kind}: {}", said()))["schema"];
        match kind {
            "application/json" => {
                let value = serde_json::from_slice(&answer.body)
                    .unwrap_or_else(|error| panic!("{error}: {}", said()));
                self.validate_value(schema, &value, &said());
            }
            "text/event-stream" => {
                for data in answer
                    .text()
                    .lines()
                    .filter_map(|line| line.strip_prefix("data: "))
                {
                    self.validate_value(schema, &serde_json::json!({ "data": data }), data);
                    let value = serde_json::from_str(data).expect("JSON");
                    let within = schema["$ref"].as_str().expect("a schema").trim_start_matches('#');
                    let event = format!("{within}/properties/data/contentSchema");
                    let event = self.document.pointer(&event).expect("a schema of its text");
                    self.validate_value(event, &value, data);
                }
            }
            _ => assert_eq!(kind, "text/plain", "{}", said()),
        }
    }

    /// Whether a body is one that the document takes for a run.
    pub(crate) fn takes(&self, run: &Value) -> bool {
        self.validator(&serde_json::json!({"$ref": "#/components/schemas/RunSpec"}))
            .is_valid(run)
    }

    fn find(&self, path: &str) -> Option<(&str, &Map<String, Value>)> {
        let paths = self.document["paths"].as_object()?;
        let segments: Vec<&str> = path.split('/').collect();
        let (template, operations) = paths.iter().find(|(template, _)| {
            let wanted: Vec<&str> = template.split('/').collect();
            wanted.len() == segments.len()
                && wanted
                    .iter()
                    .zip(&segments)
                    .all(|(wanted, found)| wanted == found || (wanted.starts_with('{') && !found.is_empty()))
        })?;
        Some((template, operations.as_object()?))
    }

    fn validate(&self, schema: &str, answer: &Answer, said: &str) {
        let value = serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {said}"));
        let schema = serde_json::json!({"$ref": format!("#/components/schemas/{schema}")});
        self.validate_value(&schema, &value, said);
    }

    fn validate_value(&self, schema: &Value, value: &Value, said: &str) {
        let errors: Vec<String> = self
            .validator(schema)
            .iter_errors(value)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}: {said}");
    }

    fn validator(&self, schema: &Value) -> Rc<jsonschema::Validator> {
        let mut validators = self.validators.borrow_mut();
        let made = validators.entry(schema.to_string()).or_insert_with(|| {
            let mut whole = schema.clone();
            whole["components"] = self.document["components"].clone();
            Rc::new(jsonschema::validator_for(&whole).expect("a schema"))
        });
        Rc::clone(made)
    }
}
