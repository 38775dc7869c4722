//! The card's elements.

pub mod given;
mod reader;
pub mod result;

use forkcast_parts::page::Page;
use forkcast_parts::place;
use forkcast_parts::reactive::{flag, handler, part};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement};

use crate::model::Choice;
use crate::read::Reading;
use crate::text::panel as texts;

/// Puts the module into the page's element `#own-files`.
pub fn start() {
    let Some(root) = place::element() else { return };
    mount_to(root.clone(), Files).forget();
    // An attribute that views do not know. Without it the field takes files alone.
    if let Ok(Some(field)) = root.query_selector("#files-folder") {
        let _ = field.set_attribute("webkitdirectory", "");
    }
    place::install(&root, "own-files");
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    /// Nothing was given yet.
    Waiting,
    /// A folder is being looked through.
    Listing,
    /// Bytes read, and all.
    Reading(f64, f64),
    /// It was cancelled.
    Cancelled,
    /// Why nothing was observed.
    Failed(String),
    /// What was observed.
    Read(Box<Reading>),
}

/// The signals. Copied freely.
#[derive(Clone, Copy)]
struct Card {
    page: Page,
    phase: RwSignal<Phase>,
    choice: RwSignal<Choice>,
    applying: result::Applying,
    /// Whether something is held over the card.
    is_over: RwSignal<bool>,
    /// Counts what is begun: a folder that is looked through for an earlier one is forgotten.
    turn: StoredValue<u32>,
}

impl Card {
    fn get() -> Self {
        expect_context()
    }

    /// Whether something is going on that can be cancelled.
    fn is_busy(self) -> bool {
        self.phase
            .with(|phase| matches!(phase, Phase::Listing | Phase::Reading(..)))
    }

    fn cancel(self) {
        self.begin();
        reader::cancel();
        self.phase.set(Phase::Cancelled);
    }

    /// The number of what is begun now.
    fn begin(self) -> u32 {
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }
}

/// Opens the browser's dialog of a field for files, which is hidden.
pub fn choose(id: &str) {
    let field = document().get_element_by_id(id);
    if let Some(field) = field.and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
        field.click();
    }
}

/// Everything.
#[component]
fn Files() -> impl IntoView {
    let page = Page::new();
    page.install();
    let card = Card {
        page,
        phase: RwSignal::new(Phase::Waiting),
        choice: RwSignal::new(Choice::default()),
        applying: result::Applying::new(page, "files"),
        is_over: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    provide_context(card);
    let picked = move |ev: Event| {
        if let Some(files) = given::picked(&ev) {
            card.begin();
            reader::start(card, files, None);
        }
    };
    let bill = move |ev: Event| {
        if let Some(file) = given::picked(&ev).and_then(|given| given.files.into_iter().next()) {
            reader::again(card, file.1);
        }
    };
    let dropped = move |ev: web_sys::DragEvent| {
        ev.prevent_default();
        card.is_over.set(false);
        let dropped = given::Dropped::of(&ev);
        let turn = card.begin();
        reader::cancel();
        card.phase.set(Phase::Listing);
        spawn_local(async move {
            let files = dropped.files().await;
            if card.turn.get_value() == turn {
                reader::start(card, files, None);
            }
        });
    };
    let over = move |ev: web_sys::DragEvent| {
        ev.prevent_default();
        if !card.is_over.get_untracked() {
            card.is_over.set(true);
        }
    };
    let choices = Choice::ALL
        .map(|choice| view! { <option value=choice.id()>{texts::choice(choice)}</option> })
        .collect_view();
    let state = part(move || match card.phase.get() {
        Phase::Waiting | Phase::Read(_) => ().into_any(),
        Phase::Listing => view! { <p>{texts::LISTING}</p> }.into_any(),
        Phase::Cancelled => view! { <p>{texts::CANCELLED}</p> }.into_any(),
        Phase::Failed(why) => view! { <p class="files-wrong" id="files-wrong">{why}</p> }.into_any(),
        Phase::Reading(read, all) => view! {
            <p>{texts::reading(read, all)}</p>
            <progress aria-label=texts::PROGRESS max=all.to_string() value=read.to_string()></progress>
        }
        .into_any(),
    });
    view! {
        <div class="files">
            <div class="files-drop" class:over=flag(move || card.is_over.get()) on:dragover=handler(over) on:dragleave=handler(move |_| card.is_over.set(false)) on:drop=handler(dropped)>
                <div class="files-buttons">
                    <span>{texts::DROP}</span>
                    <button class="outlined" type="button" id="files-choose" on:click=handler(|_| choose("files-files"))>{texts::CHOOSE_FILES}</button>
                    <button class="outlined" type="button" id="files-choose-folder" on:click=handler(|_| choose("files-folder"))>{texts::CHOOSE_FOLDER}</button>
                    <label>{texts::READ_AS}
                        <select id="files-as" on:change=handler(move |ev: Event| card.choice.set(Choice::of(&event_target_value(&ev))))>{choices}</select>
                    </label>
                </div>
                <p class="files-about">{texts::ACCEPTED}</p>
                <p class="files-about">{texts::PRIVATE}</p>
                <input id="files-files" type="file" multiple=true hidden=true on:change=handler(picked) />
                <input id="files-folder" type="file" hidden=true on:change=handler(picked) />
                <input id="files-bill" type="file" accept=".csv,.gz" hidden=true on:change=handler(bill) />
            </div>
            <div class="files-state" role="status" id="files-state">{state}</div>
            <button class="outlined" type="button" id="files-cancel" hidden=flag(move || !card.is_busy()) on:click=handler(move |_| card.cancel())>{texts::CANCEL}</button>
            <result::Found />
        </div>
    }
}

/// A property of an object of the browser's; undefined if it has none.
fn property(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
