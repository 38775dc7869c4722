//! The bill: predicted by the catalog's prices, beside what the log or a bill says was paid.

use std::collections::HashMap;

use forkcast_engine::Catalog;
use forkcast_engine::catalog::Model;
use serde::Serialize;

use super::call::Call;

/// Models that have a row of their own; more would be names made up by a hostile log.
const MOST_MODELS: usize = 200;
/// Longest name of a model that is shown.
const LONGEST_NAME: usize = 80;
/// The row of all that have none, which is no name of a model.
const OTHERS: &str = "(others)";

/// A model in use.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ModelBill {
    /// Its name in the log.
    pub model: String,
    /// Its id in the catalog, if it is there.
    pub catalog: Option<String>,
    /// Questions.
    pub questions: f64,
    /// Tokens of prompts, cached ones included.
    pub input_tokens: f64,
    /// Tokens of answers, thinking included.
    pub output_tokens: f64,
    /// What it cost and should have cost.
    #[serde(flatten)]
    pub paid: Paid,
}

/// What was paid and what the prices of the catalog predict, USD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Paid {
    /// By the catalog's prices; none if the model is not in it.
    pub predicted_usd: Option<f64>,
    /// By the log or the bill; none if neither says.
    pub paid_usd: Option<f64>,
    /// Paid over predicted.
    pub ratio: Option<f64>,
}

impl Paid {
    fn with_ratio(mut self) -> Self {
        self.ratio = match (self.paid_usd, self.predicted_usd) {
            (Some(paid), Some(predicted)) if predicted > 0.0 => Some(paid / predicted),
            _ => None,
        };
        self
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Bills {
    rows: HashMap<String, Row>,
    /// What a bill of its own says, by the place of a model, and without one.
    billed: HashMap<Option<String>, f64>,
}

#[derive(Clone, Debug, Default)]
struct Row {
    place: Option<u16>,
    questions: f64,
    input: f64,
    output: f64,
    predicted: f64,
    paid: Option<f64>,
}

impl Bills {
    pub(super) fn add(&mut self, call: &Call, catalog: &Catalog) {
        let name = call
            .model
            .as_deref()
            .filter(|name| is_name(name))
            .unwrap_or(OTHERS);
        let full = self.rows.len() >= MOST_MODELS && !self.rows.contains_key(name);
        let name = if full { OTHERS } else { name };
        if !self.rows.contains_key(name) {
            let row = Row {
                place: place(name, catalog),
                ..Row::default()
            };
            self.rows.insert(name.to_owned(), row);
        }
        let Some(row) = self.rows.get_mut(name) else {
            return;
        };
        row.questions += call.requests;
        row.input += call.input.unwrap_or(0.0);
        row.output += call.output.unwrap_or(0.0);
        if let Some(place) = row.place {
            row.predicted += usd(call, catalog.model(place));
        }
        if let Some(usd) = call.usd {
            *row.paid.get_or_insert(0.0) += usd;
        }
    }

    /// Adds an amount of a bill.
    pub(super) fn pay(&mut self, model: Option<&str>, usd: f64, catalog: &Catalog) {
        // "gpt-5.4-mini, cached input" is a line of a bill.
        let name = model.and_then(|name| name.split(',').next()).map(str::trim);
        let key = name
            .and_then(|name| place(name, catalog))
            .map(|place| catalog.model(place).id.to_string());
        *self.billed.entry(key).or_default() += usd;
    }

    pub(super) fn finish(self) -> (Vec<ModelBill>, Paid) {
        let catalog = Catalog::builtin();
        let mut models: Vec<ModelBill> = self
            .rows
            .into_iter()
            .map(|(model, row)| {
                let own = row.place.map(|place| catalog.model(place).id.to_string());
                let billed = own.as_ref().and_then(|id| self.billed.get(&Some(id.clone())));
                ModelBill {
                    model,
                    paid: Paid {
                        predicted_usd: own.is_some().then_some(row.predicted),
                        paid_usd: billed.copied().or(row.paid),
                        ratio: None,
                    }
                    .with_ratio(),
                    catalog: own,
                    questions: row.questions,
                    input_tokens: row.input,
                    output_tokens: row.output,
                }
            })
            .collect();
        models.sort_by(|a, b| {
            b.questions
                .total_cmp(&a.questions)
                .then_with(|| a.model.cmp(&b.model))
        });
        let sum = |of: fn(&ModelBill) -> Option<f64>| {
            let mut all = models.iter().filter_map(of).peekable();
            all.peek().is_some().then(|| all.sum::<f64>())
        };
        let logged = sum(|model| model.paid.paid_usd);
        let billed: f64 = self.billed.values().sum();
        // The ratio compares like with like: models with a price and, if the log says what was paid, those of them that were paid.
        let has_bill = !self.billed.is_empty();
        let predicted = if has_bill {
            sum(|model| model.paid.predicted_usd)
        } else {
            sum(|model| model.paid.paid_usd.and(model.paid.predicted_usd))
                .or_else(|| sum(|model| model.paid.predicted_usd))
        };
        let paid = if has_bill {
            Some(billed)
        } else {
            sum(|model| model.paid.predicted_usd.and(model.paid.paid_usd)).or(logged)
        };
        let total = Paid {
            predicted_usd: predicted,
            paid_usd: paid,
            ratio: None,
        };
        (models, total.with_ratio())
    }
}

/// Whether a text can be the name of a model: other texts could be anything, and are not shown.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:/@+".contains(&byte))
}

/// What a call costs by the catalog, USD.
fn usd(call: &Call, model: &Model) -> f64 {
    let input = call.input.unwrap_or(0.0);
    let each = input / call.requests.max(1.0);
    let long = model.long.filter(|long| each > long.above_tokens);
    let (input_price, output_price, cached_price) = match long {
        Some(long) => (long.input_usd_per_m, long.output_usd_per_m, long.cached_usd_per_m),
        None => (
            model.input_usd_per_m,
            model.output_usd_per_m,
            model.cached_usd_per_m,
        ),
    };
    let cached = call.cached.unwrap_or(0.0).min(input);
    let written = call.written.unwrap_or(0.0).min(input - cached);
    let read = input - cached - written;
    let usd = (read * input_price
        + cached * cached_price.unwrap_or(input_price)
        + written * input_price * model.cache.write_factor.unwrap_or(1.0)
        + call.output.unwrap_or(0.0) * output_price)
        / 1e6;
    if call.batch {
        usd * (1.0 - model.batch_discount.unwrap_or(0.0))
    } else {
        usd
    }
}

/// The model of the catalog that a log names: by its id, by its name in price lists, or by either without provider, region and date.
fn place(name: &str, catalog: &Catalog) -> Option<u16> {
    let models = || (0u16..).zip(catalog.models.iter());
    let plain = plain(name);
    models()
        .find(|(_, model)| model.id == name)
        .or_else(|| models().find(|(_, model)| names(model).any(|own| own == name)))
        .or_else(|| models().find(|(_, model)| names(model).any(|own| self::plain(own) == plain)))
        .map(|(place, _)| place)
}

/// The names of a model.
fn names(model: &Model) -> impl Iterator<Item = &str> {
    #[cfg(not(target_arch = "wasm32"))]
    let feed: Option<&str> = Some(&model.feed_id);
    #[cfg(target_arch = "wasm32")]
    let feed: Option<&str> = None;
    [Some(&*model.id), feed]
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
}

/// A name in lower case without provider, date and "latest".
fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let last = name.rsplit('/').next().unwrap_or_default();
    let base = last.split(['@', ':']).next().unwrap_or_default();
    let base = base.strip_suffix("-latest").unwrap_or(base);
    let parts: Vec<&str> = base.split('-').collect();
    let is_number =
        |part: &&str, digits: usize| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
    let dated = match parts.as_slice() {
        [.., year, month, day] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2) => 3,
        [.., date] if is_number(date, 8) => 1,
        _ => 0,
    };
    let kept = parts.len() - dated;
    // A point in a version is written as a dash by some.
    parts.get(..kept).unwrap_or_default().join("-").replace('.', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_by_the_names_of_logs() {
        let catalog = Catalog::builtin();
        for (i, model) in (0u16..).zip(catalog.models.iter()) {
            assert_eq!(place(&model.id, catalog), Some(i));
            assert!(
                place(&format!("provider/{}-2026-01-02", model.id), catalog).is_some(),
                "{}",
                model.id
            );
        }
        assert_eq!(plain("openai/GPT-4.1-mini-2025-04-14"), "gpt-4-1-mini");
        assert_eq!(plain("claude-sonnet-4-5-20250929"), "claude-sonnet-4-5");
        assert_eq!(place("no-such-model", catalog), None);
    }

    #[test]
    fn texts_that_are_no_names_are_not_shown() {
        assert!(is_name("accounts/fireworks/models/qwen3-8b") && is_name("gpt-5.4:batch"));
        assert!(!is_name("Dear Ms Smith") && !is_name(&"x".repeat(81)));
    }
}
