//! What a damaged link asks its reader, above the verdict.

use crate::components::reactive::{handler, part};
use crate::state::State;
use crate::text::asked as texts;
use crate::url;
use crate::view_model::asked::{self, Asked};
use forkcast_protocol::link::Question;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The questions. They come after the page, so that a screen reader hears them as something new.
#[component]
#[must_use]
pub fn Questions() -> impl IntoView {
    let state = State::get();
    view! {
        <section id="questions" class="notices questions" aria-label=texts::TITLE aria-live="polite">
            {part(move || {
                let scenario = state.scenario.get();
                state.asked.with(|asked| {
                    let standing = asked.questions.iter().filter(|q| asked::stands(q, &asked.read, &scenario));
                    standing
                        .map(|question| {
                            let words = asked::asked(question, &scenario, state.catalog);
                            shown(state, question.clone(), words)
                        })
                        .collect_view()
                        .into_any()
                })
            })}
        </section>
    }
}

fn shown(state: State, question: Question, words: Asked) -> AnyView {
    let answers = words
        .answers
        .into_iter()
        .map(|answer| {
            let question = question.clone();
            view! {
                <button type="button" class="outlined" on:click=handler(move |_| {
                    state.asked.update(|asked| asked.questions.retain(|q| *q != question));
                    if state.scenario.with_untracked(|s| *s == answer.scenario) {
                        // What was assumed is now said, so the address must say it too.
                        url::rewrite(state);
                    } else {
                        state.asked.update(|asked| asked.read = answer.scenario);
                        state.commit(answer.scenario);
                    }
                    focus_next();
                })>{answer.label}</button>
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

/// The button that was pressed is gone: the focus goes to the next question, else to the verdict.
fn focus_next() {
    request_animation_frame(|| {
        let next = document()
            .query_selector("#questions button")
            .ok()
            .flatten()
            .or_else(|| document().get_element_by_id("headline"));
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            if next.id() == "headline" {
                next.set_tab_index(-1);
            }
            let _ = next.focus();
        }
    });
}
