//! The parsers, and what a text must never do to them.

use forkcast_engine::{Catalog, Scenario};
use forkcast_prices::{Date, PriceList};
use forkcast_protocol::json;
use forkcast_protocol::link::{self, View};
use forkcast_protocol::measure::Measurement;
use forkcast_protocol::record::Record;

/// A parser.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) seeds: fn() -> Vec<String>,
    /// Parses, checks what must hold of the result, and says in a word what came of it.
    pub(crate) parse: fn(&str) -> String,
}

pub(crate) const TARGETS: [Target; 7] = [
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
];

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

fn links() -> Vec<String> {
    let mut all = texts(&[
        "v1&m=1&p=2026-11-23&change_days=7&audit=required&measured=a%20b",
        "v1&preset=legal-research&embed=verdict&theme=dark",
    ]);
    all.push(link::encode(&View::default(), Catalog::builtin()));
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
    match serde_json::from_str::<Measurement>(text) {
        Ok(read) => {
            assert!(
                serde_json::to_string(&read).is_ok(),
                "a measurement that was read cannot be written"
            );
            format!("{:?}", read.state)
        }
        Err(error) => error.to_string(),
    }
}

fn records() -> Vec<String> {
    let catalog = Catalog::builtin();
    let record = Record::of(&Scenario::defaults(catalog), catalog, "2026-11-23", "a machine");
    vec![record.to_json().unwrap_or_default()]
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
