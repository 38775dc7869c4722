//! One question and the text of its answer: for measuring what a model knows rather than how fast it is.

use std::sync::atomic::Ordering;

use forkcast_stream::error_of_object;
use serde_json::{Value, json};

use super::Client;
use crate::endpoint::failure::RequestError;
use crate::endpoint::server::Server;

/// A question as it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The model.
    pub model: &'a str,
    /// Instructions; none are sent if it is empty.
    pub system: &'a str,
    /// The question, with all that belongs to it.
    pub user: &'a str,
    /// Most tokens of the answer.
    pub tokens: u32,
    /// A JSON Schema that the server shall hold the answer to.
    pub schema: Option<&'a Value>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its text.
    pub text: String,
    /// Tokens of the prompt, if the server counts.
    pub prompt_tokens: Option<u64>,
    /// Tokens of the answer, thinking included, if the server counts.
    pub completion_tokens: Option<u64>,
    /// Whether the limit on its length cut it off.
    pub cut: bool,
}

/// The names of the limit, and whether a temperature is sent: newer models take the other name, and no temperature.
const WAYS: [(&str, bool); 3] = [
    ("max_tokens", true),
    ("max_completion_tokens", true),
    ("max_completion_tokens", false),
];

impl Client {
    /// The model that answers: the configured one, else the first that the server lists. Asks for no answer.
    ///
    /// # Errors
    /// Why the server names none.
    pub async fn named_model(&self) -> Result<String, RequestError> {
        if let Some(model) = &self.model {
            return Ok(model.clone());
        }
        match Server::ask(self, &self.base).await {
            Ok((_, listed)) => listed.ok_or(RequestError::NoModelListed),
            Err(RequestError::Unauthorized) => Err(RequestError::NoListing),
            Err(error) => Err(error),
        }
    }

    /// Asks, at temperature 0 where the model takes one, and returns the whole answer.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn answer(&self, ask: &Ask<'_>) -> Result<Reply, RequestError> {
        let from = self.way.load(Ordering::Relaxed);
        let mut refusal = RequestError::Rejected(400);
        for (place, (limit, temperature)) in WAYS.iter().enumerate().skip(from) {
            match self.asked(&body(ask, limit, *temperature), ask.tokens).await {
                Err(error @ RequestError::Rejected(400 | 422)) => refusal = error,
                outcome => {
                    if outcome.is_ok() && place > from {
                        self.way.store(place, Ordering::Relaxed);
                    }
                    return outcome;
                }
            }
        }
        Err(refusal)
    }

    async fn asked(&self, body: &Value, tokens: u32) -> Result<Reply, RequestError> {
        let most = self.limits.body_bytes + tokens as usize * self.limits.token_bytes;
        reply(&self.exchanged(self.chat.clone(), body, most).await?)
    }
}

fn body(ask: &Ask<'_>, limit: &str, temperature: bool) -> Value {
    let mut messages = Vec::new();
    if !ask.system.is_empty() {
        messages.push(json!({ "role": "system", "content": ask.system }));
    }
    messages.push(json!({ "role": "user", "content": ask.user }));
    let mut body = json!({ "model": ask.model, "messages": messages, limit: ask.tokens, "stream": false });
    if temperature {
        body["temperature"] = json!(0);
    }
    if let Some(schema) = ask.schema {
        body["response_format"] = json!({
            "type": "json_schema",
            "json_schema": { "name": "answer", "strict": true, "schema": schema },
        });
    }
    body
}

fn reply(body: &[u8]) -> Result<Reply, RequestError> {
    let value: Value = serde_json::from_slice(body).map_err(|_| match body.trim_ascii_start().first() {
        Some(b'<') => RequestError::WebPage,
        Some(b'{') => RequestError::Cut,
        Some(_) | None => RequestError::Malformed,
    })?;
    let Some(choice) = value.pointer("/choices/0") else {
        return Err(error_of_object(body).map_or(RequestError::Malformed, RequestError::from));
    };
    let message = choice.get("message").unwrap_or(&Value::Null);
    let content = message.get("content").unwrap_or(&Value::Null);
    let mut text = match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part.get("text")?.as_str())
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => String::new(),
    };
    if text.is_empty()
        && let Some(refusal) = message.get("refusal").and_then(Value::as_str)
    {
        refusal.clone_into(&mut text);
    }
    let finish = choice
        .get("finish_reason")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let cut = ["length", "max_tokens"].contains(&finish);
    if text.is_empty() {
        return Err(if cut {
            RequestError::Hidden
        } else {
            RequestError::Empty
        });
    }
    let tokens = |name: &str| {
        let counted = value.get("usage")?.get(name)?.as_f64()?;
        (counted.is_finite() && counted >= 0.0).then_some(counted as u64)
    };
    Ok(Reply {
        text,
        prompt_tokens: tokens("prompt_tokens"),
        completion_tokens: tokens("completion_tokens"),
        cut,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Reply, RequestError> {
        reply(body.as_bytes())
    }

    #[test]
    fn the_text_is_read_in_each_of_its_shapes() {
        let plain = read(
            r#"{"choices":[{"message":{"content":"30 days"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9.0,"completion_tokens":3}}"#,
        );
        assert_eq!(
            plain,
            Ok(Reply {
                text: "30 days".to_owned(),
                prompt_tokens: Some(9),
                completion_tokens: Some(3),
                cut: false
            })
        );
        let text = |body| read(body).map(|reply| (reply.text, reply.cut));
        assert_eq!(
            text(
                r#"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"}]},"finish_reason":"length"}]}"#
            ),
            Ok(("ab".to_owned(), true))
        );
        assert_eq!(
            text(r#"{"choices":[{"message":{"content":null,"refusal":"I cannot"}}]}"#),
            Ok(("I cannot".to_owned(), false))
        );
    }

    #[test]
    fn what_is_no_answer_says_why() {
        assert_eq!(read("<html>"), Err(RequestError::WebPage));
        assert_eq!(read(r#"{"choices":[{"mess"#), Err(RequestError::Cut));
        assert_eq!(
            read(r#"{"choices":[{"message":{"content":""},"finish_reason":"length"}]}"#),
            Err(RequestError::Hidden)
        );
        assert_eq!(
            read(r#"{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}"#),
            Err(RequestError::Empty)
        );
        assert_eq!(
            read(r#"{"error":{"message":"rate limit"}}"#),
            Err(RequestError::TooManyRequests)
        );
    }
}
