//! The introduction of a first visit: four steps, each beside what it is about.

use super::go::element;
use super::room::Room;
use crate::components::reactive::{effect, flag, handler, text};
use crate::text::introduction as texts;
use gloo::events::EventListener;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// Attribute of the element that a step is about.
const EXPLAINED: &str = "data-explained";

/// The steps. The page stays usable beside them.
#[must_use]
pub(super) fn introduction(room: Room) -> AnyView {
    let at = RwSignal::new(0usize);
    let last = texts::STEPS.len() - 1;
    let step = move || texts::STEPS.get(at.get()).copied().unwrap_or_default();
    let close = move || room.tool.set(None);
    let card: NodeRef<html::Section> = NodeRef::new();
    effect(move || {
        let (about, _) = step();
        mark(Some(about));
        if let Some(card) = card.get() {
            request_animation_frame(move || beside(&card, about));
        }
    });
    let keyed = EventListener::new(&window(), "keydown", move |event| {
        if event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|key| key.key() == "Escape")
        {
            close();
        }
    });
    let listener = StoredValue::new_local(Some(keyed));
    on_cleanup(move || {
        listener.dispose();
        mark(None);
    });
    view! {
        <section class="introduction" id="introduction" node_ref=card aria-label=texts::TITLE>
            <div class="dialog-head">
                <h2>{texts::TITLE}</h2>
                <button class="quiet" type="button" id="introduction-close" aria-label=texts::CLOSE on:click=handler(move |_| close())>"×"</button>
            </div>
            <p role="status">{text(move || step().1.to_owned())}</p>
            <div class="buttons">
                <span class="hint">{text(move || texts::step(at.get() + 1, last + 1))}</span>
                <button class="quiet" type="button" id="introduction-back" hidden=flag(move || at.get() == 0) on:click=handler(move |_| at.update(|at| *at = at.saturating_sub(1)))>{texts::BACK}</button>
                <button class="solid" type="button" id="introduction-next" on:click=handler(move |_| if at.get_untracked() < last { at.update(|at| *at += 1) } else { close() })>
                    {text(move || if at.get() < last { texts::NEXT } else { texts::DONE }.to_owned())}
                </button>
            </div>
        </section>
    }
    .into_any()
}

/// Marks the element that a step is about, and no other.
fn mark(about: Option<&str>) {
    if let Ok(Some(former)) = document().query_selector("[data-explained]") {
        let _ = former.remove_attribute(EXPLAINED);
    }
    if let Some(element) = about.and_then(element) {
        let _ = element.set_attribute(EXPLAINED, "");
    }
}

/// Space between the card and what it is about, and between it and the edges of the window, CSS pixels.
const GAP: f64 = 12.0;

/// So much of what a step is about has to be in view, CSS pixels.
const SEEN: f64 = 120.0;

/// Puts the card below what it is about, or above where there is no room; into the window in any case.
fn beside(card: &web_sys::HtmlElement, about: &str) {
    let Some(anchor) = element(about) else { return };
    let size =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let mut around = anchor.get_bounding_client_rect();
    if !(0.0..height - SEEN).contains(&around.top()) {
        anchor.scroll_into_view_with_bool(false);
        around = anchor.get_bounding_client_rect();
    }
    let own = card.get_bounding_client_rect();
    let below = around.bottom() + GAP;
    let top = if below + own.height() + GAP <= height {
        below
    } else {
        around.top() - GAP - own.height()
    };
    let most_left = (width - own.width() - GAP).max(GAP);
    let style = card.style();
    let _ = style.set_property("left", &format!("{}px", around.left().clamp(GAP, most_left)));
    let _ = style.set_property(
        "top",
        &format!("{}px", top.clamp(GAP, (height - own.height() - GAP).max(GAP))),
    );
}
