//! Going to a place of the page: into view, with the focus on it.

use super::Tool;
use super::room::Room;
use crate::view_model::meeting::presented;
use crate::view_model::meeting::search::{Target, fold};
use forkcast_engine::Scenario;
use forkcast_engine::params::Param;
use forkcast_protocol::link::Part;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Frames within which an element appears once its fold is open.
const FRAMES: u32 = 20;

/// Goes to what was found. The dialog that it was found in closes first: it gives the focus back to where it was.
pub(super) fn to(room: Room, target: Target) {
    room.tool.set(None);
    request_animation_frame(move || match target {
        Target::Button(id) => {
            if let Some(button) = element(&id) {
                button.click();
            }
        }
        Target::Live => room.tool.set(Some(Tool::Live)),
        Target::Place(id) => {
            let presented = Part::ALL
                .into_iter()
                .find(|part| presented::id(*part) == Some(id.as_str()));
            if room.presented.get_untracked().is_none() {
                focus(&id, 0);
            } else if presented.is_some() {
                room.presented.set(presented);
            } else {
                room.presented.set(None);
                focus(&id, 0);
            }
        }
        Target::Defaults => start_from(room, Scenario::defaults(room.state.catalog)),
        Target::Preset(preset) => start_from(room, preset.scenario(room.state.catalog)),
        Target::Input(param) => to_input(room, param),
        Target::Term(term) => room.tool.set(Some(Tool::Term(term))),
    });
}

fn start_from(room: Room, scenario: Scenario) {
    let state = room.state;
    state.notices.set(Vec::new());
    state.asked.update(|asked| asked.questions.clear());
    state.commit(scenario);
}

fn to_input(room: Room, param: &'static Param) {
    if let Some(group) = fold(param) {
        // The presenter shows the main inputs alone.
        room.presented.set(None);
        if let Some(fold) = element(&format!("fold-{}", group.id())) {
            let _ = fold.set_attribute("open", "");
        }
    }
    focus(&format!("in-{}", param.key), FRAMES);
}

/// The element of that id.
pub(super) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to the element, or to what it holds that takes it; waits so many frames for the element to appear.
fn focus(id: &str, frames: u32) {
    let Some(found) = element(id) else {
        if frames > 0 {
            let id = id.to_owned();
            request_animation_frame(move || focus(&id, frames - 1));
        }
        return;
    };
    let within = match found.tag_name().as_str() {
        "DIV" => found
            .query_selector("input:checked, input, select")
            .ok()
            .flatten(),
        _ => None,
    };
    let target = within
        .and_then(|e| e.dyn_into().ok())
        .unwrap_or_else(|| found.clone());
    if target.tab_index() < 0 {
        let _ = target.set_attribute("tabindex", "-1");
    }
    // Sections begin at the top of the view, inputs anywhere in it.
    if matches!(found.tag_name().as_str(), "SECTION") {
        found.scroll_into_view();
    }
    let _ = target.focus();
}
