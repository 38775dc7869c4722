//! The module's elements, and the browser behind them.

pub mod reply;
pub mod side_by_side;

use crate::model;
use forkcast_parts::page::Page;
use forkcast_parts::place;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Id of the page's element for the comparison.
const COMPARISON: &str = "compare-view";
/// Id of the page's element for what is said of a link.
const REPLY: &str = "reply";

/// Puts the module into the page's elements.
pub fn start() {
    let Some(root) = place::element() else { return };
    mount_to(
        root.clone(),
        || view! { <side_by_side::SideBySide page=followed() /> },
    )
    .forget();
    place::install(&root, COMPARISON);
    let at = document().get_element_by_id(REPLY);
    if let Some(root) = at.and_then(|e| e.dyn_into::<HtmlElement>().ok())
        && let Some(mine) = root.get_attribute("data-mine")
    {
        let page = followed();
        let found = page
            .view
            .with_untracked(|view| model::reply::reply(&mine, view, page.catalog));
        mount_to(root, move || view! { <reply::Opened page=page reply=found /> }).forget();
    }
}

fn followed() -> Page {
    let page = Page::new();
    page.install();
    page
}
