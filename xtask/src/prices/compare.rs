//! The catalog against both feeds.

use std::fmt::Write as _;

use anyhow::Result;
use forkcast_prices::{DAY, Date, PriceList, Priced, Scheduled, Tier};

use super::catalog::{Catalog, Extra, PRICE_KEYS};
use super::fetch::Feeds;
use super::terms::{self, Ending};

/// What there is to review.
pub(crate) struct Review {
    /// For people.
    pub(crate) text: String,
    /// The catalog with the new prices.
    pub(crate) catalog: String,
    /// Its models that end within two years.
    pub(crate) endings: Vec<Ending>,
}

/// Compares every model of the catalog.
pub(crate) fn against(old: &str, feeds: &Feeds, today: Date) -> Result<Review> {
    let mut catalog = Catalog::read(old);
    let (mut text, mut changed, mut apart, mut gone) = (String::new(), 0, 0, 0);
    // From the last to the first, so that lines put in do not move those still to be changed.
    let mut entries: Vec<(String, _)> = Vec::new();
    for (place, entry) in catalog.entries().into_iter().enumerate().rev() {
        let mut report = String::new();
        let (id, provider) = (catalog.text(&entry, "id")?, catalog.text(&entry, "provider")?);
        let feed_id = catalog.text(&entry, "feed_id")?;
        let first = feeds.first.find(&provider, &feed_id);
        let second = in_litellm(&feeds.second, &provider, &feed_id);
        let week = |model: Option<&Priced>| model.and_then(|m| Week::of(m, today));
        let (first_week, second_week) = (week(first), week(second));
        let off_peak = |week: &Option<Week>| week.as_ref().map(|week| week.off_peak);
        let (one, two) = (off_peak(&first_week), off_peak(&second_week));
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
        for (week, feed) in [(&first_week, "genai-prices"), (&second_week, "LiteLLM")] {
            if week.as_ref().is_some_and(|week| week.more) {
                writeln!(
                    report,
                    "{id}: {feed} has more than two prices in a week; only the lowest is taken"
                )?;
            }
        }
        // The higher tier is that of the feed whose lower one is used, or the other's where that has none.
        let long = [first, second].into_iter().flatten().find_map(|m| next(m, today));
        let mut long_other = None;
        if let (Some(a), Some(b)) = (
            first.and_then(|m| next(m, today)),
            second.and_then(|m| next(m, today)),
        ) && a != b
        {
            long_other = Some((a, b));
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
        let differs = |of: fn(&Tier) -> Option<f64>| {
            let (a, b) = long_other.as_ref()?;
            of(b).filter(|b| of(a).is_some_and(|a| a != *b))
        };
        prices.extend([
            (
                "long_above_tokens_other",
                differs(|t| Some(t.above_prompt_tokens)),
            ),
            ("long_input_other", differs(|t| Some(t.input))),
            ("long_output_other", differs(|t| Some(t.output))),
            ("long_cached_other", differs(|t| t.cached_input)),
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
        let mut extras = Vec::new();
        later(&mut report, &mut extras, &id, [first, second], today)?;
        peak(&mut report, &mut extras, &id, first_week, second_week)?;
        for extra in &extras {
            writeln!(report, "{id}: {} (as of {today})", extra.shown())?;
        }
        if first.is_some_and(|model| model.terms.deprecated) {
            writeln!(report, "{id}: its seller advises against it (genai-prices)")?;
        }
        // Before the prices, which may add lines below.
        let found = terms::of([first, second], today);
        moved |= terms::put(&mut catalog, &entry, &id, found, &mut report)?;
        let entry = catalog.entries().swap_remove(place);
        let given: Vec<(&'static str, f64)> = prices.into_iter().filter_map(|(k, v)| Some((k, v?))).collect();
        if catalog.set(&entry, &given, &extras, &today.to_string()) {
            moved = true;
            writeln!(report, "{id}: its later prices or those of peak hours changed")?;
        }
        changed += usize::from(moved);
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
    let endings = terms::endings(&catalog, today)?;
    if !endings.is_empty() {
        write!(
            text,
            "\n\nEnding within two years:\n{}",
            terms::listed(&endings, today).trim_end()
        )?;
    }
    Ok(Review {
        text,
        catalog: catalog.write(),
        endings,
    })
}

const GENAI: &str = "genai-prices price feed";
const LITELLM: &str = "LiteLLM price feed";
const BOTH: &str = "genai-prices and LiteLLM price feeds";

/// What is to come, in the order of its days. A rise that is announced can be cancelled, so its date of checking stands with it. Where
/// both feeds announce something and not the same, the first one's counts.
fn later(
    report: &mut String,
    extras: &mut Vec<Extra>,
    id: &str,
    models: [Option<&Priced>; 2],
    today: Date,
) -> Result<()> {
    let announced = models.map(|model| {
        // Of the prices of one day the last counts, as in the list.
        let mut found: std::collections::BTreeMap<Date, &Scheduled> = std::collections::BTreeMap::new();
        for scheduled in model.into_iter().flat_map(|model| model.changes_after(today)) {
            if let Some(from) = scheduled.from {
                found.insert(from, scheduled);
            }
        }
        let prices = |(from, scheduled): (Date, &Scheduled)| (from, tiers(&scheduled.tiers));
        found.into_iter().map(prices).collect::<Vec<_>>()
    });
    let [first, second] = announced;
    let (announced, source) = match (first.is_empty(), second.is_empty()) {
        (false, false) if first == second => (first, BOTH),
        (true, _) => (second, LITELLM),
        (false, true) => (first, GENAI),
        (false, false) => {
            writeln!(
                report,
                "{id}: the feeds announce different prices: {first:?} and {second:?}"
            )?;
            (first, GENAI)
        }
    };
    extras.extend(
        announced
            .into_iter()
            .map(|(from, prices)| Extra::later(from.to_string(), prices, source)),
    );
    Ok(())
}

/// Prices of the hours that are dearer, where both feeds or the only one that has the model knows of such.
fn peak(
    report: &mut String,
    extras: &mut Vec<Extra>,
    id: &str,
    first: Option<Week>,
    second: Option<Week>,
) -> Result<()> {
    let (first, second) = (
        first.and_then(|week| week.peak),
        second.and_then(|week| week.peak),
    );
    let source = match (&first, &second) {
        (Some(_), None) => GENAI,
        (None, Some(_)) => LITELLM,
        _ => BOTH,
    };
    if let (Some((a, _)), Some((b, _))) = (&first, &second)
        && a != b
    {
        writeln!(
            report,
            "{id}: the feeds disagree on peak hours: {} and {}",
            shown(*a),
            shown(*b)
        )?;
    }
    // One feed cannot say on which days its hours are: the hours that are fewer are the more exact.
    let hours = [&first, &second]
        .into_iter()
        .flatten()
        .min_by_key(|(_, minutes)| minutes.len())
        .map(|(_, minutes)| spans(minutes));
    if let (Some((tier, _)), Some(hours)) = (first.or(second), hours) {
        extras.push(Extra::peak(hours, tiers(&[tier]), source));
    }
    Ok(())
}

fn tiers(tiers: &[Tier]) -> Vec<(&'static str, f64)> {
    let (lowest, long) = (tiers.first(), tiers.get(1));
    let prices = [
        ("input", lowest.map(|t| t.input)),
        ("output", lowest.map(|t| t.output)),
        ("cached", lowest.and_then(|t| t.cached_input)),
        ("long_above_tokens", long.map(|t| t.above_prompt_tokens)),
        ("long_input", long.map(|t| t.input)),
        ("long_output", long.map(|t| t.output)),
        ("long_cached", long.and_then(|t| t.cached_input)),
    ];
    prices
        .into_iter()
        .filter_map(|(key, usd)| Some((key, usd?)))
        .collect()
}

/// The lowest tier in every minute of a week.
struct Week {
    /// At the cheapest hours, or always.
    off_peak: Tier,
    /// At the dearer ones, with their minutes, counted from Monday, 00:00 UTC.
    peak: Option<(Tier, Vec<u16>)>,
    /// Whether there are more prices than these two.
    more: bool,
}

impl Week {
    fn of(model: &Priced, today: Date) -> Option<Self> {
        let mut prices: Vec<(Tier, Vec<u16>)> = Vec::new();
        for minute in 0..7 * DAY {
            let tier = model
                .in_week(today, minute, 0.0)
                .map(unwritten)
                .filter(|tier| tier.input > 0.0 || tier.output > 0.0)?;
            match prices.iter_mut().find(|(known, _)| *known == tier) {
                Some((_, minutes)) => minutes.push(minute),
                None => prices.push((tier, vec![minute])),
            }
        }
        prices.sort_by(|(a, _), (b, _)| (a.input + a.output).total_cmp(&(b.input + b.output)));
        let more = prices.len() > 2;
        let mut prices = prices.into_iter();
        let (off_peak, _) = prices.next()?;
        Some(Self {
            off_peak,
            peak: prices.next().filter(|_| !more),
            more,
        })
    }
}

/// Minutes of a week as "01:00-04:00 and 06:00-10:00, Monday to Friday".
fn spans(minutes: &[u16]) -> String {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let holds = |day: u16, minute: u16| minutes.binary_search(&(day * DAY + minute)).is_ok();
    let of_day = |day: u16| {
        let starts = (0..DAY).filter(|m| holds(day, *m) && (*m == 0 || !holds(day, m - 1)));
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
        let span = |start: u16| {
            let end = (start..DAY).find(|m| !holds(day, *m)).unwrap_or(DAY);
            format!("{}-{}", clock(start), clock(end))
        };
        starts.map(span).collect::<Vec<_>>().join(" and ")
    };
    let mut parts: Vec<(String, usize, usize)> = Vec::new();
    for (day, hours) in (0..7)
        .map(of_day)
        .enumerate()
        .filter(|(_, hours)| !hours.is_empty())
    {
        match parts.last_mut() {
            Some((known, _, last)) if *known == hours && *last + 1 == day => *last = day,
            _ => parts.push((hours, day, day)),
        }
    }
    let days = |first: usize, last: usize| match (first, last) {
        (0, 6) => String::new(),
        _ if first == last => format!(", {}", DAYS[first]),
        _ => format!(", {} to {}", DAYS[first], DAYS[last]),
    };
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(hours, first, last)| hours + &days(first, last))
        .collect();
    parts.join("; ")
}

/// The first tier above the lowest. No model of the catalog has more.
fn next(model: &Priced, today: Date) -> Option<Tier> {
    let lowest = unwritten(model.at(today, 0.0)?);
    let thresholds = model
        .schedule
        .iter()
        .flat_map(|s| &s.tiers)
        .map(|t| t.above_prompt_tokens);
    thresholds
        .filter(|above| *above > 0.0)
        .filter_map(|above| model.at(today, above + 1.0).map(unwritten))
        .find(|tier| *tier != lowest)
}

/// The tier without the price of writing into a cache, which the catalog keeps as a factor.
fn unwritten(tier: Tier) -> Tier {
    Tier {
        cache_write: None,
        ..tier
    }
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
        "meta" => "meta/",
        "groq" => "groq/",
        "wandb" => "wandb/",
        "moonshotai" => "moonshot/",
        _ => "",
    };
    let name = format!("{prefix}{id}");
    list.models.iter().find(|model| model.id == name)
}

#[cfg(test)]
mod tests;
