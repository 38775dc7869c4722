//! `/api/v1`: runs, their events, and what can be measured. Documented by `/openapi.json`, which [`super::openapi`] writes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, Query, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use forkcast_protocol::measure::{ApiError, Event, Measurement, RunSpec, Runs as RunList, Targets};
use futures_util::Stream;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::history::HistoryError;
use super::runs::{Refusal, Runs};
use super::{guard, openapi};

/// Longest body of a request, bytes.
pub const MAX_BODY: usize = 16 * 1024;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(10);
/// Most event streams at a time, so that other requests always find a connection.
pub const MAX_STREAMS: usize = 128;
/// Runs listed where nothing is said, and at most.
const LISTED: u32 = 200;
/// Time between comments on a stream where nothing happens: proxies cut silent ones.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What the routes share.
#[derive(Clone)]
pub struct Api {
    runs: Runs,
    streams: Arc<Semaphore>,
}

impl Api {
    /// The API over these runs.
    #[must_use]
    pub fn new(runs: Runs) -> Self {
        Self {
            runs,
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
        }
    }

    /// Its runs.
    #[must_use]
    pub fn runs(&self) -> &Runs {
        &self.runs
    }
}

/// Every route of the API. Hosts are checked by whoever serves it.
pub fn router(api: &Api) -> Router {
    Router::new()
        .route("/api/v1/runs", get(list).post(submit))
        .route("/api/v1/runs/{id}", get(find).delete(cancel))
        .route("/api/v1/runs/{id}/events", get(events_of_a_run))
        .route("/api/v1/events", get(events))
        .route("/api/v1/targets", get(targets))
        .route("/metrics", get(metrics))
        .route_layer(middleware::from_fn_with_state(api.clone(), known))
        .route("/api/v1/session", post(session))
        .route("/openapi.json", get(document))
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

/// Any refusal as an answer.
struct Refused(StatusCode, ApiError);

impl axum::response::IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(status, error) = self;
        let retry = error.retry_after_s;
        let mut response = (status, Json(error)).into_response();
        if let Some(seconds) = retry {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn refused(status: StatusCode, code: &str, message: impl Into<String>) -> Refused {
    Refused(
        status,
        ApiError {
            code: code.to_owned(),
            message: message.into(),
            field: None,
            retry_after_s: None,
        },
    )
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Client(error) => {
                let status = match error.code.as_str() {
                    "queue-full" => StatusCode::TOO_MANY_REQUESTS,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Self(status, error)
            }
            Refusal::NotFound => refused(StatusCode::NOT_FOUND, "not-found", "there is no run of that id"),
            Refusal::Ended(run) => refused(
                StatusCode::CONFLICT,
                "ended",
                format!("the run ended before ({:?}): it stays as it is", run.state).to_lowercase(),
            ),
            Refusal::History(error) => error.into(),
        }
    }
}

impl From<HistoryError> for Refused {
    fn from(error: HistoryError) -> Self {
        anstream::eprintln!("forkcast: {error}");
        refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "history",
            "the results cannot be kept or read now",
        )
    }
}

/// Origins and media types, for every route; and what browsers may share with the origins that were named.
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
    let mut response = if let Err(error) = guard::origin(config, headers) {
        Refused(StatusCode::FORBIDDEN, error).into_response()
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
    } else if let Err(error) = guard::media_type(request.method(), headers) {
        Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, error).into_response()
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
    match guard::token(api.runs.config(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(error) => Refused(StatusCode::UNAUTHORIZED, error).into_response(),
    }
}

/// The body as JSON of that type; every fault named.
async fn body<T: for<'de> Deserialize<'de>>(request: Request) -> Result<T, Refused> {
    let read = tokio::time::timeout(BODY_TIME, Bytes::from_request(request, &())).await;
    let bytes = read
        .map_err(|_| {
            refused(
                StatusCode::REQUEST_TIMEOUT,
                "too-slow",
                "the body took longer than ten seconds to come",
            )
        })?
        .map_err(|_| {
            refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                format!("a body of up to {MAX_BODY} bytes is taken"),
            )
        })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let status = if error.is_data() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        refused(
            status,
            "invalid",
            format!("the body is not what is taken here (/openapi.json): {error}"),
        )
    })
}

async fn submit(State(api): State<Api>, request: Request) -> Result<Response, Refused> {
    let spec: RunSpec = body(request).await?;
    let run = api.runs.submit(spec)?;
    let place = format!("/api/v1/runs/{}", run.id);
    Ok((StatusCode::ACCEPTED, [(LOCATION, place)], Json(run)).into_response())
}

#[derive(Deserialize)]
struct ListQuery {
    limit: Option<u32>,
}

async fn list(State(api): State<Api>, query: Query<ListQuery>) -> Result<Json<RunList>, Refused> {
    let most = query.limit.unwrap_or(LISTED).clamp(1, LISTED);
    Ok(Json(RunList {
        runs: api.runs.history().list(most)?,
    }))
}

async fn find(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<Measurement>, Refused> {
    Ok(Json(api.runs.find(&id)?))
}

async fn cancel(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<Measurement>, Refused> {
    Ok(Json(api.runs.cancel(&id).await?))
}

async fn targets(State(api): State<Api>) -> Json<Targets> {
    Json(api.runs.targets())
}

async fn document() -> Json<serde_json::Value> {
    Json(openapi::document())
}

#[derive(Deserialize)]
struct StreamQuery {
    after: Option<i64>,
}

async fn events_of_a_run(
    State(api): State<Api>,
    Path(id): Path<String>,
    query: Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    api.runs.find(&id)?;
    stream(&api, Some(id), resumed(&headers, &query).unwrap_or(0))
}

async fn events(
    State(api): State<Api>,
    query: Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    // Whoever has seen nothing yet reads the list of runs for what was, and this for what comes.
    let after = match resumed(&headers, &query) {
        Some(after) => after,
        None => api.runs.history().last()?,
    };
    stream(&api, None, after)
}

/// The number of the last event that the client has.
fn resumed(headers: &HeaderMap, query: &StreamQuery) -> Option<i64> {
    let header = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    header.or(query.after)
}

/// One client's stream.
struct Following {
    runs: Runs,
    run: Option<String>,
    after: i64,
    ready: std::collections::VecDeque<super::history::Numbered>,
    ended: bool,
    _place: OwnedSemaphorePermit,
}

fn stream(api: &Api, run: Option<String>, after: i64) -> Result<Response, Refused> {
    let Ok(place) = Arc::clone(&api.streams).try_acquire_owned() else {
        let mut refusal = refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "too-many-streams",
            format!("{MAX_STREAMS} event streams are open: close one, or share one among tabs"),
        );
        refusal.1.retry_after_s = Some(5);
        return Err(refusal);
    };
    let stream = Following {
        runs: api.runs.clone(),
        run,
        // A number from a history that is gone must not silence the stream.
        after: after.min(api.runs.history().last()?),
        ready: std::collections::VecDeque::new(),
        ended: false,
        _place: place,
    };
    Ok(Sse::new(stream.events())
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response())
}

impl Following {
    fn events(self) -> impl Stream<Item = Result<SseEvent, Infallible>> {
        let latest = self.runs.latest();
        let ending = self.runs.ending();
        futures_util::stream::unfold(
            (self, latest, ending),
            |(mut this, mut latest, mut ending)| async move {
                loop {
                    if let Some(next) = this.ready.pop_front() {
                        this.after = next.n;
                        if this.run.is_some()
                            && let Event::State { state, .. } = &next.event
                        {
                            this.ended = state.is_final();
                        }
                        let data = serde_json::to_string(&next.event).unwrap_or_default();
                        let event = SseEvent::default().id(next.n.to_string()).data(data);
                        return Some((Ok(event), (this, latest, ending)));
                    }
                    if this.ended {
                        return None;
                    }
                    latest.mark_unchanged();
                    // Asked before the events are: the last of them is written before the program ends.
                    let is_ending = *ending.borrow();
                    match this.runs.events(this.run.as_deref(), this.after) {
                        Ok(events) if !events.is_empty() => {
                            this.ready.extend(events);
                            continue;
                        }
                        // A run that ended before what the client has seen has nothing more to tell.
                        Ok(_) if this.run.as_deref().is_some_and(|run| this.is_over(run)) => return None,
                        Ok(_) => {}
                        Err(error) => {
                            anstream::eprintln!("forkcast: {error}");
                            return None;
                        }
                    }
                    // Nothing is left to tell: when the program is about to end, so is the stream.
                    if is_ending {
                        return None;
                    }
                    tokio::select! {
                        changed = latest.changed() => if changed.is_err() { return None },
                        _ = ending.wait_for(|ending| *ending) => {}
                    }
                }
            },
        )
    }

    fn is_over(&self, run: &str) -> bool {
        self.runs.find(run).is_ok_and(|run| run.state.is_final())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    token: String,
}

/// Takes the token once and gives it back as a cookie that scripts cannot read.
async fn session(State(api): State<Api>, request: Request) -> Result<Response, Refused> {
    let Session { token } = body(request).await?;
    let right = api
        .runs
        .config()
        .token
        .as_deref()
        .is_none_or(|wanted| guard::same(&token, wanted));
    if !right {
        return Err(refused(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "that is not this server's token",
        ));
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(token) = &api.runs.config().token {
        let cookie = format!(
            "{}={token}; HttpOnly; SameSite=Strict; Path=/",
            guard::COOKIE_NAME
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}

/// Figures for whoever watches the server, in Prometheus' text form.
async fn metrics(State(api): State<Api>) -> Result<Response, Refused> {
    let (waiting, running) = api.runs.under_way();
    let streams = MAX_STREAMS - api.streams.available_permits();
    let mut by_state = std::collections::BTreeMap::new();
    for run in api.runs.history().list(u32::MAX)? {
        *by_state
            .entry(format!("{:?}", run.state).to_lowercase())
            .or_insert(0u32) += 1;
    }
    let mut text = String::new();
    let mut figure = |name: &str, help: &str, kind: &str, rows: &[(String, f64)]| {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
        for (labels, value) in rows {
            text.push_str(&format!("{name}{labels} {value}\n"));
        }
    };
    let plain = |value: f64| [(String::new(), value)];
    figure(
        "forkcast_queue_length",
        "Runs that wait.",
        "gauge",
        &plain(waiting as f64),
    );
    figure(
        "forkcast_run_under_way",
        "Whether a run is under way.",
        "gauge",
        &plain(f64::from(u8::from(running))),
    );
    figure(
        "forkcast_event_streams",
        "Event streams that are open.",
        "gauge",
        &plain(streams as f64),
    );
    figure(
        "forkcast_last_event",
        "Number of the last event.",
        "counter",
        &plain(api.runs.history().last()? as f64),
    );
    let rows: Vec<(String, f64)> = by_state
        .into_iter()
        .map(|(state, n)| (format!("{{state=\"{state}\"}}"), f64::from(n)))
        .collect();
    figure("forkcast_runs", "Runs that are kept, by state.", "gauge", &rows);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

async fn nothing() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "not-found",
        "there is no such route: /openapi.json lists them",
    )
}

async fn no_method() -> Refused {
    refused(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "this route does not take that method: /openapi.json lists what is taken",
    )
}
