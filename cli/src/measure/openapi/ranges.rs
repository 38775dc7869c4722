//! Ranges of a run's fields, from the rows that `RunSpec::check` uses as well.

use forkcast_protocol::measure::{LEVEL_MS, MOST_VALUES, Method, NAME_LENGTH, QualitySpec, RunKind};
use serde_json::{Map, Value, json};

/// The characters of a name.
const NAME: &str = "^[A-Za-z0-9_.-]+$";

/// The range of a field; that of a list holds for its items.
struct Range {
    schema: &'static str,
    /// The variant of a schema that has several.
    variant: &'static str,
    field: &'static str,
    min: f64,
    max: f64,
}

/// Every range: those of the rows, and those of the fields that no form row has.
fn ranges() -> Vec<Range> {
    let mut ranges = Vec::new();
    for kind in RunKind::ALL {
        for row in kind.fields() {
            let Some((min, max)) = row.amount.range() else {
                continue;
            };
            let (schema, variant) = match (row.within, row.when) {
                (Some(part), Some((_, choice))) => (schema_of(part), choice),
                (Some(_) | None, _) => (Some("RunSpec"), kind.id()),
            };
            let Some(schema) = schema else { continue };
            ranges.push(Range {
                schema,
                variant,
                field: row.key,
                min,
                max,
            });
        }
    }
    for field in ["ttft_ms", "e2e_ms"] {
        let (min, max) = LEVEL_MS;
        ranges.push(Range {
            schema: "ServiceLevel",
            variant: "",
            field,
            min,
            max,
        });
    }
    ranges.push(Range {
        schema: "Task",
        variant: "train",
        field: "methods",
        min: 1.0,
        max: Method::ALL.len() as f64,
    });
    ranges
}

/// The ranges of a run over an evaluation set.
fn of_quality() -> impl Iterator<Item = Range> {
    QualitySpec::ALL_FIELDS.iter().filter_map(|row| {
        let (min, max) = row.amount.range()?;
        Some(Range {
            schema: "QualitySpec",
            variant: "",
            field: row.key,
            min,
            max,
        })
    })
}

/// The schema of a part of a specification.
fn schema_of(part: &str) -> Option<&'static str> {
    match part {
        "load" => Some("Load"),
        "task" => Some("Task"),
        _ => None,
    }
}

/// Writes the ranges and the form of names into the schemas.
pub(super) fn apply(schemas: &mut Map<String, Value>) {
    for Range {
        schema,
        variant,
        field,
        min,
        max,
    } in ranges().into_iter().chain(of_quality())
    {
        let found = schemas
            .get_mut(schema)
            .and_then(|schema| fields(schema, variant))
            .and_then(|fields| fields.get_mut(field)?.as_object_mut());
        if let Some(field) = found {
            bound(field, min, max);
        }
    }
    for kind in RunKind::ALL {
        let found = schemas
            .get_mut("RunSpec")
            .and_then(|schema| fields(schema, kind.id()));
        let fields = found.into_iter().flat_map(Map::values_mut);
        for field in fields
            .filter_map(Value::as_object_mut)
            .filter(|field| is_name(field))
        {
            field.insert("minLength".to_owned(), json!(1));
            field.insert("maxLength".to_owned(), json!(NAME_LENGTH));
            field.insert("pattern".to_owned(), json!(NAME));
        }
    }
}

/// Whether a field of a run holds the name of a target or a shape: every text that is not one of a few words.
fn is_name(field: &Map<String, Value>) -> bool {
    field.get("type") == Some(&json!("string")) && !field.contains_key("enum")
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
        (json!(1), json!(MOST_VALUES))
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
            old @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => number(old),
        };
        changed
    }

    #[test]
    fn an_evaluation_takes_the_ends_of_its_ranges_and_nothing_beyond_and_so_does_the_schema() {
        let mut schema = crate::measure::openapi::document();
        schema["$ref"] = "#/components/schemas/QualitySpec".into();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let usual: Map<String, Value> = QualitySpec::ALL_FIELDS
            .iter()
            .map(|row| {
                let value = row.read(&row.amount.default()).expect("a default");
                (row.key.to_owned(), value)
            })
            .collect();
        let mut count = 0;
        for range in of_quality() {
            count += 1;
            for (value, is_right) in [
                (range.min, true),
                (range.max, true),
                (range.min - 1.0, false),
                (range.max + 1.0, false),
            ] {
                let mut spec = usual.clone();
                let value = if range.field == "limit_usd" {
                    json!(value)
                } else {
                    json!(value as i64)
                };
                spec.insert(range.field.to_owned(), value);
                let spec = Value::Object(spec);
                let read = serde_json::from_value::<QualitySpec>(spec.clone());
                assert_eq!(read.is_ok_and(|spec| spec.check().is_ok()), is_right, "{spec}");
                assert_eq!(validator.is_valid(&spec), is_right, "{spec}");
            }
        }
        assert_eq!(count, usual.len());
    }

    #[test]
    fn the_check_accepts_the_ends_of_every_range_and_nothing_beyond_and_so_does_the_schema() {
        let mut schema = crate::measure::openapi::document();
        schema["$ref"] = "#/components/schemas/RunSpec".into();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let mut all = ranges();
        for (variant, field) in [
            ("endpoint", "target"),
            ("retrieval", "store"),
            ("rag-cost", "target"),
            ("rag-cost", "store"),
            ("reference", "shape"),
        ] {
            let (min, max) = (1.0, NAME_LENGTH as f64);
            all.push(Range {
                schema: "RunSpec",
                variant,
                field,
                min,
                max,
            });
        }
        // Every number that a run has, so that a row cannot be lost on the way.
        assert_eq!(all.len(), 36);
        for Range {
            schema,
            variant,
            field,
            min,
            max,
        } in all
        {
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
