//! What would change the answer: ribbons, flips, maps and tornadoes.

pub mod models;
pub mod refine;
pub mod tornado;
pub mod volume;

use crate::catalog::Catalog;
use crate::decision::Judge;
use crate::order::sorted;
use crate::params::{Kind, PARAMS, Param, Value, tidy};
use crate::report::Flip;
use crate::scenario::Scenario;
use crate::strategy::Strategy;
use std::cell::RefCell;

/// Steps of a slider's way by which the search for flips goes before it bisects: no stretch wider than a hundredth is missed.
pub const FINE: u32 = 100;
/// The same for a first look, which is right unless a stretch narrower than a sixteenth lies before what it finds.
pub const QUICK: u32 = 16;
/// Bisection stops when the flip is known to this share of the slider's way.
const EXACT: f64 = 1e-4;

/// A flip nearer than this share of the slider's way to its end is not told.
const AT_END: f64 = 5e-3;

/// A flip whose value is the present one in so many digits is not told: nobody could say which side of it they are on.
const TOLD_DIGITS: i32 = 5;

/// The scenario with one input at `position` of its slider, 0 to 1, all else as it stands.
fn at(s: &Scenario, param: &Param, position: f64) -> Scenario {
    let mut moved = *s;
    (param.set)(&mut moved, Value::Number(param.raw_at(position)));
    moved
}

/// Who wins somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The winner; where nothing fits, the nearest.
    pub winner: Strategy,
    /// Whether it passes every gate.
    pub feasible: bool,
}

impl Cell {
    fn of(s: &Scenario, judge: &mut Judge) -> Self {
        let decision = judge.decide(s);
        Self {
            winner: decision.winner,
            feasible: decision.feasible,
        }
    }
}

/// Cells of a ribbon between two that are decided at first.
const STRIDE: usize = 4;

/// Who wins along an input's slider: `out.len()` even positions from its least to its greatest value, or for a choice one entry
/// for each option.
///
/// Of a slider every fourth position is decided, and the others only where two neighbours of these differ: a stretch of less than four
/// positions can be missed.
pub fn ribbon(s: &Scenario, catalog: &Catalog, param: &'static Param, out: &mut [Cell]) {
    ribbon_by(&mut Judge::new(catalog), s, catalog, param, out);
}

/// [`ribbon`] by a judge of that catalog.
pub fn ribbon_by(
    judge: &mut Judge,
    s: &Scenario,
    catalog: &Catalog,
    param: &'static Param,
    out: &mut [Cell],
) {
    if matches!(param.kind, Kind::Choice { .. }) {
        for ((option, _, _), cell) in param.options(catalog).into_iter().zip(out) {
            let mut moved = *s;
            (param.set)(&mut moved, Value::Choice(option));
            *cell = Cell::of(&moved, judge);
        }
        return;
    }
    let last = out.len().saturating_sub(1);
    let mut decide = |i: usize| Cell::of(&at(s, param, i as f64 / last.max(1) as f64), judge);
    let Some(first) = out.first_mut() else {
        return;
    };
    *first = decide(0);
    let mut from = 0;
    while from < last {
        let to = (from + STRIDE).min(last);
        out[to] = decide(to);
        fill(out, from, to, &mut decide);
        from = to;
    }
}

/// Fills what lies between two decided cells: alike where they agree, and where they do not by halves.
fn fill(out: &mut [Cell], from: usize, to: usize, decide: &mut dyn FnMut(usize) -> Cell) {
    if to - from < 2 {
        return;
    }
    if out[from] == out[to] {
        let cell = out[from];
        out[from..to].fill(cell);
        return;
    }
    let middle = usize::midpoint(from, to);
    out[middle] = decide(middle);
    fill(out, from, middle, decide);
    fill(out, middle, to, decide);
}

/// For each input, the nearest value at which the winner changes; nearest first. Inputs that change nothing are left out.
#[must_use]
pub fn flips(s: &Scenario, catalog: &Catalog) -> Vec<Flip> {
    FlipSearch::new(s, Judge::new(catalog), FINE).finished(catalog)
}

/// The search for the flips of every input, a few decisions at a time, so that a page can go on painting in between.
#[derive(Clone, Debug)]
pub struct FlipSearch {
    scenario: Scenario,
    judge: Judge,
    now: Cell,
    steps: u32,
    next: usize,
    outwards: Option<Outwards>,
    found: Vec<Flip>,
}

impl FlipSearch {
    /// A search that has looked at nothing yet, by [`FINE`] or [`QUICK`] steps and a judge of the catalog.
    #[must_use]
    pub fn new(s: &Scenario, mut judge: Judge, steps: u32) -> Self {
        Self {
            scenario: *s,
            now: Cell::of(s, &mut judge),
            judge,
            steps,
            next: 0,
            outwards: None,
            found: Vec::new(),
        }
    }

    /// Goes on from input to input until so many decisions were made, or some twenty more, and says whether that was all.
    pub fn step(&mut self, catalog: &Catalog, decisions: usize) -> bool {
        let mut made = 0;
        while let Some(param) = PARAMS.get(self.next) {
            if made >= decisions {
                return false;
            }
            let mut outwards = self.outwards.take().unwrap_or_else(|| Outwards::from(param));
            let (flip, looked) =
                outwards.step(&self.scenario, &mut self.judge, catalog, self.now, self.steps);
            made += looked;
            match flip {
                Some(flip) => {
                    self.found.extend(flip);
                    self.next += 1;
                }
                None => self.outwards = Some(outwards),
            }
        }
        true
    }

    /// Searches to the end, and gives the flips.
    #[must_use]
    pub fn finished(mut self, catalog: &Catalog) -> Vec<Flip> {
        while !self.step(catalog, usize::MAX) {}
        self.flips()
    }

    /// The flips found, nearest first.
    #[must_use]
    pub fn flips(self) -> Vec<Flip> {
        sorted(self.found, |a: &Flip, b: &Flip| a.distance.total_cmp(&b.distance))
    }
}

/// The nearest flip of one input.
#[must_use]
pub fn flip(s: &Scenario, catalog: &Catalog, param: &'static Param, winner: Strategy) -> Option<Flip> {
    let mut judge = Judge::new(catalog);
    let now = Cell {
        winner,
        ..Cell::of(s, &mut judge)
    };
    nearest(s, &mut judge, catalog, param, now, FINE).0
}

/// The nearest flip of one input, and how many decisions that took.
fn nearest(
    s: &Scenario,
    judge: &mut Judge,
    catalog: &Catalog,
    param: &'static Param,
    now: Cell,
    steps: u32,
) -> (Option<Flip>, usize) {
    let mut outwards = Outwards::from(param);
    let mut looked = 0;
    loop {
        let (flip, made) = outwards.step(s, judge, catalog, now, steps);
        looked += made;
        if let Some(flip) = flip {
            return (flip, looked);
        }
    }
}

/// A search along one input, outwards to both sides at once: what lies beyond the nearest flip need not be looked at.
#[derive(Clone, Copy, Debug)]
struct Outwards {
    param: &'static Param,
    done: u32,
    /// Whether the search goes on to each side: not beyond what flips at the very end of a slider, which is not told.
    open: [bool; 2],
}

impl Outwards {
    const fn from(param: &'static Param) -> Self {
        Self {
            param,
            done: 0,
            open: [true; 2],
        }
    }

    /// Goes one step to both sides; some twenty decisions at the most, and all options of a choice. Gives the flip, or that there is
    /// none, once that is known, and how many decisions were made.
    fn step(
        &mut self,
        s: &Scenario,
        judge: &mut Judge,
        catalog: &Catalog,
        now: Cell,
        steps: u32,
    ) -> (Option<Option<Flip>>, usize) {
        let param = self.param;
        if param.asks_how_sure() || param.key == "judge_by" {
            // How sure a team is and what it judges by are its own to say, and no lever.
            return (Some(None), 0);
        }
        if let Kind::Choice { .. } = param.kind {
            let (flip, looked) = choice_flip(s, judge, catalog, param, now.winner, now.feasible);
            return (Some(flip), looked);
        }
        // No step leads from no measurement to one, nor from the list price to one of the team's own.
        if !param.is_set(s) || self.done >= steps {
            return (Some(None), 0);
        }
        self.done += 1;
        let done = self.done;
        let from = param.number(s);
        let here = param.position(from);
        let mut looked = 0;
        let mut decide = |position: f64| {
            looked += 1;
            Cell::of(&at(s, param, position), judge)
        };
        let mut found: Option<(f64, f64, Cell)> = None;
        for (side, open) in [1.0, -1.0].into_iter().zip(&mut self.open) {
            if !*open {
                continue;
            }
            let place = |step: u32| (here + side * f64::from(step) / f64::from(steps)).clamp(0.0, 1.0);
            let (mut same, mut changed) = (place(done - 1), place(done));
            if same == changed {
                // Beyond the slider's end.
                continue;
            }
            let mut beyond = decide(changed);
            if beyond.winner == now.winner {
                continue;
            }
            while (changed - same).abs() > EXACT {
                let middle = f64::midpoint(changed, same);
                let there = decide(middle);
                if there.winner == now.winner {
                    same = middle;
                } else {
                    changed = middle;
                    beyond = there;
                }
            }
            // At the very end of a slider nobody could say which side of the flip they are on.
            if !(AT_END..=1.0 - AT_END).contains(&changed) {
                *open = false;
                continue;
            }
            let distance = (changed - here).abs();
            if found.is_none_or(|(nearest, ..)| distance < nearest) {
                found = Some((distance, changed, beyond));
            }
        }
        let Some((distance, position, beyond)) = found else {
            return (None, looked);
        };
        let differs = tidy(param.raw_at(position), TOLD_DIGITS) != tidy(from, TOLD_DIGITS);
        let told = differs && is_worth_telling(beyond, now.feasible);
        let flip = told.then(|| Flip {
            key: param.key,
            from,
            at: param.raw_at(position),
            above: position > here,
            winner: beyond.winner,
            distance,
        });
        (Some(flip), looked)
    }
}

/// Whether a change of course is one that a person would take: to an approach that fits, or, where none does, to one that comes nearer. A model
/// for which an approach is not sold, or a budget below all of them, leads nowhere.
const fn is_worth_telling(beyond: Cell, fits: bool) -> bool {
    beyond.feasible || !fits
}

fn choice_flip(
    s: &Scenario,
    judge: &mut Judge,
    catalog: &Catalog,
    param: &'static Param,
    winner: Strategy,
    fits: bool,
) -> (Option<Flip>, usize) {
    let options = param.options(catalog);
    let from = param.number(s);
    let place = |value: f64| {
        options
            .iter()
            .position(|(i, _, _)| f64::from(*i) == value)
            .unwrap_or(0) as f64
    };
    let here = place(from);
    let steps = options.len().saturating_sub(1).max(1) as f64;
    let mut nearest: Option<Flip> = None;
    for (i, (option, _, _)) in options.iter().enumerate() {
        if !param.is_offered(*option, catalog) {
            continue;
        }
        let mut moved = *s;
        (param.set)(&mut moved, Value::Choice(*option));
        let there = Cell::of(&moved, judge);
        let distance = (i as f64 - here).abs() / steps;
        let flips = there.winner != winner && is_worth_telling(there, fits);
        if flips && nearest.is_none_or(|n| distance < n.distance) {
            let above = i as f64 > here;
            nearest = Some(Flip {
                key: param.key,
                from,
                at: f64::from(*option),
                above,
                winner: there.winner,
                distance,
            });
        }
    }
    (nearest, options.len())
}

/// Who wins over two inputs: row by row from the least value of `y`, each row from the least value of `x`. Cells stand for the value
/// at their middle. Choices count as sliders over their options.
#[must_use]
pub fn map(
    s: &Scenario,
    catalog: &Catalog,
    x: &'static Param,
    y: &'static Param,
    cols: usize,
    rows: usize,
) -> Vec<Cell> {
    (0..rows)
        .flat_map(|row| map_row(s, catalog, (x, y), (cols, rows), row))
        .collect()
}

/// One row of [`map`], counted from the bottom: so that a page can paint between rows.
pub fn map_row(
    s: &Scenario,
    catalog: &Catalog,
    (x, y): (&'static Param, &'static Param),
    (cols, rows): (usize, usize),
    row: usize,
) -> Vec<Cell> {
    let judge = &mut Judge::new(catalog);
    let across = place(s, catalog, y, (row as f64 + 0.5) / rows as f64);
    (0..cols)
        .map(|col| {
            Cell::of(
                &place(&across, catalog, x, (col as f64 + 0.5) / cols as f64),
                judge,
            )
        })
        .collect()
}

/// Cells of a block of [`map_sketch`], to each side.
const BLOCK: usize = 4;

/// [`map`] at a first look: what lies between four cells that agree is taken to agree as well, so that only the borders between
/// regions are decided cell by cell. A fifth of the decisions or so; a region of less than four cells across can be missed.
#[must_use]
pub fn map_sketch(
    s: &Scenario,
    catalog: &Catalog,
    axes: (&'static Param, &'static Param),
    size: (usize, usize),
) -> Vec<Cell> {
    map_sketch_by(Judge::new(catalog), s, catalog, axes, size)
}

/// [`map_sketch`] by a judge of that catalog.
#[must_use]
pub fn map_sketch_by(
    judge: Judge,
    s: &Scenario,
    catalog: &Catalog,
    (x, y): (&'static Param, &'static Param),
    (cols, rows): (usize, usize),
) -> Vec<Cell> {
    if cols == 0 || rows == 0 {
        return Vec::new();
    }
    let judge = RefCell::new(judge);
    let mut sketch = Sketch {
        cells: vec![None; cols * rows],
        cols,
        decide: &|col, row| {
            let across = place(s, catalog, y, (row as f64 + 0.5) / rows as f64);
            let there = place(&across, catalog, x, (col as f64 + 0.5) / cols as f64);
            Cell::of(&there, &mut judge.borrow_mut())
        },
    };
    for row in (0..rows).step_by(BLOCK) {
        for col in (0..cols).step_by(BLOCK) {
            let to = ((col + BLOCK).min(cols - 1), (row + BLOCK).min(rows - 1));
            sketch.fill((col, row), to);
        }
    }
    (0..cols * rows).map(|i| sketch.at(i % cols, i / cols)).collect()
}

/// A map that is being sketched.
struct Sketch<'a> {
    cells: Vec<Option<Cell>>,
    cols: usize,
    decide: &'a dyn Fn(usize, usize) -> Cell,
}

impl Sketch<'_> {
    fn at(&mut self, col: usize, row: usize) -> Cell {
        *self.cells[row * self.cols + col].get_or_insert_with(|| (self.decide)(col, row))
    }

    /// Fills the area between two corners, both included.
    fn fill(&mut self, from: (usize, usize), to: (usize, usize)) {
        let corners = [from, to, (from.0, to.1), (to.0, from.1)].map(|(col, row)| self.at(col, row));
        if corners.iter().all(|c| *c == corners[0]) {
            for row in from.1..=to.1 {
                for col in from.0..=to.0 {
                    self.cells[row * self.cols + col].get_or_insert(corners[0]);
                }
            }
            return;
        }
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        if width.max(height) < 2 {
            return;
        }
        let (one, other) = if width >= height {
            let middle = from.0 + width / 2;
            ((middle, to.1), (middle, from.1))
        } else {
            let middle = from.1 + height / 2;
            ((to.0, middle), (from.0, middle))
        };
        self.fill(from, one);
        self.fill(other, to);
    }
}

fn place(s: &Scenario, catalog: &Catalog, param: &Param, position: f64) -> Scenario {
    if let Kind::Choice { .. } = param.kind {
        let options = param.options(catalog);
        let last = options.len().saturating_sub(1);
        let i = ((position * options.len() as f64) as usize).min(last);
        let mut moved = *s;
        if let Some((option, _, _)) = options.get(i) {
            (param.set)(&mut moved, Value::Choice(*option));
        }
        return moved;
    }
    at(s, param, position)
}
