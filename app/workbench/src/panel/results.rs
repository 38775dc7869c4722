//! The results: rows, the distribution of one of them, and the difference from another run.

use super::bench::Bench;
use crate::model::{compare, results, run};
use crate::text::results as texts;
use forkcast_charts::Table;
use forkcast_parts::download;
use forkcast_parts::drawn::drawn;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use forkcast_parts::rows::Rows;
use forkcast_protocol::measure::Measurement;
use forkcast_protocol::measure::file::write;
use leptos::prelude::*;

/// The shown measurement.
#[component]
#[must_use]
pub fn Results() -> impl IntoView {
    let bench = Bench::get();
    let shown = memo(move || bench.shown());
    let some = memo(move || {
        shown.with(|m| {
            m.as_ref()
                .is_some_and(|m| !m.series.is_empty() || m.state.is_final())
        })
    });
    let body = part(move || {
        if some.get() {
            body(bench, shown)
        } else {
            ().into_any()
        }
    });
    view! { <section class="bench-results" aria-label=texts::TITLE hidden=flag(move || !some.get())>{body}</section> }
}

fn body(bench: Bench, shown: Memo<Option<Measurement>>) -> AnyView {
    let with = move |f: fn(&Measurement) -> String| shown.with(|m| m.as_ref().map_or(String::new(), f));
    let picked = RwSignal::new(String::new());
    let table = memo(move || shown.with(|m| m.as_ref().map_or_else(Table::default, results::table)));
    let names = memo(move || {
        shown.with(|m| {
            m.iter()
                .flat_map(|m| &m.series)
                .map(|s| (s.key.clone(), s.label.clone()))
                .collect::<Vec<_>>()
        })
    });
    let chart = memo(move || {
        let key = picked.get();
        shown.with(|m| {
            let series = &m.as_ref()?.series;
            let series = series.iter().find(|s| s.key == key).or_else(|| series.first())?;
            bench.other.with(|o| {
                let other = o
                    .as_ref()
                    .and_then(|o| o.series.iter().find(|s| s.key == series.key));
                Some(results::distribution(series, other))
            })
        })
    });
    let differences = memo(move || {
        shown.with(|m| {
            bench.other.with(|o| match (m, o) {
                (Some(m), Some(o)) => compare::table(m, o),
                _ => Table::default(),
            })
        })
    });
    let compared = move || {
        bench.other.with(|o| match o {
            None => String::new(),
            Some(o) if differences.with(|t| t.rows.is_empty()) => {
                texts::shares_no_row(&o.spec.title(), &results::provenance(o))
            }
            Some(o) => texts::compared(&o.spec.title(), &results::provenance(o)),
        })
    };
    let options = part(move || {
        names
            .get()
            .into_iter()
            .map(|(key, label)| view! { <option value=key>{label}</option> })
            .collect_view()
            .into_any()
    });
    let warnings = part(move || {
        let all = shown.with(|m| m.as_ref().map_or(Vec::new(), |m| m.warnings.clone()));
        all.into_iter()
            .map(|w| view! { <li>{w}</li> })
            .collect_view()
            .into_any()
    });
    let ceilings = move || {
        with(|m| {
            let all: Vec<String> = m
                .ceilings
                .iter()
                .map(|c| texts::ceiling(&c.label, c.value, &c.unit))
                .collect();
            if all.is_empty() {
                String::new()
            } else {
                texts::ceilings(&all)
            }
        })
    };
    let save = move |_| {
        if let Some(m) = shown.get_untracked() {
            download::text(&format!("forkcast-{}.json", m.id), "application/json", &write(&m));
        }
    };
    let canvas = drawn("bench-distribution", bench.page, NodeRef::new(), chart);
    view! {
        <div class="bench-line">
            <div>
                <h3 id="bench-title">{text(move || with(|m| m.spec.title()))}</h3>
                <p class="bench-about" id="bench-provenance">{text(move || with(|m| texts::provenance_and_end(&results::provenance(m), &run::ended(m, m.state))))}</p>
            </div>
            <div class="bench-buttons">
                <button class="quiet" type="button" id="bench-compare" on:click=handler(move |_| bench.other.set(shown.get_untracked()))>{texts::COMPARE_WITH_THIS}</button>
                <button class="quiet" type="button" id="bench-uncompare" hidden=flag(move || bench.other.with(Option::is_none)) on:click=handler(move |_| bench.other.set(None))>{texts::STOP_COMPARING}</button>
                <button class="quiet" type="button" id="bench-download" on:click=save>{texts::DOWNLOAD}</button>
            </div>
        </div>
        <ul class="bench-warnings">{warnings}</ul>
        <p class="bench-about">{text(compared)}</p>
        <Rows id="bench-differences" name=texts::DIFFERENCES table=differences />
        <Rows id="bench-rows" name=texts::MEASURED_ROWS table=table />
        <p class="bench-about">{text(ceilings)}</p>
        <div hidden=flag(move || names.with(Vec::is_empty))>
            <label class="bench-pick">{texts::DISTRIBUTION_OF}<select id="bench-series" on:change=handler(move |ev| picked.set(event_target_value(&ev)))>{options}</select></label>
            <div class="canvas-box bench-canvas">{canvas}</div>
        </div>
    }
    .into_any()
}
