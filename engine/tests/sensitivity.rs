//! Flips, maps and crossings against brute force.

use crate::common::{Random, catalog, model};
use forkcast_engine::explore::volume;
use forkcast_engine::explore::{flip, map_row};
use forkcast_engine::params::{Group, Kind, PARAMS, Param, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Scenario, Strategy, decide, evaluate};

/// A preset with a few of its inputs moved anywhere on their sliders.
fn moved(random: &mut Random) -> Scenario {
    let mut s = PRESETS[(random.draw() * PRESETS.len() as f64) as usize].scenario(catalog());
    for _ in 0..6 {
        let param = &PARAMS[(random.draw() * PARAMS.len() as f64) as usize];
        if matches!(param.kind, Kind::Number { .. }) && param.group != Group::Measured {
            (param.set)(&mut s, Value::Number(param.raw_at(random.draw())));
        }
    }
    s
}

/// The nearest flip of every input agrees to 1% of its way with a scan of 200 positions of the whole slider, or of every option.
/// In other units too: the way is the value itself, or its logarithm. A flip to where nothing fits is not told, unless nothing does now.
#[test]
fn nearest_flips_agree_with_a_fine_scan() {
    const GRID: usize = 200;
    const EXACT: f64 = 0.011;
    let mut random = Random(2026);
    let (mut compared, mut found_some, mut narrow, mut wrong) = (0, 0, 0, Vec::new());
    for case in 0..4 {
        let s = moved(&mut random);
        let now = decide(&s, catalog());
        let winner = now.winner;
        for param in PARAMS
            .iter()
            .filter(|p| !p.asks_how_sure() && p.key != "judge_by")
        {
            let found = flip(&s, catalog(), param, winner);
            if let Kind::Choice { .. } = param.kind {
                assert_eq!(
                    found.map(|f| (f.at, f.winner)),
                    nearest_option(&s, param),
                    "{}",
                    param.key
                );
                continue;
            }
            if param.unset.is_some() && param.number(&s) == 0.0 {
                assert!(
                    found.is_none(),
                    "no way leads from not measured to measured: {}",
                    param.key
                );
                continue;
            }
            let here = param.position(param.number(&s));
            let wins = |position: f64| {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(position)));
                let d = decide(&moved, catalog());
                (d.winner, d.feasible || !now.feasible)
            };
            let scan: Vec<(Strategy, bool)> = (0..=GRID).map(|i| wins(i as f64 / GRID as f64)).collect();
            // How far the nearest position with another winner is, and how many such lie side by side there.
            // The very ends of the slider are not told.
            let nearest = (2..=GRID - 2)
                .filter(|i| scan[*i].0 != winner)
                .min_by(|a, b| {
                    let away = |i: usize| (i as f64 / GRID as f64 - here).abs();
                    away(*a).total_cmp(&away(*b))
                })
                .map(|i| {
                    let more = scan[i..].iter().take_while(|w| w.0 != winner).count();
                    let less = scan[..i].iter().rev().take_while(|w| w.0 != winner).count();
                    ((i as f64 / GRID as f64 - here).abs(), more + less, scan[i].1)
                });
            let agree = match (nearest, found) {
                (None, None) => true,
                // Between two positions of the scan, yet true.
                (None, Some(f)) => wins(param.position(f.at)) == (f.winner, true) && f.winner != winner,
                (Some((_, _, false)), None) => true,
                (Some((n, wide, true)), None) => {
                    narrow += 1;
                    // What flips within the very end of the slider is not told.
                    let end = 2.0 / GRID as f64 + 1e-9;
                    wide <= 2 || here + n <= end || here - n >= 1.0 - end
                }
                (Some((n, wide, _)), Some(f)) => {
                    let at = param.position(f.at);
                    let is_one = wins(at) == (f.winner, true) && f.winner != winner && f.above == (at > here);
                    narrow += usize::from(f.distance > n + EXACT);
                    // Narrower than a hundredth of the slider a stretch may be passed over.
                    is_one && (f.distance <= n + EXACT || wide <= 2)
                }
            };
            compared += 1;
            found_some += usize::from(found.is_some());
            if !agree {
                wrong.push(format!(
                    "case {case}, {}: scan {nearest:?}, flip {found:?}",
                    param.key
                ));
            }
        }
    }
    assert!(
        narrow * 50 < compared && found_some * 60 > compared,
        "of {compared} compared {found_some} have a flip, and {narrow} pass over a narrow stretch"
    );
    assert!(
        wrong.is_empty(),
        "{} of {compared} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The nearest option in the list that another strategy wins, and that strategy; the first in the list of two as near.
fn nearest_option(s: &Scenario, param: &'static Param) -> Option<(f64, Strategy)> {
    let now = decide(s, catalog());
    let options = param.options(catalog());
    let here = options
        .iter()
        .position(|o| f64::from(o.0) == param.number(s))
        .expect("an option");
    (0..options.len())
        .filter_map(|i| {
            let mut moved = *s;
            (param.set)(&mut moved, Value::Choice(options[i].0));
            let there = decide(&moved, catalog());
            let told = there.winner != now.winner && (there.feasible || !now.feasible);
            told.then_some((i.abs_diff(here), (f64::from(options[i].0), there.winner)))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, found)| found)
}

/// Each cell of a map is the verdict at its middle.
#[test]
fn the_map_is_what_deciding_says_in_every_cell() {
    let mut random = Random(11);
    let numbers: Vec<_> = PARAMS
        .iter()
        .filter(|p| matches!(p.kind, Kind::Number { .. }))
        .collect();
    for _ in 0..3 {
        let s = moved(&mut random);
        let x = numbers[(random.draw() * numbers.len() as f64) as usize];
        let y = numbers[(random.draw() * numbers.len() as f64) as usize];
        for row in 0..16 {
            for (col, cell) in map_row(&s, catalog(), (x, y), (24, 16), row)
                .into_iter()
                .enumerate()
            {
                let mut moved = s;
                (y.set)(&mut moved, Value::Number(y.raw_at((row as f64 + 0.5) / 16.0)));
                (x.set)(&mut moved, Value::Number(x.raw_at((col as f64 + 0.5) / 24.0)));
                let decision = decide(&moved, catalog());
                assert_eq!((cell.winner, cell.feasible), (decision.winner, decision.feasible));
            }
        }
    }
}

/// Every crossing of two lines of monthly cost, by a scan of its own over the whole range: the volumes between which the sign changes.
fn scanned(s: &Scenario, a: Strategy, b: Strategy, points: usize) -> Vec<(f64, f64, bool)> {
    let (least, greatest) = volume::RANGE;
    let at = |i: usize| least * (greatest / least).powf(i as f64 / points as f64);
    let gap = |q: f64| {
        let usd = volume::monthly_usd(s, catalog(), q);
        usd[a.index()] - usd[b.index()]
    };
    let mut found = Vec::new();
    let mut before = (at(0), gap(at(0)));
    for i in 1..=points {
        let now = (at(i), gap(at(i)));
        if now.1 == 0.0 {
            continue;
        }
        if before.1 != 0.0 && (before.1 < 0.0) != (now.1 < 0.0) {
            found.push((before.0, now.0, before.1 < 0.0));
        }
        before = now;
    }
    found
}

/// Crossings by volume against a scan of steps of 0.4 %: each one reported is real, to 0.1 % of the volume, and none is missing. Where
/// whole GPUs are paid for, two lines can cross and cross back at every GPU more; of those within one step of the sweep only the side
/// that each step ends on is told, as the sweep says of itself.
#[test]
fn volume_crossovers_agree_with_a_fine_scan() {
    const POINTS: usize = 4000;
    let mut random = Random(77);
    let (mut smooth, mut stepwise) = (0, 0);
    for case in 0..4 {
        let mut s = moved(&mut random);
        if case % 2 == 0 {
            // Its tuned weights are paid by the token alone, those of most others by the hour.
            s.model_index = model("gpt-4.1-mini");
        }
        // A hybrid may be served on GPUs at some volumes and hosted at others, as its method changes with what is cheaper.
        let reports: Vec<_> = (0..=70)
            .map(|i| {
                let mut at = s;
                at.queries_per_day = 10f64.powf(f64::from(i) / 10.0);
                evaluate(&at, catalog())
            })
            .collect();
        let in_steps = |x: Strategy| reports.iter().any(|r| r.of(x).cost.serving_gpus > 0.0);
        for points in [57, 141] {
            let sweep = volume::sweep(&s, catalog(), points);
            for c in &sweep.crossovers {
                let gap = |share: f64| {
                    let usd = volume::monthly_usd(&s, catalog(), c.queries_per_day * share);
                    usd[c.below.index()] - usd[c.above.index()]
                };
                // The two signs within 0.1 % to both sides, in this order; where GPUs step, perhaps not at the very ends.
                let shares = (-10..=10).map(|i| 1.0 + f64::from(i) * 1e-4);
                let first = shares.clone().find(|x| gap(*x) < 0.0);
                let last = shares.rev().find(|x| gap(*x) > 0.0);
                assert!(
                    first.zip(last).is_some_and(|(first, last)| first < last),
                    "case {case}: {c:?}, {} before and {} after",
                    gap(0.999),
                    gap(1.001)
                );
            }
            for a in Strategy::ALL {
                for b in Strategy::ALL.into_iter().skip(a.index() + 1) {
                    let told: Vec<_> = sweep
                        .crossovers
                        .iter()
                        .filter(|c| [c.below, c.above] == [a, b] || [c.below, c.above] == [b, a])
                        .collect();
                    let scan = scanned(&s, a, b, POINTS);
                    if in_steps(a) || in_steps(b) {
                        for pair in sweep.queries_per_day.windows(2) {
                            let within = |q: f64| q > pair[0] && q <= pair[1];
                            let gap = |q: f64| {
                                let usd = volume::monthly_usd(&s, catalog(), q);
                                usd[a.index()] - usd[b.index()]
                            };
                            let changes = gap(pair[0]) * gap(pair[1]) < 0.0;
                            let here = told.iter().filter(|c| within(c.queries_per_day)).count();
                            assert_eq!(here, usize::from(changes), "case {case}: {a:?} {b:?} in {pair:?}");
                            stepwise += here;
                        }
                        continue;
                    }
                    assert_eq!(
                        told.len(),
                        scan.len(),
                        "case {case}: {a:?} {b:?}: {told:?}, by the scan {scan:?}"
                    );
                    for (c, (low, high, a_first)) in told.iter().zip(&scan) {
                        assert_eq!(c.below == a, *a_first);
                        assert!(
                            (low * 0.999..=high * 1.001).contains(&c.queries_per_day),
                            "case {case}: {c:?} {low} {high}"
                        );
                        smooth += 1;
                    }
                }
            }
        }
    }
    assert!(
        smooth > 30 && stepwise > 40,
        "compared {smooth} crossings of lines and {stepwise} in steps"
    );
}
