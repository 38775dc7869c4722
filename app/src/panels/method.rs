//! Why believe it.

use crate::components::data_table::DataTable;
use crate::state::State;
use crate::view_model::method;
use forkcast_charts::Table;
use forkcast_engine::MODEL_VERSION;
use leptos::prelude::*;

/// The method: equations, assumptions, fit, prices, claims. Made when it is first opened.
#[component]
#[must_use]
pub fn Method() -> impl IntoView {
    let state = State::get();
    let snapshot = format!("Model version {MODEL_VERSION}. Prices as of {}.", state.catalog.version);
    let equations = method::EQUATIONS
        .into_iter()
        .map(|(name, formula, meaning)| view! { <div><dt>{name}</dt><dd><code>{formula}</code><span>{meaning}</span></dd></div> })
        .collect_view();
    let limits = method::LIMITS.into_iter().map(|l| view! { <li>{l}</li> }).collect_view();
    view! {
        <section class="method" id="method" aria-label="Method">
            <h2>"Method"</h2>
            <p>{snapshot}" Every figure on this page is worked out in your browser from the inputs at the left and what stands below; nothing is sent anywhere."</p>
            <dl class="equations">{equations}</dl>
            <h3>"Where it does not apply"</h3>
            <ul>{limits}</ul>
            <Fold id="assumptions" title="What is assumed, with ranges and sources" make=method::assumptions />
            <Fold id="published" title="Published results beside the model's" make=published />
            <Fold id="prices" title="Prices, USD per million tokens" make=prices />
            <Fold id="hardware" title="GPUs, embedders, stores, rerankers" make=hardware />
            <Fold id="claims" title="What the article claims, and where this page shows it" make=method::claims />
            <p>{method::fit()}</p>
        </section>
    }
}

fn published() -> Table {
    method::published()
}

fn prices() -> Table {
    method::prices(State::get().catalog)
}

fn hardware() -> Table {
    method::hardware(State::get().catalog)
}

#[component]
fn Fold(id: &'static str, title: &'static str, make: fn() -> Table) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <details
            class="fold"
            id=format!("fold-{id}")
            on:toggle=move |ev| open.set(event_target::<web_sys::Element>(&ev).has_attribute("open"))
        >
            <summary>{title}</summary>
            <Show when=move || open.get()>
                <DataTable name=title id=format!("table-{id}") table=Signal::stored(make()) />
            </Show>
        </details>
    }
}
