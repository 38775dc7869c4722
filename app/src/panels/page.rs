//! The whole page.

use super::changes::{Changes, Gates, Notices, Path, Signals};
use super::charts::{Cost, Latency, Quality, Volume};
use super::header::Header;
use super::inputs::Inputs;
use super::map::Map;
use super::scores::{CostItems, Scores};
use super::verdict::{Announcer, Verdict};
use leptos::prelude::*;

/// Inputs at the left, the answer at the right.
#[component]
#[must_use]
pub fn Page() -> impl IntoView {
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
                    <Latency />
                    <Changes />
                    <Path />
                    <Quality />
                    <Volume />
                    <Gates />
                    <Signals />
                    <Scores />
                    <CostItems />
                </div>
                <Announcer />
            </main>
        </div>
    }
}
