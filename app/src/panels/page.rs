//! The whole page.

use super::asked::Questions;
use super::beside::{Comparison, Files, Insight, Opened, Workbench};
use super::changes::{Changes, Gates, Notices, Path, Signals};
use super::charts::{Cost, Latency, Quality, Volume};
use super::elsewhere::{Elsewhere, is_framed};
use super::header::Header;
use super::inputs::{self, Inputs};
use super::map::Map;
use super::meeting::{self, Tools};
use super::printed::Printed;
use super::scores::{CostItems, Scores};
use super::verdict::{Announcer, Verdict};
use crate::app::{self, ready_after_paint};
use crate::components::reactive::{memo, when};
use crate::state::State;
use crate::text;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

/// Inputs on the left, the result on the right.
#[component]
#[must_use]
pub fn Page() -> impl IntoView {
    // The verdict comes first, then the bar. The inputs and the cards are created in separate tasks, so that none is long.
    let is_begun = RwSignal::new(false);
    let done = RwSignal::new(0u8);
    let state = State::get();
    Timeout::new(0, move || {
        // Another view may have replaced the page meanwhile.
        if is_begun.try_set(true).is_none() {
            app::show();
            more(done, state);
        }
    })
    .forget();
    let has = |n: u8| memo(move || done.get() >= inputs::TASKS + n);
    let [
        cost,
        map,
        latency,
        changes,
        quality,
        volume,
        beside,
        gates,
        scores,
        items,
    ] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(has);
    let is_reply = memo(move || state.mine.with(Option::is_some));
    let is_compared = memo(move || state.slots.with(|slots| !slots.is_empty()));
    view! {
        <a class="skip" href="#verdict" on:click=|ev| {
            // The fragment holds the scenario, so the link moves the focus itself.
            ev.prevent_default();
            if let Some(target) = document().get_element_by_id("in-change_days") {
                use wasm_bindgen::JsCast;
                if let Ok(input) = target.dyn_into::<web_sys::HtmlElement>() {
                    let _ = input.focus();
                }
            }
        }>{text::page::SKIP_TO_INPUTS}</a>
        {when(move || is_begun.get(), || view! { <Header /> }.into_any())}
        <div class="columns">
            <Inputs done=done />
            <main id="main" class="answer">
                <Questions />
                {when(move || is_reply.get(), || view! { <Opened /> }.into_any())}
                <Notices />
                <Verdict />
                <div class="grid">
                    {when(move || is_compared.get(), || view! { <Comparison /> }.into_any())}
                    {when(move || cost.get(), || view! { <Cost /> }.into_any())}
                    {when(move || map.get(), || view! { <Map /> }.into_any())}
                    {when(move || latency.get(), || view! { <Latency /> }.into_any())}
                    {when(move || changes.get(), || view! { <Changes /> <Path /> }.into_any())}
                    {when(move || quality.get(), || view! { <Quality /> }.into_any())}
                    {when(move || volume.get(), || view! { <Volume /> }.into_any())}
                    {when(move || beside.get(), || view! { <Insight /> <Files /> {measuring()} }.into_any())}
                    {when(move || gates.get(), || view! { <Gates /> <Signals /> }.into_any())}
                    {when(move || scores.get(), || view! { <Scores /> }.into_any())}
                    {when(move || items.get(), || view! { <CostItems /> }.into_any())}
                </div>
                <Announcer />
                <Printed />
            </main>
        </div>
        <Tools />
    }
}

/// Where measuring starts, or the way there.
fn measuring() -> AnyView {
    if is_framed() {
        view! { <Elsewhere /> }.into_any()
    } else {
        view! { <Workbench /> }.into_any()
    }
}

/// What the first view has: the inputs, the cost and the map.
const FIRST_VIEW: u8 = inputs::TASKS + 2;
/// All that the page has.
const ALL: u8 = FIRST_VIEW + 8;

/// Creates one more part of the page per task, until all exist.
fn more(done: RwSignal<u8>, state: State) {
    Timeout::new(0, move || {
        // Another view may have replaced the page meanwhile.
        if let Some(n) = done.try_get_untracked()
            && n < ALL
        {
            done.set(n + 1);
            if n + 1 == FIRST_VIEW {
                ready_after_paint();
            }
            if n + 1 == ALL {
                meeting::introduce(state);
            }
            more(done, state);
        }
    })
    .forget();
}
