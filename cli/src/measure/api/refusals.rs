//! Refusals that several routes have in common, as the document describes them.

#![allow(dead_code, reason = "the document alone is made of them")]

use forkcast_protocol::measure::ApiError;
use utoipa::IntoResponses;

/// Of a request about one run.
#[derive(IntoResponses)]
pub(super) enum OfOneRun {
    /// The path is not text, or a parameter is wrong
    #[response(status = 400)]
    Path(ApiError),
    /// No such run, or one that this version cannot read
    #[response(status = 404)]
    NoRun(ApiError),
    /// The results cannot be read or written now
    #[response(status = 500)]
    Results(ApiError),
}

/// Of a request about many runs.
#[derive(IntoResponses)]
pub(super) enum OfRuns {
    /// A parameter is missing or wrong
    #[response(status = 400)]
    Parameter(ApiError),
    /// The results cannot be read or written now
    #[response(status = 500)]
    Results(ApiError),
}

/// Of a request with a body.
#[derive(IntoResponses)]
pub(super) enum OfABody {
    /// The body is not JSON, or a parameter is wrong
    #[response(status = 400)]
    Json(ApiError),
    /// The body took too long to arrive
    #[response(status = 408)]
    Slow(ApiError),
    /// The body is too long
    #[response(status = 413)]
    Long(ApiError),
    /// The Content-Type of the body is not JSON
    #[response(status = 415)]
    Kind(ApiError),
}

/// Of a request for a stream.
#[derive(IntoResponses)]
pub(super) enum OfStreams {
    /// Too many streams are open
    #[response(status = 503, headers(("Retry-After" = u32, description = "Seconds after which to try again")))]
    Many(ApiError),
}
