//! Whether a part of the page is in view.

use crate::components::reactive::effect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry};

/// True while the element of that id is in view; also until the browser has said so, and where it never does.
#[must_use]
pub fn in_view(id: &'static str) -> RwSignal<bool> {
    follow(id, true)
}

/// True while the element of that id is in view, and not before the browser has said so.
#[must_use]
pub fn in_view_once_known(id: &'static str) -> RwSignal<bool> {
    follow(id, false)
}

fn follow(id: &'static str, at_first: bool) -> RwSignal<bool> {
    let seen = RwSignal::new(at_first);
    effect(move || watch(id, seen));
    seen
}

fn watch(id: &str, seen: RwSignal<bool>) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let changed = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        // The last entry is the newest; the part may have left the page meanwhile.
        if let Ok(entry) = entries
            .get(entries.length().saturating_sub(1))
            .dyn_into::<IntersectionObserverEntry>()
            && seen
                .try_get_untracked()
                .is_some_and(|before| before != entry.is_intersecting())
        {
            seen.set(entry.is_intersecting());
        }
    });
    if let Ok(observer) = IntersectionObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(&element);
    }
    // The observer lives as long as the element; so must what it calls.
    changed.forget();
}
