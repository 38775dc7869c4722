//! One input: slider or choice, field, ribbon, and what it means.

use crate::components::html_text::html_text;
use crate::components::reactive::{flag, handler, memo, text};
use crate::state::State;
use crate::text::inputs as texts;
use crate::view_model::inputs::{self, Taken};
use forkcast_engine::params::{Kind, Options, PARAMS, Param, Value};
use forkcast_engine::quality::ability::{Known, Origin};
use forkcast_engine::{format, words};
use leptos::prelude::*;

/// Positions of a slider.
const POSITIONS: f64 = 1000.0;

/// One input with everything that belongs to it.
#[component]
#[must_use]
pub fn Control(
    /// The row of the table of inputs.
    param: &'static Param,
) -> impl IntoView {
    let state = State::get();
    let said = RwSignal::new(String::new());
    let index = PARAMS.iter().position(|p| p == param).unwrap_or_default();
    state.shown.update(|shown| shown.push(index));
    on_cleanup(move || {
        // A new view may have put the page's state away before its inputs.
        let _ = state.shown.try_update(|shown| shown.retain(|i| *i != index));
    });
    let ribbon = memo(move || state.ribbons.with(|all| all.get(index).cloned().flatten()));
    let ribbon = move || ribbon.get().unwrap_or_default();
    let changed = memo(move || !param.is_default(&state.scenario.read(), state.catalog));
    let key = param.key;
    let field = match param.kind {
        Kind::Number { .. } => number_field(state, param, said).into_any(),
        Kind::Choice { .. } => ().into_any(),
    };
    let handle = match param.kind {
        Kind::Number { .. } => slider(state, param, said).into_any(),
        Kind::Choice {
            options: Options::Fixed(list),
            ..
        } => segments(state, param, list).into_any(),
        Kind::Choice { .. } => select(state, param).into_any(),
    };
    view! {
        <div class="control" id=format!("control-{key}")>
            <div class="control-head">
                <span class="control-label" id=format!("label-{key}")>{param.label}</span>
                <button
                    class="reset"
                    type="button"
                    id=format!("reset-{key}")
                    aria-label=texts::reset(param.label)
                    title=texts::RESET_TITLE
                    hidden=flag(move || !changed.get())
                    on:click=handler(move |_| {
                        let mut next = state.scenario.get_untracked();
                        (param.set)(&mut next, param.default_value(state.catalog));
                        said.set(String::new());
                        state.commit(next);
                    })
                >"↺"</button>
                {field}
                {param.how_sure().map(|sure| how_sure(state, param, sure))}
            </div>
            {handle}
            <div
                class="ribbon"
                id=format!("ribbon-{key}")
                role="img"
                aria-label=text(move || texts::ribbon(param.label, &ribbon().summary()))
                data-winners=text(move || ribbon().winners())
                style:background-image=text(move || ribbon().gradient())
            ></div>
            <p class="field-said" id=format!("said-{key}") role="status" hidden=flag(move || said.read().is_empty())>{said}</p>
            <details class="about">
                <summary><span class="visually-hidden">{texts::about(param.label)}</span></summary>
                <p>{html_text(&format!("doc-{key}"))}</p>
                <p class="source">{text(move || about(state, param))}</p>
            </details>
        </div>
    }
}

/// Default, range and source.
fn about(state: State, param: &'static Param) -> String {
    let default = match param.default_value(state.catalog) {
        Value::Number(x) => format::number_value(param, x),
        Value::Choice(i) => format::option_label(param, i, state.catalog),
        Value::Unset => format::unset_value(param),
    };
    let range = param
        .range()
        .map(|(min, max)| (format::number_value(param, min), format::number_value(param, max)));
    let figures = param.catalog_list().map_or_else(String::new, |list| {
        let chosen = param.text(&state.scenario.read(), state.catalog);
        html_text(&format!("figures-{list}-{chosen}"))
    });
    let source = html_text(&format!("source-{}", param.key));
    let known = Known::of_input(&state.scenario.read(), state.catalog, param.key);
    let known = known.map_or_else(String::new, |known| {
        let source = match known.origin {
            Origin::Team => String::new(),
            Origin::Model => html_text(&format!("ability-of-{}", state.catalog.model(known.model).id)),
            Origin::Tier(_) => html_text(&format!("ability-{}", known.quantity.id())),
        };
        texts::known(&words::known(&known, state.catalog), &source)
    });
    texts::about_text(&default, &source, range, &figures) + &known
}

fn slider(state: State, param: &'static Param, said: RwSignal<String>) -> impl IntoView {
    let position = memo(move || {
        state
            .scenario
            .with(|s| (param.position(param.number(s)) * POSITIONS).round())
    });
    let shown = move || inputs::shown(param, &state.scenario.read(), state.catalog);
    let to = move |ev: &web_sys::Event| {
        let position = event_target::<web_sys::HtmlInputElement>(ev).value_as_number();
        let mut next = state.scenario.get_untracked();
        (param.set)(&mut next, Value::Number(param.at(position / POSITIONS)));
        next
    };
    view! {
        <input
            type="range"
            id=format!("in-{}", param.key)
            min="0"
            max=POSITIONS.to_string()
            step="1"
            aria-labelledby=format!("label-{}", param.key)
            aria-valuetext=text(shown)
            prop:value=text(move || position.get().to_string())
            style:--at=text(move || format!("{}%", position.get() / 10.0))
            on:input=handler(move |ev| {
                said.set(String::new());
                state.move_to(to(&ev));
            })
            on:change=handler(move |ev| state.commit(to(&ev)))
        />
    }
}

/// The formatted value, or all digits of it while it is edited.
fn number_field(state: State, param: &'static Param, said: RwSignal<String>) -> impl IntoView {
    let editing = RwSignal::new(false);
    let shown = move || {
        state.scenario.with(|s| {
            if editing.get() {
                inputs::edited(param, s)
            } else {
                inputs::shown(param, s, state.catalog)
            }
        })
    };
    let take = move |text: String| match inputs::take(&state.scenario.get_untracked(), param, &text) {
        Taken::Value(next) => {
            said.set(String::new());
            state.commit(next);
        }
        Taken::Clamped(next, why) => {
            said.set(why);
            state.commit(next);
        }
        Taken::Refused(why) => said.set(why),
    };
    view! {
        <input
            class="field"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            spellcheck="false"
            id=format!("num-{}", param.key)
            aria-label=texts::field(param)
            aria-describedby=format!("said-{}", param.key)
            prop:value=text(shown)
            on:focus=handler(move |ev: web_sys::FocusEvent| {
                editing.set(true);
                let field = event_target::<web_sys::HtmlInputElement>(&ev);
                field.set_value(&inputs::edited(param, &state.scenario.read_untracked()));
                field.select();
            })
            on:change=handler(move |ev| take(event_target_value(&ev)))
            on:blur=handler(move |ev: web_sys::FocusEvent| {
                editing.set(false);
                let field = event_target::<web_sys::HtmlInputElement>(&ev);
                // A refused text is replaced by the current value.
                field.set_value(&inputs::shown(param, &state.scenario.read_untracked(), state.catalog));
            })
            on:keydown=handler(move |ev: web_sys::KeyboardEvent| {
                if ev.key() == "Escape" {
                    let field = event_target::<web_sys::HtmlInputElement>(&ev);
                    field.set_value(&inputs::edited(param, &state.scenario.read_untracked()));
                }
            })
        />
    }
}

fn choose(state: State, param: &'static Param, option: u16) {
    let mut next = state.scenario.get_untracked();
    (param.set)(&mut next, Value::Choice(option));
    state.commit(next);
}

fn segments(
    state: State,
    param: &'static Param,
    list: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let options = (0u16..)
        .zip(list)
        .map(|(i, (id, label))| {
            let checked = move || (param.get)(&state.scenario.read()) == Value::Choice(i);
            view! {
                <label>
                    <input
                        type="radio"
                        name=param.key
                        value=*id
                        prop:checked=checked
                        on:change=handler(move |_| choose(state, param, i))
                    />
                    <span>{*label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="segments" role="radiogroup" id=format!("in-{}", param.key) aria-labelledby=format!("label-{}", param.key)>
            {options}
        </div>
    }
}

/// How sure the team is of an input: a sign beside its value, over which lies a list that nobody must touch.
fn how_sure(state: State, param: &'static Param, sure: &'static Param) -> impl IntoView {
    // Nobody can be more or less sure of what is not set.
    let unset = memo(move || !param.is_set(&state.scenario.read()));
    let said = move || inputs::sureness(sure, &state.scenario.read());
    view! {
        <span class="sure" hidden=flag(move || unset.get()) title=text(move || said().title)>
            <span aria-hidden="true">{text(move || said().sign.to_owned())}</span>
            {select(state, sure)}
        </span>
    }
}

fn select(state: State, param: &'static Param) -> impl IntoView {
    let chosen = move || (param.get)(&state.scenario.read());
    let options = param
        .options(state.catalog)
        .into_iter()
        .map(|(i, _, label)| {
            view! { <option value=i.to_string() selected=flag(move || chosen() == Value::Choice(i))>{label}</option> }
        })
        .collect_view();
    view! {
        <select
            id=format!("in-{}", param.key)
            aria-label=param.label
            on:change=handler(move |ev| {
                if let Ok(option) = event_target_value(&ev).parse() {
                    choose(state, param, option);
                }
            })
        >
            {options}
        </select>
    }
}
