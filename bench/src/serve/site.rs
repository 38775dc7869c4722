//! The site without a socket: the page's files, and a word on how the server is.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::handler::Handler as _;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use forkcast_engine::{Catalog, MODEL_VERSION};
use serde::Serialize;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use super::csp::Policy;
use super::headers;
use super::{Hosts, ServeError};
use crate::measure::api::{self, Api};

/// What is served, and to whom.
#[derive(Clone)]
pub struct Site {
    dist: PathBuf,
    hosts: Arc<Hosts>,
    policy: Arc<Policy>,
    api: Option<Api>,
}

impl Site {
    /// The page in `dist`.
    ///
    /// # Errors
    /// [`ServeError::NoPage`] where there is no index.html that can be read.
    pub fn new(dist: &Path, hosts: Hosts) -> Result<Self, ServeError> {
        let policy = Policy::new(dist.join("index.html")).map_err(|_| ServeError::NoPage {
            dist: dist.to_owned(),
        })?;
        Ok(Self {
            dist: dist.to_owned(),
            hosts: Arc::new(hosts),
            policy: Arc::new(policy),
            api: None,
        })
    }

    /// The same with measuring.
    #[must_use]
    pub fn measuring(self, api: Api) -> Self {
        Self {
            api: Some(api),
            ..self
        }
    }
}

/// Every route, with what applies to all of them.
pub fn app(site: &Site) -> Router {
    let files = ServeDir::new(&site.dist)
        .precompressed_br()
        .precompressed_gzip()
        .redirect_to_trailing_slash(false);
    let files = file.with_state(files);
    let pages = Router::new()
        .route("/healthz", get(health))
        .method_not_allowed_fallback(no_method)
        .fallback_service(files);
    let routes = match &site.api {
        // Two routers, because what is wrong with a request is said in JSON in the one and in plain text in the other.
        Some(api) => {
            let mut pages = pages;
            let mut measuring = api::router(api);
            Router::new().fallback(move |request: Request| {
                let chosen = if api::is_of_the_api(request.uri().path()) {
                    &mut measuring
                } else {
                    &mut pages
                };
                let answer = chosen.clone().oneshot(request);
                async move { answer.await.unwrap_or_else(|never| match never {}) }
            })
        }
        None => pages,
    };
    routes
        .layer(middleware::from_fn_with_state(Arc::clone(&site.hosts), admit))
        .layer(middleware::from_fn_with_state(Arc::clone(&site.policy), secure))
}

/// How the server is.
#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    model_version: &'static str,
    catalog_version: &'static str,
}

async fn health() -> Json<Health> {
    Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        model_version: MODEL_VERSION,
        catalog_version: &Catalog::builtin().version,
    })
}

/// A file of the page, which can only be read.
async fn file(State(mut files): State<ServeDir>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return no_method().await;
    }
    let path = request.uri().path().to_owned();
    match files.try_call(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => no_file(),
        Ok(response) => response.map(Body::new),
        Err(error) if is_absence(error.kind()) => no_file(),
        Err(error) => {
            anstream::eprintln!("forkcast: {path} cannot be read: {error}");
            plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The file is there but cannot be read.\n",
            )
        }
    }
}

/// Whether there is no such file, or can be none, as its name is too long.
const fn is_absence(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename | ErrorKind::InvalidInput
    )
}

/// Turns away what is addressed to another host; everything else is public.
async fn admit(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if hosts.admit(&parts) {
        let path = parts.uri.path().to_owned();
        let mut response = next.run(Request::from_parts(parts, body)).await;
        let status = response.status();
        if !api::is_of_the_api(&path) {
            headers::publish(response.headers_mut(), &path, status);
        }
        return response;
    }
    let text = "This server does not go by that name. Address it as localhost or by the address it printed, \
                or start it with --allow-host NAME.\n";
    plain(StatusCode::MISDIRECTED_REQUEST, text)
}

async fn secure(State(policy): State<Arc<Policy>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers::secure(response.headers_mut(), policy.value());
    response
}

fn no_file() -> Response {
    plain(
        StatusCode::NOT_FOUND,
        "There is no such file here. The page is at /\n",
    )
}

async fn no_method() -> Response {
    let mut response = plain(
        StatusCode::METHOD_NOT_ALLOWED,
        "Files can only be read: GET or HEAD.\n",
    );
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (status, [(CONTENT_TYPE, kind)], text).into_response()
}

#[cfg(test)]
mod tests;
