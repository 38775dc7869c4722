//! The head of a card.

use leptos::prelude::*;

/// The heading of a card, with a note on its content.
#[must_use]
pub fn heading(title: &'static str, note: &'static str) -> AnyView {
    view! { <header><h2>{title}</h2><p>{note}</p></header> }.into_any()
}

/// The heading of a card that needs no note.
#[must_use]
pub fn heading_alone(title: &'static str) -> AnyView {
    view! { <header><h2>{title}</h2></header> }.into_any()
}
