//! The scenarios that are compared, and what a reader does with them.

use crate::text;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::link::{self, MAX_BYTES, MOST_SLOTS, Slot, View};

/// A scenario that is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its place among the pinned ones; none for the live one.
    pub place: Option<usize>,
    /// The letter of a pinned one, or the word for the live one.
    pub mark: String,
    /// Its name; the live one has none.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// Whether it is the live one.
    pub is_live: bool,
}

impl Column {
    /// Letter and name.
    #[must_use]
    pub fn title(&self) -> String {
        text::title(&self.mark, &self.name)
    }
}

/// The pinned scenarios, then the live one unless it is among them.
#[must_use]
pub fn columns(view: &View) -> Vec<Column> {
    let mut all: Vec<Column> = view
        .slots
        .iter()
        .enumerate()
        .map(|(place, slot)| Column {
            place: Some(place),
            mark: Slot::letter(place),
            name: slot.name().to_owned(),
            scenario: *slot.scenario(),
            is_live: *slot.scenario() == view.scenario,
        })
        .collect();
    if !all.iter().any(|column| column.is_live) {
        all.push(Column {
            place: None,
            mark: text::NOW.to_owned(),
            name: String::new(),
            scenario: view.scenario,
            is_live: true,
        });
    }
    all
}

/// What a reader does with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Makes it the live one.
    Edit,
    /// Pins the live one in its place, under its name.
    Update,
    /// Pins it once more.
    Duplicate,
    /// Drops it.
    Drop,
}

/// Whether that can be done to the pinned scenario of that place.
#[must_use]
pub fn allows(view: &View, place: usize, deed: Deed) -> bool {
    let is_live = |slot: &Slot| *slot.scenario() == view.scenario;
    let Some(slot) = view.slots.get(place) else {
        return false;
    };
    match deed {
        Deed::Edit => !is_live(slot),
        Deed::Update => !view.slots.iter().any(is_live),
        Deed::Duplicate => view.slots.len() < MOST_SLOTS,
        Deed::Drop => true,
    }
}

/// The view after that.
#[must_use]
pub fn after(view: &View, place: usize, deed: Deed) -> View {
    let mut next = view.clone();
    let Some(slot) = view.slots.get(place).filter(|_| allows(view, place, deed)) else {
        return next;
    };
    match deed {
        Deed::Edit => {
            next.scenario = *slot.scenario();
            next.measured = slot.measured().to_owned();
        }
        Deed::Update => next.slots[place] = Slot::new(slot.name(), view.scenario, &view.measured),
        Deed::Duplicate => {
            let copy = slot.renamed(&text::copy_of(slot.name()));
            next.slots.insert(place + 1, copy);
        }
        Deed::Drop => drop(next.slots.remove(place)),
    }
    next
}

/// The view with that name in place of a pinned scenario's.
#[must_use]
pub fn renamed(view: &View, place: usize, name: &str) -> View {
    let mut next = view.clone();
    if let Some(slot) = next.slots.get_mut(place) {
        *slot = slot.renamed(name);
    }
    next
}

/// The view with one more pinned scenario; none where there is no room for it, in number or in a link.
#[must_use]
pub fn with(view: &View, slot: Slot, catalog: &Catalog) -> Option<View> {
    let mut next = view.clone();
    next.slots.push(slot);
    let fits = next.slots.len() <= MOST_SLOTS && link::encode(&next, catalog).len() <= MAX_BYTES;
    fits.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> &'static Catalog {
        Catalog::builtin()
    }

    fn at(queries_per_day: f64) -> Scenario {
        Scenario {
            queries_per_day,
            ..Scenario::default()
        }
    }

    fn pinned(live: f64, slots: &[f64]) -> View {
        let mut view = View::of(at(live));
        view.slots = slots
            .iter()
            .map(|queries| Slot::new(&format!("{queries} a day"), at(*queries), ""))
            .collect();
        view
    }

    fn marks(view: &View) -> Vec<String> {
        columns(view)
            .iter()
            .map(|c| format!("{}{}", c.mark, if c.is_live { "*" } else { "" }))
            .collect()
    }

    #[test]
    fn the_live_scenario_has_a_column_unless_it_is_pinned() {
        assert_eq!(marks(&pinned(3.0, &[1.0, 2.0])), ["A", "B", "Now*"]);
        assert_eq!(marks(&pinned(2.0, &[1.0, 2.0])), ["A", "B*"]);
    }

    #[test]
    fn each_deed_does_what_it_says_and_only_where_it_can() {
        let view = pinned(3.0, &[1.0, 2.0]);
        let edited = after(&view, 1, Deed::Edit);
        assert_eq!((edited.scenario, &edited.slots), (at(2.0), &view.slots));
        assert!(!allows(&edited, 1, Deed::Edit) && !allows(&edited, 0, Deed::Update));
        let updated = after(&view, 0, Deed::Update);
        assert_eq!(*updated.slots[0].scenario(), at(3.0));
        assert_eq!(updated.slots[0].name(), "1 a day");
        let doubled = after(&view, 0, Deed::Duplicate);
        let names: Vec<&str> = doubled.slots.iter().map(Slot::name).collect();
        assert_eq!(names, ["1 a day", "1 a day, copy", "2 a day"]);
        assert_eq!(after(&view, 0, Deed::Drop).slots, view.slots[1..]);
        let full = pinned(9.0, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(after(&full, 0, Deed::Duplicate), full);
        assert_eq!(after(&view, 7, Deed::Drop), view);
    }

    #[test]
    fn a_name_can_be_edited_and_no_fifth_is_pinned() {
        let view = renamed(&pinned(3.0, &[1.0, 2.0]), 1, " Launch ");
        assert_eq!(view.slots[1].name(), "Launch");
        let full = pinned(9.0, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(with(&full, Slot::new("E", at(5.0), ""), catalog()), None);
        let added = with(&view, Slot::new("C", at(5.0), ""), catalog()).expect("room");
        assert_eq!(
            link::decode(&link::encode(&added, catalog()), catalog()).view,
            added
        );
    }
}
