//! Live sessions of the page: one moves, all see (docs/decisions/0763-live-sessions.md).
//!
//! A session holds one link, in memory alone, and ends with the program. Whoever has its id may move it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use forkcast_engine::Catalog;
use forkcast_protocol::link::{self, MAX_BYTES};
use forkcast_protocol::measure::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::ToSchema;

use super::Api;
use super::answer::{Refused, Taken, body, refused};
use super::refusals::{OfABody, OfStreams};
use super::stream::{RETRY_AFTER_S, watched};
use crate::text::meetings as text;

/// Most sessions at a time.
const MOST_MEETINGS: usize = 64;
/// Longest name that a page gives itself.
const LONGEST_NAME: usize = 64;

/// What a page moves the session to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    /// The link, without `#`.
    #[schema(max_length = 8192)]
    link: String,
    /// A name that the page gives itself, to know its own movements by.
    #[schema(max_length = 64)]
    from: String,
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Standing {
    /// Its id, for whoever joins.
    id: String,
    /// How many movements there were.
    n: u64,
    /// The link.
    link: String,
    /// The page that moved it last.
    from: String,
}

/// The sessions, the oldest first.
#[derive(Default)]
pub(super) struct Meetings(Mutex<VecDeque<watch::Sender<Standing>>>);

impl Meetings {
    /// Begins a session. Where there are as many as can be, the oldest that nobody follows gives way; none where all are followed.
    fn begin(&self, first: Move) -> Option<Standing> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_MEETINGS {
            let idle = all.iter().position(watch::Sender::is_closed)?;
            all.remove(idle);
        }
        let standing = Standing {
            id: format!("{:032x}", rand::random::<u128>()),
            n: 0,
            link: first.link,
            from: first.from,
        };
        all.push_back(watch::Sender::new(standing.clone()));
        Some(standing)
    }

    fn with<R>(&self, id: &str, f: impl FnOnce(&watch::Sender<Standing>) -> R) -> Option<R> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|meeting| meeting.borrow().id == id).map(f)
    }

    fn step(&self, id: &str, next: Move) -> Option<Standing> {
        self.with(id, |meeting| {
            meeting.send_modify(|standing| {
                standing.n += 1;
                standing.link = next.link;
                standing.from = next.from;
            });
            meeting.borrow().clone()
        })
    }

    fn follow(&self, id: &str) -> Option<watch::Receiver<Standing>> {
        self.with(id, watch::Sender::subscribe)
    }
}

/// The movement, if it leads to a scenario: a session hands on links of Forkcast and nothing else.
fn checked(wanted: Move) -> Result<Move, Refused> {
    let invalid = |field: &str, message: String| {
        refused(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid, message).about(field)
    };
    if wanted.from.len() > LONGEST_NAME {
        return Err(invalid("from", text::long_name(LONGEST_NAME)));
    }
    if wanted.link.len() > MAX_BYTES || !link::decode(&wanted.link, Catalog::builtin()).recognised {
        return Err(invalid("link", text::no_link(MAX_BYTES)));
    }
    Ok(wanted)
}

fn unknown() -> Refused {
    refused(StatusCode::NOT_FOUND, ErrorCode::NotFound, text::UNKNOWN)
}

/// Begin a live session with a scenario. Its id is all that others need to follow and to move it.
#[utoipa::path(
    post, path = "/api/v1/meetings", operation_id = "begin_meeting", request_body = Move,
    responses(
        (status = 201, description = "The session", body = Standing),
        OfABody,
        (status = 422, description = "The link is none of Forkcast, or the body is JSON of another form", body = ApiError),
        (status = 503, description = "As many sessions as can be are followed", body = ApiError,
            headers(("Retry-After" = u32, description = "Seconds after which to try again"))),
    ),
)]
pub(super) async fn begin(State(api): State<Api>, request: Request) -> Result<Response, Refused> {
    let first = checked(body(request).await?)?;
    let standing = api.meetings.begin(first).ok_or_else(|| {
        let message = text::too_many(MOST_MEETINGS);
        refused(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::TooManyStreams,
            message,
        )
        .again_in(RETRY_AFTER_S)
    })?;
    Ok((StatusCode::CREATED, Json(standing)).into_response())
}

/// Move a live session to another scenario. All who follow it see it.
#[utoipa::path(
    post, path = "/api/v1/meetings/{meeting}", operation_id = "move_meeting", request_body = Move,
    params(("meeting" = String, Path, description = "Id of the session")),
    responses(
        (status = 200, description = "Where the session stands now", body = Standing),
        OfABody,
        (status = 404, description = "No such session, or it has ended", body = ApiError),
        (status = 422, description = "The link is none of Forkcast, or the body is JSON of another form", body = ApiError),
    ),
)]
pub(super) async fn step(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
    request: Request,
) -> Result<Json<Standing>, Refused> {
    let next = checked(body(request).await?)?;
    api.meetings.step(&id, next).map(Json).ok_or_else(unknown)
}

/// Where a live session stands, now and after each movement. A client that is slow gets the last one alone.
#[utoipa::path(
    get, path = "/api/v1/meetings/{meeting}/events", operation_id = "events_of_a_meeting",
    params(("meeting" = String, Path, description = "Id of the session")),
    responses(
        (status = 200, description = "Events, each with the number of the movement as id", body = Standing, content_type = "text/event-stream"),
        (status = 400, description = "The path is not text", body = ApiError),
        (status = 404, description = "No such session, or it has ended", body = ApiError),
        OfStreams,
    ),
)]
pub(super) async fn events(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<Response, Refused> {
    let standing = api.meetings.follow(&id).ok_or_else(unknown)?;
    watched(&api, standing, |standing| standing.n, |_| false)
}

/// Shared by all requests.
pub(super) type Shared = Arc<Meetings>;

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Move {
        Move {
            link: "v1".to_owned(),
            from: "a".to_owned(),
        }
    }

    #[test]
    fn sessions_are_bounded_and_one_that_is_followed_stays() {
        let meetings = Meetings::default();
        let first = meetings.begin(wanted()).expect("a session").id;
        let followed = meetings.follow(&first).expect("a receiver");
        for _ in 0..3 * MOST_MEETINGS {
            assert!(meetings.begin(wanted()).is_some());
        }
        assert!(meetings.follow(&first).is_some(), "it is followed");
        let all = meetings.0.lock().expect("a lock");
        assert_eq!(all.len(), MOST_MEETINGS);
        let receivers: Vec<_> = all.iter().map(watch::Sender::subscribe).collect();
        drop(all);
        assert!(meetings.begin(wanted()).is_none(), "all are followed");
        drop((receivers, followed));
        assert!(meetings.begin(wanted()).is_some());
        assert!(meetings.follow(&first).is_none(), "the oldest gave way");
    }
}
