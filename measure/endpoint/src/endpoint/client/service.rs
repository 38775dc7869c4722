//! A request beside the chat completions, such as for embeddings or for an order of passages: one body of JSON and one answer of JSON.

use forkcast_stream::error_of_object;
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde_json::Value;

use super::{Client, below};
use crate::endpoint::connections::beginning;
use crate::endpoint::failure::RequestError;

impl Client {
    /// The model that answers, as [`Self::named_model`]; none where the server has no list of models, as servers of one model may have none.
    ///
    /// # Errors
    /// That the server cannot be asked, or refuses the key.
    pub async fn model_if_named(&self) -> Result<Option<String>, RequestError> {
        match self.named_model().await {
            Ok(model) => Ok(Some(model)),
            Err(
                RequestError::NotFound
                | RequestError::NoModel
                | RequestError::NoModelListed
                | RequestError::NoListing
                | RequestError::Rejected(_)
                | RequestError::Malformed
                | RequestError::WebPage,
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Posts the body to a path below the address and returns the answer, of at most so many bytes. `NaN` and infinities, which some servers
    /// write although JSON has none, are read as null.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn post(&self, path: &str, body: &Value, most: usize) -> Result<Value, RequestError> {
        let url = below(&self.base, path)?;
        read(&self.exchanged(url, body, most).await?)
    }

    /// Posts the body and returns that of the answer, whole and of at most so many bytes.
    pub(super) async fn exchanged(
        &self,
        url: Url,
        body: &Value,
        most: usize,
    ) -> Result<Vec<u8>, RequestError> {
        let exchange = async {
            let request = self
                .connections
                .post(url)
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.to_string());
            let mut response = self.connections.open(request).await?;
            let length = response.content_length();
            let body = beginning(&mut response, most).await;
            if length.is_some_and(|length| (body.len() as u64) < length.min(most as u64)) {
                return Err(RequestError::Cut);
            }
            if body.len() >= most {
                return Err(RequestError::Endless);
            }
            Ok(body)
        };
        tokio::time::timeout(self.limits.request, exchange)
            .await
            .map_err(|_| RequestError::Silent)?
    }
}

fn read(body: &[u8]) -> Result<Value, RequestError> {
    let value: Value = serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(&without_nan(body)))
        .map_err(|error| match body.trim_ascii_start().first() {
            Some(b'<') => RequestError::WebPage,
            Some(b'{' | b'[') if error.is_eof() => RequestError::Cut,
            Some(_) | None => RequestError::Malformed,
        })?;
    // Some servers report an error under the status of a success.
    if value.get("error").is_some_and(|error| !error.is_null()) {
        return Err(error_of_object(body).map_or(RequestError::Reported, RequestError::from));
    }
    Ok(value)
}

/// The text with null in place of `NaN` and infinities outside strings.
fn without_nan(body: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(body.len());
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
        } else {
            let names: [&[u8]; 3] = [b"NaN", b"-Infinity", b"Infinity"];
            if let Some(after) = names.iter().find_map(|name| rest.strip_prefix(*name)) {
                clean.extend_from_slice(b"null");
                rest = after;
                continue;
            }
            in_string = byte == b'"';
        }
        clean.push(byte);
        rest = after;
    }
    clean
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_read_and_what_is_none_says_why() {
        assert_eq!(read(br#"{"a": 1}"#), Ok(json!({"a": 1})));
        assert_eq!(read(b"<html>"), Err(RequestError::WebPage));
        assert_eq!(read(br#"{"data": [{"ind"#), Err(RequestError::Cut));
        assert_eq!(read(br#"[{"index": 0"#), Err(RequestError::Cut));
        assert_eq!(read(b"ok"), Err(RequestError::Malformed));
        assert_eq!(
            read(br#"{"error":{"message":"rate limit"}}"#),
            Err(RequestError::TooManyRequests)
        );
        assert_eq!(read(br#"{"error":"overloaded"}"#), Err(RequestError::Reported));
        assert_eq!(
            read(br#"{"error":null,"data":[]}"#),
            Ok(json!({"error": null, "data": []}))
        );
    }

    #[test]
    fn what_is_not_a_number_is_null_and_strings_stay_as_they_are() {
        assert_eq!(
            read(br#"{"a": NaN, "b": -Infinity, "c": [Infinity, 1], "d": "NaN \" NaN"}"#),
            Ok(json!({"a": null, "b": null, "c": [null, 1], "d": "NaN \" NaN"}))
        );
    }
}
