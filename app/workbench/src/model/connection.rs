//! Whether there is a backend, and when to ask again.

use forkcast_protocol::measure::{ApiError, ErrorCode, Targets};

/// First pause before a lost connection is tried again, ms.
const FIRST_PAUSE_MS: u32 = 1_000;
/// Longest pause, ms.
const LONGEST_PAUSE_MS: u32 = 30_000;
/// So many tries in a row that fail end the trying; the reader may ask for more.
pub const MOST_TRIES: u32 = 6;

/// How the workbench stands with a backend.
#[derive(Clone, Debug, PartialEq)]
pub enum Connection {
    /// The first answer is awaited.
    Looking,
    /// The page's origin serves files and nothing else.
    NoBackend,
    /// The browser or the backend refused, in words. Only the reader asks again.
    Refused(String),
    /// The backend wants a token.
    TokenNeeded,
    /// It answers.
    Connected(Box<Targets>),
    /// It answered before and does not now; so many tries have failed since.
    Lost {
        /// Tries that failed.
        tries: u32,
    },
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Targets came.
    Targets(Box<Targets>),
    /// A status that is no success, with the backend's own words where it gave some.
    Status(u16, Option<ApiError>),
    /// Something came that is no list of targets.
    NotOurs,
    /// Nothing came: no network, no server, or a browser that forbids asking. Browsers do not tell which.
    Nothing,
}

impl Connection {
    /// Whether runs can be asked for.
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
            Answer::Status(401 | 403, error) if error.as_ref().is_none_or(|e| e.code == ErrorCode::Unauthorized) => {
                Self::TokenNeeded
            }
            Answer::Status(_, Some(error)) => Self::Refused(error.message),
            // A static host answers 404, or sends the page whatever the path.
            Answer::Status(404 | 405, None) | Answer::NotOurs if address.is_empty() => Self::NoBackend,
            Answer::Status(status, None) => Self::Refused(format!(
                "It answered with status {status}, which no Forkcast server does."
            )),
            Answer::NotOurs => Self::Refused(
                "What answered there is no Forkcast server: start one with “forkcast serve”.".to_owned(),
            ),
            Answer::Nothing => match self {
                Self::Connected(_) => Self::Lost { tries: 0 },
                Self::Lost { tries } => Self::Lost { tries: tries + 1 },
                _ if address.is_empty() => Self::Refused(
                    "Nothing answers at this page’s own address. It may be offline, or its server may have ended.".to_owned(),
                ),
                _ => Self::Refused(refusal(address, page)),
            },
        }
    }

    /// How long to wait before asking again, ms; none where only the reader asks again or the page is hidden.
    #[must_use]
    pub fn pause_ms(&self, hidden: bool) -> Option<u32> {
        match self {
            Self::Lost { tries } if !hidden && *tries < MOST_TRIES => {
                Some((FIRST_PAUSE_MS << (*tries).min(16)).min(LONGEST_PAUSE_MS))
            }
            _ => None,
        }
    }
}

/// Why a browser may not have reached another address.
fn refusal(address: &str, page: &str) -> String {
    let host = host(address);
    let local = is_local(host);
    let page_secure = page.starts_with("https:");
    if page_secure && address.starts_with("http:") && !local {
        return format!(
            "This page came by https, and browsers keep such pages from asking {host} by plain http. Give {host} a certificate, or open the page that it serves itself."
        );
    }
    if local && !is_local(self::host(page)) {
        return format!(
            "Browsers keep pages of the web from asking {host}, this computer’s own network, until their reader allows it. Simplest: run “forkcast serve” and open the page that it serves itself."
        );
    }
    format!(
        "The browser could not reach {host}, or was not allowed to: this page’s server lets it ask its own address only, or {host} does not name this page’s origin among those it answers. Simplest: open the page that {host} serves itself."
    )
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
/// What is wrong with it and what is accepted.
pub fn tidy_address(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("Type the address of a Forkcast server, such as https://bench.example.com/".to_owned());
    }
    let with_scheme = if typed.contains("://") {
        typed.to_owned()
    } else if is_local(host(typed)) {
        format!("http://{typed}")
    } else {
        format!("https://{typed}")
    };
    if !with_scheme.starts_with("http://") && !with_scheme.starts_with("https://") {
        return Err(format!(
            "“{typed}” is no web address: it starts with http:// or https://"
        ));
    }
    let bare = with_scheme.split(['?', '#']).next().unwrap_or_default();
    if host(bare).is_empty() || bare.contains(char::is_whitespace) || bare.contains('@') {
        return Err(format!(
            "“{typed}” names no server: https://bench.example.com/ would"
        ));
    }
    Ok(format!("{}/", bare.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(c: &Connection) -> &str {
        match c {
            Connection::Refused(why) => why,
            other => panic!("{other:?}"),
        }
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
