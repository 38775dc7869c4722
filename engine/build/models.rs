//! The models: `models.toml`, with what the catalog holds beside each.

mod prices;
mod shape;
mod terms;

pub(crate) use prices::MOST_LATER;

use crate::gpus::Gpus;
use crate::read::days;
use crate::sellers::{Sellers, offers};
use crate::write::{NATIVE, some, text, variant};
use prices::{Later, Peak, cache_terms, later, long_prompt, peak};
use serde::Deserialize;
use shape::{Shape, shape};
use std::fmt::Write as _;
use terms::{all_terms, trains_others};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Models {
    pub(crate) model: Vec<Model>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) tier: String,
    pub(crate) ability: Option<toml::Table>,
    pub(crate) vendor: String,
    pub(crate) provider: String,
    pub(crate) feed_id: String,
    pub(crate) context_tokens: f64,
    pub(crate) input: f64,
    pub(crate) output: f64,
    pub(crate) cached: Option<f64>,
    pub(crate) input_other: Option<f64>,
    pub(crate) output_other: Option<f64>,
    pub(crate) cached_other: Option<f64>,
    pub(crate) long_above_tokens: Option<f64>,
    pub(crate) long_input: Option<f64>,
    pub(crate) long_output: Option<f64>,
    pub(crate) long_cached: Option<f64>,
    pub(crate) long_above_tokens_other: Option<f64>,
    pub(crate) long_input_other: Option<f64>,
    pub(crate) long_output_other: Option<f64>,
    pub(crate) long_cached_other: Option<f64>,
    pub(crate) source: String,
    pub(crate) as_of: String,
    pub(crate) released: Option<String>,
    pub(crate) retires: Option<String>,
    pub(crate) retires_source: Option<String>,
    pub(crate) replacement: Option<String>,
    pub(crate) open_weights: Option<bool>,
    pub(crate) regions_source: Option<String>,
    pub(crate) licence: Option<String>,
    pub(crate) cache_life_minutes: Option<f64>,
    pub(crate) cache_write_factor: Option<f64>,
    pub(crate) cache_min_tokens: Option<f64>,
    pub(crate) cache_long_life_minutes: Option<f64>,
    pub(crate) cache_long_write_factor: Option<f64>,
    pub(crate) cache_storage_usd_per_m_hour: Option<f64>,
    pub(crate) batch_discount: Option<f64>,
    pub(crate) structured_output: Option<bool>,
    pub(crate) thinking: Option<String>,
    pub(crate) tokens_per_s: Option<f64>,
    pub(crate) first_token_ms: Option<f64>,
    pub(crate) first_token_prompt: Option<f64>,
    pub(crate) facts_source: Option<String>,
    pub(crate) shape: Option<Shape>,
    #[serde(default)]
    pub(crate) later: Vec<Later>,
    pub(crate) peak: Option<Peak>,
}

impl Models {
    /// The day of the newest price, which names the catalog.
    pub(crate) fn snapshot(&self) -> &str {
        self.model
            .iter()
            .map(|m| m.as_of.as_str())
            .max()
            .unwrap_or_default()
    }
}

/// The models, the cache terms that they share, and their facts.
pub(crate) fn model_list(out: &mut String, models: &Models, sellers: &Sellers, gpus: &Gpus) {
    let all_terms = all_terms();
    let snapshot = models.snapshot();
    let mut terms_known = Vec::new();
    out.push_str("static MODELS: &[Model] = &[\n");
    for m in &models.model {
        let tuning = offers(m, sellers, gpus, snapshot);
        let shape = m
            .shape
            .as_ref()
            .map_or_else(|| "None".to_owned(), |s| shape(m, s));
        let (ends, cache) = (
            ending(m, &models.model, snapshot),
            cache_terms(m, &mut terms_known),
        );
        let long = long_prompt(
            &m.id,
            m.long_above_tokens,
            [m.long_input, m.long_output, m.long_cached],
        );
        let (later, peak) = (later(m, snapshot), peak(m));
        writeln!(
            out,
            "Model {{ id: {}, label: {}, tier: Tier::{}, ability: {}, {NATIVE} vendor: {}, {NATIVE} provider: {}, {NATIVE} feed_id: {}, context_tokens: {:?}, input_usd_per_m: {:?}, output_usd_per_m: {:?}, cached_usd_per_m: {}, other: OtherFeed {{ input_usd_per_m: {}, output_usd_per_m: {}, cached_usd_per_m: {} }}, long: {long}, later: {later}, peak: {peak}, ends: {ends}, open_weights: {:?}, structured_output: {:?}, trains_others: {:?}, in_region: {}, always_thinks: {}, batch_discount: {}, tokens_per_s: {}, first_token: {}, cache: {cache}, tuning: {tuning}, shape: {shape} }},",
            text(&m.id), text(&m.label), tier(m), own_ability(m), text(&m.vendor), text(&m.provider), text(&m.feed_id),
            m.context_tokens, m.input, m.output, some(m.cached),
            some(m.input_other), some(m.output_other), some(m.cached_other), m.open_weights,
            m.structured_output, trains_others(m, &all_terms),
            m.regions_source.is_some(), m.thinking.as_deref() == Some("always"), some(m.batch_discount), some(m.tokens_per_s), first_token(m)
        )
        .unwrap();
    }
    out.push_str("];\nstatic CACHE_TERMS: &[CacheTerms] = &[\n");
    for [life, write, least, long_life, long_write, storage] in terms_known {
        let long = match (long_life, long_write) {
            (Some(life), Some(write)) => {
                format!("Some(LongLife {{ life_minutes: {life:?}, write_factor: {write:?} }})")
            }
            _ => "None".to_owned(),
        };
        writeln!(
            out,
            "CacheTerms {{ life_minutes: {}, write_factor: {}, least_tokens: {}, long: {long}, storage_usd_per_m_hour: {} }},",
            some(life),
            some(write),
            some(least),
            some(storage)
        )
        .unwrap();
    }
    out.push_str("];\n#[cfg(feature = \"texts\")]\nstatic MODEL_FACTS: &[ModelFacts] = &[\n");
    for m in &models.model {
        writeln!(out, "{}", facts(m)).unwrap();
    }
    out.push_str("];\n");
}

/// What the other price feed says of long prompts, in the order of the models.
pub(crate) fn other_long_prompts(out: &mut String, models: &Models) {
    out.push_str("#[cfg(feature = \"texts\")]\nstatic OTHER_LONG_PROMPTS: &[OtherLongPrompt] = &[\n");
    for m in &models.model {
        writeln!(
            out,
            "OtherLongPrompt {{ above_tokens: {}, input_usd_per_m: {}, output_usd_per_m: {}, cached_usd_per_m: {} }},",
            some(m.long_above_tokens_other), some(m.long_input_other), some(m.long_output_other), some(m.long_cached_other)
        )
        .unwrap();
    }
    out.push_str("];\n");
}

fn tier(m: &Model) -> String {
    assert!(
        ["small-open", "mid-open", "cheap-hosted", "frontier"].contains(&&*m.tier),
        "models.toml: {}: tier is small-open, mid-open, cheap-hosted or frontier, not {}",
        m.id,
        m.tier
    );
    variant(&m.tier)
}

/// The published figures of a model that go before those of its tier.
fn own_ability(m: &Model) -> String {
    let Some(table) = &m.ability else {
        return "&[]".to_owned();
    };
    assert!(
        table.get("source").is_some_and(toml::Value::is_str),
        "models.toml: {}: ability needs a source",
        m.id
    );
    let figures = table
        .iter()
        .filter(|(key, _)| *key != "source")
        .map(|(key, value)| {
            let value = value
                .as_float()
                .filter(|x| (0.0..=1.0).contains(x))
                .unwrap_or_else(|| panic!("models.toml: {}: {key} is a share", m.id));
            format!("(Quantity::{}, {value:?})", variant(key))
        });
    format!("&[{}]", figures.collect::<Vec<_>>().join(", "))
}

/// When the seller stops selling a model: the page warns of it and costs the move.
fn ending(m: &Model, all: &[Model], snapshot: &str) -> String {
    let (Some(on), Some(source)) = (&m.retires, &m.retires_source) else {
        assert!(
            m.retires.is_none() && m.retires_source.is_none() && m.replacement.is_none(),
            "models.toml: {}: retires and retires_source go together, and a replacement needs both",
            m.id
        );
        return "None".to_owned();
    };
    let replacement = m.replacement.as_ref().map_or_else(
        || "None".to_owned(),
        |id| {
            let place = all.iter().position(|other| other.id == *id);
            let place = place.unwrap_or_else(|| {
                panic!(
                    "models.toml: {}: replacement {id} is no model of the catalog",
                    m.id
                )
            });
            assert!(
                all[place].id != m.id,
                "models.toml: {}: a model does not replace itself",
                m.id
            );
            format!("Some({place})")
        },
    );
    let in_days = days(&m.id, on) - days(&m.id, snapshot);
    let word = if in_days <= 0 { "ended" } else { "ends" };
    format!(
        "Some(&Ending {{ on: {on:?}, in_days: {:?}, replacement: {replacement}, source: {source:?}, listed: {:?} }})",
        in_days as f64,
        format!("{} ({word} {on})", m.label)
    )
}

/// What lists and records show of a model beside its prices, apart from the rows like their sources.
fn facts(m: &Model) -> String {
    let date = |date: &Option<String>| {
        if let Some(date) = date {
            // A month alone is as much as some sellers say.
            let whole = if date.len() == 7 {
                format!("{date}-01")
            } else {
                date.clone()
            };
            days(&m.id, &whole);
        }
        format!("{date:?}")
    };
    let thinking = match m.thinking.as_deref() {
        None => "None",
        Some("always") => "Some(Thinking::Always)",
        Some("on") => "Some(Thinking::On)",
        Some("off") => "Some(Thinking::Off)",
        Some("none") => "Some(Thinking::None)",
        Some(other) => panic!(
            "models.toml: {}: thinking is always, on, off or none, not {other}",
            m.id
        ),
    };
    let measured = [m.tokens_per_s, m.first_token_ms];
    assert!(
        m.facts_source.is_some() || measured.iter().all(Option::is_none),
        "models.toml: {}: a speed needs facts_source",
        m.id
    );
    assert!(
        m.batch_discount.is_none_or(|off| off > 0.0 && off < 1.0),
        "models.toml: {}: batch_discount is the share that is taken off, between 0 and 1",
        m.id
    );
    assert!(
        m.licence.is_none() || m.open_weights == Some(true),
        "models.toml: {}: a licence is that of open weights",
        m.id
    );
    format!(
        "ModelFacts {{ released: {}, licence: {:?}, structured_output: {:?}, thinking: {thinking}, tokens_per_s: {}, first_token_ms: {}, source: {:?} }},",
        date(&m.released),
        m.licence,
        m.structured_output,
        some(m.tokens_per_s),
        some(m.first_token_ms),
        m.facts_source
    )
}

/// The published first token, where the prompt that it was measured with is known.
fn first_token(m: &Model) -> String {
    assert!(
        m.first_token_prompt.is_none() || m.first_token_ms.is_some(),
        "models.toml: {}: first_token_prompt is that of first_token_ms",
        m.id
    );
    m.first_token_ms.zip(m.first_token_prompt).map_or_else(
        || "None".to_owned(),
        |(ms, prompt_tokens)| format!("Some(FirstToken {{ ms: {ms:?}, prompt_tokens: {prompt_tokens:?} }})"),
    )
}
