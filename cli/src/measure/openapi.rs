//! `/openapi.json`, put together from what the routes say of themselves and what holds for all of them.

mod ranges;

use serde_json::{Map, Value, json};
use utoipa::ToSchema as _;
use utoipa::openapi::OpenApi;

use super::api;
use crate::text::document as text;

/// What every refusal is.
const ERROR: &str = "#/components/schemas/ApiError";

/// Before the name of a schema, the name of that of an event which holds it, as a stream has it.
const STREAMED: &str = "Streamed";
/// The schemas of which there are streams.
const STREAMS: [&str; 3] = ["Event", "Standing", "EvaluationStanding"];

/// The document.
pub(super) fn document() -> Value {
    let (_, guarded) = api::guarded().split_for_parts();
    let (_, open) = api::open().split_for_parts();
    let mut paths = paths(&guarded);
    for (_, operation) in operations(&mut paths) {
        // Whoever is known by the token or, on loopback, needs none.
        operation.insert(
            "security".to_owned(),
            json!([{ "bearer": [] }, { "cookie": [] }, {}]),
        );
        respond(
            operation,
            "401",
            text::TOKEN_MISSING,
            Some(("WWW-Authenticate", "string", "`Bearer`")),
        );
        let again = Some(("Retry-After", "integer", text::RETRY_AFTER));
        respond(operation, "429", text::TOO_MANY_GUESSES, again);
    }
    paths.extend(self::paths(&open));
    for (_, operation) in operations(&mut paths) {
        respond(operation, "403", text::FOREIGN, None);
        respond(operation, "421", text::OTHER_HOST, None);
        respond(operation, "400", text::NO_REQUEST, None);
        respond(operation, "431", text::HEAD_TOO_LONG, None);
    }
    link(&mut paths);
    stream(&mut paths);
    let mut schemas = schemas(&guarded);
    schemas.extend(self::schemas(&open));
    ranges::apply(&mut schemas);
    close(&mut schemas);
    for of in STREAMS {
        schemas.insert(format!("{STREAMED}{of}"), streamed(of));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": text::TITLE,
            "version": env!("CARGO_PKG_VERSION"),
            "description": text::ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": text::BEARER },
                "cookie": {
                    "type": "apiKey", "in": "cookie", "name": super::guard::COOKIE_NAME,
                    "description": text::COOKIE,
                },
            },
        },
    })
}

fn paths(document: &OpenApi) -> Map<String, Value> {
    match serde_json::to_value(&document.paths) {
        Ok(Value::Object(paths)) => paths,
        _ => Map::new(),
    }
}

fn schemas(document: &OpenApi) -> Map<String, Value> {
    let components = serde_json::to_value(&document.components).unwrap_or_default();
    let mut schemas = match components.get("schemas") {
        Some(Value::Object(schemas)) => schemas.clone(),
        _ => Map::new(),
    };
    // The stream's events, of which the routes name only the outermost.
    let mut further = Vec::new();
    forkcast_protocol::measure::Event::schemas(&mut further);
    for (name, schema) in further {
        if let Ok(schema) = serde_json::to_value(schema) {
            schemas.entry(name).or_insert(schema);
        }
    }
    schemas
}

/// Says of the parts of a run, as of the run itself, that they take no other field than theirs.
fn close(schemas: &mut Map<String, Value>) {
    for name in ["Task", "Load", "ServiceLevel"] {
        let Some(schema) = schemas.get_mut(name) else {
            continue;
        };
        let forms = match schema.get_mut("oneOf").and_then(Value::as_array_mut) {
            Some(variants) => variants.iter_mut().collect(),
            None => vec![schema],
        };
        for form in forms.into_iter().filter_map(Value::as_object_mut) {
            form.insert("additionalProperties".to_owned(), false.into());
        }
    }
}

/// An event as a stream has it: a number, and the event itself as text.
fn streamed(of: &str) -> Value {
    json!({
        "type": "object",
        "description": text::STREAMED,
        "properties": {
            "id": {
                "type": "string",
                "description": text::STREAMED_ID,
            },
            "data": {
                "type": "string", "description": text::STREAMED_DATA,
                "contentMediaType": "application/json", "contentSchema": { "$ref": format!("#/components/schemas/{of}") },
            },
        },
        "required": ["data"],
    })
}

/// Gives the answers that are streams the schema of their events.
fn stream(paths: &mut Map<String, Value>) {
    for (_, operation) in operations(paths) {
        let answer = operation.get_mut("responses").and_then(|responses| {
            responses
                .get_mut("200")?
                .get_mut("content")?
                .get_mut("text/event-stream")
        });
        let of = answer
            .as_ref()
            .and_then(|answer| answer.pointer("/schema/$ref")?.as_str()?.rsplit('/').next())
            .map(str::to_owned);
        if let (Some(answer), Some(of)) = (answer, of) {
            answer["schema"] = json!({ "$ref": format!("#/components/schemas/{STREAMED}{of}") });
        }
    }
}

/// Says which routes take the id of a run that was begun, and of one that is listed.
fn link(paths: &mut Map<String, Value>) {
    let mut taking: Vec<String> = Vec::new();
    for (path, operation) in operations(paths) {
        let id = operation.get("operationId").and_then(Value::as_str);
        taking.extend(id.filter(|_| path.contains("/{id}")).map(str::to_owned));
    }
    for (method, status, id) in [
        ("post", "202", "$response.body#/id"),
        ("get", "200", "$response.body#/runs/0/id"),
    ] {
        let links: Map<String, Value> = taking
            .iter()
            .map(|operation| {
                let link = json!({ "operationId": operation, "parameters": { "id": id } });
                (operation.clone(), link)
            })
            .collect();
        let response = paths.get_mut("/api/v1/runs").and_then(|path| {
            path.get_mut(method)?
                .get_mut("responses")?
                .get_mut(status)?
                .as_object_mut()
        });
        if let Some(response) = response {
            response.insert("links".to_owned(), Value::Object(links));
        }
    }
}

/// Every operation, with its path.
fn operations(paths: &mut Map<String, Value>) -> impl Iterator<Item = (&str, &mut Map<String, Value>)> {
    paths.iter_mut().flat_map(|(path, item)| {
        item.as_object_mut()
            .into_iter()
            .flat_map(|item| item.iter_mut())
            .filter_map(move |(_, operation)| Some((path.as_str(), operation.as_object_mut()?)))
    })
}

/// Adds a refusal, unless the route says more of it itself; and its header in any case.
fn respond(
    operation: &mut Map<String, Value>,
    status: &str,
    meaning: &str,
    header: Option<(&str, &str, &str)>,
) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    let response = responses.entry(status.to_owned()).or_insert_with(|| {
        json!({ "description": meaning, "content": { "application/json": { "schema": { "$ref": ERROR } } } })
    });
    if let (Some((name, kind, meaning)), Some(response)) = (header, response.as_object_mut()) {
        response
            .entry("headers")
            .or_insert_with(|| json!({ name: { "description": meaning, "schema": { "type": kind } } }));
    }
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
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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

    #[test]
    fn every_operation_says_who_may_ask_and_what_it_refuses() {
        let document = document();
        let mut paths = document["paths"].as_object().expect("paths").clone();
        let mut count = 0;
        for (path, operation) in operations(&mut paths) {
            count += 1;
            let responses = operation["responses"].as_object().expect("responses");
            assert!(
                operation.contains_key("summary") && operation.contains_key("operationId"),
                "{path}"
            );
            for status in ["400", "403", "421", "431"] {
                assert!(responses.contains_key(status), "{path} {status}");
            }
            let is_open = matches!(path, "/api/v1/session" | "/openapi.json");
            assert_eq!(operation.contains_key("security"), !is_open, "{path}");
            assert_eq!(responses.contains_key("401"), path != "/openapi.json", "{path}");
        }
        assert_eq!(count, 20);
    }

    #[test]
    fn a_run_that_is_begun_or_listed_leads_to_all_that_can_be_done_with_it() {
        let document = document();
        for answer in ["post/responses/202", "get/responses/200"] {
            let links = document.pointer(&format!("/paths/~1api~1v1~1runs/{answer}/links"));
            let mut links: Vec<&String> = links.and_then(Value::as_object).expect(answer).keys().collect();
            // Their order is that of the map, which a feature of the library decides.
            links.sort_unstable();
            assert_eq!(links, ["cancel", "delete", "events_of_a_run", "find"], "{answer}");
        }
    }
}
