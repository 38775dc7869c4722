//! Whether there is a backend, and when to ask again.

use crate::text::connection as texts;
use forkcast_protocol::measure::{ApiError, ErrorCode, Targets};

/// First pause before a lost connection is tried again, ms.
const FIRST_PAUSE_MS: u32 = 1_000;
/// Longest pause, ms.
const LONGEST_PAUSE_MS: u32 = 30_000;
/// So many tries in a row that fail end the trying; the reader may ask for more.
pub const MOST_TRIES: u32 = 6;

/// The connection to a backend.
#[derive(Clone, Debug, PartialEq)]
pub enum Connection {
    /// Waiting for the first answer.
    Looking,
    /// The page's origin is a static host.
    NoBackend,
    /// The browser or the backend refused, with a message. Only the reader retries.
    Refused(String),
    /// The backend requires a token.
    TokenNeeded,
    /// It answers.
    Connected(Box<Targets>),
    /// It answered before and does not now; a number of retries have failed since.
    Lost {
        /// Failed retries.
        tries: u32,
    },
}

/// The outcome of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The list of targets.
    Targets(Box<Targets>),
    /// An error status, with the backend's message if it sent one.
    Status(u16, Option<ApiError>),
    /// An answer that is not a list of targets.
    NotOurs,
    /// No answer: no network, no server, or a request that the browser forbids. Browsers do not say which.
    Nothing,
}

impl Connection {
    /// Whether runs can be started.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        matches!(self, Self::Connected(_))
    }

    /// Whether the page's own server is a Forkcast, given that the page speaks with that one. Its policy then keeps the page from asking
    /// any other, so none is offered.
    #[must_use]
    pub const fn is_served_by_forkcast(&self) -> bool {
        matches!(self, Self::Connected(_) | Self::TokenNeeded | Self::Lost { .. })
    }

    /// Why the results of a run would not be kept, where the backend says so.
    #[must_use]
    pub fn unkept(&self) -> Option<&str> {
        match self {
            Self::Connected(targets) => targets.unkept.as_deref(),
            Self::Looking | Self::NoBackend | Self::Refused(_) | Self::TokenNeeded | Self::Lost { .. } => {
                None
            }
        }
    }

    /// The state after an answer. `address` is the backend's, empty for the page's own origin; `page` is the page's address.
    #[must_use]
    pub fn after(&self, answer: Answer, address: &str, page: &str) -> Self {
        match answer {
            Answer::Targets(targets) => Self::Connected(targets),
            Answer::Status(401 | 403, error)
                if error.as_ref().is_none_or(|e| e.code == ErrorCode::Unauthorized) =>
            {
                Self::TokenNeeded
            }
            Answer::Status(_, Some(error)) => Self::Refused(error.message),
            // A static host answers 404, or sends the page whatever the path.
            Answer::Status(404 | 405, None) | Answer::NotOurs if address.is_empty() => Self::NoBackend,
            Answer::Status(status, None) => Self::Refused(texts::no_forkcast(status)),
            Answer::NotOurs => Self::Refused(texts::NOT_OURS.to_owned()),
            Answer::Nothing => match self {
                Self::Connected(_) => Self::Lost { tries: 0 },
                Self::Lost { tries } => Self::Lost { tries: tries + 1 },
                Self::Looking | Self::NoBackend | Self::Refused(_) | Self::TokenNeeded => {
                    Self::Refused(if address.is_empty() {
                        texts::OWN_SILENT.to_owned()
                    } else {
                        refusal(address, page)
                    })
                }
            },
        }
    }

    /// Pause before the next attempt, ms; `None` if only the reader retries or the page is hidden.
    #[must_use]
    pub fn pause_ms(&self, hidden: bool) -> Option<u32> {
        match self {
            Self::Lost { tries } if !hidden && *tries < MOST_TRIES => {
                Some((FIRST_PAUSE_MS << (*tries).min(16)).min(LONGEST_PAUSE_MS))
            }
            Self::Looking
            | Self::NoBackend
            | Self::Refused(_)
            | Self::TokenNeeded
            | Self::Connected(_)
            | Self::Lost { .. } => None,
        }
    }
}

/// Why a browser may not have reached another address.
fn refusal(address: &str, page: &str) -> String {
    let host = host(address);
    let local = is_local(host);
    let page_secure = page.starts_with("https:");
    if page_secure && address.starts_with("http:") && !local {
        return texts::plain_http(host);
    }
    if local && !is_local(self::host(page)) {
        return texts::local_network(host);
    }
    texts::unreachable(host)
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_local(host: &str) -> bool {
    let private = ["127.", "10.", "192.168.", "169.254."];
    host == "localhost"
        || host == "::1"
        || host.ends_with(".local")
        || host.ends_with(".localhost")
        || private.iter().any(|p| host.starts_with(p))
}

/// The address of a backend as typed, made fit to ask: with a scheme, without what follows the path, ending in a slash.
///
/// # Errors
/// States what is wrong and what is accepted.
pub fn tidy_address(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(texts::enter_an_address());
    }
    let with_scheme = if typed.contains("://") {
        typed.to_owned()
    } else if is_local(host(typed)) {
        format!("http://{typed}")
    } else {
        format!("https://{typed}")
    };
    if !with_scheme.starts_with("http://") && !with_scheme.starts_with("https://") {
        return Err(texts::not_a_web_address(typed));
    }
    let bare = with_scheme.split(['?', '#']).next().unwrap_or_default();
    if host(bare).is_empty() || bare.contains(char::is_whitespace) || bare.contains('@') {
        return Err(texts::names_no_server(typed));
    }
    Ok(format!("{}/", bare.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(c: &Connection) -> &str {
        let Connection::Refused(why) = c else {
            panic!("{c:?}")
        };
        why
    }

    #[test]
    fn a_static_host_is_no_backend_and_no_error() {
        for answer in [Answer::Status(404, None), Answer::NotOurs] {
            assert_eq!(
                Connection::Looking.after(answer, "", "https://a.example/"),
                Connection::NoBackend
            );
        }
        assert_eq!(Connection::NoBackend.pause_ms(false), None);
    }

    #[test]
    fn a_refusal_is_named_and_never_tried_again_by_itself() {
        let c = Connection::Looking.after(Answer::Nothing, "http://localhost:8080/", "https://a.example/");
        assert!(refused(&c).contains("this computer’s own network"));
        assert_eq!(c.pause_ms(false), None);
        let c = Connection::Looking.after(Answer::Nothing, "http://bench.example/", "https://a.example/");
        assert!(refused(&c).contains("by plain http"));
        let c = Connection::Looking.after(Answer::Nothing, "https://b.example/", "https://a.example/");
        assert!(refused(&c).contains("origin"));
        let error = ApiError {
            code: ErrorCode::ForeignOrigin,
            message: "https://a.example is not allowed here".to_owned(),
            field: None,
            retry_after_s: None,
        };
        let c = Connection::Looking.after(
            Answer::Status(403, Some(error)),
            "https://b.example/",
            "https://a.example/",
        );
        assert_eq!(refused(&c), "https://a.example is not allowed here");
        let c = Connection::Looking.after(Answer::Status(401, None), "", "http://a.example/");
        assert_eq!(c, Connection::TokenNeeded);
    }

    #[test]
    fn a_lost_backend_is_tried_ever_more_rarely_and_then_no_more() {
        let mut c = Connection::Connected(Box::default()).after(Answer::Nothing, "", "http://a/");
        let mut pauses = Vec::new();
        while let Some(pause) = c.pause_ms(false) {
            assert_eq!(c.pause_ms(true), None, "never while hidden");
            pauses.push(pause);
            c = c.after(Answer::Nothing, "", "http://a/");
            assert!(pauses.len() < 100, "a storm");
        }
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
        let back = c.after(Answer::Targets(Box::default()), "", "http://a/");
        assert!(back.is_connected());
    }

    #[test]
    fn addresses_are_tidied_or_refused() {
        assert_eq!(
            tidy_address(" localhost:8080 ").as_deref(),
            Ok("http://localhost:8080/")
        );
        assert_eq!(
            tidy_address("bench.example.com/a//#v1").as_deref(),
            Ok("https://bench.example.com/a/")
        );
        for bad in ["", "ftp://a", "https://", "java script", "https://user@host"] {
            assert!(tidy_address(bad).is_err(), "{bad}");
        }
    }
}
