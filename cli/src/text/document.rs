//! The API's document, as far as no route says it of itself. The descriptions of a route stand beside it, because its macro takes them as
//! literals.

pub(crate) const TITLE: &str = "Forkcast, measuring";
pub(crate) const ABOUT: &str = "Times are milliseconds, rates per second, shares 0 to 1. Targets are names from the operator's configuration. \
                Every refusal is an ApiError, those for a method that a path does not take (405, with Allow) and for other paths (404) too.";

pub(crate) const TOKEN_MISSING: &str = "The token is missing or is another";
pub(crate) const TOO_MANY_GUESSES: &str = "Too many wrong tokens came from there";
pub(crate) const RETRY_AFTER: &str = "Seconds after which to try again";
pub(crate) const FOREIGN: &str = "A page of another origin asks, or one in a frame";
pub(crate) const OTHER_HOST: &str = "The request names another host";
pub(crate) const NO_REQUEST: &str = "The request is not of the form that HTTP gives it";
pub(crate) const HEAD_TOO_LONG: &str = "The first line and the header fields are too long, or too many";

pub(crate) const BEARER: &str = "The token, where the server has one";
pub(crate) const COOKIE: &str = "The token as POST /api/v1/session gives it";

pub(crate) const STREAMED: &str = "An event of a stream. Comments between events keep the connection open";
pub(crate) const STREAMED_ID: &str = "Number of the event, to go on from (`after`, Last-Event-ID). The end of a run that could not be written has none";
pub(crate) const STREAMED_DATA: &str = "An Event";
