//! The prices in use: age, source, and the disagreement of two feeds.

use crate::text::snapshot as texts;
use forkcast_engine::catalog::Model;
use forkcast_engine::{Catalog, Scenario, decide, evaluate};
use forkcast_prices::{Date, STALE_AFTER_DAYS};
use forkcast_protocol::record::PriceRow;

/// The prices in use, as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Age of the prices, in a sentence.
    pub age: String,
    /// A warning if they are old.
    pub stale: Option<String>,
    /// Item, price, source and date.
    pub rows: Vec<PriceRow>,
    /// How far the two feeds disagree, and the effect on the recommendation.
    pub range: String,
}

/// The day of a date that may be known by its year or month alone: its last possible one.
fn last_day(text: &str) -> Option<Date> {
    let (year, month) = (
        text.get(..4)?.parse().ok()?,
        text.get(5..7).and_then(|m| m.parse().ok()),
    );
    match (Date::parse(text), month) {
        (Some(day), _) => Some(day),
        (None, Some(month)) => (28..=31).rev().find_map(|day| Date::new(year, month, day)),
        (None, None) => Date::new(year, 12, 31),
    }
}

/// Days since a date, if that is in the past.
fn days_since(text: &str, today: Date) -> Option<i64> {
    Some(today.days() - last_day(text)?.days()).filter(|days| *days >= 0)
}

fn old(text: &str, today: Date) -> Option<i64> {
    days_since(text, today).filter(|days| *days > STALE_AFTER_DAYS)
}

/// The second feed's figures in place of the first's.
fn by_other_feed(model: &Model) -> Model {
    let mut other = model.clone();
    other.input_usd_per_m = model.other.input_usd_per_m.unwrap_or(model.input_usd_per_m);
    other.output_usd_per_m = model.other.output_usd_per_m.unwrap_or(model.output_usd_per_m);
    other.cached_usd_per_m = model.other.cached_usd_per_m.or(model.cached_usd_per_m);
    other
}

fn range(s: &Scenario, catalog: &Catalog) -> String {
    let index = usize::from(s.model_index);
    let model = catalog.model(s.model_index);
    if s.has_own_prices() {
        return texts::OWN_PRICES.to_owned();
    }
    if !model.other.disagrees() {
        return texts::feeds_agree(&model.label);
    }
    let mut world = catalog.clone();
    if let Some(entry) = world.models.to_mut().get_mut(index) {
        *entry = by_other_feed(model);
    }
    let (one, two) = (evaluate(s, catalog), decide(s, &world));
    let winner = one.verdict.winner;
    let here = one.of(winner).cost.monthly_usd;
    let there = evaluate(s, &world).of(winner).cost.monthly_usd;
    let (low, high) = (here.min(there), here.max(there));
    texts::feeds_disagree(&model.label, winner.label(), two.winner.label(), low, high)
}

/// The prices that a scenario uses, as shown on a given day.
#[must_use]
pub fn describe(s: &Scenario, catalog: &Catalog, today: Date) -> Snapshot {
    let rows = PriceRow::all(s, catalog);
    let age = texts::age(&catalog.version, days_since(&catalog.version, today));
    let named: Vec<String> = rows
        .iter()
        .filter_map(|row| Some(texts::old_row(&row.what, old(&row.as_of, today)?)))
        .collect();
    let stale = (!named.is_empty()).then(|| texts::stale(&named));
    Snapshot {
        age,
        stale,
        range: range(s, catalog),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::params;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    #[test]
    fn prices_grow_old() {
        let (s, catalog) = (Scenario::default(), Catalog::builtin());
        let first = last_day(&catalog.version).expect("the snapshot's day");
        let fresh = describe(&s, catalog, first);
        assert!(fresh.age.ends_with("today."), "{}", fresh.age);
        let model = |snapshot: &Snapshot| {
            let label = &catalog.model(s.model_index).label;
            snapshot.stale.as_ref().is_some_and(|w| w.contains(&**label))
        };
        assert!(!model(&fresh), "{:?}", fresh.stale);
        let later = describe(&s, catalog, day("2027-11-23"));
        assert!(later.age.contains(" days ago"), "{}", later.age);
        assert!(model(&later), "{:?}", later.stale);
        assert_eq!(old("2026-08-25", day("2026-11-23")), None);
        assert_eq!(old("2026-08-24", day("2026-11-23")), Some(91));
        assert_eq!(old("2026", day("2027-03-31")), None);
        assert_eq!(old("2026-11", day("2027-03-01")), Some(91));
    }

    #[test]
    fn a_disagreement_is_shown_with_what_it_costs() {
        let catalog = Catalog::builtin();
        let with = |id: &str| {
            let mut s = Scenario::default();
            let param = params::find("model").expect("model");
            param.set_text(&mut s, id, catalog).expect(id);
            s
        };
        let at = catalog
            .models
            .iter()
            .position(|m| m.other.disagrees() && m.other.input_usd_per_m.is_some());
        let disputed = &catalog.models[at.expect("a model that the feeds disagree on")];
        let said = range(&with(&disputed.id), catalog);
        assert!(said.contains("disagree") && said.contains(" to $"), "{said}");
        let agreed = catalog
            .models
            .iter()
            .find(|m| !m.other.disagrees())
            .expect("agreed");
        assert!(range(&with(&agreed.id), catalog).starts_with("Both price feeds agree"));
        let mut own = with(&disputed.id);
        own.own_input_usd = Some(1.0);
        assert!(range(&own, catalog).contains("your own"));
    }
}
