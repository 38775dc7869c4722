//! What would change the answer: ribbons, flips, maps and tornadoes.

pub mod tornado;

use super::decide;
use crate::catalog::Catalog;
use crate::order::sorted;
use crate::params::{Group, Kind, PARAMS, Param, Value};
use crate::report::Flip;
use crate::scenario::Scenario;
use crate::strategy::Strategy;

/// Positions of a slider that the search for flips looks at before it bisects. A stretch narrower than one step can be missed.
const STEPS: usize = 64;
/// The same for a fine search, as narrow as a flip is exact.
const FINE_STEPS: usize = 1000;
/// Bisection stops when the flip is known to this share of the slider's way.
const EXACT: f64 = 1e-4;

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
    fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let decision = decide(s, catalog);
        Self {
            winner: decision.winner,
            feasible: decision.feasible,
        }
    }
}

/// Who wins along an input's slider: `out.len()` even positions from its least to its greatest value, or for a choice one entry
/// for each option.
pub fn ribbon(s: &Scenario, catalog: &Catalog, param: &'static Param, out: &mut [Cell]) {
    if matches!(param.kind, Kind::Choice { .. }) {
        for ((option, _, _), cell) in param.options(catalog).into_iter().zip(out) {
            let mut moved = *s;
            (param.set)(&mut moved, Value::Choice(option));
            *cell = Cell::of(&moved, catalog);
        }
        return;
    }
    let last = out.len().saturating_sub(1).max(1) as f64;
    for (i, cell) in out.iter_mut().enumerate() {
        *cell = Cell::of(&at(s, param, i as f64 / last), catalog);
    }
}

/// For each input, the nearest value at which the winner changes; nearest first. Inputs that change nothing are left out.
#[must_use]
pub fn flips(s: &Scenario, catalog: &Catalog) -> Vec<Flip> {
    let winner = decide(s, catalog).winner;
    by_distance(
        PARAMS
            .iter()
            .filter_map(|param| flip(s, catalog, param, winner))
            .collect(),
    )
}

/// Flips in the order of their distance, nearest first.
#[must_use]
pub fn by_distance(flips: Vec<Flip>) -> Vec<Flip> {
    sorted(flips, |a: &Flip, b: &Flip| a.distance.total_cmp(&b.distance))
}

/// The nearest flip of one input. A stretch narrower than a 64th of the slider can be missed; see [`flip_fine`].
#[must_use]
pub fn flip(s: &Scenario, catalog: &Catalog, param: &'static Param, winner: Strategy) -> Option<Flip> {
    flip_by(s, catalog, param, winner, STEPS)
}

/// The nearest flip of one input, missing no stretch wider than a thousandth of the slider: for when the hand rests.
#[must_use]
pub fn flip_fine(s: &Scenario, catalog: &Catalog, param: &'static Param, winner: Strategy) -> Option<Flip> {
    flip_by(s, catalog, param, winner, FINE_STEPS)
}

fn flip_by(
    s: &Scenario,
    catalog: &Catalog,
    param: &'static Param,
    winner: Strategy,
    steps: usize,
) -> Option<Flip> {
    if let Kind::Choice { .. } = param.kind {
        return choice_flip(s, catalog, param, winner);
    }
    let from = param.number(s);
    if param.group == Group::Measured && from == 0.0 {
        // Zero stands for not measured, from which no way leads to a measurement.
        return None;
    }
    let here = param.position(from);
    let up = search(s, catalog, param, winner, (here, 1.0), steps);
    let down = search(s, catalog, param, winner, (here, 0.0), steps);
    let (position, beyond) = match (up, down) {
        (Some(a), Some(b)) => {
            if a.0 - here <= here - b.0 {
                a
            } else {
                b
            }
        }
        (Some(a), None) => a,
        (None, Some(b)) => b,
        (None, None) => return None,
    };
    Some(Flip {
        key: param.key,
        from,
        at: param.raw_at(position),
        above: position > here,
        winner: beyond,
        distance: (position - here).abs(),
    })
}

/// The first change of winner on the way from `here` to `end`: its position, and who wins just beyond.
fn search(
    s: &Scenario,
    catalog: &Catalog,
    param: &'static Param,
    winner: Strategy,
    (here, end): (f64, f64),
    steps: usize,
) -> Option<(f64, Strategy)> {
    let wins = |position: f64| decide(&at(s, param, position), catalog).winner;
    let steps = ((end - here).abs() * steps as f64).ceil().max(1.0);
    let mut same = here;
    for step in 1..=steps as usize {
        let position = here + (end - here) * step as f64 / steps;
        let mut beyond = wins(position);
        if beyond == winner {
            same = position;
            continue;
        }
        let mut changed = position;
        while (changed - same).abs() > EXACT {
            let middle = f64::midpoint(changed, same);
            let there = wins(middle);
            if there == winner {
                same = middle;
            } else {
                changed = middle;
                beyond = there;
            }
        }
        return Some((changed, beyond));
    }
    None
}

fn choice_flip(s: &Scenario, catalog: &Catalog, param: &'static Param, winner: Strategy) -> Option<Flip> {
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
        let mut moved = *s;
        (param.set)(&mut moved, Value::Choice(*option));
        let there = decide(&moved, catalog).winner;
        let distance = (i as f64 - here).abs() / steps;
        if there != winner && nearest.is_none_or(|n| distance < n.distance) {
            let above = i as f64 > here;
            nearest = Some(Flip {
                key: param.key,
                from,
                at: f64::from(*option),
                above,
                winner: there,
                distance,
            });
        }
    }
    nearest
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
    let across = place(s, catalog, y, (row as f64 + 0.5) / rows as f64);
    (0..cols)
        .map(|col| {
            Cell::of(
                &place(&across, catalog, x, (col as f64 + 0.5) / cols as f64),
                catalog,
            )
        })
        .collect()
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
