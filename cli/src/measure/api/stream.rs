//! Event streams, which resume where they broke off.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use forkcast_protocol::measure::{ApiError, ErrorCode, Event};
use futures_util::Stream;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::IntoParams;

use super::answer::{Refused, Taken, aside, refused};
use super::refusals::{OfOneRun, OfStreams};
use super::{Api, MAX_STREAMS};
use crate::measure::history::Numbered;
use crate::measure::runs::{News, Runs};
use crate::terminal;
use crate::text::runs as text;

/// Time between comments on a stream where nothing happens: proxies cut silent ones.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// When a client turned away may ask again, seconds.
pub(super) const RETRY_AFTER_S: u32 = 5;

/// Where a stream goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamQuery {
    /// Number of the last event that the client has; Last-Event-ID counts before it.
    after: Option<i64>,
}

/// A run's events from the first, or past the one that is named. Ends with the run.
#[utoipa::path(
    get, path = "/api/v1/runs/{id}/events", operation_id = "events_of_a_run",
    params(
        ("id" = String, Path, description = "Id of the run"),
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "Number of the last event that the client has; what is no number counts as none"),
    ),
    responses(
        (status = 200, description = "Events, each with its number as id", body = Event, content_type = "text/event-stream"),
        OfOneRun,
        OfStreams,
    ),
)]
pub(super) async fn events_of_a_run(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
    Taken(Query(query)): Taken<Query<StreamQuery>>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let wanted = id.clone();
    aside(&api, move |runs| runs.find(&wanted)).await?;
    stream(&api, Some(id), resumed(&headers, &query))
}

/// The events of all runs from now on, or past the one that is named: one stream for all tabs.
#[utoipa::path(
    get, path = "/api/v1/events", operation_id = "events",
    params(
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "Number of the last event that the client has; what is no number counts as none"),
    ),
    responses(
        (status = 200, description = "Events, each with its number as id", body = Event, content_type = "text/event-stream"),
        (status = 400, description = "A parameter is wrong", body = ApiError),
        OfStreams,
    ),
)]
pub(super) async fn events(
    State(api): State<Api>,
    Taken(Query(query)): Taken<Query<StreamQuery>>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    stream(&api, None, resumed(&headers, &query))
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
    ready: VecDeque<Numbered>,
    ended: bool,
    _place: OwnedSemaphorePermit,
}

/// A place for one more stream.
pub(super) fn place(api: &Api) -> Result<OwnedSemaphorePermit, Refused> {
    Arc::clone(&api.streams).try_acquire_owned().map_err(|_| {
        let refusal = refused(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::TooManyStreams,
            text::too_many_streams(MAX_STREAMS),
        );
        refusal.again_in(RETRY_AFTER_S)
    })
}

/// A stream of where something stands: now and after each change, each with its number, until the program ends, nothing can change any more, or it
/// is over. A client that is slow gets the last one alone.
pub(super) fn watched<T: Clone + Serialize + Send + Sync + 'static>(
    api: &Api,
    mut standing: watch::Receiver<T>,
    number: fn(&T) -> u64,
    is_over: fn(&T) -> bool,
) -> Result<Response, Refused> {
    let place = place(api)?;
    standing.mark_changed();
    let stream = futures_util::stream::unfold(
        (standing, api.runs().ending(), place, false),
        move |(mut standing, mut ending, place, is_last)| async move {
            if is_last {
                return None;
            }
            let is_changed = tokio::select! {
                changed = standing.changed() => changed.is_ok(),
                _ = ending.wait_for(|ending| *ending) => false,
            };
            if !is_changed {
                return None;
            }
            let now = standing.borrow_and_update().clone();
            let data = serde_json::to_string(&now).unwrap_or_default();
            let event = SseEvent::default().id(number(&now).to_string()).data(data);
            Some((
                Ok::<_, Infallible>(event),
                (standing, ending, place, is_over(&now)),
            ))
        },
    );
    Ok(Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response())
}

fn stream(api: &Api, run: Option<String>, after: Option<i64>) -> Result<Response, Refused> {
    let place = place(api)?;
    let last = api.runs().last();
    let after = match after {
        // A number from a history that is gone must not silence the stream.
        Some(after) => after.min(last),
        // Of one run everything is told; of all of them, the list of runs tells what was.
        None if run.is_some() => 0,
        None => last,
    };
    let stream = Following {
        runs: api.runs().clone(),
        run,
        after,
        ready: VecDeque::new(),
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
                    let (run, after) = (this.run.clone(), this.after);
                    let news = this
                        .runs
                        .aside(move |runs| runs.news(run.as_deref(), after))
                        .await;
                    match news.flatten() {
                        Ok(News::Events(events)) => {
                            this.ready.extend(events);
                            continue;
                        }
                        Ok(News::Over { unwritten: false, .. }) => return None,
                        // Its end is told without a number, which it has once it is written.
                        Ok(News::Over { run, unwritten: true }) => {
                            this.ended = true;
                            let event = Event::State {
                                run: run.id,
                                state: run.state,
                                error: run.error,
                                ahead: None,
                            };
                            let data = serde_json::to_string(&event).unwrap_or_default();
                            let event = SseEvent::default().data(data);
                            return Some((Ok(event), (this, latest, ending)));
                        }
                        Ok(News::Nothing) => {}
                        Err(error) => {
                            terminal::say(text::stream_ends(error));
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
}
