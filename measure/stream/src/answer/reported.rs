//! Errors that a server reports within an answer.

use std::borrow::Cow;

use serde_json::Value;

use crate::error::AnswerError;

/// Longest beginning of a body that is no stream, kept to tell an error from an answer, bytes.
pub(super) const BEGINNING: usize = 16 << 10;

/// Parts of the finish reasons that servers give to an answer that they did not complete: `error`, `network_error`, `abort`,
/// `cancelled`, `insufficient_system_resource`, …
pub(super) const BROKEN_OFF: [&str; 8] = [
    "error",
    "abort",
    "cancel",
    "fail",
    "timeout",
    "interrupt",
    "insufficient",
    "disconnect",
];

pub(super) fn lossy(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&data[..data.len().min(BEGINNING)])
}

/// Why the data of an event that is not a chunk makes the answer fail.
pub(super) fn not_a_chunk(data: &[u8]) -> AnswerError {
    let in_words = match serde_json::from_slice::<Value>(data) {
        Ok(value) => is_error(&value),
        Err(_) => data[..data.len().min(24)]
            .to_ascii_lowercase()
            .windows(5)
            .any(|part| part == b"error"),
    };
    if in_words {
        AnswerError::from_words(&lossy(data))
    } else {
        AnswerError::Malformed
    }
}

/// The error that a body of a single object reports, if it does.
#[must_use]
pub fn error_of_object(body: &[u8]) -> Option<AnswerError> {
    let value = serde_json::from_slice(body).ok();
    value
        .filter(is_error)
        .map(|_| AnswerError::from_words(&lossy(body)))
}

/// Whether an object without an answer reports an error. Servers have many shapes for it: `{"error": …}`, `{"error_type": …}`,
/// `{"object": "error", "message": …}`, `{"detail": …}`, `{"code": 500, …}`, `{"success": false}`.
pub(super) fn is_error(value: &Value) -> bool {
    let Value::Object(fields) = value else {
        return false;
    };
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::Bool(set) => *set,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    };
    let bad_word = |value: &Value| {
        value.as_str().is_some_and(|text| {
            let text = text.to_ascii_lowercase();
            BROKEN_OFF.iter().any(|part| text.contains(part)) || text.contains("exception")
        })
    };
    fields.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "type" | "object" | "event" => bad_word(value),
            "status" | "code" | "status_code" | "statuscode" => {
                bad_word(value) || value.as_f64().is_some_and(|code| (400.0..600.0).contains(&code))
            }
            "success" | "ok" => value == &Value::Bool(false),
            "message" | "msg" | "detail" | "details" => {
                !fields.contains_key("choices")
                    && !fields.contains_key("usage")
                    && (value.is_string() || value.is_array())
                    && filled(value)
            }
            _ => (name.contains("error") || name.contains("exception")) && filled(value),
        }
    })
}
