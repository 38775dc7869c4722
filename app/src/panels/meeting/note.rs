//! The note on the scenario.

use super::room::Room;
use crate::components::reactive::{effect, flag, handler, text};
use crate::text::note as texts;
use forkcast_protocol::link::{self, MAX_BYTES, NOTE_CHARS};
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// A field, and what becomes of it.
pub(super) fn note(room: Room) -> AnyView {
    let state = room.state;
    let typed = RwSignal::new(state.note.get_untracked());
    let said = RwSignal::new("");
    let field: NodeRef<html::Textarea> = NodeRef::new();
    effect(move || {
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                let _ = field.focus();
            });
        }
    });
    let save = move |note: String| {
        let mut view = untrack(|| state.view());
        view.note = link::note(&note);
        if link::encode(&view, state.catalog).len() > MAX_BYTES {
            said.set(texts::TOO_LONG);
            return;
        }
        state.note.set(view.note);
        state.commits.update(|n| *n += 1);
        room.tool.set(None);
    };
    view! {
        <p class="hint">{texts::ABOUT}</p>
        <textarea
            id="note-text"
            class="note-text"
            rows="4"
            maxlength=NOTE_CHARS.to_string()
            node_ref=field
            aria-label=texts::TITLE
            prop:value=text(move || typed.get())
            on:input=handler(move |ev| {
                // A note is one line: a break that is pasted becomes a space where it is seen.
                typed.set(event_target_value(&ev).replace(['\n', '\r'], " "));
            })
            on:keydown=handler(move |ev: KeyboardEvent| {
                if ev.key() == "Enter" {
                    ev.prevent_default();
                    save(typed.get_untracked());
                }
            })
        ></textarea>
        <p class="hint">{text(move || texts::left(NOTE_CHARS.saturating_sub(typed.read().chars().count())))}</p>
        <p role="status">{text(move || said.get().to_owned())}</p>
        <div class="buttons">
            <button type="button" class="solid" id="save-note" on:click=handler(move |_| save(typed.get_untracked()))>{texts::SAVE}</button>
            <button type="button" class="outlined" id="remove-note" hidden=flag(move || state.note.read().is_empty()) on:click=handler(move |_| save(String::new()))>{texts::REMOVE}</button>
        </div>
    }
    .into_any()
}
