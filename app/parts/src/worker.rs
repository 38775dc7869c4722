//! Work that takes longer than a frame, off the page's main thread: a Web Worker runs the page's own module. If no worker is available, as in
//! some sandboxed frames, the main thread does the work in slices of limited time.
//!
//! Requests and results are arrays of numbers. Of each kind of work only the newest request is done.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Array, Date, Float64Array};
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, HtmlLinkElement, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Longest slice on the main thread before it can paint and handle events again, ms.
const PAGE_SLICE_MS: f64 = 8.0;
/// Longest slice in the worker before it reads its messages again, ms.
const WORKER_SLICE_MS: f64 = 30.0;

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The ribbons of the inputs that are shown, while a slider moves. First: a reader waits for them.
    Ribbons,
    /// The simulations of a scenario, and flips and the map by a coarse pass, once input is idle.
    Rest,
    /// Figures of the scenarios that are compared, and what changes their recommendations.
    Compare,
    /// The value of information of each uncertain input and assumption.
    Worth,
    /// Exact ribbons, all flips and the exact map: after everything that a reader waits for.
    Fine,
}

impl Kind {
    const COUNT: usize = 5;
    const ALL: [Self; Self::COUNT] = [Self::Ribbons, Self::Rest, Self::Compare, Self::Worth, Self::Fine];
}

/// The outcome of one step of work.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// There is no result to show yet.
    More,
    /// A result to show, as numbers.
    Send(Vec<f64>),
    /// The work is complete.
    Done,
}

/// Work in steps of a few milliseconds at most.
pub trait Work {
    /// Does the next step.
    fn step(&mut self) -> Step;
}

/// A future that creates work; it yields `None` if the code of the work cannot be loaded.
pub type Making = Pin<Box<dyn Future<Output = Option<Box<dyn Work>>>>>;
/// Creates the work of a kind from numbers.
pub type Make = fn(Kind, Vec<f64>) -> Making;

/// A callback for results.
type Receive = Box<dyn FnMut(&[f64])>;

/// The newest work of a kind. Its number distinguishes it from earlier requests.
#[derive(Default)]
struct Slot {
    id: f64,
    work: Option<Box<dyn Work>>,
}

/// Does the newest work of each kind on the current thread.
struct Runner {
    make: Make,
    send: fn(f64, Kind, &[f64]),
    slice_ms: f64,
    slots: [Slot; Kind::COUNT],
    timer: Option<Timeout>,
}

/// The thread that does the work.
enum Place {
    /// There was no request yet.
    Unknown,
    /// The worker is starting; these messages wait for it.
    Starting(Worker, Vec<Float64Array>),
    /// The worker.
    Worker(Worker),
    /// The main thread.
    Main,
}

/// The newest request of a kind, its number, and the callback for its results.
#[derive(Default)]
struct Request {
    id: f64,
    numbers: Vec<f64>,
    receive: Option<Receive>,
}

thread_local! {
    static RUNNER: RefCell<Option<Runner>> = const { RefCell::new(None) };
    static PLACE: RefCell<Place> = const { RefCell::new(Place::Unknown) };
    static REQUESTS: RefCell<[Request; Kind::COUNT]> = RefCell::default();
}

/// Registers the function that creates work, for a page. Call it before [`ask`].
pub fn install(make: Make) {
    set_runner(make, receive, PAGE_SLICE_MS);
}

/// Serves a page from inside a worker. `read_files` gets what is no work in numbers: the reader's files.
pub fn serve(make: Make, read_files: fn(Array)) {
    set_runner(make, post, WORKER_SLICE_MS);
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| match read(&event) {
        Some((_, kind, numbers)) if numbers.is_empty() => stop_here(kind),
        Some((id, kind, numbers)) => start_here(id, kind, numbers),
        None => {
            if let Ok(job) = event.data().dyn_into::<Array>() {
                read_files(job);
            }
        }
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    // Tells the page that the worker reads its messages now.
    let _ = scope.post_message(&JsValue::NULL);
}

/// Sends a message from the worker to the page.
pub fn tell(message: &JsValue) {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        let _ = scope.post_message(message);
    }
}

/// Requests work of a kind; this replaces the previous request of that kind. `receive` gets each result until the next request.
pub fn ask(kind: Kind, numbers: Vec<f64>, receive: impl FnMut(&[f64]) + 'static) {
    let id = REQUESTS.with_borrow_mut(|all| {
        let request = &mut all[kind as usize];
        request.id += 1.0;
        request.numbers.clone_from(&numbers);
        request.receive = Some(Box::new(receive));
        request.id
    });
    send(id, kind, numbers);
}

/// Stops the work of a kind.
pub fn stop(kind: Kind) {
    let id = REQUESTS.with_borrow_mut(|all| {
        let request = &mut all[kind as usize];
        request.numbers.clear();
        request.receive.take().map(|_| {
            request.id += 1.0;
            request.id
        })
    });
    if let Some(id) = id {
        send(id, kind, Vec::new());
    }
}

/// Sends a request to the thread that does the work. An empty request stops the work.
fn send(id: f64, kind: Kind, numbers: Vec<f64>) {
    let here = PLACE.with_borrow_mut(|place| {
        if matches!(place, Place::Unknown) {
            *place = start_worker().map_or(Place::Main, |worker| Place::Starting(worker, Vec::new()));
        }
        match place {
            Place::Starting(_, waiting) => waiting.push(message(id, kind, &numbers)),
            // A message that cannot be sent is ignored; the next change of an input sends another.
            Place::Worker(worker) => drop(worker.post_message(&message(id, kind, &numbers))),
            Place::Main | Place::Unknown => return true,
        }
        false
    });
    if here {
        if numbers.is_empty() {
            stop_here(kind);
        } else {
            start_here(id, kind, numbers);
        }
    }
}

/// A new worker that runs the page's own module; `None` if the page may not have one. It sends a null once it reads its messages.
#[must_use]
pub fn new_worker() -> Option<Worker> {
    let document = web_sys::window()?.document()?;
    let preload = document.query_selector("link[rel=modulepreload]").ok()??;
    let script = preload.dyn_into::<HtmlLinkElement>().ok()?.href();
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options("./worker.js", &options).ok()?;
    let module = wasm_bindgen::module();
    worker
        .post_message(&Array::of2(&JsValue::from_str(&script), &module))
        .ok()?;
    Some(worker)
}

/// Starts the worker that does the page's work; `None` if the page may not have one.
fn start_worker() -> Option<Worker> {
    let worker = new_worker()?;
    EventListener::new(&worker, "message", |event| {
        if let Some(event) = event.dyn_ref::<MessageEvent>() {
            match read(event) {
                Some((id, kind, numbers)) => receive(id, kind, &numbers),
                None => started(),
            }
        }
    })
    .forget();
    EventListener::new(&worker, "error", |_| on_worker_error()).forget();
    Some(worker)
}

/// Called when the worker reads its messages: sends it the requests that waited.
fn started() {
    PLACE.with_borrow_mut(|place| {
        if let Place::Starting(worker, waiting) = place {
            for message in waiting.drain(..) {
                let _ = worker.post_message(&message);
            }
            *place = Place::Worker(worker.clone());
        }
    });
}

/// Called when the worker cannot start or has failed: ends it, and the main thread does the newest requests.
fn on_worker_error() {
    if let Place::Starting(worker, _) | Place::Worker(worker) = PLACE.replace(Place::Main) {
        worker.terminate();
    }
    let open: Vec<(f64, Kind, Vec<f64>)> = REQUESTS.with_borrow(|all| {
        let kinds = Kind::ALL.into_iter().zip(all);
        kinds
            .filter(|(_, request)| !request.numbers.is_empty())
            .map(|(kind, request)| (request.id, kind, request.numbers.clone()))
            .collect()
    });
    for (id, kind, numbers) in open {
        start_here(id, kind, numbers);
    }
}

/// Passes a result to the callback of its request, unless a newer request has replaced it.
fn receive(id: f64, kind: Kind, numbers: &[f64]) {
    let callback = REQUESTS.with_borrow_mut(|all| {
        let request = &mut all[kind as usize];
        (request.id == id).then(|| request.receive.take()).flatten()
    });
    // The callback may send another request, so the requests are not borrowed while it runs.
    if let Some(mut callback) = callback {
        callback(numbers);
        REQUESTS.with_borrow_mut(|all| {
            let request = &mut all[kind as usize];
            if request.id == id {
                request.receive = Some(callback);
            }
        });
    }
}

/// Sends a result from the worker to the page.
fn post(id: f64, kind: Kind, numbers: &[f64]) {
    tell(&message(id, kind, numbers));
}

fn message(id: f64, kind: Kind, numbers: &[f64]) -> Float64Array {
    let mut all = vec![id, f64::from(kind as u8)];
    all.extend_from_slice(numbers);
    Float64Array::from(all.as_slice())
}

fn read(event: &MessageEvent) -> Option<(f64, Kind, Vec<f64>)> {
    let mut all = event.data().dyn_into::<Float64Array>().ok()?.to_vec();
    let numbers = all.split_off(2.min(all.len()));
    let kind = Kind::ALL.get(*all.get(1)? as usize)?;
    Some((all[0], *kind, numbers))
}

fn set_runner(make: Make, send: fn(f64, Kind, &[f64]), slice_ms: f64) {
    RUNNER.set(Some(Runner {
        make,
        send,
        slice_ms,
        slots: Default::default(),
        timer: None,
    }));
}

/// Starts work on the current thread.
fn start_here(id: f64, kind: Kind, numbers: Vec<f64>) {
    let making = RUNNER.with_borrow_mut(|runner| {
        let runner = runner.as_mut()?;
        runner.slots[kind as usize] = Slot { id, work: None };
        Some((runner.make)(kind, numbers))
    });
    let Some(making) = making else { return };
    spawn_local(async move {
        let work = making.await;
        RUNNER.with_borrow_mut(|runner| {
            if let Some(runner) = runner.as_mut()
                && runner.slots[kind as usize].id == id
            {
                runner.slots[kind as usize].work = work;
                runner.schedule();
            }
        });
    });
}

fn stop_here(kind: Kind) {
    RUNNER.with_borrow_mut(|runner| {
        if let Some(runner) = runner.as_mut() {
            runner.slots[kind as usize] = Slot::default();
        }
    });
}

impl Runner {
    /// Schedules the next slice as a task of its own, so that this thread can paint and handle events first.
    fn schedule(&mut self) {
        if self.timer.is_none() {
            self.timer = Some(Timeout::new(0, slice));
        }
    }
}

/// Does one slice of work, of the first kind that has any. Its result is sent after the runner is released, because the receiver may send
/// another request.
fn slice() {
    let result = RUNNER.with_borrow_mut(|runner| {
        let runner = runner.as_mut()?;
        // The timer that called us has run; forgetting it keeps its callback alive until we return.
        if let Some(done) = runner.timer.take() {
            done.forget();
        }
        let start = Date::now();
        while let Some((kind, slot)) = Kind::ALL
            .into_iter()
            .zip(&mut runner.slots)
            .find(|(_, slot)| slot.work.is_some())
        {
            let result = match slot.work.as_mut().map(|work| work.step()) {
                Some(Step::Send(numbers)) => Some((slot.id, kind, numbers)),
                Some(Step::More) => None,
                Some(Step::Done) | None => {
                    slot.work = None;
                    None
                }
            };
            // A result is shown at once. If the clock was set back, the slice ends.
            let within = (0.0..runner.slice_ms).contains(&(Date::now() - start));
            if result.is_some() || !within {
                runner.schedule();
                return result.map(|result| (runner.send, result));
            }
        }
        None
    });
    if let Some((send, (id, kind, numbers))) = result {
        send(id, kind, &numbers);
    }
}
