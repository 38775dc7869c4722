//! `check` and `diff` as pipelines use them, with their hook and their action; completions and manual pages (docs/pipelines.md).

mod check;
mod completions;
mod diff;
mod hooks;
mod program;
mod reports;
