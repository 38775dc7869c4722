//! Earlier runs, files, and the measurements that ship with the page.

use super::bench::{Bench, Deletion};
use super::net;
use crate::model::connection::Connection;
use crate::model::file::LONGEST;
use forkcast_parts::opened;
use forkcast_parts::reactive::{flag, handler, part, text};
use forkcast_protocol::measure::RunState;
use leptos::prelude::*;
use leptos::task::spawn_local;

fn state_words(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "in the queue",
        RunState::Running => "running",
        RunState::Done => "done",
        RunState::Failed => "failed",
        RunState::Cancelled => "cancelled",
        RunState::Interrupted => "interrupted",
    }
}

/// A button that deletes at the second press.
fn deletion(bench: Bench, what: Deletion, name: &str) -> AnyView {
    let first = match what {
        Deletion::One(_) => "Delete",
        Deletion::All => "Delete all",
    };
    let (asked, pressed) = (what.clone(), what);
    let words = move || {
        let sure = bench.deleting.with(|d| d.as_ref() == Some(&asked));
        (if sure { "Really delete?" } else { first }).to_owned()
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
            let why = if reached {
                "No run on this server yet."
            } else {
                "No server is connected."
            };
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
                let delete = r.state.is_final().then(|| deletion(bench, Deletion::One(r.id.clone()), &format!("Delete {} of {day}", r.title)));
                view! { <li><button class="link" type="button" on:click=handler(open)>{r.title}</button><span>{day}" UTC, "{state_words(r.state)}</span>{delete}</li> }
            })
            .collect_view();
        let all = deletion(bench, Deletion::All, "Delete every run that has ended");
        view! { <ul class="bench-list" id="bench-history">{rows}</ul><p id="bench-delete-all">{all}</p> }
            .into_any()
    });
    let shipped = part(move || {
        let Some(shipped) = bench.shipped.get() else {
            return view! { <p class="empty">"The list could not be loaded."</p> }.into_any();
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
                            None => bench.said.set("The file could not be loaded.".to_owned()),
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
            Err(why) => bench.said.set(format!("The file could not be opened. {why}")),
        });
    };
    let pasted = RwSignal::new(String::new());
    let live = move || bench.opened.with(Option::is_some) && bench.followed.with(Option::is_some);
    view! {
        <div class="bench-records">
            <section aria-label="Runs of this server"><h3>"Runs of this server"</h3>
                <button class="link" type="button" id="bench-live" hidden=flag(move || !live()) on:click=handler(move |_| bench.opened.set(None))>"Back to the current run"</button>
                {history}
            </section>
            <section aria-label="Shipped with this page"><h3>"Shipped with this page"</h3>{shipped}</section>
            <section aria-label="From a file"><h3>"From a file"</h3>
                <label class="bench-file">"Open a file written by “forkcast measure”"<input id="bench-file" type="file" accept=".json,application/json" on:change=handler(pick) /></label>
                <details>
                    <summary>"Paste"</summary>
                    <textarea id="bench-paste" rows="4" aria-label="A measurement as JSON" spellcheck="false" on:input=handler(move |ev| pasted.set(event_target_value(&ev)))></textarea>
                    <button class="outlined" type="button" id="bench-open" on:click=handler(move |_| bench.open_text(&pasted.get_untracked()))>"Open"</button>
                </details>
                <p class="visually-hidden" role="status">{text(move || bench.opened.with(|o| o.as_ref().map_or(String::new(), |m| format!("Shown: {}", m.spec.title()))))}</p>
            </section>
        </div>
    }
}
