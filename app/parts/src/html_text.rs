//! Texts that stand in the page's HTML, hidden, as they take fewer bytes there than in the module.

use leptos::prelude::*;

/// The text of the element of that id; empty if there is none.
#[must_use]
pub fn html_text(id: &str) -> String {
    document()
        .get_element_by_id(id)
        .and_then(|e| e.text_content())
        .unwrap_or_default()
}
