//! The JSON of llm-prices.com: `current-v1.json` and `historical-v1.json`, and its files by vendor; USD per million tokens.

use serde_json::Value;

use crate::text::{NO_ANSWERS, NO_INPUT_OR_OUTPUT, llm_prices as texts};
use crate::{
    Date, Error, PriceList, Priced, Refused, Scheduled, Source, Terms, Tier, answers_nothing, json, price_of,
};

/// Reads any of its files.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn llm_prices(text: &str) -> Result<PriceList, Error> {
    let value = json(text)?;
    let (mut models, mut skipped) = (Vec::<Priced>::new(), Vec::new());
    let mut add = |vendor: &str, id: &str, name: &str, row: &Value| match scheduled(id, row) {
        Ok(Some(scheduled)) => match models.iter_mut().find(|m| m.id == id && m.provider == vendor) {
            // Of the prices in force the last counts: the history is not always in order.
            Some(known) => {
                known.schedule.push(scheduled);
                known.schedule.sort_by_key(|s| s.from);
            }
            None => models.push(Priced {
                id: id.to_owned(),
                label: name.to_owned(),
                provider: vendor.to_owned(),
                schedule: vec![scheduled],
                checked: None,
                terms: Terms::default(),
            }),
        },
        Ok(None) => {}
        Err(refused) => skipped.push(refused.row(id.to_owned(), text)),
    };
    let name = |row: &Value, key: &str| {
        row.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    if let Some(rows) = value.get("prices").and_then(Value::as_array) {
        for row in rows {
            add(&name(row, "vendor"), &name(row, "id"), &name(row, "name"), row);
        }
    } else if let Some(rows) = value.get("models").and_then(Value::as_array) {
        let vendor = name(&value, "vendor");
        for model in rows {
            let history = model.get("price_history").and_then(Value::as_array);
            for row in history.into_iter().flatten() {
                add(&vendor, &name(model, "id"), &name(model, "name"), row);
            }
        }
    } else {
        return Err(Error::Shape {
            source: Source::LlmPrices,
            expected: texts::EXPECTED,
        });
    }
    let checked = value
        .get("updated_at")
        .and_then(Value::as_str)
        .and_then(Date::parse);
    for model in &mut models {
        model.checked = checked;
    }
    PriceList::new(Source::LlmPrices, models, skipped)
}

/// A price of the history; none where it has been replaced.
fn scheduled(id: &str, row: &Value) -> Result<Option<Scheduled>, Refused> {
    if id.is_empty() {
        return Err(texts::NO_ID.into());
    }
    if row.get("to_date").is_some_and(|to| !to.is_null()) {
        return Ok(None);
    }
    let get = |key: &str| price_of(row, key);
    let (Some(input), Some(output)) = (get("input")?, get("output")?) else {
        return Err(NO_INPUT_OR_OUTPUT.into());
    };
    if output == 0.0 && answers_nothing(id) {
        return Err(NO_ANSWERS.into());
    }
    Ok(Some(Scheduled {
        from: row.get("from_date").and_then(Value::as_str).and_then(Date::parse),
        hours: None,
        tiers: vec![Tier {
            above_prompt_tokens: 0.0,
            input,
            cached_input: get("input_cached")?,
            cache_write: None,
            output,
        }],
    }))
}
