//! `/api/v1`: runs, their events, and what can be measured. Each handler says what it takes and gives, and `/openapi.json` is put
//! together from that ([`super::openapi`]).

#![allow(unused_qualifications, reason = "utoipa's macros write paths in full")]

mod answer;
mod figures;
mod history;
mod runs;
mod session;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ORIGIN, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use forkcast_protocol::measure::ErrorCode;
use tokio::sync::Semaphore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use answer::refusal;
use answer::{Refused, refused};

use super::guard::{self, Guesses, Peer};
use super::openapi;
use super::runs::Runs;

/// Longest body of a request, bytes.
pub const MAX_BODY: usize = 16 * 1024;
/// Most event streams at a time, so that other requests always find a connection.
pub const MAX_STREAMS: usize = 128;

/// What the routes share.
#[derive(Clone)]
pub struct Api {
    runs: Runs,
    streams: Arc<Semaphore>,
    guesses: Arc<Guesses>,
}

impl Api {
    /// The API over these runs.
    #[must_use]
    pub fn new(runs: Runs) -> Self {
        Self {
            runs,
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            guesses: Arc::default(),
        }
    }

    /// Its runs.
    #[must_use]
    pub fn runs(&self) -> &Runs {
        &self.runs
    }
}

/// The routes that take the token, where one is needed.
pub(super) fn guarded() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(runs::list, runs::submit))
        .routes(routes!(runs::find, runs::cancel))
        .routes(routes!(stream::events_of_a_run))
        .routes(routes!(stream::events))
        .routes(routes!(history::prune))
        .routes(routes!(history::delete))
        .routes(routes!(runs::targets))
        .routes(routes!(figures::metrics))
}

/// The routes that anyone may ask who reaches the server.
pub(super) fn open() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(session::session))
        .routes(routes!(figures::document))
}

/// Every route of the API. Hosts are checked by whoever serves it.
pub fn router(api: &Api) -> Router {
    let guarded = Router::from(guarded()).route_layer(middleware::from_fn_with_state(api.clone(), known));
    guarded
        .merge(Router::from(open()))
        .fallback(nothing)
        .method_not_allowed_fallback(no_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(api.clone(), admit))
        .with_state(api.clone())
}

/// Whether a path is the API's rather than a file of the page.
#[must_use]
pub fn is_of_the_api(path: &str) -> bool {
    path.starts_with("/api/") || path == "/api" || path == "/metrics" || path == "/openapi.json"
}

/// Whose page asks, for every route; and what browsers may share with the origins that were named.
async fn admit(State(api): State<Api>, request: Request, next: Next) -> Response {
    let config = api.runs.config();
    let headers = request.headers();
    let named = headers
        .get(ORIGIN)
        .filter(|origin| {
            config
                .origins
                .iter()
                .any(|allowed| allowed.as_bytes() == origin.as_bytes())
        })
        .cloned();
    let preflight =
        request.method() == Method::OPTIONS && headers.contains_key("access-control-request-method");
    let admitted = guard::origin(config, headers).and_then(|()| guard::context(headers, named.is_some()));
    let mut response = if let Err(message) = admitted {
        refused(StatusCode::FORBIDDEN, ErrorCode::ForeignOrigin, message).into_response()
    } else if preflight && named.is_some() {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        headers.insert(
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST, DELETE"),
        );
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization, content-type, last-event-id"),
        );
        // Asked by Chrome before a page of the internet may talk to this network.
        headers.insert(
            "access-control-allow-private-network",
            HeaderValue::from_static("true"),
        );
        response
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = named {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    response
}

/// The token, where one is needed.
async fn known(State(api): State<Api>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    match guard::token(api.runs.config(), request.headers(), &api.guesses, peer) {
        Ok(()) => next.run(request).await,
        Err(denied) => Refused::from(denied).into_response(),
    }
}

async fn nothing() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        ErrorCode::NotFound,
        "there is no such route: /openapi.json lists them",
    )
}

async fn no_method() -> Refused {
    refused(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::Method,
        "this route does not take that method: /openapi.json lists what is taken",
    )
}

/// The document, for the route that gives it.
fn document() -> &'static serde_json::Value {
    static DOCUMENT: std::sync::OnceLock<serde_json::Value> = std::sync::OnceLock::new();
    DOCUMENT.get_or_init(openapi::document)
}

#[cfg(test)]
mod tests;
