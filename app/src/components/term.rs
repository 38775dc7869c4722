//! A button that explains a term of the glossary, beside where it is used.

use crate::components::reactive::handler;
use crate::panels::meeting::{self, Tool};
use crate::state::State;
use crate::text::terms as texts;
use leptos::prelude::*;

/// The button of a term.
#[must_use]
pub fn term(term: &'static str) -> AnyView {
    let state = State::get();
    // The page as others embed it has no dialogs of its own.
    if state.embed.with_untracked(|embed| !embed.is_empty()) {
        return ().into_any();
    }
    let name = texts::button(term);
    view! {
        <button class="term" type="button" title=name.clone() aria-label=name on:click=handler(move |_| meeting::open(state, Tool::Term(term)))>"?"</button>
    }
    .into_any()
}

/// The heading of a card, with the button of the term that explains it.
#[must_use]
pub fn explained(title: &'static str, by: &'static str) -> AnyView {
    view! { <header><h2>{title}</h2><div class="tools">{term(by)}</div></header> }.into_any()
}
