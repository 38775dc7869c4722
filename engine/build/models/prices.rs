//! Prices that do not always hold: of long prompts, of peak hours and of later dates; and how a prompt cache is sold.

use super::Model;
use crate::read::days;
use crate::write::{NATIVE, some, text};
use serde::Deserialize;

/// Later prices that a model can have: what the engine keeps of them is an array of this length, as deciding allocates nothing.
pub(crate) const MOST_LATER: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Later {
    from: String,
    input: f64,
    output: f64,
    cached: Option<f64>,
    long_above_tokens: Option<f64>,
    long_input: Option<f64>,
    long_output: Option<f64>,
    long_cached: Option<f64>,
    source: String,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Peak {
    hours: String,
    input: f64,
    output: f64,
    cached: Option<f64>,
    source: String,
    as_of: String,
}

pub(crate) fn long_prompt(
    model: &str,
    above: Option<f64>,
    [input, output, cached]: [Option<f64>; 3],
) -> String {
    match (above, input, output) {
        (Some(above), Some(input), Some(output)) => format!(
            "Some(&LongPrompt {{ above_tokens: {above:?}, input_usd_per_m: {input:?}, output_usd_per_m: {output:?}, cached_usd_per_m: {} }})",
            some(cached)
        ),
        (None, None, None) if cached.is_none() => "None".to_owned(),
        _ => panic!("models.toml: {model}: long_above_tokens, long_input and long_output go together"),
    }
}

/// Later prices: after the snapshot, in order, positive, and no more than the engine holds.
pub(crate) fn later(m: &Model, snapshot: &str) -> String {
    assert!(
        m.later.len() <= MOST_LATER,
        "models.toml: {}: {MOST_LATER} later prices at the most",
        m.id
    );
    let mut before = days(&m.id, snapshot);
    let start = before;
    let rows = m.later.iter().map(|l| {
        let from = days(&m.id, &l.from);
        assert!(
            from > before,
            "models.toml: {}: a later price begins after the snapshot and after the one before it, not on {}",
            m.id,
            l.from
        );
        before = from;
        let prices = [Some(l.input), Some(l.output), l.cached, l.long_input, l.long_output, l.long_cached];
        assert!(
            prices.into_iter().flatten().all(|price| price > 0.0),
            "models.toml: {}: a later price is more than 0",
            m.id
        );
        format!(
            "Later {{ from: {:?}, from_days: {:?}, input_usd_per_m: {:?}, output_usd_per_m: {:?}, cached_usd_per_m: {}, long: {}, as_of: {:?}, #[cfg(not(target_arch = \"wasm32\"))] source: {:?} }}",
            l.from,
            (from - start) as f64,
            l.input,
            l.output,
            some(l.cached),
            long_prompt(&m.id, l.long_above_tokens, [l.long_input, l.long_output, l.long_cached]),
            l.as_of,
            l.source
        )
    });
    format!("&[{}]", rows.collect::<Vec<_>>().join(", "))
}

/// The prices at peak hours. What they are beside a later or a long-prompt price no feed says yet, so such a model does not build.
pub(crate) fn peak(m: &Model) -> String {
    let Some(p) = &m.peak else {
        return "None".to_owned();
    };
    assert!(
        m.later.is_empty() && m.long_above_tokens.is_none(),
        "models.toml: {}: a peak price beside a later or a long-prompt price is not modelled",
        m.id
    );
    assert!(
        p.cached.is_some() == m.cached.is_some(),
        "models.toml: {}: the cache is sold at all hours or at none",
        m.id
    );
    assert!(
        [Some(p.input), Some(p.output), p.cached]
            .into_iter()
            .flatten()
            .all(|price| price > 0.0),
        "models.toml: {}: a peak price is more than 0",
        m.id
    );
    format!(
        "Some(&Peak {{ {NATIVE} hours: {}, input_usd_per_m: {:?}, output_usd_per_m: {:?}, cached_usd_per_m: {}, {NATIVE} provenance: Provenance {{ source: {}, as_of: {} }} }})",
        text(&p.hours),
        p.input,
        p.output,
        some(p.cached),
        text(&p.source),
        text(&p.as_of)
    )
}

/// How a prompt cache is sold. Models of one seller share a static, as their terms are the same.
pub(crate) fn cache_terms(m: &Model, known: &mut Vec<[Option<f64>; 6]>) -> String {
    let terms = [
        m.cache_life_minutes,
        m.cache_write_factor,
        m.cache_min_tokens,
        m.cache_long_life_minutes,
        m.cache_long_write_factor,
        m.cache_storage_usd_per_m_hour,
    ];
    assert!(
        m.cache_long_life_minutes.is_some() == m.cache_long_write_factor.is_some()
            && (m.cache_long_life_minutes.is_none() || m.cache_life_minutes.is_some()),
        "models.toml: {}: a longer life of a cache has its write factor, and comes beside a short one",
        m.id
    );
    assert!(
        m.cached.is_some() || terms.iter().all(Option::is_none),
        "models.toml: {}: terms of a cache that is not sold",
        m.id
    );
    assert!(
        terms.iter().flatten().all(|x| x.is_finite() && *x > 0.0),
        "models.toml: {}: terms of a cache are more than 0, and left out where unknown",
        m.id
    );
    let place = known.iter().position(|other| *other == terms).unwrap_or_else(|| {
        known.push(terms);
        known.len() - 1
    });
    format!("&CACHE_TERMS[{place}]")
}
