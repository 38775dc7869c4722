//! A chart on a canvas.

use crate::page::Page;
use crate::reactive::{effect, text};
use forkcast_charts::canvas::{CanvasMeter, render};
use forkcast_charts::{Chart, Size};
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, ResizeObserver, ResizeObserverEntry};

/// A canvas with a chart that is drawn whenever it, its size or the colours change; without one nothing is drawn.
pub fn drawn<C: Chart + PartialEq + Clone + Send + Sync + 'static>(
    id: &'static str,
    page: Page,
    node: NodeRef<html::Canvas>,
    chart: Memo<Option<C>>,
) -> impl IntoView {
    let size = RwSignal::new((0.0, 0.0));
    let meter: Rc<RefCell<Option<CanvasMeter>>> = Rc::default();
    effect(move || {
        if let Some(canvas) = node.get() {
            watch(&canvas, size);
        }
    });
    effect(move || {
        let ((width, height), colours) = (size.get(), page.colours());
        let (Some(canvas), Some(chart)) = (node.get(), chart.get()) else {
            return;
        };
        if width <= 0.0 {
            return;
        }
        let mut meter = meter.borrow_mut();
        let meter = meter.get_or_insert_with(|| CanvasMeter::new(&canvas));
        let ratio = window().device_pixel_ratio();
        render(&canvas, &chart, &colours, Size { width, height }, ratio, meter);
    });
    let name = move || chart.with(|c| c.as_ref().map_or(String::new(), Chart::summary));
    view! { <canvas node_ref=node id=id role="img" aria-label=text(name)></canvas> }
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
