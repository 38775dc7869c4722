//! The ways in which a request fails. None holds an address, a key or anything that the server wrote.

use std::error::Error;
use std::io::{self, ErrorKind};

use forkcast_stream::{AnswerError, is_no_credit, is_of_context};
use reqwest::StatusCode;

use crate::{RunError, text};

/// Why a request gave no timing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("{}", text::request_error(*self))]
pub enum RequestError {
    /// The configured address is not one of HTTP.
    Address,
    /// The configured key cannot stand in a header.
    Key,
    /// The configured proxy is not an address.
    Proxy,
    /// The system lets this process open no more connections.
    NoRoom,
    /// Nobody listens at the address.
    Refused,
    /// No connection: name not found, no route, or no answer to the attempt.
    Unreachable,
    /// TLS failed, most often for the certificate.
    Tls,
    /// HTTP 401 or 403.
    Unauthorized,
    /// HTTP 401 or 403 for the list of models, which is needed where no model is configured.
    NoListing,
    /// HTTP 402, or another status for an account without credit.
    NoCredit,
    /// HTTP 404 for the model.
    NoModel,
    /// HTTP 404 for the path.
    NotFound,
    /// HTTP 429.
    TooManyRequests,
    /// The prompt and the answer do not fit the model's context.
    ContextExceeded,
    /// The limit on the answer is too small for the model.
    OutputLimit,
    /// Another HTTP 4xx.
    Rejected(u16),
    /// HTTP 5xx.
    Server(u16),
    /// HTTP 3xx.
    Redirected(u16),
    /// A web page instead of a stream.
    WebPage,
    /// A whole answer instead of a stream.
    NotStreamed,
    /// Not JSON of the expected form.
    Malformed,
    /// The server reported an error in the middle of its answer.
    Reported,
    /// The connection ended before the answer did.
    Cut,
    /// More bytes than the answer can need, or a line that never ends.
    Endless,
    /// No token within the time limit.
    Silent,
    /// An answer that was not complete within the time limit.
    Slow,
    /// An answer without a token.
    Empty,
    /// An answer whose tokens were all used before the first that is sent.
    Hidden,
    /// The list of models names none.
    NoModelListed,
}

impl RequestError {
    /// Classifies an error of the HTTP client. `begun` says whether the answer had begun.
    pub(crate) fn from_client(error: &reqwest::Error, begun: bool) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(e) = cause {
            if e.is::<rustls::Error>() {
                return Self::Tls;
            }
            let io = e.downcast_ref::<io::Error>();
            if io.and_then(io::Error::raw_os_error).is_some_and(is_no_room) {
                return Self::NoRoom;
            }
            match io.map(io::Error::kind) {
                Some(ErrorKind::ConnectionRefused) if error.is_connect() => return Self::Refused,
                // TCP connected, but the TLS handshake failed.
                Some(ErrorKind::UnexpectedEof | ErrorKind::InvalidData) if error.is_connect() => {
                    return Self::Tls;
                }
                Some(_) | None => {}
            }
            // The error inside an `io::Error` is not among its sources.
            cause = match io.and_then(io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => e.source(),
            };
        }
        if error.is_builder() {
            Self::Address
        } else if error.is_connect() {
            Self::Unreachable
        } else if error.is_timeout() {
            if begun { Self::Slow } else { Self::Silent }
        } else {
            Self::Cut
        }
    }

    /// Classifies a status that is not a success, with the beginning of the body.
    pub(crate) fn from_status(status: StatusCode, body: &str) -> Self {
        let body = body.to_lowercase();
        let code = status.as_u16();
        match code {
            402 => Self::NoCredit,
            400 | 403 | 429 if is_no_credit(&body) => Self::NoCredit,
            401 | 403 => Self::Unauthorized,
            404 if body.contains("model") || body.contains("deployment") => Self::NoModel,
            404 => Self::NotFound,
            429 => Self::TooManyRequests,
            400 | 413 | 422 | 500 if is_of_context(&body) => Self::ContextExceeded,
            400 | 422 if is_of_output(&body) => Self::OutputLimit,
            300..=399 => Self::Redirected(code),
            500..=599 => Self::Server(code),
            _ => Self::Rejected(code),
        }
    }
}

impl RequestError {
    /// Whether a server answered, though not as meant: it is there and takes connections.
    pub(crate) const fn is_an_answer(self) -> bool {
        match self {
            Self::Unauthorized
            | Self::NoListing
            | Self::NoCredit
            | Self::NoModel
            | Self::NotFound
            | Self::TooManyRequests
            | Self::ContextExceeded
            | Self::OutputLimit
            | Self::Rejected(_)
            | Self::Server(_)
            | Self::Redirected(_)
            | Self::WebPage
            | Self::NotStreamed
            | Self::Malformed
            | Self::Reported
            | Self::Empty
            | Self::Hidden
            | Self::NoModelListed => true,
            Self::Address
            | Self::Key
            | Self::Proxy
            | Self::NoRoom
            | Self::Refused
            | Self::Unreachable
            | Self::Tls
            | Self::Cut
            | Self::Endless
            | Self::Silent
            | Self::Slow => false,
        }
    }
}

impl From<AnswerError> for RequestError {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::WebPage => Self::WebPage,
            AnswerError::NotStreamed => Self::NotStreamed,
            AnswerError::Malformed => Self::Malformed,
            AnswerError::Reported => Self::Reported,
            AnswerError::ContextExceeded => Self::ContextExceeded,
            AnswerError::NoCredit => Self::NoCredit,
            AnswerError::TooManyRequests => Self::TooManyRequests,
            AnswerError::Cut => Self::Cut,
            AnswerError::Endless => Self::Endless,
            AnswerError::Empty => Self::Empty,
            AnswerError::Hidden => Self::Hidden,
        }
    }
}

/// Whether the limit on the answer is said to be too small.
fn is_of_output(words: &str) -> bool {
    let limit = [
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "output limit",
    ];
    let small = [
        "could not finish",
        "limit was reached",
        "minimum",
        "at least",
        "too small",
        "greater than",
        ">=",
    ];
    limit.iter().any(|part| words.contains(part)) && small.iter().any(|part| words.contains(part))
}

/// EMFILE and ENFILE: too many open files of the process, or of the system.
const fn is_no_room(os_error: i32) -> bool {
    cfg!(unix) && matches!(os_error, 23 | 24)
}

impl From<RequestError> for RunError {
    fn from(error: RequestError) -> Self {
        Self::new(error.to_string())
    }
}
