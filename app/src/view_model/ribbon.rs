//! Decision ribbons: the recommendation at every value of an input.

use super::wire;
use crate::text::inputs as texts;
use forkcast_engine::decision::Judge;
use forkcast_engine::explore::{Cell, ribbon_by};
use forkcast_engine::params::Param;
use forkcast_engine::{Catalog, Scenario, Strategy};

/// Cells of a slider's ribbon.
pub const CELLS: usize = 64;

/// A ribbon as segments of one winner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ribbon {
    runs: Vec<(Cell, usize)>,
    cells: usize,
}

impl Ribbon {
    /// The ribbon of an input, by a judge of the catalog.
    #[must_use]
    pub fn new(judge: &mut Judge, s: &Scenario, catalog: &Catalog, param: &'static Param) -> Self {
        Self::of_cells(Self::coarse_cells(judge, s, catalog, param))
    }

    /// How many cells the ribbon of an input has.
    #[must_use]
    pub fn cells_of(catalog: &Catalog, param: &Param) -> usize {
        if param.range().is_some() {
            CELLS
        } else {
            param.options(catalog).len()
        }
    }

    /// The cells of the ribbon of an input, by few simulations.
    #[must_use]
    pub fn coarse_cells(
        judge: &mut Judge,
        s: &Scenario,
        catalog: &Catalog,
        param: &'static Param,
    ) -> Vec<Cell> {
        let none = Cell {
            winner: Strategy::Prompt,
            feasible: false,
        };
        let mut cells = vec![none; Self::cells_of(catalog, param)];
        ribbon_by(judge, s, catalog, param, &mut cells);
        cells
    }

    /// The ribbon of those cells, from the lowest value to the highest.
    #[must_use]
    pub fn of_cells(cells: impl IntoIterator<Item = Cell>) -> Self {
        let mut count = 0;
        let mut runs: Vec<(Cell, usize)> = Vec::new();
        for cell in cells {
            count += 1;
            match runs.last_mut() {
                Some((last, n)) if *last == cell => *n += 1,
                _ => runs.push((cell, 1)),
            }
        }
        Self { runs, cells: count }
    }

    /// Appends the input's place in the table and the segments as numbers, for [`of_numbers`].
    pub fn append_numbers(&self, input: usize, out: &mut Vec<f64>) {
        out.extend([input as f64, self.runs.len() as f64]);
        for (cell, n) in &self.runs {
            out.extend([wire::cell_number(*cell), *n as f64]);
        }
    }

    /// The segments as a CSS gradient of the strategies' colours; paler where no approach is feasible.
    #[must_use]
    pub fn gradient(&self) -> String {
        let mut css = String::with_capacity(64 * self.runs.len() + 32);
        if self.runs.is_empty() {
            return "none".to_owned();
        }
        css.push_str("linear-gradient(to right");
        let mut at = 0;
        for (cell, n) in &self.runs {
            let id = cell.winner.id();
            let (from, to) = (percent(at, self.cells), percent(at + n, self.cells));
            if cell.feasible {
                css.push_str(&format!(",var(--{id}) {from}%,var(--{id}) {to}%"));
            } else {
                let pale = format!("color-mix(in srgb,var(--{id}) 22%,var(--line))");
                css.push_str(&format!(",{pale} {from}%,{pale} {to}%"));
            }
            at += n;
        }
        css.push(')');
        css
    }

    /// The segments in short: `rag:20,hybrid:44`; a dash marks those where no approach is feasible.
    #[must_use]
    pub fn winners(&self) -> String {
        let runs: Vec<String> = self
            .runs
            .iter()
            .map(|(cell, n)| format!("{}{}:{n}", if cell.feasible { "" } else { "-" }, cell.winner.id()))
            .collect();
        runs.join(",")
    }

    /// The segments in words, from the lowest value to the highest.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for (cell, _) in &self.runs {
            let name = if cell.feasible {
                cell.winner.label()
            } else {
                texts::RIBBON_NONE
            };
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        texts::ribbon_summary(&names)
    }
}

/// The ribbons of those numbers, each with its input's place in the table. What is cut short is left out.
#[must_use]
pub fn of_numbers(numbers: &[f64]) -> Vec<(usize, Ribbon)> {
    let mut ribbons = Vec::new();
    let mut rest = numbers;
    while let [input, runs, after @ ..] = rest {
        let Some((segments, others)) = after.split_at_checked(2 * *runs as usize) else {
            break;
        };
        let cells = segments
            .chunks_exact(2)
            .filter_map(|pair| Some((wire::cell(pair[0])?, pair[1] as usize)))
            .flat_map(|(cell, n)| std::iter::repeat_n(cell, n));
        ribbons.push((*input as usize, Ribbon::of_cells(cells)));
        rest = others;
    }
    ribbons
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.2}", 100.0 * part as f64 / whole.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::{decide, params};

    #[test]
    fn the_ribbon_says_what_deciding_says_where_the_slider_stands() {
        let catalog = Catalog::builtin();
        let s = Scenario::defaults(catalog);
        for param in params::main_params() {
            let ribbon = Ribbon::new(&mut Judge::new(catalog), &s, catalog, param);
            assert_eq!(
                ribbon.runs.iter().map(|r| r.1).sum::<usize>(),
                ribbon.cells,
                "{}",
                param.key
            );
            let winner = decide(&s, catalog).winner.id();
            assert!(
                ribbon.winners().contains(winner),
                "{}: {}",
                param.key,
                ribbon.winners()
            );
            assert!(ribbon.gradient().contains(&format!("var(--{winner})")));
        }
        let change = params::find("change_days").expect("an input");
        let s = Scenario {
            strictness: 0.95,
            examples: 1000.0,
            label_quality: 0.95,
            ..s
        };
        let words = Ribbon::new(&mut Judge::new(catalog), &s, catalog, change).summary();
        assert_eq!(words, "from lowest to highest: Hybrid, then RAG, then LoRA");
    }
}
