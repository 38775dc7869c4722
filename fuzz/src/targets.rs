//! The parsers, and what a text must never do to them.

use std::time::Instant;

use forkcast_engine::{Catalog, Scenario};
use forkcast_prices::{Date, PriceList};
use forkcast_protocol::json;
use forkcast_protocol::link::{self, View};
use forkcast_protocol::measure::{RunSpec, file, stream};
use forkcast_protocol::record::Record;
use serde_json::Value;

use crate::endpoint::answer::{Answer, Timing};
use crate::endpoint::failure::RequestError;
use crate::observe;
use crate::server;

/// A parser.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) seeds: fn() -> Vec<String>,
    /// Parses, checks what must hold of the result, and says in a word what came of it.
    pub(crate) parse: fn(&str) -> String,
}

pub(crate) const TARGETS: [Target; 16] = [
    Target {
        name: "link",
        seeds: links,
        parse: link,
    },
    Target {
        name: "scenario",
        seeds: scenarios,
        parse: scenario,
    },
    Target {
        name: "measurement",
        seeds: measurements,
        parse: measurement,
    },
    Target {
        name: "record",
        seeds: records,
        parse: record,
    },
    Target {
        name: "litellm",
        seeds: litellm,
        parse: |text| list(forkcast_prices::litellm(text)),
    },
    Target {
        name: "genai",
        seeds: genai,
        parse: |text| list(forkcast_prices::genai_json(text)) + &list(forkcast_prices::genai_python(text)),
    },
    Target {
        name: "csv",
        seeds: csv,
        parse: |text| list(forkcast_prices::csv(text)) + &list(forkcast_prices::read(text)),
    },
    Target {
        name: "lists",
        seeds: lists,
        parse: |text| {
            list(forkcast_prices::models_dev(text))
                + &list(forkcast_prices::llm_prices(text))
                + &list(forkcast_prices::open_router(text))
        },
    },
    Target {
        name: "spec",
        seeds: specs,
        parse: spec,
    },
    Target {
        name: "events",
        seeds: events,
        parse: page_events,
    },
    Target {
        name: "answer",
        seeds: answers,
        parse: answer,
    },
    Target {
        name: "config",
        seeds: configs,
        parse: config,
    },
    Target {
        name: "logs",
        seeds: observe::logs,
        parse: observe::log,
    },
    Target {
        name: "bill",
        seeds: observe::logs,
        parse: observe::bill,
    },
    Target {
        name: "examples",
        seeds: observe::examples,
        parse: observe::example,
    },
    Target {
        name: "documents",
        seeds: observe::lists,
        parse: observe::list,
    },
];

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

fn links() -> Vec<String> {
    let mut all = texts(&[
        "v1&m=1&p=2026-11-23&change_days=7&audit=required&measured=a%20b",
        "v1&preset=legal-research&embed=verdict&theme=dark",
    ]);
    let view = View::default();
    let pairs = link::encode(&view, Catalog::builtin());
    all.push(format!(
        "<https://example.org/#{}|plan>.",
        pairs.replace('&', "%26")
    ));
    all.push(pairs);
    all.push(link::encode_short(&view, Catalog::builtin()));
    all
}

fn link(text: &str) -> String {
    let catalog = Catalog::builtin();
    let decoded = link::decode(text, catalog);
    // What was read is in range, so that a link made of it says the same.
    let again = link::decode(&link::encode(&decoded.view, catalog), catalog);
    assert_eq!(
        again.view, decoded.view,
        "a link of what was read says something else"
    );
    format!("{:?}", decoded.notices)
}

fn scenarios() -> Vec<String> {
    texts(&[
        r#"{"change_days": 7, "audit": "required"}"#,
        r#"{"preset": "legal-research", "scenario": {"recall": 0.7}}"#,
        r#"{"schema_version": 1, "scenario": {"chunks": 4}}"#,
    ])
}

fn scenario(text: &str) -> String {
    match json::read_scenario(text, Catalog::builtin()) {
        Ok(s) => {
            assert_eq!(s.in_range(), s, "a scenario out of range was read");
            "read".to_owned()
        }
        Err(error) => error.to_string(),
    }
}

fn measurements() -> Vec<String> {
    vec![
        include_str!("../../public/measurements/cpu-reference.json").to_owned(),
        include_str!("../corpus/measurement.json").to_owned(),
    ]
}

fn measurement(text: &str) -> String {
    match file::read(text) {
        Ok(read) => {
            let again = file::read(&file::write(&read)).map(|again| again.id);
            assert_eq!(
                again.ok(),
                Some(read.id),
                "a measurement that was read cannot be opened once downloaded"
            );
            format!("{:?}", read.state)
        }
        Err(error) => format!("{error:?}"),
    }
}

fn records() -> Vec<String> {
    let catalog = Catalog::builtin();
    let record = Record::of(&Scenario::defaults(catalog), catalog, "2026-11-23", "a machine");
    // One of each of its many rows: in the whole of it hardly any mutation would meet another kind of row, and each takes long.
    let mut value = serde_json::to_value(&record).unwrap_or_default();
    shorten(&mut value);
    vec![value.to_string()]
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.truncate(1);
            list.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn record(text: &str) -> String {
    match Record::read(text) {
        Ok(record) => {
            let page = record.to_html() + &record.to_markdown();
            assert!(!page.contains("<script"), "markup of the text came through");
            record
                .scenario(Catalog::builtin())
                .map_or_else(|error| error.to_string(), |_| "read".to_owned())
        }
        Err(error) => error.to_string(),
    }
}

fn specs() -> Vec<String> {
    texts(&[
        r#"{"kind":"endpoint","target":"local","load":{"loop":"open","rate_per_s":2.5},"prompt_tokens":[64,2048],"output_tokens":64,"requests":100,"warmup":5,"shared_prefix":true,"service_level":{"ttft_ms":500,"e2e_ms":4000}}"#,
        r#"{"kind":"retrieval","store":"embedded","vectors":1000,"dimensions":64,"k":5,"queries":100,"warmup":5,"concurrency":1,"embed":false}"#,
        r#"{"kind":"rag-cost","target":"t","store":"embedded","vectors":1000,"chunks":5,"chunk_tokens":100,"prompt_tokens":100,"output_tokens":8,"requests":10,"warmup":1,"concurrency":1}"#,
        r#"{"kind":"reference","shape":"tiny","device":"cpu","task":{"task":"train","methods":["full","lora"],"batch":4,"sequence_tokens":128,"rank":8},"repeats":3,"warmup":1}"#,
    ])
}

fn spec(text: &str) -> String {
    match serde_json::from_str::<RunSpec>(text) {
        Ok(read) => read
            .check()
            .map_or_else(|error| error.to_string(), |()| read.title()),
        Err(error) => error.to_string(),
    }
}

fn events() -> Vec<String> {
    texts(&[
        ": hello\r\n\r\nid: 7\r\ndata: {\"event\":\"state\",\"run\":\"é\",\r\ndata: \"state\":\"running\"}\r\n\r\ndata: later\n\nda",
        "event: x\nid: 12\ndata: {\"event\":\"update\",\"run\":\"a\",\"update\":\"warning\",\"text\":\"x\"}\n\n",
    ])
}

/// Pieces of a stream, as a network might cut it; how depends on the text alone.
fn pieces(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes().chunks(1 + text.len() % 13)
}

fn page_events(text: &str) -> String {
    let (mut whole, mut cut) = (stream::Reader::default(), stream::Reader::default());
    let events = whole.push(text.as_bytes());
    let in_pieces: Vec<String> = pieces(text).flat_map(|piece| cut.push(piece)).collect();
    assert_eq!(events, in_pieces, "it matters where the bytes are cut");
    assert_eq!(whole.last_id(), cut.last_id());
    let known = events.iter().rev().find_map(|event| stream::event(event));
    format!("{} {:?} {:?}", events.len(), whole.last_id(), known)
}

fn answers() -> Vec<String> {
    texts(&[
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning_content\":\"hm\"}}]}\r\n\r\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5}}\n\ndata: [DONE]\n\n",
        "\u{feff}: ping\n\nevent: x\ndata:{\"choices\":[{\"delta\":{\"tool_calls\":[{\"a\":1}],\"refusal\":{}},\"finish_reason\":\"st\\u006fp\"}]}\n\n",
        "data: {\"error\":{\"message\":\"x\"}}\n\n",
        "<html>",
        "{\"choices\":[]}",
    ])
}

fn answer(text: &str) -> String {
    let whole = timing(std::iter::once(text.as_bytes()));
    assert_eq!(whole, timing(pieces(text)), "it matters where the bytes are cut");
    format!("{whole:?}")
}

/// The times of an answer whose pieces all come at once.
fn timing<'a>(mut pieces: impl Iterator<Item = &'a [u8]>) -> Result<Timing, RequestError> {
    let at = Instant::now();
    // Wider than any text, so that only what is in it can end it.
    let mut answer = Answer::new(1 << 20, 1 << 22);
    pieces.try_for_each(|piece| answer.read(piece, at))?;
    answer.timing(5, at, at)
}

fn configs() -> Vec<String> {
    texts(&[
        "[endpoints.local]\nurl = \"http://127.0.0.1:8080/v1\"\nmodel = \"m\"\nkey_env = \"KEY\"\n\n[stores.pg]\nurl = \"postgres://u:hunter2@h/db\"\n[stores.q]\nurl_env = \"Q\"\n",
        "embedder = { path = '/models' }\n[server]\ndatabase = \"/d\"\nqueue = 4\ntoken_env = \"T\"\nallow_origins = [\"https://a\"]\ncuda_worker = \"w\"\n",
        "endpoints = \"https://u:hunter2@h\"",
    ])
}

fn config(text: &str) -> String {
    server::config::parse(text).map_or_else(|error| error.message, |_| "read".to_owned())
}

fn litellm() -> Vec<String> {
    vec![include_str!("../corpus/litellm.json").to_owned()]
}

fn genai() -> Vec<String> {
    vec![
        include_str!("../corpus/genai.py").to_owned(),
        include_str!("../corpus/genai.json").to_owned(),
    ]
}

fn csv() -> Vec<String> {
    texts(&[
        "model,input,cached_input,output,above_tokens\na,1,0.1,2,\na,2,0.2,3,200000\n\"b, c\",0.5,,1,\n",
        "Model;Input;Output\na;1,5;2\n",
    ])
}

fn lists() -> Vec<String> {
    texts(&[
        r#"{"p": {"models": {"a": {"name": "A", "modalities": {"output": ["text"]}, "cost": {"input": 0.1, "output": 0.5, "cache_read": 0, "tiers": [{"input": 0.5, "tier": {"size": 100000}}]}}}}}"#,
        r#"{"updated_at": "2026-11-20", "prices": [{"id": "a", "vendor": "v", "name": "A", "input": 1, "output": 2, "input_cached": null}]}"#,
        r#"{"vendor": "v", "models": [{"id": "a", "price_history": [{"input": 2, "output": 9, "from_date": "2026-01-01", "to_date": null}]}]}"#,
        r#"{"data": [{"id": "a", "architecture": {"output_modalities": ["text"]}, "pricing": {"prompt": "0.000001", "completion": "-1"}}]}"#,
    ])
}

fn list(read: Result<PriceList, forkcast_prices::Error>) -> String {
    match read {
        Ok(list) => {
            let day = Date::new(2026, 11, 23).unwrap_or_else(|| unreachable!("a day of the calendar"));
            for model in &list.models {
                for tokens in [0.0, 1e5, 1e9] {
                    if let Some(tier) = model.at(day, tokens) {
                        let prices = [Some(tier.input), tier.cached_input, Some(tier.output)];
                        assert!(
                            prices
                                .into_iter()
                                .flatten()
                                .all(|usd| usd.is_finite() && usd >= 0.0),
                            "{model:?}"
                        );
                    }
                }
                assert!(
                    model.schedule.iter().all(|s| s
                        .tiers
                        .first()
                        .is_some_and(|tier| tier.above_prompt_tokens == 0.0)),
                    "{model:?}"
                );
            }
            format!("{} models, {:?}", list.models.len(), list.skipped.first())
        }
        Err(error) => error.to_string(),
    }
}
