//! Decision ribbons: the recommendation at every value of an input.

use forkcast_engine::explore::{Cell, ribbon};
use forkcast_engine::params::Param;
use forkcast_engine::{Catalog, Scenario, Strategy};

/// Cells of a slider's ribbon.
pub const CELLS: usize = 64;

/// A ribbon as segments of one winner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ribbon {
    runs: Vec<(Cell, usize)>,
    cells: usize,
}

impl Ribbon {
    /// The ribbon of an input.
    #[must_use]
    pub fn new(s: &Scenario, catalog: &Catalog, param: &'static Param) -> Self {
        let count = if param.range().is_some() {
            CELLS
        } else {
            param.options(catalog).len()
        };
        let mut cells = vec![
            Cell {
                winner: Strategy::Prompt,
                feasible: false
            };
            count
        ];
        ribbon(s, catalog, param, &mut cells);
        let mut runs: Vec<(Cell, usize)> = Vec::new();
        for cell in cells {
            match runs.last_mut() {
                Some((last, n)) if *last == cell => *n += 1,
                _ => runs.push((cell, 1)),
            }
        }
        Self { runs, cells: count }
    }

    /// The segments as a CSS gradient of the strategies' colours; paler where no approach is feasible.
    #[must_use]
    pub fn gradient(&self) -> String {
        let mut css = String::with_capacity(64 * self.runs.len() + 32);
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
                "none feasible"
            };
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        if let [only] = names[..] {
            format!("{only} at every value")
        } else {
            format!("from lowest to highest: {}", names.join(", then "))
        }
    }
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
            let ribbon = Ribbon::new(&s, catalog, param);
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
        let words = Ribbon::new(&s, catalog, change).summary();
        assert_eq!(words, "from lowest to highest: RAG, then LoRA");
    }
}
