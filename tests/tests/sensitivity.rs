//! Flips, maps and tornadoes against brute force.

use forkcast_engine::decision::sensitivity::tornado;
use forkcast_engine::decision::sensitivity::{flip, flip_fine, map_row};
use forkcast_engine::params::{Group, Kind, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::uncertainty::unknowns;
use forkcast_engine::{Catalog, Scenario, decide};

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

/// Numbers of Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A preset with a few of its inputs moved anywhere on their sliders.
    fn scenario(&mut self) -> Scenario {
        let mut s = PRESETS[(self.next() * PRESETS.len() as f64) as usize].scenario(catalog());
        for _ in 0..6 {
            let param = &PARAMS[(self.next() * PARAMS.len() as f64) as usize];
            if matches!(param.kind, Kind::Number { .. }) && param.group != Group::Measured {
                (param.set)(&mut s, Value::Number(param.raw_at(self.next())));
            }
        }
        s
    }
}

/// The nearest flip of every slider agrees to 0.1 % of the way with a scan of 1,000 positions to either side.
#[test]
fn nearest_flips_agree_with_a_fine_scan() {
    const GRID: usize = 1000;
    let mut random = Random(2026);
    let (mut compared, mut missed, mut wrong) = (0, 0, Vec::new());
    for case in 0..40 {
        let s = random.scenario();
        let winner = decide(&s, catalog()).winner;
        for param in PARAMS.iter().filter(|p| matches!(p.kind, Kind::Number { .. })) {
            if param.group == Group::Measured && param.number(&s) == 0.0 {
                continue;
            }
            let here = param.position(param.number(&s));
            let wins = |position: f64| {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(position)));
                decide(&moved, catalog()).winner
            };
            let nearest = (1..=GRID).map(|i| i as f64 / GRID as f64).find(|d| {
                (here + d <= 1.0 && wins(here + d) != winner) || (here - d >= 0.0 && wins(here - d) != winner)
            });
            let fine = flip_fine(&s, catalog(), param, winner);
            let found = fine.map(|f| f.distance);
            // A stretch narrower than the scan's step is found by the search alone: somebody else must win there.
            let is_real = fine.is_some_and(|f| {
                let way = if f.above { 1.0 } else { -1.0 };
                (0..=10).any(|i| {
                    let there = here + way * (f.distance + f64::from(i) * 1e-4);
                    wins(there.clamp(0.0, 1.0)) == f.winner
                })
            });
            // The quick search may miss a narrow stretch, never invent one.
            let quick = flip(&s, catalog(), param, winner).map(|f| f.distance);
            missed += usize::from(
                quick.is_some_and(|q| found.is_none_or(|f| q > f + 0.001))
                    || quick.is_none() && found.is_some(),
            );
            assert!(
                quick.is_none_or(|q| found.is_some_and(|f| f <= q + 0.001)),
                "{}",
                param.key
            );
            let agree = match (nearest, found) {
                (None, None) => true,
                (Some(n), Some(f)) => f <= n + 0.001 && is_real,
                (None, Some(_)) => is_real,
                (Some(_), None) => false,
            };
            compared += 1;
            if !agree {
                wrong.push(format!(
                    "case {case}, {}: scan {nearest:?}, flip {found:?}",
                    param.key
                ));
            }
        }
    }
    assert!(
        missed * 200 < compared,
        "the quick search missed {missed} of {compared}"
    );
    assert!(
        wrong.is_empty(),
        "{} of {compared} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Each cell of the 96 × 64 map is the verdict at its middle.
#[test]
fn the_map_is_what_deciding_says_in_every_cell() {
    let mut random = Random(11);
    let numbers: Vec<_> = PARAMS
        .iter()
        .filter(|p| matches!(p.kind, Kind::Number { .. }))
        .collect();
    for _ in 0..3 {
        let s = random.scenario();
        let x = numbers[(random.next() * numbers.len() as f64) as usize];
        let y = numbers[(random.next() * numbers.len() as f64) as usize];
        for row in 0..64 {
            for (col, cell) in map_row(&s, catalog(), (x, y), (96, 64), row)
                .into_iter()
                .enumerate()
            {
                let mut moved = s;
                (y.set)(&mut moved, Value::Number(y.raw_at((row as f64 + 0.5) / 64.0)));
                (x.set)(&mut moved, Value::Number(x.raw_at((col as f64 + 0.5) / 96.0)));
                let decision = decide(&moved, catalog());
                assert_eq!((cell.winner, cell.feasible), (decision.winner, decision.feasible));
            }
        }
    }
}

#[test]
fn a_tornado_is_sorted_and_true_at_both_ends() {
    let mut flips = 0;
    for preset in &PRESETS {
        let s = preset.scenario(catalog());
        let now = decide(&s, catalog());
        let bars = tornado::bars(&s, catalog());
        assert_eq!(bars.len(), unknowns::list(&s, catalog()).len());
        for pair in bars.windows(2) {
            assert!(pair[0].swing() >= pair[1].swing());
        }
        for bar in &bars {
            for (end, value) in [(bar.low, bar.unknown.low), (bar.high, bar.unknown.high)] {
                let (mut moved, mut world) = (s, catalog().clone());
                bar.unknown.set(&mut moved, &mut world, value);
                let report = forkcast_engine::evaluate(&moved, &world);
                assert_eq!(
                    end.winner, report.verdict.winner,
                    "{} {}",
                    preset.id, bar.unknown.key
                );
                let of = |i: usize| &report.strategies[i];
                let (first, second) = (of(now.winner.index()), of(now.runner_up.index()));
                assert!((end.margin - (first.utility - second.utility)).abs() < 1e-12);
                let total = first.cost.cumulative_usd.last().copied().expect("months");
                assert!(
                    (end.total_usd - total).abs() <= 1e-6 * total.abs().max(1.0),
                    "{} {total}",
                    end.total_usd
                );
            }
            assert_eq!(
                bar.flips,
                bar.low.winner != now.winner || bar.high.winner != now.winner
            );
            flips += usize::from(bar.flips);
        }
    }
    assert!(
        flips > 0,
        "no preset is turned by any unknown: the tornado marks nothing"
    );
}
