//! The results of idle work as numbers, which the worker sends to the page.

use super::rest::Piece;
use super::ribbon;
use forkcast_engine::decision::Correction;
use forkcast_engine::decision::correction::{Means, STEPS};
use forkcast_engine::explore::Cell;
use forkcast_engine::params::PARAMS;
use forkcast_engine::report::{Flip, LIMITS, Strength};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::uncertainty::Futures;
use forkcast_engine::{Decision, Strategy};

const FLIPS: f64 = 0.0;
const MAP: f64 = 1.0;
const FUTURES: f64 = 2.0;
const RIBBONS: f64 = 3.0;
/// Numbers of the simulations for each approach, besides limits and costs.
const EACH: usize = 9;
/// How clear a verdict is, by its number.
const STRENGTHS: [Strength; 4] = [
    Strength::Clear,
    Strength::Leaning,
    Strength::Close,
    Strength::NothingFits,
];
/// Numbers of a flip.
const FLIP: usize = 6;

/// A result as numbers; `None` if there is nothing to show.
#[must_use]
pub fn numbers(piece: &Piece) -> Option<Vec<f64>> {
    let mut out = Vec::new();
    match piece {
        Piece::Flips(flips) => {
            out.push(FLIPS);
            for flip in flips {
                let param = PARAMS.iter().position(|p| p.key == flip.key)?;
                out.extend([
                    param as f64,
                    flip.from,
                    flip.at,
                    f64::from(u8::from(flip.above)),
                    flip.winner.index() as f64,
                    flip.distance,
                ]);
            }
        }
        Piece::Map(cells) => {
            out.push(MAP);
            out.extend(cells.iter().copied().map(cell_number));
        }
        Piece::Futures(f) => {
            out.extend([FUTURES, f.n as f64, f.cost_p10[0].len() as f64]);
            let d = &f.decision;
            out.extend([
                f.nothing,
                d.winner.index() as f64,
                d.runner_up.index() as f64,
                f64::from(u8::from(d.feasible)),
                STRENGTHS.iter().position(|s| *s == d.strength)? as f64,
                d.margin,
                d.lead_usd,
                d.spread,
            ]);
            let open = d.open.map(|open| f64::from(u8::from(open)));
            for each in [
                &f.wins,
                &f.regret,
                &f.quality_p10,
                &f.quality_p90,
                &f.regret_usd,
                &d.utility,
                &d.net_usd,
                &d.chance,
                &open,
            ] {
                out.extend(each);
            }
            out.extend(f.meets.iter().flatten());
            out.extend(f.cost_p10.iter().chain(&f.cost_p90).flatten());
            append_correction(f.correction.as_ref(), &mut out);
        }
        Piece::Ribbons(ribbons) => {
            out.push(RIBBONS);
            for (input, ribbon) in ribbons {
                ribbon.append_numbers(*input, &mut out);
            }
        }
        Piece::More | Piece::Done => return None,
    }
    Some(out)
}

/// Numbers that follow their count, and those after them.
#[must_use]
pub fn counted(numbers: &[f64]) -> (&[f64], &[f64]) {
    let (count, rest) = numbers.split_first().unwrap_or((&0.0, &[]));
    rest.split_at((*count as usize).min(rest.len()))
}

/// Numbers of a correction.
const CORRECTION: usize = (2 + STEPS.len()) * MEANS * STRATEGIES;
/// Numbers of its means for each approach.
const MEANS: usize = 5;

/// Appends a correction, for [`correction`]; nothing where there is none.
pub fn append_correction(correction: Option<&Correction>, out: &mut Vec<f64>) {
    let Some(c) = correction else {
        return;
    };
    for means in [&c.many, &c.judge].into_iter().chain(&c.first) {
        for each in [
            &means.score,
            &means.lost,
            &means.net_usd,
            &means.net_spread_usd,
            &means.chance,
        ] {
            out.extend(each);
        }
    }
}

/// The correction of those numbers; `None` if they are none.
#[must_use]
pub fn correction(numbers: &[f64]) -> Option<Correction> {
    if numbers.len() != CORRECTION {
        return None;
    }
    let each = |at: usize| std::array::from_fn(|i| numbers[at * STRATEGIES + i]);
    let means = |n: usize| Means {
        score: each(MEANS * n),
        lost: each(MEANS * n + 1),
        net_usd: each(MEANS * n + 2),
        net_spread_usd: each(MEANS * n + 3),
        chance: each(MEANS * n + 4),
    };
    Some(Correction {
        many: means(0),
        judge: means(1),
        first: std::array::from_fn(|i| means(2 + i)),
    })
}

/// A cell of a map or a ribbon as a number.
#[must_use]
pub fn cell_number(cell: Cell) -> f64 {
    (cell.winner.index() * 2 + usize::from(cell.feasible)) as f64
}

/// The cell of that number; `None` if there is none.
#[must_use]
pub fn cell(number: f64) -> Option<Cell> {
    let n = number as usize;
    Some(Cell {
        winner: Strategy::ALL.get(n / 2).copied()?,
        feasible: n % 2 == 1,
    })
}

/// The result of those numbers; `None` if they are not a result.
#[must_use]
pub fn piece(numbers: &[f64]) -> Option<Piece> {
    let (tag, rest) = numbers.split_first()?;
    let strategy = |x: f64| Strategy::ALL.get(x as usize).copied();
    if *tag == FLIPS {
        let flips = rest.chunks_exact(FLIP).map(|n| {
            Some(Flip {
                key: PARAMS.get(n[0] as usize)?.key,
                from: n[1],
                at: n[2],
                above: n[3] != 0.0,
                winner: strategy(n[4])?,
                distance: n[5],
            })
        });
        return flips.collect::<Option<_>>().map(Piece::Flips);
    }
    if *tag == RIBBONS {
        return Some(Piece::Ribbons(ribbon::of_numbers(rest)));
    }
    if *tag == MAP {
        return rest
            .iter()
            .map(|n| cell(*n))
            .collect::<Option<_>>()
            .map(Piece::Map);
    }
    let [
        n,
        months,
        nothing,
        winner,
        runner_up,
        feasible,
        strength,
        margin,
        lead_usd,
        spread,
        rest @ ..,
    ] = rest
    else {
        return None;
    };
    let months = *months as usize;
    let length = STRATEGIES * (EACH + LIMITS + 2 * months);
    if *tag != FUTURES || ![length, length + CORRECTION].contains(&rest.len()) {
        return None;
    }
    let (rest, correcting) = rest.split_at(length);
    let (shares, rest) = rest.split_at(EACH * STRATEGIES);
    let (meets, costs) = rest.split_at(LIMITS * STRATEGIES);
    let share = |i: usize| std::array::from_fn(|s| shares[i * STRATEGIES + s]);
    let cost = |i: usize| {
        std::array::from_fn(|s| {
            let from = (i * STRATEGIES + s) * months;
            costs[from..from + months].to_vec()
        })
    };
    Some(Piece::Futures(Box::new(Futures {
        n: *n as usize,
        nothing: *nothing,
        decision: Decision {
            winner: strategy(*winner)?,
            feasible: *feasible != 0.0,
            runner_up: strategy(*runner_up)?,
            margin: *margin,
            lead_usd: *lead_usd,
            spread: *spread,
            strength: *STRENGTHS.get(*strength as usize)?,
            utility: share(5),
            net_usd: share(6),
            chance: share(7),
            open: share(8).map(|open: f64| open != 0.0),
        },
        meets: std::array::from_fn(|s| std::array::from_fn(|l| meets[s * LIMITS + l])),
        regret_usd: share(4),
        wins: share(0),
        regret: share(1),
        quality_p10: share(2),
        quality_p90: share(3),
        cost_p10: cost(0),
        cost_p90: cost(1),
        correction: correction(correcting),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::rest::Work;
    use forkcast_engine::{Catalog, Scenario};

    #[test]
    fn every_piece_comes_back_as_it_was() {
        let catalog = Catalog::builtin();
        let first = Work::new(&Scenario::default(), (&PARAMS[0], &PARAMS[1]), (12, 7), &[0, 2]);
        let mut works = [first.clone(), first.fine(None)].into_iter();
        let mut work = works.next().expect("the first");
        let mut shown = 0;
        loop {
            let piece_of_work = work.step(catalog);
            match numbers(&piece_of_work) {
                Some(n) => {
                    shown += 1;
                    assert_eq!(piece(&n), Some(piece_of_work));
                }
                None if piece_of_work == Piece::Done => match works.next() {
                    Some(next) => work = next,
                    None => break,
                },
                None => assert_eq!(piece_of_work, Piece::More),
            }
        }
        assert_eq!(
            shown, 7,
            "flips, map and simulations, a coarse and a full pass each; and the ribbons"
        );
    }

    #[test]
    fn other_numbers_are_no_piece() {
        for wrong in [
            &[][..],
            &[7.0, 1.0, 1.0],
            &[FUTURES, 1.0, 2.0, 3.0],
            &[MAP, 99.0],
            &[FLIPS, 999.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ] {
            assert_eq!(piece(wrong), None, "{wrong:?}");
        }
    }
}
