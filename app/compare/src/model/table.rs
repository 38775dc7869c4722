//! The comparison as a table: inputs that differ, then what comes of them.

use super::columns::Column;
use super::figures::{Attribution, COMPARED, Figures};
use crate::text;
use forkcast_engine::params::{PARAMS, Param};
use forkcast_engine::{Catalog, Strategy, format};
use forkcast_protocol::compare::{self, Figure};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The value.
    pub value: String,
    /// The difference from the first column, or the factor; empty for none.
    pub note: String,
    /// Whether the value differs from that of the first column.
    pub differs: bool,
    /// The approach in whose colour the value is.
    pub strategy: Option<Strategy>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// The inputs of which a column differs from the first, in the order of the table of inputs.
#[must_use]
pub fn inputs(columns: &[Column], catalog: &Catalog) -> Vec<Row> {
    let Some((base, others)) = columns.split_first() else {
        return Vec::new();
    };
    let all: Vec<Vec<compare::InputDifference>> = others
        .iter()
        .map(|column| compare::inputs(&base.scenario, &column.scenario, catalog))
        .collect();
    let of = |param: &'static Param| {
        let first = Cell {
            value: format::value(param, &base.scenario, catalog),
            ..Cell::default()
        };
        let cells = all.iter().map(|differences| {
            let found = differences.iter().find(|d| d.param.key == param.key);
            found.map_or_else(
                || first.clone(),
                |d| Cell {
                    value: d.after.clone(),
                    note: d.factor.map_or_else(String::new, text::factor),
                    differs: true,
                    strategy: None,
                },
            )
        });
        Row {
            id: param.key,
            label: param.label,
            cells: std::iter::once(first.clone()).chain(cells).collect(),
        }
    };
    PARAMS
        .iter()
        .filter(|param| all.iter().flatten().any(|d| d.param.key == param.key))
        .map(of)
        .collect()
}

/// The verdicts and figures; a column whose simulations still run has cells that say so.
#[must_use]
pub fn results(figures: &[Option<Figures>]) -> Vec<Row> {
    let Some(base) = figures.first() else {
        return Vec::new();
    };
    let row = |id, label, cell: &dyn Fn(&Figures) -> Cell| Row {
        id,
        label,
        cells: figures
            .iter()
            .map(|column| column.as_ref().map_or_else(waiting, cell))
            .collect(),
    };
    let verdict = |f: &Figures| Cell {
        value: f.winner.label().to_owned(),
        note: text::strength(f.strength, f.runner_up.label(), f.instead),
        differs: base.as_ref().is_some_and(|b| b.winner != f.winner),
        strategy: Some(f.winner),
    };
    let mut rows = vec![row("verdict", text::VERDICT, &verdict)];
    for figure in COMPARED {
        let cell = |f: &Figures| {
            let value = f.value(figure);
            let before = base.as_ref().map_or(value, |b| b.value(figure));
            apart(figure, before, value)
        };
        rows.push(row(id(figure), text::figure(figure), &cell));
        if figure == Figure::Monthly {
            let total = |f: &Figures| {
                let value = f.total_usd();
                let before = base.as_ref().map_or(value, Figures::total_usd);
                let mut cell = apart(Figure::Upfront, before, value);
                let months = f.by_month_usd.len().saturating_sub(1) as f64;
                cell.note = text::over_months(&cell.note, months);
                cell
            };
            rows.push(row("total", text::TOTAL, &total));
        }
    }
    rows
}

const fn id(figure: Figure) -> &'static str {
    match figure {
        Figure::Chance => "chance",
        Figure::Score => "score",
        Figure::Upfront => "upfront",
        Figure::Monthly => "monthly",
        Figure::Answer => "answer",
        Figure::FirstToken => "first-token",
        Figure::LastToken => "last-token",
        Figure::Correct => "correct",
    }
}

fn waiting() -> Cell {
    Cell {
        value: text::SIMULATING.to_owned(),
        ..Cell::default()
    }
}

/// A figure as it is shown. What is the same in all digits shown counts as the same: a difference of cents decides nothing.
fn shown(figure: Figure, value: f64) -> String {
    match figure {
        Figure::Chance | Figure::Correct => format::share(value),
        Figure::Upfront | Figure::Monthly | Figure::Answer => format::usd(value),
        Figure::FirstToken | Figure::LastToken => format::ms(value),
        Figure::Score => figure.apart(value, value).0,
    }
}

/// A value beside that of the first column.
fn apart(figure: Figure, before: f64, value: f64) -> Cell {
    let to = shown(figure, value);
    let differs = shown(figure, before) != to;
    let note = if differs {
        let change = value - before;
        match figure {
            Figure::Chance | Figure::Correct => text::points(change * 100.0),
            Figure::Upfront | Figure::Monthly | Figure::Answer => {
                text::signed(change, &format::usd(change.abs()))
            }
            Figure::FirstToken | Figure::LastToken => text::signed(change, &format::ms(change.abs())),
            Figure::Score => String::new(),
        }
    } else {
        String::new()
    };
    Cell {
        value: to,
        note,
        differs,
        strategy: None,
    }
}

/// What changed the recommendation, of a column against the first; empty where it is the same.
#[must_use]
pub fn attribution(base: &Figures, other: &Figures, found: &Attribution) -> String {
    if base.winner == other.winner {
        return String::new();
    }
    let labels = |params: &[&Param]| params.iter().map(|p| p.label).collect::<Vec<_>>();
    text::attribution(&labels(&found.alone), &labels(&found.needed))
}

/// What is announced of a column against the first, once its figures are there.
#[must_use]
pub fn announcement(base: (&Column, &Figures), other: (&Column, &Figures)) -> String {
    let inputs = compare::differing(&base.0.scenario, &other.0.scenario).count();
    let (was, is) = (base.1, other.1);
    let monthly = is.value(Figure::Monthly) - was.value(Figure::Monthly);
    let month = |f: &Figures| shown(Figure::Monthly, f.value(Figure::Monthly));
    let change = (month(was) != month(is)).then(|| (monthly > 0.0, format::usd(monthly.abs())));
    text::announcement(
        (&other.0.mark, &base.0.mark),
        inputs,
        (is.winner.label(), was.winner.label()),
        change,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::columns::columns;
    use forkcast_engine::Scenario;
    use forkcast_engine::report::Strength;
    use forkcast_engine::uncertainty;
    use forkcast_protocol::link::{Slot, View};

    fn catalog() -> &'static Catalog {
        Catalog::builtin()
    }

    fn busy() -> Scenario {
        Scenario {
            queries_per_day: 50_000.0,
            ..Scenario::default()
        }
    }

    fn compared() -> Vec<Column> {
        let mut view = View::of(busy());
        view.slots = vec![Slot::new("Today", Scenario::default(), "")];
        columns(&view)
    }

    fn figures(s: &Scenario) -> Figures {
        Figures::of(s, catalog(), &uncertainty::futures(s, catalog(), 500))
    }

    #[test]
    fn only_inputs_that_differ_have_a_row_with_their_factor() {
        let rows = inputs(&compared(), catalog());
        let shown: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.label,
                    row.cells
                        .iter()
                        .map(|c| (c.value.as_str(), c.note.as_str(), c.differs))
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [(
                "Questions per day",
                vec![("5,000", "", false), ("50,000", "×10", true)]
            )]
        );
    }

    #[test]
    fn results_say_the_verdict_first_and_what_differs() {
        let both = [Some(figures(&Scenario::default())), Some(figures(&busy()))];
        let rows = results(&both);
        let ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
        assert_eq!(
            ids,
            [
                "verdict",
                "chance",
                "upfront",
                "monthly",
                "total",
                "first-token",
                "correct"
            ]
        );
        let [Some(base), Some(other)] = &both else {
            return;
        };
        let verdict = &rows[0].cells;
        assert_eq!(verdict[0].value, base.winner.label());
        assert_eq!(
            (verdict[1].differs, verdict[1].strategy),
            (base.winner != other.winner, Some(other.winner))
        );
        let monthly = &rows[3].cells[1];
        let change = other.value(Figure::Monthly) - base.value(Figure::Monthly);
        assert_eq!(monthly.note, format!("+{}", format::usd(change)));
        assert!(monthly.differs && !rows[3].cells[0].differs);
    }

    #[test]
    fn a_column_without_figures_says_that_it_is_simulated() {
        let rows = results(&[Some(figures(&Scenario::default())), None]);
        assert!(
            rows.iter()
                .all(|row| row.cells[1].value == text::SIMULATING && !row.cells[1].differs)
        );
    }

    #[test]
    fn the_announcement_counts_inputs_and_says_what_comes_of_them() {
        let columns = compared();
        let figure = |winner, monthly: f64| Figures {
            winner,
            runner_up: Strategy::Hybrid,
            strength: Strength::Clear,
            instead: None,
            values: COMPARED.map(|f| if f == Figure::Monthly { monthly } else { 0.5 }),
            by_month_usd: vec![0.0, monthly],
        };
        let said = |was: Figures, is: Figures| announcement((&columns[0], &was), (&columns[1], &is));
        assert_eq!(
            said(figure(Strategy::Rag, 1000.0), figure(Strategy::Lora, 3034.0)),
            "Now differs from A in 1 input; LoRA instead of RAG, $2,034 more a month."
        );
        assert_eq!(
            said(figure(Strategy::Rag, 3034.0), figure(Strategy::Rag, 1000.0)),
            "Now differs from A in 1 input; RAG in both, $2,034 less a month."
        );
        assert_eq!(
            said(figure(Strategy::Rag, 1000.0), figure(Strategy::Rag, 1000.0)),
            "Now differs from A in 1 input; RAG in both, at the same cost a month."
        );
    }

    #[test]
    fn an_attribution_names_the_inputs() {
        let (base, other) = (figures(&Scenario::default()), figures(&busy()));
        let param = |key| forkcast_engine::params::find(key).expect("an input");
        let found = |alone: Vec<&'static Param>, needed| Attribution { alone, needed };
        if base.winner == other.winner {
            return;
        }
        assert_eq!(
            attribution(&base, &other, &found(vec![param("queries_per_day")], vec![])),
            "“Questions per day” alone changes the recommendation."
        );
        assert_eq!(
            attribution(
                &base,
                &other,
                &found(vec![], vec![param("queries_per_day"), param("audit")])
            ),
            "No input alone changes the recommendation; as before, “Questions per day” or “Audit trail” alone would keep it."
        );
        assert_eq!(
            attribution(&base, &other, &found(vec![], vec![])),
            "No input alone changes the recommendation; several together do."
        );
        assert_eq!(attribution(&base, &base, &found(vec![], vec![])), "");
    }
}
