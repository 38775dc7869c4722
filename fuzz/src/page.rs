//! Readers of the page's second module, compiled here by themselves: that module is made for a browser and takes minutes to build.

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
