//! The connection: which backend, and its state.

use super::bench::Bench;
use super::net::Backend;
use crate::model::connection::{Connection, MOST_TRIES, tidy_address};
use crate::text::connection as texts;
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
                texts::OWN_SERVER.to_owned()
            } else {
                b.address.clone()
            }
        })
    };
    let words = move || match bench.connection.get() {
        Connection::Looking => texts::looking(&place()),
        Connection::NoBackend => texts::NO_BACKEND.to_owned(),
        Connection::Refused(why) => why,
        Connection::TokenNeeded => texts::token_needed(&place()),
        Connection::Connected(t) => texts::connected(&place(), &t.machine),
        Connection::Lost { tries } => texts::lost(&place(), tries < MOST_TRIES),
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
        bench
            .connection
            .with(|c| c.unkept().map_or(String::new(), texts::unkept))
    };
    view! {
        <p class="bench-error" role="alert" id="bench-unkept">{text(unkept)}</p>
        <div class="bench-line">
            <p id="bench-connection" role="status">{text(words)}</p>
            <div class="bench-buttons">
                <button class="quiet" type="button" id="bench-again" hidden=flag(move || !settled()) on:click=again>{texts::TRY_AGAIN}</button>
                <button
                    class="quiet"
                    type="button"
                    id="bench-remote"
                    hidden=flag(none_other)
                    aria-expanded=text(move || remote.get().to_string())
                    on:click=handler(move |_| remote.update(|r| *r = !*r))
                >{texts::ANOTHER_SERVER}</button>
            </div>
        </div>
        {part(move || if fields() {
            view! {
                <div class="bench-fields">
                    <label hidden=flag(move || !remote.get())>
                        {texts::ADDRESS}
                        <input id="bench-address" type="url" inputmode="url" autocomplete="off" spellcheck="false" placeholder=texts::ADDRESS_EXAMPLE
                            prop:value=typed.get_untracked() on:input=handler(move |ev| typed.set(event_target_value(&ev))) />
                        <small>{texts::ADDRESS_HINT}</small>
                    </label>
                    <label>
                        {texts::TOKEN}
                        <input id="bench-token" type="password" autocomplete="off" on:input=handler(move |ev| token.set(event_target_value(&ev))) />
                        <small>{texts::TOKEN_HINT}</small>
                    </label>
                    <button class="outlined" type="button" id="bench-connect" on:click=open>{texts::CONNECT}</button>
                    <p class="bench-error" role="alert">{text(move || wrong.get())}</p>
                </div>
            }.into_any()
        } else { ().into_any() })}
    }
}
