//! Requests results once input is idle; a worker computes them if one is available.

use crate::components::reactive::effect;
use crate::panels::beside;
use crate::ribbons::{self, RibbonWork};
use crate::state::{Axes, Rested, State};
use crate::view_model::charts::MAP;
use crate::view_model::rest::{FUTURES, Piece, Work};
use crate::view_model::wire;
use forkcast_engine::decision::{ByMany, Correction};
use forkcast_engine::params::PARAMS;
use forkcast_engine::{Catalog, Scenario};
use forkcast_parts::worker::{self, Kind, Making, Step};
use forkcast_parts::{at_rest, scenario};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;

/// Time without input after which it counts as idle, ms (debounce).
const REST_MS: u32 = 140;

/// Requests the work whenever input is idle after a change of the scenario or of the map's axes.
pub fn install(state: State) {
    worker::install(make);
    let timer: RefCell<Option<Timeout>> = RefCell::new(None);
    effect(move || {
        let of = state.scenario.get();
        let axes = state.axes.get();
        worker::stop(Kind::Rest);
        worker::stop(Kind::Fine);
        // Setting the timer drops the former one, which cancels it.
        *timer.borrow_mut() = Some(Timeout::new(REST_MS, move || {
            state.rested.set(of);
            let mut numbers = scenario::numbers(&of);
            numbers.extend([axes.0, axes.1].map(index));
            state.shown.with_untracked(|shown| {
                numbers.push(shown.len() as f64);
                numbers.extend(shown.iter().map(|i| *i as f64));
            });
            let asked = numbers.clone();
            worker::ask(Kind::Rest, numbers, move |n| {
                let Some(many) = store(state, of, axes, n) else {
                    return;
                };
                // What is exact follows the verdict, so that it shows at this scenario what the headline says.
                let mut numbers = asked.clone();
                wire::append_correction(many.correction.as_ref(), &mut numbers);
                worker::ask(Kind::Fine, numbers, move |n| {
                    store(state, of, axes, n);
                });
            });
        }));
    });
}

/// Serves a page from inside a worker.
pub fn serve() {
    worker::serve(make, beside::read_files);
}

/// The index of the input in the table.
fn index(param: &'static forkcast_engine::params::Param) -> f64 {
    PARAMS.iter().position(|p| p == param).unwrap_or_default() as f64
}

/// Shows a result. Gives the verdict by all simulations when they are complete.
fn store(state: State, of: Scenario, axes: Axes, numbers: &[f64]) -> Option<ByMany> {
    match wire::piece(numbers) {
        Some(Piece::Flips(value)) => state.flips.set(Some(Rested { of, value })),
        Some(Piece::Map(cells)) => state.cells.set(Some(Rested {
            of,
            value: (axes, cells),
        })),
        Some(Piece::Futures(futures)) => {
            let many = (futures.n >= FUTURES).then(|| futures.by_many());
            if let Some(value) = many {
                if let Some(correction) = value.correction {
                    at_rest::set(of, correction);
                }
                state.many.set(Some(Rested { of, value }));
            }
            state.futures.set(Some(Rested { of, value: *futures }));
            return many;
        }
        Some(Piece::Ribbons(ribbons)) => ribbons::store(state, ribbons),
        Some(Piece::More | Piece::Done) | None => {}
    }
    None
}

/// Creates work of every kind, in the page or in the worker.
fn make(kind: Kind, numbers: Vec<f64>) -> Making {
    Box::pin(async move {
        match kind {
            Kind::Ribbons => Some(Box::new(RibbonWork::new(&numbers)) as Box<dyn worker::Work>),
            Kind::Rest => Some(Box::new(IdleWork::new(&numbers)) as Box<dyn worker::Work>),
            Kind::Fine => {
                let first = IdleWork::new(&numbers);
                Some(Box::new(IdleWork {
                    work: first.work.fine(first.correction),
                    ..first
                }) as Box<dyn worker::Work>)
            }
            Kind::Worth | Kind::Compare => beside::work(kind, numbers).await,
        }
    })
}

/// The work of one idle period, with its results as numbers.
struct IdleWork {
    catalog: &'static Catalog,
    work: Work,
    correction: Option<Correction>,
}

impl IdleWork {
    fn new(numbers: &[f64]) -> Self {
        let (of, more) = numbers.split_at(scenario::LENGTH.min(numbers.len()));
        let (axes, more) = more.split_at(2.min(more.len()));
        let (shown, correcting) = wire::counted(more);
        let shown: Vec<usize> = shown.iter().map(|n| *n as usize).collect();
        let axis = |i: usize| {
            axes.get(i)
                .and_then(|n| PARAMS.get(*n as usize))
                .unwrap_or(&PARAMS[i])
        };
        Self {
            catalog: Catalog::builtin(),
            work: Work::new(&scenario::scenario(of), (axis(0), axis(1)), MAP, &shown),
            correction: wire::correction(correcting),
        }
    }
}

impl worker::Work for IdleWork {
    fn step(&mut self) -> Step {
        let piece = self.work.step(self.catalog);
        match wire::numbers(&piece) {
            Some(numbers) => Step::Send(numbers),
            None if piece == Piece::Done => Step::Done,
            None => Step::More,
        }
    }
}
