//! The left column: the main inputs, and the others in collapsible sections.

use super::control::Control;
use super::moves::WhatIf;
use crate::components::reactive::{flag, handler, memo, text, when};
use crate::state::State;
use crate::text::inputs as texts;
use forkcast_engine::params::{self, Group, PARAMS, Param};
use leptos::prelude::*;

/// Main inputs that are created in one task.
const PER_TASK: usize = 2;

/// Tasks that create the inputs: the main ones by twos, then the sections.
pub const TASKS: u8 = 6;

/// All inputs.
#[component]
#[must_use]
pub fn Inputs(
    /// How many tasks the page has done, which says how many inputs exist. Without it all are created at once.
    #[prop(optional)]
    done: Option<RwSignal<u8>>,
) -> impl IntoView {
    let after = move |tasks: u8| memo(move || done.is_none_or(|done| done.get() >= tasks));
    let main = (1..TASKS)
        .map(|task| {
            let here = after(task);
            let skipped = (usize::from(task) - 1) * PER_TASK;
            when(
                move || here.get(),
                move || {
                    params::main_params()
                        .skip(skipped)
                        .take(PER_TASK)
                        .map(|param| view! { <Control param=param /> })
                        .collect_view()
                        .into_any()
                },
            )
        })
        .collect_view();
    let last = after(TASKS);
    let folds = when(
        move || last.get(),
        || {
            Group::ALL
                .into_iter()
                .filter(|group| folded(*group).next().is_some())
                .map(|group| view! { <Fold group=group /> })
                .collect_view()
                .into_any()
        },
    );
    view! {
        <section class="inputs" id="inputs" aria-label=texts::YOUR_SYSTEM>
            <WhatIf />
            <div class="main-inputs">{main}</div>
            <div class="folds">{folds}</div>
        </section>
    }
}

/// The inputs in a group's fold. How sure a team is of an input is said beside that input.
fn folded(group: Group) -> impl Iterator<Item = &'static Param> {
    PARAMS
        .iter()
        .filter(move |p| p.group == group && !p.main && !p.asks_how_sure())
}

/// A group of inputs, created when it is first opened.
#[component]
fn Fold(group: Group) -> impl IntoView {
    let state = State::get();
    let open = RwSignal::new(false);
    let set = memo(move || {
        state
            .scenario
            .with(|s| folded(group).filter(|p| !p.is_default(s, state.catalog)).count())
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
                <span class="changed" hidden=flag(move || set.get() == 0)>{text(move || texts::set(set.get()))}</span>
            </summary>
            {when(move || open.get(), move || view! { {folded(group).map(|param| view! { <Control param=param /> }).collect_view()} }.into_any())}
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tasks_create_every_main_input() {
        let main = params::main_params().count();
        assert_eq!(usize::from(TASKS - 1), main.div_ceil(PER_TASK));
    }
}
