//! The work done once input is idle, in small steps: first what a reader waits for, then what makes it exact.

use super::ribbon::Ribbon;
use forkcast_engine::decision::{Correction, Judge};
use forkcast_engine::explore::refine::{Grid, Refinement};
use forkcast_engine::explore::{self, Cell, FINE, FlipSearch, QUICK};
use forkcast_engine::params::{PARAMS, Param};
use forkcast_engine::report::Flip;
use forkcast_engine::uncertainty::{Futures, Sampler};
use forkcast_engine::{Catalog, Scenario};

/// Number of simulations.
pub const FUTURES: usize = 10_000;
/// Simulations in one step: less than a millisecond's worth.
pub const CHUNK: usize = 50;
/// Simulations in the coarse pass.
const FIRST: usize = 500;
/// Decisions of the flip search in one step, or some twenty more.
const DECISIONS: usize = 1;
/// Simulations of a refinement in one step, or 63 more.
const REFINING: usize = 64;

/// The work of one idle period, in small steps.
#[derive(Clone, Debug)]
pub struct Work {
    scenario: Scenario,
    axes: (&'static Param, &'static Param),
    size: (usize, usize),
    shown: Vec<usize>,
    sampler: Sampler,
    stage: Stage,
    search: Option<FlipSearch>,
    refining: Option<Refinement>,
    ribbons: Vec<(usize, Ribbon)>,
    correction: Option<Correction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The simulations, which the headline follows.
    Futures,
    /// The map, coarse pass.
    Sketch,
    /// The flips, with that many steps.
    Flips(u32),
    /// The map, exactly.
    Map,
    /// The ribbons, exactly, from that one of those shown on.
    Ribbons(usize),
    Done,
}

/// The result of one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The flips.
    Flips(Vec<Flip>),
    /// The map's cells.
    Map(Vec<Cell>),
    /// The simulations so far.
    Futures(Box<Futures>),
    /// The ribbons, each with its input's place in the table.
    Ribbons(Vec<(usize, Ribbon)>),
    /// Work was done; nothing to show yet.
    More,
    /// Nothing is left.
    Done,
}

impl Work {
    /// The work for a scenario, its map over those two inputs, and the ribbons of those inputs by their place in the table.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        axes: (&'static Param, &'static Param),
        size: (usize, usize),
        shown: &[usize],
    ) -> Self {
        Self {
            scenario: *scenario,
            axes,
            size,
            shown: shown.to_vec(),
            sampler: Sampler::new(scenario),
            stage: Stage::Futures,
            search: None,
            refining: None,
            ribbons: Vec::new(),
            correction: None,
        }
    }

    /// What is left after that: exact ribbons, all flips and the exact map, corrected by the simulations, so that they show at this scenario
    /// what the headline says.
    #[must_use]
    pub fn fine(self, correction: Option<Correction>) -> Self {
        Self {
            stage: Stage::Ribbons(0),
            correction,
            ..self
        }
    }

    fn judge(&self, catalog: &Catalog) -> Judge {
        Judge::new(catalog).corrected(self.correction)
    }

    /// Does the next step.
    pub fn step(&mut self, catalog: &Catalog) -> Piece {
        match self.stage {
            // The first look at the map, once the headline stands; the flips come next, and the exact map after them.
            Stage::Sketch => {
                self.stage = Stage::Flips(QUICK);
                Piece::Map(explore::map_sketch_by(
                    self.judge(catalog),
                    &self.scenario,
                    catalog,
                    self.axes,
                    self.size,
                ))
            }
            Stage::Map => {
                let (axes, size) = (self.axes, self.size);
                let judge = self.judge(catalog);
                let sketch = |s: &Scenario| explore::map_sketch_by(judge, s, catalog, axes, size);
                let Some(cells) = self.refined(catalog, Grid::Map(axes, size), sketch) else {
                    return Piece::More;
                };
                self.stage = Stage::Done;
                Piece::Map(cells)
            }
            Stage::Ribbons(next) => {
                let Some(i) = self.shown.get(next).copied() else {
                    self.stage = Stage::Flips(FINE);
                    return Piece::Ribbons(std::mem::take(&mut self.ribbons));
                };
                let Some(param) = PARAMS.get(i) else {
                    self.stage = Stage::Ribbons(next + 1);
                    return Piece::More;
                };
                let grid = Grid::Ribbon(param, Ribbon::cells_of(catalog, param));
                let mut judge = self.judge(catalog);
                let coarse = |s: &Scenario| Ribbon::coarse_cells(&mut judge, s, catalog, param);
                if let Some(cells) = self.refined(catalog, grid, coarse) {
                    self.ribbons.push((i, Ribbon::of_cells(cells)));
                    self.stage = Stage::Ribbons(next + 1);
                }
                Piece::More
            }
            Stage::Futures => {
                self.sampler.draw(catalog, CHUNK);
                let drawn = self.sampler.drawn();
                if drawn >= FUTURES {
                    self.stage = Stage::Sketch;
                    let futures = self.sampler.futures();
                    self.correction = futures.correction;
                    Piece::Futures(Box::new(futures))
                } else if drawn == FIRST {
                    // The coarse pass; the full pass refines it.
                    Piece::Futures(Box::new(self.sampler.futures()))
                } else {
                    Piece::More
                }
            }
            Stage::Flips(steps) => {
                let mut search = self
                    .search
                    .take()
                    .unwrap_or_else(|| FlipSearch::new(&self.scenario, self.judge(catalog), steps));
                if search.step(catalog, DECISIONS) {
                    self.stage = if steps == QUICK { Stage::Done } else { Stage::Map };
                    return Piece::Flips(search.flips());
                }
                self.search = Some(search);
                Piece::More
            }
            Stage::Done => Piece::Done,
        }
    }

    /// Goes on with the refinement of a grid, which starts from coarse cells; gives its cells once they are final.
    fn refined(
        &mut self,
        catalog: &Catalog,
        grid: Grid,
        coarse: impl FnOnce(&Scenario) -> Vec<Cell>,
    ) -> Option<Vec<Cell>> {
        let mut refining = self.refining.take().unwrap_or_else(|| {
            Refinement::new(&self.scenario, catalog, grid, coarse(&self.scenario)).corrected(self.correction)
        });
        if refining.step(REFINING) {
            return Some(refining.into_cells());
        }
        self.refining = Some(refining);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::{params, uncertainty};

    #[test]
    fn the_pieces_come_to_the_whole() {
        let (s, catalog) = (Scenario::default(), Catalog::builtin());
        let axes = (
            params::find("change_days").expect("x"),
            params::find("strictness").expect("y"),
        );
        let shown = [0, 4];
        let first = Work::new(&s, axes, (8, 6), &shown);
        let many = uncertainty::futures(&s, catalog, FUTURES);
        let mut works = [first.clone(), first.fine(many.correction)].into_iter();
        let mut work = works.next().expect("the first");
        let (mut last, mut found, mut maps, mut ribbons) = (None, Vec::new(), Vec::new(), Vec::new());
        let mut pieces = 0;
        loop {
            match work.step(catalog) {
                Piece::Flips(flips) => found.push(flips),
                Piece::Map(cells) => maps.push(cells),
                Piece::Futures(futures) => last = Some(*futures),
                Piece::Ribbons(all) => ribbons.push(all),
                Piece::More => {}
                Piece::Done => match works.next() {
                    Some(next) => work = next,
                    None => break,
                },
            }
            pieces += 1;
            assert!(pieces < 50_000);
        }
        // A coarse pass and a full pass, each.
        assert_eq!(maps.len(), 2);
        assert_eq!(maps[0].len(), 48);
        let judge = || Judge::new(catalog).corrected(many.correction);
        let exact = |grid: Grid, coarse: Vec<Cell>| {
            Refinement::new(&s, catalog, grid, coarse)
                .corrected(many.correction)
                .finished()
        };
        assert_eq!(maps[1], exact(Grid::Map(axes, (8, 6)), maps[0].clone()));
        assert_eq!(ribbons.len(), 1, "all ribbons in one repaint");
        let expected = shown.map(|i| {
            let param = &PARAMS[i];
            let grid = Grid::Ribbon(param, Ribbon::cells_of(catalog, param));
            let coarse = Ribbon::coarse_cells(&mut judge(), &s, catalog, param);
            (i, Ribbon::of_cells(exact(grid, coarse)))
        });
        assert_eq!(ribbons[0], expected);
        assert_eq!(found.len(), 2);
        assert!(!found[0].is_empty());
        assert_eq!(found[1], FlipSearch::new(&s, judge(), FINE).finished(catalog));
        assert_eq!(last, Some(many));
    }
}
