//! Work that takes longer than a frame, off the page's thread: in a worker that runs the page's own module, and where no worker can be had
//! (some sandboxed frames), in slices of the page's thread that the clock bounds.
//!
//! Numbers go there and numbers come back. Of each kind of work only the newest is done.

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

/// How long the page's thread works before it paints and listens again, ms.
const PAGE_SLICE_MS: f64 = 8.0;
/// How long the worker works before it listens again, ms.
const WORKER_SLICE_MS: f64 = 30.0;

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Flips, the map and the futures of a scenario at rest.
    Rest,
    /// What each unknown is worth knowing.
    Worth,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Rest, Self::Worth];
}

/// What a piece of work came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Not yet anything to show.
    More,
    /// Something to show, as numbers.
    Tell(Vec<f64>),
    /// Nothing is left.
    Done,
}

/// Work that is done a piece at a time, each of a few milliseconds at most.
pub trait Work {
    /// Does the next piece.
    fn step(&mut self) -> Step;
}

/// Work that is being made; none where its code cannot be loaded.
pub type Making = Pin<Box<dyn Future<Output = Option<Box<dyn Work>>>>>;
/// Makes the work of a kind from numbers.
pub type Make = fn(Kind, Vec<f64>) -> Making;

/// The newest work of a kind. Its number tells it from what was asked for before.
#[derive(Default)]
struct Slot {
    id: f64,
    work: Option<Box<dyn Work>>,
}

/// Does the newest work of each kind on this thread.
struct Runner {
    make: Make,
    tell: fn(f64, Kind, Vec<f64>),
    slice_ms: f64,
    slots: [Slot; 2],
    timer: Option<Timeout>,
}

/// Where work is done.
enum Place {
    /// Nothing was asked for yet.
    Unknown,
    /// The worker is starting; these messages wait for it.
    Starting(Worker, Vec<Float64Array>),
    /// In the worker.
    There(Worker),
    /// On the page's thread.
    Here,
}

/// What hears the answers of a kind, and the number of what was asked for last.
#[derive(Default)]
struct Asked {
    id: f64,
    numbers: Vec<f64>,
    told: Option<Box<dyn FnMut(Vec<f64>)>>,
}

thread_local! {
    static RUNNER: RefCell<Option<Runner>> = const { RefCell::new(None) };
    static PLACE: RefCell<Place> = const { RefCell::new(Place::Unknown) };
    static ASKED: RefCell<[Asked; 2]> = RefCell::default();
}

/// Says how work is made, for a page. Call it before [`ask`].
pub fn install(make: Make) {
    set_runner(make, hear, PAGE_SLICE_MS);
}

/// Serves a page from within a worker.
pub fn serve(make: Make) {
    set_runner(make, post, WORKER_SLICE_MS);
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some((id, kind, numbers)) = read(&event) {
            if numbers.is_empty() {
                stop_here(kind);
            } else {
                start_here(id, kind, numbers);
            }
        }
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    // From now on messages are heard.
    let _ = scope.post_message(&JsValue::NULL);
}

/// Asks for work of a kind in place of what was asked for before. `told` hears what comes, until something else is asked for.
pub fn ask(kind: Kind, numbers: Vec<f64>, told: impl FnMut(Vec<f64>) + 'static) {
    let id = ASKED.with_borrow_mut(|all| {
        let asked = &mut all[kind as usize];
        asked.id += 1.0;
        asked.numbers.clone_from(&numbers);
        asked.told = Some(Box::new(told));
        asked.id
    });
    send(id, kind, numbers);
}

/// Ends the work of a kind.
pub fn stop(kind: Kind) {
    let id = ASKED.with_borrow_mut(|all| {
        let asked = &mut all[kind as usize];
        asked.numbers.clear();
        asked.told.take().map(|_| {
            asked.id += 1.0;
            asked.id
        })
    });
    if let Some(id) = id {
        send(id, kind, Vec::new());
    }
}

/// Hands work to wherever it is done; without numbers, ends it.
fn send(id: f64, kind: Kind, numbers: Vec<f64>) {
    let here = PLACE.with_borrow_mut(|place| {
        if matches!(place, Place::Unknown) {
            *place = hire().map_or(Place::Here, |worker| Place::Starting(worker, Vec::new()));
        }
        match place {
            Place::Starting(_, waiting) => waiting.push(message(id, kind, &numbers)),
            // A message that cannot be sent is work that is not done; the next movement asks again.
            Place::There(worker) => drop(worker.post_message(&message(id, kind, &numbers))),
            Place::Here | Place::Unknown => return true,
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

/// A worker that is starting; none where the page may have none.
fn hire() -> Option<Worker> {
    let document = web_sys::window()?.document()?;
    let preload = document.query_selector("link[rel=modulepreload]").ok()??;
    let script = preload.dyn_into::<HtmlLinkElement>().ok()?.href();
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options("./worker.js", &options).ok()?;
    EventListener::new(&worker, "message", |event| {
        if let Some(event) = event.dyn_ref::<MessageEvent>() {
            match read(event) {
                Some((id, kind, numbers)) => hear(id, kind, numbers),
                None => started(),
            }
        }
    })
    .forget();
    EventListener::new(&worker, "error", |_| lost()).forget();
    let module = wasm_bindgen::module();
    worker
        .post_message(&Array::of2(&JsValue::from_str(&script), &module))
        .ok()?;
    Some(worker)
}

/// The worker listens: it gets what was asked for meanwhile.
fn started() {
    PLACE.with_borrow_mut(|place| {
        if let Place::Starting(worker, waiting) = place {
            for message in waiting.drain(..) {
                let _ = worker.post_message(&message);
            }
            *place = Place::There(worker.clone());
        }
    });
}

/// There is no worker, or no longer: what was asked for last is done here.
fn lost() {
    PLACE.set(Place::Here);
    let open: Vec<(f64, Kind, Vec<f64>)> = ASKED.with_borrow(|all| {
        let kinds = Kind::ALL.into_iter().zip(all);
        kinds
            .filter(|(_, asked)| !asked.numbers.is_empty())
            .map(|(kind, asked)| (asked.id, kind, asked.numbers.clone()))
            .collect()
    });
    for (id, kind, numbers) in open {
        start_here(id, kind, numbers);
    }
}

/// Hands an answer to whoever asked, unless something else was asked for since.
fn hear(id: f64, kind: Kind, numbers: Vec<f64>) {
    let told = ASKED.with_borrow_mut(|all| {
        let asked = &mut all[kind as usize];
        (asked.id == id).then(|| asked.told.take()).flatten()
    });
    // What hears it may ask for something else.
    if let Some(mut told) = told {
        told(numbers);
        ASKED.with_borrow_mut(|all| {
            let asked = &mut all[kind as usize];
            if asked.id == id {
                asked.told = Some(told);
            }
        });
    }
}

/// Sends an answer from the worker to the page.
fn post(id: f64, kind: Kind, numbers: Vec<f64>) {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        let _ = scope.post_message(&message(id, kind, &numbers));
    }
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

fn set_runner(make: Make, tell: fn(f64, Kind, Vec<f64>), slice_ms: f64) {
    RUNNER.set(Some(Runner {
        make,
        tell,
        slice_ms,
        slots: Default::default(),
        timer: None,
    }));
}

/// Begins work on this thread.
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
                runner.go_on();
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
    /// Works on in a task of its own, so that this thread paints and listens in between.
    fn go_on(&mut self) {
        if self.timer.is_none() {
            self.timer = Some(Timeout::new(0, slice));
        }
    }
}

/// One slice of work, of the first kind that has any. What comes of it is told after it, when the runner can be asked for something else.
fn slice() {
    let told = RUNNER.with_borrow_mut(|runner| {
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
            let told = match slot.work.as_mut().map(|work| work.step()) {
                Some(Step::Tell(numbers)) => Some((slot.id, kind, numbers)),
                Some(Step::More) => None,
                Some(Step::Done) | None => {
                    slot.work = None;
                    None
                }
            };
            // What can be shown is shown at once. A clock that was set back counts as time that is up.
            let within = (0.0..runner.slice_ms).contains(&(Date::now() - start));
            if told.is_some() || !within {
                runner.go_on();
                return told.map(|told| (runner.tell, told));
            }
        }
        None
    });
    if let Some((tell, (id, kind, numbers))) = told {
        tell(id, kind, numbers);
    }
}
