//! Where the winner changes along one input; ribbons, maps and tornadoes.

use crate::common::{catalog, close, param, preset, scenario, with};
use Strategy::{Prompt, Rag};
use forkcast_engine::explore::{Cell, tornado};
use forkcast_engine::params::Value;
use forkcast_engine::presets::PRESETS;
use forkcast_engine::scenario::Audit;
use forkcast_engine::uncertainty::unknowns;
use forkcast_engine::{Judge, Scenario, Strategy, decide, evaluate, explore, format, params, words};

#[test]
fn only_what_was_measured_can_flip_by_a_measurement() {
    let s = Scenario::default();
    let search = param("measured_search_p50_ms");
    let winner = decide(&s, catalog()).winner;
    assert_eq!(winner, Rag);
    // No way leads from nothing to a measurement, nor from the list price to one of the team's own.
    assert_eq!(explore::flip(&s, catalog(), search, Rag), None);
    let measured = Scenario {
        measured_search_p50_ms: Some(3.0),
        measured_search_p95_ms: Some(8.0),
        ..s
    };
    let flip = explore::flip(&measured, catalog(), search, Rag).expect("a search too slow for the limit");
    assert!(flip.above && flip.winner != Rag, "{flip:?}");
    assert!(flip.at > 50.0 && flip.at < s.ttft_p95_ms, "{flip:?}");
}

/// What a reader cannot do is never said: an unset price, how sure one is, what is judged by, and the very end of a slider.
#[test]
fn a_flip_is_one_that_a_person_could_act_on() {
    let scenarios = PRESETS.iter().map(|p| p.scenario(catalog()));
    let luna = with(preset("json-schema"), "model=gpt-6-luna");
    for s in scenarios.chain([Scenario::default(), luna]) {
        let flips = explore::flips(&s, catalog());
        for pair in flips.windows(2) {
            assert!(pair[0].distance <= pair[1].distance);
        }
        for f in &flips {
            let param = param(f.key);
            assert!(!f.key.starts_with("sure_") && f.key != "judge_by", "{f:?}");
            assert!(param.unset.is_none() || f.from != 0.0, "{f:?}");
            if param.range().is_some() {
                let at = param.position(f.at);
                assert!((0.004..=0.996).contains(&at), "{f:?}");
                let shown = |x: f64| format::number_value(param, params::tidy(x, 3));
                assert!(!words::flip(f, catalog()).is_empty() && !shown(f.at).is_empty());
            }
        }
    }
}

#[test]
fn a_choice_flips_at_its_nearest_option() {
    let s =
        scenario("new_facts_share=0.05 strictness=0.95 change_days=3650 examples=3000 label_quality=0.95");
    let winner = decide(&s, catalog()).winner;
    assert!(winner.only_tunes(), "{winner:?}");
    let audit = param("audit");
    let flip = explore::flip(&s, catalog(), audit, winner).expect("an audit that is required rules it out");
    assert!(flip.winner.cites() && flip.above);
    let mut cells = [Cell {
        winner: Prompt,
        feasible: false,
    }; 3];
    explore::ribbon(&s, catalog(), audit, &mut cells);
    for (cell, audit) in cells.iter().zip([Audit::None, Audit::Useful, Audit::Required]) {
        let d = decide(&Scenario { audit, ..s }, catalog());
        assert_eq!((cell.winner, cell.feasible), (d.winner, d.feasible));
    }
    // On the map an option takes an equal part of the axis.
    let grid = explore::map(&s, catalog(), audit, param("queries_per_day"), 6, 2);
    let winners: Vec<Strategy> = grid.iter().take(6).map(|cell| cell.winner).collect();
    assert_eq!(
        (winners[0], winners[2], winners[4]),
        (winners[1], winners[3], winners[5])
    );
    assert!(winners[5].cites());
}

/// A ribbon is what deciding says at its positions, but for stretches narrower than four of them: in 99 of 100 cells.
#[test]
fn ribbons_stand_for_their_positions() {
    let (mut right, mut all) = (0, 0);
    let mut judge = Judge::new(catalog());
    for preset in &PRESETS {
        let s = preset.scenario(catalog());
        for param in params::main_params().filter(|p| p.range().is_some()) {
            let mut cells = [Cell {
                winner: Rag,
                feasible: false,
            }; 64];
            explore::ribbon(&s, catalog(), param, &mut cells);
            for (i, cell) in cells.iter().enumerate() {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(i as f64 / 63.0)));
                let d = judge.decide(&moved);
                all += 1;
                right += usize::from((cell.winner, cell.feasible) == (d.winner, d.feasible));
            }
        }
    }
    assert!(right * 1000 >= all * 995, "{right} of {all}");
}

#[test]
fn a_tornado_moves_one_thing_at_a_time() {
    let s = preset("clinical-notes");
    let mut judge = Judge::new(catalog());
    let now = judge.decide(&s);
    let bars = tornado::bars(&s, catalog(), None);
    assert_eq!(bars.len(), unknowns::list(&s, catalog()).len());
    let (first, second) = (now.winner.index(), now.runner_up.index());
    for bar in &bars {
        for (end, value) in [(bar.low, bar.unknown.low), (bar.high, bar.unknown.high)] {
            let (mut moved, mut world) = (s, catalog().clone());
            bar.unknown.set(&mut moved, &mut world, value);
            // The rest is drawn as ever.
            let d = judge.knowing(bar.unknown.dimension(), value).decide(&moved);
            assert_eq!(
                (end.value, end.winner, end.feasible),
                (value, d.winner, d.feasible)
            );
            close(end.margin, d.utility[first] - d.utility[second]);
            // What it costs is at the likely values.
            let r = evaluate(&moved, &world);
            close(
                end.total_usd,
                *r.strategies[first].cost.cumulative_usd.last().expect("months"),
            );
        }
        let either = bar.low.winner != now.winner || bar.high.winner != now.winner;
        assert_eq!(bar.flips, either, "{}", bar.unknown.key);
    }
    for pair in bars.windows(2) {
        assert!(
            (pair[0].flips && !pair[1].flips)
                || (pair[0].flips == pair[1].flips && pair[0].swing() >= pair[1].swing())
        );
    }
    assert!(bars[0].flips, "an unknown turns a leaning verdict");
}
