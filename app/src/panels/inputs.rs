//! The left column: the eight main inputs, and the others in collapsible sections.

use super::control::Control;
use crate::components::reactive::{flag, handler, memo, part, text};
use crate::state::State;
use forkcast_engine::params::{self, Group, PARAMS};
use leptos::prelude::*;

/// All inputs.
#[component]
#[must_use]
pub fn Inputs() -> impl IntoView {
    let main = params::main_params()
        .map(|param| view! { <Control param=param /> })
        .collect_view();
    let folds = Group::ALL
        .into_iter()
        .filter(|group| PARAMS.iter().any(|p| p.group == *group && !p.main))
        .map(|group| view! { <Fold group=group /> })
        .collect_view();
    view! {
        <section class="inputs" id="inputs" aria-label="Your system">
            <div class="main-inputs">{main}</div>
            <div class="folds">{folds}</div>
        </section>
    }
}

/// A group of inputs, created when it is first opened.
#[component]
fn Fold(group: Group) -> impl IntoView {
    let state = State::get();
    let open = RwSignal::new(false);
    let set = memo(move || {
        state.scenario.with(|s| {
            PARAMS
                .iter()
                .filter(|p| p.group == group && !p.main && !p.is_default(s, state.catalog))
                .count()
        })
    });
    let id = group.id();
    view! {
        <details
            class="fold"
            id=format!("fold-{id}")
            on:toggle=handler(move |ev| open.set(event_target::<web_sys::Element>(&ev).has_attribute("open")))
        >
            <summary>
                {group.label()}
                <span class="changed" hidden=flag(move || set.get() == 0)>{text(move || format!("{} set", set.get()))}</span>
            </summary>
            {part(move || if open.get() { view! { {PARAMS.iter().filter(|p| p.group == group && !p.main).map(|param| view! { <Control param=param /> }).collect_view()} }.into_any() } else { ().into_any() })}
        </details>
    }
}
