//! The connection: which backend, and its state.

use super::bench::Bench;
use super::net::Backend;
use crate::model::connection::{Connection, MOST_TRIES, tidy_address};
use forkcast_parts::reactive::{flag, handler, part, text};
use leptos::prelude::*;

/// The state of the connection in words, and the actions.
#[component]
#[must_use]
pub fn Connect() -> impl IntoView {
    let bench = Bench::get();
    let remote = RwSignal::new(!bench.backend.with_untracked(|b| b.address.is_empty()));
    let typed = RwSignal::new(bench.backend.with_untracked(|b| b.address.clone()));
    let token = RwSignal::new(String::new());
    let wrong = RwSignal::new(String::new());
    let place = move || {
        bench.backend.with(|b| {
            if b.address.is_empty() {
                "This page’s server".to_owned()
            } else {
                b.address.clone()
            }
        })
    };
    let words = move || {
        match bench.connection.get() {
        Connection::Looking => format!("{}: looking …", place()),
        Connection::NoBackend => "This page is served from a static host, so it cannot run measurements. Run “forkcast serve” and open the page that it serves, or enter the address of another server. You can still open measurement files.".to_owned(),
        Connection::Refused(why) => why,
        Connection::TokenNeeded => format!("{} requires a token; ask whoever started it.", place()),
        Connection::Connected(t) => format!("{}: connected. It runs on {}.", place(), t.machine),
        Connection::Lost { tries } if tries < MOST_TRIES => {
            format!("{}: connection lost. Results so far are kept; retrying.", place())
        }
        Connection::Lost { .. } => format!("{}: connection lost; no longer retrying. Results so far are kept.", place()),
    }
    };
    let again = move |_| {
        if matches!(bench.connection.get_untracked(), Connection::Lost { .. }) {
            bench.wake();
            bench.look_again();
        } else {
            bench.connect(bench.backend.get_untracked());
        }
    };
    let open = move |_| {
        let address = typed.get_untracked();
        let address = if remote.get_untracked() && !address.trim().is_empty() {
            match tidy_address(&address) {
                Ok(address) => address,
                Err(why) => {
                    wrong.set(why);
                    return;
                }
            }
        } else {
            String::new()
        };
        wrong.set(String::new());
        bench.connect(Backend {
            address,
            token: token.get_untracked().trim().to_owned(),
        });
    };
    let settled = move || {
        bench
            .connection
            .with(|c| !matches!(c, Connection::Connected(_) | Connection::Looking))
    };
    let fields = move || remote.get() || bench.connection.with(|c| *c == Connection::TokenNeeded);
    let none_other = move || {
        bench.backend.with(|b| b.address.is_empty())
            && bench.connection.with(Connection::is_served_by_forkcast)
    };
    let unkept = move || {
        bench.connection.with(|c| {
            c.unkept().map_or(String::new(), |why| {
                format!("Results cannot be kept: {why}. What is measured now is lost when the server ends.")
            })
        })
    };
    view! {
        <p class="bench-error" role="alert" id="bench-unkept">{text(unkept)}</p>
        <div class="bench-line">
            <p id="bench-connection" role="status">{text(words)}</p>
            <div class="bench-buttons">
                <button class="quiet" type="button" id="bench-again" hidden=flag(move || !settled()) on:click=again>"Try again"</button>
                <button
                    class="quiet"
                    type="button"
                    id="bench-remote"
                    hidden=flag(none_other)
                    aria-expanded=text(move || remote.get().to_string())
                    on:click=handler(move |_| remote.update(|r| *r = !*r))
                >"Another server"</button>
            </div>
        </div>
        {part(move || if fields() {
            view! {
                <div class="bench-fields">
                    <label hidden=flag(move || !remote.get())>
                        "Address"
                        <input id="bench-address" type="url" inputmode="url" autocomplete="off" spellcheck="false" placeholder="https://bench.example.com/"
                            prop:value=typed.get_untracked() on:input=handler(move |ev| typed.set(event_target_value(&ev))) />
                        <small>"Empty for this page’s own server. Saved until this tab is closed."</small>
                    </label>
                    <label>
                        "Token"
                        <input id="bench-token" type="password" autocomplete="off" on:input=handler(move |ev| token.set(event_target_value(&ev))) />
                        <small>"Not saved."</small>
                    </label>
                    <button class="outlined" type="button" id="bench-connect" on:click=open>"Connect"</button>
                    <p class="bench-error" role="alert">{text(move || wrong.get())}</p>
                </div>
            }.into_any()
        } else { ().into_any() })}
    }
}
