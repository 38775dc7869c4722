//! Measuring, where it must not be: in a frame.
//!
//! Another site can put the page into a frame, make it invisible and have its reader click where it likes. So nothing in a frame starts a
//! run. A server of Forkcast enforces that; this is what the reader sees.

use crate::components::heading::heading;
use crate::components::reactive::text;
use crate::state::State;
use crate::text::beside as texts;
use crate::url;
use leptos::prelude::*;

/// Whether the page stands in a frame, or is the form of it that others embed.
#[must_use]
pub fn is_framed() -> bool {
    let window = window();
    // A browser that does not say which window is the topmost has something to hide.
    let is_top = window
        .top()
        .ok()
        .flatten()
        .is_some_and(|top| js_sys::Object::is(top.as_ref(), window.as_ref()));
    !is_top || url::is_embedded()
}

/// The way to the workbench: a tab of its own.
#[component]
#[must_use]
pub fn Elsewhere() -> impl IntoView {
    let state = State::get();
    view! {
        <section class="card" id="measure" aria-label=texts::MEASURE>
            {heading(texts::MEASURE, texts::ELSEWHERE_NOTE)}
            // Other parts of the page that lead to the workbench lead here.
            <div id="workbench">
                <p>{texts::NOT_IN_A_FRAME}
                    <a id="measure-elsewhere" href=text(move || url::link_of(state)) target="_blank" rel="noopener">{texts::OPEN_ELSEWHERE}</a>
                </p>
            </div>
        </section>
    }
}
