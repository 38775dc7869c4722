//! The site without a socket: the page's files, and a word on how the server is.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::handler::Handler as _;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, IF_RANGE, LOCATION, RANGE, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use forkcast_engine::{Catalog, MODEL_VERSION};
use forkcast_protocol::measure::ErrorCode;
use serde::Serialize;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;
use tower_http::services::fs::DefaultServeDirFallback;

use super::csp::{Document, Policy};
use super::{Hosts, PageFiles, ServeError, headers, oembed};
use crate::measure::api::{self, Api};
use crate::terminal;
use crate::text::serve as text;

/// The page as other sites embed it.
pub(super) const EMBEDDED: &str = "/embed.html";
/// What the page and its embedded form are made of.
pub(super) const INDEX: &str = "/index.html";
/// Examples of frames, live.
const EXAMPLES: &str = "/embedding.html";
/// Folders of the page in other languages than English. A page that was built without them serves no file there.
pub(super) const LANGUAGES: [&str; 1] = ["de"];
/// Descriptions of frames. A static host may have the second as a file.
const DESCRIPTIONS: [&str; 2] = ["/oembed", "/oembed.json"];
/// How the server is, for whoever watches it.
const HEALTH: &str = "/healthz";
/// Why a request came, as browsers say.
const DESTINATION: &str = "sec-fetch-dest";

/// What is served, and to whom.
#[derive(Clone)]
pub struct Site {
    files: PageFiles,
    hosts: Arc<Hosts>,
    policy: Arc<Policy>,
    api: Option<Api>,
}

impl Site {
    /// The page of those files.
    ///
    /// # Errors
    /// [`ServeError::NoPage`] where there is no index.html that can be read.
    pub fn new(files: PageFiles, hosts: Hosts) -> Result<Self, ServeError> {
        let policy = Policy::new(files.clone()).map_err(|_| ServeError::NoPage {
            dist: files.root().to_owned(),
        })?;
        Ok(Self {
            files,
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
    let files = ServeDir::with_backend(site.files.root(), site.files.clone())
        .precompressed_br()
        .precompressed_gzip()
        .redirect_to_trailing_slash(false);
    let files = file.with_state(Files {
        served: files,
        page: site.files.clone(),
    });
    let pages = Router::new()
        .route(HEALTH, get(health))
        .route(DESCRIPTIONS[0], get(oembed::describe))
        .route(DESCRIPTIONS[1], get(oembed::describe))
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

/// What reads the page's files, and which of them may be read.
#[derive(Clone)]
struct Files {
    served: ServeDir<DefaultServeDirFallback, PageFiles>,
    page: PageFiles,
}

/// A file of the page, which can only be read.
async fn file(State(mut files): State<Files>, mut request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return no_method().await;
    }
    let path = request.uri().path().to_owned();
    if matches!(within(&path), "/" | INDEX) && is_for_a_frame(request.headers()) {
        return to_the_embedded_page();
    }
    let page = files.page.clone();
    let asked = path.clone();
    // Looking at files waits for the disk.
    let found = tokio::task::spawn_blocking(move || {
        // A page that was built by Trunk alone has no file for frames.
        [asked.as_str(), INDEX]
            .into_iter()
            .take(if asked == EMBEDDED { 2 } else { 1 })
            .find(|path| page.may_be_served(path))
            .map(str::to_owned)
    });
    let Ok(Some(found)) = found.await else {
        return no_file();
    };
    if found != path {
        *request.uri_mut() = Uri::from_static(INDEX);
    }
    keep_plain_range(request.headers_mut());
    match files.served.try_call(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => no_file(),
        Ok(response) => {
            let mut response = response.map(Body::new);
            if matches!(within(&path), "/" | INDEX) {
                let vary = HeaderValue::from_static(DESTINATION);
                response.headers_mut().append(VARY, vary);
            }
            response
        }
        Err(error) if is_absence(error.kind()) => no_file(),
        Err(error) => {
            terminal::say(crate::text::cannot_be_read(Path::new(&path), error));
            plain(StatusCode::INTERNAL_SERVER_ERROR, text::UNREADABLE)
        }
    }
}

/// Leaves a range in a request only where it is one of bytes, from the first on that it names, and bound to no condition: that the
/// files are served as HTTP means it. Whoever asks otherwise gets the whole file, which HTTP allows; they are small.
fn keep_plain_range(headers: &mut HeaderMap) {
    let is_plain = headers
        .get(RANGE)
        .and_then(|range| range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'))
        .is_some_and(
            |(first, last)| match (first.parse::<u64>(), last.parse::<u64>()) {
                (Ok(first), Ok(last)) => first <= last,
                (Ok(_), Err(_)) => last.is_empty(),
                _ => false,
            },
        );
    if !is_plain || headers.contains_key(IF_RANGE) {
        headers.remove(RANGE);
    }
    headers.remove(IF_RANGE);
}

/// The path within the folder of its language, as English has it.
fn within(path: &str) -> &str {
    let folder = LANGUAGES
        .iter()
        .find_map(|language| path.strip_prefix('/')?.strip_prefix(language));
    folder.filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// Whether a browser wants to put the document into a frame.
fn is_for_a_frame(headers: &HeaderMap) -> bool {
    let destination = headers.get(DESTINATION).map(HeaderValue::as_bytes);
    matches!(
        destination,
        Some(b"iframe" | b"frame" | b"embed" | b"object" | b"fencedframe")
    )
}

/// Sends a frame on to the page that may be embedded, so that the address of the page itself goes on working in frames. The browser
/// keeps the fragment, which holds the scenario and the parts to show.
fn to_the_embedded_page() -> Response {
    // Relative, as a proxy may serve the page below a path.
    let place = EMBEDDED.trim_start_matches('/');
    (
        StatusCode::TEMPORARY_REDIRECT,
        [
            (LOCATION, HeaderValue::from_static(place)),
            (VARY, HeaderValue::from_static(DESTINATION)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
    )
        .into_response()
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
    let path = parts.uri.path().to_owned();
    if hosts.admit(&parts) {
        let mut response = next.run(Request::from_parts(parts, body)).await;
        let status = response.status();
        if is_public(&path) && !response.headers().contains_key(CACHE_CONTROL) {
            headers::publish(response.headers_mut(), &path, status);
        } else if path == HEALTH {
            let kept = HeaderValue::from_static("no-cache");
            response.headers_mut().insert(CACHE_CONTROL, kept);
        }
        return response;
    }
    if api::is_of_the_api(&path) {
        return api::refusal(
            StatusCode::MISDIRECTED_REQUEST,
            ErrorCode::Misdirected,
            crate::text::api::OTHER_NAME,
        );
    }
    plain(StatusCode::MISDIRECTED_REQUEST, text::OTHER_NAME)
}

/// Whether the path is one of the page's files rather than of what only pages of this origin may read.
fn is_public(path: &str) -> bool {
    !api::is_of_the_api(path) && path != HEALTH
}

async fn secure(State(policy): State<Arc<Policy>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let policy = policy.value(document_of(&path));
    headers::secure(response.headers_mut(), policy, is_public(&path));
    response
}

/// The document whose policy a path has. Some static hosts leave out the ending.
pub(super) fn document_of(path: &str) -> Document {
    let path = within(path);
    let is = |page: &str| path == page || page.strip_suffix(".html") == Some(path);
    if is(EMBEDDED) {
        Document::Embedded
    } else if is(EXAMPLES) {
        Document::Examples
    } else {
        Document::Page
    }
}

fn no_file() -> Response {
    plain(StatusCode::NOT_FOUND, text::NO_FILE)
}

async fn no_method() -> Response {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, text::READ_ONLY);
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

pub(super) fn plain(status: StatusCode, text: &'static str) -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (status, [(CONTENT_TYPE, kind)], text).into_response()
}

#[cfg(test)]
mod tests;
