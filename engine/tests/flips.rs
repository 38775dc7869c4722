//! Where the winner changes along one input; ribbons, maps and tornadoes on figures set by hand.

use crate::common::{catalog, close, param, preset, roomy};
use Strategy::{FullFt, LongContext, Lora, Prompt, Rag};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::catalog::{LongPrompt, TuningMethod};
use forkcast_engine::explore::{Cell, tornado};
use forkcast_engine::params::Value;
use forkcast_engine::report::Flip;
use forkcast_engine::scenario::{Audit, TrainingPlace};
use forkcast_engine::{Catalog, Scenario, Strategy, decide, evaluate, explore, params};

/// By cost alone, prompting against a tuned model that saves ten examples of 100 tokens a question at 1 USD a million.
fn fork() -> (Scenario, Catalog) {
    let mut c = catalog().clone();
    let model = &mut c.models.to_mut()[0];
    (
        model.input_usd_per_m,
        model.output_usd_per_m,
        model.cached_usd_per_m,
    ) = (1.0, 4.0, None);
    let tuning = model.tuning.as_mut().expect("tuned");
    (tuning.input_usd_per_m, tuning.output_usd_per_m) = (1.0, 4.0);
    (tuning.training_usd_per_m, tuning.method) = (2.0, TuningMethod::Managed);
    // Nobody can train all of its weights.
    model.shape = None;
    let s = Scenario {
        model_index: 0,
        queries_per_day: 1000.0,
        growth_monthly: 0.0,
        prompt_tokens: 600.0,
        output_tokens: 200.0,
        few_shot: 10.0,
        example_tokens: 100.0,
        cacheable_share: 0.0,
        new_facts_share: 0.0,
        change_share: 0.0,
        examples: 1000.0,
        epochs: 3.0,
        experiments: 2.0,
        training_place: TrainingPlace::Managed,
        team_usd_per_hour: 50.0,
        build_hours_prompt: 10.0,
        build_hours_rag: 1000.0,
        build_hours_ft: 200.0,
        upkeep_hours_prompt: 1.0,
        upkeep_hours_rag: 100.0,
        upkeep_hours_ft: 20.0,
        release_hours: 8.0,
        wrong_answer_usd: 0.0,
        weight_quality: 0.0,
        weight_cost: 1.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        weight_traceability: 0.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        ..roomy()
    };
    (s, c)
}

/// 190 hours more to build, 0.6 M training tokens at 2 USD and eight hours of people, in ten months nineteen hours more of upkeep a
/// month and ten twelfths of another release, against 0.001 USD a question.
fn break_even() -> f64 {
    let release = 1.2 + 8.0 * 50.0;
    (190.0 * 50.0 + release + 10.0 * (19.0 * 50.0 + release / 12.0)) / (10.0 * DAYS_PER_MONTH * 0.001)
}

/// As far as bisection goes: a ten-thousandth of the slider.
const EXACT: f64 = 1.1e-4;

#[test]
fn a_flip_lies_where_the_costs_are_level() {
    let (s, c) = fork();
    let volume = param("queries_per_day");
    let up = explore::flip(&s, &c, volume, Prompt).expect("it flips");
    assert_eq!(
        (up.key, up.from, up.above, up.winner),
        ("queries_per_day", 1000.0, true, Lora)
    );
    let level = volume.position(break_even());
    assert!(
        (volume.position(up.at) - level).abs() <= EXACT,
        "{up:?}, by hand {}",
        break_even()
    );
    assert!((up.distance - (level - volume.position(1000.0))).abs() <= EXACT);
    assert!(
        volume.position(up.at) >= level - 1e-9,
        "the flip is beyond the point of balance"
    );
    let many = Scenario {
        queries_per_day: 200_000.0,
        ..s
    };
    let down = explore::flip(&many, &c, volume, Lora).expect("it flips");
    assert_eq!((down.above, down.winner), (false, Prompt));
    assert!((volume.position(down.at) - level).abs() <= EXACT);
    assert!((down.distance - (volume.position(200_000.0) - level)).abs() <= EXACT);
    assert_eq!(explore::flip(&s, &c, param("recall"), Prompt), None);
    // From zero too: at 200,000 questions a day each example of 100 tokens costs its share of what tuning does.
    let none = Scenario {
        queries_per_day: 200_000.0,
        few_shot: 0.0,
        ..s
    };
    let flip = explore::flip(&none, &c, param("few_shot"), Prompt).expect("it flips");
    let by_hand = break_even() * 10.0 / 200_000.0;
    assert!(
        (flip.at - by_hand).abs() <= EXACT * 50.0,
        "{flip:?}, by hand {by_hand}"
    );
}

#[test]
fn only_what_was_measured_can_flip_by_a_measurement() {
    let s = Scenario::default();
    let search = param("measured_search_p50_ms");
    let winner = decide(&s, catalog()).winner;
    assert_eq!(winner, Rag);
    // No way leads from nothing to a measurement.
    assert_eq!(explore::flip(&s, catalog(), search, Rag), None);
    let measured = Scenario {
        measured_search_p50_ms: Some(3.0),
        measured_search_p95_ms: Some(8.0),
        ..s
    };
    let flip = explore::flip(&measured, catalog(), search, Rag).expect("a search too slow for the limit");
    assert!(flip.above && flip.winner != Rag, "{flip:?}");
    assert!(flip.at > 100.0 && flip.at < s.ttft_p95_ms, "{flip:?}");
}

#[test]
fn a_flip_is_found_though_the_same_wins_again_beyond() {
    // A model that all but gives away the input of long prompts: a corpus of 48,400 tokens and more is put into them, until it is so long
    // that even a thousandth of the price outweighs the 1,600 USD saved on a million questions, less 500 USD for building.
    let (s, mut c) = fork();
    let model = &mut c.models.to_mut()[0];
    model.context_tokens = 1e11;
    model.long = Some(&LongPrompt {
        above_tokens: 50_000.0,
        input_usd_per_m: 0.001,
        output_usd_per_m: 4.0,
        cached_usd_per_m: None,
    });
    let questions = 30_000.0 * 10.0 * DAYS_PER_MONTH;
    let too_long = (1600e-6 - 10.0 * 50.0 / questions) / 1e-9 - 1600.0;
    let corpus = param("corpus_tokens");
    let from = |corpus_tokens: f64| {
        let moved = Scenario {
            queries_per_day: 30_000.0,
            corpus_tokens,
            ..s
        };
        assert_eq!(decide(&moved, &c).winner, Prompt);
        explore::flip(&moved, &c, corpus, Prompt).expect("it flips")
    };
    let near = |flip: Flip, by_hand: f64| {
        assert_eq!(flip.winner, LongContext);
        assert!(
            (corpus.position(flip.at) - corpus.position(by_hand)).abs() <= EXACT,
            "{flip:?}, by hand {by_hand}"
        );
    };
    let (short, long) = (from(2000.0), from(1e9));
    assert!(short.above && !long.above);
    near(short, 48_400.0);
    near(long, too_long);
}

#[test]
fn of_two_flips_the_nearer_is_told() {
    // With all of its weights trained a model runs on GPUs, whose month costs the same whatever the traffic: for very many questions
    // that is the cheapest, for few prompting, in between a tuned model by the token.
    let (s, mut c) = fork();
    let here = usize::from(s.model_index);
    c.models.to_mut()[here].shape = catalog().models[here].shape.clone();
    let gpu = usize::from(s.gpu_index);
    c.gpus.to_mut()[gpu].usd_per_hour = 10.0;
    let volume = param("queries_per_day");
    let at = |queries_per_day: f64| {
        let moved = Scenario { queries_per_day, ..s };
        let winner = decide(&moved, &c).winner;
        (
            winner,
            explore::flip(&moved, &c, volume, winner).expect("it flips"),
        )
    };
    let (winner, low) = at(70_000.0);
    assert_eq!((winner, low.above, low.winner), (Lora, false, Prompt));
    assert!((volume.position(low.at) - volume.position(break_even())).abs() <= EXACT);
    // Where GPUs take over, looked for from below.
    let (_, up) = at(150_000.0);
    assert_eq!((up.above, up.winner), (true, FullFt));
    assert!(
        up.at > 150_000.0 && up.at / 150_000.0 < 150_000.0 / break_even(),
        "it is the nearer: {up:?}"
    );
}

#[test]
fn flips_are_listed_nearest_first() {
    let (s, c) = fork();
    let all = explore::flips(&s, &c);
    assert!(all.len() > 2);
    assert!(all.iter().any(|f| f.key == "queries_per_day"));
    for pair in all.windows(2) {
        assert!(pair[0].distance <= pair[1].distance);
    }
    for f in &all {
        assert_eq!(Some(*f), explore::flip(&s, &c, param(f.key), Prompt));
    }
}

#[test]
fn a_choice_flips_at_its_nearest_option() {
    // Nothing but traceability counts, which it does only where an audit is useful or required.
    let s = Scenario {
        weight_quality: 0.1,
        weight_cost: 0.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        weight_traceability: 1.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        new_facts_share: 0.0,
        strictness: 1.0,
        hybrid_margin: 0.2,
        recall: 0.5,
        corpus_tokens: 1e9,
        ..roomy()
    };
    let audit = param("audit");
    let winner = decide(&s, catalog()).winner;
    assert!(winner.only_tunes(), "{winner:?}");
    let flip = explore::flip(&s, catalog(), audit, winner).expect("it flips");
    let useful = Scenario {
        audit: Audit::Useful,
        ..s
    };
    let there = decide(&useful, catalog()).winner;
    assert_eq!(
        flip,
        Flip {
            key: "audit",
            from: 0.0,
            at: 1.0,
            above: true,
            winner: there,
            distance: 0.5
        }
    );
    let required = Scenario {
        audit: Audit::Required,
        ..s
    };
    let back = explore::flip(&required, catalog(), audit, there).expect("it flips");
    assert_eq!(
        (back.from, back.at, back.above, back.distance),
        (2.0, 0.0, false, 1.0)
    );
    // Along the ribbon each option stands for itself.
    let mut cells = [Cell {
        winner: Prompt,
        feasible: false,
    }; 3];
    explore::ribbon(&s, catalog(), audit, &mut cells);
    for (cell, audit) in cells.iter().zip([Audit::None, Audit::Useful, Audit::Required]) {
        let d = decide(&Scenario { audit, ..s }, catalog());
        assert_eq!((cell.winner, cell.feasible), (d.winner, d.feasible));
    }
    assert_ne!(cells[0].winner, cells[1].winner);
    // On the map an option takes an equal part of the axis.
    let grid = explore::map(&s, catalog(), audit, param("queries_per_day"), 6, 2);
    let winners: Vec<Strategy> = grid.iter().take(6).map(|cell| cell.winner).collect();
    let each = |audit: Audit| {
        let mut moved = Scenario { audit, ..s };
        let volume = param("queries_per_day");
        (volume.set)(&mut moved, Value::Number(volume.raw_at(0.25)));
        decide(&moved, catalog()).winner
    };
    let by_hand = [
        Audit::None,
        Audit::None,
        Audit::Useful,
        Audit::Useful,
        Audit::Required,
        Audit::Required,
    ];
    assert_eq!(winners, by_hand.map(each));
}

#[test]
fn of_the_options_that_flip_the_nearest_is_told_and_of_equals_the_first() {
    // Five models, of which the middle one is cheap to prompt; at a thousand times its price a tuned model pays.
    let (s, mut c) = fork();
    let cheap = c.models[0].clone();
    let mut dear = cheap.clone();
    (dear.input_usd_per_m, dear.output_usd_per_m) = (1e3, 4e3);
    let tuning = dear.tuning.as_mut().expect("tuned");
    (tuning.input_usd_per_m, tuning.output_usd_per_m) = (1e3, 4e3);
    c.models = vec![dear.clone(), dear.clone(), cheap, dear.clone(), dear].into();
    let s = Scenario { model_index: 2, ..s };
    assert_eq!(decide(&s, &c).winner, Prompt);
    assert_eq!(
        explore::flip(&s, &c, param("model"), Prompt),
        Some(Flip {
            key: "model",
            from: 2.0,
            at: 1.0,
            above: false,
            winner: Lora,
            distance: 0.25
        })
    );
}

#[test]
fn ribbons_and_maps_stand_for_their_positions() {
    let (s, c) = fork();
    let volume = param("queries_per_day");
    let wins = |position: f64| {
        let mut moved = s;
        (volume.set)(&mut moved, Value::Number(volume.raw_at(position)));
        decide(&moved, &c).winner
    };
    // A ribbon runs from end to end; a cell of the map stands for its middle.
    let mut cells = [Cell {
        winner: Rag,
        feasible: false,
    }; 33];
    explore::ribbon(&s, &c, volume, &mut cells);
    for (i, cell) in cells.iter().enumerate() {
        assert_eq!(cell.winner, wins(i as f64 / 32.0));
        assert!(cell.feasible);
    }
    assert!(cells[0].winner == Prompt && cells[32].winner == Lora);
    let across = explore::map(&s, &c, volume, param("recall"), 25, 2);
    assert_eq!(across.len(), 50);
    let up = explore::map(&s, &c, param("recall"), volume, 2, 25);
    for i in 0..25 {
        let winner = wins((i as f64 + 0.5) / 25.0);
        assert_eq!((across[i].winner, across[25 + i].winner), (winner, winner));
        assert_eq!((up[2 * i].winner, up[2 * i + 1].winner), (winner, winner));
    }
}

#[test]
fn a_tornado_moves_one_thing_at_a_time() {
    let s = preset("clinical-notes");
    let now = decide(&s, catalog());
    let bars = tornado::bars(&s, catalog());
    let (first, second) = (now.winner.index(), now.runner_up.index());
    let mut flips = 0;
    for bar in &bars {
        for (end, value) in [(bar.low, bar.unknown.low), (bar.high, bar.unknown.high)] {
            let (mut moved, mut world) = (s, catalog().clone());
            bar.unknown.set(&mut moved, &mut world, value);
            let r = evaluate(&moved, &world);
            assert_eq!(
                (end.value, end.winner, end.feasible),
                (value, r.verdict.winner, r.verdict.feasible)
            );
            close(end.utility, r.strategies[first].utility);
            close(
                end.margin,
                r.strategies[first].utility - r.strategies[second].utility,
            );
            let total = |i: usize| *r.strategies[i].cost.cumulative_usd.last().expect("months");
            close(end.total_usd, total(first));
            close(end.runner_up_usd, total(second));
        }
        close(bar.swing(), (bar.high.margin - bar.low.margin).abs());
        close(bar.swing_usd(), (bar.high.total_usd - bar.low.total_usd).abs());
        let either = bar.low.winner != now.winner || bar.high.winner != now.winner;
        assert_eq!(bar.flips, either, "{}", bar.unknown.key);
        flips += usize::from((bar.low.winner != now.winner) != (bar.high.winner != now.winner));
    }
    assert!(flips > 0, "no unknown turns the verdict at one end alone");
    for pair in bars.windows(2) {
        assert!(pair[0].swing() >= pair[1].swing());
    }
}

/// Looking at the slider's two ends alone, both of which turn the answer: the turn nearer to where the slider stands is told.
#[test]
fn of_two_flips_within_one_step_the_nearer_is_told() {
    use forkcast_engine::explore::FlipSearch;
    use forkcast_engine::params::{Kind, PARAMS};
    use forkcast_engine::presets::PRESETS;
    // Cases where the nearer lies below, and above.
    let mut seen = [0, 0];
    let inputs = ["budget_monthly_usd", "strictness"].map(|key| params::find(key).expect("an input"));
    let cases = PRESETS.iter().map(|preset| preset.scenario(catalog()));
    // The presets, and the same with the budget or the strictness elsewhere on its slider.
    let moved = |s: Scenario| {
        let places = [0.2, 0.35, 0.5, 0.65, 0.8];
        inputs.into_iter().flat_map(move |param| {
            places.map(|place| {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(place)));
                moved
            })
        })
    };
    for s in cases.chain([Scenario::default()]).flat_map(moved) {
        let winner = decide(&s, catalog()).winner;
        let mut search = FlipSearch::new(&s, catalog(), 1);
        while !search.step(catalog(), 100) {}
        let flips = search.flips();
        for param in PARAMS.iter().filter(|p| matches!(p.kind, Kind::Number { .. })) {
            let here = param.position(param.number(&s));
            let turned = |position: f64| {
                let mut moved = s;
                (param.set)(&mut moved, Value::Number(param.raw_at(position)));
                decide(&moved, catalog()).winner != winner
            };
            let way = |end: f64| {
                let (mut same, mut other) = (here, end);
                for _ in 0..20 {
                    let middle = f64::midpoint(same, other);
                    if turned(middle) {
                        other = middle;
                    } else {
                        same = middle;
                    }
                }
                (other - here).abs()
            };
            let told = flips.iter().find(|f| f.key == param.key);
            let measured = param.number(&s) != 0.0 || told.is_some();
            if here <= 0.0 || here >= 1.0 || !measured || !turned(0.0) || !turned(1.0) {
                continue;
            }
            let (below, above) = (way(0.0), way(1.0));
            // Halved to 10⁻⁴ of the slider; nearer ties than that may fall to either side.
            if (below - above).abs() < 1e-3 {
                continue;
            }
            let told = told.expect("both ends turn the answer");
            assert!((told.distance - below.min(above)).abs() < 2e-4, "{}", param.key);
            assert_eq!(told.above, above < below, "{}", param.key);
            seen[usize::from(above < below)] += 1;
        }
    }
    assert!(seen.iter().all(|n| *n > 0), "{seen:?}");
}
