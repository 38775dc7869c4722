//! The map over two inputs, with a dot to drag.

use super::charts::CardTools;
use crate::components::canvas::Surface;
use crate::components::data_table::DataTable;
use crate::components::reactive::{flag, handler, memo, text, when};
use crate::state::State;
use crate::text::{charts as texts, terms};
use crate::view_model::charts::{self as spec, PageChart};
use forkcast_charts::{Chart, DecisionMap, Table};
use forkcast_engine::params::{PARAMS, Param, Value};
use leptos::prelude::*;

/// Step of an arrow key, as a share of the slider.
const STEP: f64 = 0.02;

/// The map.
#[component]
#[must_use]
pub fn Map() -> impl IntoView {
    let state = State::get();
    let surface = Surface::new(state.zoom);
    let as_table = RwSignal::new(false);
    let chart: Signal<PageChart> = memo(move || {
        let s = state.scenario.get();
        let (x, y) = state.axes.get();
        // Cells of other axes would be wrong; those of the previous scenario stay until the new ones arrive.
        let cells = state.cells.with(|c| {
            c.as_ref()
                .filter(|c| c.value.0 == (x, y))
                .map(|c| c.value.1.clone())
                .unwrap_or_default()
        });
        PageChart::Map(spec::map(cells, x, y, &s, state.catalog))
    })
    .into();
    surface.draw(chart, Signal::derive(move || state.colours()));
    let dragging = RwSignal::new(false);
    let pointed = RwSignal::new(None::<(f64, f64)>);
    let read_out = move || {
        let at = pointed.get()?;
        chart.with(|c| {
            if let PageChart::Map(m) = c {
                m.read_out(at)
            } else {
                None
            }
        })
    };
    let hit = move |ev: &web_sys::PointerEvent| {
        let (px, py) = surface.at(ev);
        let size = surface.size();
        surface
            .with_meter(|meter| map_of(chart, |m| m.hit(size, meter, px, py)))
            .flatten()
    };
    let place = move |ev: &web_sys::PointerEvent| {
        let (x, y) = state.axes.get_untracked();
        let hit = hit(ev)?;
        Some(spec::placed(
            &state.scenario.get_untracked(),
            state.catalog,
            &[(x, hit.0), (y, hit.1)],
        ))
    };
    let keyed = move |ev: web_sys::KeyboardEvent| {
        let (dx, dy) = match ev.key().as_str() {
            "ArrowRight" => (STEP, 0.0),
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowUp" => (0.0, STEP),
            "ArrowDown" => (0.0, -STEP),
            _ => return,
        };
        ev.prevent_default();
        let (x, y) = state.axes.get_untracked();
        let here = map_of(chart, |m| Some((m.x.here, m.y.here)));
        if let Some((hx, hy)) = here {
            let at = if dx == 0.0 {
                (y, (hy + dy).clamp(0.0, 1.0))
            } else {
                (x, (hx + dx).clamp(0.0, 1.0))
            };
            state.commit(spec::placed(
                &state.scenario.get_untracked(),
                state.catalog,
                &[at],
            ));
        }
    };
    let table: Signal<Table> = Signal::derive(move || chart.read().table());
    let title = texts::MAP;
    view! {
        <section class="card chart map" id="card-map" aria-label=title>
            <header>
                <h2>{title}</h2>
                <p>{texts::MAP_NOTE}</p>
                <CardTools id="map" title=title note=Signal::derive(String::new) explained=terms::MAP as_table=as_table chart=chart />
            </header>
            <div class="canvas-box" hidden=flag(move || as_table.get())>
                <canvas
                    node_ref=surface.node
                    id="chart-map"
                    role="img"
                    tabindex="0"
                    aria-label=text(move || texts::map_summary(&chart.read().summary()))
                    on:pointerdown=handler(move |ev: web_sys::PointerEvent| {
                        dragging.set(true);
                        let canvas = event_target::<web_sys::Element>(&ev);
                        // Without capture a drag ends at the canvas's edge, no worse.
                        let _ = canvas.set_pointer_capture(ev.pointer_id());
                        if let Some(next) = place(&ev) {
                            state.move_to(next);
                        }
                    })
                    on:pointerleave=handler(move |_| pointed.set(None))
                    on:pointermove=handler(move |ev: web_sys::PointerEvent| {
                        pointed.set(hit(&ev));
                        if dragging.get_untracked() && let Some(next) = place(&ev) {
                            state.move_to(next);
                        }
                    })
                    on:pointerup=handler(move |_| {
                        if dragging.get_untracked() {
                            dragging.set(false);
                            state.commit(state.scenario.get_untracked());
                        }
                    })
                    on:keydown=keyed
                ></canvas>
                <p class="read-out" id="read-map">{text(move || read_out().unwrap_or_default())}</p>
            </div>
            {when(move || as_table.get(), move || view! { <DataTable name=title id="table-map".to_owned() table=table /> }.into_any())}
            <div class="axes">
                <AxisPick label=texts::HORIZONTAL vertical=false />
                <AxisPick label=texts::VERTICAL vertical=true />
            </div>
        </section>
    }
}

fn map_of<R>(chart: Signal<PageChart>, f: impl FnOnce(&DecisionMap) -> Option<R>) -> Option<R> {
    chart.with_untracked(|c| if let PageChart::Map(m) = c { f(m) } else { None })
}

/// Picks the input of one side.
#[component]
fn AxisPick(label: &'static str, vertical: bool) -> impl IntoView {
    let state = State::get();
    let current = move || {
        if vertical {
            state.axes.get().1
        } else {
            state.axes.get().0
        }
    };
    let pickable =
        |p: &&'static Param| p.main || !matches!((p.get)(&state.scenario.get_untracked()), Value::Choice(_));
    let options = PARAMS
        .iter()
        .filter(pickable)
        .map(|p| view! { <option value=p.key selected=flag(move || current() == p)>{p.label}</option> })
        .collect_view();
    view! {
        <label>
            {label}
            <select
                id=if vertical { "map-y" } else { "map-x" }
                on:change=handler(move |ev| {
                    let key = event_target_value(&ev);
                    if let Some(param) = PARAMS.iter().find(|p| p.key == key) {
                        state.axes.update(|a| if vertical { a.1 = param } else { a.0 = param });
                    }
                })
            >
                {options}
            </select>
        </label>
    }
}
