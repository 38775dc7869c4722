//! From the shown measurement to the scenario: the changes, their effect, apply and undo.

use super::bench::Bench;
use crate::model::apply::{Proposal, left_out, propose};
use crate::model::comparable::doubt;
use crate::text::apply as texts;
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
    let not_comparable = memo(move || {
        bench
            .shown()
            .and_then(|m| bench.page.view.with(|v| left_out(&m, v, bench.page.catalog)))
            .unwrap_or_default()
    });
    // The measurement that the reader was asked about once more.
    let asked = RwSignal::new(None::<String>);
    let doubted = memo(move || {
        bench
            .shown()
            .filter(|m| asked.get().as_ref() == Some(&m.id))
            .and_then(|m| doubt(&m))
    });
    let apply = move |_| {
        let shown = untrack(|| bench.shown());
        if let Some(m) = shown.filter(|m| doubt(m).is_some() && asked.get_untracked().as_ref() != Some(&m.id))
        {
            asked.set(Some(m.id));
            return;
        }
        asked.set(None);
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
        <p class="bench-about" id="bench-not-comparable" hidden=flag(move || not_comparable.with(String::is_empty))>{text(move || not_comparable.get())}</p>
        <p class="bench-about" hidden=flag(move || !nothing.get() || not_comparable.with(|why| !why.is_empty()))>{texts::NOTHING}</p>
        <section class="bench-apply" aria-label=texts::TITLE hidden=flag(move || proposal.with(Option::is_none))>
            <h3>{texts::TITLE}</h3>
            {body}
            <p class="bench-error" role="alert" id="bench-doubt">{text(move || doubted.get().map_or(String::new(), |why| texts::ask_again(&why)))}</p>
            <div class="bench-buttons">
                <button class="solid" type="button" id="bench-apply" prop:disabled=flag(move || applied.get()) on:click=apply>
                    {text(move || texts::apply(applied.get(), doubted.with(Option::is_some)).to_owned())}
                </button>
                <button class="outlined" type="button" id="bench-undo" hidden=flag(move || bench.undo.with(Option::is_none)) on:click=handler(move |_| bench.undo())>{texts::UNDO}</button>
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
            view! { <li><b>{name}{texts::COLON}{value}</b><small>{c.why.clone()}</small></li> }
        })
        .collect_view();
    let does = if applied {
        texts::uses(&p.view.measured)
    } else if p.flips {
        texts::recommendation_changes(&p.before, &p.after)
    } else if p.before == p.after {
        texts::stays(&p.after, p.ttft_p95_ms)
    } else {
        texts::verdict_changes(&p.before, &p.after)
    };
    let does = if does.ends_with(['”', '.']) {
        does
    } else {
        does + "."
    };
    view! { <ul class="bench-changes">{changes}</ul><p id="bench-effect">{does}</p> }.into_any()
}
