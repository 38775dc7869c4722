//! One stream of events for all tabs of an origin.
//!
//! The tab that holds a lock reads the stream and hands every event on by a broadcast channel; when it is closed, the browser gives the
//! lock to the next. Where locks or channels are missing, each tab reads for itself.

use super::bench::Bench;
use super::net::{self, Backend};
use crate::model::connection::{Answer, Connection};
use crate::model::sse::{self, Reader};
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Said by the reading tab when the stream is there (again).
const UP: &str = "up";
/// Said by it when the stream is gone.
const DOWN: &str = "down";

/// Follows the runs of a backend until the workbench turns to another.
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
        // It hears as long as the page lives.
        hear.forget();
    }
    let backend = backend.clone();
    let granted = move || spawn_local(read(bench, backend.clone(), channel.clone(), turn));
    if lock(&name, granted.clone()).is_none() {
        granted();
    }
}

/// Asks for the lock; none where the browser has no locks. It is held until the tab is closed.
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

/// What one tab tells all, itself included.
fn tell(bench: Bench, channel: Option<&BroadcastChannel>, text: &str) {
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
            if let Some(event) = sse::event(event) {
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
            tell(bench, channel.as_ref(), UP);
            while let Some(bytes) = net::next(&stream).await {
                if !bench.is_turn(turn) {
                    let _ = stream.cancel();
                    return;
                }
                for event in reader.push(&bytes) {
                    tell(bench, channel.as_ref(), &event);
                }
            }
        }
        if !bench.is_turn(turn) {
            return;
        }
        tell(bench, channel.as_ref(), DOWN);
        // A hidden tab looks again when it is seen, and one that has tried often enough when its reader asks.
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
