//! A chart upon a canvas, and tables.

use super::bench::Bench;
use super::reactive::{effect, part, text};
use forkcast_charts::canvas::{CanvasMeter, render_distribution};
use forkcast_charts::distribution::Distribution;
use forkcast_charts::{Size, Table};
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, ResizeObserver, ResizeObserverEntry};

/// A chart that is drawn whenever it, its size or the colours change.
#[component]
#[must_use]
pub fn Drawn(
    /// Element id.
    id: &'static str,
    /// The chart; none draws nothing.
    chart: Memo<Option<Distribution>>,
) -> impl IntoView {
    let bench = Bench::get();
    let node: NodeRef<html::Canvas> = NodeRef::new();
    let size = RwSignal::new((0.0, 0.0));
    let meter: Rc<RefCell<Option<CanvasMeter>>> = Rc::default();
    effect(move || {
        if let Some(canvas) = node.get() {
            watch(&canvas, size);
        }
    });
    effect(move || {
        let ((width, height), colours) = (size.get(), bench.colours());
        let (Some(canvas), Some(chart)) = (node.get(), chart.get()) else {
            return;
        };
        if width <= 0.0 {
            return;
        }
        let mut meter = meter.borrow_mut();
        let meter = meter.get_or_insert_with(|| CanvasMeter::new(&canvas));
        render_distribution(
            &canvas,
            &chart,
            &colours,
            Size { width, height },
            window().device_pixel_ratio(),
            meter,
        );
    });
    let summary = move || chart.with(|c| c.as_ref().map_or(String::new(), Distribution::summary));
    view! {
        <div class="canvas-box bench-canvas">
            <canvas node_ref=node id=id role="img" aria-label=text(summary)></canvas>
        </div>
    }
}

fn watch(canvas: &HtmlCanvasElement, size: RwSignal<(f64, f64)>) {
    let changed = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        if let Ok(entry) = entries.get(0).dyn_into::<ResizeObserverEntry>() {
            let rect = entry.content_rect();
            let now = (rect.width(), rect.height());
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
            }
        }
    });
    if let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(canvas);
    }
    // The observer lives as long as the element; so must what it calls.
    changed.forget();
}

/// A table in a box that scrolls by itself; nothing without rows.
#[component]
#[must_use]
pub fn Rows(
    /// Element id.
    id: &'static str,
    /// Its name.
    name: &'static str,
    /// What it holds.
    table: Memo<Table>,
) -> impl IntoView {
    part(move || {
        let table = table.get();
        if table.rows.is_empty() {
            return ().into_any();
        }
        let head = table
            .columns
            .into_iter()
            .map(|c| view! { <th scope="col">{c}</th> })
            .collect_view();
        let rows = table
            .rows
            .into_iter()
            .map(|row| {
                let mut cells = row.into_iter();
                let first = cells.next().unwrap_or_default();
                let rest = cells.map(|c| view! { <td>{c}</td> }).collect_view();
                view! { <tr><th scope="row">{first}</th>{rest}</tr> }
            })
            .collect_view();
        view! {
            <div class="table-box" role="region" aria-label=name tabindex="0">
                <table id=id><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any()
    })
}
