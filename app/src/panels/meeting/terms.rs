//! What a term means, from the glossary.

use super::Tool;
use super::room::Room;
use crate::components::reactive::{memo, text};
use crate::text::terms as texts;
use crate::view_model::meeting::glossary;
use leptos::prelude::*;

/// The term, then all others.
pub(super) fn terms(room: Room) -> AnyView {
    let term = memo(move || match room.tool.get() {
        Some(Tool::Term(term)) => term,
        Some(
            Tool::Presenter
            | Tool::Join
            | Tool::Palette
            | Tool::Saved
            | Tool::Note
            | Tool::Links
            | Tool::Live
            | Tool::Introduction,
        )
        | None => "",
    });
    let all = glossary::entries()
        .map(|entry| view! { <dt>{entry.term}</dt><dd>{entry.meaning}</dd> })
        .collect_view();
    view! {
        <dl class="glossary" id="glossary-term">
            <dt>{text(move || term.get().to_owned())}</dt>
            <dd>{text(move || glossary::meaning(term.get()).unwrap_or_default().to_owned())}</dd>
        </dl>
        <details class="all-terms">
            <summary>{texts::MORE}</summary>
            <dl class="glossary">{all}</dl>
        </details>
    }
    .into_any()
}
