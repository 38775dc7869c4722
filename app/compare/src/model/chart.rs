//! The costs of the recommended approaches, in one chart.

use super::columns::Column;
use super::figures::Figures;
use crate::text;
use forkcast_charts::line::{Line, LineChart, Named};
use forkcast_charts::scale::{Axis, Unit, round_up};

/// The dashes of the scenarios, in order; the live one, where it is not pinned, comes after at most four.
pub const DASHES: [&[f64]; 5] = [&[], &[9.0, 4.0], &[2.0, 3.0], &[10.0, 3.0, 2.0, 3.0], &[5.0, 5.0]];

/// The cost of each scenario's approach so far, by month: the colour is the approach's, the dashes are the scenario's. None before the
/// first figures.
#[must_use]
pub fn cost(columns: &[Column], figures: &[Option<Figures>]) -> Option<LineChart> {
    let lines: Vec<Line> = columns
        .iter()
        .zip(figures)
        .zip(DASHES)
        .filter_map(|((column, figures), dashes)| {
            let figures = figures.as_ref()?;
            Some(Line {
                strategy: figures.winner,
                points: (0u32..)
                    .zip(&figures.by_month_usd)
                    .map(|(month, usd)| (f64::from(month), *usd))
                    .collect(),
                band: Vec::new(),
                emphasis: column.is_live,
                own: Some(Named {
                    label: text::line(&column.mark, figures.winner.label()),
                    dashes,
                }),
            })
        })
        .collect();
    let last = lines.iter().filter_map(|line| line.points.last());
    let (months, top) = last.fold((0.0, 0.0), |(x, y): (f64, f64), p| (x.max(p.0), y.max(p.1)));
    (!lines.is_empty()).then(|| LineChart {
        x: Axis {
            min: 0.0,
            max: months.max(1.0),
            log: false,
            unit: Unit::Month,
        },
        y: Axis {
            min: 0.0,
            max: round_up(top).max(1.0),
            log: false,
            unit: Unit::Usd,
        },
        x_label: text::MONTHS,
        lines,
        markers: Vec::new(),
        here: None,
        limit: None,
        cursor: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::columns::columns;
    use forkcast_charts::Chart;
    use forkcast_engine::{Catalog, Scenario, uncertainty};
    use forkcast_protocol::link::{Slot, View};

    #[test]
    fn each_scenario_has_a_line_of_its_own_dashes_and_the_longest_horizon_fits() {
        let catalog = Catalog::builtin();
        let long = Scenario {
            horizon_months: 36.0,
            ..Scenario::default()
        };
        let mut view = View::of(long);
        view.slots = vec![Slot::new("Today", Scenario::default(), "")];
        let columns = columns(&view);
        let figures: Vec<Option<Figures>> = columns
            .iter()
            .map(|c| {
                Some(Figures::of(
                    &c.scenario,
                    catalog,
                    &uncertainty::futures(&c.scenario, catalog, 200),
                ))
            })
            .collect();
        let chart = cost(&columns, &figures).expect("two lines");
        assert_eq!(chart.x.max, 36.0);
        let dashes: Vec<_> = chart
            .lines
            .iter()
            .filter_map(|l| l.own.as_ref().map(|own| own.dashes))
            .collect();
        assert_eq!(dashes, DASHES[..2]);
        let table = chart.table();
        assert_eq!(table.rows.len(), 37);
        assert!(
            table.columns[1].starts_with("A: ") && table.columns[2].starts_with("Now: "),
            "{:?}",
            table.columns
        );
        assert_eq!(cost(&columns, &[None, None]), None);
    }

    #[test]
    fn no_two_scenarios_share_dashes() {
        for (i, a) in DASHES.iter().enumerate() {
            assert!(!DASHES[i + 1..].contains(a));
        }
    }
}
