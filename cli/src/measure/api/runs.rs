//! Runs: asked for, listed, read, cancelled.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use forkcast_protocol::measure::{ApiError, Measurement, RunSpec, Runs as RunList, Targets};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Api;
use super::answer::{Refused, Taken, aside, body};
use super::refusals::{OfABody, OfOneRun, OfRuns};

/// Runs listed where nothing is said, and at most.
const LISTED: u32 = 200;

/// What can be measured here, and why the rest cannot.
#[utoipa::path(
    get, path = "/api/v1/targets", operation_id = "targets",
    responses((status = 200, description = "The targets", body = Targets)),
)]
pub(super) async fn targets(State(api): State<Api>) -> Result<Json<Targets>, Refused> {
    // Looks for a GPU.
    aside(&api, |runs| Ok::<_, Refused>(Json(runs.targets()))).await
}

/// How a run is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Submission {
    /// Begin the run although its results cannot be kept, where `unkept` of the targets says so.
    #[serde(default)]
    #[param(inline)]
    unkept: bool,
}

/// Begin a run. One is done at a time, and some may wait.
#[utoipa::path(
    post, path = "/api/v1/runs", operation_id = "submit", params(Submission), request_body = RunSpec,
    responses(
        (status = 202, description = "Accepted", body = Measurement, headers(("Location" = String, description = "Path of the run"))),
        OfABody,
        (status = 409, description = "Results cannot be kept, as with a full disk: `?unkept=true` begins the run all the same", body = ApiError),
        (status = 422, description = "A field is out of range, a target is unknown, or there is no device or memory for it", body = ApiError),
        (status = 429, description = "The queue is full, or too many wrong tokens came from there", body = ApiError,
            headers(("Retry-After" = u32, description = "Seconds after which to try again"))),
    ),
)]
pub(super) async fn submit(
    State(api): State<Api>,
    Taken(Query(Submission { unkept })): Taken<Query<Submission>>,
    request: Request,
) -> Result<Response, Refused> {
    let spec: RunSpec = body(request).await?;
    let run = aside(&api, move |runs| runs.submit(spec, unkept)).await?;
    let place = format!("/api/v1/runs/{}", run.id);
    Ok((StatusCode::ACCEPTED, [(LOCATION, place)], Json(run)).into_response())
}

/// How much of the list is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Most runs to list; 200 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The runs, newest first.
#[utoipa::path(
    get, path = "/api/v1/runs", operation_id = "list", params(ListQuery),
    responses(
        (status = 200, description = "The runs", body = RunList),
        OfRuns,
    ),
)]
pub(super) async fn list(
    State(api): State<Api>,
    Taken(Query(query)): Taken<Query<ListQuery>>,
) -> Result<Json<RunList>, Refused> {
    let most = super::history::within("limit", query.limit.unwrap_or(LISTED), 1, LISTED)?;
    let runs = aside(&api, move |runs| runs.list(most)).await?;
    Ok(Json(RunList { runs }))
}

/// A run with all that it has measured.
#[utoipa::path(
    get, path = "/api/v1/runs/{id}", operation_id = "find", params(("id" = String, Path, description = "Id of the run")),
    responses(
        (status = 200, description = "The run", body = Measurement),
        OfOneRun,
    ),
)]
pub(super) async fn find(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<Json<Measurement>, Refused> {
    aside(&api, move |runs| runs.find(&id)).await.map(Json)
}

/// Cancel a run. What it has measured is kept.
#[utoipa::path(
    delete, path = "/api/v1/runs/{id}", operation_id = "cancel", params(("id" = String, Path, description = "Id of the run")),
    responses(
        (status = 200, description = "The run as it ended", body = Measurement),
        (status = 202, description = "The run was told to end, and its end is not written yet", body = Measurement),
        OfOneRun,
        (status = 409, description = "The run had ended", body = ApiError),
    ),
)]
pub(super) async fn cancel(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<(StatusCode, Json<Measurement>), Refused> {
    let run = api.runs().cancel(&id).await?;
    let status = if run.state.is_final() {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    Ok((status, Json(run)))
}
