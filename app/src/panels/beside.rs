//! Places for what is loaded when the reader comes to it: modules of their own beside the page, each by its own script.

use crate::components::in_view::seen;
use crate::components::reactive::{effect, handler, text};
use gloo::events::EventListener;
use leptos::prelude::*;

/// Loads the module of that name, whose place has that name for its id. It is the module that takes the place.
fn load(name: &'static str, said: RwSignal<&'static str>) {
    let (Ok(script), Some(body)) = (document().create_element("script"), document().body()) else {
        return;
    };
    let _ = script.set_attribute("type", "module");
    let _ = script.set_attribute("src", &format!("{name}/load.js"));
    said.set("Loading …");
    EventListener::new(&script, "error", move |_| {
        said.set("This part could not be loaded. Load the page anew to try again.");
    })
    .forget();
    // A script that was loaded before does not run again: the module hears this instead.
    if let Ok(event) = web_sys::Event::new("forkcast-module") {
        let _ = document().dispatch_event(&event);
    }
    let _ = body.append_child(&script);
}

/// Where measuring starts: a card with a button, whose place the workbench takes.
#[component]
#[must_use]
pub fn Workbench() -> impl IntoView {
    let said = RwSignal::new("");
    view! {
        <section class="card" id="measure" aria-label="Measure">
            <header>
                <h2>"Measure"</h2>
                <p>"Latencies of your own servers or of this machine, in place of the assumed ones"</p>
            </header>
            <div id="workbench">
                <button class="outlined" type="button" id="measure-open" on:click=handler(move |_| load("workbench", said))>"Open the workbench"</button>
                <p role="status">{text(move || said.get().to_owned())}</p>
            </div>
        </section>
    }
}

/// How sure the answer is, what to measure next, prices and the record: loaded once the reader has come to it.
#[component]
#[must_use]
pub fn Insight() -> impl IntoView {
    let said = RwSignal::new("");
    let here = seen("why");
    effect(move || {
        if here.get() {
            load("insight", said);
        }
    });
    view! {
        <section class="card" id="why" aria-label="Why believe it">
            <header>
                <h2>"Why believe it"</h2>
                <p>"What to measure next, what one figure can turn, where the prices come from, and the record of the decision"</p>
            </header>
            <div id="insight"><p role="status">{text(move || said.get().to_owned())}</p></div>
        </section>
    }
}
