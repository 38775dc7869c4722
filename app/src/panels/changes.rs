//! Flips, failed constraints, roll-out, signals and warnings.

use crate::components::heading::heading;
use crate::components::html_text::html_text;
use crate::components::in_view::in_view;
use crate::components::reactive::{flag, handler, memo, part};
use crate::components::term::explained;
use crate::state::State;
use crate::text::{changes as texts, terms};
use crate::view_model::verdict;
use forkcast_engine::words;
use leptos::prelude::*;

/// Flips shown at first.
const FIRST: usize = 6;

/// The flips.
#[component]
#[must_use]
pub fn Changes() -> impl IntoView {
    let state = State::get();
    let rows = move || {
        state
            .flips
            .with(|f| f.as_ref().map(|f| verdict::flips(&f.value, state.catalog)))
    };
    let all = RwSignal::new(false);
    let stale = memo(move || {
        let now = state.scenario.get();
        state.flips.read().as_ref().is_none_or(|f| f.of != now)
    });
    view! {
        <section class="card changes" id="changes" aria-label=texts::TITLE class:stale=flag(move || stale.get())>
            {explained(texts::TITLE, terms::FLIP)}
            {part(move || match rows() {
                None => view! { <p class="empty">{texts::LOOKING}</p> }.into_any(),
                Some(rows) if rows.is_empty() => {
                    view! { <p class="empty">{texts::NONE}</p> }.into_any()
                }
                Some(rows) => {
                    let more = rows.len() > FIRST;
                    let is_all = all.get();
                    let take = if is_all { rows.len() } else { FIRST };
                    let items = rows
                        .into_iter()
                        .take(take)
                        .map(|row| {
                            view! {
                                <li>
                                    <span class="swatch" data-strategy=row.winner.id() aria-hidden="true"></span>
                                    <span class="what"><b>{row.winner.label()}</b>{texts::IF}{row.text}</span>
                                    <span class="value">{row.value}</span>
                                </li>
                            }
                        })
                        .collect_view();
                    view! {
                        <ul class="rows">{items}</ul>
                        <button class="quiet" type="button" hidden=!more on:click=handler(move |_| all.update(|a| *a = !*a))>
                            {texts::show_all(is_all)}
                        </button>
                    }
                    .into_any()
                }
            })}
        </section>
    }
}

/// Failed constraints, each with what would change it.
#[component]
#[must_use]
pub fn Gates() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("gates"));
    let rows = move || {
        let s = followed.get();
        verdict::gates(&state.report_of(&s), &s)
    };
    view! {
        <section class="card" id="gates" aria-label=texts::RULED_OUT>
            {explained(texts::RULED_OUT_TITLE, terms::RULED_OUT)}
            {part(move || {
                let rows = rows();
                if rows.is_empty() {
                    return view! { <p class="empty">{texts::NONE_RULED_OUT}</p> }.into_any();
                }
                let items = rows
                    .into_iter()
                    .map(|row| {
                        let gates = row
                            .gates
                            .into_iter()
                            .map(|(why, opens)| view! { <span class="gate">{why}<small>{opens}</small></span> })
                            .collect_view();
                        view! {
                            <li>
                                <span class="swatch" data-strategy=row.strategy.id() aria-hidden="true"></span>
                                <b>{row.strategy.label()}</b>
                                <span class="gate-list">{gates}</span>
                            </li>
                        }
                    })
                    .collect_view();
                view! { <ul class="rows gates">{items}</ul> }.into_any()
            })}
        </section>
    }
}

/// The roll-out by month.
#[component]
#[must_use]
pub fn Path() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("path"));
    let rows = move || verdict::path(&state.report_of(&followed.get()));
    view! {
        <section class="card" id="path" aria-label=texts::ROLL_OUT_BY_MONTH>
            {explained(texts::ROLL_OUT, terms::ROLL_OUT)}
            <ol class="path">
                {part(move || {
                    rows()
                        .into_iter()
                        .map(|row| view! { <li><b>{row.when}</b><span>{row.what}<small>{row.spent}</small></span></li> })
                        .collect_view()
                }.into_any())}
            </ol>
        </section>
    }
}

/// The article's signals that the scenario shows.
#[component]
#[must_use]
pub fn Signals() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("signals"));
    let signals = move || state.report_of(&followed.get()).signals;
    let [opening, closing] = texts::QUOTES;
    view! {
        <section class="card" id="signals" aria-label=texts::SIGNALS>
            {heading(texts::SIGNALS, texts::SIGNALS_NOTE)}
            {part(move || {
                let signals = signals();
                if signals.is_empty() {
                    return view! { <p class="empty">{texts::NO_SIGNAL}</p> }.into_any();
                }
                let items = signals
                    .into_iter()
                    .map(|s| {
                        view! {
                            <li>
                                <span class="swatch" data-strategy=s.towards().id() aria-hidden="true"></span>
                                <span class="what"><b>{words::signal(s)}</b><small>{opening}{html_text(&format!("signal-{}", s as u8))}{closing}</small></span>
                            </li>
                        }
                    })
                    .collect_view();
                view! { <ul class="rows">{items}</ul> }.into_any()
            })}
        </section>
    }
}

/// Notices about the link, and the engine's warnings.
#[component]
#[must_use]
pub fn Notices() -> impl IntoView {
    let state = State::get();
    // They stand above the verdict, which must not move under a hand: while input goes on they stay as they are.
    let warnings = Memo::new(move |before: Option<&Vec<String>>| {
        let is_moving = state.scenario.get() != state.rested.get();
        if let Some(before) = before.filter(|_| is_moving) {
            return before.clone();
        }
        state.report.with(|r| {
            let all = r.warnings.iter();
            all.map(|w| words::warning(w, state.catalog)).collect()
        })
    });
    let old = stale_prices(&state.catalog.version)
        .map(|days| view! { <p class="notice warning" id="stale">{texts::stale_prices(days)}</p> });
    view! {
        <div id="notices" class="notices" role="status">
            {old}
            {part(move || {
                state
                    .notices
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(i, text)| {
                        view! {
                            <p class="notice">
                                <span>{texts::THE_LINK}{text}</span>
                                <button
                                    class="quiet"
                                    type="button"
                                    aria-label=texts::DISMISS
                                    on:click=handler(move |_| state.notices.update(|n| { if i < n.len() { n.remove(i); } }))
                                >"×"</button>
                            </p>
                        }
                    })
                    .collect_view()
            }.into_any())}
            {part(move || warnings.get().into_iter().map(|text| view! { <p class="notice warning">{text}</p> }).collect_view().into_any())}
        </div>
    }
}

/// How many days ago the prices were checked, where that is more than 90.
fn stale_prices(checked: &str) -> Option<i32> {
    let days = (js_sys::Date::now() - js_sys::Date::parse(checked)) / 86_400_000.0;
    // A date that cannot be read gives NaN, which is not more either.
    (days > 90.0).then_some(days as i32)
}
