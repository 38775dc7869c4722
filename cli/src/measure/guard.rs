//! Access control: pages of this server or of an origin that the operator named may measure; other machines also need the token.

mod guesses;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, ORIGIN};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::config::Config;
use crate::text::api::{FOREIGN_ORIGIN, FOREIGN_PAGE, NOT_TEXT};

pub(super) use guesses::Guesses;
pub use guesses::Peer;

/// Name of the cookie that carries the token: an event stream can send no header of its own.
pub(super) const COOKIE_NAME: &str = "forkcast_token";

fn text(headers: &HeaderMap, name: impl axum::http::header::AsHeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The origin of the request, if it is not this server's own.
fn foreign_origin(headers: &HeaderMap) -> Option<&str> {
    let origin = headers.get(ORIGIN)?.to_str().unwrap_or(NOT_TEXT);
    let host = text(headers, axum::http::header::HOST).unwrap_or_default();
    // The Host was checked before; a page of this server has it in its origin.
    let own = origin
        .split_once("://")
        .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest == host);
    (!own).then_some(origin)
}

/// Checks that the requesting page is one of this server or of an origin that the operator named.
///
/// # Errors
/// The page is of another origin.
pub(super) fn origin(config: &Config, headers: &HeaderMap) -> Result<(), &'static str> {
    // A browser sends each once. Of two, another program on the way may have looked at the other.
    let is_repeated = |name: &str| headers.get_all(name).iter().nth(1).is_some();
    if ["origin", "sec-fetch-site", "sec-fetch-dest"]
        .into_iter()
        .any(is_repeated)
    {
        return Err(FOREIGN_ORIGIN);
    }
    match foreign_origin(headers) {
        Some(origin) if !config.origins.iter().any(|allowed| allowed == origin) => Err(FOREIGN_ORIGIN),
        Some(_) | None => Ok(()),
    }
}

/// Whether a browser asks for a page of this server's own, or of an origin that the operator `named`: not for an image, a frame or a
/// script of another page, which carry no Origin. Programs other than browsers do not say why they ask.
///
/// # Errors
/// It asks for another page, or to show the answer in one.
pub(super) fn context(headers: &HeaderMap, named: bool) -> Result<(), &'static str> {
    let site = text(headers, "sec-fetch-site");
    let is_own = matches!(site, None | Some("same-origin" | "none")) || named;
    let is_fetched = match text(headers, "sec-fetch-dest") {
        // Scripts and event streams, and what is typed into the address bar.
        None | Some("empty" | "document") => true,
        Some(_) => false,
    };
    if is_own && is_fetched {
        Ok(())
    } else {
        Err(FOREIGN_PAGE)
    }
}

/// The reason why access is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// The token is missing.
    Missing,
    /// The token is wrong.
    Wrong,
    /// Too many tokens were wrong; seconds until the next one is checked.
    TooManyGuesses(u32),
}

/// Checks the token of a request, if the server has one.
///
/// # Errors
/// The token is missing or wrong, or was guessed too often.
pub(super) fn token(
    config: &Config,
    headers: &HeaderMap,
    guesses: &Guesses,
    peer: Option<Peer>,
) -> Result<(), Denied> {
    let bearer = text(headers, AUTHORIZATION).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
    });
    let cookie = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='));
    check_token(config, bearer.or(cookie), guesses, peer)
}

/// Checks a token, if the server has one, in constant time.
///
/// # Errors
/// The token is missing or wrong, or was guessed too often.
pub(super) fn check_token(
    config: &Config,
    given: Option<&str>,
    guesses: &Guesses,
    peer: Option<Peer>,
) -> Result<(), Denied> {
    let Some(wanted) = &config.token else {
        return Ok(());
    };
    let given = given.ok_or(Denied::Missing)?;
    guesses.look(peer).map_err(Denied::TooManyGuesses)?;
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    if digest(given).as_slice().ct_eq(digest(wanted).as_slice()).into() {
        return Ok(());
    }
    guesses.wrong(peer);
    Err(Denied::Wrong)
}
