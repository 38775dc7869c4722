//! The tools, once their chunk is there.

use super::{Tool, introduction, links, live, note, palette, presenter, saved, terms};
use crate::components::dialog::Dialog;
use crate::components::reactive::{effect, memo, when};
use crate::state::State;
use crate::text;
use forkcast_protocol::link::Part;
use leptos::mount::mount_to;
use leptos::prelude::*;
use std::cell::Cell;
use web_sys::HtmlElement;

/// The tools' own signals, which the first load does without. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// The page's state.
    pub(super) state: State,
    /// The tool that is open, other than the presenter.
    pub(super) tool: RwSignal<Option<Tool>>,
    /// The part that is shown in large type under the verdict, while the page is presented.
    pub(super) presented: RwSignal<Option<Part>>,
}

thread_local! {
    /// The room that the page has.
    static ROOM: Cell<Option<Room>> = const { Cell::new(None) };
}

/// Opens a tool; the first one puts them all into that element. Only `beside.rs` calls it, so that this code is not in the first load.
pub fn open(root: &HtmlElement, state: State, tool: Tool) {
    if root.child_element_count() == 0 {
        mount_to(root.clone(), move || {
            let room = Room {
                state,
                tool: RwSignal::new(None),
                presented: RwSignal::new(None),
            };
            ROOM.set(Some(room));
            content(room)
        })
        .forget();
    }
    let Some(room) = ROOM.get() else { return };
    let presented = room.presented.get_untracked();
    match tool {
        Tool::Join => {}
        Tool::Presenter => room.presented.set(if presented.is_some() {
            None
        } else {
            Some(Part::Cost)
        }),
        // That of a first visit comes by itself, and must not come between.
        Tool::Introduction if presented.is_some() || room.tool.get_untracked().is_some() => {}
        Tool::Introduction
        | Tool::Palette
        | Tool::Saved
        | Tool::Note
        | Tool::Links
        | Tool::Live
        | Tool::Term(_) => {
            room.tool.set(Some(tool));
        }
    }
}

fn content(room: Room) -> AnyView {
    provide_context(room.state);
    let live = live::Live::new(room);
    provide_context(live);
    live.install();
    let introduced = memo(move || room.tool.get() == Some(Tool::Introduction));
    let presenting = memo(move || room.presented.get().is_some());
    view! {
        {when(move || presenting.get(), move || presenter::presenter(room))}
        {when(move || introduced.get(), move || introduction::introduction(room))}
        {live.mark()}
        {dialog(room, |tool| tool == Tool::Palette, text::palette::TITLE, palette::palette)}
        {dialog(room, |tool| tool == Tool::Saved, text::saved::TITLE, saved::saved)}
        {dialog(room, |tool| tool == Tool::Note, text::note::TITLE, note::note)}
        {dialog(room, |tool| tool == Tool::Links, text::header::LINKS, links::links)}
        {dialog(room, |tool| tool == Tool::Live, text::live::TITLE, live::live)}
        {dialog(room, |tool| matches!(tool, Tool::Term(_)), text::terms::TITLE, terms::terms)}
    }
    .into_any()
}

/// A dialog whose content exists while its tool is the open one.
fn dialog(
    room: Room,
    is_asked: fn(Tool) -> bool,
    title: &'static str,
    content: fn(Room) -> AnyView,
) -> AnyView {
    let open = RwSignal::new(false);
    let asked = memo(move || room.tool.get().is_some_and(is_asked));
    effect(move || open.set(asked.get()));
    // The browser closes it on Escape.
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && asked.get_untracked() {
            room.tool.set(None);
        }
        is
    });
    view! {
        <Dialog open=open title=title>
            {when(move || asked.get(), move || content(room))}
        </Dialog>
    }
    .into_any()
}
