//! Evaluations: sent, planned, started, followed and read.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use forkcast_protocol::measure::{ApiError, EVALUATION_BYTES, ErrorCode, Evaluation, EvaluationStanding};

use super::Api;
use super::answer::{Refused, Taken, body_within, refused};
use super::refusals::{OfABody, OfStreams};
use super::stream::{RETRY_AFTER_S, watched};
use crate::measure::evaluations::{Evaluations, NotNow, Refusal};
use crate::text::evaluations as text;

/// Shared by all requests.
pub(super) type Shared = Arc<Evaluations>;

impl From<NotNow> for Refused {
    fn from(why: NotNow) -> Self {
        match why {
            NotNow::Unknown => refused(StatusCode::NOT_FOUND, ErrorCode::NotFound, text::UNKNOWN),
            NotNow::TooMany => refused(
                StatusCode::TOO_MANY_REQUESTS,
                ErrorCode::QueueFull,
                text::TOO_MANY,
            )
            .again_in(RETRY_AFTER_S),
            NotNow::State(state) => {
                let code = if state.is_final() {
                    ErrorCode::Ended
                } else {
                    ErrorCode::NotEnded
                };
                refused(StatusCode::CONFLICT, code, text::not_now(state))
            }
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Not(why) => why.into(),
            Refusal::Field(field, message) => {
                refused(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid, message).about(field)
            }
        }
    }
}

/// Send an evaluation set with its documents. It is searched and planned; nothing is asked before it is started. It is held in memory alone.
#[utoipa::path(
    post, path = "/api/v1/evaluations", operation_id = "begin_evaluation", request_body = Evaluation,
    responses(
        (status = 202, description = "Taken", body = EvaluationStanding, headers(("Location" = String, description = "Path of the evaluation"))),
        OfABody,
        (status = 422, description = "A field is wrong, or the body is JSON of another form", body = ApiError),
        (status = 429, description = "As many as can be are under way, or too many wrong tokens came from there", body = ApiError,
            headers(("Retry-After" = u32, description = "Seconds after which to try again"))),
    ),
)]
pub(super) async fn begin(State(api): State<Api>, request: Request) -> Result<Response, Refused> {
    let wanted: Evaluation = body_within(request, EVALUATION_BYTES).await?;
    let standing = api.evaluations.begin(wanted, api.runs())?;
    let path = format!("/api/v1/evaluations/{}", standing.id);
    Ok((StatusCode::ACCEPTED, [(LOCATION, path)], Json(standing)).into_response())
}

/// Start an evaluation as it was planned. It waits until no run is under way.
#[utoipa::path(
    post, path = "/api/v1/evaluations/{evaluation}/start", operation_id = "start_evaluation",
    params(("evaluation" = String, Path, description = "Id of the evaluation")),
    responses(
        (status = 202, description = "Started", body = EvaluationStanding),
        (status = 400, description = "The path is not text", body = ApiError),
        (status = 404, description = "No such evaluation, or it gave way to others", body = ApiError),
        (status = 409, description = "It has no plan yet, or was started before", body = ApiError),
    ),
)]
pub(super) async fn start(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<(StatusCode, Json<EvaluationStanding>), Refused> {
    let standing = api.evaluations.start(&id)?;
    Ok((StatusCode::ACCEPTED, Json(standing)))
}

/// The result of an evaluation: observed inputs, and what became of each question.
#[utoipa::path(
    get, path = "/api/v1/evaluations/{evaluation}", operation_id = "evaluation",
    params(("evaluation" = String, Path, description = "Id of the evaluation")),
    responses(
        (status = 200, description = "The result", body = Object),
        (status = 400, description = "The path is not text", body = ApiError),
        (status = 404, description = "No such evaluation, or it gave way to others", body = ApiError),
        (status = 409, description = "It has no result, or none yet", body = ApiError),
    ),
)]
pub(super) async fn result(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<Response, Refused> {
    let result = api.evaluations.result(&id)?;
    Ok(Json(result.as_ref()).into_response())
}

/// End an evaluation, and forget its questions, documents and answers. Grades of one that has not ended are kept where the server keeps results.
#[utoipa::path(
    delete, path = "/api/v1/evaluations/{evaluation}", operation_id = "end_evaluation",
    params(("evaluation" = String, Path, description = "Id of the evaluation")),
    responses(
        (status = 204, description = "Ended and forgotten"),
        (status = 400, description = "The path is not text", body = ApiError),
        (status = 404, description = "No such evaluation, or it gave way to others", body = ApiError),
    ),
)]
pub(super) async fn end(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<StatusCode, Refused> {
    api.evaluations.end(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where an evaluation stands, now and after each change. The stream ends with the evaluation.
#[utoipa::path(
    get, path = "/api/v1/evaluations/{evaluation}/events", operation_id = "events_of_an_evaluation",
    params(("evaluation" = String, Path, description = "Id of the evaluation")),
    responses(
        (status = 200, description = "Events, each with the number of the change as id", body = EvaluationStanding, content_type = "text/event-stream"),
        (status = 400, description = "The path is not text", body = ApiError),
        (status = 404, description = "No such evaluation, or it gave way to others", body = ApiError),
        OfStreams,
    ),
)]
pub(super) async fn events(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<Response, Refused> {
    let standing = api.evaluations.follow(&id)?;
    watched(
        &api,
        standing,
        |standing| standing.n,
        |standing| standing.state.is_final(),
    )
}
