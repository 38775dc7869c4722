//! The reader's own price lists: opened, searched, and applied to the scenario.

use crate::text::offers as texts;
use forkcast_engine::{Catalog, Report, evaluate, params, words};
use forkcast_parts::text::recommendation_changes;
use forkcast_prices::{Date, PriceList, Priced, Skipped, Tier, read};
use forkcast_protocol::link::View;
use forkcast_protocol::link::origin;

/// Longest file that is read, bytes.
pub const LONGEST: usize = forkcast_prices::MAX_BYTES;
/// Offers that are shown at once.
const SHOWN: usize = 8;
/// The inputs that prices are put into.
const KEYS: [&str; 9] = [
    "own_input_usd",
    "own_cached_usd",
    "own_write_usd",
    "own_output_usd",
    "own_long_above_tokens",
    "own_long_input_usd",
    "own_long_cached_usd",
    "own_long_write_usd",
    "own_long_output_usd",
];
/// A model of an opened list, with its price of today.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Its name.
    pub name: String,
    /// Today's price of short prompts.
    pub price: Tier,
    /// Today's price of prompts above the lowest threshold, where the list has one.
    pub long: Option<Tier>,
    /// The price in words.
    pub words: String,
    /// Further data of the list: tiers, hours, announced prices, date of the check.
    pub notes: Vec<String>,
    /// What is assumed where the list says nothing.
    pub assumed: Vec<String>,
}

/// Reads a list of any accepted format.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn open(text: &str) -> Result<PriceList, String> {
    if text.trim().is_empty() {
        return Err(texts::empty());
    }
    read(text).map_err(texts::not_a_list)
}

/// A summary of the list, in a sentence.
#[must_use]
pub fn about(list: &PriceList) -> String {
    let mut said = texts::list(list.source.label(), list.models.len());
    let wrong: Vec<&Skipped> = list.skipped.iter().filter(|row| row.wrong_unit).collect();
    if let Some(first) = wrong.first() {
        said += &texts::refused(first, wrong.len());
    }
    let others: Vec<&Skipped> = list.skipped.iter().filter(|row| !row.wrong_unit).collect();
    if let Some(first) = others.first() {
        said += &texts::left_out(first, others.len());
    }
    said
}

fn offer(model: &Priced, today: Date) -> Option<Offer> {
    let price = model.at(today, 0.0)?;
    let mut notes = Vec::new();
    let in_force = model
        .schedule
        .iter()
        .rev()
        .find(|s| s.hours.is_none() && s.from.is_none_or(|from| from <= today));
    for tier in in_force
        .iter()
        .flat_map(|s| &s.tiers)
        .filter(|t| t.above_prompt_tokens > 0.0)
    {
        notes.push(texts::long(tier));
    }
    if let Some(batch) = model.terms.batch.first() {
        notes.push(texts::batch(batch));
    }
    if let Some(ends) = &model.terms.ends {
        notes.push(texts::ends(ends.on, ends.successor.as_deref()));
    }
    if model.terms.deprecated {
        notes.push(texts::DEPRECATED.to_owned());
    }
    for by_hours in model.by_hours() {
        if let (Some(hours), Some(tier)) = (by_hours.hours, by_hours.tiers.first()) {
            notes.push(texts::hours(hours.from, hours.until, tier));
        }
    }
    for later in model.changes_after(today) {
        if let (Some(from), Some(tier)) = (later.from, later.tiers.first()) {
            notes.push(texts::later(from, tier));
        }
    }
    if let Some(checked) = model.checked {
        notes.push(texts::checked(checked, forkcast_prices::stale(checked, today)));
    }
    let name = if model.provider.is_empty() || model.id.starts_with(&model.provider) {
        model.id.clone()
    } else {
        texts::name(&model.provider, &model.id)
    };
    let thresholds: Vec<f64> = in_force
        .iter()
        .flat_map(|s| &s.tiers)
        .map(|tier| tier.above_prompt_tokens)
        .filter(|above| *above > 0.0)
        .collect();
    let long = thresholds.first().and_then(|above| model.at(today, above + 1.0));
    let mut assumed = Vec::new();
    if model.is_free() {
        assumed.push(texts::FREE.to_owned());
    }
    if price.cached_input.is_none() {
        assumed.push(texts::NO_CACHED.to_owned());
    }
    if price.cached_input.is_some() && price.cache_write.is_none() {
        assumed.push(texts::NO_WRITE.to_owned());
    }
    if thresholds.len() > 1 {
        assumed.push(texts::lowest_threshold(
            thresholds.first().copied().unwrap_or(0.0),
        ));
    }
    if model.by_hours().next().is_some() || model.changes_after(today).next().is_some() {
        assumed.push(texts::ALL_HOURS.to_owned());
    }
    Some(Offer {
        words: texts::price(&price),
        name,
        price,
        long,
        notes,
        assumed,
    })
}

/// Models of the list whose name has every word of `wanted`, the shortest names first, with how many there are in all.
#[must_use]
pub fn search(list: &PriceList, wanted: &str, today: Date) -> (Vec<Offer>, usize) {
    // ASCII alone, here and below: the tables of all letters would be six kilobytes of the page, for names that have none of them.
    let wanted = wanted.to_ascii_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<&Priced> = list
        .models
        .iter()
        .filter(|model| {
            let name = format!("{} {} {}", model.provider, model.id, model.label).to_ascii_lowercase();
            words.iter().all(|word| name.contains(word))
        })
        .collect();
    let all = found.len();
    found.sort_by(|a, b| (a.id.len(), &a.id, &a.provider).cmp(&(b.id.len(), &b.id, &b.provider)));
    let offers = found
        .into_iter()
        .filter_map(|model| offer(model, today))
        .take(SHOWN);
    (offers.collect(), all)
}

/// Sets the inputs, in the order of [`KEYS`]; says which could not be set.
fn set(view: &mut View, values: [Option<f64>; KEYS.len()]) -> Vec<String> {
    let mut refused = Vec::new();
    for (key, value) in KEYS.into_iter().zip(values) {
        let Ok(param) = params::find(key) else {
            continue;
        };
        param.clear(&mut view.scenario);
        if let Some(value) = value
            && param.set_number(&mut view.scenario, value).is_err()
        {
            refused.push(texts::cannot_be(param.label, value));
        }
    }
    refused
}

/// The view with the offer's prices in place of the catalog's, with those of long prompts, and what is assumed or left out; they hold at
/// every hour and month.
#[must_use]
pub fn apply(offer: &Offer, list: &PriceList, view: &View, today: Date) -> (View, Vec<String>) {
    let mut after = view.clone();
    // A list that names no price of a cache sells none: nothing of the chosen model's own cache comes in.
    let cached = |tier: &Tier| tier.cached_input.unwrap_or(tier.input);
    let write = |tier: &Tier| tier.cache_write.unwrap_or(tier.input);
    let (short, long) = (&offer.price, offer.long.as_ref());
    let refused = set(
        &mut after,
        [
            Some(short.input),
            Some(cached(short)),
            Some(write(short)),
            Some(short.output),
            long.map(|tier| tier.above_prompt_tokens),
            long.map(|tier| tier.input),
            long.map(cached),
            long.map(write),
            long.map(|tier| tier.output),
        ],
    );
    after.measured = origin::with_prices(
        &view.measured,
        &texts::origin(&offer.name, list.source.label(), today),
    );
    let said = offer.assumed.iter().cloned().chain(refused).collect();
    (after, said)
}

/// The view with the catalog's prices again.
#[must_use]
pub fn forget(view: &View) -> View {
    let mut after = view.clone();
    set(&mut after, [None; KEYS.len()]);
    after.measured = origin::with_prices(&view.measured, "");
    after
}

/// The effect on the verdict of changing from one view to another, in a sentence.
#[must_use]
pub fn effect(before: &View, after: &View, catalog: &Catalog) -> String {
    let (old, new) = (
        evaluate(&before.scenario, catalog),
        evaluate(&after.scenario, catalog),
    );
    let month = |r: &Report| r.of(r.verdict.winner).cost.monthly_usd;
    if old.verdict.winner == new.verdict.winner {
        texts::cost_changes(month(&old), month(&new))
    } else {
        recommendation_changes(&words::headline(&old).text(), &words::headline(&new).text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::Scenario;

    fn today() -> Date {
        Date::parse("2026-11-24").expect("a day")
    }

    const LITELLM: &str = r#"{
        "sample_spec": {"input_cost_per_token": 0},
        "gpt-5": {"litellm_provider": "openai", "input_cost_per_token": 1e-6, "cache_read_input_token_cost": 1e-7, "output_cost_per_token": 8e-6},
        "gpt-5-mini": {"litellm_provider": "openai", "input_cost_per_token": 2e-7, "output_cost_per_token": 1e-6,
                       "input_cost_per_token_above_200k_tokens": 4e-7, "output_cost_per_token_above_200k_tokens": 2e-6},
        "free": {"litellm_provider": "x", "input_cost_per_token": 0, "output_cost_per_token": 0}
    }"#;

    #[test]
    fn a_list_is_opened_searched_and_paid() {
        let list = open(LITELLM).expect("a list");
        assert!(
            about(&list).starts_with("LiteLLM list with 3 models. One row was left out"),
            "{}",
            about(&list)
        );
        let (offers, all) = search(&list, "GPT 5", today());
        assert_eq!((offers.len(), all), (2, 2));
        assert_eq!(
            offers[0].words,
            "input $1, cached $0.1, output $8 per million tokens"
        );
        assert!(
            offers[1].notes[0].starts_with("prompts above 200,000 tokens: input $0.4"),
            "{offers:?}"
        );
        assert_eq!(search(&list, "claude", today()).1, 0);
        let view = View::of(Scenario::default());
        let (after, assumed) = apply(&offers[0], &list, &view, today());
        let s = after.scenario;
        assert_eq!(
            (
                s.own_input_usd,
                s.own_cached_usd,
                s.own_write_usd,
                s.own_output_usd
            ),
            (Some(1.0), Some(0.1), Some(1.0), Some(8.0))
        );
        assert!(
            assumed.iter().any(|said| said.contains("cache writes")),
            "{assumed:?}"
        );
        assert_eq!(after.measured, "prices: openai: gpt-5, LiteLLM of 2026-11-24");
        assert_ne!(
            effect(&view, &after, Catalog::builtin()),
            effect(&view, &view, Catalog::builtin())
        );
        assert_eq!(forget(&after), view);
        // A list without a cached price: cached tokens cost as much as others, whatever model is chosen. Long prompts have their own.
        let (mini, assumed) = apply(&offers[1], &list, &after, today());
        let s = mini.scenario;
        assert_eq!((s.own_cached_usd, s.own_write_usd), (Some(0.2), Some(0.2)));
        assert_eq!(
            (
                s.own_long_above_tokens,
                s.own_long_input_usd,
                s.own_long_cached_usd,
                s.own_long_output_usd
            ),
            (Some(200_000.0), Some(0.4), Some(0.4), Some(2.0))
        );
        assert!(
            assumed.iter().any(|said| said.contains("no cached price")),
            "{assumed:?}"
        );
        assert_eq!(forget(&mini), view);
        // 0 is a price, and is said to be one that may stand for unknown.
        let (free, _) = search(&list, "free", today());
        let (free, assumed) = apply(&free[0], &list, &view, today());
        assert_eq!(
            (free.scenario.own_input_usd, free.scenario.own_output_usd),
            (Some(0.0), Some(0.0))
        );
        assert!(
            assumed
                .iter()
                .any(|said| said.contains("unknown as well as for free")),
            "{assumed:?}"
        );
    }

    /// BerriAI/litellm 23503: published 100,000 times too dear.
    #[test]
    fn a_price_in_a_wrong_unit_is_refused_with_its_line_and_never_clamped() {
        let list = open("{\n\"a\": {\"input_cost_per_token\": 1e-6, \"output_cost_per_token\": 2e-6},\n\"wandb/llama\": {\"input_cost_per_token\": 0.071, \"output_cost_per_token\": 0.071}}").expect("a list");
        let said = about(&list);
        assert!(
            said.contains("One row was refused, “wandb/llama” on line 3: 71000 USD"),
            "{said}"
        );
        assert_eq!(search(&list, "llama", today()).1, 0, "it is not offered");
    }

    #[test]
    fn announced_and_hourly_prices_are_told_with_their_days() {
        let genai = r#"[{"id": "p", "name": "P", "models": [{"id": "ours", "prices_checked": "2026-06-01", "match": {}, "prices": [
            {"prices": {"input_mtok": 1, "output_mtok": 2}},
            {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"}, "prices": {"input_mtok": 5, "output_mtok": 6}},
            {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 3, "output_mtok": 4}}]}]}]"#;
        let list = open(genai).unwrap_or_else(|e| panic!("{e}"));
        let (offers, _) = search(&list, "", today());
        assert_eq!(offers[0].price.input, 1.0);
        assert!(
            offers[0]
                .notes
                .iter()
                .any(|n| n.starts_with("from 2027-01-01: input $3")),
            "{offers:?}"
        );
        assert!(
            offers[0].notes.iter().any(|n| n.contains("176 days ago")),
            "{offers:?}"
        );
        assert!(
            offers[0]
                .notes
                .iter()
                .any(|n| n.starts_with("00:30 to 16:30 UTC: input $5")),
            "{offers:?}"
        );
    }

    #[test]
    fn what_is_no_list_is_told_with_what_is_accepted() {
        for (text, expected) in [
            ("", "It is empty"),
            ("{\"a\": ", "This is not JSON: line 1"),
            ("{\"a\": 1}", "No model"),
            ("hello", ""),
            ("model,input,output\nx,cheap,2\n", "Line 2"),
        ] {
            let said = open(text).expect_err(text);
            assert!(
                said.contains(expected) && said.contains("model,input,cached_input,output"),
                "{text}: {said}"
            );
        }
    }
}
