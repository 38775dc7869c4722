//! A chart in its card: canvas or table, a cross-hair, and files.

use crate::components::canvas::Surface;
use crate::components::data_table::DataTable;
use crate::components::in_view::in_view;
use crate::components::reactive::{flag, handler, memo, text, when};
use crate::components::term::term;
use crate::panels::beside;
use crate::saving::{Form, Job};
use crate::state::State;
use crate::text::{charts as texts, terms};
use crate::view_model::charts::{self as spec, PageChart};
use forkcast_charts::{Chart, LineChart, Table};
use forkcast_engine::explore::volume;
use forkcast_engine::words;
use forkcast_parts::text::TABLE;
use leptos::prelude::*;

/// A chart in its card.
#[component]
#[must_use]
pub fn ChartCard(
    /// Short name: ids and files are made from it.
    id: &'static str,
    /// Heading.
    title: &'static str,
    /// A short note on the content.
    note: Signal<String>,
    /// Where its figures come from, with the link into the method page.
    known: (String, &'static str),
    /// The term of the glossary that explains it.
    explained: &'static str,
    /// The chart without a cross-hair.
    chart: Signal<PageChart>,
) -> impl IntoView {
    let state = State::get();
    let surface = Surface::new(state.zoom);
    let as_table = RwSignal::new(false);
    let cursor = RwSignal::new(None::<f64>);
    let pointed = memo(move || with_cursor(&chart.get(), cursor.get()));
    surface.draw(pointed.into(), Signal::derive(move || state.colours()));
    let read_out = move || {
        let x = cursor.get()?;
        chart.with(|c| {
            if let PageChart::Lines(lines) = c {
                Some(lines.read_out(lines.nearest(x)))
            } else {
                None
            }
        })
    };
    let lines = move |f: &dyn Fn(&LineChart) -> Option<f64>| {
        chart.with_untracked(|c| if let PageChart::Lines(l) = c { f(l) } else { None })
    };
    let point = move |ev: web_sys::PointerEvent| {
        let (x, y) = surface.at(&ev);
        let size = surface.size();
        cursor.set(
            surface
                .with_meter(|meter| {
                    chart.with_untracked(|c| {
                        if let PageChart::Lines(l) = c {
                            l.hit(size, meter, x, y)
                        } else {
                            None
                        }
                    })
                })
                .flatten(),
        );
    };
    let keyed = move |ev: web_sys::KeyboardEvent| {
        let by = match ev.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            "PageDown" => 6,
            "PageUp" => -6,
            "Home" => -10_000,
            "End" => 10_000,
            "Escape" => {
                cursor.set(None);
                return;
            }
            _ => return,
        };
        let now = cursor.get_untracked();
        if let Some(next) = lines(&|l| l.step(now, by)) {
            ev.prevent_default();
            cursor.set(Some(next));
        }
    };
    let table: Signal<Table> = Signal::derive(move || chart.read().table());
    view! {
        <section class="card chart" id=format!("card-{id}") aria-label=title>
            <header>
                <h2>{title}</h2>
                <p>{text(move || note.get())}"; "<a class="known" href=known.1>{known.0}</a></p>
                <CardTools id=id title=title note=note explained=explained as_table=as_table chart=chart />
            </header>
            <div class="canvas-box" hidden=flag(move || as_table.get())>
                <canvas
                    node_ref=surface.node
                    id=format!("chart-{id}")
                    role="img"
                    tabindex="0"
                    aria-label=text(move || chart.read().summary())
                    on:pointermove=point
                    on:pointerleave=handler(move |_| cursor.set(None))
                    on:keydown=keyed
                    on:blur=handler(move |_| cursor.set(None))
                ></canvas>
                <p class="read-out" id=format!("read-{id}") aria-live="polite">{text(move || read_out().unwrap_or_default())}</p>
            </div>
            {when(move || as_table.get(), move || view! { <DataTable name=title id=format!("table-{id}") table=table /> }.into_any())}
        </section>
    }
}

/// Table or chart, and the files.
#[component]
#[must_use]
pub fn CardTools(
    /// Short name of the chart.
    id: &'static str,
    /// Its title.
    title: &'static str,
    /// A short note on the content; empty where the title says it.
    note: Signal<String>,
    /// The term of the glossary that explains it.
    explained: &'static str,
    /// Whether the table is shown.
    as_table: RwSignal<bool>,
    /// The chart.
    chart: Signal<PageChart>,
) -> impl IntoView {
    let state = State::get();
    let said = RwSignal::new("");
    let forms = Form::ALL
        .into_iter()
        .map(|form| {
            let save = move |ev: web_sys::MouseEvent| {
                let menu = event_target::<web_sys::Element>(&ev).closest("details");
                if let Ok(Some(menu)) = menu {
                    let _ = menu.remove_attribute("open");
                }
                let job = untrack(|| Job {
                    form,
                    id,
                    title,
                    note: note.get(),
                    chart: chart.get(),
                    headline: words::headline(&state.report.read()).text(),
                    view: state.view(),
                    theme: state.colours(),
                });
                beside::save(job, said);
            };
            view! { <button class="quiet" type="button" id=format!("{}-{id}", form.id()) on:click=handler(save)>{texts::form(form)}</button> }
        })
        .collect_view();
    view! {
        <div class="tools">
            {term(explained)}
            <button
                class="quiet"
                type="button"
                id=format!("toggle-{id}")
                aria-pressed=text(move || as_table.get().to_string())
                on:click=handler(move |_| as_table.update(|t| *t = !*t))
            >{TABLE}</button>
            <details class="menu">
                <summary>{texts::SAVE}</summary>
                <div>{forms}</div>
            </details>
        </div>
        <p class="said" id=format!("said-{id}") role="status">{text(move || said.get().to_owned())}</p>
    }
}

fn with_cursor(chart: &PageChart, x: Option<f64>) -> PageChart {
    if let PageChart::Lines(lines) = chart {
        PageChart::Lines(LineChart {
            cursor: x.map(|x| lines.nearest(x)),
            ..lines.clone()
        })
    } else {
        chart.clone()
    }
}

/// Cumulative cost by month.
#[component]
#[must_use]
pub fn Cost() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("card-cost"));
    let chart = memo(move || {
        let s = followed.get();
        let futures = state.futures_of(&s);
        PageChart::Lines(spec::cost(&state.report_of(&s), futures.as_ref()))
    });
    let note = Signal::derive(move || {
        let months = state.scenario.read().horizon_months;
        texts::cost_note(months, state.fresh_futures().is_some())
    });
    let known = (texts::prices_of(&state.catalog.version), "method.html#prices");
    view! { <ChartCard id="cost" explained=terms::HORIZON title=texts::COST note=note known=known chart=chart.into() /> }
}

/// Monthly cost against volume.
#[component]
#[must_use]
pub fn Volume() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("card-volume"));
    let chart = memo(move || {
        let s = followed.get();
        let sweep = volume::sweep(&s, state.catalog, spec::VOLUME_POINTS);
        PageChart::Lines(spec::volume(&state.report_of(&s), &sweep, &s))
    });
    let note = Signal::derive(|| texts::VOLUME_NOTE.to_owned());
    let known = (texts::prices_of(&state.catalog.version), "method.html#prices");
    view! { <ChartCard id="volume" explained=terms::VOLUME title=texts::VOLUME note=note known=known chart=chart.into() /> }
}

/// Time to first token by stage.
#[component]
#[must_use]
pub fn Latency() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("card-latency"));
    let chart = memo(move || {
        let s = followed.get();
        PageChart::Bars(spec::latency(&state.report_of(&s), &s))
    });
    let note = Signal::derive(move || texts::latency_note(&words::measured(&state.scenario.read())));
    view! { <ChartCard id="latency" explained=terms::TTFT title=texts::LATENCY note=note known=(texts::LATENCY_KNOWN.to_owned(), "method.html#assumptions") chart=chart.into() /> }
}

/// Answer quality by approach.
#[component]
#[must_use]
pub fn Quality() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("card-quality"));
    let chart = memo(move || {
        let s = followed.get();
        let futures = state.futures_of(&s);
        PageChart::Ranges(spec::quality(&state.report_of(&s), futures.as_ref()))
    });
    let note = Signal::derive(|| texts::QUALITY_NOTE.to_owned());
    view! { <ChartCard id="quality" explained=terms::CORRECT title=texts::QUALITY note=note known=(texts::QUALITY_KNOWN.to_owned(), "method.html#published") chart=chart.into() /> }
}
