//! Requests.

use crate::model::connection::Answer;
use crate::text::connection as texts;
use forkcast_protocol::measure::{ApiError, Targets};
use js_sys::Uint8Array;
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStreamDefaultReader, RequestInit, Response};

/// Address and token of a backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Backend {
    /// Its address with a slash at the end; empty for the page's own.
    pub(super) address: String,
    /// The token; empty for none.
    pub(super) token: String,
}

/// An error of a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// No answer.
    Nothing,
    /// An error status.
    Status(u16, Option<ApiError>),
    /// The answer does not have the expected shape.
    NotOurs,
}

impl Failure {
    /// In words, for a request that was not about the connection itself.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Nothing => texts::NO_ANSWER.to_owned(),
            Self::Status(_, Some(e)) => match e.retry_after_s {
                Some(s) => texts::try_again_in(&e.message, s),
                None => e.message.clone(),
            },
            Self::Status(status, None) => texts::status(*status),
            Self::NotOurs => texts::UNKNOWN_FORMAT.to_owned(),
        }
    }
}

impl Backend {
    async fn fetch(
        &self,
        method: &str,
        path: &str,
        body: Option<&str>,
        resume: Option<&str>,
    ) -> Result<Response, Failure> {
        let init = RequestInit::new();
        init.set_method(method);
        let send = || -> Result<Headers, JsValue> {
            let headers = Headers::new()?;
            if !self.token.is_empty() {
                headers.set("authorization", &format!("Bearer {}", self.token))?;
            }
            if body.is_some() {
                headers.set("content-type", "application/json")?;
            }
            if let Some(id) = resume {
                headers.set("last-event-id", id)?;
            }
            Ok(headers)
        };
        // A token with characters that no header can hold counts as missing: the backend reports it.
        if let Ok(headers) = send() {
            init.set_headers(&headers);
        }
        if let Some(body) = body {
            init.set_body(&JsValue::from_str(body));
        }
        let address = format!("{}api/v1/{path}", self.address);
        let answer = JsFuture::from(window().fetch_with_str_and_init(&address, &init)).await;
        answer
            .ok()
            .and_then(|r| r.dyn_into::<Response>().ok())
            .ok_or(Failure::Nothing)
    }

    /// Sends a request; returns the body's text on success.
    async fn text(&self, method: &str, path: &str, body: Option<&str>) -> Result<String, Failure> {
        let response = self.fetch(method, path, body, None).await?;
        let text = body_text(&response).await.ok_or(Failure::Nothing)?;
        if response.ok() {
            Ok(text)
        } else {
            Err(Failure::Status(
                response.status(),
                serde_json::from_str(&text).ok(),
            ))
        }
    }

    /// Sends a request and reads the JSON answer.
    pub(super) async fn json<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Result<T, Failure> {
        let text = self.text(method, path, body).await?;
        serde_json::from_str(&text).map_err(|_| Failure::NotOurs)
    }

    /// Sends a request whose response body is ignored.
    pub(super) async fn send(&self, method: &str, path: &str) -> Result<(), Failure> {
        self.text(method, path, None).await.map(drop)
    }

    /// Requests the list of targets.
    pub(super) async fn targets(&self) -> Answer {
        match self.json::<Targets>("GET", "targets", None).await {
            Ok(targets) => Answer::Targets(Box::new(targets)),
            Err(Failure::Status(status, error)) => Answer::Status(status, error),
            Err(Failure::NotOurs) => Answer::NotOurs,
            Err(Failure::Nothing) => Answer::Nothing,
        }
    }

    /// Opens the stream of all runs, resuming after the last seen event, if any.
    pub(super) async fn events(&self, resume: Option<&str>) -> Result<ReadableStreamDefaultReader, Failure> {
        self.stream("events", resume).await
    }

    /// Opens a stream, resuming after the last seen event, if any.
    pub(super) async fn stream(
        &self,
        path: &str,
        resume: Option<&str>,
    ) -> Result<ReadableStreamDefaultReader, Failure> {
        let response = self.fetch("GET", path, None, resume).await?;
        if !response.ok() {
            return Err(Failure::Status(response.status(), None));
        }
        let body = response.body().ok_or(Failure::Nothing)?;
        body.get_reader().dyn_into().map_err(|_| Failure::Nothing)
    }
}

/// The next bytes of a stream; `None` at its end.
pub(super) async fn next(reader: &ReadableStreamDefaultReader) -> Option<Vec<u8>> {
    let step = JsFuture::from(reader.read()).await.ok()?;
    let value = js_sys::Reflect::get(&step, &JsValue::from_str("value")).ok()?;
    Some(value.dyn_into::<Uint8Array>().ok()?.to_vec())
}

/// A body's text.
async fn body_text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// The text of a file beside the page.
pub(super) async fn beside(path: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if response.ok() {
        body_text(&response).await
    } else {
        None
    }
}
