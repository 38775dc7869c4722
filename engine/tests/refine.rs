//! Ribbons and maps after rest.

use crate::common::{catalog, param, preset, scenario};
use forkcast_engine::decision::limits::{self, Musts};
use forkcast_engine::decision::plans;
use forkcast_engine::decision::rule::Tally;
use forkcast_engine::explore::refine::{Grid, Refinement, refined};
use forkcast_engine::explore::{Cell, map, map_sketch, ribbon};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::simulation::Draws;
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::{Decision, Scenario, Strategy, uncertainty};

const BLANK: Cell = Cell {
    winner: Strategy::Rag,
    feasible: false,
};

fn strip(s: &Scenario, key: &str, cells: usize) -> Vec<Cell> {
    let mut out = vec![BLANK; cells];
    ribbon(s, catalog(), param(key), &mut out);
    out
}

/// What the rule says by many simulations.
fn by_many(s: &Scenario) -> Cell {
    let d = uncertainty::futures(s, catalog(), 4096).decision;
    Cell {
        winner: d.winner,
        feasible: d.feasible,
    }
}

#[test]
fn refining_in_steps_is_refining_at_once() {
    let s = scenario("");
    let axes = (param("change_days"), param("strictness"));
    let size = (24, 16);
    for (grid, cells) in [
        (Grid::Map(axes, size), map_sketch(&s, catalog(), axes, size)),
        (
            Grid::Ribbon(param("ttft_p95_ms"), 64),
            strip(&s, "ttft_p95_ms", 64),
        ),
    ] {
        let whole = refined(&s, catalog(), grid, cells.clone());
        let mut steps = 0;
        let mut refinement = Refinement::new(&s, catalog(), grid, cells.clone());
        while !refinement.step(1) {
            steps += 1;
            assert_eq!(refinement.cells().len(), cells.len());
        }
        // A step is sixty-four simulations of one cell.
        assert!(steps > 10, "{steps}");
        assert_eq!(refinement.cells(), whole);
        assert!(refinement.step(1), "nothing is left");
        assert_eq!(refinement.into_cells(), whole);
    }
}

/// Borders move to where many simulations have them: every cell of a ribbon that changes is as the rule has it.
#[test]
fn a_border_moves_to_where_many_simulations_have_it() {
    let (mut moved, mut right, mut cells) = (0, 0, 0);
    for (id, key) in [
        ("support-docs", "ttft_p95_ms"),
        ("json-schema", "queries_per_day"),
        ("fresh-and-strict", "strictness"),
        ("legal-research", "budget_monthly_usd"),
        ("thin-data", "examples"),
    ] {
        let s = preset(id);
        let grid = Grid::Ribbon(param(key), 64);
        let coarse = strip(&s, key, 64);
        let fine = refined(&s, catalog(), grid, coarse.clone());
        for i in 0..64 {
            let at_border = i > 0 && coarse[i] != coarse[i - 1];
            if fine[i] == coarse[i] && !at_border {
                continue;
            }
            moved += usize::from(fine[i] != coarse[i]);
            cells += 1;
            let at = grid.scenario(&s, catalog(), i);
            // A chance within a point of the one asked for takes more simulations to place than a cell gets.
            let many = uncertainty::futures(&at, catalog(), 4096).decision;
            let tied = many
                .chance
                .iter()
                .any(|chance| (chance - s.confidence).abs() < 0.01);
            // Nor is a difference of a thousandth of the score told apart by so few.
            let best = by_many(&at);
            let score = |cell: Cell| many.utility[cell.winner.index()];
            let level = many.feasible && fine[i].feasible && (score(fine[i]) - score(best)).abs() < 1e-3;
            right += usize::from(tied || level || fine[i] == best);
        }
    }
    assert!(cells >= 4 && moved >= 1, "{cells} {moved}");
    assert!(right + 2 >= cells, "{right} of {cells}");
}

/// A map whose sketch is wrong all over is put right from its borders and from the cells that are looked at anyway.
#[test]
fn a_wrong_sketch_is_put_right() {
    let s = preset("thin-data");
    let axes = (param("change_days"), param("examples"));
    let (columns, rows) = (24, 16);
    let grid = Grid::Map(axes, (columns, rows));
    let blank = vec![BLANK; columns * rows];
    let fine = refined(&s, catalog(), grid, blank);
    let whole = map(&s, catalog(), axes.0, axes.1, columns, rows);
    let same = fine.iter().zip(&whole).filter(|(a, b)| a == b).count();
    assert!(same * 100 >= fine.len() * 95, "{same} of {}", fine.len());
}

#[test]
fn any_size_and_any_input_is_refined() {
    let s = scenario("");
    for (columns, rows) in [(0, 3), (3, 0), (1, 1), (1, 9), (9, 2)] {
        let axes = (param("recall"), param("audit"));
        let cells = map_sketch(&s, catalog(), axes, (columns, rows));
        let fine = refined(&s, catalog(), Grid::Map(axes, (columns, rows)), cells);
        assert_eq!(fine.len(), columns * rows);
    }
    // Every option of a choice is decided by itself.
    let audit = refined(
        &s,
        catalog(),
        Grid::Ribbon(param("audit"), 3),
        strip(&s, "audit", 3),
    );
    for (i, cell) in audit.iter().enumerate() {
        let grid = Grid::Ribbon(param("audit"), 3);
        assert_eq!(*cell, by_many(&grid.scenario(&s, catalog(), i)));
    }
    assert!(refined(&s, catalog(), Grid::Ribbon(param("recall"), 0), Vec::new()).is_empty());
}

/// The rule by the first 64 simulations.
fn by_64(s: &Scenario) -> ([Musts; STRATEGIES], Tally, Decision) {
    let draws = Draws::about(&catalog().calibration);
    let musts = limits::musts(s, catalog());
    let tally = Tally::of(
        s,
        catalog(),
        &musts,
        &plans(s, catalog()),
        (0..64).map(|n| draws.nth(n)),
    );
    let decision = tally.decision(s, &musts);
    (musts, tally, decision)
}

#[test]
fn a_better_approach_that_barely_misses_the_confidence_leaves_the_verdict_open() {
    let mut found = 0;
    for preset in &PRESETS {
        for percent in (40..100).step_by(4) {
            let s = Scenario {
                confidence: f64::from(percent) / 100.0,
                ..preset.scenario(catalog())
            };
            let (musts, tally, d) = by_64(&s);
            let barely = |i: &usize| {
                let chance = d.chance[*i];
                let error = (chance * (1.0 - chance) / 64.0).sqrt();
                d.utility[*i] > d.utility[d.winner.index()]
                    && chance < s.confidence
                    && s.confidence - chance < error
            };
            if d.feasible && (0..STRATEGIES).any(|i| barely(&i)) {
                found += 1;
                assert!(
                    !tally.is_settled(&s, &musts, &d),
                    "{}, {percent}% required",
                    preset.id
                );
            }
        }
    }
    assert!(found > 2, "{found} such scenarios");
}

#[test]
fn a_chance_that_is_nearly_as_great_leaves_open_which_approach_comes_nearest() {
    let mut found = 0;
    for preset in &PRESETS {
        for times in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0] {
            let preset = preset.scenario(catalog());
            let s = Scenario {
                confidence: 0.99,
                ttft_p95_ms: preset.ttft_p95_ms * times,
                budget_monthly_usd: preset.budget_monthly_usd * times,
                ..preset
            };
            let (musts, tally, d) = by_64(&s);
            let winner = d.winner.index();
            let unmet = |i: usize| musts[i].iter().count();
            let near = |i: usize| {
                let (most, chance) = (d.chance[winner], d.chance[i]);
                let error = (most * (1.0 - most) / 64.0).sqrt();
                i != winner && unmet(i) == unmet(winner) && most - chance > 0.01 && most - chance < error
            };
            if !d.feasible && (0..STRATEGIES).any(near) {
                found += 1;
                assert!(!tally.is_settled(&s, &musts, &d), "{d:?}");
            }
        }
    }
    assert!(found > 2, "{found} such scenarios");
}
