//! What it is worth to know: against an analytic answer and against nested simulation by brute force.

use forkcast_engine::assumptions::ASSUMPTIONS;
use forkcast_engine::decision::{assess_all, choose};
use forkcast_engine::params::{PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::uncertainty::unknowns::{self, Run, Unknown};
use forkcast_engine::uncertainty::worth::{Knowing, Partial, benefit};
use forkcast_engine::{Catalog, Scenario};

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

/// Numbers of Marsaglia's xorshift, so that the oracle shares no draw with the engine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Buy or not at a price of one half: worth x + noise − 0.5. Knowing x, uniform, is worth E max(0, x − 0.5) = 1/8.
#[test]
fn a_toy_decision_has_its_analytic_worth() {
    let mut random = Random(42);
    let mut partial = Partial::new(3, 2);
    for _ in 0..10_000 {
        let (x, noise, idle) = (random.next(), random.next(), random.next());
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
) -> [f64; 7] {
    let mut moved = *s;
    world.calibration = catalog().calibration;
    for (i, unknown) in all.iter().enumerate() {
        let u = if i == known { u } else { random.next() };
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

fn nested(s: &Scenario, known: usize, outer: usize, inner: usize) -> f64 {
    let all = unknowns::list(s, catalog());
    let mut random = Random(7);
    let mut world = catalog().clone();
    let mut overall = [0.0; 7];
    let mut informed = 0.0;
    for o in 0..outer {
        let mut mean = [0.0; 7];
        for _ in 0..inner {
            let b = future(
                s,
                &all,
                known,
                (o as f64 + 0.5) / outer as f64,
                &mut random,
                &mut world,
            );
            for (m, b) in mean.iter_mut().zip(b) {
                *m += b / inner as f64;
            }
        }
        informed += mean.iter().copied().fold(f64::MIN, f64::max) / outer as f64;
        for (sum, m) in overall.iter_mut().zip(mean) {
            *sum += m / outer as f64;
        }
    }
    informed - overall.iter().copied().fold(f64::MIN, f64::max)
}

/// The unknown most worth knowing of several scenarios, and one of the least, by nested simulation with draws of its own.
#[test]
fn worth_agrees_with_nested_simulation() {
    let mut found = 0;
    for preset in &PRESETS {
        let s = preset.scenario(catalog());
        let mut knowing = Knowing::new(&s);
        knowing.draw(catalog(), 10_000);
        let ranked = knowing.ranked(catalog());
        let all = unknowns::list(&s, catalog());
        for w in [&ranked[0], &ranked[1], &ranked[2], &ranked[ranked.len() - 1]] {
            let known = all.iter().position(|u| u.key == w.unknown.key).expect("listed");
            let brute = nested(&s, known, 32, 500);
            assert!(
                (brute - w.utility).abs() < 0.002 + 0.25 * brute,
                "{} {}: {} by regression, {brute} by nested simulation",
                preset.id,
                w.unknown.key,
                w.utility
            );
            found += usize::from(brute > 0.002);
        }
    }
    assert!(
        found >= 3,
        "only {found} of the unknowns compared are worth more than 0.002"
    );
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
