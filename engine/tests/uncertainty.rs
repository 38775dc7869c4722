//! What it is worth to know: against an analytic answer and against nested simulation by brute force.

use crate::common::{Random, catalog, preset, with};
use forkcast_engine::assumptions::ASSUMPTIONS;
use forkcast_engine::decision::{assess_all, choose};
use forkcast_engine::explore::flip;
use forkcast_engine::params::{self, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::uncertainty::unknowns::{self, Run, Unknown};
use forkcast_engine::uncertainty::worth::{Knowing, Partial, benefit};
use forkcast_engine::{Catalog, Scenario, decide};

/// Buy or not at a price of one half: worth x + noise − 0.5. Knowing x, uniform, is worth E max(0, x − 0.5) = 1/8.
#[test]
fn a_toy_decision_has_its_analytic_worth() {
    let mut random = Random(42);
    let mut partial = Partial::new(3, 2);
    for _ in 0..10_000 {
        let (x, noise, idle) = (random.draw(), random.draw(), random.draw());
        partial.add(
            &[x, noise, idle],
            &[0.0, x - 0.5 + 0.4 * (noise - 0.5)],
            &[10.0, 2.0],
        );
    }
    let x = partial.of(0);
    assert!((x.benefit - 0.125).abs() < 0.006, "{x:?}");
    assert!((x.changes - 0.5).abs() < 0.05, "{x:?}");
    // Half of the time the other option is taken; it saves or costs 8.
    assert!((x.saved.abs() - 4.0).abs() < 0.4, "{x:?}");
    // E max(0, 0.4 (u − 0.5)) = 0.05 for the noise, and nothing for what enters nowhere.
    assert!(
        (partial.of(1).benefit - 0.05).abs() < 0.006,
        "{:?}",
        partial.of(1)
    );
    assert_eq!(partial.of(2).benefit, 0.0);
    // E max(0, x − 0.5 + 0.4 (u − 0.5)) = 0.125 + 0.4² / 24.
    assert!((partial.everything() - (0.125 + 0.16 / 24.0)).abs() < 0.006);
}

#[test]
fn knowing_is_worth_something_or_nothing_but_never_more_than_everything() {
    for preset in &PRESETS {
        let s = preset.scenario(catalog());
        let mut knowing = Knowing::new(&s);
        // In pieces, as a page draws.
        for _ in 0..4 {
            knowing.draw(catalog(), 500);
        }
        assert_eq!(knowing.drawn(), 2000);
        let ranked = knowing.ranked(catalog());
        assert_eq!(ranked.len(), ASSUMPTIONS.len() + 6);
        for pair in ranked.windows(2) {
            assert!(pair[0].utility >= pair[1].utility);
        }
        for w in &ranked {
            assert!(
                (0.0..=knowing.everything()).contains(&w.utility),
                "{}",
                w.unknown.key
            );
            assert!(w.saved_usd.is_finite() && (0.0..=1.0 + 1e-9).contains(&w.changes));
            assert!(
                w.unknown.low <= w.unknown.likely && w.unknown.likely <= w.unknown.high,
                "{:?}",
                w.unknown
            );
        }
    }
}

fn inverse_triangle(u: f64, (low, likely, high): (f64, f64, f64)) -> f64 {
    if high <= low {
        return likely;
    }
    let peak = (likely - low) / (high - low);
    if u < peak {
        low + (u * (high - low) * (likely - low)).sqrt()
    } else {
        high - ((1.0 - u) * (high - low) * (high - likely)).sqrt()
    }
}

/// Benefits in a future that fixes `known` at `u` and draws all else.
fn future(
    s: &Scenario,
    all: &[Unknown],
    known: usize,
    u: f64,
    random: &mut Random,
    world: &mut Catalog,
) -> [f64; STRATEGIES] {
    let mut moved = *s;
    world.calibration = catalog().calibration;
    for (i, unknown) in all.iter().enumerate() {
        let u = if i == known { u } else { random.draw() };
        let value = if i < ASSUMPTIONS.len() {
            inverse_triangle(u, (unknown.low, unknown.likely, unknown.high))
        } else {
            // Inputs vary by a factor or a shift about what was set, evenly to both sides.
            let way = inverse_triangle(u, (-1.0, 0.0, 1.0));
            match unknown.key {
                "queries_per_day" | "change_days" => unknown.likely * 1.5f64.powf(way),
                "build_hours_rag" => unknown.likely * 1.4f64.powf(way),
                "recall" => (unknown.likely + 0.08 * way).clamp(0.0, 1.0),
                "new_facts_share" => (unknown.likely + 0.1 * way).clamp(0.0, 1.0),
                "label_quality" => (unknown.likely + 0.05 * way).clamp(0.0, 1.0),
                other => panic!("{other} is not drawn here"),
            }
        };
        unknown.set(&mut moved, world, value);
    }
    let moved = moved.in_range();
    let assessed = assess_all(&moved, world);
    let (decision, _, _) = choose(&moved, world, &assessed);
    std::array::from_fn(|i| benefit(&moved, &decision, i))
}

/// What brute force says of knowing one unknown.
#[derive(Clone, Copy, Debug)]
struct Nested {
    /// With the best choice after seeing one half of the inner draws, judged by the other half: never too great on average.
    least: f64,
    /// With the best choice after seeing all inner draws, judged by the same draws: never too small on average.
    most: f64,
    /// Standard error of both.
    error: f64,
    /// Standard deviation of what is gained in a single future.
    spread: f64,
    /// Standard deviation of how far the second best choice is from the best in a single future.
    rival: f64,
}

/// The value of knowing `known`, by nested simulation: at `outer` even places of its distribution, `inner` futures each.
fn nested(s: &Scenario, all: &[Unknown], known: usize, (outer, inner): (usize, usize)) -> Nested {
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (known as u64 + 1));
    let mut world = catalog().clone();
    // Means of both halves of the inner draws, and of every product of two benefits over all of them, at each outer place.
    let mut places = Vec::with_capacity(outer);
    let mut overall = [0.0; STRATEGIES];
    for o in 0..outer {
        let mut halves = [[0.0; STRATEGIES]; 2];
        let mut products = [[0.0; STRATEGIES]; STRATEGIES];
        for i in 0..inner {
            let u = (o as f64 + 0.5) / outer as f64;
            let b = future(s, all, known, u, &mut random, &mut world);
            for (j, x) in b.iter().enumerate() {
                halves[i % 2][j] += x / (inner as f64 / 2.0);
                overall[j] += x;
                for (k, y) in b.iter().enumerate() {
                    products[j][k] += x * y / inner as f64;
                }
            }
        }
        places.push((halves, products));
    }
    let base = best(&overall);
    let mut without = overall;
    without[base] = f64::MIN;
    let second = best(&without);
    let (mut ahead, mut ahead_squared) = (0.0, 0.0);
    let (mut least, mut most, mut variance, mut square) = (0.0, 0.0, 0.0, 0.0);
    for (halves, products) in &places {
        let [one, two] = halves;
        let mean: [f64; STRATEGIES] = std::array::from_fn(|j| f64::midpoint(one[j], two[j]));
        let gain = |of: &[f64; STRATEGIES], choice: usize| of[choice] - of[base];
        least += f64::midpoint(gain(two, best(one)), gain(one, best(two)));
        let choice = best(&mean);
        most += gain(&mean, choice);
        let squared = products[choice][choice] - 2.0 * products[choice][base] + products[base][base];
        variance += (squared - gain(&mean, choice).powi(2)).max(0.0) / inner as f64;
        square += squared;
        ahead += gain(&mean, second) / outer as f64;
        ahead_squared +=
            (products[second][second] - 2.0 * products[second][base] + products[base][base]) / outer as f64;
    }
    let n = outer as f64;
    Nested {
        least: least / n,
        most: most / n,
        error: variance.sqrt() / n,
        spread: (square / n - (most / n).powi(2)).max(0.0).sqrt(),
        rival: (ahead_squared - ahead * ahead).max(0.0).sqrt(),
    }
}

fn best(of: &[f64; STRATEGIES]) -> usize {
    (1..STRATEGIES).fold(0, |best, i| if of[i] > of[best] { i } else { best })
}

/// Futures that the engine draws.
const DRAWN: usize = 10_000;

/// How far the engine may be from brute force: three standard errors of both; what either loses where a gain sets in within one of
/// the engine's shares of the unknown or between two of the places simulated here; and what one of those shares seems to gain when
/// its noise comes to four standard errors, which among all shares of all unknowns some do.
fn tolerance(brute: &Nested) -> f64 {
    let n = DRAWN as f64;
    let errors = 3.0 * brute.error.hypot(brute.spread / n.sqrt());
    let steps = brute.spread * (1.0 / SHARES + 1.0 / PLACES.0 as f64);
    errors + steps + 4.0 * brute.rival * (SHARES / n).sqrt() / SHARES
}

/// Equal shares that the engine cuts each unknown into.
const SHARES: f64 = 64.0;
/// Places of the unknown, and futures at each.
const PLACES: (usize, usize) = (96, 400);
/// The same for a first look at every unknown.
const FEW: (usize, usize) = (20, 160);

/// Compares the engine's values with nested simulation: the unknowns that either holds to be worth most and a few more, and the order
/// of every two that differ by more than the error. Gives the engine's value of knowing everything and of each unknown, best first.
fn compare(name: &str, s: &Scenario) -> (f64, Vec<(&'static str, f64)>) {
    let mut knowing = Knowing::new(s);
    knowing.draw(catalog(), DRAWN);
    let ranked = knowing.ranked(catalog());
    let all = unknowns::list(s, catalog());
    let place = |key: &str| all.iter().position(|u| u.key == key).expect("listed");
    // A first look at all of them, so that one which the engine overlooks is found.
    let mut looked: Vec<(usize, f64)> = (0..all.len())
        .map(|known| (known, nested(s, &all, known, FEW).least))
        .collect();
    looked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut chosen: Vec<usize> = ranked.iter().take(3).map(|w| place(w.unknown.key)).collect();
    chosen.extend(looked.iter().take(3).map(|l| l.0));
    chosen.extend(["recall", "prompted_compliance", "hosted_queue_ms"].map(place));
    chosen.sort_unstable();
    chosen.dedup();
    let compared: Vec<(&str, f64, Nested)> = chosen
        .into_iter()
        .map(|known| {
            let key = all[known].key;
            let engine = ranked.iter().find(|w| w.unknown.key == key).expect("ranked");
            (key, engine.utility, nested(s, &all, known, PLACES))
        })
        .collect();
    for (key, engine, brute) in &compared {
        let off = tolerance(brute);
        assert!(
            *engine >= brute.least - off && *engine <= brute.most + off,
            "{name}, {key}: {engine} by the engine, off {brute:?} by more than {off}"
        );
    }
    for (a, engine_a, brute_a) in &compared {
        for (b, engine_b, brute_b) in &compared {
            let error = 3.0 * brute_a.error.hypot(brute_b.error);
            if brute_a.least - brute_b.most > error + tolerance(brute_a).max(tolerance(brute_b)) {
                assert!(
                    engine_a > engine_b,
                    "{name}: {a} is worth more than {b} by brute force"
                );
            }
        }
    }
    let worth = ranked.iter().map(|w| (w.unknown.key, w.utility)).collect();
    (knowing.everything(), worth)
}

/// The scenario with one input moved to where the winner changes: there knowing is worth most.
fn at_its_flip(mut s: Scenario, key: &str) -> Scenario {
    let param = params::find(key).expect("an input");
    let flip = flip(&s, catalog(), param, decide(&s, catalog()).winner).expect("a flip");
    (param.set)(&mut s, Value::Number(flip.at));
    s
}

const COST_ALONE: &str = "weight_cost=1 weight_quality=0 weight_latency=0 weight_freshness=0 weight_traceability=0 weight_time=0 \
                          weight_simplicity=0";

/// The scenarios in which a gate decides, or a score, or both: what is most worth knowing there is worth something.
macro_rules! agrees_with_nested_simulation {
    ($($name:ident: $scenario:expr;)+) => {$(
        #[test]
        fn $name() {
            let (everything, ranked) = compare(stringify!($name), &$scenario);
            assert!(ranked[0].1 > 0.001 && ranked[0].1 <= everything, "{ranked:?} of {everything}");
        }
    )+};
}

agrees_with_nested_simulation! {
    worth_by_default_agrees_with_nested_simulation: Scenario::default();
    worth_under_a_latency_gate_agrees_with_nested_simulation: preset("json-schema");
    worth_of_a_hybrid_agrees_with_nested_simulation: preset("fresh-and-strict");
    worth_of_a_score_agrees_with_nested_simulation: preset("clinical-notes");
    worth_at_a_flip_of_strictness_agrees_with_nested_simulation:
        at_its_flip(with(Scenario::default(), "ttft_p95_ms=3000"), "strictness");
    worth_at_dear_errors_agrees_with_nested_simulation:
        at_its_flip(with(Scenario::default(), "wrong_answer_usd=0.02 ttft_p95_ms=3000"), "strictness");
    worth_on_own_gpus_agrees_with_nested_simulation:
        at_its_flip(with(Scenario::default(), "supply=own-gpus"), "strictness");
}

/// Retrieval against the corpus in the prompt by cost alone, at the volume where they cost the same: the volume decides nearly all.
#[test]
fn worth_where_one_unknown_decides_agrees_with_nested_simulation() {
    let s = with(
        Scenario::default(),
        "audit=required examples=0 corpus_tokens=60000 horizon_months=60 ttft_p95_ms=10000 e2e_p95_ms=60000 \
         budget_monthly_usd=100000 queries_per_day=10",
    );
    let s = at_its_flip(with(s, COST_ALONE), "queries_per_day");
    let (everything, ranked) = compare("one decides", &s);
    assert_eq!(ranked[0].0, "queries_per_day");
    assert!(
        ranked[0].1 > 0.8 * everything && ranked[0].1 > 4.0 * ranked[1].1,
        "{ranked:?} of {everything}"
    );
}

/// Where an audit shuts out all but retrieval, in every future, nothing is worth knowing, by either way of computing.
#[test]
fn where_nothing_can_change_the_answer_knowing_is_worth_nothing() {
    let s = with(Scenario::default(), "audit=required examples=0 corpus_tokens=1e8");
    let (everything, ranked) = compare("nothing matters", &s);
    assert_eq!(everything, 0.0);
    assert!(ranked.iter().all(|(_, worth)| *worth == 0.0));
}

#[test]
fn what_was_measured_is_worth_nothing_more() {
    let mut s = PRESETS[0].scenario(catalog());
    for (key, value) in [("measured_decode_tps", 80.0), ("measured_prefill_tps", 15_000.0)] {
        let param = PARAMS.iter().find(|p| p.key == key).expect("an input");
        (param.set)(&mut s, Value::Number(value));
    }
    let mut knowing = Knowing::new(&s);
    knowing.draw(catalog(), 4000);
    for w in knowing.ranked(catalog()) {
        if w.unknown.key == "hosted_decode_tps" || w.unknown.key == "hosted_prefill_tps" {
            assert_eq!(w.utility, 0.0);
            assert_eq!(w.unknown.measured_by, Some(Run::Endpoint));
        }
    }
}
