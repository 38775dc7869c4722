//! The workbench's parsers, compiled here on their own: the page targets a browser and takes minutes to build.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "made for the page, which uses all of it"
)]
#[path = "../../app/workbench/src/model/file.rs"]
pub(crate) mod file;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "made for the page, which uses all of it"
)]
#[path = "../../app/workbench/src/model/sse.rs"]
pub(crate) mod sse;
