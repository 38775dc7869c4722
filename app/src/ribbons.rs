//! Requests the ribbons of the inputs on the page whenever the scenario changes; a worker computes them if one is available.
//!
//! While a slider moves, requests follow each other without a queue: a change that comes while one is out waits for its answer, and then the
//! newest scenario is asked for, after as long a pause as the answer took. So ribbons trail the headline by a few frames, and the worker leaves
//! at least half of its core to the page's painting: where a machine has two, painting needs both.

use crate::components::reactive::effect;
use crate::state::State;
use crate::view_model::ribbon::{self, Ribbon};
use crate::view_model::wire;
use forkcast_engine::Catalog;
use forkcast_engine::decision::Judge;
use forkcast_engine::params::PARAMS;
use forkcast_parts::scenario;
use forkcast_parts::worker::{self, Kind, Step};
use js_sys::Date;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// No pause is longer, however slow the machine: ribbons must not seem to have stopped.
const LONGEST_PAUSE_MS: f64 = 100.0;

/// Whether a request is out, and whether another has to follow it.
#[derive(Default)]
struct Flight {
    out: Cell<bool>,
    again: Cell<bool>,
}

/// Requests ribbons whenever the scenario changes or an input appears.
pub fn install(state: State) {
    let flight = Rc::new(Flight::default());
    effect(move || {
        state.scenario.track();
        state.shown.track();
        // Once all simulations are complete, the ribbons follow them at the scenario itself.
        state.many.track();
        request(state, &flight);
    });
}

fn request(state: State, flight: &Rc<Flight>) {
    let shown = state.shown.get_untracked();
    if shown.is_empty() {
        return;
    }
    if flight.out.replace(true) {
        flight.again.set(true);
        return;
    }
    let mut numbers = scenario::numbers(&state.scenario.get_untracked());
    numbers.push(shown.len() as f64);
    numbers.extend(shown.iter().map(|i| *i as f64));
    state.many.with_untracked(|many| {
        let correction = many.as_ref().and_then(|many| many.value.correction.as_ref());
        wire::append_correction(correction, &mut numbers);
    });
    let flight = Rc::clone(flight);
    let asked = Date::now();
    worker::ask(Kind::Ribbons, numbers, move |numbers| {
        store(state, ribbon::of_numbers(numbers));
        if !flight.again.take() {
            flight.out.set(false);
            return;
        }
        let took = Duration::from_millis((Date::now() - asked).clamp(0.0, LONGEST_PAUSE_MS) as u64);
        let flight = Rc::clone(&flight);
        set_timeout(
            move || {
                flight.out.set(false);
                flight.again.set(false);
                request(state, &flight);
            },
            took,
        );
    });
}

/// Shows ribbons.
pub fn store(state: State, ribbons: Vec<(usize, Ribbon)>) {
    state.ribbons.update(|all| {
        for (i, ribbon) in ribbons {
            if let Some(slot) = all.get_mut(i) {
                *slot = Some(ribbon);
            }
        }
    });
}

/// The ribbons of one request, one in a step, all sent together: so that the page repaints once.
pub struct RibbonWork {
    catalog: &'static Catalog,
    scenario: forkcast_engine::Scenario,
    judge: Judge,
    left: Vec<usize>,
    out: Vec<f64>,
    sent: bool,
}

impl RibbonWork {
    /// The work for the scenario and the inputs of those numbers.
    #[must_use]
    pub fn new(numbers: &[f64]) -> Self {
        let (of, more) = numbers.split_at(scenario::LENGTH.min(numbers.len()));
        let (shown, correcting) = wire::counted(more);
        let catalog = Catalog::builtin();
        Self {
            catalog,
            judge: Judge::new(catalog).corrected(wire::correction(correcting)),
            scenario: scenario::scenario(of),
            left: shown.iter().rev().map(|n| *n as usize).collect(),
            out: Vec::new(),
            sent: false,
        }
    }
}

impl worker::Work for RibbonWork {
    fn step(&mut self) -> Step {
        if let Some(i) = self.left.pop() {
            if let Some(param) = PARAMS.get(i) {
                let ribbon = Ribbon::new(&mut self.judge, &self.scenario, self.catalog, param);
                ribbon.append_numbers(i, &mut self.out);
            }
            return Step::More;
        }
        if self.sent {
            return Step::Done;
        }
        self.sent = true;
        Step::Send(std::mem::take(&mut self.out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::{Scenario, params, uncertainty};
    use forkcast_parts::worker::Work as _;

    #[test]
    fn every_ribbon_that_was_asked_for_comes_in_one_answer() {
        let s = Scenario {
            strictness: 0.8,
            ..Scenario::default()
        };
        let shown: Vec<usize> = params::main_params()
            .filter_map(|p| PARAMS.iter().position(|q| q == p))
            .collect();
        let catalog = Catalog::builtin();
        let many = uncertainty::futures(&s, catalog, 1024);
        assert!(many.correction.is_some());
        let mut numbers = scenario::numbers(&s);
        numbers.push(shown.len() as f64);
        numbers.extend(shown.iter().map(|i| *i as f64));
        wire::append_correction(many.correction.as_ref(), &mut numbers);
        let mut judge = Judge::new(catalog).corrected(many.correction);
        let mut work = RibbonWork::new(&numbers);
        let mut answers = Vec::new();
        loop {
            match work.step() {
                Step::More => {}
                Step::Send(numbers) => answers.push(numbers),
                Step::Done => break,
            }
        }
        assert_eq!(answers.len(), 1, "one repaint");
        let ribbons = ribbon::of_numbers(&answers[0]);
        assert_eq!(ribbons.iter().map(|(i, _)| *i).collect::<Vec<_>>(), shown);
        for (i, ribbon) in ribbons {
            assert_eq!(
                ribbon,
                Ribbon::new(&mut judge, &s, catalog, &PARAMS[i]),
                "{}",
                PARAMS[i].key
            );
        }
    }
}
