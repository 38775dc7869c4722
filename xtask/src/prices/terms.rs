//! What the feeds say of a model beside its prices: when it ends, how its cache and its batches are sold.

use std::fmt::Write as _;

use anyhow::Result;
use forkcast_prices::{Date, Ends, Priced};

use super::catalog::{Catalog, Entry};

/// Days ahead of which a model that ends is listed: two years, the default horizon.
const AHEAD_DAYS: i64 = 730;

/// A model of the catalog that ends, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Its name in the catalog.
    pub(crate) id: String,
    /// First day without it.
    pub(crate) on: Date,
    source: String,
}

impl Ending {
    /// Whether it has ended by that day.
    pub(crate) fn is_past(&self, today: Date) -> bool {
        self.on <= today
    }
}

/// The terms of the feeds, as keys of the catalog with their values in TOML. What no feed says is left out.
pub(crate) fn of(models: [Option<&Priced>; 2], today: Date) -> Vec<(&'static str, String)> {
    let known = || models.into_iter().flatten();
    let mut found = Vec::new();
    if let Some(Ends { on, source, .. }) = known().find_map(|model| model.terms.ends.as_ref()) {
        let source = source.as_deref().unwrap_or("LiteLLM price feed");
        let source = source.trim_start_matches("https://");
        found.push(("retires", format!("\"{on}\"")));
        found.push(("retires_source", format!("{source:?}")));
    }
    let ratio = |a: f64, b: f64| (b > 0.0).then(|| (a / b * 1e6).round() / 1e6);
    let write = known().find_map(|model| {
        let tier = model.at(today, 0.0)?;
        tier.cached_input?;
        // 0 is what writing costs beside reading.
        match tier.cache_write? {
            0.0 => Some(1.0),
            usd => ratio(usd, tier.input),
        }
    });
    found.extend(write.map(|factor| ("cache_write_factor", format!("{factor:?}"))));
    let least = known().find_map(|model| model.terms.least_cached_tokens);
    found.extend(least.map(|tokens| ("cache_min_tokens", tokens.to_string())));
    let batch = known().find_map(|model| {
        let (now, batch) = (model.at(today, 0.0)?, model.terms.batch.first()?);
        ratio(now.input - batch.input, now.input).filter(|off| *off > 0.0)
    });
    found.extend(batch.map(|off| ("batch_discount", format!("{off:?}"))));
    found
}

/// Puts the terms into the catalog, and says what changes. A source that says more of the same day stays.
pub(crate) fn put(
    catalog: &mut Catalog,
    entry: &Entry,
    id: &str,
    terms: Vec<(&'static str, String)>,
    report: &mut String,
) -> Result<bool> {
    let mut changed = Vec::new();
    let had = |name| catalog.raw(entry, name);
    let same_day = terms
        .iter()
        .any(|(key, new)| *key == "retires" && had("retires").as_ref() == Some(new));
    for (key, new) in terms {
        let was = had(key);
        let number = |text: &str| text.parse::<f64>().ok();
        let same = was
            .as_ref()
            .is_some_and(|was| *was == new || number(was).is_some_and(|was| number(&new) == Some(was)));
        if same || (key == "retires_source" && same_day) {
            continue;
        }
        writeln!(
            report,
            "{id}: {key} {} -> {new}",
            was.as_deref().unwrap_or("none")
        )?;
        changed.push((key, new));
    }
    let any = !changed.is_empty();
    catalog.put(entry, &changed);
    Ok(any)
}

/// The models of the catalog that end within two years, the soonest first.
pub(crate) fn endings(catalog: &Catalog, today: Date) -> Result<Vec<Ending>> {
    let mut endings = Vec::new();
    for entry in catalog.entries() {
        let text = |name| {
            catalog
                .raw(&entry, name)
                .map(|raw| raw.trim_matches('"').to_owned())
        };
        if let Some(on) = text("retires").as_deref().and_then(Date::parse)
            && on.days() - today.days() <= AHEAD_DAYS
        {
            endings.push(Ending {
                id: catalog.text(&entry, "id")?,
                on,
                source: text("retires_source").unwrap_or_default(),
            });
        }
    }
    endings.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.id.cmp(&b.id)));
    Ok(endings)
}

/// The list of them for people.
pub(crate) fn listed(endings: &[Ending], today: Date) -> String {
    let mut text = String::new();
    for ending in endings {
        let days = ending.on.days() - today.days();
        let when = if ending.is_past(today) {
            format!("ended on {}", ending.on)
        } else {
            format!("ends on {}, in {days} days", ending.on)
        };
        text += &format!("{}: {when} ({})\n", ending.id, ending.source);
    }
    text
}

/// Which of the models that the program starts with have ended.
pub(crate) fn ended<'e>(endings: &'e [Ending], used: &[String], today: Date) -> Vec<&'e str> {
    endings
        .iter()
        .filter(|ending| ending.is_past(today) && used.contains(&ending.id))
        .map(|ending| &*ending.id)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_prices::litellm;

    const FEED: &str = r#"{
        "old": {"mode": "chat", "input_cost_per_token": 4e-07, "output_cost_per_token": 1.6e-06,
            "deprecation_date": "2027-01-14", "deprecation_source": "https://example.org/deprecations"},
        "cached": {"mode": "chat", "input_cost_per_token": 1e-07, "output_cost_per_token": 5e-07, "cache_read_input_token_cost": 1e-08,
            "cache_creation_input_token_cost": 1.25e-07, "input_cost_per_token_batches": 5e-08, "output_cost_per_token_batches": 2.5e-07,
            "prompt_cache_min_tokens": 512}}"#;
    const CATALOG: &str = "[[model]]\nid = \"old\"\nas_of = \"2026-11-27\"\n[model.tuning]\nas_of = \"2026-01-01\"\n\n[[model]]\nid = \"cached\"\nas_of = \"2026-11-27\"\ncache_write_factor = 1.0 # a note\n";

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    fn written() -> (Catalog, String) {
        let list = litellm(FEED).expect("a feed");
        let mut catalog = Catalog::read(CATALOG);
        let mut report = String::new();
        for (i, id) in ["old", "cached"].into_iter().enumerate().rev() {
            let terms = of([None, list.find("", id)], day("2026-11-27"));
            let entry = catalog.entries().swap_remove(i);
            put(&mut catalog, &entry, id, terms, &mut report).expect("put");
        }
        (catalog, report)
    }

    #[test]
    fn ends_and_terms_are_written_below_the_models_own_lines() {
        let (catalog, report) = written();
        assert_eq!(
            catalog.write(),
            "[[model]]\nid = \"old\"\nas_of = \"2026-11-27\"\nretires = \"2027-01-14\"\nretires_source = \"example.org/deprecations\"\n[model.tuning]\nas_of = \"2026-01-01\"\n\n[[model]]\nid = \"cached\"\nas_of = \"2026-11-27\"\ncache_write_factor = 1.25 # a note\ncache_min_tokens = 512\nbatch_discount = 0.5\n"
        );
        assert!(report.contains("old: retires none -> \"2027-01-14\""), "{report}");
        assert!(
            report.contains("cached: cache_write_factor 1.0 -> 1.25"),
            "{report}"
        );
    }

    #[test]
    fn a_model_that_the_program_starts_with_must_not_have_ended() {
        let (catalog, _) = written();
        let used = ["old".to_owned(), "cached".to_owned()];
        let at = |date: &str| {
            let endings = endings(&catalog, day(date)).expect("endings");
            (
                listed(&endings, day(date)),
                ended(&endings, &used, day(date)).join(" "),
            )
        };
        let (listed, ended) = at("2026-11-27");
        assert!(
            listed.starts_with("old: ends on 2027-01-14, in 48 days (example.org"),
            "{listed}"
        );
        assert_eq!(ended, "");
        assert_eq!(
            at("2027-01-14").1,
            "old",
            "the day itself is the first without it"
        );
        assert_eq!(at("2024-01-01").0, "", "what ends after two years is not listed");
    }
}
