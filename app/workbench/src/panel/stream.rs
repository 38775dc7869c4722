//! One stream of events for all tabs of an origin.
//!
//! The tab that holds a lock reads the stream and forwards every event by a broadcast channel; when it is closed, the browser gives the
//! lock to the next. Without locks or channels, each tab reads for itself.

use super::bench::Bench;
use super::net::{self, Backend};
use crate::model::connection::{Answer, Connection};
use forkcast_protocol::measure::stream::{self, Reader};
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Message of the reading tab: the stream is open (again).
const UP: &str = "up";
/// Message of the reading tab: the stream is lost.
const DOWN: &str = "down";

/// Follows the runs of a backend until the workbench connects to another.
pub(super) fn follow(bench: Bench, backend: &Backend) {
    let turn = bench.turn.get_value();
    let name = format!("forkcast:{}", backend.address);
    let channel = BroadcastChannel::new(&name).ok();
    if let Some(channel) = &channel {
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(text) = message.data().as_string()
                && bench.is_turn(turn)
            {
                take(bench, &text);
            }
        });
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        // It listens for the lifetime of the page.
        hear.forget();
    }
    let backend = backend.clone();
    let granted = move || spawn_local(read(bench, backend.clone(), channel.clone(), turn));
    if lock(&name, granted.clone()).is_none() {
        granted();
    }
}

/// Requests the lock; `None` if the browser has no locks. The tab holds it until it closes.
fn lock(name: &str, granted: impl Fn() + 'static) -> Option<()> {
    let navigator = JsValue::from(window().navigator());
    let locks = js_sys::Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
    let request = js_sys::Reflect::get(&locks, &JsValue::from_str("request")).ok()?;
    let request: js_sys::Function = request.dyn_into().ok()?;
    let hold = Closure::<dyn FnMut(JsValue) -> js_sys::Promise>::new(move |_| {
        granted();
        js_sys::Promise::new(&mut |_, _| {})
    });
    request
        .call2(&locks, &JsValue::from_str(name), hold.as_ref())
        .ok()?;
    hold.forget();
    Some(())
}

/// Sends a message to all tabs, including this one.
fn broadcast(bench: Bench, channel: Option<&BroadcastChannel>, text: &str) {
    if let Some(channel) = channel {
        let _ = channel.post_message(&JsValue::from_str(text));
    }
    take(bench, text);
}

fn take(bench: Bench, text: &str) {
    match text {
        UP => {
            if !bench.connection.with_untracked(Connection::is_connected) {
                bench.look_again();
            } else {
                bench.refresh();
            }
        }
        DOWN => bench.lost(),
        event => {
            if let Some(event) = stream::event(event) {
                bench.take(event);
            }
        }
    }
}

/// Reads the stream, and opens it again after growing pauses where it breaks.
async fn read(bench: Bench, backend: Backend, channel: Option<BroadcastChannel>, turn: u32) {
    let mut reader = Reader::default();
    let mut tries = Connection::Lost { tries: 0 };
    while bench.is_turn(turn) {
        if let Ok(stream) = backend.events(reader.last_id()).await {
            tries = Connection::Lost { tries: 0 };
            broadcast(bench, channel.as_ref(), UP);
            while let Some(bytes) = net::next(&stream).await {
                if !bench.is_turn(turn) {
                    let _ = stream.cancel();
                    return;
                }
                for event in reader.push(&bytes) {
                    broadcast(bench, channel.as_ref(), &event);
                }
            }
        }
        if !bench.is_turn(turn) {
            return;
        }
        broadcast(bench, channel.as_ref(), DOWN);
        // A hidden tab retries when it is visible, and one that has used up its retries when its reader asks.
        let woken = bench.woken.get_value();
        let mut waited = 0;
        loop {
            let pause = tries.pause_ms(document().hidden());
            if pause.is_some_and(|pause| waited >= pause) {
                tries = tries.after(Answer::Nothing, "", "");
                break;
            }
            if bench.woken.get_value() != woken || !bench.is_turn(turn) {
                tries = Connection::Lost { tries: 0 };
                break;
            }
            TimeoutFuture::new(250).await;
            waited += 250;
        }
    }
}
