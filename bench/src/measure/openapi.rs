//! `/openapi.json`: the routes, with the schemas of the types that they take and give.

use std::collections::BTreeMap;

use forkcast_protocol::measure::{ApiError, Event, Measurement, RunSpec, Runs, Targets};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// What a route gives: status, meaning, media type and schema.
type Gives = (u16, &'static str, &'static str, &'static str);

/// One method of one path.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    summary: &'static str,
    takes: Option<&'static str>,
    gives: &'static [Gives],
}

const JSON: &str = "application/json";
const STREAM: &str = "text/event-stream";

/// Every route of the API.
pub(super) const ROUTES: [Route; 10] = [
    Route {
        method: "get",
        path: "/api/v1/targets",
        summary: "What can be measured here, and why the rest cannot",
        takes: None,
        gives: &[(200, "The targets", JSON, "Targets")],
    },
    Route {
        method: "post",
        path: "/api/v1/runs",
        summary: "Begin a run; one is done at a time, some may wait",
        takes: Some("RunSpec"),
        gives: &[
            (202, "Accepted; Location names the run", JSON, "Measurement"),
            (400, "The body is no JSON", JSON, "ApiError"),
            (413, "The body is too long", JSON, "ApiError"),
            (415, "The body does not say that it is JSON", JSON, "ApiError"),
            (
                422,
                "A field is out of range, a target is unknown, or there is no device or memory for it",
                JSON,
                "ApiError",
            ),
            (
                429,
                "The queue is full; Retry-After says when to try again",
                JSON,
                "ApiError",
            ),
        ],
    },
    Route {
        method: "get",
        path: "/api/v1/runs",
        summary: "The runs, newest first; ?limit=1 to 200",
        takes: None,
        gives: &[(200, "The runs", JSON, "Runs")],
    },
    Route {
        method: "get",
        path: "/api/v1/runs/{id}",
        summary: "A run with all it has measured",
        takes: None,
        gives: &[
            (200, "The run", JSON, "Measurement"),
            (404, "No such run", JSON, "ApiError"),
        ],
    },
    Route {
        method: "delete",
        path: "/api/v1/runs/{id}",
        summary: "Cancel a run; what it has is kept",
        takes: None,
        gives: &[
            (200, "The run as it ended", JSON, "Measurement"),
            (404, "No such run", JSON, "ApiError"),
            (409, "The run had ended", JSON, "ApiError"),
        ],
    },
    Route {
        method: "get",
        path: "/api/v1/runs/{id}/events",
        summary: "A run's events from the first, or past Last-Event-ID or ?after; ends with the run",
        takes: None,
        gives: &[
            (200, "Events, each with its number as id", STREAM, "Event"),
            (404, "No such run", JSON, "ApiError"),
        ],
    },
    Route {
        method: "get",
        path: "/api/v1/events",
        summary: "The events of all runs from now on, or past Last-Event-ID or ?after: one stream for all tabs",
        takes: None,
        gives: &[(200, "Events, each with its number as id", STREAM, "Event")],
    },
    Route {
        method: "post",
        path: "/api/v1/session",
        summary: "Give the token once, and get it as a cookie",
        takes: Some("Session"),
        gives: &[
            (204, "The cookie is set", "", ""),
            (401, "Not this server's token", JSON, "ApiError"),
        ],
    },
    Route {
        method: "get",
        path: "/metrics",
        summary: "Figures for Prometheus",
        takes: None,
        gives: &[(200, "The figures", "text/plain", "")],
    },
    Route {
        method: "get",
        path: "/openapi.json",
        summary: "This document",
        takes: None,
        gives: &[(200, "The document", JSON, "")],
    },
];

/// The document.
pub(super) fn document() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in &ROUTES {
        paths
            .entry(route.path)
            .or_default()
            .insert(route.method.to_owned(), operation(route));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Forkcast, measuring",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Times are milliseconds, rates per second, shares 0 to 1. Targets are names from the operator's configuration.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}

fn content(kind: &str, schema: &str) -> Value {
    let described = if schema.is_empty() {
        json!({})
    } else {
        json!({ "$ref": format!("#/components/schemas/{schema}") })
    };
    json!({ kind: { "schema": described } })
}

fn operation(route: &Route) -> Value {
    let mut operation = Map::new();
    operation.insert("summary".to_owned(), route.summary.into());
    if route.path.contains("{id}") {
        let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
        operation.insert("parameters".to_owned(), json!([id]));
    }
    if let Some(schema) = route.takes {
        operation.insert(
            "requestBody".to_owned(),
            json!({ "required": true, "content": content(JSON, schema) }),
        );
    }
    let responses: Map<String, Value> = route
        .gives
        .iter()
        .map(|(status, meaning, kind, schema)| {
            let response = if kind.is_empty() {
                json!({ "description": meaning })
            } else {
                json!({ "description": meaning, "content": content(kind, schema) })
            };
            (status.to_string(), response)
        })
        .collect();
    operation.insert("responses".to_owned(), responses.into());
    operation.into()
}

fn schemas() -> Map<String, Value> {
    let mut all: Vec<(String, RefOr<Schema>)> = Vec::new();
    fn add<T: ToSchema>(all: &mut Vec<(String, RefOr<Schema>)>) {
        all.push((T::name().into_owned(), T::schema()));
        T::schemas(all);
    }
    add::<RunSpec>(&mut all);
    add::<Measurement>(&mut all);
    add::<Runs>(&mut all);
    add::<Targets>(&mut all);
    add::<Event>(&mut all);
    add::<ApiError>(&mut all);
    let mut schemas: Map<String, Value> = all
        .into_iter()
        .filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)))
        .collect();
    let token =
        json!({ "type": "object", "required": ["token"], "properties": { "token": { "type": "string" } } });
    schemas.insert("Session".to_owned(), token);
    schemas
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `$ref` below a value.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    if key == "$ref" {
                        found.extend(value.as_str().map(str::to_owned));
                    }
                    references(value, found);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_to_a_schema_with_its_fields() {
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for reference in found {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
        let series = document
            .pointer("/components/schemas/Series/properties")
            .expect("fields");
        for field in ["p50", "p95", "p99", "histogram", "recall", "predicted_ms"] {
            assert!(series.get(field).is_some(), "{field}");
        }
    }
}
