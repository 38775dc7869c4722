//! Where measuring starts. The workbench is a module of its own, which its script loads when the reader asks for it.

use crate::components::reactive::{handler, text};
use gloo::events::EventListener;
use leptos::prelude::*;

/// A card with a button; the workbench takes the button's place.
#[component]
#[must_use]
pub fn Workbench() -> impl IntoView {
    let said = RwSignal::new("");
    let load = move |_| {
        let (Ok(script), Some(body)) = (document().create_element("script"), document().body()) else {
            return;
        };
        let _ = script.set_attribute("type", "module");
        let _ = script.set_attribute("src", "workbench/load.js");
        said.set("Loading …");
        EventListener::new(&script, "error", move |_| {
            said.set("The workbench could not be loaded.");
        })
        .forget();
        let _ = body.append_child(&script);
    };
    view! {
        <section class="card" id="measure" aria-label="Measure">
            <header>
                <h2>"Measure"</h2>
                <p>"Latencies of your own servers or of this machine, in place of the assumed ones"</p>
            </header>
            <div id="workbench">
                <button class="outlined" type="button" id="measure-open" on:click=handler(load)>"Open the workbench"</button>
                <p role="status">{text(move || said.get().to_owned())}</p>
            </div>
        </section>
    }
}
