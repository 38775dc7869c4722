//! How a request fails, in words that hold neither an address nor a key nor anything that the server wrote.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};

use reqwest::StatusCode;

use crate::RunError;

/// Why a request gave no timing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestError {
    /// The configured address is not one of HTTP.
    Address,
    /// The configured key cannot stand in a header.
    Key,
    /// The configured proxy is no address.
    Proxy,
    /// The system lets this process open no more connections.
    NoRoom,
    /// Nobody listens at the address.
    Refused,
    /// No connection came about: name not found, no route, or no answer to the attempt.
    Unreachable,
    /// TLS failed, most often for the certificate.
    Tls,
    /// HTTP 401 or 403.
    Unauthorized,
    /// HTTP 404 for the model.
    NoModel,
    /// HTTP 404 for the path.
    NotFound,
    /// HTTP 429.
    TooManyRequests,
    /// The prompt and the answer do not fit the model's context.
    ContextExceeded,
    /// Another HTTP 4xx.
    Rejected(u16),
    /// HTTP 5xx.
    Server(u16),
    /// HTTP 3xx.
    Redirected(u16),
    /// A web page in place of a stream.
    WebPage,
    /// A whole answer in place of a stream.
    NotStreamed,
    /// What is no JSON of the expected form.
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
    /// The list of models names none.
    NoModelListed,
}

impl RequestError {
    /// From what the HTTP client says. `begun` tells whether the answer had begun.
    pub(crate) fn of(error: &reqwest::Error, begun: bool) -> Self {
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
                // A TCP connection came about, but no agreement on TLS did.
                Some(ErrorKind::UnexpectedEof | ErrorKind::InvalidData) if error.is_connect() => {
                    return Self::Tls;
                }
                _ => {}
            }
            // What an `io::Error` was made from is not among its sources.
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

    /// From a status that is no success, and the beginning of the body.
    pub(crate) fn of_status(status: StatusCode, body: &str) -> Self {
        let body = body.to_lowercase();
        let code = status.as_u16();
        match code {
            401 | 403 => Self::Unauthorized,
            404 if body.contains("model") => Self::NoModel,
            404 => Self::NotFound,
            429 => Self::TooManyRequests,
            400 | 413 | 422 if body.contains("context") || body.contains("too long") => Self::ContextExceeded,
            300..=399 => Self::Redirected(code),
            500..=599 => Self::Server(code),
            _ => Self::Rejected(code),
        }
    }
}

/// EMFILE and ENFILE: too many open files of the process, or of the system.
const fn is_no_room(os_error: i32) -> bool {
    cfg!(unix) && matches!(os_error, 23 | 24)
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "the endpoint's configured address is not of the form http://host/v1 or https://host/v1",
            Self::Key => "the endpoint's configured key holds characters that a key cannot have",
            Self::Proxy => "the configured proxy is not of the form http://host:port",
            Self::NoRoom => {
                "this machine lets Forkcast open no more connections: measure fewer at once, or raise its limit on open files (ulimit -n)"
            }
            Self::Refused => "the endpoint refuses connections: is the server running?",
            Self::Unreachable => "the endpoint cannot be reached",
            Self::Tls => "the endpoint's TLS certificate or protocol is not accepted",
            Self::Unauthorized => "the endpoint does not accept the configured key (HTTP 401 or 403)",
            Self::NoModel => "the endpoint has no model of the configured name (HTTP 404)",
            Self::NotFound => "the endpoint has no chat completions at its address (HTTP 404): the address must go up to and with /v1",
            Self::TooManyRequests => "the endpoint limits the rate of requests (HTTP 429)",
            Self::ContextExceeded => "the prompt with its answer is longer than the context of the endpoint's model",
            Self::Rejected(code) => return write!(f, "the endpoint rejects the request (HTTP {code})"),
            Self::Server(code) => return write!(f, "the endpoint failed (HTTP {code})"),
            Self::Redirected(code) => {
                return write!(f, "the endpoint redirects (HTTP {code}): configure the address it leads to");
            }
            Self::WebPage => "the endpoint answered with a web page: is the address that of the API?",
            Self::NotStreamed => "the endpoint answered in one piece, not as a stream of events",
            Self::Malformed => "the endpoint's stream is not of the form of the OpenAI interface",
            Self::Reported => "the endpoint reported an error in the middle of its answer",
            Self::Cut => "the endpoint broke off its answer",
            Self::Endless => "the endpoint's answer is longer than what was asked for can be",
            Self::Silent => "the endpoint sent no token within the time limit",
            Self::Slow => "the endpoint did not complete its answer within the time limit",
            Self::Empty => "the endpoint's answer held no token",
            Self::NoModelListed => "the endpoint lists no model: name one in its configuration",
        })
    }
}

impl Error for RequestError {}

impl From<RequestError> for RunError {
    fn from(error: RequestError) -> Self {
        Self::new(error.to_string())
    }
}
