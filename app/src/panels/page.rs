//! The whole page.

use super::beside::{Insight, Workbench};
use super::changes::{Changes, Gates, Notices, Path, Signals};
use super::charts::{Cost, Latency, Quality, Volume};
use super::elsewhere::{Elsewhere, is_framed};
use super::header::Header;
use super::inputs::Inputs;
use super::map::Map;
use super::scores::{CostItems, Scores};
use super::verdict::{Announcer, Verdict};
use crate::components::reactive::{memo, part};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

/// Inputs on the left, the result on the right.
#[component]
#[must_use]
pub fn Page() -> impl IntoView {
    // Cards below the first view are created in separate tasks, so that none is long.
    let parts = RwSignal::new(0u8);
    more(parts);
    let [first, second, third] = [0, 1, 2].map(|n| memo(move || parts.get() > n));
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
        }>"Skip to the inputs"</a>
        <Header />
        <div class="columns">
            <Inputs />
            <main id="main" class="answer">
                <Notices />
                <Verdict />
                <div class="grid">
                    <Cost />
                    <Map />
                    {part(move || if first.get() { view! { <Latency /> <Changes /> }.into_any() } else { ().into_any() })}
                    {part(move || if second.get() { view! { <Path /> <Quality /> <Volume /> <Insight /> {measuring()} }.into_any() } else { ().into_any() })}
                    {part(move || if third.get() { view! { <Gates /> <Signals /> <Scores /> <CostItems /> }.into_any() } else { ().into_any() })}
                </div>
                <Announcer />
            </main>
        </div>
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

/// Creates one more group of cards per task, until all three exist.
fn more(parts: RwSignal<u8>) {
    Timeout::new(0, move || {
        // Another view may have replaced the page meanwhile.
        if let Some(n) = parts.try_get_untracked()
            && n < 3
        {
            parts.set(n + 1);
            more(parts);
        }
    })
    .forget();
}
