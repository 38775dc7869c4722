//! The page's root.

use crate::components::canvas::when_all_are_drawn;
use crate::components::reactive::{effect, memo};
use crate::panels;
use crate::state::{Asked, State};
use crate::{resting, ribbons, text, url};
use forkcast_engine::Catalog;
use forkcast_protocol::link::{self, Part};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::mount::mount_to;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Replaces the static shell by the page. In a worker, serves a page instead.
pub fn start() {
    if web_sys::window().is_none() {
        resting::serve();
        return;
    }
    let Some(shell) = document()
        .get_element_by_id("app")
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    // The browser compiles a function when it is first called: those of the engine in a task of their own, before the page is created.
    Timeout::new(0, move || {
        let decoded = link::decode(&url::fragment(), Catalog::builtin());
        std::hint::black_box(forkcast_engine::evaluate(
            &decoded.view.scenario,
            Catalog::builtin(),
        ));
        Timeout::new(0, move || {
            let Ok(page) = shell.clone_node().map(JsCast::unchecked_into::<HtmlElement>) else {
                return;
            };
            CREATED.set(Some((shell, page.clone())));
            mount_to(page, App).forget();
        })
        .forget();
    })
    .forget();
}

thread_local! {
    /// The static shell, and the page that takes its place.
    static CREATED: Cell<Option<(HtmlElement, HtmlElement)>> = const { Cell::new(None) };
}

/// Puts the page in the place of the static shell, whose verdict stays until the page has its own and its bar.
pub fn show() {
    if let Some((shell, page)) = CREATED.take() {
        // The shell is in the document, where any element can take its place.
        let _ = shell.replace_with_with_node_1(&page);
    }
}

/// The page.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    let decoded = link::decode(&url::fragment(), Catalog::builtin());
    let mut notices: Vec<String> = decoded.notices.iter().map(ToString::to_string).collect();
    // The script in index.html leads to another language where there is one.
    let missing = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-missing"));
    notices.extend(missing.map(|code| text::header::no_language(&code)));
    let asked = Asked {
        questions: decoded.questions,
        read: decoded.view.scenario,
    };
    let state = State::new(decoded.view, notices);
    provide_context(state);
    follow_system_colours(state);
    mark_root(state);
    url::install(state);
    resting::install(state);
    ribbons::install(state);
    panels::moves::install(state);
    // A live region announces what comes into it, not what it begins with.
    if !asked.questions.is_empty() {
        Timeout::new(0, move || state.asked.set(asked)).forget();
    }

    // A link that changes the inputs alone must not recreate the page.
    let whole = memo(move || state.embed.with(Vec::is_empty));
    move || {
        if whole.get() {
            view! { <panels::page::Page /> }.into_any()
        } else {
            view! { <panels::embedded::Embedded /> }.into_any()
        }
    }
}

/// Theme and embedding as attributes of the root element, which the style sheets go by.
fn mark_root(state: State) {
    effect(move || {
        let Some(root) = document().document_element() else {
            return;
        };
        let theme = match state.theme.get() {
            link::Theme::Auto => None,
            chosen @ (link::Theme::Light | link::Theme::Dark) => Some(chosen.id()),
        };
        // An attribute that is refused leaves the reader's own colours.
        let _ = match theme {
            Some(id) => root.set_attribute("data-theme", id),
            None => root.remove_attribute("data-theme"),
        };
        let _ = if state.embed.with(Vec::is_empty) {
            root.remove_attribute("data-embed")
        } else {
            root.set_attribute("data-embed", "")
        };
        let _ = if state.shows(Part::Inputs) {
            root.remove_attribute("data-no-inputs")
        } else {
            root.set_attribute("data-no-inputs", "")
        };
    });
}

fn follow_system_colours(state: State) {
    let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") else {
        return;
    };
    state.system_dark.set(query.matches());
    let asked = query.clone();
    EventListener::new(&query, "change", move |_| state.system_dark.set(asked.matches())).forget();
}

/// Says when the first view has been painted: for whoever waits for the page, tests among them.
pub fn ready_after_paint() {
    request_animation_frame(|| {
        when_all_are_drawn(|| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-ready", "true");
            }
            let _ = js_sys::Reflect::set(&window(), &JsValue::from_str("forkcastReady"), &JsValue::TRUE);
        });
    });
}
