//! Has flips, map and futures worked out once the hand rests, by the worker where there is one.

use crate::components::reactive::effect;
use crate::panels::beside;
use crate::state::{Axes, Rested, State};
use crate::view_model::charts::MAP;
use crate::view_model::rest::{Piece, Work};
use crate::view_model::wire;
use forkcast_engine::params::PARAMS;
use forkcast_engine::{Catalog, Scenario};
use forkcast_parts::scenario;
use forkcast_parts::worker::{self, Kind, Making, Step};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;

/// The hand rests when nothing has moved for so long, ms.
const REST_MS: u32 = 140;

/// Asks for the work whenever the scenario or the map's axes have come to rest.
pub fn install(state: State) {
    worker::install(make);
    let timer: RefCell<Option<Timeout>> = RefCell::new(None);
    effect(move || {
        let of = state.scenario.get();
        let axes = state.axes.get();
        worker::stop(Kind::Rest);
        // Setting the timer drops the former one, which cancels it.
        *timer.borrow_mut() = Some(Timeout::new(REST_MS, move || {
            state.rested.set(of);
            let mut numbers = scenario::numbers(&of);
            numbers.extend([axes.0, axes.1].map(place));
            worker::ask(Kind::Rest, numbers, move |n| take(state, of, axes, &n));
        }));
    });
}

/// Serves a page from within a worker.
pub fn serve() {
    worker::serve(make);
}

/// The input's place in the table.
fn place(param: &'static forkcast_engine::params::Param) -> f64 {
    PARAMS.iter().position(|p| p == param).unwrap_or_default() as f64
}

fn take(state: State, of: Scenario, axes: Axes, numbers: &[f64]) {
    match wire::piece(numbers) {
        Some(Piece::Flips(value)) => state.flips.set(Some(Rested { of, value })),
        Some(Piece::Map(cells)) => state.cells.set(Some(Rested {
            of,
            value: (axes, cells),
        })),
        Some(Piece::Futures(futures)) => state.futures.set(Some(Rested { of, value: *futures })),
        Some(Piece::More | Piece::Done) | None => {}
    }
}

/// Makes work of every kind, here or in the worker.
fn make(kind: Kind, numbers: Vec<f64>) -> Making {
    Box::pin(async move {
        match kind {
            Kind::Rest => Some(Box::new(AtRest::new(&numbers)) as Box<dyn worker::Work>),
            Kind::Worth => beside::worth(numbers).await,
        }
    })
}

/// The work of a rest, whose pieces become numbers.
struct AtRest {
    catalog: &'static Catalog,
    work: Work,
}

impl AtRest {
    fn new(numbers: &[f64]) -> Self {
        let (of, axes) = numbers.split_at(PARAMS.len().min(numbers.len()));
        let axis = |i: usize| {
            axes.get(i)
                .and_then(|n| PARAMS.get(*n as usize))
                .unwrap_or(&PARAMS[i])
        };
        Self {
            catalog: Catalog::builtin(),
            work: Work::new(&scenario::scenario(of), (axis(0), axis(1)), MAP),
        }
    }
}

impl worker::Work for AtRest {
    fn step(&mut self) -> Step {
        let piece = self.work.step(self.catalog);
        match wire::numbers(&piece) {
            Some(numbers) => Step::Tell(numbers),
            None if piece == Piece::Done => Step::Done,
            None => Step::More,
        }
    }
}
