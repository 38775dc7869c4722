//! Forms that are named by a number.

use serde_json::Value;

/// The field of a specification that names one of several forms, where it holds a number. To serde the forms are numbered too; the document, and
/// whoever reads a run, know their names alone.
pub(super) fn numbered(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(fields) => ["kind", "task", "loop"]
            .into_iter()
            .find(|name| fields.get(*name).is_some_and(Value::is_number))
            .or_else(|| fields.values().find_map(numbered)),
        Value::Array(values) => values.iter().find_map(numbered),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_has_a_name() {
        let task = |task: Value| json!({"kind": "reference", "task": {"task": task, "batch": [1]}});
        assert_eq!(numbered(&task(json!("decode"))), None);
        assert_eq!(numbered(&task(json!(1))), Some("task"));
        assert_eq!(numbered(&json!({"kind": 0})), Some("kind"));
        assert_eq!(
            numbered(&json!([{"load": {"loop": 1.0, "rate_per_s": 2}}])),
            Some("loop")
        );
    }
}
