//! What meetings need: the presenter, the search, saved scenarios, notes, the introduction and the glossary. Their code is a chunk of its
//! own, which is downloaded when one of them is asked for; only the buttons, the keys and the first visit are here.

mod go;
mod introduction;
mod live;
mod note;
mod palette;
mod presenter;
mod saved;
mod terms;

use super::beside;
use super::elsewhere::is_framed;
use crate::components::dialog::Dialog;
use crate::components::reactive::{effect, handler, memo, text, when};
use crate::state::State;
use crate::text::tools as texts;
use crate::url;
use crate::view_model::meeting::live::KEY;
use forkcast_protocol::link::Part;
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
    /// The live session.
    Live,
    /// How the page works.
    Introduction,
    /// The meaning of a term.
    Term(&'static str),
}

/// Id of the element of the tools.
const ROOT: &str = "meeting";

/// Opens a tool; the presenter is left by the same way.
pub fn open(state: State, tool: Tool) {
    beside::meeting(ROOT, state, move |loaded| {
        if !loaded {
            state.tools_failed.set(true);
        } else if tool != Tool::Presenter {
            state.tool.set(Some(tool));
        } else {
            let now = state.presented.get_untracked();
            state.presented.set(if now.is_some() { None } else { Some(Part::Cost) });
        }
    });
}

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

/// The tools themselves. Only `beside.rs` calls it, so that their code is not in the first load.
#[must_use]
pub fn content(state: State) -> AnyView {
    provide_context(state);
    let live = live::Live::new(state);
    provide_context(live);
    live.install();
    let introduced = memo(move || state.tool.get() == Some(Tool::Introduction));
    let presenting = memo(move || state.presented.get().is_some());
    view! {
        {when(move || presenting.get(), move || presenter::presenter(state))}
        {when(move || introduced.get(), move || introduction::introduction(state))}
        {dialog(state, palette::is_asked, crate::text::palette::TITLE, palette::palette)}
        {dialog(state, saved::is_asked, crate::text::saved::TITLE, saved::saved)}
        {dialog(state, note::is_asked, crate::text::note::TITLE, note::note)}
        {live.mark()}
        {dialog(state, live::is_asked, crate::text::live::TITLE, live::live)}
        {dialog(state, terms::is_asked, crate::text::terms::TITLE, terms::terms)}
    }
    .into_any()
}

/// A dialog whose content exists while its tool is the open one.
fn dialog(
    state: State,
    is_asked: fn(Tool) -> bool,
    title: &'static str,
    content: fn(State) -> AnyView,
) -> AnyView {
    let open = RwSignal::new(false);
    let asked = memo(move || state.tool.get().is_some_and(is_asked));
    effect(move || open.set(asked.get()));
    // The browser closes it on Escape.
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && asked.get_untracked() {
            state.tool.set(None);
        }
        is
    });
    view! {
        <Dialog open=open title=title>
            {when(move || asked.get(), move || content(state))}
        </Dialog>
    }
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
        beside::meeting(ROOT, state, |_| {});
        return;
    }
    let is_plain = url::fragment().len() < 2;
    let Some(store) = storage().filter(|_| is_plain) else {
        return;
    };
    if !matches!(store.get_item(INTRODUCED), Ok(None)) || store.set_item(INTRODUCED, "1").is_err() {
        return;
    }
    Timeout::new(AFTER_MS, move || {
        beside::meeting(ROOT, state, move |loaded| {
            let is_free = state.tool.get_untracked().is_none() && state.presented.get_untracked().is_none();
            if loaded && is_free {
                state.tool.set(Some(Tool::Introduction));
            }
        });
    })
    .forget();
}
