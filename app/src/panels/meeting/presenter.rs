//! The presenter: the page's own verdict, one of its charts and its main inputs, in large type. It changes no element but by attributes, by
//! which the style sheet lays the page out anew, so that sliders and charts are those of the page.

use super::go::element;
use super::room::Room;
use crate::components::reactive::{effect, handler, part, text};
use crate::panels::moves::is_text_field;
use crate::state::State;
use crate::text::{embed, presenter as texts};
use crate::view_model::meeting::presented;
use forkcast_protocol::link::Part;
use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Attribute of the page while it is presented, and of the part that is shown.
const PRESENTED: &str = "data-presented";

/// The bar of the presenter, which presents the page while it exists.
#[must_use]
pub(super) fn presenter(room: Room) -> AnyView {
    let state = room.state;
    let parts = Memo::new(move |_| presented::parts(state.slots.with(|slots| !slots.is_empty())));
    // A part that is gone, as the comparison once nothing is pinned, gives way to the first.
    effect(move || {
        let parts = parts.get();
        if room.presented.get().is_some_and(|now| !parts.contains(&now)) {
            room.presented.set(parts.first().copied());
        }
    });
    fit(state);
    let resized = EventListener::new(&window(), "resize", move |_| fit(state));
    let options = EventListenerOptions::enable_prevent_default();
    let keyed = EventListener::new_with_options(&window(), "keydown", options, move |event| {
        if let Some(key) = event.dyn_ref::<KeyboardEvent>()
            && room.tool.get_untracked().is_none()
            && is_taken(room, key, &parts.get_untracked())
        {
            event.prevent_default();
        }
    });
    let listeners = StoredValue::new_local(Some((resized, keyed)));
    effect(move || mark(room.presented.get()));
    on_cleanup(move || {
        listeners.dispose();
        mark(None);
        zoom(state, None);
        if let Some(button) = element("present") {
            let _ = button.focus();
        }
    });
    let bar: NodeRef<leptos::html::Section> = NodeRef::new();
    effect(move || {
        if let Some(bar) = bar.get() {
            let _ = bar.focus();
        }
    });
    let buttons = move || {
        (1..)
            .zip(parts.get())
            .map(|(number, part)| {
                let is_shown = move || room.presented.get() == Some(part);
                view! {
                    <button type="button" class="chip" id=format!("present-{}", part.id()) aria-pressed=text(move || is_shown().to_string())
                        on:click=handler(move |_| room.presented.set(Some(part)))>{texts::part(number, embed::part(part))}</button>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="presenter" id="presenter" tabindex="-1" aria-label=texts::SHOWN node_ref=bar>
            {part(buttons)}
            <button type="button" class="chip leave" id="leave-presenter" on:click=handler(move |_| room.presented.set(None))>{texts::LEAVE}</button>
        </section>
    }
    .into_any()
}

/// Marks the page, and the part that is shown.
fn mark(shown: Option<Part>) {
    for part in Part::ALL {
        if let Some(place) = presented::id(part).and_then(element) {
            let _ = if shown == Some(part) {
                place.set_attribute(PRESENTED, "")
            } else {
                place.remove_attribute(PRESENTED)
            };
        }
    }
    if let Some(root) = document().document_element() {
        let _ = match shown {
            Some(part) => root.set_attribute(PRESENTED, part.id()),
            None => root.remove_attribute(PRESENTED),
        };
    }
}

/// Makes type and charts as large as the window allows.
fn fit(state: State) {
    let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64());
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    zoom(
        state,
        width
            .zip(height)
            .map(|(width, height)| presented::zoom(width, height)),
    );
}

fn zoom(state: State, by: Option<f64>) {
    state.zoom.set(by.unwrap_or(1.0));
    let root = document().document_element();
    let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let _ = match by {
        Some(by) => root.style().set_property("--zoom", &by.to_string()),
        None => root.style().remove_property("--zoom").map(|_| ()),
    };
}

/// Does what a key asks for; false where it asks for nothing.
fn is_taken(room: Room, key: &KeyboardEvent, parts: &[Part]) -> bool {
    let is_in_text = is_text_field(key.target());
    let Some(now) = room.presented.get_untracked() else {
        return false;
    };
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return false;
    }
    if key.key() == "Escape" {
        if is_in_text {
            // The field takes back what was typed; the next Escape leaves.
            if let Some(field) = key.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) {
                let _ = field.blur();
            }
        } else {
            room.presented.set(None);
        }
        return true;
    }
    // A slider, a choice and a chart have keys of their own.
    let has_keys = key
        .target()
        .and_then(|t| t.dyn_into::<Element>().ok())
        .is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA" | "CANVAS"));
    let next = if has_keys {
        None
    } else {
        presented::chosen(&key.key(), now, parts)
    };
    if let Some(next) = next {
        room.presented.set(Some(next));
    }
    next.is_some()
}
