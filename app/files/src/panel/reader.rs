//! The worker that reads: started for each reading, and ended with it.

use std::cell::RefCell;

use forkcast_parts::{scenario, worker};
use gloo::events::EventListener;
use js_sys::{Array, Date, Float64Array};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, MessageEvent, Worker};

use super::given::Given;
use super::{Card, Phase};
use crate::read::Reading;
use crate::text::panel as texts;
use crate::work::Message;

/// The worker, its listeners, and what it reads.
struct Running {
    worker: Worker,
    _listeners: [EventListener; 2],
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
    /// What was read last, to read it again beside a bill.
    static LAST: RefCell<Option<Message>> = const { RefCell::new(None) };
}

/// Ends the worker. That stops a reading at once.
pub(super) fn cancel() {
    if let Some(running) = RUNNING.take() {
        running.worker.terminate();
    }
}

/// Reads what the reader gave.
pub(super) fn start(card: Card, given: Given, bill: Option<File>) {
    cancel();
    if given.files.is_empty() {
        card.phase.set(Phase::Failed(texts::NOTHING.to_owned()));
        return;
    }
    let view = card.page.view.get_untracked();
    let now = String::from(Date::new_0().to_iso_string());
    let message = Message {
        choice: card.choice.get_untracked(),
        numbers: scenario::numbers(&view.scenario),
        measured: view.measured,
        date: now.get(..10).unwrap_or(&now).to_owned(),
        has_history: given.has_history,
        files: given.files,
        bill,
    };
    send(card, message);
}

/// Reads the same files again, beside a bill.
pub(super) fn again(card: Card, bill: File) {
    if let Some(mut message) = LAST.take() {
        message.bill = Some(bill);
        let view = card.page.view.get_untracked();
        message.numbers = scenario::numbers(&view.scenario);
        message.measured = view.measured;
        cancel();
        send(card, message);
    }
}

fn send(card: Card, message: Message) {
    let all = message.files.iter().map(|(_, file)| file.size()).sum();
    card.phase.set(Phase::Reading(0.0, all));
    let Some(worker) = worker::new_worker() else {
        card.phase.set(Phase::Failed(texts::NO_WORKER.to_owned()));
        return;
    };
    let job = message.array();
    LAST.set(Some(message));
    let to = worker.clone();
    let heard = EventListener::new(&worker, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        let data = event.data();
        if data.is_null() {
            if to.post_message(&job).is_err() {
                end(card, Phase::Failed(texts::WORKER_FAILED.to_owned()));
            }
        } else if let Some(numbers) = data.dyn_ref::<Float64Array>() {
            if let [read, all] = *numbers.to_vec() {
                card.phase.set(Phase::Reading(read, all));
            }
        } else if let Some(json) = data.dyn_ref::<Array>().and_then(|list| list.get(0).as_string()) {
            done(card, serde_json::from_str(&json).ok());
        } else if let Some(why) = data.as_string() {
            end(card, Phase::Failed(why));
        }
    });
    let failed = EventListener::new(&worker, "error", move |_| {
        end(card, Phase::Failed(texts::WORKER_FAILED.to_owned()));
    });
    RUNNING.set(Some(Running {
        worker,
        _listeners: [heard, failed],
    }));
}

fn done(card: Card, reading: Option<Reading>) {
    let Some(mut reading) = reading else {
        end(card, Phase::Failed(texts::WORKER_FAILED.to_owned()));
        return;
    };
    card.applying.begin(&mut reading);
    end(card, Phase::Read(Box::new(reading)));
}

/// Ends the worker once its listener has returned: it must not be dropped while it runs.
fn end(card: Card, phase: Phase) {
    leptos::task::spawn_local(async { cancel() });
    card.phase.set(phase);
}
