//! The cheapest right answers with any model.

use crate::text::models as texts;
use forkcast_charts::Table;
use forkcast_engine::explore::models::{Cell, Cheapest, cells_of, cheapest, with_model};
use forkcast_engine::strategy::Family;
use forkcast_engine::tiers::Tier;
use forkcast_engine::{Catalog, Scenario, decide};
use forkcast_protocol::link::{View, origin};

/// What the panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The cheapest beside the recommendation.
    pub sentence: String,
    /// A row for each tier, a column for each family.
    pub table: Table,
    /// The model of the cheapest that is as right, where it is another than the scenario's.
    pub other: Option<u16>,
    /// Whether the team has figures of its own that are about the scenario's model alone.
    pub unsets: bool,
}

/// The answer for a scenario.
#[must_use]
pub fn answer(s: &Scenario, catalog: &Catalog) -> Answer {
    let own = cells_of(s, catalog)[decide(s, catalog).winner.index()];
    let found = cheapest(s, catalog, own.map_or(0.0, |own| own.right));
    let best = found.as_right;
    let other = best
        .map(|cell| cell.model)
        .filter(|model| with_model(s, *model) != *s);
    // With the same model's place nothing but what is unset can differ.
    let unsets = other.is_some_and(|model| {
        let after = Scenario {
            supply: s.supply,
            model_index: s.model_index,
            ..with_model(s, model)
        };
        after != *s
    });
    Answer {
        unsets,
        sentence: texts::sentence(best.as_ref(), own.as_ref(), catalog),
        table: table(&found, catalog),
        other,
    }
}

fn table(found: &Cheapest, catalog: &Catalog) -> Table {
    let columns = std::iter::once(texts::TIER.to_owned())
        .chain(Family::ALL.map(|family| family.label().to_owned()))
        .collect();
    let cell = |cell: &Option<Cell>| {
        cell.as_ref()
            .map_or_else(|| texts::NONE_FITS.to_owned(), |cell| texts::cell(cell, catalog))
    };
    let rows = Tier::ALL.into_iter().zip(&found.cells).map(|(tier, cells)| {
        std::iter::once(tier.label().to_owned())
            .chain(cells.iter().map(cell))
            .collect()
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

/// The view with that model; what the team has of its own about the former one is unset.
#[must_use]
pub fn used(view: &View, model: u16) -> View {
    let scenario = with_model(&view.scenario, model);
    let of_machine = scenario.measured_embed_p50_ms.is_some() || scenario.measured_search_p50_ms.is_some();
    let measured = if of_machine {
        origin::with_prices(&view.measured, "")
    } else {
        String::new()
    };
    View {
        scenario,
        measured,
        ..view.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_engines_and_the_sentence_names_the_cheapest() {
        let catalog = Catalog::builtin();
        let s = Scenario::defaults(catalog);
        let shown = answer(&s, catalog);
        assert_eq!(shown.table.rows.len(), Tier::ALL.len());
        assert!(
            shown
                .table
                .rows
                .iter()
                .all(|row| row.len() == Family::ALL.len() + 1)
        );
        let own = cells_of(&s, catalog)[decide(&s, catalog).winner.index()].expect("it fits");
        let best = cheapest(&s, catalog, own.right)
            .as_right
            .expect("itself at the least");
        assert!(best.right >= own.right && best.usd_per_right <= own.usd_per_right);
        let name = &*catalog.model(best.model).label;
        assert!(shown.sentence.contains(name), "{}", shown.sentence);
        assert_eq!(shown.other, (best.model != s.model_index).then_some(best.model));
    }

    #[test]
    fn another_model_unsets_the_figures_of_the_former_one_alone() {
        let catalog = Catalog::builtin();
        let s = Scenario {
            own_input_usd: Some(3.0),
            measured_search_p50_ms: Some(20.0),
            recall: 0.7,
            ..Scenario::defaults(catalog)
        };
        let shown = answer(&s, catalog);
        let model = shown.other.expect("another model is cheaper at that price");
        assert!(shown.unsets);
        let before = View {
            measured: "Lab, 2026-11-24; prices: ours".to_owned(),
            ..View::of(s)
        };
        let after = used(&before, model);
        let expected = Scenario {
            model_index: model,
            own_input_usd: None,
            ..s
        };
        assert_eq!(after.scenario, expected);
        assert_eq!(after.measured, "Lab, 2026-11-24");
        let plain = answer(&Scenario::defaults(catalog), catalog);
        assert!(!plain.unsets);
    }

    #[test]
    fn nothing_fits_is_said() {
        let catalog = Catalog::builtin();
        let s = Scenario {
            budget_monthly_usd: 1.0,
            ..Scenario::defaults(catalog)
        };
        let shown = answer(&s, catalog);
        assert_eq!(shown.sentence, texts::NOTHING_FITS);
        assert!(
            shown
                .table
                .rows
                .iter()
                .all(|row| row[1..].iter().all(|c| c == texts::NONE_FITS))
        );
        assert_eq!(shown.other, None);
    }
}
