//! What was observed is drawn within its own interval.

use forkcast_engine::assumptions::{Calibration, Status};
use forkcast_engine::params::{self, PARAMS};
use forkcast_engine::quality::ability::Ability;
use forkcast_engine::scenario::Sureness;
use forkcast_engine::simulation::Draws;
use forkcast_engine::uncertainty::{futures, unknowns};
use forkcast_engine::{Catalog, Scenario};

const N: usize = 4_000;

fn observed(key: &str, value: f64, low: f64, high: f64) -> Scenario {
    let mut s = Scenario::default();
    let param = params::find(key).expect("an input");
    param.set_number(&mut s, value).expect("in range");
    assert!(param.observe(&mut s, low, high, 100), "{key}");
    s
}

/// What the simulations draw of an input, in order.
fn drawn(s: &Scenario, of: impl Fn(&Scenario, &Calibration) -> f64) -> Vec<f64> {
    let draws = Draws::about(&Catalog::builtin().calibration);
    let mut all: Vec<f64> = (0..N)
        .map(|n| {
            let draw = draws.nth(n);
            of(&draw.scenario(s), &draw.calibration)
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

fn share_within(all: &[f64], low: f64, high: f64) -> f64 {
    all.iter().filter(|x| (low..=high).contains(*x)).count() as f64 / all.len() as f64
}

fn is_95(all: &[f64], low: f64, value: f64, high: f64) -> bool {
    let within = |low: f64, high: f64| share_within(all, low, high);
    (within(low, high) - 0.95).abs() < 0.005
        && (within(f64::MIN, value) - 0.5).abs() < 0.01
        && (within(f64::MIN, low) - 0.025).abs() < 0.005
}

#[test]
fn of_100_simulations_95_lie_within_the_interval() {
    for (key, value, low, high) in [
        // By a shift, by a factor, of an estimate, and of what is drawn only if it was observed.
        ("recall", 0.8, 0.77, 0.85),
        ("change_days", 9.0, 2.0, 60.0),
        ("growth_monthly", 0.02, -0.03, 0.05),
        ("output_tokens", 420.0, 400.0, 450.0),
    ] {
        let s = observed(key, value, low, high);
        let param = params::find(key).expect("an input");
        let all = drawn(&s, |s, _| param.number(s));
        assert!(is_95(&all, low, value, high), "{key}: {:?}", &all[..5]);
    }
    // The model's own abilities are drawn with it.
    let catalog = Catalog::builtin();
    for (key, likely, of) in [
        ("passage_use", 0.5, (|a| a.passage_use) as fn(&Ability) -> f64),
        ("known_accuracy", 0.5, |a| a.known),
        ("new_known", 0.5, |a| a.new),
        ("abstention", 0.5, |a| a.declines),
        ("prompted_compliance", 0.5, |a| a.instructions),
        ("context_loss", 0.1, |a| a.context_loss),
    ] {
        let (low, high) = (0.6 * likely, 1.2 * likely);
        let s = observed(key, likely, low, high);
        let all = drawn(&s, |s, c| of(&Ability::by(s, catalog, c)));
        assert!(
            is_95(&all, low, likely, high),
            "{key}: {} to {}",
            all[0],
            all[N - 1]
        );
    }
}

#[test]
fn every_input_that_can_be_observed_has_a_place_of_its_own() {
    let can = PARAMS.iter().filter(|param| param.can_be_observed());
    let mut s = Scenario::default();
    for (n, param) in (1..).zip(can.clone()) {
        let (min, max) = param.range().expect("a number");
        param.set_number(&mut s, (min + max) / 2.0).expect("in range");
        assert!(param.observe(&mut s, min, max, n), "{}", param.key);
    }
    for (n, param) in (1..).zip(can) {
        let interval = param.interval(&s).map(|interval| interval.n());
        assert_eq!(interval, Some(n), "{}", param.key);
    }
}

#[test]
fn a_value_that_is_set_anew_has_its_usual_spread() {
    let mut s = observed("recall", 0.8, 0.79, 0.81);
    let width = |s: &Scenario| {
        let all = drawn(s, |s, _| s.recall);
        all[N - 1] - all[0]
    };
    assert!(width(&s) < 0.03);
    s.recall = 0.7;
    assert!(width(&s) > 0.14, "{}", width(&s));
    let mut s = observed("recall", 0.8, 0.79, 0.81);
    s.sure_recall = Sureness::Fixed;
    assert_eq!(width(&s), 0.0);
    // What is drawn only if it was observed stays as it is otherwise.
    let all = drawn(&Scenario::default(), |s, _| s.output_tokens);
    assert_eq!(all[0], all[N - 1]);
}

#[test]
fn few_questions_leave_the_verdict_less_sure_than_many() {
    let catalog = Catalog::builtin();
    let band = |low: f64, high: f64| {
        let futures = futures(&observed("recall", 0.8, low, high), catalog, 500);
        let rag = forkcast_engine::Strategy::Rag.index();
        futures.quality_p90[rag] - futures.quality_p10[rag]
    };
    assert!(
        band(0.55, 0.95) > 1.1 * band(0.79, 0.81),
        "{} {}",
        band(0.55, 0.95),
        band(0.79, 0.81)
    );
}

#[test]
fn an_observed_input_is_an_unknown_with_its_interval_and_no_judgement() {
    let catalog = Catalog::builtin();
    let find = |s: &Scenario, key: &str| unknowns::list(s, catalog).into_iter().find(|u| u.key == key);
    let s = observed("growth_monthly", 0.02, -0.01, 0.05);
    let growth = find(&s, "growth_monthly").expect("an unknown");
    assert_eq!(
        (growth.low, growth.high, growth.status),
        (-0.01, 0.05, Status::Observed)
    );
    assert!(find(&Scenario::default(), "growth_monthly").is_none());
    // What was counted is known.
    assert!(find(&observed("examples", 1200.0, 1200.0, 1200.0), "examples").is_none());
}
