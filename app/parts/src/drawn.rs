//! A chart on a canvas.

use crate::page::Page;
use crate::reactive::{effect, text};
use forkcast_charts::canvas::CanvasMeter;
use forkcast_charts::{Size, Theme};
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, ResizeObserver, ResizeObserverEntry};

/// Draws one kind of chart, `ratio` device pixels to each CSS pixel.
pub type Render<C> = fn(&HtmlCanvasElement, &C, &Theme, Size, f64, &mut CanvasMeter);

/// A canvas with a chart that is drawn whenever it, its size or the colours change; without one nothing is drawn. A module passes the function that
/// draws its one kind of chart, so that it does not carry the others.
pub fn drawn<C: PartialEq + Clone + Send + Sync + 'static>(
    id: &'static str,
    page: Page,
    node: NodeRef<html::Canvas>,
    chart: Memo<Option<C>>,
    summary: fn(&C) -> String,
    render: Render<C>,
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
    let name = move || chart.with(|c| c.as_ref().map_or(String::new(), summary));
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
