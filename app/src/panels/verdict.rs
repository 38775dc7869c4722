//! Which approach, how sure, and why.

use crate::components::reactive::{effect, flag, handler, memo, part, text};
use crate::components::resized::on_resize;
use crate::components::term::term;
use crate::state::State;
use crate::text::{terms, verdict as texts};
use crate::view_model::verdict;
use forkcast_engine::report::Side;
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::{Scenario, Strategy, words};
use leptos::html;
use leptos::prelude::*;

/// Headline, subtitle, the bar of simulations, the runner-up.
#[component]
#[must_use]
pub fn Verdict() -> impl IntoView {
    let state = State::get();
    let headline = memo(move || words::headline(&state.report.read()));
    let by_net = memo(move || verdict::by_net_value(&state.report.read()));
    let retrieval =
        memo(move || words::retrieval(&state.report.read(), &state.scenario.read(), state.catalog));
    let own = memo(move || words::own_figures(&state.scenario.read()));
    let flips_are_stale = memo(move || {
        let now = state.scenario.get();
        state.flips.read().as_ref().is_none_or(|f| f.of != now)
    });
    let node: NodeRef<html::Section> = NodeRef::new();
    hold_height(state, node);
    view! {
        <section class="verdict" id="verdict" node_ref=node aria-label=texts::RECOMMENDATION>
            <div class="verdict-head">
                <h1 id="headline">
                    {text(move || headline.get().lead)}
                    <em data-strategy=text(move || headline.get().strategy.id().to_owned())>{text(move || headline.get().approach)}</em>
                    {text(move || headline.get().tail)}
                </h1>
                <p class="subtitle" id="subtitle">{text(move || headline.get().subtitle)}</p>
                <Confidence />
                <p class="measured" id="measured" hidden=flag(move || own.read().is_empty())>
                    <b>{text(move || texts::own_mark(state.scenario.read().is_measured()).to_owned())}</b>
                    {text(move || texts::own_figures(&own.read(), &state.measured.read()))}
                </p>
                <p class="note" id="note" hidden=flag(move || state.note.read().is_empty())>{text(move || texts::note(&state.note.read()))}</p>
                <div class="with-term">
                    <p class="runner-up" id="runner-up">{text(move || verdict::runner_up(&state.report.read(), &state.scenario.read()))}</p>
                    {term(terms::RUNNER_UP)}
                </div>
                <p class="repair" id="repair" hidden=flag(move || retrieval.read().is_empty())>{text(move || retrieval.get())}</p>
                <p class="by-net-value" id="by-net-value" hidden=flag(move || by_net.read().is_empty())>
                    {text(move || by_net.get())}
                    " "
                    <button type="button" class="chip" id="judge-by-net-value" on:click=handler(move |_| judge_by_net_value(state))>{texts::JUDGE_BY_NET_VALUE}</button>
                </p>
                <p class="nearest" id="nearest" class:stale=flag(move || flips_are_stale.get())>{text(move || {
                    state.flips.read().as_ref().map_or_else(String::new, |f| verdict::nearest(&f.value, state.catalog))
                })}</p>
            </div>
            <Reasons />
        </section>
    }
}

/// While input goes on, the verdict keeps the height it had, so that nothing below it moves under a hand.
fn hold_height(state: State, node: NodeRef<html::Section>) {
    let height = RwSignal::new(0.0);
    let is_moving = memo(move || state.scenario.get() != state.rested.get());
    effect(move || {
        if let Some(element) = node.get() {
            on_resize(&element, move |_, now| {
                if is_moving.try_get_untracked() == Some(false) {
                    height.set(now);
                }
            });
        }
    });
    effect(move || {
        let is_moving = is_moving.get();
        let (Some(element), height) = (node.get_untracked(), height.get_untracked()) else {
            return;
        };
        let style = element.style();
        // A style that is refused leaves the height to the content.
        let _ = if is_moving && height > 0.0 {
            style.set_property("--held", &format!("{height}px"))
        } else {
            style.remove_property("--held").map(|_| ())
        };
        let _ = element.class_list().toggle_with_force("held", is_moving);
    });
}

/// Counts what answers are worth: one click, kept in the link.
fn judge_by_net_value(state: State) {
    state.commit(Scenario {
        judge_by: JudgeBy::NetValue,
        ..state.scenario.get_untracked()
    });
}

/// The simulations as a bar; paler while they belong to an earlier scenario.
#[component]
fn Confidence() -> impl IntoView {
    let state = State::get();
    let stale = memo(move || {
        let now = state.scenario.get();
        state.futures.read().as_ref().is_none_or(|f| f.of != now)
    });
    let bar = move || {
        state.futures.with(|f| {
            f.as_ref().map_or_else(
                || ().into_any(),
                |f| {
                    verdict::slices(&f.value)
                        .into_iter()
                        .map(|slice| {
                            view! {
                                <span
                                    class="slice"
                                    data-strategy=slice.family.map_or("none", |family| family.face().id())
                                    title=slice.members
                                    style:flex-basis=format!("{:.2}%", slice.percent)
                                >
                                    {slice.label}
                                </span>
                            }
                        })
                        .collect_view()
                        .into_any()
                },
            )
        })
    };
    let ahead = move || {
        state.futures.with(|f| {
            let Some(f) = f else {
                return view! { <li>{texts::SIMULATING}</li> }.into_any();
            };
            verdict::ahead(&f.value)
                .into_iter()
                .map(|(family, members)| view! { <li><b>{family}</b>" "{members}</li> })
                .collect_view()
                .into_any()
        })
    };
    let sentence = move || {
        let report = state.report.get();
        state.fresh_futures().map_or_else(
            || texts::SIMULATING.to_owned(),
            |f| verdict::confidence(&report, &f),
        )
    };
    view! {
        <div class="confidence" id="confidence" class:stale=flag(move || stale.get())>
            <div class="slices" aria-hidden="true">{part(bar)}</div>
            <div class="with-term"><p id="confidence-text">{text(sentence)}</p>{term(terms::AHEAD)}</div>
            // There from the start: what comes later moves what stands below.
            <details class="ahead" id="ahead">
                <summary>{texts::BY_APPROACH}</summary>
                <ul>{part(ahead)}</ul>
            </details>
        </div>
    }
}

/// Reasons for and against.
#[component]
fn Reasons() -> impl IntoView {
    let state = State::get();
    // The approach that the recommendation is held against; none stands for the runner-up.
    let against: RwSignal<Option<Strategy>> = RwSignal::new(None);
    let rows = move || verdict::why_not(&state.report.read(), against.get());
    let rivals = memo(move || verdict::rivals(&state.report.read()));
    let pressed = memo(move || against.get().unwrap_or(state.report.read().verdict.runner_up));
    let chips = move |strategies: Vec<Strategy>| {
        let pressed = pressed.get();
        strategies
            .into_iter()
            .map(|strategy| {
                view! {
                    <button
                        type="button"
                        class="chip"
                        data-strategy=strategy.id()
                        aria-pressed=(strategy == pressed).to_string()
                        on:click=handler(move |_| against.set(Some(strategy)))
                    >
                        {strategy.label()}
                    </button>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="why">
        <ul class="reasons" id="reasons" aria-label=texts::REASONS tabindex="0">
            {part(move || {
                rows()
                    .into_iter()
                    .map(|row| {
                        let (sign, spoken) = texts::side(row.side);
                        let spans = row
                            .spans
                            .into_iter()
                            .map(|s| if s.strong { view! { <strong>{s.text}</strong> }.into_any() } else { s.text.into_any() })
                            .collect_view();
                        view! {
                            <li class:against=row.side == Side::Against>
                                <span class="sign" aria-hidden="true">{sign}</span>
                                <span><span class="visually-hidden">{spoken}</span>{spans}</span>
                            </li>
                        }
                    })
                    .collect_view()
                    .into_any()
            })}
        </ul>
        <div class="why-not" id="why-not">
            <span>{texts::WHY_NOT}</span>
            {part(move || chips(rivals.get().0))}
            <details>
                <summary>{texts::OTHER_RIVALS}</summary>
                {part(move || chips(rivals.get().1))}
            </details>
        </div>
        </div>
    }
}

/// The announcement for screen readers once input is idle.
#[component]
#[must_use]
pub fn Announcer() -> impl IntoView {
    let state = State::get();
    // The flips come a moment after the last movement: that is when input is idle.
    let said = memo(move || {
        state
            .flips
            .with(|f| f.as_ref().map(|_| ()))
            .map_or_else(String::new, |()| {
                verdict::announcement(&state.report.read_untracked(), &state.scenario.read_untracked())
            })
    });
    view! { <p class="visually-hidden" id="announce" role="status" aria-live="polite">{text(move || said.get())}</p> }
}
