//! A chart on a canvas.

use crate::page::Page;
use crate::reactive::{effect, text};
use crate::resized::on_resize;
use forkcast_charts::canvas::{CanvasMeter, render};
use forkcast_charts::{Chart, Size};
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

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
            on_resize(&canvas, move |width, height| {
                let now = (width, height);
                if size.try_get_untracked().is_some_and(|before| before != now) {
                    size.set(now);
                }
            });
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
