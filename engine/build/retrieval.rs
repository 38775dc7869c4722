//! Embedders, vector stores and rerankers: `retrieval.toml`.

use crate::read::days;
use crate::write::{some, sources, text};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retrieval {
    embedder: Vec<Embedder>,
    store: Vec<Store>,
    reranker: Vec<Reranker>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Embedder {
    id: String,
    label: String,
    usd_per_m_tokens: f64,
    usd_per_node_hour: Option<f64>,
    retires: Option<String>,
    dimensions: f64,
    p50_ms: f64,
    p95_ms: f64,
    misses: f64,
    misses_source: String,
    window_tokens: Option<f64>,
    source: String,
    as_of: String,
    latency_condition: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Store {
    id: String,
    label: String,
    billing: String,
    usd_per_gb_month: Option<f64>,
    usd_per_m_read_units: Option<f64>,
    usd_per_m_write_units: Option<f64>,
    minimum_usd_month: Option<f64>,
    usd_per_node_hour: Option<f64>,
    node_gb: Option<f64>,
    node_qps: Option<f64>,
    included_nodes: Option<f64>,
    #[serde(default)]
    own: bool,
    #[serde(default)]
    in_region: bool,
    search_p99_ms: f64,
    remote: bool,
    source: String,
    as_of: String,
    latency_condition: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reranker {
    id: String,
    label: String,
    usd_per_k_queries: Option<f64>,
    usd_per_m_tokens: Option<f64>,
    usd_per_node_hour: Option<f64>,
    p50_ms: f64,
    p95_ms: f64,
    misses: f64,
    misses_source: String,
    source: String,
    as_of: String,
    latency_condition: String,
}

/// A label in the language of the build.
fn label(english: &str) -> String {
    format!("Cow::Borrowed(crate::language::part({english:?}))")
}

pub(crate) fn retrieval_lists(out: &mut String, retrieval: &Retrieval, snapshot: &str) {
    out.push_str("static EMBEDDERS: &[Embedder] = &[\n");
    for e in &retrieval.embedder {
        writeln!(
            out,
            "Embedder {{ id: {}, label: {}, usd_per_m_tokens: {:?}, usd_per_node_hour: {}, ends_in_days: {}, dimensions: {:?}, p50_ms: {:?}, p95_ms: {:?}, misses: {:?}, window_tokens: {} }},",
            text(&e.id), label(&e.label), e.usd_per_m_tokens, some(e.usd_per_node_hour),
            some(e.retires.as_ref().map(|on| (days(&e.id, on) - days(&e.id, snapshot)) as f64)),
            e.dimensions, e.p50_ms, e.p95_ms, e.misses, some(e.window_tokens)
        )
        .unwrap();
    }
    out.push_str("];\nstatic STORES: &[Store] = &[\n");
    for s in &retrieval.store {
        let need = |v: Option<f64>, name: &str| {
            v.unwrap_or_else(|| panic!("retrieval.toml: {}: {} billing needs {name}", s.id, s.billing))
        };
        let billing = match s.billing.as_str() {
            "none" => "Billing::None".to_owned(),
            "nodes" => format!(
                "Billing::Nodes {{ usd_per_node_hour: {:?}, node_gb: {:?}, node_qps: {}, included_nodes: {:?} }}",
                need(s.usd_per_node_hour, "usd_per_node_hour"),
                need(s.node_gb, "node_gb"),
                some(s.node_qps),
                s.included_nodes.unwrap_or(0.0)
            ),
            "read-units" => format!(
                "Billing::ReadUnits {{ usd_per_gb_month: {:?}, usd_per_m_read_units: {:?}, usd_per_m_write_units: {:?}, minimum_usd_month: {:?} }}",
                need(s.usd_per_gb_month, "usd_per_gb_month"),
                need(s.usd_per_m_read_units, "usd_per_m_read_units"),
                need(s.usd_per_m_write_units, "usd_per_m_write_units"),
                need(s.minimum_usd_month, "minimum_usd_month")
            ),
            other => panic!(
                "retrieval.toml: {}: billing is none, nodes or read-units, not {other}",
                s.id
            ),
        };
        writeln!(
            out,
            "Store {{ id: {}, label: {}, billing: {billing}, own: {}, in_region: {}, search_p99_ms: {:?}, remote: {} }},",
            text(&s.id),
            label(&s.label),
            s.own,
            s.in_region,
            s.search_p99_ms,
            s.remote
        )
        .unwrap();
    }
    out.push_str("];\nstatic RERANKERS: &[Reranker] = &[\n");
    for r in &retrieval.reranker {
        assert!(
            r.usd_per_k_queries.is_none() || r.usd_per_m_tokens.is_none(),
            "retrieval.toml: {}: a reranker is sold by the search or by the token",
            r.id
        );
        writeln!(
            out,
            "Reranker {{ id: {}, label: {}, usd_per_k_queries: {:?}, usd_per_m_tokens: {:?}, usd_per_node_hour: {}, p50_ms: {:?}, p95_ms: {:?}, misses: {:?} }},",
            text(&r.id),
            label(&r.label),
            r.usd_per_k_queries.unwrap_or(0.0),
            r.usd_per_m_tokens.unwrap_or(0.0),
            some(r.usd_per_node_hour),
            r.p50_ms,
            r.p95_ms,
            r.misses
        )
        .unwrap();
    }
    out.push_str("];\n");
}

/// The sources of the three lists.
pub(crate) fn retrieval_sources(out: &mut String, retrieval: &Retrieval) {
    // The conditions of a latency are part of its source.
    let told = |source: &str, as_of: &str, condition: &str| {
        (format!("{source}; latency at: {condition}"), as_of.to_owned())
    };
    let embedders: Vec<_> = retrieval
        .embedder
        .iter()
        .map(|e| {
            told(
                &format!("{}; recall: {}", e.source, e.misses_source),
                &e.as_of,
                &e.latency_condition,
            )
        })
        .collect();
    let stores: Vec<_> = retrieval
        .store
        .iter()
        .map(|s| told(&s.source, &s.as_of, &s.latency_condition))
        .collect();
    let rerankers: Vec<_> = retrieval
        .reranker
        .iter()
        .map(|r| {
            told(
                &format!("{}; recall: {}", r.source, r.misses_source),
                &r.as_of,
                &r.latency_condition,
            )
        })
        .collect();
    sources(
        out,
        "EMBEDDER_SOURCES",
        embedders.iter().map(|(source, as_of)| (&**source, &**as_of)),
    );
    sources(
        out,
        "STORE_SOURCES",
        stores.iter().map(|(source, as_of)| (&**source, &**as_of)),
    );
    sources(
        out,
        "RERANKER_SOURCES",
        rerankers.iter().map(|(source, as_of)| (&**source, &**as_of)),
    );
}
