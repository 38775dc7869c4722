//! The history of ended runs, and deleting it.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use forkcast_protocol::measure::{ApiError, ErrorCode, Pruned};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Api;
use super::answer::{Refused, Taken, aside, refused};
use super::refusals::{OfOneRun, OfRuns};
use crate::text::api::range;

/// Most runs that a request can ask to keep.
const MOST_KEPT: u32 = 1_000_000;

/// Returns the value of a parameter if it is in its range.
pub(super) fn within(name: &str, value: u32, min: u32, max: u32) -> Result<u32, Refused> {
    if (min..=max).contains(&value) {
        return Ok(value);
    }
    let message = range(name, min, max, value);
    Err(refused(StatusCode::BAD_REQUEST, ErrorCode::Invalid, message).about(name))
}

/// The number of runs to keep.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Keep {
    /// Keep this many of the newest ended runs.
    #[param(minimum = 0, maximum = 1_000_000)]
    keep: u32,
}

/// Delete every ended run but the newest. Runs that wait or execute stay.
#[utoipa::path(
    delete, path = "/api/v1/history", operation_id = "prune", params(Keep),
    responses(
        (status = 200, description = "The numbers of runs deleted and left", body = Pruned),
        OfRuns,
    ),
)]
pub(super) async fn prune(
    State(api): State<Api>,
    Taken(Query(Keep { keep })): Taken<Query<Keep>>,
) -> Result<Json<Pruned>, Refused> {
    let keep = within("keep", keep, 0, MOST_KEPT)?;
    aside(&api, move |runs| runs.prune(keep)).await.map(Json)
}

/// Delete an ended run with its results.
#[utoipa::path(
    delete, path = "/api/v1/history/{id}", operation_id = "delete", params(("id" = String, Path, description = "Id of the run")),
    responses(
        (status = 204, description = "The run is deleted"),
        OfOneRun,
        (status = 409, description = "The run has not ended", body = ApiError),
    ),
)]
pub(super) async fn delete(
    State(api): State<Api>,
    Taken(Path(id)): Taken<Path<String>>,
) -> Result<StatusCode, Refused> {
    aside(&api, move |runs| runs.delete(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
