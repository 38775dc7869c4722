//! Figures for monitoring, and the document that describes the API.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::{Api, MAX_STREAMS};
use crate::text::runs::figures as text;

/// Figures for Prometheus, all of them kept: the database is not asked.
#[utoipa::path(
    get, path = "/metrics", operation_id = "metrics",
    responses(
        (status = 200, description = "The figures", body = String, content_type = "text/plain"),
    ),
)]
pub(super) async fn metrics(State(api): State<Api>) -> Response {
    let (waiting, running) = api.runs().under_way();
    let streams = MAX_STREAMS - api.streams.available_permits();
    let (counts, last) = (api.runs().counts(), api.runs().last());
    let mut page = String::new();
    let mut figure = |name: &str, help: &str, kind: &str, rows: &[(String, f64)]| {
        let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in rows {
            let _ = writeln!(page, "{name}{labels} {value}");
        }
    };
    let plain = |value: f64| [(String::new(), value)];
    figure(
        "forkcast_queue_length",
        text::QUEUE,
        "gauge",
        &plain(waiting as f64),
    );
    figure(
        "forkcast_run_under_way",
        text::UNDER_WAY,
        "gauge",
        &plain(f64::from(u8::from(running))),
    );
    figure(
        "forkcast_event_streams",
        text::STREAMS,
        "gauge",
        &plain(streams as f64),
    );
    figure(
        "forkcast_last_event",
        text::LAST_EVENT,
        "counter",
        &plain(last as f64),
    );
    let rows: Vec<(String, f64)> = counts
        .into_iter()
        .filter(|(state, _)| state.bytes().all(|byte| byte.is_ascii_lowercase()))
        .map(|(state, n)| (format!("{{state=\"{state}\"}}"), n as f64))
        .collect();
    figure("forkcast_runs", text::RUNS, "gauge", &rows);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], page).into_response()
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "document",
    responses((status = 200, description = "The document", body = Object)),
)]
pub(super) async fn document() -> Json<&'static serde_json::Value> {
    Json(super::document())
}
