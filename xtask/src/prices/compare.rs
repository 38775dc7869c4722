//! The catalog against both feeds.

use std::fmt::Write as _;

use anyhow::Result;
use forkcast_prices::{Date, PriceList, Priced, Tier};

use super::catalog::{Catalog, PRICE_KEYS};
use super::fetch::Feeds;

/// What there is to review.
pub(crate) struct Review {
    /// For people.
    pub(crate) text: String,
    /// The catalog with the new prices.
    pub(crate) catalog: String,
}

/// Compares every model of the catalog.
pub(crate) fn against(old: &str, feeds: &Feeds, today: Date) -> Result<Review> {
    let mut catalog = Catalog::read(old);
    let (mut text, mut changed, mut apart, mut gone) = (String::new(), 0, 0, 0);
    // From the last to the first, so that lines put in do not move those still to be changed.
    let mut entries: Vec<(String, _)> = Vec::new();
    for entry in catalog.entries().into_iter().rev() {
        let mut report = String::new();
        let (id, provider) = (catalog.text(&entry, "id")?, catalog.text(&entry, "provider")?);
        let feed_id = catalog.text(&entry, "feed_id")?;
        let first = feeds.first.find(&provider, &feed_id);
        let second = in_litellm(&feeds.second, &provider, &feed_id);
        let (one, two) = (
            first.and_then(|m| lowest(m, today)),
            second.and_then(|m| lowest(m, today)),
        );
        let Some(base) = one.or(two) else {
            gone += 1;
            writeln!(
                report,
                "{id}: in neither feed any more (or without a price); left as it was"
            )?;
            entries.push((report, ()));
            continue;
        };
        for (feed, found) in [("genai-prices", one), ("LiteLLM", two)] {
            if found.is_none() {
                writeln!(report, "{id}: not in {feed}, the other feed alone speaks")?;
            }
        }
        let mut prices = vec![
            ("input", Some(base.input)),
            ("output", Some(base.output)),
            ("cached", base.cached_input.or(two.and_then(|t| t.cached_input))),
        ];
        if let (Some(one), Some(two)) = (one, two) {
            let differs = |a: f64, b: f64| (a != b).then_some(b);
            let cached = one.cached_input.zip(two.cached_input);
            let other = [
                ("input_other", differs(one.input, two.input)),
                ("output_other", differs(one.output, two.output)),
                ("cached_other", cached.and_then(|(a, b)| differs(a, b))),
            ];
            if other.iter().any(|(_, value)| value.is_some()) {
                apart += 1;
                writeln!(
                    report,
                    "{id}: the feeds disagree: genai-prices {}, LiteLLM {}",
                    shown(one),
                    shown(two)
                )?;
            }
            prices.extend(other);
        }
        // The higher tier is that of the feed whose lower one is used, or the other's where that has none.
        let long = [first, second].into_iter().flatten().find_map(|m| next(m, today));
        if let (Some(a), Some(b)) = (
            first.and_then(|m| next(m, today)),
            second.and_then(|m| next(m, today)),
        ) && a != b
        {
            writeln!(
                report,
                "{id}: the feeds disagree on long prompts: {} and {}",
                shown(a),
                shown(b)
            )?;
        }
        prices.extend([
            ("long_above_tokens", long.map(|t| t.above_prompt_tokens)),
            ("long_input", long.map(|t| t.input)),
            ("long_output", long.map(|t| t.output)),
            ("long_cached", long.and_then(|t| t.cached_input)),
        ]);
        let mut moved = false;
        for key in PRICE_KEYS {
            let new = prices
                .iter()
                .find(|(name, _)| *name == key)
                .and_then(|(_, value)| *value);
            let was = catalog.number(&entry, key);
            if new != was {
                moved = true;
                let word = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |v| v.to_string());
                writeln!(report, "{id}: {key} {} -> {}", word(was), word(new))?;
            }
        }
        changed += usize::from(moved);
        for model in [first, second].into_iter().flatten() {
            schedule(&mut report, &id, model, today)?;
        }
        let given: Vec<(&'static str, f64)> = prices.into_iter().filter_map(|(k, v)| Some((k, v?))).collect();
        catalog.set(&entry, &given, &today.to_string());
        entries.push((report, ()));
    }
    for (report, ()) in entries.iter().rev() {
        text.push_str(report);
    }
    write!(
        text,
        "{} models checked on {today}: {changed} changed, {apart} on which the feeds disagree, {gone} in neither feed",
        entries.len()
    )?;
    Ok(Review {
        text,
        catalog: catalog.write(),
    })
}

/// What is to come and what depends on the hour: never averaged, and a rise that is announced can be cancelled.
fn schedule(report: &mut String, id: &str, model: &Priced, today: Date) -> Result<()> {
    for to_come in model.changes_after(today) {
        if let (Some(from), Some(tier)) = (to_come.from, to_come.tiers.first()) {
            writeln!(
                report,
                "{id}: from {from} {} (announced, as of {today})",
                shown(*tier)
            )?;
        }
    }
    for by_hours in model.by_hours() {
        if let (Some(hours), Some(tier)) = (by_hours.hours, by_hours.tiers.first()) {
            let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            writeln!(
                report,
                "{id}: from {} to {} UTC {}",
                clock(hours.from),
                clock(hours.until),
                shown(*tier)
            )?;
        }
    }
    Ok(())
}

fn lowest(model: &Priced, today: Date) -> Option<Tier> {
    model
        .at(today, 0.0)
        .filter(|tier| tier.input > 0.0 || tier.output > 0.0)
}

/// The first tier above the lowest. No model of the catalog has more.
fn next(model: &Priced, today: Date) -> Option<Tier> {
    let lowest = model.at(today, 0.0)?;
    let thresholds = model
        .schedule
        .iter()
        .flat_map(|s| &s.tiers)
        .map(|t| t.above_prompt_tokens);
    thresholds
        .filter(|above| *above > 0.0)
        .filter_map(|above| model.at(today, above + 1.0))
        .find(|tier| *tier != lowest)
}

fn shown(tier: Tier) -> String {
    let cached = tier
        .cached_input
        .map_or_else(String::new, |cached| format!(" / cached {cached}"));
    let above = if tier.above_prompt_tokens > 0.0 {
        format!(" above {} tokens", tier.above_prompt_tokens)
    } else {
        String::new()
    };
    format!("{} in{cached} / {} out{above}", tier.input, tier.output)
}

/// LiteLLM names a model with its provider in front, but for those that it began with.
fn in_litellm<'l>(list: &'l PriceList, provider: &str, id: &str) -> Option<&'l Priced> {
    let prefix = match provider {
        "together" => "together_ai/",
        "google" => "gemini/",
        "mistral" => "mistral/",
        "deepseek" => "deepseek/",
        "x-ai" => "xai/",
        _ => "",
    };
    let name = format!("{prefix}{id}");
    list.models.iter().find(|model| model.id == name)
}

#[cfg(test)]
mod tests;
