//! The workbench's elements, and the browser behind them.

pub mod apply;
pub mod ask;
mod bench;
pub mod chart;
pub mod connect;
mod net;
// The page's own, compiled here as well: the two modules share no code at run time, and should share its text.
#[path = "../../src/components/reactive.rs"]
pub mod reactive;
pub mod records;
pub mod results;
pub mod running;
mod stream;

use bench::Bench;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::mount::mount_to;
use leptos::prelude::*;
use reactive::part;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Puts the workbench into the page's element `#workbench`, and again whenever the page makes that element anew.
pub fn start() {
    let Some(root) = document()
        .create_element("div")
        .ok()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    mount_to(root.clone(), Workbench).forget();
    if place(&root)
        // The button that had the focus is gone.
        && let Some(first) = root.first_element_child().and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        let _ = first.focus();
    }
    for event in ["hashchange", "popstate"] {
        let root = root.clone();
        // A link may make the page anew, in several steps; what was measured stays in the workbench's own element.
        EventListener::new(&window(), event, move |_| keep(root.clone(), 40)).forget();
    }
    EventListener::new(&document(), "click", move |event| {
        let button = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        if button.is_some_and(|b| b.id() == "measure-open") {
            place(&root);
        }
    })
    .forget();
}

/// Puts the workbench's element back, trying for a while.
fn keep(root: HtmlElement, tries: u32) {
    Timeout::new(25, move || {
        place(&root);
        if tries > 0 {
            keep(root, tries - 1);
        }
    })
    .forget();
}

/// Puts the workbench's element into the page's; whether it was not there yet.
fn place(root: &HtmlElement) -> bool {
    match document().get_element_by_id("workbench") {
        Some(place) if !place.contains(Some(root)) => {
            place.set_text_content(None);
            place.append_child(root).is_ok()
        }
        _ => false,
    }
}

/// Everything.
#[component]
fn Workbench() -> impl IntoView {
    let bench = Bench::new();
    provide_context(bench);
    bench.install();
    view! {
        <div class="bench" tabindex="-1">
            <connect::Connect />
            {part(move || if bench.connected().get() { view! { <ask::Ask /> }.into_any() } else { ().into_any() })}
            <running::Running />
            <results::Results />
            <apply::Apply />
            <records::Records />
        </div>
    }
}
