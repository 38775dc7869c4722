//! The work done once input is idle: flips, the map, and the simulations, in small steps.

use forkcast_engine::explore::{self, Cell, FINE, FlipSearch, QUICK};
use forkcast_engine::params::Param;
use forkcast_engine::report::Flip;
use forkcast_engine::uncertainty::{Futures, Sampler};
use forkcast_engine::{Catalog, Scenario};

/// Number of simulations.
pub const FUTURES: usize = 10_000;
/// Simulations in one step: less than a millisecond's worth.
pub const CHUNK: usize = 50;
/// Simulations in the coarse pass.
const FIRST: usize = 500;
/// Decisions of the flip search in one step. The current input is searched to its end, so a step takes at most 1,000 more: about 15 ms in
/// the page at 12 µs a decision.
const DECISIONS: usize = 1;
/// Rows of the map decided in one step.
const ROWS: usize = 1;

/// The work of one idle period, in small steps.
#[derive(Clone, Debug)]
pub struct Work {
    scenario: Scenario,
    axes: (&'static Param, &'static Param),
    size: (usize, usize),
    sampler: Sampler,
    stage: Stage,
    search: Option<FlipSearch>,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// With that many steps.
    Flips(u32),
    /// The map, coarse pass.
    Sketch,
    /// The map, from that row on.
    Map(usize),
    Futures,
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
    /// Work was done; nothing to show yet.
    More,
    /// Nothing is left.
    Done,
}

impl Work {
    /// The work for a scenario, its map over those two inputs.
    #[must_use]
    pub fn new(scenario: &Scenario, axes: (&'static Param, &'static Param), size: (usize, usize)) -> Self {
        Self {
            scenario: *scenario,
            axes,
            size,
            sampler: Sampler::new(scenario),
            stage: Stage::Sketch,
            search: None,
            cells: Vec::new(),
        }
    }

    /// Does the next step.
    pub fn step(&mut self, catalog: &Catalog) -> Piece {
        match self.stage {
            // Within a frame, whatever the axes; the flips come next, and the whole map after them.
            Stage::Sketch => {
                self.stage = Stage::Flips(QUICK);
                Piece::Map(explore::map_sketch(&self.scenario, catalog, self.axes, self.size))
            }
            Stage::Map(from) => {
                let (x, y) = self.axes;
                let to = (from + ROWS).min(self.size.1);
                for row in from..to {
                    let cells = explore::map_row(&self.scenario, catalog, (x, y), self.size, row);
                    self.cells.extend(cells);
                }
                if to < self.size.1 {
                    self.stage = Stage::Map(to);
                    return Piece::More;
                }
                self.stage = Stage::Futures;
                Piece::Map(std::mem::take(&mut self.cells))
            }
            Stage::Futures => {
                self.sampler.draw(catalog, CHUNK);
                let drawn = self.sampler.drawn();
                if drawn >= FUTURES {
                    self.stage = Stage::Flips(FINE);
                    Piece::Futures(Box::new(self.sampler.futures()))
                } else if drawn == FIRST {
                    // The coarse pass; the full pass refines it.
                    Piece::Futures(Box::new(self.sampler.futures()))
                } else {
                    Piece::More
                }
            }
            // The coarse pass first, because every reader needs it; the longest work comes last, so that map and simulations do not wait for it.
            Stage::Flips(steps) => {
                let mut search = self
                    .search
                    .take()
                    .unwrap_or_else(|| FlipSearch::new(&self.scenario, catalog, steps));
                if search.step(catalog, DECISIONS) {
                    self.stage = if steps == QUICK {
                        Stage::Map(0)
                    } else {
                        Stage::Done
                    };
                    return Piece::Flips(search.flips());
                }
                self.search = Some(search);
                Piece::More
            }
            Stage::Done => Piece::Done,
        }
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
        let mut work = Work::new(&s, axes, (8, 6));
        let (mut last, mut found, mut maps) = (None, Vec::new(), Vec::new());
        let mut pieces = 0;
        loop {
            match work.step(catalog) {
                Piece::Flips(flips) => found.push(flips),
                Piece::Map(cells) => maps.push(cells),
                Piece::Futures(futures) => last = Some(*futures),
                Piece::More => {}
                Piece::Done => break,
            }
            pieces += 1;
            assert!(pieces < 2000);
        }
        // A coarse pass and a full pass, each.
        assert_eq!(maps.len(), 2);
        assert_eq!(maps[0].len(), 48);
        assert_eq!(maps[1], explore::map(&s, catalog, axes.0, axes.1, 8, 6));
        assert_eq!(found.len(), 2);
        assert!(!found[0].is_empty());
        assert_eq!(found[1], explore::flips(&s, catalog));
        assert_eq!(last, Some(uncertainty::futures(&s, catalog, FUTURES)));
    }
}
