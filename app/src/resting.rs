//! Computes results once input is idle, in chunks, so that a slider never waits.

use crate::components::reactive::effect;
use crate::state::{Rested, State};
use crate::view_model::charts::MAP;
use crate::view_model::rest::{Piece, Work};
use forkcast_engine::Scenario;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

/// Time without input after which it counts as idle, ms (debounce).
const REST_MS: u32 = 140;

/// The timer that runs next.
type Slot = Rc<RefCell<Option<Timeout>>>;

/// Starts the work whenever the scenario or the map's axes have come to rest.
pub fn install(state: State) {
    let timer: Slot = Rc::default();
    effect(move || {
        let scenario = state.scenario.get();
        let axes = state.axes.get();
        let work = Work::new(&scenario, axes, MAP);
        let slot = Rc::clone(&timer);
        // Setting the slot drops the former timer, which cancels it.
        *timer.borrow_mut() = Some(Timeout::new(REST_MS, move || {
            state.rested.set(scenario);
            run(state, scenario, work, &slot);
        }));
    });
}

fn run(state: State, of: Scenario, mut work: Work, slot: &Slot) {
    let axes = state.axes.get_untracked();
    match work.step(state.catalog) {
        Piece::Flips(value) => state.flips.set(Some(Rested { of, value })),
        Piece::Map(cells) => state.cells.set(Some(Rested {
            of,
            value: (axes, cells),
        })),
        Piece::Futures(futures) => state.futures.set(Some(Rested { of, value: *futures })),
        Piece::More => {}
        Piece::Done => return,
    }
    let next = Rc::clone(slot);
    // A timer, not a loop: the page paints and listens in between. It takes the slot, so that a movement cancels it too.
    let timeout = Timeout::new(0, move || run(state, of, work, &next));
    if let Some(done) = slot.borrow_mut().replace(timeout) {
        // The timer that called us has run; forgetting it keeps its callback alive until we return.
        done.forget();
    }
}
