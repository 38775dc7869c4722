//! Cards of the modules: each module starts when needed. With the feature `split` their code is a WebAssembly chunk of its own, which is
//! downloaded then.

use super::meeting::{Tool, room};
use crate::components::heading::heading;
use crate::components::in_view::in_view_once_known;
use crate::components::reactive::{effect, flag, handler, text};
use crate::saving::{self, Form, Job};
use crate::state::State;
use crate::text::{beside as texts, charts};
use forkcast_parts::worker::{self, Kind, Work};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::HtmlElement;

/// A module that starts late. It replaces the content of the element whose id is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Module {
    Comparison,
    Insight,
    Workbench,
}

/// The state of a module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// It was not needed yet.
    #[default]
    Waiting,
    /// Its code is being loaded.
    Loading,
    /// Its code could not be loaded. Another attempt may succeed.
    Failed,
    /// It runs.
    Running,
}

impl Progress {
    fn words(self) -> &'static str {
        match self {
            Self::Waiting | Self::Running => "",
            Self::Loading => texts::LOADING,
            Self::Failed => texts::FAILED,
        }
    }
}

/// Calls the modules. No other code of the page may call them, or the split step cannot take their code out of the first load.
fn run(module: Module) {
    match module {
        Module::Comparison => forkcast_compare::panel::start(),
        Module::Insight => {
            forkcast_insight::panel::start();
            forkcast_files::panel::start();
        }
        Module::Workbench => forkcast_workbench::panel::start(),
    }
}

#[cfg(not(feature = "split"))]
async fn start(module: Module) -> Result<(), std::convert::Infallible> {
    run(module);
    Ok(())
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(beside, wasm_split_path = ::leptos::wasm_split, fallible)]
fn start(module: Module) -> Result<(), leptos::wasm_split::SplitLoaderError> {
    run(module);
    Ok(())
}

/// Creates the work of the modules: the value of information, and scenarios side by side. No other code of the page may, as above.
fn work_of(kind: Kind, numbers: &[f64]) -> Option<Box<dyn Work>> {
    match kind {
        Kind::Worth => Some(forkcast_insight::model::next::work(numbers)),
        Kind::Compare => Some(Box::new(forkcast_compare::model::figures::Comparison::new(
            numbers,
        ))),
        Kind::Ribbons | Kind::Rest | Kind::Fine => None,
    }
}

#[cfg(not(feature = "split"))]
async fn late_work(kind: Kind, numbers: Vec<f64>) -> Result<Option<Box<dyn Work>>, std::convert::Infallible> {
    Ok(work_of(kind, &numbers))
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(beside, wasm_split_path = ::leptos::wasm_split, fallible)]
fn late_work(
    kind: Kind,
    numbers: Vec<f64>,
) -> Result<Option<Box<dyn Work>>, leptos::wasm_split::SplitLoaderError> {
    Ok(work_of(kind, &numbers))
}

/// The work of that kind, whose code belongs to a module; `None` if it cannot be loaded.
pub async fn work(kind: Kind, numbers: Vec<f64>) -> Option<Box<dyn Work>> {
    late_work(kind, numbers).await.ok().flatten()
}

/// Reads the reader's files, in a worker. Its code is a chunk of its own, which only that worker downloads.
#[cfg(not(feature = "split"))]
async fn reading(job: Array) -> Result<(), std::convert::Infallible> {
    forkcast_files::work::run(&job);
    Ok(())
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(files, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading(job: Array) -> Result<(), leptos::wasm_split::SplitLoaderError> {
    forkcast_files::work::run(&job);
    Ok(())
}

/// The same; the page is told if its code cannot be loaded.
pub fn read_files(job: Array) {
    // Leptos' own executor runs in the page only.
    wasm_bindgen_futures::spawn_local(async move {
        if reading(job).await.is_err() {
            worker::tell(&JsValue::from_str(texts::FAILED));
        }
    });
}

/// Saves a chart. Its code is a chunk of its own, with that of embedding, as few readers save or embed anything.
#[cfg(not(feature = "split"))]
async fn saved(job: Job) -> Result<Option<Promise>, std::convert::Infallible> {
    Ok(saving::save(&job))
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(sharing, wasm_split_path = ::leptos::wasm_split, fallible)]
fn saved(job: Job) -> Result<Option<Promise>, leptos::wasm_split::SplitLoaderError> {
    Ok(saving::save(&job))
}

/// Puts the content of the dialog for embedding into that element, once.
fn put_embedding(root: &HtmlElement, state: State) {
    if root.child_element_count() == 0 {
        mount_to(root.clone(), move || super::embed::content(state)).forget();
    }
}

#[cfg(not(feature = "split"))]
async fn embedded(root: HtmlElement, state: State) -> Result<(), std::convert::Infallible> {
    put_embedding(&root, state);
    Ok(())
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(sharing, wasm_split_path = ::leptos::wasm_split, fallible)]
fn embedded(root: HtmlElement, state: State) -> Result<(), leptos::wasm_split::SplitLoaderError> {
    put_embedding(&root, state);
    Ok(())
}

/// Loads the content of the dialog for embedding; `said` gets the outcome where there is none.
pub fn embedding(root: HtmlElement, state: State, said: RwSignal<&'static str>) {
    spawn_local(async move {
        let done = embedded(root, state).await.is_ok();
        said.set(if done { "" } else { texts::FAILED });
    });
}

#[cfg(not(feature = "split"))]
async fn met(root: HtmlElement, state: State, tool: Tool) -> Result<(), std::convert::Infallible> {
    room::open(&root, state, tool);
    Ok(())
}

/// The tools of meetings have a chunk of their own: most readers need none of the others.
#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(meeting, wasm_split_path = ::leptos::wasm_split, fallible)]
fn met(root: HtmlElement, state: State, tool: Tool) -> Result<(), leptos::wasm_split::SplitLoaderError> {
    room::open(&root, state, tool);
    Ok(())
}

/// Opens a tool of meetings; the first one puts them all into the element of that id.
pub fn meeting(id: &str, state: State, tool: Tool) {
    let root = document()
        .get_element_by_id(id)
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let Some(root) = root else { return };
    spawn_local(async move {
        let is_there = met(root, state, tool).await.is_ok();
        state.tools_failed.set(!is_there);
    });
}

/// Saves a chart; `said` gets the outcome where the reader cannot see it.
pub fn save(job: Job, said: RwSignal<&'static str>) {
    said.set("");
    if job.form == Form::Copy {
        let picture = future_to_promise(async move {
            match saved(job).await {
                Ok(Some(picture)) => JsFuture::from(picture).await,
                Ok(None) | Err(_) => Err(JsValue::NULL),
            }
        });
        // The browser copies for a click, not for what comes after a download: it is given the promise of a picture at once.
        let Some(done) = copied(&picture) else {
            said.set(charts::NO_COPY);
            return;
        };
        spawn_local(async move {
            let done = JsFuture::from(done).await;
            said.set(if done.is_ok() {
                charts::COPIED
            } else {
                charts::NOT_COPIED
            });
        });
    } else {
        spawn_local(async move {
            if saved(job).await.is_err() {
                said.set(charts::NOT_SAVED);
            }
        });
    }
}

/// Puts a picture on the clipboard, where the browser can.
fn copied(picture: &Promise) -> Option<Promise> {
    let kind: Function = Reflect::get(&window(), &"ClipboardItem".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    let forms = Object::new();
    Reflect::set(&forms, &"image/png".into(), picture).ok()?;
    let item = Reflect::construct(&kind, &Array::of1(&forms)).ok()?;
    clipboard.is_object().then(|| {
        clipboard
            .unchecked_into::<web_sys::Clipboard>()
            .write(&Array::of1(&item))
    })
}

/// Starts the module once. If it runs already, an event notifies it that the reader asked for it again.
fn open(module: Module, progress: RwSignal<Progress>) {
    match progress.get_untracked() {
        Progress::Loading => {}
        Progress::Running => {
            if let Ok(event) = web_sys::Event::new("forkcast-module") {
                let _ = document().dispatch_event(&event);
            }
        }
        Progress::Waiting | Progress::Failed => {
            progress.set(Progress::Loading);
            spawn_local(async move {
                let started = start(module).await.is_ok();
                progress.set(if started {
                    Progress::Running
                } else {
                    Progress::Failed
                });
            });
        }
    }
}

/// The card with the button that starts measuring; the workbench replaces its content.
#[component]
#[must_use]
pub fn Workbench() -> impl IntoView {
    let progress = State::get().workbench;
    view! {
        <section class="card" id="measure" aria-label=texts::MEASURE>
            {heading(texts::MEASURE, texts::MEASURE_NOTE)}
            <div id="workbench">
                <button class="outlined" type="button" id="measure-open" on:click=handler(move |_| open(Module::Workbench, progress))>{texts::OPEN_WORKBENCH}</button>
                <p role="status">{text(move || progress.get().words().to_owned())}</p>
            </div>
        </section>
    }
}

/// How sure is this?
#[component]
#[must_use]
pub fn Insight() -> impl IntoView {
    late("why", "insight", texts::HOW_SURE, texts::HOW_SURE_NOTE)
}

/// What the reader's own files say of the inputs.
#[component]
#[must_use]
pub fn Files() -> impl IntoView {
    late("files", "own-files", texts::OWN_FILES, texts::OWN_FILES_NOTE)
}

/// A card that is loaded once the reader scrolls to it.
fn late(id: &'static str, content: &'static str, title: &'static str, note: &'static str) -> AnyView {
    let progress = State::get().insight;
    let here = in_view_once_known(id);
    effect(move || {
        if here.get() {
            open(Module::Insight, progress);
        }
    });
    view! {
        <section class="card" id=id aria-label=title>
            {heading(title, note)}
            <div id=content>
                <p role="status">{text(move || progress.get().words().to_owned())}</p>
                <button class="outlined" type="button" id=format!("{content}-retry") hidden=flag(move || progress.get() != Progress::Failed) on:click=handler(move |_| open(Module::Insight, progress))>{texts::TRY_AGAIN}</button>
            </div>
        </section>
    }
    .into_any()
}

/// Id of the card of the comparison.
const COMPARISON: &str = "compare";

/// The pinned scenarios side by side: loaded once one is pinned.
#[component]
#[must_use]
pub fn Comparison() -> impl IntoView {
    let progress = State::get().comparison;
    effect(move || open(Module::Comparison, progress));
    view! {
        <section class="card" id=COMPARISON tabindex="-1" aria-label=texts::COMPARE>
            {heading(texts::COMPARE, texts::COMPARE_NOTE)}
            <div id="compare-view">
                <p role="status">{text(move || progress.get().words().to_owned())}</p>
                <button class="outlined" type="button" id="compare-retry" hidden=flag(move || progress.get() != Progress::Failed) on:click=handler(move |_| open(Module::Comparison, progress))>{texts::TRY_AGAIN}</button>
            </div>
        </section>
    }
}

/// Where a link that was opened is held against the reader's own scenario.
#[component]
#[must_use]
pub fn Opened() -> impl IntoView {
    let state = State::get();
    effect(move || open(Module::Comparison, state.comparison));
    view! { <div id="reply" data-mine=state.mine.get_untracked()></div> }
}

/// Brings the comparison into view.
pub fn show_comparison() {
    let card = document().get_element_by_id(COMPARISON);
    if let Some(card) = card.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        card.scroll_into_view();
        let _ = card.focus();
    }
}
