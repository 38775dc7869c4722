//! `/api/v1`: runs, their events, what can be measured, and live sessions. Each handler says what it takes and gives, and `/openapi.json` is put
//! together from that ([`super::openapi`]).

#![allow(unused_qualifications, reason = "utoipa's macros write paths in full")]

mod answer;
mod evaluations;
mod figures;
mod history;
mod meetings;
mod refusals;
mod runs;
mod session;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ORIGIN, VARY,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use forkcast_protocol::measure::{EVALUATION_BYTES, ErrorCode};
use tokio::sync::Semaphore;
use tower::{Layer as _, ServiceExt as _};
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::router::UtoipaMethodRouterExt as _;
use utoipa_axum::routes;

pub use answer::refusal;
use answer::{Refused, refused};

use super::guard::{self, Guesses, Peer};
use super::openapi;
use super::runs::Runs;
use crate::text::api as text;

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
    meetings: meetings::Shared,
    evaluations: evaluations::Shared,
}

impl Api {
    /// The API over these runs.
    #[must_use]
    pub fn new(runs: Runs) -> Self {
        Self {
            runs,
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            guesses: Arc::default(),
            meetings: Arc::default(),
            evaluations: Arc::default(),
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
        .routes(routes!(meetings::begin))
        .routes(routes!(meetings::step))
        .routes(routes!(meetings::events))
        .routes(routes!(evaluations::begin).layer(DefaultBodyLimit::max(EVALUATION_BYTES)))
        .routes(routes!(evaluations::result, evaluations::end))
        .routes(routes!(evaluations::start))
        .routes(routes!(evaluations::events))
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

/// Refuses pages that may not ask, and applies CORS for the origins that the operator named.
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
        request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let admitted = guard::origin(config, headers).and_then(|()| guard::context(headers, named.is_some()));
    let mut response = match (admitted, named) {
        (Err(message), _) => {
            refused(StatusCode::FORBIDDEN, ErrorCode::ForeignOrigin, message).into_response()
        }
        // The layer answers every OPTIONS as a preflight; others go to the routes, which do not take that method.
        (Ok(()), Some(origin)) if preflight || request.method() != Method::OPTIONS => {
            let Ok(mut response) = cors(origin).layer(next).oneshot(request).await;
            if preflight {
                *response.status_mut() = StatusCode::NO_CONTENT;
            }
            response
        }
        (Ok(()), _) => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.entry(VARY).or_insert(HeaderValue::from_static("Origin"));
    response
}

/// The answers that a page of that origin may read. Chrome asks before a page of the internet may talk to this network.
fn cors(origin: HeaderValue) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::exact(origin))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            HeaderName::from_static("last-event-id"),
        ])
        .allow_private_network(true)
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
    refused(StatusCode::NOT_FOUND, ErrorCode::NotFound, text::NO_ROUTE)
}

async fn no_method() -> Refused {
    refused(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::Method, text::NO_METHOD)
}

/// The document, for the route that gives it.
fn document() -> &'static serde_json::Value {
    static DOCUMENT: std::sync::OnceLock<serde_json::Value> = std::sync::OnceLock::new();
    DOCUMENT.get_or_init(openapi::document)
}

#[cfg(test)]
mod tests;
