//! Whether everything that names an approach agrees with the one rule, over random scenarios: the verdict at rest, the verdict while a hand
//! moves, ribbons, maps, and what the value of information is compared with.
//!
//! Scenarios are random and seeded: the `n`th is the same every time. `cargo xtask agree` judges a thousand of them by 10,000 simulations; a
//! test judges fewer by fewer.

use forkcast_engine::decision::limits;
use forkcast_engine::decision::rule::Tally;
use forkcast_engine::decision::{ByMany, Judge, judge, plans};
use forkcast_engine::explore::refine::{Grid, Refinement};
use forkcast_engine::explore::{Cell, map_sketch_by, ribbon_by};
use forkcast_engine::params::{self, Kind, PARAMS, Param, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::simulation::{Draw, Draws, SCRAMBLING_OF_FEW};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::uncertainty::{self, worth::Knowing};
use forkcast_engine::{Catalog, Decision, Scenario, Strategy};
use std::collections::HashMap;
use std::ops::Range;
use std::thread;

/// The scrambling of the simulations that judge: another than that of the verdict at rest.
const OTHER: u32 = 99;

/// Numbers from 0 to 1 that follow from a seed (SplitMix64; Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.draw() * n as f64) as usize).min(n.saturating_sub(1))
    }
}

fn random(n: u64) -> Random {
    Random(n.wrapping_mul(7919).wrapping_add(12_345))
}

/// A random scenario: the defaults or a preset, of which every other time a few inputs lie anywhere, and else every number up to a fifth of
/// its slider away.
#[must_use]
pub fn scenario(n: u64, catalog: &Catalog) -> Scenario {
    let mut random = random(n);
    let few = n % 2 == 1;
    let base = random.below(PRESETS.len() + 1);
    let mut s = PRESETS
        .get(base)
        .map_or_else(Scenario::default, |preset| preset.scenario(catalog));
    for param in &PARAMS {
        let (chosen, to) = (random.draw(), random.draw());
        if param.unset.is_some() && chosen > 0.1 {
            continue;
        }
        match param.kind {
            Kind::Number { .. } if few && chosen >= FEW_MOVED => {}
            Kind::Number { .. } if few => (param.set)(&mut s, Value::Number(param.raw_at(to))),
            Kind::Number { .. } => {
                let position = param.position(param.number(&s)) + NEAR * (2.0 * to - 1.0);
                (param.set)(&mut s, Value::Number(param.raw_at(position)));
            }
            Kind::Choice { .. } if chosen < FEW_MOVED => {
                let options = param.options(catalog);
                let option = ((to * options.len() as f64) as usize).min(options.len().saturating_sub(1));
                if let Some((index, _, _)) = options.get(option) {
                    (param.set)(&mut s, Value::Choice(*index));
                }
            }
            Kind::Choice { .. } => {}
        }
    }
    s.in_range()
}

/// The chance with which an input lies anywhere where few do.
const FEW_MOVED: f64 = 0.08;
/// How far on its slider a number lies from that of the preset where all are moved.
const NEAR: f64 = 0.2;

/// The verdict by as many simulations as there are draws.
fn decide(s: &Scenario, catalog: &Catalog, draws: &[Draw]) -> Decision {
    let musts = limits::musts(s, catalog);
    let plans = plans(s, catalog);
    let tally = Tally::of(s, catalog, &musts, &plans, draws.iter().copied());
    tally.decision(s, &musts)
}

fn at_rest(n: usize, catalog: &Catalog) -> Vec<Draw> {
    let draws = Draws::about(&catalog.calibration);
    (0..n).map(|i| draws.nth(i)).collect()
}

fn judged(s: &Scenario, d: &Decision, strategy: Strategy) -> f64 {
    match s.judge_by {
        JudgeBy::Score => d.utility[strategy.index()],
        JudgeBy::NetValue => d.net_usd[strategy.index()],
    }
}

/// Does a share of the numbers on each processor, and adds up what comes of it.
fn in_parts<T: Send>(
    range: &Range<u64>,
    of: impl Fn(&mut dyn Iterator<Item = u64>) -> T + Sync,
    mut add: impl FnMut(T),
) {
    let parts = thread::available_parallelism().map_or(1, usize::from) as u64;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..parts)
            .map(|part| {
                let (of, range) = (&of, range.clone());
                scope.spawn(move || of(&mut range.filter(|n| n % parts == part)))
            })
            .collect();
        for thread in threads {
            if let Ok(found) = thread.join() {
                add(found);
            }
        }
    });
}

/// The verdict at rest beside one by as many independent simulations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdicts {
    /// Scenarios.
    pub scenarios: usize,
    /// Those in which an approach fits.
    pub feasible: usize,
    /// Those in which both name the same approach.
    pub same: usize,
    /// Those of them in which an approach fits.
    pub same_of_feasible: usize,
    /// The most by which the independent score of the verdict at rest is behind that of the best approach that fits.
    pub behind: f64,
    /// The most by which the independent chance of the verdict at rest is below that of the other, where they differ because of it.
    pub short: f64,
    /// Those whose value of information is compared with the verdict.
    pub baseline: usize,
    /// What differs, in words.
    pub differences: Vec<String>,
}

/// Simulations after which the baseline of the value of information is looked at: it follows from the same sums, so few show it.
const BASELINE: usize = 200;

/// Compares verdicts at rest with independent ones over the scenarios of those numbers.
#[must_use]
pub fn verdicts(range: Range<u64>, simulations: usize) -> Verdicts {
    let catalog = Catalog::builtin();
    let rest = at_rest(simulations, catalog);
    let draws = Draws::about(&catalog.calibration);
    let other: Vec<Draw> = (0..simulations).map(|n| draws.by(OTHER, n)).collect();
    let part = |numbers: &mut dyn Iterator<Item = u64>| {
        let mut found = Verdicts::default();
        for n in numbers {
            let s = scenario(n, catalog);
            let (at_rest, judge) = (decide(&s, catalog, &rest), decide(&s, catalog, &other));
            found.scenarios += 1;
            found.feasible += usize::from(at_rest.feasible);
            if at_rest.winner == judge.winner {
                found.same += 1;
                found.same_of_feasible += usize::from(at_rest.feasible);
            } else {
                let chance = |x: Strategy| judge.chance[x.index()];
                let behind = judged(&s, &judge, judge.winner) - judged(&s, &judge, at_rest.winner);
                if judge.open[at_rest.winner.index()] && s.judge_by == JudgeBy::Score {
                    found.behind = found.behind.max(behind);
                }
                if !judge.open[at_rest.winner.index()] {
                    let asked = chance(judge.winner).min(s.confidence);
                    found.short = found.short.max(asked - chance(at_rest.winner));
                }
                found.differences.push(format!(
                    "scenario {n}: {} at rest, {} by the others: {behind:.5} behind, chances {:.4} and {:.4}, {:.2} required",
                    at_rest.winner.label(),
                    judge.winner.label(),
                    chance(at_rest.winner),
                    chance(judge.winner),
                    s.confidence
                ));
            }
            let mut knowing = Knowing::new(&s);
            knowing.draw(catalog, BASELINE);
            let verdict = decide(&s, catalog, &rest[..BASELINE.min(rest.len())]);
            found.baseline += usize::from(knowing.choice() == verdict.winner);
        }
        found
    };
    let mut all = Verdicts::default();
    in_parts(&range, part, |found| {
        all.scenarios += found.scenarios;
        all.feasible += found.feasible;
        all.same += found.same;
        all.same_of_feasible += found.same_of_feasible;
        all.behind = all.behind.max(found.behind);
        all.short = all.short.max(found.short);
        all.baseline += found.baseline;
        all.differences.extend(found.differences);
    });
    all
}

/// Approaches whose expected scores differ by less are as good as each other: the model's own error is a hundred times that.
const TIE: f64 = 2e-4;

/// Verdicts while a hand moves beside those at rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Movements {
    /// Movements of a main slider.
    pub movements: usize,
    /// Those after which both name the same approach.
    pub same: usize,
    /// Those after which an approach fits.
    pub feasible: usize,
    /// Those of them after which both name the same approach.
    pub same_of_feasible: usize,
    /// Those after which both also agree whether it fits.
    pub same_fit: usize,
    /// Those after which they name two that both fit and are as good as each other to a fiftieth of a point.
    pub tied: usize,
    /// What differs, in words.
    pub differences: Vec<String>,
}

/// Where a hand starts to move a slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// At the defaults or a preset, as readers do.
    Preset,
    /// Anywhere.
    Anywhere,
}

/// The scenario of a number, at rest, and the same with one of its main sliders moved to anywhere.
fn moved(n: u64, from: From, catalog: &Catalog) -> (Scenario, Scenario, &'static Param) {
    let start = match from {
        From::Anywhere => scenario(n, catalog),
        From::Preset => PRESETS
            .get(n as usize % (PRESETS.len() + 1))
            .map_or_else(Scenario::default, |preset| preset.scenario(catalog)),
    };
    let mut random = random(n.wrapping_add(1 << 40));
    let sliders: Vec<&'static Param> = params::main_params().filter(|p| p.range().is_some()).collect();
    let param = sliders
        .get(random.below(sliders.len()))
        .copied()
        .unwrap_or(&PARAMS[0]);
    let mut s = start;
    (param.set)(&mut s, Value::Number(param.raw_at(random.draw())));
    (start, s, param)
}

/// Compares verdicts while a hand moves with those at rest.
#[must_use]
pub fn movements(range: Range<u64>, from: From, simulations: usize) -> Movements {
    let catalog = Catalog::builtin();
    let rest = at_rest(simulations, catalog);
    let part = |numbers: &mut dyn Iterator<Item = u64>| {
        let mut found = Movements::default();
        let mut presets: HashMap<u64, ByMany> = HashMap::new();
        for n in numbers {
            let (start, s, param) = moved(n, from, catalog);
            let musts = limits::musts(&s, catalog);
            let many = || uncertainty::futures(&start, catalog, simulations).by_many();
            let before = match from {
                From::Anywhere => many(),
                From::Preset => *presets.entry(n % (PRESETS.len() as u64 + 1)).or_insert_with(many),
            };
            let (moving, _) = judge::moving(&s, catalog, &musts, &plans(&s, catalog), Some(&before));
            let still = decide(&s, catalog, &rest);
            found.movements += 1;
            found.feasible += usize::from(still.feasible);
            found.same_of_feasible += usize::from(still.feasible && moving.winner == still.winner);
            found.same += usize::from(moving.winner == still.winner);
            found.same_fit += usize::from((moving.winner, moving.feasible) == (still.winner, still.feasible));
            if moving.winner != still.winner {
                let apart = judged(&s, &still, still.winner) - judged(&s, &still, moving.winner);
                let both_fit = still.feasible && still.open[moving.winner.index()];
                found.tied += usize::from(both_fit && s.judge_by == JudgeBy::Score && apart.abs() < TIE);
                let of = |d: &Decision| format!("{} ({:.3})", d.winner.label(), d.chance[d.winner.index()]);
                found.differences.push(format!(
                    "movement {n} of {}: {} moving, {} at rest, {:.4} apart, {:.2} required",
                    param.key,
                    of(&moving),
                    of(&still),
                    apart,
                    s.confidence
                ));
            }
        }
        found
    };
    let mut all = Movements::default();
    in_parts(&range, part, |found| {
        all.movements += found.movements;
        all.same += found.same;
        all.feasible += found.feasible;
        all.same_of_feasible += found.same_of_feasible;
        all.same_fit += found.same_fit;
        all.tied += found.tied;
        all.differences.extend(found.differences);
    });
    all
}

/// Cells of ribbons and maps after rest beside the rule by many simulations.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cells {
    /// Cells of ribbons and of maps that were compared.
    pub compared: [usize; 2],
    /// Those that the refinement leaves as the rule has them.
    pub refined: [usize; 2],
    /// Those that few simulations had so before.
    pub coarse: [usize; 2],
}

impl Cells {
    /// Share of refined cells that are as the rule has them, of ribbons and of maps.
    #[must_use]
    pub fn shares(&self) -> [f64; 2] {
        [0, 1].map(|i| self.refined[i] as f64 / self.compared[i].max(1) as f64)
    }
}

/// Compares random cells of a ribbon and of a map of each scenario.
#[must_use]
pub fn cells(range: Range<u64>, simulations: usize, size: (usize, usize), per: usize) -> Cells {
    let catalog = Catalog::builtin();
    let rest = at_rest(simulations, catalog);
    let sliders: Vec<&'static Param> = params::main_params().filter(|p| p.range().is_some()).collect();
    let part = |numbers: &mut dyn Iterator<Item = u64>| {
        let mut found = Cells::default();
        for n in numbers {
            let s = scenario(n, catalog);
            let mut random = random(n.wrapping_add(1 << 41));
            let one = random.below(sliders.len());
            let two = (one + 1 + random.below(sliders.len() - 1)) % sliders.len();
            let (x, y) = (sliders[one], sliders[two]);
            let blank = Cell {
                winner: Strategy::Rag,
                feasible: false,
            };
            // As the page draws them once it has simulated the scenario.
            let correction = uncertainty::futures(&s, catalog, simulations).correction;
            let mut judge = Judge::new(catalog).corrected(correction);
            let mut strip = vec![blank; RIBBON];
            ribbon_by(&mut judge, &s, catalog, x, &mut strip);
            let plane = map_sketch_by(judge, &s, catalog, (x, y), size);
            let grids = [(Grid::Ribbon(x, RIBBON), strip), (Grid::Map((x, y), size), plane)];
            for (kind, (grid, coarse)) in grids.into_iter().enumerate() {
                let fine = Refinement::new(&s, catalog, grid, coarse.clone())
                    .corrected(correction)
                    .finished();
                for _ in 0..per {
                    let cell = random.below(fine.len());
                    let d = decide(&grid.scenario(&s, catalog, cell).in_range(), catalog, &rest);
                    let is =
                        |cell: &Cell| usize::from((cell.winner, cell.feasible) == (d.winner, d.feasible));
                    found.compared[kind] += 1;
                    found.refined[kind] += is(&fine[cell]);
                    found.coarse[kind] += is(&coarse[cell]);
                }
            }
        }
        found
    };
    let mut all = Cells::default();
    in_parts(&range, part, |found| {
        for kind in 0..2 {
            all.compared[kind] += found.compared[kind];
            all.refined[kind] += found.refined[kind];
            all.coarse[kind] += found.coarse[kind];
        }
    });
    all
}

/// Cells of a ribbon on the page.
const RIBBON: usize = 64;

/// How near a scrambling of few simulations comes to many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The scrambling.
    pub scrambling: u32,
    /// Verdicts that name another approach.
    pub wrong: usize,
    /// Root mean square error of the chances.
    pub chance: f64,
    /// The same of the scores.
    pub score: f64,
}

impl Near {
    /// What the search makes small: the share of wrong verdicts, and the errors that other scenarios would turn into such.
    fn badness(&self, scenarios: usize) -> f64 {
        self.wrong as f64 / scenarios.max(1) as f64 + self.chance + self.score
    }
}

/// Scenarios of the search have numbers from here on: none of those that are judged by.
const SEARCHED: u64 = 1_000_000;

/// The best of so many scramblings of few simulations, over so many scenarios, and the one that is in use.
#[must_use]
pub fn search(scenarios: u64, scramblings: u32, simulations: usize) -> (Near, Vec<Near>) {
    let catalog = Catalog::builtin();
    let rest = at_rest(simulations, catalog);
    let mut known: Vec<(Scenario, Decision)> = Vec::new();
    let part = |numbers: &mut dyn Iterator<Item = u64>| -> Vec<(Scenario, Decision)> {
        numbers
            .map(|n| {
                let (_, s, _) = moved(n, From::Anywhere, catalog);
                (s, decide(&s, catalog, &rest))
            })
            .collect()
    };
    in_parts(&(SEARCHED..SEARCHED + scenarios), part, |found| {
        known.extend(found);
    });
    let near = |scrambling: u32, known: &[(Scenario, Decision)]| {
        let mut judge = Judge::by(scrambling, catalog);
        let (mut wrong, mut chance, mut score) = (0, 0.0, 0.0);
        for (s, still) in known {
            let d = judge.decide(s);
            wrong += usize::from(d.winner != still.winner);
            for i in 0..STRATEGIES {
                chance += (d.chance[i] - still.chance[i]).powi(2);
                score += (d.utility[i] - still.utility[i]).powi(2);
            }
        }
        let n = (known.len() * STRATEGIES).max(1) as f64;
        Near {
            scrambling,
            wrong,
            chance: (chance / n).sqrt(),
            score: (score / n).sqrt(),
        }
    };
    // All of them over some scenarios, then the best over all.
    let some = known.get(..known.len() / SCREENED).unwrap_or_default();
    let mut all: Vec<Near> = Vec::new();
    in_parts(
        &(0..u64::from(scramblings)),
        |numbers| numbers.map(|n| near(n as u32, some)).collect::<Vec<_>>(),
        |found| all.extend(found),
    );
    let better = |a: &Near, b: &Near| a.badness(some.len()).total_cmp(&b.badness(some.len()));
    all.sort_by(better);
    all.truncate(FINALISTS);
    let mut finalists: Vec<Near> = all.iter().map(|n| near(n.scrambling, &known)).collect();
    finalists.sort_by(|a, b| a.badness(known.len()).total_cmp(&b.badness(known.len())));
    (near(SCRAMBLING_OF_FEW, &known), finalists)
}

/// Every scrambling is tried over one scenario of so many.
const SCREENED: usize = 5;
/// Scramblings that are tried over all scenarios.
const FINALISTS: usize = 60;
