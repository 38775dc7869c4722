//! The cheapest right answers with any model.

use crate::model::models::{Answer, answer, used};
use crate::text::models as texts;
use forkcast_charts::Table;
use forkcast_engine::Scenario;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use forkcast_parts::rows::Rows;
use leptos::prelude::*;

/// The table of models, worked out once the reader asks for it.
#[component]
#[must_use]
pub fn Models(
    /// The page.
    page: Page,
    /// Its scenario.
    scenario: Memo<Scenario>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let found = memo(move || asked.get().then(|| answer(&scenario.get(), page.catalog)));
    let sentence = move || found.with(|f| f.as_ref().map_or(String::new(), |f| f.sentence.clone()));
    let table = memo(move || {
        found.with(|f| {
            f.as_ref()
                .map_or_else(Table::default, |f: &Answer| f.table.clone())
        })
    });
    let other = move || found.with(|f| f.as_ref().and_then(|f| f.other));
    let name = move || {
        other().map_or(String::new(), |model| {
            texts::use_model(&page.catalog.model(model).label)
        })
    };
    let take = move |_| {
        if let Some(model) = other() {
            page.put(&used(&page.view.get_untracked(), model));
        }
    };
    view! {
        <section class="insight-models" aria-label=texts::TITLE>
            <h3>{texts::TITLE}</h3>
            <p class="insight-about">{texts::ABOUT}</p>
            <button class="outlined" type="button" id="models-compare" hidden=flag(move || asked.get()) on:click=handler(move |_| asked.set(true))>{texts::COMPARE}</button>
            <p id="models-sentence" role="status">{text(sentence)}</p>
            {part(move || view! { <Rows id="models-rows" name=texts::ROWS table=table /> }.into_any())}
            <p class="insight-about" hidden=flag(move || !found.with(|f| f.as_ref().is_some_and(|f| f.unsets)))>{texts::UNSETS}</p>
            <button class="outlined" type="button" id="models-use" hidden=flag(move || other().is_none()) on:click=handler(take)>{text(name)}</button>
        </section>
    }
}
