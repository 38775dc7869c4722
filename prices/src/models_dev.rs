//! models.dev's `api.json`: providers by id, each with models by id, USD per million tokens.

use serde_json::Value;

use crate::text::{NO_ANSWERS, models_dev as texts};
use crate::{
    Error, PriceList, Priced, Refused, Scheduled, Source, Terms, Tier, answers_nothing, json, price_of,
    rising,
};

/// Whether the JSON is of this form: each provider has models by id.
pub(crate) fn is_one(value: &Value) -> bool {
    value.as_object().is_some_and(|providers| {
        !providers.is_empty()
            && providers
                .values()
                .all(|provider| provider.get("models").is_some_and(Value::is_object))
    })
}

/// Reads `api.json` of models.dev.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn models_dev(text: &str) -> Result<PriceList, Error> {
    let value = json(text)?;
    let shape = || Error::Shape {
        source: Source::ModelsDev,
        expected: texts::EXPECTED,
    };
    let (mut models, mut skipped) = (Vec::new(), Vec::new());
    for (provider, row) in value.as_object().ok_or_else(shape)? {
        let rows = row.get("models").and_then(Value::as_object).ok_or_else(shape)?;
        for (id, row) in rows {
            match model(provider, id, row) {
                Ok(model) => models.push(model),
                Err(refused) => {
                    let mut row = refused.row(id.clone(), text);
                    row.name = format!("{provider}/{id}");
                    skipped.push(row);
                }
            }
        }
    }
    PriceList::new(Source::ModelsDev, models, skipped)
}

fn model(provider: &str, id: &str, row: &Value) -> Result<Priced, Refused> {
    let cost = row.get("cost").ok_or(texts::NO_COST)?;
    let output = row
        .get("modalities")
        .and_then(|m| m.get("output"))
        .and_then(Value::as_array);
    if output.is_some_and(|kinds| kinds.iter().all(|kind| kind != "text")) {
        return Err(NO_ANSWERS.into());
    }
    let base = tier(cost, 0.0, None)?;
    if base.output == 0.0 && answers_nothing(id) {
        return Err(NO_ANSWERS.into());
    }
    let mut tiers = vec![base];
    for row in cost.get("tiers").and_then(Value::as_array).into_iter().flatten() {
        let above = row
            .get("tier")
            .and_then(|t| t.get("size"))
            .and_then(Value::as_f64)
            .filter(|above| *above > 0.0);
        tiers.push(tier(row, above.ok_or(texts::NO_TIER_SIZE)?, Some(&base))?);
    }
    if tiers.len() == 1
        && let Some(row) = cost.get("context_over_200k")
    {
        tiers.push(tier(row, 200_000.0, Some(&base))?);
    }
    Ok(Priced {
        id: id.to_owned(),
        label: row.get("name").and_then(Value::as_str).unwrap_or(id).to_owned(),
        provider: provider.to_owned(),
        schedule: vec![Scheduled {
            from: None,
            hours: None,
            tiers: rising(tiers),
        }],
        checked: None,
        terms: Terms {
            deprecated: row.get("status").is_some_and(|status| status == "deprecated"),
            ..Terms::default()
        },
    })
}

fn tier(cost: &Value, above: f64, base: Option<&Tier>) -> Result<Tier, Refused> {
    let get = |key: &str| price_of(cost, key);
    Ok(Tier {
        above_prompt_tokens: above,
        input: get("input")?.or(base.map(|b| b.input)).ok_or(texts::NO_INPUT)?,
        cached_input: get("cache_read")?.or(base.and_then(|b| b.cached_input)),
        cache_write: get("cache_write")?.or(base.and_then(|b| b.cache_write)),
        output: get("output")?
            .or(base.map(|b| b.output))
            .ok_or(texts::NO_OUTPUT)?,
    })
}
