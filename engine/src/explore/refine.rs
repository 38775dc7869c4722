//! Ribbons and maps after rest: cells next to a border are decided again, each by as many simulations as its verdict needs.
//!
//! Sixteen simulations place a border within a cell or two of where thousands would. A refinement starts at the cells next to a border and
//! at a coarse grid of others; where a cell turns out to be another, its neighbours are looked at too, so that a border moves as far
//! as it must.

use super::{Cell, at, place};
use crate::catalog::Catalog;
use crate::decision::judge::decided;
use crate::decision::limits::{self, Musts};
use crate::decision::rule::{Outcome, Tally};
use crate::decision::{self, Correction, Decision, Plans};
use crate::params::{Kind, Param, Value};
use crate::scenario::Scenario;
use crate::simulation::{Draw, Draws, Estimates};
use crate::strategy::STRATEGIES;

/// Where cells lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grid {
    /// A ribbon of so many cells.
    Ribbon(&'static Param, usize),
    /// A map over two inputs, of so many columns and rows.
    Map((&'static Param, &'static Param), (usize, usize)),
}

/// Simulations after which a cell is first asked whether it needs more.
const FIRST: usize = 64;
/// The most that a cell gets. The number doubles from the first to this.
pub const MOST: usize = 1024;
/// Every so many cells one is looked at that is not next to a border: a region without a border on the sketch shows itself there.
const SCOUTS: usize = 8;

impl Grid {
    const fn columns(&self) -> usize {
        match self {
            Self::Ribbon(_, cells) => *cells,
            Self::Map(_, (columns, _)) => *columns,
        }
    }

    const fn len(&self) -> usize {
        match self {
            Self::Ribbon(_, cells) => *cells,
            Self::Map(_, (columns, rows)) => *columns * *rows,
        }
    }

    /// The scenario of a cell.
    #[must_use]
    pub fn scenario(&self, s: &Scenario, catalog: &Catalog, cell: usize) -> Scenario {
        match *self {
            Self::Ribbon(param, cells) => {
                let last = cells.saturating_sub(1).max(1);
                match param.kind {
                    Kind::Number { .. } => at(s, param, cell as f64 / last as f64),
                    Kind::Choice { .. } => {
                        let mut moved = *s;
                        if let Some((option, _, _)) = param.options(catalog).get(cell) {
                            (param.set)(&mut moved, Value::Choice(*option));
                        }
                        moved
                    }
                }
            }
            Self::Map((x, y), (columns, rows)) => {
                let (column, row) = (cell % columns.max(1), cell / columns.max(1));
                let across = place(s, catalog, y, (row as f64 + 0.5) / rows as f64);
                place(&across, catalog, x, (column as f64 + 0.5) / columns as f64)
            }
        }
    }

    /// The cells beside a cell.
    fn beside(&self, cell: usize) -> impl Iterator<Item = usize> + use<> {
        let (columns, len) = (self.columns().max(1), self.len());
        let column = cell % columns;
        [
            (column > 0).then(|| cell - 1),
            (column + 1 < columns).then_some(cell + 1),
            cell.checked_sub(columns),
            Some(cell + columns),
        ]
        .into_iter()
        .flatten()
        .filter(move |other| *other < len)
    }

    /// Whether a cell is looked at wherever the borders are.
    fn is_scout(&self, cell: usize) -> bool {
        match self {
            // The options of a choice are no neighbours of each other.
            Self::Ribbon(param, _) => {
                matches!(param.kind, Kind::Choice { .. }) || cell % SCOUTS == SCOUTS / 2
            }
            Self::Map(_, (columns, _)) => {
                let columns = (*columns).max(1);
                (cell % columns) % SCOUTS == SCOUTS / 2 && (cell / columns) % SCOUTS == SCOUTS / 2
            }
        }
    }
}

/// Cells that are being refined, a few simulations at a time, so that a page can go on painting in between.
#[derive(Clone, Debug)]
pub struct Refinement {
    scenario: Scenario,
    world: Catalog,
    likely: crate::assumptions::Calibration,
    about: Draws,
    grid: Grid,
    cells: Vec<Cell>,
    queued: Vec<bool>,
    queue: Vec<usize>,
    draws: Vec<Draw>,
    current: Option<Current>,
    correction: Option<Correction>,
}

/// A cell that is being decided.
#[derive(Clone, Debug)]
struct Current {
    cell: usize,
    /// Those of its scenario.
    estimates: Estimates,
    musts: [Musts; STRATEGIES],
    plans: Plans,
    tally: Tally,
    drawn: usize,
    /// Simulations after which it is asked whether it needs more.
    until: usize,
}

impl Refinement {
    /// Cells as few simulations decided them: those of [`super::ribbon`], [`super::map`] or [`super::map_sketch`].
    #[must_use]
    pub fn new(s: &Scenario, catalog: &Catalog, grid: Grid, cells: Vec<Cell>) -> Self {
        let known = cells.len().min(grid.len());
        let borders = |cell: &usize| {
            grid.is_scout(*cell)
                || grid
                    .beside(*cell)
                    .any(|other| cells.get(other).is_some_and(|other| *other != cells[*cell]))
        };
        // From the last to the first, as the last is taken first.
        let queue: Vec<usize> = (0..known).rev().filter(borders).collect();
        let mut queued = vec![false; cells.len()];
        for cell in &queue {
            queued[*cell] = true;
        }
        Self {
            scenario: *s,
            world: catalog.clone(),
            likely: catalog.calibration,
            about: Draws::about(&catalog.calibration),
            grid,
            cells,
            queued,
            queue,
            draws: Vec::new(),
            current: None,
            correction: None,
        }
    }

    /// The same, corrected by what is known at a scenario at rest, if anything is.
    #[must_use]
    pub fn corrected(self, correction: Option<Correction>) -> Self {
        Self { correction, ..self }
    }

    /// Simulates so many times, or up to 63 times more, and says whether that was all.
    pub fn step(&mut self, simulations: usize) -> bool {
        let mut made = 0;
        while made < simulations {
            let Some(mut current) = self.current.take().or_else(|| self.next()) else {
                return true;
            };
            let to = current.until.min(current.drawn + FIRST);
            while current.drawn < to {
                self.simulate(&mut current);
                made += 1;
            }
            if current.drawn == current.until {
                let (set, musts) = (current.estimates.set(), &current.musts);
                let decision = decided(&current.tally, set, musts, self.correction.as_ref());
                if current.until >= MOST || current.tally.is_settled(set, musts, &decision) {
                    self.decided(current.cell, &decision);
                    continue;
                }
                current.until *= 2;
            }
            self.current = Some(current);
        }
        self.current.is_none() && self.queue.is_empty()
    }

    /// The cells as far as they are known.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The same, taken.
    #[must_use]
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells
    }

    /// Refines to the end, and gives the cells.
    #[must_use]
    pub fn finished(mut self) -> Vec<Cell> {
        while !self.step(usize::MAX) {}
        self.cells
    }

    fn next(&mut self) -> Option<Current> {
        let cell = self.queue.pop()?;
        self.world.calibration = self.likely;
        let scenario = self.grid.scenario(&self.scenario, &self.world, cell).in_range();
        Some(Current {
            cell,
            estimates: Estimates::of(&scenario),
            musts: limits::musts(&scenario, &self.world),
            plans: decision::plans(&scenario, &self.world),
            tally: Tally::EMPTY,
            drawn: 0,
            until: FIRST,
        })
    }

    fn simulate(&mut self, current: &mut Current) {
        if self.draws.len() == current.drawn {
            // The first of those that decide the verdict at rest.
            self.draws.push(self.about.nth(current.drawn));
        }
        let draw = &self.draws[current.drawn];
        let outcome = Outcome::simulated(&current.estimates, &current.plans, &mut self.world, draw);
        current.tally.add_smoothly(current.estimates.set(), &outcome);
        current.drawn += 1;
    }

    fn decided(&mut self, decided: usize, decision: &Decision) {
        let cell = Cell {
            winner: decision.winner,
            feasible: decision.feasible,
        };
        if self.cells[decided] == cell {
            return;
        }
        self.cells[decided] = cell;
        for other in self.grid.beside(decided) {
            if self.queued.get(other) == Some(&false) {
                self.queued[other] = true;
                self.queue.push(other);
            }
        }
    }
}

/// The cells of a grid, refined.
#[must_use]
pub fn refined(s: &Scenario, catalog: &Catalog, grid: Grid, cells: Vec<Cell>) -> Vec<Cell> {
    Refinement::new(s, catalog, grid, cells).finished()
}
