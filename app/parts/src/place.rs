//! A module's element in the page.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// An element for a module, not yet in the page.
#[must_use]
pub fn element() -> Option<HtmlElement> {
    document().create_element("div").ok()?.dyn_into().ok()
}

/// Puts the module's element into the page's element of that id, and again whenever the page recreates that element. Returns whether it was
/// put there.
pub fn install(root: &HtmlElement, id: &'static str) -> bool {
    let placed = put(root, id);
    for event in ["hashchange", "popstate"] {
        let root = root.clone();
        // A link may recreate the page, in several steps; the module's own element keeps all that is in it.
        EventListener::new(&window(), event, move |_| keep(root.clone(), id, 40)).forget();
    }
    let root = root.clone();
    // If the module is requested again it is already loaded: the page sends this event instead.
    EventListener::new(&document(), "forkcast-module", move |_| {
        put(&root, id);
    })
    .forget();
    placed
}

/// Puts the element back, trying for a while.
fn keep(root: HtmlElement, id: &'static str, tries: u32) {
    Timeout::new(25, move || {
        put(&root, id);
        if tries > 0 {
            keep(root, id, tries - 1);
        }
    })
    .forget();
}

/// Puts the element into the page's; returns whether it was missing.
fn put(root: &HtmlElement, id: &str) -> bool {
    match document().get_element_by_id(id) {
        Some(place) if !place.contains(Some(root)) => {
            place.set_text_content(None);
            place.append_child(root).is_ok()
        }
        _ => false,
    }
}
