//! A link that was opened, against the scenario that was last open here.

use super::columns::with;
use crate::text;
use forkcast_engine::Catalog;
use forkcast_protocol::compare;
use forkcast_protocol::link::{self, Slot, View};

/// Differences that are listed; more are counted.
const LISTED: usize = 4;

/// What is said of a link that differs from the reader's own scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// How many inputs differ.
    pub sentence: String,
    /// What differs: "Monthly budget $8,000 → $20,000".
    pub changes: Vec<String>,
    /// The reader's own view.
    pub mine: View,
}

/// What is said of the link that was opened, against the reader's own; none where their inputs are the same.
#[must_use]
pub fn reply(mine: &str, opened: &View, catalog: &Catalog) -> Option<Reply> {
    let read = link::decode(mine, catalog);
    if !read.recognised {
        return None;
    }
    let mine = read.view;
    let inputs = compare::inputs(&mine.scenario, &opened.scenario, catalog);
    if inputs.is_empty() {
        return None;
    }
    let mut changes: Vec<String> = inputs
        .iter()
        .take(LISTED)
        .map(|input| text::change(input.param.label, &input.before, &input.after))
        .collect();
    if inputs.len() > LISTED {
        changes.push(text::more(inputs.len() - LISTED));
    }
    Some(Reply {
        sentence: text::opened(inputs.len()),
        changes,
        mine,
    })
}

impl Reply {
    /// The link as it was opened, with the reader's own scenario pinned beside it; none where there is no room.
    #[must_use]
    pub fn side_by_side(&self, opened: &View, catalog: &Catalog) -> Option<View> {
        let is_pinned = |slot: &Slot| *slot.scenario() == self.mine.scenario;
        if opened.slots.iter().any(is_pinned) {
            return Some(opened.clone());
        }
        with(
            opened,
            Slot::new(text::MINE, self.mine.scenario, &self.mine.measured),
            catalog,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::Scenario;

    fn opened() -> View {
        View::of(Scenario {
            budget_monthly_usd: 20_000.0,
            ..Scenario::default()
        })
    }

    #[test]
    fn a_link_is_told_against_mine_and_both_can_be_seen_side_by_side() {
        let catalog = Catalog::builtin();
        let found = reply("#v1&change_days=7", &opened(), catalog).expect("a difference");
        assert_eq!(
            found.sentence,
            "The link that you opened differs from your scenario in 2 inputs."
        );
        assert_eq!(
            found.changes,
            [
                "Content changes every 7 days → 30 days",
                "Monthly budget $8,000 → $20,000"
            ]
        );
        let both = found.side_by_side(&opened(), catalog).expect("room");
        assert_eq!(both.scenario, opened().scenario);
        assert_eq!(both.slots[0].name(), "Mine");
        assert_eq!(both.slots[0].scenario().change_days, 7.0);
        assert_eq!(
            found.side_by_side(&both, catalog),
            Some(both.clone()),
            "mine is not pinned twice"
        );
    }

    #[test]
    fn the_same_scenario_and_what_is_no_link_say_nothing() {
        let catalog = Catalog::builtin();
        let same = link::encode(&opened(), catalog);
        assert_eq!(reply(&same, &opened(), catalog), None);
        assert_eq!(reply("nonsense", &opened(), catalog), None);
    }

    #[test]
    fn many_differences_are_counted() {
        let catalog = Catalog::builtin();
        let mine = "v1&change_days=7&queries_per_day=9&strictness=0.1&examples=3&audit=required";
        let found = reply(mine, &opened(), catalog).expect("differences");
        assert_eq!(found.changes.len(), LISTED + 1);
        assert_eq!(found.changes.last().map(String::as_str), Some("and 2 more"));
    }
}
