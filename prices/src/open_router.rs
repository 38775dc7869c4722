//! OpenRouter's list of models (`/api/v1/models`): USD per single token, as texts.

use forkcast_engine::number;
use serde_json::Value;

use crate::text::{NO_ANSWERS, NO_ID, Per, not_a_price, open_router as texts};
use crate::{
    Date, Ends, Error, PriceList, Priced, Refused, Scheduled, Source, Terms, Tier, answers_nothing, json,
    price,
};

/// Reads the list of models.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn open_router(text: &str) -> Result<PriceList, Error> {
    let value = json(text)?;
    let rows = value.get("data").and_then(Value::as_array).ok_or(Error::Shape {
        source: Source::OpenRouter,
        expected: texts::EXPECTED,
    })?;
    let (mut models, mut skipped) = (Vec::new(), Vec::new());
    for row in rows {
        let id = row.get("id").and_then(Value::as_str).unwrap_or(NO_ID);
        match model(id, row) {
            Ok(model) => models.push(model),
            Err(refused) => skipped.push(refused.row(id.to_owned(), text)),
        }
    }
    PriceList::new(Source::OpenRouter, models, skipped)
}

fn model(id: &str, row: &Value) -> Result<Priced, Refused> {
    let pricing = row.get("pricing").ok_or(texts::NO_PRICING)?;
    let kinds = row
        .get("architecture")
        .and_then(|a| a.get("output_modalities"))
        .and_then(Value::as_array);
    if kinds.is_some_and(|kinds| kinds.iter().all(|kind| kind != "text")) || answers_nothing(id) {
        return Err(NO_ANSWERS.into());
    }
    let get = |key: &str| match pricing.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let usd = value
                .as_f64()
                .or_else(|| value.as_str().and_then(number::parse))
                .ok_or_else(|| Refused::from(not_a_price(key, value, Per::Token)))?;
            if usd == -1.0 {
                return Err(texts::ROUTER.into());
            }
            price(usd * 1e6).map(Some)
        }
    };
    let (Some(input), Some(output)) = (get("prompt")?, get("completion")?) else {
        return Err(texts::NO_PRICE.into());
    };
    let ends = row
        .get("expiration_date")
        .and_then(Value::as_str)
        .and_then(Date::parse);
    Ok(Priced {
        id: id.to_owned(),
        label: row.get("name").and_then(Value::as_str).unwrap_or(id).to_owned(),
        provider: "openrouter".to_owned(),
        schedule: vec![Scheduled {
            from: None,
            hours: None,
            tiers: vec![Tier {
                above_prompt_tokens: 0.0,
                input,
                cached_input: get("input_cache_read")?,
                cache_write: get("input_cache_write")?,
                output,
            }],
        }],
        checked: None,
        terms: Terms {
            ends: ends.map(|on| Ends {
                on,
                source: None,
                successor: None,
            }),
            ..Terms::default()
        },
    })
}
