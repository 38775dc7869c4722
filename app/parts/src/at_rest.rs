//! How far few simulations are off many at the scenario that the page last simulated: charts that decide by few follow its headline.

use forkcast_engine::Scenario;
use forkcast_engine::decision::Correction;
use leptos::prelude::*;

thread_local! {
    // Counted, and not of an owner: it outlives any part of the page.
    static KNOWN: ArcRwSignal<Option<(Scenario, Correction)>> = ArcRwSignal::new(None);
}

/// Sets it, once all simulations of a scenario are complete.
pub fn set(of: Scenario, correction: Correction) {
    KNOWN.with(Clone::clone).set(Some((of, correction)));
}

/// The correction of that scenario; `None` until all its simulations are complete.
#[must_use]
pub fn correction(of: &Scenario) -> Option<Correction> {
    KNOWN.with(Clone::clone).with(|known| {
        known
            .as_ref()
            .filter(|(scenario, _)| scenario == of)
            .map(|(_, correction)| *correction)
    })
}
