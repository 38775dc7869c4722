//! The workbench's elements, and the browser behind them.

pub mod apply;
pub mod ask;
mod bench;
pub mod connect;
mod net;
pub mod quality;
pub mod records;
pub mod results;
pub mod running;
mod stream;

use bench::Bench;
use forkcast_parts::place;
use forkcast_parts::reactive::{flag, when};
use gloo::events::EventListener;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the workbench into the page's element `#workbench`.
pub fn start() {
    let Some(root) = place::element() else { return };
    mount_to(root.clone(), Workbench).forget();
    if place::install(&root, "workbench") {
        focus(&root);
    }
    picked();
    EventListener::new(&document(), "forkcast-module", move |_| {
        if wanted().is_some() {
            focus(&root);
            picked();
        }
    })
    .forget();
}

/// The wish has been met: the next module that is loaded must not meet it again.
fn picked() {
    if let Some(place) = document().get_element_by_id("workbench") {
        let _ = place.remove_attribute("data-run");
    }
}

/// The button that had the focus is gone, or has moved.
fn focus(root: &HtmlElement) {
    if let Some(first) = root
        .first_element_child()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        let _ = first.focus();
    }
}

/// The kind of run that another part of the page asked for, by an attribute of the workbench's element.
fn wanted() -> Option<String> {
    document()
        .get_element_by_id("workbench")?
        .get_attribute("data-run")
}

/// Everything.
#[component]
fn Workbench() -> impl IntoView {
    let bench = Bench::new();
    provide_context(bench);
    bench.install();
    let connected = bench.connected();
    // Once it is there it stays: what was chosen outlives a look at another kind of run, and a connection that is lost for a while.
    let is_begun = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or_default() || connected.get() && bench.is_quality.get()
    });
    view! {
        <div class="bench" tabindex="-1">
            <connect::Connect />
            {when(move || bench.connected().get(), || view! { <ask::Ask /> }.into_any())}
            <div hidden=flag(move || !bench.is_quality.get())>{when(move || is_begun.get(), || view! { <quality::Panel /> }.into_any())}</div>
            <div class="bench-runs" hidden=flag(move || bench.is_quality.get() && is_begun.get())>
                <running::Running />
                <results::Results />
                <apply::Apply />
            </div>
            <records::Records />
        </div>
    }
}
