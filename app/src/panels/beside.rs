//! Parts of the page that start when the reader comes to them or asks for them. With the feature `split` their code is a WebAssembly chunk
//! of its own, which is downloaded then.

use crate::components::in_view::seen;
use crate::components::reactive::{effect, flag, handler, text};
use crate::state::State;
use forkcast_parts::worker::Work;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A part that starts late. It takes the place whose id is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Insight,
    Workbench,
}

/// How far a part is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Nobody has asked for it.
    #[default]
    Waiting,
    /// Its code is on its way.
    Loading,
    /// Its code could not be loaded. A later try may work.
    Failed,
    /// It runs.
    Running,
}

impl Progress {
    fn words(self) -> &'static str {
        match self {
            Self::Waiting | Self::Running => "",
            Self::Loading => "Loading …",
            Self::Failed => "This part could not be loaded. The rest of the page works without it.",
        }
    }
}

/// Calls into the parts. Nothing else in the page does, so that the split form can take their code out of the first load.
fn run(part: Part) {
    match part {
        Part::Insight => forkcast_insight::panel::start(),
        Part::Workbench => forkcast_workbench::panel::start(),
    }
}

#[cfg(not(feature = "split"))]
async fn start(part: Part) -> Result<(), std::convert::Infallible> {
    run(part);
    Ok(())
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(beside, wasm_split_path = ::leptos::wasm_split, fallible)]
fn start(part: Part) -> Result<(), leptos::wasm_split::SplitLoaderError> {
    run(part);
    Ok(())
}

/// The work of what each unknown is worth knowing, which is in the code of *Why believe it*.
#[cfg(not(feature = "split"))]
async fn worth_work(numbers: Vec<f64>) -> Result<Box<dyn Work>, std::convert::Infallible> {
    Ok(forkcast_insight::model::next::work(&numbers))
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(beside, wasm_split_path = ::leptos::wasm_split, fallible)]
fn worth_work(numbers: Vec<f64>) -> Result<Box<dyn Work>, leptos::wasm_split::SplitLoaderError> {
    Ok(forkcast_insight::model::next::work(&numbers))
}

/// The same; none where its code cannot be loaded.
pub async fn worth(numbers: Vec<f64>) -> Option<Box<dyn Work>> {
    worth_work(numbers).await.ok()
}

/// Starts the part, once. A part that runs already is told that the reader asked for it again.
fn open(part: Part, progress: RwSignal<Progress>) {
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
                let started = start(part).await.is_ok();
                progress.set(if started {
                    Progress::Running
                } else {
                    Progress::Failed
                });
            });
        }
    }
}

/// Where measuring starts: a card with a button, whose place the workbench takes.
#[component]
#[must_use]
pub fn Workbench() -> impl IntoView {
    let progress = State::get().workbench;
    view! {
        <section class="card" id="measure" aria-label="Measure">
            <header>
                <h2>"Measure"</h2>
                <p>"Latencies of your own servers or of this machine, in place of the assumed ones"</p>
            </header>
            <div id="workbench">
                <button class="outlined" type="button" id="measure-open" on:click=handler(move |_| open(Part::Workbench, progress))>"Open the workbench"</button>
                <p role="status">{text(move || progress.get().words().to_owned())}</p>
            </div>
        </section>
    }
}

/// How sure the answer is, what to measure next, prices and the record: loaded once the reader has come to it.
#[component]
#[must_use]
pub fn Insight() -> impl IntoView {
    let progress = State::get().insight;
    let here = seen("why");
    effect(move || {
        if here.get() {
            open(Part::Insight, progress);
        }
    });
    view! {
        <section class="card" id="why" aria-label="Why believe it">
            <header>
                <h2>"Why believe it"</h2>
                <p>"What to measure next, what one figure can turn, where the prices come from, and the record of the decision"</p>
            </header>
            <div id="insight">
                <p role="status">{text(move || progress.get().words().to_owned())}</p>
                <button class="outlined" type="button" id="insight-retry" hidden=flag(move || progress.get() != Progress::Failed) on:click=handler(move |_| open(Part::Insight, progress))>"Try again"</button>
            </div>
        </section>
    }
}
