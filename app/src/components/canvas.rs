//! A canvas that draws a chart in the next frame whenever it changes, and only while it is seen.

use crate::components::reactive::effect;
use crate::components::resized::on_resize;
use crate::view_model::charts::PageChart;
use forkcast_charts::canvas::{CanvasMeter, render};
use forkcast_charts::{Size, Theme};
use leptos::html;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

thread_local! {
    /// First drawings that wait for a frame of their own.
    static FIRST: RefCell<VecDeque<Box<dyn FnOnce()>>> = const { RefCell::new(VecDeque::new()) };
}

/// Draws a chart for the first time, in a frame in which no other chart does: several together would be one long task.
fn draw_first(draw: impl FnOnce() + 'static) {
    let is_alone = FIRST.with_borrow_mut(|waiting| {
        waiting.push_back(Box::new(draw));
        waiting.len() == 1
    });
    if is_alone {
        request_animation_frame(next_first);
    }
}

/// Draws the next chart that waits, and has the one after it drawn in the frame after this.
fn next_first() {
    if let Some(draw) = FIRST.with_borrow_mut(VecDeque::pop_front) {
        draw();
    }
    if !FIRST.with_borrow(VecDeque::is_empty) {
        request_animation_frame(next_first);
    }
}

/// Calls back in the next frame in which no chart waits for its first drawing.
pub fn when_all_are_drawn(then: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        if FIRST.with_borrow(VecDeque::is_empty) {
            then();
        } else {
            when_all_are_drawn(then);
        }
    });
}

/// The state of a canvas: drawing, and hit tests under the pointer.
#[derive(Clone, Copy)]
pub struct Surface {
    /// The element.
    pub node: NodeRef<html::Canvas>,
    /// Its size in CSS pixels; zero until it was laid out.
    laid_out: RwSignal<Size>,
    zoom: RwSignal<f64>,
    meter: StoredValue<Option<Rc<RefCell<CanvasMeter>>>, LocalStorage>,
}

impl Surface {
    /// A surface without an element yet, which draws so many times as large as usual.
    #[must_use]
    pub fn new(zoom: RwSignal<f64>) -> Self {
        Self {
            node: NodeRef::new(),
            laid_out: RwSignal::new(Size {
                width: 0.0,
                height: 0.0,
            }),
            zoom,
            meter: StoredValue::new_local(None),
        }
    }

    /// Runs `f` with what measures text on this canvas.
    pub fn with_meter<R>(&self, f: impl FnOnce(&mut CanvasMeter) -> R) -> Option<R> {
        let meter = self.meter.get_value()?;
        let mut meter = meter.try_borrow_mut().ok()?;
        Some(f(&mut meter))
    }

    /// The size that charts are drawn for: enlarged, they are drawn for a smaller one than they take.
    #[must_use]
    pub fn size(&self) -> Size {
        let (Size { width, height }, zoom) = (self.laid_out.get_untracked(), self.zoom.get_untracked());
        Size {
            width: width / zoom,
            height: height / zoom,
        }
    }

    /// Where a pointer is, as charts count.
    #[must_use]
    pub fn at(&self, pointer: &web_sys::PointerEvent) -> (f64, f64) {
        let zoom = self.zoom.get_untracked();
        (
            f64::from(pointer.offset_x()) / zoom,
            f64::from(pointer.offset_y()) / zoom,
        )
    }

    /// Draws whatever `chart` holds in the next frame after it, the colours or the size have changed.
    pub fn draw(self, chart: Signal<PageChart>, colours: Signal<Theme>) {
        effect(move || {
            if let Some(canvas) = self.node.get() {
                self.meter
                    .set_value(Some(Rc::new(RefCell::new(CanvasMeter::new(&canvas)))));
                let size = self.laid_out;
                on_resize(&canvas, move |width, height| {
                    let now = Size { width, height };
                    if size.try_get_untracked().is_some_and(|before| before != now) {
                        size.set(now);
                    }
                });
            }
        });
        let pending = Rc::new(Cell::new(false));
        let is_first = Cell::new(true);
        effect(move || {
            chart.track();
            colours.track();
            self.zoom.track();
            if self.laid_out.get().width <= 0.0 || pending.get() {
                return;
            }
            pending.set(true);
            let pending = Rc::clone(&pending);
            let draw = move || {
                pending.set(false);
                let Some(canvas) = self.node.try_get_untracked().flatten() else {
                    return;
                };
                let ratio = window().device_pixel_ratio() * self.zoom.get_untracked();
                self.with_meter(|meter| {
                    chart.with_untracked(|chart| {
                        render(
                            &canvas,
                            chart,
                            &colours.get_untracked(),
                            self.size(),
                            ratio,
                            meter,
                        );
                    });
                });
            };
            if is_first.replace(false) {
                draw_first(draw);
            } else {
                request_animation_frame(draw);
            }
        });
    }
}
