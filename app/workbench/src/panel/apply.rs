//! From the shown measurement to the scenario: the changes, their effect, apply and undo.

use super::bench::Bench;
use crate::model::apply::{Proposal, propose};
use crate::model::results::time;
use forkcast_engine::params;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use leptos::prelude::*;

/// The proposal.
#[component]
#[must_use]
pub fn Apply() -> impl IntoView {
    let bench = Bench::get();
    let proposal = memo(move || {
        bench
            .shown()
            .and_then(|m| bench.page.view.with(|v| propose(&m, v, bench.page.catalog)))
    });
    let applied =
        memo(move || proposal.with(|p| p.as_ref().is_some_and(|p| bench.page.view.with(|v| p.view == *v))));
    let nothing = memo(move || {
        proposal.with(Option::is_none)
            && bench
                .shown()
                .is_some_and(|m| m.state.is_final() && !m.series.is_empty())
    });
    let apply = move |_| {
        if let Some(p) = proposal.get_untracked() {
            let before = bench.page.view.get_untracked();
            let values = p
                .changes
                .iter()
                .filter_map(|c| params::find(c.key).ok())
                .map(|param| (param.key, param.number(&before.scenario)))
                .collect();
            bench.undo.set(Some((values, before.measured)));
            bench.page.put(&p.view);
        }
    };
    let body = part(move || match proposal.get() {
        Some(p) => listed(&p, applied.get()),
        None => ().into_any(),
    });
    view! {
        <p class="bench-about" hidden=flag(move || !nothing.get())>"It measures no input of the scenario, so there is nothing to apply."</p>
        <section class="bench-apply" aria-label="Apply to the scenario" hidden=flag(move || proposal.with(Option::is_none))>
            <h3>"Apply to the scenario"</h3>
            {body}
            <div class="bench-buttons">
                <button class="solid" type="button" id="bench-apply" prop:disabled=flag(move || applied.get()) on:click=apply>
                    {text(move || (if applied.get() { "Applied" } else { "Apply" }).to_owned())}
                </button>
                <button class="outlined" type="button" id="bench-undo" hidden=flag(move || bench.undo.with(Option::is_none)) on:click=handler(move |_| bench.undo())>"Undo"</button>
            </div>
        </section>
    }
}

fn listed(p: &Proposal, applied: bool) -> AnyView {
    let changes = p
        .changes
        .iter()
        .map(|c| {
            let (name, value) = c.description();
            view! { <li><b>{name}": "{value}</b><small>{c.why.clone()}</small></li> }
        })
        .collect_view();
    let (before, after) = p.ttft_p95_ms;
    let does = if applied {
        format!(
            "The scenario uses these values, marked as measured: {}",
            p.view.measured
        )
    } else if p.flips {
        format!(
            "This changes the recommendation from “{}” to “{}”",
            p.before, p.after
        )
    } else if p.before == p.after {
        format!(
            "The recommendation stays: “{}” Its time to first token, p95, goes from {} to {}",
            p.after,
            time(before),
            time(after)
        )
    } else {
        format!(
            "The recommended approach stays; its verdict goes from “{}” to “{}”",
            p.before, p.after
        )
    };
    let does = if does.ends_with(['”', '.']) {
        does
    } else {
        does + "."
    };
    view! { <ul class="bench-changes">{changes}</ul><p id="bench-effect">{does}</p> }.into_any()
}
