//! The address bar: the scenario in the fragment, and the history.
//!
//! Browsers throttle the history (WebKit allows 100 entries in 30 s, Gecko 200 in 10 s) and may refuse it altogether in a sandbox, so a
//! moving slider writes at most every [`QUIET_MS`], and a refusal is swallowed: the page goes on without.

use crate::state::{Asked, State};
use forkcast_protocol::link;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// Name of the page as others embed it, which a server of Forkcast gives to frames.
const EMBEDDED: &str = "embed.html";
/// The address is written when nothing has moved for so long, ms.
pub const QUIET_MS: u32 = 400;

/// The fragment of the page's address, with its `#`.
#[must_use]
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The address of this page with that fragment.
#[must_use]
pub fn address(fragment: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let base = href.split('#').next().unwrap_or_default();
    let base = base.strip_suffix(EMBEDDED).unwrap_or(base);
    format!("{base}#{fragment}")
}

/// Whether this document is the page as others embed it. Links lead to the page itself.
#[must_use]
pub fn is_embedded() -> bool {
    let path = window().location().pathname().unwrap_or_default();
    path.ends_with(EMBEDDED)
}

/// The link to the page as it stands.
#[must_use]
pub fn link_of(state: State) -> String {
    address(&link::encode(&state.view(), state.catalog))
}

/// The same in short, for people who need not read it.
#[must_use]
pub fn short_link_of(state: State) -> String {
    address(&link::encode_short(&state.view(), state.catalog))
}

/// Keeps address and scenario in step, both ways.
pub fn install(state: State) {
    let written = StoredValue::new(untrack(|| link::encode(&state.view(), state.catalog)));

    // Drags replace the history entry, once input is idle; committed changes add one.
    let timer: RefCell<Option<Timeout>> = RefCell::new(None);
    Effect::new(move |former: Option<u32>| {
        let encoded = link::encode(&state.view(), state.catalog);
        let commits = state.commits.get();
        if encoded == written.get_value() {
            return commits;
        }
        if former.is_some_and(|n| n != commits) {
            timer.borrow_mut().take();
            written.set_value(encoded.clone());
            write(&encoded, true);
        } else {
            *timer.borrow_mut() = Some(Timeout::new(QUIET_MS, move || {
                written.set_value(encoded.clone());
                write(&encoded, false);
            }));
        }
        commits
    });

    // Back, Forward, and a link pasted into the address bar.
    let listen = |event: &'static str| {
        EventListener::new(&window(), event, move |_| {
            let decoded = link::decode(&fragment(), state.catalog);
            let encoded = link::encode(&decoded.view, state.catalog);
            let is_asked = state
                .asked
                .with_untracked(|asked| asked.questions != decoded.questions);
            if encoded == written.get_value() && !is_asked {
                return;
            }
            written.set_value(encoded);
            state.asked.set(Asked {
                questions: decoded.questions,
                read: decoded.view.scenario,
            });
            state
                .notices
                .set(decoded.notices.iter().map(ToString::to_string).collect());
            state.embed.set(decoded.view.embed);
            state.theme.set(decoded.view.theme);
            state.measured.set(decoded.view.measured);
            state.scenario.set(decoded.view.scenario);
        })
        .forget();
    };
    listen("popstate");
    listen("hashchange");
}

/// Writes the address anew where it says the scenario in other words, as a damaged link does.
pub fn rewrite(state: State) {
    write(&untrack(|| link::encode(&state.view(), state.catalog)), true);
}

fn write(encoded: &str, push: bool) {
    let Ok(history) = window().history() else { return };
    let fragment = format!("#{encoded}");
    // Refused in some sandboxes and when asked too often: the page works without.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(&fragment))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment))
    };
    // Writing the history fires no event of its own, and the workbench follows the address.
    if let Ok(event) = web_sys::Event::new("forkcast") {
        let _ = window().dispatch_event(&event);
    }
}
