//! Who may measure: pages of this server or of an origin that the operator named, and beyond loopback only who knows the token.

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN};
use axum::http::{HeaderMap, Method};
use forkcast_protocol::measure::ApiError;
use sha2::{Digest as _, Sha256};

use super::config::Config;

/// Name of the cookie that carries the token: an event stream can send no header of its own.
pub(super) const COOKIE_NAME: &str = "forkcast_token";

fn refused(code: &str, message: &str) -> ApiError {
    ApiError {
        code: code.to_owned(),
        message: message.to_owned(),
        field: None,
        retry_after_s: None,
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &axum::http::HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The origin that the request comes from, where it is not this server's own.
pub(super) fn foreign_origin(headers: &HeaderMap) -> Option<&str> {
    let origin = headers
        .get(ORIGIN)?
        .to_str()
        .unwrap_or("an origin that is no text");
    let host = text(headers, &axum::http::header::HOST).unwrap_or_default();
    // The Host was checked before; a page of this server has it in its origin.
    let own = origin
        .split_once("://")
        .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest == host);
    (!own).then_some(origin)
}

/// Whether the page that asks is one of this server or of an origin that the operator named.
///
/// # Errors
/// It is another's.
pub(super) fn origin(config: &Config, headers: &HeaderMap) -> Result<(), ApiError> {
    match foreign_origin(headers) {
        Some(origin) if !config.origins.iter().any(|allowed| allowed == origin) => Err(refused(
            "foreign-origin",
            "pages of another origin may not measure here: the operator allows one with --allow-origin",
        )),
        _ => Ok(()),
    }
}

/// Whether the asker knows the token, where one is needed.
///
/// # Errors
/// It was not sent, or is another.
pub(super) fn token(config: &Config, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(wanted) = &config.token else {
        return Ok(());
    };
    let bearer = text(headers, &AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let cookie = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='));
    if bearer.or(cookie).is_some_and(|given| same(given, wanted)) {
        return Ok(());
    }
    Err(refused(
        "unauthorized",
        "this server takes its token from beyond its own machine: it was printed when the server started",
    ))
}

/// Whether that token is the one; takes the same time however much of it is right.
pub(super) fn same(given: &str, wanted: &str) -> bool {
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    digest(given)
        .iter()
        .zip(digest(wanted).iter())
        .fold(0, |unlike, (a, b)| unlike | (a ^ b))
        == 0
}

/// Whether a request that changes something says that its body is JSON: a form of a foreign page cannot.
///
/// # Errors
/// It says something else.
pub(super) fn media_type(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let kind = text(headers, &CONTENT_TYPE).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if method != Method::POST || essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(refused(
        "media-type",
        "the body is taken as application/json, and must say so in Content-Type",
    ))
}
