//! Refusals as answers, and the reading of requests: every error is JSON.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection, QueryRejection};
use axum::extract::{FromRequest as _, FromRequestParts, Path, Query, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use forkcast_protocol::measure::{ApiError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Api, MAX_BODY};
use crate::measure::guard::Denied;
use crate::measure::history::HistoryError;
use crate::measure::numbered::numbered;
use crate::measure::runs::{Refusal, Runs};
use crate::terminal;
use crate::text::api as text;

/// How long a body may take to arrive, besides its length.
const BODY_TIME: Duration = Duration::from_secs(10);
/// Bytes per second of a slow network.
const SLOW_BYTES_PER_S: usize = 1_000_000;

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
                    ErrorCode::Invalid
                    | ErrorCode::UnknownTarget
                    | ErrorCode::NoDevice
                    | ErrorCode::NoMemory
                    | ErrorCode::TooLarge
                    | ErrorCode::TooSlow
                    | ErrorCode::MediaType
                    | ErrorCode::TooManyStreams
                    | ErrorCode::History
                    | ErrorCode::Ended
                    | ErrorCode::NotEnded
                    | ErrorCode::NotFound
                    | ErrorCode::Method
                    | ErrorCode::Unauthorized
                    | ErrorCode::TooManyGuesses
                    | ErrorCode::ForeignOrigin
                    | ErrorCode::Misdirected
                    | ErrorCode::Other => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Self { status, error }
            }
            Refusal::NotFound => refused(StatusCode::NOT_FOUND, ErrorCode::NotFound, text::NO_RUN),
            Refusal::Ended(run) => refused(
                StatusCode::CONFLICT,
                ErrorCode::Ended,
                text::ended(run.state.id()),
            ),
            Refusal::NotEnded => refused(StatusCode::CONFLICT, ErrorCode::NotEnded, text::NOT_ENDED),
            Refusal::History(error) => error.into(),
        }
    }
}

impl From<HistoryError> for Refused {
    fn from(error: HistoryError) -> Self {
        if matches!(error, HistoryError::Unreadable) {
            return refused(StatusCode::NOT_FOUND, ErrorCode::NotFound, error.to_string());
        }
        terminal::say(text::history(&error));
        refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::History,
            text::HISTORY,
        )
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Missing => refused(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                text::TOKEN_MISSING,
            ),
            Denied::Wrong => refused(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                text::TOKEN_WRONG,
            ),
            Denied::TooManyGuesses(seconds) => refused(
                StatusCode::TOO_MANY_REQUESTS,
                ErrorCode::TooManyGuesses,
                text::TOO_MANY_GUESSES,
            )
            .again_in(seconds),
        }
    }
}

/// A part of a request, read with its errors as JSON.
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

/// Reads the body as JSON of that type. A body whose Content-Type is not JSON is refused: a form of a foreign page cannot send it.
pub(super) async fn body<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    body_within(request, MAX_BODY).await
}

/// The same of a body of at most that length, which the route allows. A long one has as long as a slow network takes for it.
pub(super) async fn body_within<T: DeserializeOwned>(request: Request, most: usize) -> Result<T, Refused> {
    if !says_json(request.headers()) {
        return Err(refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorCode::MediaType,
            text::NOT_JSON,
        ));
    }
    let too_long = || {
        refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::TooLarge,
            text::body_long(most),
        )
    };
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(too_long());
    }
    let time = BODY_TIME + Duration::from_secs((length.unwrap_or(0) / SLOW_BYTES_PER_S) as u64);
    let read = tokio::time::timeout(time, Bytes::from_request(request, &())).await;
    let bytes = read
        .map_err(|_| refused(StatusCode::REQUEST_TIMEOUT, ErrorCode::TooSlow, text::BODY_SLOW))?
        .map_err(|error| {
            if let BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) = error {
                too_long()
            } else {
                refused(StatusCode::BAD_REQUEST, ErrorCode::Invalid, text::BODY_BROKEN)
            }
        })?;
    if let Some(field) = serde_json::from_slice(&bytes)
        .ok()
        .and_then(|body| numbered(&body))
    {
        let message = text::body_invalid(text::numbered(field));
        return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid, message).about(field));
    }
    let read = serde_json::from_slice(&bytes).or_else(|error| with_whole_numbers(&bytes).ok_or(error));
    read.map_err(|error| {
        let status = if error.is_data() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        let error = terminal::shown(&error.to_string()).into_owned();
        refused(status, ErrorCode::Invalid, text::body_invalid(error))
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
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else {
        return false;
    };
    let kind = kind.to_str().unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Does work that may wait for the disk, for a request.
pub(super) async fn aside<T, E>(
    api: &Api,
    work: impl FnOnce(&Runs) -> Result<T, E> + Send + 'static,
) -> Result<T, Refused>
where
    T: Send + 'static,
    E: Send + 'static,
    Refused: From<E>,
{
    api.runs().aside(work).await?.map_err(Refused::from)
}
