//! The LiteLLM feed: one JSON object, USD per single token.

use serde_json::{Map, Value};

use crate::text::{NO_ANSWERS, Per, litellm as texts, not_a_price};
use crate::{
    Date, Ends, Error, Hours, PriceList, Priced, Refused, Scheduled, Source, Terms, Tier, answers_nothing,
    json, price, rising,
};

/// Rows that describe the file and are no models.
const NO_MODELS: [&str; 2] = ["sample_spec", "fallback_generalizations"];
const INPUT: &str = "input_cost_per_token";
const OUTPUT: &str = "output_cost_per_token";
const CACHED: &str = "cache_read_input_token_cost";
const WRITE: &str = "cache_creation_input_token_cost";
/// What follows the key of a price of requests in batches.
const BATCH: &str = "_batches";
/// Modes of models that answer in text.
const ANSWERS: [&str; 3] = ["chat", "responses", "completion"];

const OFF_PEAK: &str = "off_peak_pricing";

/// Reads the LiteLLM feed (`model_prices_and_context_window.json`). Prices of priority and flexible service are other
/// products and are not read.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn litellm(text: &str) -> Result<PriceList, Error> {
    let Value::Object(rows) = json(text)? else {
        return Err(Error::Shape {
            source: Source::LiteLlm,
            expected: texts::EXPECTED,
        });
    };
    let (mut models, mut skipped) = (Vec::new(), Vec::new());
    for (name, row) in rows {
        match model(&name, &row) {
            Ok(model) => models.push(model),
            Err(refused) => skipped.push(refused.row(name, text)),
        }
    }
    PriceList::new(Source::LiteLlm, models, skipped)
}

fn model(name: &str, row: &Value) -> Result<Priced, Refused> {
    if NO_MODELS.contains(&name) {
        return Err(texts::NO_MODEL.into());
    }
    let row = row.as_object().ok_or(texts::NO_OBJECT)?;
    if let Some(mode) = row.get("mode").and_then(Value::as_str)
        && !ANSWERS.contains(&mode)
    {
        return Err(texts::no_answers(mode).into());
    }
    let tiers = match row.get("tiered_pricing") {
        Some(Value::Array(ranges)) => ranges.iter().map(range).collect::<Result<Vec<_>, _>>()?,
        _ => flat(row)?,
    };
    let tiers = rising(tiers);
    if tiers.first().is_none_or(|tier| tier.above_prompt_tokens != 0.0) {
        return Err(texts::NO_TIER_AT_0.into());
    }
    let is_free_to_answer =
        tiers.iter().all(|tier| tier.output == 0.0) && tiers.iter().any(|tier| tier.input > 0.0);
    if is_free_to_answer && (row.get("mode").is_none() || answers_nothing(name)) {
        return Err(NO_ANSWERS.into());
    }
    let mut schedule = vec![Scheduled {
        from: None,
        hours: None,
        tiers,
    }];
    schedule.extend(off_peak(row)?);
    Ok(Priced {
        id: name.to_owned(),
        label: name.to_owned(),
        provider: row
            .get("litellm_provider")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        schedule,
        checked: None,
        terms: terms(row)?,
    })
}

/// When it ends, its prices in batches, and the least that its cache keeps.
fn terms(row: &Map<String, Value>) -> Result<Terms, Refused> {
    let text = |key: &str| row.get(key).and_then(Value::as_str);
    let ends = text("deprecation_date").and_then(Date::parse).map(|on| Ends {
        on,
        source: text("deprecation_source").map(str::to_owned),
        successor: text("successor_model").map(str::to_owned),
    });
    Ok(Terms {
        ends,
        deprecated: false,
        batch: if row.contains_key(&format!("{INPUT}{BATCH}")) {
            batch(row)?
        } else {
            Vec::new()
        },
        least_cached_tokens: row.get("prompt_cache_min_tokens").and_then(Value::as_f64),
    })
}

/// Prices of batches by threshold: `input_cost_per_token_above_272k_tokens_batches`.
fn batch(row: &Map<String, Value>) -> Result<Vec<Tier>, Refused> {
    let Some(base) = tier(row, 0.0, BATCH, None)? else {
        return Ok(Vec::new());
    };
    let mut tiers = vec![base];
    for thousands in thresholds(row, BATCH) {
        let suffix = format!("_above_{thousands}k_tokens{BATCH}");
        tiers.extend(tier(row, f64::from(thousands) * 1000.0, &suffix, Some(&base))?);
    }
    Ok(rising(tiers))
}

/// Thousands of tokens above which the row has an input price, with what follows the key.
fn thresholds(row: &Map<String, Value>, after: &str) -> Vec<u32> {
    // `..._above_1hr` is how long a cache is kept.
    let above = |key: &String| {
        key.strip_prefix(INPUT)?
            .strip_prefix("_above_")?
            .strip_suffix(after)?
            .strip_suffix("k_tokens")?
            .parse()
            .ok()
            .filter(|thousands| *thousands > 0)
    };
    row.keys().filter_map(above).collect()
}

/// Prices of the hours that are cheaper than the row's own.
fn off_peak(row: &Map<String, Value>) -> Result<Vec<Scheduled>, Refused> {
    let Some(value) = row.get(OFF_PEAK).filter(|value| !value.is_null()) else {
        return Ok(Vec::new());
    };
    let wrong = || texts::off_peak(OFF_PEAK);
    let prices = value.as_object().ok_or_else(wrong)?;
    let tier = tier(prices, 0.0, "", None)?.ok_or_else(wrong)?;
    let mut schedule = Vec::new();
    for window in prices
        .get("windows")
        .and_then(Value::as_array)
        .ok_or_else(wrong)?
    {
        let days = weekdays(window).ok_or_else(wrong)?;
        let spans: Vec<&str> = match window.get("hours_utc") {
            Some(Value::String(span)) => vec![span],
            Some(Value::Array(spans)) => spans.iter().filter_map(Value::as_str).collect(),
            _ => return Err(wrong().into()),
        };
        for span in spans {
            let (from, until) = span.split_once('-').ok_or_else(wrong)?;
            schedule.push(Scheduled {
                from: None,
                hours: Some(Hours {
                    from: minute(from).ok_or_else(wrong)?,
                    until: minute(until).ok_or_else(wrong)?,
                    days,
                }),
                tiers: vec![tier],
            });
        }
    }
    Ok(schedule)
}

/// Days of a window; all of them where it names none.
fn weekdays(window: &Value) -> Option<[bool; 7]> {
    let Some(named) = window.get("weekdays").filter(|value| !value.is_null()) else {
        return Some([true; 7]);
    };
    let mut days = [false; 7];
    for day in named.as_array()? {
        let day = usize::try_from(day.as_u64()?.checked_sub(1)?).ok()?;
        *days.get_mut(day)? = true;
    }
    Some(days)
}

/// Minutes after midnight of `10:00`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// One entry of `tiered_pricing`.
fn range(range: &Value) -> Result<Tier, Refused> {
    let row = range.as_object().ok_or(texts::NO_TIER)?;
    let above = row
        .get("range")
        .and_then(|range| range.get(0))
        .and_then(Value::as_f64);
    tier(row, above.unwrap_or(0.0), "", None)?.ok_or_else(|| texts::NO_TIER_PRICE.into())
}

/// Tiers written as keys that end with the threshold: `input_cost_per_token_above_200k_tokens`.
fn flat(row: &Map<String, Value>) -> Result<Vec<Tier>, Refused> {
    let base = tier(row, 0.0, "", None)?.ok_or(texts::NO_PRICE)?;
    let mut tiers = vec![base];
    for thousands in thresholds(row, "") {
        let suffix = format!("_above_{thousands}k_tokens");
        if let Some(tier) = tier(row, f64::from(thousands) * 1000.0, &suffix, Some(&base))? {
            tiers.push(tier);
        }
    }
    Ok(tiers)
}

fn tier(
    row: &Map<String, Value>,
    above: f64,
    suffix: &str,
    base: Option<&Tier>,
) -> Result<Option<Tier>, Refused> {
    let get = |key: &str| -> Result<Option<f64>, Refused> {
        match row.get(&format!("{key}{suffix}")) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let usd = value
                    .as_f64()
                    .ok_or_else(|| not_a_price(format_args!("{key}{suffix}"), value, Per::Token))?;
                price(usd * 1e6).map(Some)
            }
        }
    };
    if !above.is_finite() || above < 0.0 {
        return Err(texts::not_a_threshold(above).into());
    }
    // A tier that names only some prices leaves the others as they are.
    let (Some(input), Some(output)) = (
        get(INPUT)?.or(base.map(|tier| tier.input)),
        get(OUTPUT)?.or(base.map(|tier| tier.output)),
    ) else {
        return Ok(None);
    };
    Ok(Some(Tier {
        above_prompt_tokens: above,
        input,
        cached_input: get(CACHED)?.or(base.and_then(|tier| tier.cached_input)),
        cache_write: get(WRITE)?.or(base.and_then(|tier| tier.cache_write)),
        output,
    }))
}
