//! Refusals as answers, and what a request brings: every fault is said in JSON.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection, QueryRejection};
use axum::extract::{FromRequest as _, FromRequestParts, Path, Query, Request};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use forkcast_protocol::measure::{ApiError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::MAX_BODY;
use crate::measure::guard::Denied;
use crate::measure::history::HistoryError;
use crate::measure::runs::Refusal;
use crate::terminal;

/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Any refusal as an answer.
pub(super) struct Refused {
    status: StatusCode,
    error: ApiError,
}

impl Refused {
    /// With the field at fault.
    pub(super) fn about(mut self, field: &str) -> Self {
        self.error.field = Some(field.to_owned());
        self
    }

    /// With the seconds after which to try again.
    pub(super) fn again_in(mut self, seconds: u32) -> Self {
        self.error.retry_after_s = Some(seconds);
        self
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { status, error } = self;
        let retry = error.retry_after_s;
        let mut response = (status, Json(error)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = retry {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"Forkcast\""),
            );
        }
        response
    }
}

/// A refusal.
pub(super) fn refused(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Refused {
    Refused {
        status,
        error: ApiError {
            code,
            message: message.into(),
            field: None,
            retry_after_s: None,
        },
    }
}

/// A refusal as an answer, for whoever serves the API.
pub fn refusal(status: StatusCode, code: ErrorCode, message: &str) -> Response {
    refused(status, code, message).into_response()
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Client(error) => {
                let status = match error.code {
                    ErrorCode::QueueFull => StatusCode::TOO_MANY_REQUESTS,
                    ErrorCode::Unkept => StatusCode::CONFLICT,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Self { status, error }
            }
            Refusal::NotFound => refused(
                StatusCode::NOT_FOUND,
                ErrorCode::NotFound,
                "there is no run of that id",
            ),
            Refusal::Ended(run) => refused(
                StatusCode::CONFLICT,
                ErrorCode::Ended,
                format!("the run ended before ({:?}): it stays as it is", run.state).to_lowercase(),
            ),
            Refusal::NotEnded => refused(
                StatusCode::CONFLICT,
                ErrorCode::NotEnded,
                "the run has not ended: cancel it first",
            ),
            Refusal::History(error) => error.into(),
        }
    }
}

impl From<HistoryError> for Refused {
    fn from(error: HistoryError) -> Self {
        if matches!(error, HistoryError::Unreadable) {
            return refused(StatusCode::NOT_FOUND, ErrorCode::NotFound, error.to_string());
        }
        terminal::say(format_args!("the results cannot be kept or read: {error}"));
        refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::History,
            "the results cannot be kept or read now",
        )
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Missing => refused(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                "this server takes its token from beyond its own machine: it was printed when the server started",
            ),
            Denied::Wrong => refused(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                "that is not this server's token",
            ),
            Denied::TooManyGuesses(seconds) => refused(
                StatusCode::TOO_MANY_REQUESTS,
                ErrorCode::TooManyGuesses,
                "too many wrong tokens came from there",
            )
            .again_in(seconds),
        }
    }
}

/// What a part of the request was read as, with any fault said in JSON.
pub(super) struct Taken<T>(pub(super) T);

impl<S: Send + Sync> FromRequestParts<S> for Taken<Path<String>> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(Self).map_err(|error: PathRejection| {
            refused(StatusCode::BAD_REQUEST, ErrorCode::Invalid, error.body_text())
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Taken<Query<T>> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(Self).map_err(|error: QueryRejection| {
            refused(StatusCode::BAD_REQUEST, ErrorCode::Invalid, error.body_text())
        })
    }
}

/// The body as JSON of that type; every fault named. A body that does not say that it is JSON is refused: a form of a foreign page
/// cannot say so.
pub(super) async fn body<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    if !says_json(request.headers()) {
        return Err(refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorCode::MediaType,
            "the body is taken as application/json, and must say so in Content-Type",
        ));
    }
    let read = tokio::time::timeout(BODY_TIME, Bytes::from_request(request, &())).await;
    let bytes = read
        .map_err(|_| {
            refused(
                StatusCode::REQUEST_TIMEOUT,
                ErrorCode::TooSlow,
                "the body took longer than ten seconds to come",
            )
        })?
        .map_err(|error| match error {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorCode::TooLarge,
                format!("a body of up to {MAX_BODY} bytes is taken"),
            ),
            _ => refused(
                StatusCode::BAD_REQUEST,
                ErrorCode::Invalid,
                "the body broke off, or is not of the form that HTTP gives it",
            ),
        })?;
    let read = serde_json::from_slice(&bytes).or_else(|error| with_whole_numbers(&bytes).ok_or(error));
    read.map_err(|error| {
        let status = if error.is_data() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        let error = terminal::shown(&error.to_string()).into_owned();
        refused(
            status,
            ErrorCode::Invalid,
            format!("the body is not what is taken here (/openapi.json): {error}"),
        )
    })
}

/// The body with whole numbers written as such. To JSON, and so to the document, 5.0 is the number 5; to serde it is none for a field
/// that counts something.
fn with_whole_numbers<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut value = serde_json::from_slice(bytes).ok()?;
    make_whole(&mut value).then(|| serde_json::from_value(value).ok())?
}

/// Writes whole numbers as such. Gives whether there was one to write.
fn make_whole(value: &mut Value) -> bool {
    match value {
        Value::Number(number) => {
            let whole = number
                .as_f64()
                .filter(|x| number.is_f64() && x.fract() == 0.0 && x.abs() <= f64::from(u32::MAX));
            if let Some(whole) = whole {
                *number = (whole as i64).into();
            }
            whole.is_some()
        }
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |made, value| make_whole(value) | made),
        Value::Object(fields) => fields
            .values_mut()
            .fold(false, |made, value| make_whole(value) | made),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Does what waits for the disk where it holds up nothing else.
pub(super) async fn aside<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Refused>
where
    T: Send + 'static,
    E: Send + 'static,
    Refused: From<E>,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(Refused::from),
        Err(_) => Err(refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::History,
            "the results cannot be kept or read now",
        )),
    }
}
