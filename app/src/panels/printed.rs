//! The lines that only paper needs: the inputs that are not on it, the sources, the link and the day.

use crate::state::State;
use crate::text::about as texts;
use crate::url;
use crate::view_model::about;
use forkcast_protocol::link;
use gloo::events::EventListener;
use leptos::html;
use leptos::prelude::*;

/// The lines, written when the browser is about to print: a signal's change would come after that.
#[component]
#[must_use]
pub fn Printed() -> impl IntoView {
    let state = State::get();
    let node: NodeRef<html::Div> = NodeRef::new();
    EventListener::new(&window(), "beforeprint", move |_| {
        if let Some(node) = node.try_get_untracked().flatten() {
            let view = untrack(|| state.view());
            let link = url::address(&link::encode_short(&about::linked(&view), state.catalog));
            let now = String::from(js_sys::Date::new_0().to_iso_string());
            let lines = [
                about::inputs(&view.scenario, state.catalog, usize::MAX),
                about::source(&view, state.catalog, &link),
                texts::printed(now.get(..10).unwrap_or_default()),
            ];
            node.set_text_content(Some(&lines.join("\n")));
        }
    })
    .forget();
    view! { <div class="printed" id="printed" node_ref=node></div> }
}
