//! The address bar: the scenario in the fragment, and the history.
//!
//! Browsers throttle the history (WebKit allows 100 entries in 30 s, Gecko 200 in 10 s) and may refuse it altogether in a sandbox, so a
//! moving slider writes at most every [`QUIET_MS`], and a refusal is swallowed: the page goes on without.

use crate::mine;
use crate::state::{Asked, State};
use crate::view_model::steps::{Steps, Write};
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
    // The query may name a live session, which whoever gets a link of the scenario does not join.
    let base = href.split(['#', '?']).next().unwrap_or_default();
    let base = base.strip_suffix(EMBEDDED).unwrap_or(base);
    format!("{base}#{fragment}")
}

/// The folder of this page, with its final slash.
#[must_use]
pub fn folder() -> String {
    let address = address("");
    let (folder, _) = address.rsplit_once('/').unwrap_or_default();
    format!("{folder}/")
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
    start(state, &written.get_value());

    // A change adds an entry to the history: a drag once it pauses, which then replaces its own entry until it ends.
    let timer: RefCell<Option<Timeout>> = RefCell::new(None);
    Effect::new(move |former: Option<u32>| {
        let encoded = link::encode(&state.view(), state.catalog);
        let commits = state.commits.get();
        // What waits to be written is of a movement that went on.
        timer.borrow_mut().take();
        if encoded == written.get_value() {
            return commits;
        }
        if former.is_some_and(|n| n != commits) {
            written.set_value(encoded.clone());
            write(state, &encoded, true);
        } else {
            *timer.borrow_mut() = Some(Timeout::new(QUIET_MS, move || {
                written.set_value(encoded.clone());
                write(state, &encoded, false);
            }));
        }
        commits
    });

    // Back, Forward, and a link pasted into the address bar.
    let listen = |event: &'static str| {
        EventListener::new(&window(), event, move |_| {
            if event == POPSTATE {
                follow(state);
            }
            let decoded = link::decode(&fragment(), state.catalog);
            let encoded = link::encode(&decoded.view, state.catalog);
            let is_asked = state
                .asked
                .with_untracked(|asked| asked.questions != decoded.questions);
            if encoded == written.get_value() && !is_asked {
                return;
            }
            mine::keep(&encoded);
            written.set_value(encoded);
            state.asked.set(Asked {
                questions: decoded.questions,
                read: decoded.view.scenario,
            });
            state
                .notices
                .set(decoded.notices.iter().map(ToString::to_string).collect());
            state.show(decoded.view);
        })
        .forget();
    };
    listen(POPSTATE);
    listen("hashchange");
}

/// The event of Back, Forward and an address that was changed by hand.
const POPSTATE: &str = "popstate";

/// The number that the browser keeps with the entry shown.
fn number() -> Option<u32> {
    let state = window().history().ok()?.state().ok()?;
    state.as_f64().map(|number| number as u32)
}

/// Finds the entry shown when the page starts, and keeps its link unless it is held against the reader's own.
fn start(state: State, encoded: &str) {
    if let Some(at) = number() {
        state.steps.set(Steps::default().moved_to(Some(at)));
    } else if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::from_f64(0.0), "", None);
    }
    let mine = mine::other_than(encoded);
    if mine.is_none() && fragment().len() > 1 {
        mine::keep(encoded);
    }
    state.mine.set(mine);
}

/// Follows the browser to another entry; one that a module has added gets its number.
fn follow(state: State) {
    let number = number();
    let steps = state.steps.get_untracked().moved_to(number);
    if number.is_none()
        && let Ok(history) = window().history()
    {
        let _ = history.replace_state_with_url(&JsValue::from_f64(f64::from(steps.at())), "", None);
    }
    state.steps.set(steps);
}

/// Goes back by one change, never past the first.
pub fn undo(state: State) {
    if state.steps.get_untracked().can_undo()
        && let Ok(history) = window().history()
    {
        let _ = history.back();
    }
}

/// Goes forward by one change.
pub fn redo(state: State) {
    if state.steps.get_untracked().can_redo()
        && let Ok(history) = window().history()
    {
        let _ = history.forward();
    }
}

/// Writes the address anew where it says the scenario in other words, as a damaged link does.
pub fn rewrite(state: State) {
    write(
        state,
        &untrack(|| link::encode(&state.view(), state.catalog)),
        true,
    );
}

fn write(state: State, encoded: &str, is_final: bool) {
    mine::keep(encoded);
    let Ok(history) = window().history() else { return };
    let fragment = format!("#{encoded}");
    let (steps, how) = state.steps.get_untracked().written(is_final);
    let at = JsValue::from_f64(f64::from(steps.at()));
    // Refused in some sandboxes and when asked too often: the page works without.
    let done = match how {
        Write::Push => history.push_state_with_url(&at, "", Some(&fragment)),
        Write::Replace => history.replace_state_with_url(&at, "", Some(&fragment)),
    };
    if done.is_ok() {
        state.steps.set(steps);
    }
    // Writing the history fires no event of its own, and the workbench follows the address.
    if let Ok(event) = web_sys::Event::new("forkcast") {
        let _ = window().dispatch_event(&event);
    }
}
