//! Steps back and forth, pinning, and what-if buttons.

use super::beside;
use super::meeting::{self, Tool};
use crate::components::reactive::{flag, handler, memo, text, when};
use crate::state::State;
use crate::text::{moves as texts, tools};
use crate::url;
use crate::view_model::what_if::{self, WHAT_IFS};
use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Undo, redo, pin, and the way to the comparison.
#[component]
#[must_use]
pub fn Moves() -> impl IntoView {
    let state = State::get();
    let pinned = memo(move || state.slots.with(Vec::len));
    let full = memo(move || !state.can_pin());
    view! {
        <div class="moves" role="group" aria-label=texts::MOVES>
            <button class="quiet" id="undo" type="button" title=texts::UNDO_TITLE aria-label=texts::UNDO
                disabled=flag(move || !state.steps.get().can_undo()) on:click=handler(move |_| url::undo(state))>"↶"</button>
            <button class="quiet" id="redo" type="button" title=texts::REDO_TITLE aria-label=texts::REDO
                disabled=flag(move || !state.steps.get().can_redo()) on:click=handler(move |_| url::redo(state))>"↷"</button>
            <button class="outlined" id="pin" type="button" title=texts::PIN_TITLE disabled=flag(move || full.get())
                on:click=handler(move |_| state.pin())>{texts::PIN}</button>
            {meeting::button("saved", tools::SAVED, tools::SAVED_TITLE, Tool::Saved)}
            {meeting::button("note-button", tools::NOTE, tools::NOTE_TITLE, Tool::Note)}
            {when(move || pinned.get() > 0, move || view! {
                <button class="quiet" id="to-compare" type="button" on:click=handler(|_| beside::show_comparison())>
                    {text(move || texts::compare(pinned.get()))}
                </button>
            }.into_any())}
        </div>
    }
}

/// Changes that are asked about often: each with one click.
#[component]
#[must_use]
pub fn WhatIf() -> impl IntoView {
    let state = State::get();
    let buttons = WHAT_IFS
        .into_iter()
        .map(|what| {
            let next = memo(move || what_if::after(&state.scenario.get(), what));
            view! {
                <button class="chip" type="button" id=format!("what-if-{}", what.id()) disabled=flag(move || next.get().is_none())
                    on:click=handler(move |_| if let Some(next) = next.get_untracked() { state.commit(next); })>{texts::what_if(what)}</button>
            }
        })
        .collect_view();
    view! { <div class="what-if" id="what-if" role="group" aria-label=texts::WHAT_IF><span>{texts::WHAT_IF}</span>{buttons}</div> }
}

/// What a key press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Undo,
    Redo,
    Pin,
    Search,
    Present,
}

/// What that key asks for, with Control (or Command), Shift and Alt.
fn asked(key: &str, code: &str, control: bool, shift: bool, alt: bool) -> Option<Asked> {
    match (key.to_ascii_lowercase().as_str(), control, alt) {
        ("z", true, false) if shift => Some(Asked::Redo),
        ("z", true, false) => Some(Asked::Undo),
        ("y", true, false) if !shift => Some(Asked::Redo),
        // On some keyboards Alt makes another letter of it.
        (_, false, true) if code == "KeyK" && !shift => Some(Asked::Pin),
        (_, false, true) if code == "KeyP" && !shift => Some(Asked::Present),
        ("k", true, false) if !shift => Some(Asked::Search),
        _ => None,
    }
}

/// Whether the browser has undo of its own there.
pub fn is_text_field(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    let is_other = |kind: &str| matches!(kind, "range" | "checkbox" | "radio" | "button");
    match element.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => !element.get_attribute("type").is_some_and(|kind| is_other(&kind)),
        _ => element.has_attribute("contenteditable"),
    }
}

/// Listens for the keys of undo, redo and pinning.
pub fn install(state: State) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
            return;
        };
        let control = key.ctrl_key() || key.meta_key();
        let Some(asked) = asked(&key.key(), &key.code(), control, key.shift_key(), key.alt_key()) else {
            return;
        };
        if key.repeat()
            || (asked != Asked::Search && is_text_field(event.target()))
            || !state.embed.with_untracked(Vec::is_empty)
        {
            return;
        }
        event.prevent_default();
        match asked {
            Asked::Undo => url::undo(state),
            Asked::Redo => url::redo(state),
            Asked::Pin => state.pin(),
            Asked::Search => meeting::open(state, Tool::Palette),
            Asked::Present => meeting::open(state, Tool::Presenter),
        }
    })
    .forget();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ask_for_what_they_ask_for_everywhere() {
        for (key, control, shift, alt, wanted) in [
            ("z", true, false, false, Some(Asked::Undo)),
            ("Z", true, true, false, Some(Asked::Redo)),
            ("y", true, false, false, Some(Asked::Redo)),
            ("k", false, false, true, Some(Asked::Pin)),
            ("k", true, false, false, Some(Asked::Search)),
            ("p", false, false, true, Some(Asked::Present)),
            ("p", false, false, false, None),
            ("z", false, false, false, None),
            ("k", false, false, false, None),
            ("y", true, true, false, None),
            ("z", true, false, true, None),
        ] {
            let code = format!("Key{}", key.to_uppercase());
            assert_eq!(asked(key, &code, control, shift, alt), wanted, "{key}");
        }
    }
}
