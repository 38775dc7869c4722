//! The readable link and the short one, each to be read, selected and copied, and the way to a live session.

use super::Tool;
use super::room::Room;
use crate::components::reactive::{handler, memo, text};
use crate::panels::header::copy_text;
use crate::state::State;
use crate::text::{header as texts, live};
use crate::url;
use gloo::timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The links.
pub(super) fn links(room: Room) -> AnyView {
    view! {
        {offered(room.state, "readable", texts::READABLE, texts::READABLE_NOTE, url::link_of)}
        {offered(room.state, "short", texts::SHORT, texts::SHORT_NOTE, url::short_link_of)}
        <p class="offered"><button class="outlined" type="button" id="live" on:click=handler(move |_| room.tool.set(Some(Tool::Live)))>{live::TITLE}</button></p>
    }
    .into_any()
}

/// A link with its name, its note and a button that copies it.
fn offered(
    state: State,
    id: &'static str,
    name: &'static str,
    note: &'static str,
    link: fn(State) -> String,
) -> AnyView {
    let copied = RwSignal::new(false);
    let field: NodeRef<html::Input> = NodeRef::new();
    let shown = memo(move || link(state));
    let copy = move |_| {
        spawn_local(async move {
            let done = copy_text(&shown.get_untracked()).await;
            copied.set(done);
            if done {
                Timeout::new(2000, move || copied.set(false)).forget();
            } else if let Some(field) = field.get_untracked() {
                field.select();
            }
        });
    };
    view! {
        <div class="offered">
            <label>
                <b>{name}</b>
                <span class="hint">{note}</span>
                <input type="text" readonly=true id=format!("{id}-link") node_ref=field prop:value=text(move || shown.get()) />
            </label>
            <button class="solid" type="button" id=format!("copy-{id}-link") on:click=copy>
                {text(move || texts::copy(copied.get()).to_owned())}
            </button>
        </div>
    }
    .into_any()
}
