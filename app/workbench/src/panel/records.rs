//! Earlier runs, files, and the measurements that ship with the page.

use super::bench::{Bench, Deletion};
use super::net;
use crate::model::connection::Connection;
use crate::text::records as texts;
use forkcast_parts::opened;
use forkcast_parts::reactive::{flag, handler, part, text};
use forkcast_protocol::measure::file::LONGEST;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A button that deletes at the second press.
fn deletion(bench: Bench, what: Deletion, name: &str) -> AnyView {
    let first = match what {
        Deletion::One(_) => texts::DELETE,
        Deletion::All => texts::DELETE_ALL,
    };
    let (asked, pressed) = (what.clone(), what);
    let words = move || {
        let sure = bench.deleting.with(|d| d.as_ref() == Some(&asked));
        (if sure { texts::REALLY_DELETE } else { first }).to_owned()
    };
    view! { <button class="quiet" type="button" title=name.to_owned() on:click=handler(move |_| bench.delete(pressed.clone()))>{text(words)}</button> }
    .into_any()
}

/// Three lists.
#[component]
#[must_use]
pub fn Records() -> impl IntoView {
    let bench = Bench::get();
    let history = part(move || {
        let runs = bench.runs.get();
        let reached = bench
            .connection
            .with(|c| matches!(c, Connection::Connected(_) | Connection::Lost { .. }));
        if runs.is_empty() {
            let why = if reached { texts::NO_RUN } else { texts::NO_SERVER };
            return view! { <p class="empty">{why}</p> }.into_any();
        }
        let rows = runs
            .into_iter()
            .map(|r| {
                let id = r.id.clone();
                let open = move |_| {
                    let id = id.clone();
                    spawn_local(async move { bench.open_run(&id, false).await });
                };
                let day = r.created.get(..16).unwrap_or(&r.created).replace('T', " ");
                let delete = r.state.is_final().then(|| deletion(bench, Deletion::One(r.id.clone()), &texts::delete(&r.title, &day)));
                view! { <li><button class="link" type="button" on:click=handler(open)>{r.title}</button><span>{texts::day_and_state(&day, r.state)}</span>{delete}</li> }
            })
            .collect_view();
        let all = deletion(bench, Deletion::All, texts::DELETE_ENDED);
        view! { <ul class="bench-list" id="bench-history">{rows}</ul><p id="bench-delete-all">{all}</p> }
            .into_any()
    });
    let shipped = part(move || {
        let Some(shipped) = bench.shipped.get() else {
            return view! { <p class="empty">{texts::NO_LIST}</p> }.into_any();
        };
        let files = shipped
            .files
            .into_iter()
            .map(|name| {
                let label = name.trim_end_matches(".json").replace(['-', '_'], " ");
                let open = move |_| {
                    let path = format!("measurements/{name}");
                    spawn_local(async move {
                        match net::beside(&path).await {
                            Some(text) => bench.open_text(&text),
                            None => bench.said.set(texts::NOT_LOADED.to_owned()),
                        }
                    });
                };
                view! { <li><button class="link" type="button" on:click=handler(open)>{label}</button></li> }
            })
            .collect_view();
        let missing = shipped
            .not_measured
            .into_iter()
            .map(|line| view! { <li class="empty">{line}</li> })
            .collect_view();
        view! { <ul class="bench-list" id="bench-shipped">{files}{missing}</ul> }.into_any()
    });
    let pick = move |ev: web_sys::Event| {
        opened::picked(&ev, LONGEST, move |read| match read {
            Ok(text) => bench.open_text(&text),
            Err(why) => bench.said.set(texts::not_opened(&why)),
        });
    };
    let pasted = RwSignal::new(String::new());
    let live = move || bench.opened.with(Option::is_some) && bench.followed.with(Option::is_some);
    view! {
        <div class="bench-records">
            <section aria-label=texts::OF_THIS_SERVER><h3>{texts::OF_THIS_SERVER}</h3>
                <button class="link" type="button" id="bench-live" hidden=flag(move || !live()) on:click=handler(move |_| bench.opened.set(None))>{texts::BACK}</button>
                {history}
            </section>
            <section aria-label=texts::SHIPPED><h3>{texts::SHIPPED}</h3>{shipped}</section>
            <section aria-label=texts::FROM_A_FILE><h3>{texts::FROM_A_FILE}</h3>
                <label class="bench-file">{texts::OPEN_A_FILE}<input id="bench-file" type="file" accept=".json,application/json" on:change=handler(pick) /></label>
                <details>
                    <summary>{texts::PASTE}</summary>
                    <textarea id="bench-paste" rows="4" aria-label=texts::PASTED spellcheck="false" on:input=handler(move |ev| pasted.set(event_target_value(&ev)))></textarea>
                    <button class="outlined" type="button" id="bench-open" on:click=handler(move |_| bench.open_text(&pasted.get_untracked()))>{texts::OPEN}</button>
                </details>
                <p class="visually-hidden" role="status">{text(move || bench.opened.with(|o| o.as_ref().map_or(String::new(), |m| texts::shown(&m.spec.title()))))}</p>
            </section>
        </div>
    }
}
