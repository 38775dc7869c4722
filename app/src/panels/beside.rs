//! Cards of the modules: each is loaded by its own script when needed.

use crate::components::in_view::in_view_once_known;
use crate::components::reactive::{effect, handler, text};
use gloo::events::EventListener;
use leptos::prelude::*;

/// Loads the module of that name into the element with that id.
fn load(name: &'static str, said: RwSignal<&'static str>) {
    let (Ok(script), Some(body)) = (document().create_element("script"), document().body()) else {
        return;
    };
    let _ = script.set_attribute("type", "module");
    let _ = script.set_attribute("src", &format!("{name}/load.js"));
    said.set("Loading …");
    EventListener::new(&script, "error", move |_| {
        said.set("This section could not be loaded. Reload the page to try again.");
    })
    .forget();
    // A script that was loaded before does not run again: this event notifies the module instead.
    if let Ok(event) = web_sys::Event::new("forkcast-module") {
        let _ = document().dispatch_event(&event);
    }
    let _ = body.append_child(&script);
}

/// The card with the button that starts measuring; the workbench replaces its content.
#[component]
#[must_use]
pub fn Workbench() -> impl IntoView {
    let said = RwSignal::new("");
    view! {
        <section class="card" id="measure" aria-label="Measure">
            <header>
                <h2>"Measure"</h2>
                <p>"Replace assumed latencies with those of your own servers or of this machine"</p>
            </header>
            <div id="workbench">
                <button class="outlined" type="button" id="measure-open" on:click=handler(move |_| load("workbench", said))>"Open the workbench"</button>
                <p role="status">{text(move || said.get().to_owned())}</p>
            </div>
        </section>
    }
}

/// How sure is this?: loaded once the reader scrolls to it.
#[component]
#[must_use]
pub fn Insight() -> impl IntoView {
    let said = RwSignal::new("");
    let here = in_view_once_known("why");
    effect(move || {
        if here.get() {
            load("insight", said);
        }
    });
    view! {
        <section class="card" id="why" aria-label="How sure is this?">
            <header>
                <h2>"How sure is this?"</h2>
                <p>"What to measure next, which assumptions matter most, the sources of the prices, and the decision record"</p>
            </header>
            <div id="insight"><p role="status">{text(move || said.get().to_owned())}</p></div>
        </section>
    }
}
