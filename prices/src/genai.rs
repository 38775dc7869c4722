//! The genai-prices feed: providers with models, USD per million tokens, tiers and dated prices; as JSON or as its Python module.

use forkcast_engine::number;
use forkcast_engine::order::sorted;
use serde_json::Value;

use crate::text::{NO_ANSWERS, NO_ID, Per, genai as texts, not_a_price};
use crate::{
    Date, Error, Hours, PriceList, Priced, Refused, Scheduled, Source, Terms, Tier, answers_nothing, body,
    json, price, python,
};

/// Reads the feed's `data.json`: a list of providers, or an object with `providers`.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn genai_json(text: &str) -> Result<PriceList, Error> {
    providers(&json(text)?, text)
}

/// Reads the feed's `data.py`, the module within its Python package. Nothing is run: the module is one literal.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn genai_python(text: &str) -> Result<PriceList, Error> {
    providers(&python::assigned(body(text)?, "providers")?, text)
}

fn providers(value: &Value, text: &str) -> Result<PriceList, Error> {
    let shape = || Error::Shape {
        source: Source::GenaiPrices,
        expected: texts::EXPECTED,
    };
    let list = value
        .get("providers")
        .unwrap_or(value)
        .as_array()
        .ok_or_else(shape)?;
    let (mut models, mut skipped) = (Vec::new(), Vec::new());
    for provider in list {
        let id = provider.get("id").and_then(Value::as_str).ok_or_else(shape)?;
        let rows = provider
            .get("models")
            .and_then(Value::as_array)
            .ok_or_else(shape)?;
        for row in rows {
            let name = row.get("id").and_then(Value::as_str).unwrap_or(NO_ID);
            match model(id, name, row) {
                Ok(model) => models.push(model),
                Err(refused) => {
                    let mut row = refused.row(name.to_owned(), text);
                    row.name = format!("{id}/{name}");
                    skipped.push(row);
                }
            }
        }
    }
    PriceList::new(Source::GenaiPrices, models, skipped)
}

fn model(provider: &str, id: &str, row: &Value) -> Result<Priced, Refused> {
    let schedule = match row.get("prices") {
        Some(Value::Array(conditions)) => conditions.iter().map(condition).collect::<Result<Vec<_>, _>>()?,
        Some(prices @ Value::Object(_)) => vec![Scheduled {
            from: None,
            hours: None,
            tiers: tiers(prices)?,
        }],
        _ => return Err(texts::NO_PRICES.into()),
    };
    let mut tiers = schedule.iter().flat_map(|scheduled| &scheduled.tiers);
    if answers_nothing(id) && tiers.all(|tier| tier.output == 0.0) {
        return Err(NO_ANSWERS.into());
    }
    Ok(Priced {
        id: id.to_owned(),
        label: row.get("name").and_then(Value::as_str).unwrap_or(id).to_owned(),
        provider: provider.to_owned(),
        schedule,
        checked: row
            .get("prices_checked")
            .and_then(Value::as_str)
            .and_then(Date::parse),
        terms: Terms {
            deprecated: row.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
            batch: batch(row)?,
            ..Terms::default()
        },
    })
}

/// Prices of batches, which are a variant: `when` says `processing` or `service_tier`.
fn batch(row: &Value) -> Result<Vec<Tier>, Refused> {
    let of_batches = |variant: &&Value| {
        ["processing", "service_tier"].iter().any(|key| {
            variant
                .get("when")
                .and_then(|when| when.get(key))
                .and_then(Value::as_str)
                == Some("batch")
        })
    };
    let variants = row.get("price_variants").and_then(Value::as_array);
    match variants
        .into_iter()
        .flatten()
        .find(of_batches)
        .and_then(|variant| variant.get("prices"))
    {
        Some(prices) if prices.get("input_mtok").is_some() && prices.get("output_mtok").is_some() => {
            tiers(prices)
        }
        _ => Ok(Vec::new()),
    }
}

fn condition(value: &Value) -> Result<Scheduled, Refused> {
    let prices = value.get("prices").ok_or(texts::NO_DATED_PRICES)?;
    let constraint = value.get("constraint").filter(|constraint| !constraint.is_null());
    let text = |key: &str| {
        constraint
            .and_then(|constraint| constraint.get(key))
            .and_then(Value::as_str)
    };
    let from = match text("start_date") {
        Some(date) => Some(Date::parse(date).ok_or_else(|| texts::not_a_date(date))?),
        None => None,
    };
    let hours = match (text("start_time"), text("end_time")) {
        (Some(from), Some(until)) => Some(Hours {
            from: minute(from)?,
            until: minute(until)?,
            days: [true; 7],
        }),
        _ => None,
    };
    if constraint.is_some() && from.is_none() && hours.is_none() {
        return Err(texts::CONDITION.into());
    }
    Ok(Scheduled {
        from,
        hours,
        tiers: tiers(prices)?,
    })
}

/// Minutes after midnight of `00:30:00Z`.
fn minute(text: &str) -> Result<u16, Refused> {
    let wrong = || texts::not_a_time(text);
    let zoneless = text
        .strip_suffix('Z')
        .or_else(|| text.strip_suffix("+00:00"))
        .unwrap_or(text);
    let mut parts = zoneless.split(':');
    let mut part = |below: u16| -> Result<u16, Refused> {
        let number = parts
            .next()
            .and_then(|part| part.parse().ok())
            .ok_or_else(wrong)?;
        if number < below {
            Ok(number)
        } else {
            Err(wrong().into())
        }
    };
    let (hour, minute) = (part(24)?, part(60)?);
    Ok(hour * 60 + minute)
}

fn tiers(prices: &Value) -> Result<Vec<Tier>, Refused> {
    let of = |key: &'static str| match prices.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => steps(key, value).map(Some),
    };
    let input = of("input_mtok")?.ok_or(texts::NO_INPUT)?;
    let output = of("output_mtok")?.ok_or(texts::NO_OUTPUT)?;
    let cached = of("cache_read_mtok")?;
    let write = of("cache_write_mtok")?;
    let all = [Some(&input), Some(&output), cached.as_ref(), write.as_ref()];
    let thresholds = all
        .into_iter()
        .flatten()
        .flat_map(|steps| steps.iter().map(|step| step.0));
    let mut thresholds = sorted(thresholds.collect(), f64::total_cmp);
    thresholds.dedup();
    Ok(thresholds
        .into_iter()
        .map(|above| Tier {
            above_prompt_tokens: above,
            input: step(&input, above),
            cached_input: cached.as_ref().map(|cached| step(cached, above)),
            cache_write: write.as_ref().map(|write| step(write, above)),
            output: step(&output, above),
        })
        .collect())
}

/// The price of the highest threshold up to `above`.
fn step(steps: &[(f64, f64)], above: f64) -> f64 {
    steps
        .iter()
        .rev()
        .find(|step| step.0 <= above)
        .map_or(0.0, |step| step.1)
}

/// Thresholds and prices, rising from 0.
fn steps(key: &str, value: &Value) -> Result<Vec<(f64, f64)>, Refused> {
    let Some(base) = value.get("base") else {
        return Ok(vec![(0.0, price(number(key, value)?)?)]);
    };
    let mut steps = vec![(0.0, price(number(key, base)?)?)];
    for tier in value.get("tiers").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| number(key, tier.get(name).unwrap_or(&Value::Null));
        let start = part("start")?;
        if !(start.is_finite() && start > 0.0) {
            return Err(texts::tier_start(key, start).into());
        }
        steps.push((start, price(part("price")?)?));
    }
    Ok(sorted(steps, |a, b| a.0.total_cmp(&b.0)))
}

/// A number, which the feed may write as a text to keep its digits.
fn number(key: &str, value: &Value) -> Result<f64, String> {
    value
        .as_f64()
        .or_else(|| value.as_str().and_then(number::parse))
        .ok_or_else(|| not_a_price(key, value, Per::MillionTokens))
}
