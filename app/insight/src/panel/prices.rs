//! The prices in use, and the reader's own lists.

use super::day;
use crate::model::offers::{self, Offer};
use crate::model::snapshot;
use crate::text::{offers as texts, snapshot as snapshot_texts};
use forkcast_charts::Table;
use forkcast_engine::Scenario;
use forkcast_parts::opened;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use forkcast_parts::rows::Rows;
use forkcast_prices::PriceList;
use leptos::prelude::*;
use std::sync::Arc;

/// The snapshot, the list that was opened, and the way back.
#[component]
#[must_use]
pub fn Prices(
    /// The page.
    page: Page,
    /// Its scenario.
    scenario: Memo<Scenario>,
) -> impl IntoView {
    let snapshot =
        memo(move || day(page).map(|today| snapshot::describe(&scenario.get(), page.catalog, today)));
    let said =
        move |f: fn(&snapshot::Snapshot) -> String| snapshot.with(|s| s.as_ref().map_or(String::new(), f));
    let table = memo(move || Table {
        columns: snapshot_texts::COLUMNS.map(str::to_owned).to_vec(),
        rows: snapshot.with(|s| {
            s.iter()
                .flat_map(|s| &s.rows)
                .map(|row| {
                    vec![
                        row.what.clone(),
                        row.price.clone(),
                        row.as_of.clone(),
                        row.source.clone(),
                    ]
                })
                .collect()
        }),
    });
    let stale = move || said(|s| s.stale.clone().unwrap_or_default());
    view! {
        <section class="insight-prices" aria-label=snapshot_texts::TITLE>
            <h3>{snapshot_texts::TITLE}</h3>
            <p id="prices-age">{text(move || said(|s| snapshot_texts::age_and_range(&s.age, &s.range)))}</p>
            <p class="notice warning" id="prices-stale" role="status" hidden=flag(move || stale().is_empty())>{text(stale)}</p>
            <Rows id="prices-rows" name=snapshot_texts::IN_USE table=table />
            <Own page=page scenario=scenario />
        </section>
    }
}

/// The reader's own list.
#[component]
fn Own(page: Page, scenario: Memo<Scenario>) -> impl IntoView {
    let list = RwSignal::new(None::<Arc<PriceList>>);
    let wrong = RwSignal::new(String::new());
    let wanted = RwSignal::new(String::new());
    let pasted = RwSignal::new(String::new());
    let done = RwSignal::new(String::new());
    let open = move |read: Result<String, String>| {
        match read.and_then(|text| offers::open(&text)) {
            Ok(opened) => {
                wrong.set(String::new());
                list.set(Some(Arc::new(opened)));
            }
            // The list opened before stays.
            Err(why) => wrong.set(texts::not_opened(&why)),
        }
    };
    let pick = move |ev: web_sys::Event| opened::picked(&ev, offers::LONGEST, open);
    let found = memo(move || {
        let (list, today) = (list.get()?, day(page)?);
        let (offers, all) = offers::search(&list, &wanted.get(), today);
        Some((offers.len(), all, offers))
    });
    let count = move || {
        found.with(|f| match f {
            None => String::new(),
            Some((_, 0, _)) => texts::NO_MODEL.to_owned(),
            Some((shown, all, _)) if shown < all => texts::showing(*shown, *all),
            Some(_) => String::new(),
        })
    };
    let rows = part(move || {
        let offers = found.with(|f| f.as_ref().map_or(Vec::new(), |(_, _, offers)| offers.clone()));
        offers
            .into_iter()
            .map(|offer| one(page, list, done, offer))
            .collect_view()
            .into_any()
    });
    let forget = move |_| {
        let before = page.view.get_untracked();
        let after = offers::forget(&before);
        done.set(offers::effect(&before, &after, page.catalog));
        page.put(&after);
    };
    let none = move || list.with(Option::is_none);
    view! {
        <div class="insight-own">
            <h4>{texts::TITLE}</h4>
            <p class="insight-about">{texts::ABOUT}</p>
            <div class="insight-open">
                <label class="insight-file">{texts::OPEN_FILE}<input id="prices-file" type="file" accept=".json,.csv,.py,.txt,application/json,text/csv" on:change=handler(pick) /></label>
                <details>
                    <summary>{texts::PASTE}</summary>
                    <textarea id="prices-paste" rows="5" aria-label=texts::PASTED spellcheck="false" on:input=handler(move |ev| pasted.set(event_target_value(&ev)))></textarea>
                    <button class="outlined" type="button" id="prices-open" on:click=handler(move |_| open(Ok(pasted.get_untracked())))>{texts::OPEN}</button>
                </details>
            </div>
            <p class="insight-wrong" id="prices-wrong" role="alert">{text(move || wrong.get())}</p>
            <div hidden=flag(none)>
                <p id="prices-about">{text(move || list.with(|l| l.as_ref().map_or(String::new(), |l| offers::about(l))))}</p>
                <label class="insight-find">{texts::FIND}<input id="prices-find" type="search" autocomplete="off" spellcheck="false" on:input=handler(move |ev| wanted.set(event_target_value(&ev))) /></label>
                <ul class="insight-offers" id="prices-offers">{rows}</ul>
                <p class="insight-about" role="status">{text(count)}</p>
            </div>
            <p id="prices-done" role="status">{text(move || done.get())}</p>
            <button class="outlined" type="button" id="prices-forget" hidden=flag(move || !scenario.with(Scenario::has_own_prices)) on:click=handler(forget)>{texts::USE_SNAPSHOT}</button>
        </div>
    }
}

fn one(page: Page, list: RwSignal<Option<Arc<PriceList>>>, done: RwSignal<String>, offer: Offer) -> AnyView {
    let notes = offer
        .notes
        .iter()
        .map(|note| view! { <small>{note.clone()}</small> })
        .collect_view();
    let (name, words) = (offer.name.clone(), offer.words.clone());
    let label = texts::use_prices_of(&name);
    let take = move |_| {
        let (Some(list), Some(today)) = (list.get_untracked(), day(page)) else {
            return;
        };
        let before = page.view.get_untracked();
        let (after, said) = offers::apply(&offer, &list, &before, today);
        let effect = offers::effect(&before, &after, page.catalog);
        done.set(std::iter::once(effect).chain(said).collect::<Vec<_>>().join(" "));
        page.put(&after);
    };
    view! { <li><b>{name}</b><button class="outlined" type="button" aria-label=label on:click=take>{texts::USE}</button><span>{words}</span>{notes}</li> }.into_any()
}
