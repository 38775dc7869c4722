//! The token as a cookie, since an event stream of a page can send no header of its own.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{ORIGIN, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use forkcast_protocol::measure::ApiError;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Api;
use super::answer::{Refused, body};
use super::refusals::OfABody;
use crate::measure::guard::{self, Peer};

/// The token of a client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    /// The token that the server printed when it started, or that its operator set.
    token: String,
}

/// Exchange the token for a cookie that scripts cannot read.
#[utoipa::path(
    post, path = "/api/v1/session", operation_id = "session", request_body = Session,
    responses(
        (status = 204, description = "The cookie is set, if the server has a token",
            headers(("Set-Cookie" = Option<String>, description = "The cookie, for this server alone"))),
        OfABody,
        (status = 401, description = "Not this server's token", body = ApiError,
            headers(("WWW-Authenticate" = String, description = "`Bearer`"))),
        (status = 422, description = "The body is JSON of another form", body = ApiError),
        (status = 429, description = "Too many wrong tokens came from there", body = ApiError,
            headers(("Retry-After" = u32, description = "Seconds after which to try again"))),
    ),
)]
pub(super) async fn session(
    State(api): State<Api>,
    peer: Option<Extension<Peer>>,
    request: Request,
) -> Result<Response, Refused> {
    let is_secure = request
        .headers()
        .get(ORIGIN)
        .is_some_and(|origin| origin.as_bytes().starts_with(b"https://"));
    let Session { token } = body(request).await?;
    let peer = peer.map(|Extension(peer)| peer);
    guard::check_token(api.runs().config(), Some(&token), &api.guesses, peer)?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(token) = &api.runs().config().token {
        let secure = if is_secure { "; Secure" } else { "" };
        let cookie = format!(
            "{}={token}; HttpOnly; SameSite=Strict; Path=/{secure}",
            guard::COOKIE_NAME
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
