//! The page within another page: chosen parts, no frame of its own, and its height reported to the embedding page.

use super::asked::Questions;
use super::beside::Comparison;
use super::changes::{Changes, Notices};
use super::charts::{Cost, Latency, Quality, Volume};
use super::inputs::Inputs;
use super::map::Map;
use super::scores::Scores;
use super::verdict::{Announcer, Verdict};
use crate::app::{ready_after_paint, show};
use crate::components::reactive::{effect, when};
use crate::components::resized::on_resize;
use crate::state::State;
use crate::text;
use crate::url;
use forkcast_protocol::link::{self, Part, View};
use leptos::html;
use leptos::prelude::*;

/// The chosen parts.
#[component]
#[must_use]
pub fn Embedded() -> impl IntoView {
    let state = State::get();
    let root: NodeRef<html::Main> = NodeRef::new();
    effect(|| {
        show();
        ready_after_paint();
    });
    effect(move || {
        // The root of the page: its height holds the margins and paddings of all within.
        if root.get().is_some()
            && let Some(whole) = document().document_element()
        {
            tell_height(&whole);
        }
    });
    let whole = move || {
        let view = View {
            scenario: state.scenario.get(),
            embed: Vec::new(),
            theme: state.theme.get(),
            measured: state.measured.get(),
            note: state.note.get(),
            slots: state.slots.get(),
        };
        url::address(&link::encode(&view, state.catalog))
    };
    let shown = move |which: Part, make: fn() -> AnyView| when(move || state.shows(which), make);
    view! {
        <main class="embedded" id="main" node_ref=root>
            <Questions />
            <Notices />
            {shown(Part::Verdict, || view! { <Verdict /> }.into_any())}
            {shown(Part::Inputs, || view! { <Inputs /> }.into_any())}
            <div class="grid">
                {shown(Part::Compare, || view! { <Comparison /> }.into_any())}
                {shown(Part::Cost, || view! { <Cost /> }.into_any())}
                {shown(Part::Map, || view! { <Map /> }.into_any())}
                {shown(Part::Latency, || view! { <Latency /> }.into_any())}
                {shown(Part::Changes, || view! { <Changes /> }.into_any())}
                {shown(Part::Quality, || view! { <Quality /> }.into_any())}
                {shown(Part::Volume, || view! { <Volume /> }.into_any())}
                {shown(Part::Scores, || view! { <Scores /> }.into_any())}
            </div>
            <Announcer />
            <p class="open"><a id="open-whole" href=whole target="_blank" rel="noopener">{text::page::OPEN_WHOLE}</a></p>
        </main>
    }
}

/// Posts `{type: "forkcast:height", height}` to the parent whenever the content's height changes.
fn tell_height(element: &web_sys::Element) {
    let Ok(Some(parent)) = window().parent() else {
        return;
    };
    let mut reported = 0.0;
    on_resize(element, move |_, height| {
        let height = height.ceil();
        // Ignore changes below 2 px, or page and frame resize each other forever.
        if (height - reported).abs() < 2.0 {
            return;
        }
        reported = height;
        let message = js_sys::Object::new();
        let set = |key: &str, value: &wasm_bindgen::JsValue| {
            js_sys::Reflect::set(&message, &key.into(), value).is_ok()
        };
        if set("type", &"forkcast:height".into()) && set("height", &height.into()) {
            // The height is not secret and any page may embed this one, so it is reported to any origin.
            let _ = parent.post_message(&message, "*");
        }
    });
}
