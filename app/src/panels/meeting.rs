//! What meetings need: the presenter, the search, saved scenarios, notes, the introduction, the glossary and live sessions. Their code is a
//! chunk of its own, which is downloaded when one of them is asked for; only the buttons, the keys and the first visit are here.

mod go;
mod introduction;
mod links;
mod live;
mod note;
mod palette;
mod presenter;
pub mod room;
mod saved;
mod terms;

use super::beside;
use super::elsewhere::is_framed;
use crate::components::reactive::{handler, text};
use crate::state::State;
use crate::text::tools as texts;
use crate::url;
use crate::view_model::meeting::live::KEY;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use web_sys::Storage;

/// A tool of meetings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Large type for a room.
    Presenter,
    /// The search over the page.
    Palette,
    /// Scenarios that the browser keeps.
    Saved,
    /// The note on the scenario.
    Note,
    /// The readable link and the short one.
    Links,
    /// The live session.
    Live,
    /// The live session that the address names, without its dialog.
    Join,
    /// How the page works.
    Introduction,
    /// The meaning of a term.
    Term(&'static str),
}

/// Opens a tool; the presenter is left by the same way.
pub fn open(state: State, tool: Tool) {
    beside::meeting(ROOT, state, tool);
}

/// Id of the element of the tools.
const ROOT: &str = "meeting";

/// The element of the tools, which the chunk fills, and what is said where it cannot be loaded.
#[component]
#[must_use]
pub fn Tools() -> impl IntoView {
    let failed = State::get().tools_failed;
    view! {
        <div id=ROOT></div>
        <p class="tools-failed" role="status">{text(move || if failed.get() { texts::FAILED } else { "" }.to_owned())}</p>
    }
}

/// A button of the bar at the top.
#[must_use]
pub fn button(id: &'static str, words: &'static str, title: &'static str, tool: Tool) -> AnyView {
    let state = State::get();
    view! { <button class="quiet" type="button" id=id title=title aria-label=title on:click=handler(move |_| open(state, tool))>{words}</button> }
        .into_any()
}

/// The storage of the browser, where it keeps anything for this page.
pub(crate) fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Key of the mark that the introduction was shown.
const INTRODUCED: &str = "forkcast.introduced";
/// Time for the page to finish before the chunk is asked for, ms.
const AFTER_MS: u32 = 1_200;

/// Shows the introduction once in a browser: not where a link was opened, nor in a frame, nor where the browser could not keep that it was shown.
pub fn introduce(state: State) {
    if is_framed() {
        return;
    }
    let query = window().location().search().unwrap_or_default();
    if query.contains(KEY) {
        // The chunk joins the session that the address names.
        open(state, Tool::Join);
        return;
    }
    let is_plain = url::fragment().len() < 2;
    let Some(store) = storage().filter(|_| is_plain) else {
        return;
    };
    if !matches!(store.get_item(INTRODUCED), Ok(None)) || store.set_item(INTRODUCED, "1").is_err() {
        return;
    }
    Timeout::new(AFTER_MS, move || open(state, Tool::Introduction)).forget();
}
