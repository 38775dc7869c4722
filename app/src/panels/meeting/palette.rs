//! The search over inputs, presets, parts of the page, its actions and the glossary.

use super::go;
use super::room::Room;
use crate::components::html_text::html_text;
use crate::components::reactive::{effect, handler, memo, part, text};
use crate::text::{header, live, palette as texts};
use crate::view_model::meeting::search::{self, Entry, MOST, Target};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, KeyboardEvent};

/// Buttons of the page that do something by themselves.
const BUTTONS: &str = "header.top > * button[id]:not(dialog *), #what-if button[id], #leave-presenter, #insight button.solid[id], #insight button.outlined[id]";
/// Parts of the page.
const PLACES: &str = "#verdict, section.card[id]";

/// The elements that a selector names, each with its id and its name.
fn named(selector: &str) -> Vec<(Element, String, String)> {
    let Ok(all) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..all.length())
        .filter_map(|i| all.get(i)?.dyn_into::<Element>().ok())
        .map(|element| {
            let words = || element.text_content().unwrap_or_default().trim().to_owned();
            let name = element.get_attribute("aria-label").unwrap_or_else(words);
            let id = element.id();
            (element, id, name)
        })
        .collect()
}

/// What the page has now: its buttons and parts as they are, then the tables.
fn entries() -> Vec<Entry> {
    let buttons = named(BUTTONS).into_iter().filter_map(|(element, id, label)| {
        let can_be_pressed = element
            .dyn_ref::<HtmlButtonElement>()
            .is_some_and(|b| !b.disabled());
        let about = element.get_attribute("title").unwrap_or_default();
        (can_be_pressed && id != "search").then_some(Entry {
            label,
            about,
            target: Target::Button(id),
        })
    });
    let places = named(PLACES).into_iter().map(|(_, id, label)| Entry {
        label,
        about: String::new(),
        target: Target::Place(id),
    });
    let session = Entry {
        label: live::TITLE.to_owned(),
        about: live::ABOUT.to_owned(),
        target: Target::Live,
    };
    let tables = search::entries(header::DEFAULTS, |param| html_text(&format!("doc-{}", param.key)));
    buttons.chain([session]).chain(places).chain(tables).collect()
}

/// The search: a field, and the list that it filters.
pub(super) fn palette(room: Room) -> AnyView {
    let all = StoredValue::new(entries());
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    let found = memo(move || {
        let query = query.get();
        all.with_value(|all| {
            search::found(all, &query)
                .into_iter()
                .cloned()
                .collect::<Vec<Entry>>()
        })
    });
    let field: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if let Some(field) = field.get() {
            // Once the dialog is open: it would take the focus back.
            request_animation_frame(move || {
                let _ = field.focus();
            });
        }
    });
    let go = move |place: usize| {
        if let Some(entry) = found.with_untracked(|found| found.get(place).cloned()) {
            go::to(room, entry.target);
        }
    };
    let keyed = move |ev: KeyboardEvent| {
        let last = found.with_untracked(|found| found.len().saturating_sub(1));
        let now = at.get_untracked();
        let next = match ev.key().as_str() {
            "ArrowDown" if now >= last => 0,
            "ArrowDown" => now + 1,
            "ArrowUp" if now == 0 => last,
            "ArrowUp" => now - 1,
            "PageDown" => (now + 8).min(last),
            "PageUp" => now.saturating_sub(8),
            "Enter" => {
                ev.prevent_default();
                go(now);
                return;
            }
            _ => return,
        };
        ev.prevent_default();
        at.set(next);
        if let Some(option) = go::element(&option_id(next)) {
            scroll_within(&option);
        }
    };
    let options = move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .map(|(place, entry)| {
                let kind = entry.kind();
                view! {
                    <li
                        role="option"
                        id=option_id(place)
                        aria-selected=text(move || (at.get() == place).to_string())
                        on:click=handler(move |_| go(place))
                    ><span>{entry.label}</span><small>{kind}</small></li>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="palette">
            <input
                type="text"
                id="palette-query"
                role="combobox"
                node_ref=field
                autocomplete="off"
                spellcheck="false"
                placeholder=texts::QUERY
                aria-label=texts::QUERY
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-activedescendant=text(move || if found.with(Vec::is_empty) { String::new() } else { option_id(at.get()) })
                on:input=handler(move |ev| {
                    at.set(0);
                    query.set(event_target_value(&ev));
                })
                on:keydown=keyed
            />
            <ul id="palette-list" role="listbox" aria-label=texts::RESULTS>{part(options)}</ul>
            <p class="hint" role="status">{text(move || texts::found(found.with(Vec::len), MOST, &query.read()))}</p>
        </div>
    }
    .into_any()
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}

/// Brings an option into the view of its list, and moves nothing else.
fn scroll_within(option: &web_sys::HtmlElement) {
    let Some(list) = option.parent_element() else {
        return;
    };
    let (top, height) = (option.offset_top(), option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if top + height > list.scroll_top() + list.client_height() {
        list.set_scroll_top(top + height - list.client_height());
    }
}
