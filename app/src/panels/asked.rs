//! What a damaged link asks its reader, above the verdict.

use crate::components::reactive::{handler, memo, part};
use crate::state::State;
use crate::text::asked as texts;
use crate::url;
use crate::view_model::asked::{self, Answer, Asked};
use forkcast_protocol::link::Question;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The questions. They come after the page, so that a screen reader hears them as something new.
#[component]
#[must_use]
pub fn Questions() -> impl IntoView {
    let state = State::get();
    // A question that stays is not said anew while a slider moves.
    let standing = memo(move || {
        state.asked.with(|asked| {
            if asked.questions.is_empty() {
                return Vec::new();
            }
            let scenario = state.scenario.get();
            let standing = asked
                .questions
                .iter()
                .filter(|question| asked::stands(question, &asked.read, &scenario));
            standing
                .map(|question| (question.clone(), asked::asked(question, &scenario, state.catalog)))
                .collect()
        })
    });
    view! {
        <section id="questions" class="notices questions" aria-label=texts::TITLE aria-live="polite">
            {part(move || {
                let standing = standing.get();
                standing.into_iter().map(|(question, words)| shown(state, &question, words)).collect_view().into_any()
            })}
        </section>
    }
}

fn shown(state: State, question: &Question, words: Asked) -> AnyView {
    let answers = words
        .answers
        .into_iter()
        .map(|answer| {
            let (question, label) = (question.clone(), answer.label.clone());
            view! {
                <button type="button" class="outlined" on:click=handler(move |_| give(state, &question, &answer))>{label}</button>
            }
        })
        .collect_view();
    let name = words.question.clone();
    view! {
        <div class="notice question" role="group" aria-label=name>
            <p><b>{words.question}</b>" "{words.meanwhile}</p>
            <div class="answers">{answers}</div>
        </div>
    }
    .into_any()
}

/// Gives an answer: it settles its question and is written into the address.
fn give(state: State, question: &Question, answer: &Answer) {
    let now = state.scenario.get_untracked();
    let next = asked::answered(question, answer, &now);
    state
        .asked
        .update(|asked| asked.questions.retain(|other| other != question));
    if next == now {
        // What was assumed is now said, and the address of the damaged link does not say it.
        url::rewrite(state);
    } else {
        state.commit(next);
    }
    focus_next();
}

/// The button that was pressed is gone: the focus goes to the next question, else to the verdict.
fn focus_next() {
    request_animation_frame(|| {
        let questions = document().get_element_by_id("questions");
        let next = questions
            .and_then(|questions| questions.query_selector("button").ok().flatten())
            .or_else(|| document().get_element_by_id("headline"));
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            if next.id() == "headline" {
                next.set_tab_index(-1);
            }
            let _ = next.focus();
        }
    });
}
