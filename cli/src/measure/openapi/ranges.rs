//! Ranges of a run's fields. `RunSpec::check` is what refuses; a test holds each row against it.

use serde_json::{Map, Value, json};

/// Fields with their ranges: schema, the variant where there are several, field, least and greatest. A list's are those of its items.
const RANGES: [(&str, &str, &str, f64, f64); 36] = [
    ("RunSpec", "endpoint", "prompt_tokens", 1.0, 1_000_000.0),
    ("RunSpec", "endpoint", "output_tokens", 2.0, 16_384.0),
    ("RunSpec", "endpoint", "requests", 1.0, 100_000.0),
    ("RunSpec", "endpoint", "warmup", 0.0, 1_000.0),
    ("RunSpec", "retrieval", "vectors", 100.0, 10_000_000.0),
    ("RunSpec", "retrieval", "dimensions", 8.0, 4_096.0),
    ("RunSpec", "retrieval", "k", 1.0, 100.0),
    ("RunSpec", "retrieval", "queries", 1.0, 100_000.0),
    ("RunSpec", "retrieval", "warmup", 0.0, 1_000.0),
    ("RunSpec", "retrieval", "concurrency", 1.0, 256.0),
    ("RunSpec", "rag-cost", "vectors", 100.0, 1_000_000.0),
    ("RunSpec", "rag-cost", "chunks", 1.0, 100.0),
    ("RunSpec", "rag-cost", "chunk_tokens", 8.0, 4_096.0),
    ("RunSpec", "rag-cost", "prompt_tokens", 1.0, 1_000_000.0),
    ("RunSpec", "rag-cost", "output_tokens", 2.0, 16_384.0),
    ("RunSpec", "rag-cost", "requests", 1.0, 100_000.0),
    ("RunSpec", "rag-cost", "warmup", 0.0, 1_000.0),
    ("RunSpec", "rag-cost", "concurrency", 1.0, 256.0),
    ("RunSpec", "reference", "repeats", 3.0, 10_000.0),
    ("RunSpec", "reference", "warmup", 0.0, 1_000.0),
    ("Load", "closed", "concurrency", 1.0, 4_096.0),
    ("Load", "open", "rate_per_s", 0.001, 10_000.0),
    ("ServiceLevel", "", "ttft_ms", 1.0, 600_000.0),
    ("ServiceLevel", "", "e2e_ms", 1.0, 600_000.0),
    ("Task", "prefill", "prompt_tokens", 1.0, 131_072.0),
    ("Task", "decode", "batch", 1.0, 1_024.0),
    ("Task", "decode", "context_tokens", 1.0, 131_072.0),
    ("Task", "train", "batch", 1.0, 256.0),
    ("Task", "train", "sequence_tokens", 2.0, 32_768.0),
    ("Task", "train", "rank", 1.0, 256.0),
    // Names, which have a length.
    ("RunSpec", "endpoint", "target", 1.0, 64.0),
    ("RunSpec", "retrieval", "store", 1.0, 64.0),
    ("RunSpec", "rag-cost", "target", 1.0, 64.0),
    ("RunSpec", "rag-cost", "store", 1.0, 64.0),
    ("RunSpec", "reference", "shape", 1.0, 64.0),
    // How many, where the items are words.
    ("Task", "train", "methods", 1.0, 3.0),
];
/// Values in a list of numbers.
const LISTED: u32 = 8;
/// What a name is made of.
const NAME: &str = "^[A-Za-z0-9_.-]+$";

/// Writes the ranges into the schemas.
pub(super) fn apply(schemas: &mut Map<String, Value>) {
    for (schema, variant, field, min, max) in RANGES {
        let found = schemas
            .get_mut(schema)
            .and_then(|schema| fields(schema, variant))
            .and_then(|fields| fields.get_mut(field)?.as_object_mut());
        if let Some(field) = found {
            bound(field, min, max);
        }
    }
}

/// The fields of a schema, or of that variant of it: the one with a field that takes the variant's name alone.
fn fields<'s>(schema: &'s mut Value, variant: &str) -> Option<&'s mut Map<String, Value>> {
    let object = if variant.is_empty() {
        schema
    } else {
        schema.get_mut("oneOf")?.as_array_mut()?.iter_mut().find(|one| {
            let fields = one.get("properties").and_then(Value::as_object);
            fields.is_some_and(|fields| {
                fields
                    .values()
                    .any(|field| field.get("enum") == Some(&json!([variant])))
            })
        })?
    };
    object.get_mut("properties")?.as_object_mut()
}

fn bound(field: &mut Map<String, Value>, min: f64, max: f64) {
    // Whole numbers are written as such.
    let number = |value: f64| {
        if value.fract() == 0.0 {
            json!(value as i64)
        } else {
            json!(value)
        }
    };
    let (least, greatest) = (number(min), number(max));
    if field.get("type") == Some(&json!("string")) {
        field.insert("minLength".to_owned(), least);
        field.insert("maxLength".to_owned(), greatest);
        field.insert("pattern".to_owned(), json!(NAME));
        return;
    }
    let Some(items) = field.get_mut("items").and_then(Value::as_object_mut) else {
        field.insert("minimum".to_owned(), least);
        field.insert("maximum".to_owned(), greatest);
        return;
    };
    // Words are counted; of numbers each has its range.
    let (fewest, most) = if items.contains_key("$ref") {
        (least, greatest)
    } else {
        items.insert("minimum".to_owned(), least);
        items.insert("maximum".to_owned(), greatest);
        (json!(1), json!(LISTED))
    };
    field.insert("minItems".to_owned(), fewest);
    field.insert("maxItems".to_owned(), most);
}

#[cfg(test)]
mod tests {
    use forkcast_protocol::measure::RunSpec;

    use super::*;

    /// A run of each kind, with every field in its range.
    fn examples() -> Vec<Value> {
        let endpoint = |load: Value| {
            json!({"kind": "endpoint", "target": "a", "load": load, "prompt_tokens": [64], "output_tokens": 4, "requests": 5,
                   "warmup": 0, "service_level": {"ttft_ms": 100.0, "e2e_ms": 200.0}})
        };
        let reference = |task: Value| json!({"kind": "reference", "shape": "tiny", "device": "cpu", "repeats": 5, "warmup": 0, "task": task});
        vec![
            endpoint(json!({"loop": "closed", "concurrency": 1})),
            endpoint(json!({"loop": "open", "rate_per_s": 2.0})),
            json!({"kind": "retrieval", "store": "embedded", "vectors": 1000, "dimensions": 64, "k": 5, "queries": 100, "warmup": 5,
                   "concurrency": 1, "embed": false}),
            json!({"kind": "rag-cost", "target": "a", "store": "embedded", "vectors": 1000, "chunks": 4, "chunk_tokens": 100,
                   "prompt_tokens": 100, "output_tokens": 4, "requests": 5, "warmup": 0, "concurrency": 1}),
            reference(json!({"task": "prefill", "prompt_tokens": [64]})),
            reference(json!({"task": "decode", "batch": [1], "context_tokens": 8})),
            reference(
                json!({"task": "train", "methods": ["full"], "batch": 1, "sequence_tokens": 8, "rank": 4}),
            ),
        ]
    }

    /// Where the field of a row stands in an example, if it is of that variant.
    fn place(example: &Value, schema: &str, variant: &str, field: &str) -> Option<String> {
        let within = match schema {
            "RunSpec" => (example["kind"] == variant).then(String::new),
            "Load" => (example["load"]["loop"] == variant).then(|| "/load".to_owned()),
            "ServiceLevel" => example.get("service_level").map(|_| "/service_level".to_owned()),
            "Task" => (example["task"]["task"] == variant).then(|| "/task".to_owned()),
            other => panic!("{other}"),
        }?;
        Some(format!("{within}/{field}"))
    }

    /// The example with another value at a place, as it would be for a number, a name or a list.
    fn with(example: &Value, place: &str, value: f64) -> Value {
        let mut changed = example.clone();
        let at = changed.pointer_mut(place).expect(place);
        let number = |old: &Value| {
            if old.is_f64() {
                json!(value)
            } else {
                json!(value as i64)
            }
        };
        *at = match &*at {
            Value::String(_) => json!("n".repeat(value as usize)),
            Value::Array(list) if list[0].is_string() => json!(vec!["full"; value as usize]),
            Value::Array(list) => json!([number(&list[0])]),
            old => number(old),
        };
        changed
    }

    #[test]
    fn the_check_accepts_the_ends_of_every_range_and_nothing_beyond_and_so_does_the_schema() {
        let mut schema = crate::measure::openapi::document();
        schema["$ref"] = "#/components/schemas/RunSpec".into();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for (schema, variant, field, min, max) in RANGES {
            let (example, place) = examples()
                .into_iter()
                .find_map(|example| place(&example, schema, variant, field).map(|place| (example, place)))
                .unwrap_or_else(|| panic!("no example of {schema} {variant}"));
            let step = if min.fract() == 0.0 { 1.0 } else { min / 2.0 };
            let accepted = |value: f64| {
                let body = with(&example, &place, value);
                let checked = serde_json::from_value::<RunSpec>(body.clone()).is_ok_and(|spec| {
                    spec.check()
                        .map_err(|error| assert_eq!(error.field, field))
                        .is_ok()
                });
                assert_eq!(
                    validator.is_valid(&body),
                    checked,
                    "{schema} {variant} {field} = {value}: {body}"
                );
                checked
            };
            assert!(accepted(min) && accepted(max), "{schema} {variant} {field}");
            assert!(
                !accepted(min - step) && !accepted(max + step),
                "{schema} {variant} {field}"
            );
        }
    }

    #[test]
    fn a_run_with_a_field_that_is_not_taken_is_not_valid() {
        let mut schema = crate::measure::openapi::document();
        schema["$ref"] = "#/components/schemas/RunSpec".into();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for example in examples() {
            assert!(validator.is_valid(&example), "{example}");
            let mut more = example.clone();
            more["url"] = "http://169.254.169.254/".into();
            assert!(!validator.is_valid(&more), "{more}");
            more = example;
            more["kind"] = "telepathy".into();
            assert!(!validator.is_valid(&more), "{more}");
        }
    }
}
